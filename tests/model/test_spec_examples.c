/* The library reads every example of docs/spec.md. */
#include "../help.h"
#include "base/format.h"
#include "document.h"
#include "model/spec.h"
#include "optim/optim.h"

/* The indented lines at `at`, without what indents them; empty where there are none. Returns what follows. */
static const char *copy_block(char *to, size_t room, const char *at)
{
    ae_writer w = { to, room, 0 };
    to[0] = '\0';
    for (; strncmp(at, "    ", 4) == 0; at += strcspn(at, "\n") + 1)
        ae_write(&w, "%.*s\n", (int)(strcspn(at, "\n") - 4), at + 4);
    return at;
}

static void assert_readable(const char *text)
{
    ae_arena arena;
    ae_spec spec;
    ae_error e;
    ae_arena_init(&arena, NULL);
    if (ae_spec_read(&spec, text, &arena, &e) != AE_OK)
        fail_msg("docs/spec.md: %s\n%s", e.text, text);
    ae_arena_free(&arena);
}

/* The first word of the text, with a blank after it, is one of an optimizer's. */
static bool is_training(const char *text)
{
    for (size_t i = 0; ae_optimizer_at(0, i); i++) {
        const char *name = ae_optimizer_at(0, i)->name;
        if (strncmp(text, name, strlen(name)) == 0 && strchr(" \n", text[strlen(name)]))
            return true;
    }
    return false;
}

/* By a training of the page's first net, with validation rows, a head and a penalty. */
static void assert_trains(const char *text)
{
    static const float x[10 * 784];
    ae_rows rows = AE_ROWS_F32(x, 10, 784);
    ae_fit_options o = { .size = sizeof o, .optimizer = text, .batch = 1, .steps = 20000, .valid_fraction = 0.2 };
    ae_model *model = make_model("input 784 | dense 128 act=relu | dense 32 | code | decoder mirror act=sigmoid | "
                                 "head digit | dense 10 act=softmax | penalty l1 on=code weight=0.001",
                                 0);
    rows.labels = (ae_array){ .data = x, .width = 1 };
    size_t bytes;
    ae_error e;
    if (ae_fit_memory(&bytes, model, &rows, &o, &e) != AE_OK)
        fail_msg("docs/spec.md: %s\n%s", e.text, text);
    ae_model_free(model);
}

/* Every indented block that begins with an input or an optimizer. */
static void examples_can_be_read(void **state)
{
    char text[4096];
    size_t specs = 0, trainings = 0;
    (void)state;
    for (const char *at = document; *at; at += *at == '\n') {
        at = copy_block(text, sizeof text, at);
        if (strncmp(text, "input ", 6) == 0) {
            assert_readable(text);
            specs++;
        } else if (is_training(text)) {
            assert_trains(text);
            trainings++;
        }
        at += strcspn(at, "\n");
    }
    assert_true(specs > 10);
    assert_true(trainings > 10);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples_can_be_read),
    };
    if (argc != 2 || !read_document(argv[1])) {
        fprintf(stderr, "usage: test_spec_examples docs/spec.md\n");
        return 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
