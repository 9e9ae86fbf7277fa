/* Invented nets, asked for invented lists of their values: one pass gives the bits of a pass for each alone, and these lie
 * where the value says. */
#include "../help.h"
#include "random_spec.h"

enum { ROWS = 37 };

typedef struct case_ {
    invention dice;
    ae_model *model;
    ae_model_info info;
    ae_rows rows;
    const char *name[AE_RESULTS_MAX]; /* the values that the context is made for */
    size_t width[AE_RESULTS_MAX], n;
    double low[AE_RESULTS_MAX], high[AE_RESULTS_MAX];
} case_;

static float *random_rows(const ae_model *m, size_t width)
{
    float *x = test_malloc(ROWS * width * sizeof *x);
    curve(x, ROWS, width);
    suit_columns(x, ROWS, width, m);
    return x;
}

static void open_case(case_ *c, uint32_t number)
{
    char text[RANDOM_SPEC_MAX];
    ae_error e;
    random_spec(text, number);
    *c = (case_){ .dice = { .spec = number, .asked = 100000 }, .model = make_model(text, number) };
    c->info = (ae_model_info)AE_MODEL_INFO_INIT;
    must(ae_model_get_info(&c->info, c->model, &e), &e);
    c->rows = (ae_rows)AE_ROWS_F32(random_rows(c->model, c->info.input_width), ROWS, c->info.input_width);
    c->rows.target = c->rows.input;
    c->rows.target.width = c->info.output_width;
    c->rows.target.data = random_rows(c->model, c->info.output_width);
}

static void close_case(case_ *c)
{
    test_free((void *)(uintptr_t)c->rows.input.data);
    test_free((void *)(uintptr_t)c->rows.target.data);
    ae_model_free(c->model);
}

/* Jaccard has no errors by feature. */
static bool has(const case_ *c, const char *value)
{
    return strcmp(value, "errors") != 0 || !strstr(ae_model_spec(c->model), "jaccard");
}

/* Some of the net's values, in any order, some twice. */
static void choose(case_ *c)
{
    for (uint32_t tries = 1 + below(&c->dice, 9); tries > 0; tries--) {
        ae_value_info value = AE_VALUE_INFO_INIT;
        ae_error e;
        must(ae_model_get_value(&value, c->model, below(&c->dice, (uint32_t)c->info.values), &e), &e);
        c->name[c->n] = value.name;
        c->width[c->n] = value.width;
        c->low[c->n] = value.low;
        c->high[c->n] = value.high;
        c->n += has(c, value.name);
    }
}

static bool is_again(const case_ *c, size_t i)
{
    size_t first = 0;
    while (strcmp(c->name[first], c->name[i]) != 0)
        first++;
    return first < i;
}

/* Half of what the context serves, each once, at its place in a line of buffers. */
static size_t ask(ae_result *results, case_ *c, float *buffer)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n; buffer += ROWS * c->width[i++])
        if (!is_again(c, i) && (n == 0 || below(&c->dice, 2)))
            results[n++] = (ae_result){ c->name[i], buffer };
    return n;
}

static ae_context *make_context(case_ *c)
{
    ae_context_options o = { sizeof o, 1 + below(&c->dice, 64), 1 + below(&c->dice, 2), 0, c->name, c->n };
    ae_context *context;
    ae_error e;
    o.outputs = below(&c->dice, 2) ? AE_OUT_SCORE : 0;
    must(ae_context_create(&context, c->model, &o, &e), &e);
    return context;
}

static size_t place_of(const case_ *c, const char *name)
{
    size_t i = 0;
    while (strcmp(c->name[i], name) != 0)
        i++;
    return i;
}

/* Apart from rounding, no number is beyond what its value can reach; and only the input itself has gaps. */
static void assert_reached(const case_ *c, size_t value, const float *x)
{
    const bool gaps = strcmp(c->name[value], "input") == 0;
    for (size_t i = 0; i < ROWS * c->width[value]; i++)
        if (!(gaps && isnan(x[i])) && !((double)x[i] >= c->low[value] - 1e-6 && (double)x[i] <= c->high[value] + 1e-6))
            fail_msg("%s: %s is %g", ae_model_spec(c->model), c->name[value], (double)x[i]);
}

static void check(case_ *c)
{
    size_t floats = 0;
    ae_result results[AE_RESULTS_MAX];
    ae_error e;
    for (size_t i = 0; i < c->n; i++)
        floats += ROWS * c->width[i];
    float *together = test_calloc(floats, sizeof *together), *alone = test_calloc(floats, sizeof *alone);
    ae_context *context = make_context(c);
    for (size_t times = 0; times < 2; times++) {
        size_t n = ask(results, c, together);
        must(ae_model_run(results, n, c->model, context, &c->rows, &e), &e);
        for (size_t i = 0; i < n; i++) {
            const ae_result one = { results[i].value, alone };
            must(ae_model_run(&one, 1, c->model, NULL, &c->rows, &e), &e);
            const size_t value = place_of(c, one.value);
            assert_memory_equal(results[i].data, alone, ROWS * c->width[value] * sizeof *alone);
            assert_reached(c, value, alone);
        }
    }
    ae_context_free(context);
    test_free(together);
    test_free(alone);
}

static void one_pass_is_many(void **state)
{
    uint32_t count = getenv("AE_TEST_SMALL") ? 30 : 300;
    (void)state;
    for (uint32_t number = 0; number < count; number++) {
        case_ c;
        open_case(&c, number);
        choose(&c);
        if (c.n)
            check(&c);
        close_case(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(one_pass_is_many) };
    return cmocka_run_group_tests_name("random values", tests, NULL, NULL);
}
