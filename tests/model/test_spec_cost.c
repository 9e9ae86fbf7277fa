/* What a spec costs that is refused: a mistake at the end of 4 KB takes no more memory than twice the text and 64 KiB. */
#include "../help.h"

enum { LENGTH = 4096 };

typedef struct long_spec {
    const char *begins, *repeats, *ends;
    ae_status status;
    const char *says;
} long_spec;

static const long_spec specs[] = {
    { "input 4", "|dense 1", "|dense 1 act=sigmod|code", AE_EWORD, "did you mean \"sigmoid\"?" },
    { "input 4", "|dense 1", "|dens 3|code", AE_EWORD, "did you mean \"dense\"?" },
    { "input 4", "|dense 1", "|dense zero|code", AE_EVALUE, "not a whole number" },
    { "input 4", "|dense 1", "|reshape 3|code", AE_ESHAPE, "reshape1: 1 has 1 elements" },
    { "input 4", "|dense 1", "|dense 1 act=", AE_ESPEC, "needs a key before it" },
    { "input 4", "|dense 1", "|dense 1 act=relu act=tanh", AE_ESPEC, "given twice" },
    { "input 4", "|dense 1", "|code|decoder mirror acz=1", AE_EWORD, "did you mean \"act\"?" },
    { "input 4", "|dense 1", "|code|loss mse", AE_ESPEC, "ends at its code" },
    { "input 4", "|dense 1", "", AE_ESPEC, "no code item" },
    { "input 1x4x4", "|crop 0", "|crop 2|code", AE_ESHAPE, "nothing is left" },
    { "input 1x4x4", "|crop 0", "|crop all|code", AE_EVALUE, "not a list" },
    { "input 1x4x4", "|pad 0", "|code|decoder mirror", AE_ESPEC, "at most 1024 layers" },
    { "input 4|code|dense 4", "|loss mse", "|loss msee", AE_EWORD, "did you mean \"mse\"?" },
    { "input 4|code|dense 4", "|penalty l1 weight=1", "|penalty l1", AE_EVALUE, "weight= is missing" },
    { "input 4|code|dense 4|loss mse feature_weights=1", ",1", ",x", AE_EVALUE, "numbers" },
};

static const char *write_spec(char text[LENGTH + 1], const long_spec *s)
{
    size_t n = strlen(s->begins), step = strlen(s->repeats);
    memcpy(text, s->begins, n);
    for (; n + step + strlen(s->ends) <= LENGTH; n += step)
        memcpy(text + n, s->repeats, step);
    memcpy(text + n, s->ends, strlen(s->ends) + 1);
    return text;
}

static void a_mistake_at_the_end_takes_little_memory(void **state)
{
    char text[LENGTH + 1];
    (void)state;
    for (const long_spec *s = specs; s < specs + sizeof specs / sizeof *specs; s++) {
        heap h = { 0 };
        const ae_allocator counting = { heap_alloc, heap_free, &h };
        ae_model_options options = AE_MODEL_OPTIONS_INIT;
        ae_model *model = NULL;
        ae_error e;
        options.allocator = &counting;

        ae_status status = ae_model_create(&model, write_spec(text, s), &options, &e);

        if (status != s->status || !strstr(e.text, s->says))
            fail_msg("%s ... %s: %s: %s", s->begins, s->ends, ae_status_name(status), e.text);
        if (h.peak > 2 * strlen(text) + 65536)
            fail_msg("%s ... %s: %zu bytes", s->begins, s->ends, h.peak);
        assert_int_equal(h.held, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mistake_at_the_end_takes_little_memory),
    };
    return cmocka_run_group_tests_name("spec_cost", tests, NULL, NULL);
}
