/* What the header's initialisers set, byte by byte. A field that is added to a struct needs its line here: it is no longer
 * the last one that is named. inits.sh finds the structs and macros that are missing. */
#include "autoencoder.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* X(struct, its last field, its initialiser) of all that begin with their size, and X(struct, its last field) of those that
 * only the library fills. */
#define WITH_INIT(X)                                           \
    X(ae_rows, condition, AE_ROWS_INIT)                        \
    X(ae_model_options, sgemm_user, AE_MODEL_OPTIONS_INIT)     \
    X(ae_model_info, condition_width, AE_MODEL_INFO_INIT)      \
    X(ae_tensor_info, data, AE_TENSOR_INFO_INIT)               \
    X(ae_value_info, classes, AE_VALUE_INFO_INIT)              \
    X(ae_column_info, fitted, AE_COLUMN_INFO_INIT)             \
    X(ae_context_options, n_values, AE_CONTEXT_OPTIONS_INIT)   \
    X(ae_metrics, metrics, AE_METRICS_INIT)                    \
    X(ae_sample_options, flags, AE_SAMPLE_OPTIONS_INIT)        \
    X(ae_likelihood_options, seed, AE_LIKELIHOOD_OPTIONS_INIT) \
    X(ae_scorer_options, threads, AE_SCORER_OPTIONS_INIT)      \
    X(ae_scorer_info, quantiles, AE_SCORER_INFO_INIT)          \
    X(ae_density_options, threads, AE_DENSITY_OPTIONS_INIT)    \
    X(ae_density_info, log_density, AE_DENSITY_INFO_INIT)      \
    X(ae_fit_report, rejected, AE_FIT_REPORT_INIT)             \
    X(ae_fit_options, parts, AE_FIT_OPTIONS_INIT)              \
    X(ae_trainer_info, stopped, AE_TRAINER_INFO_INIT)
#define WITHOUT_INIT(X)     \
    X(ae_progress, metrics) \
    X(ae_read_buffers, condition)

/* Bytes after the last field would be a field of a newer version, which an older program has not set. */
#define ENDS_WITH_IT(type, last, ...)                                                         \
    _Static_assert(offsetof(type, last) + sizeof(((const type *)NULL)->last) == sizeof(type), \
                   #type " has a field that is not tested, or padding, after " #last);
WITH_INIT(ENDS_WITH_IT)
WITHOUT_INIT(ENDS_WITH_IT)

/* 0 is each field's default; the size is the only one that is not 0. */
#define SETS_THE_SIZE(type, last, init)                     \
    static void init##_sets_the_size_alone(void **state)    \
    {                                                       \
        static const type made = init;                      \
        type expected;                                      \
        (void)state;                                        \
        memset(&expected, 0, sizeof expected);              \
        expected.size = sizeof expected;                    \
        assert_memory_equal(&made, &expected, sizeof made); \
    }
WITH_INIT(SETS_THE_SIZE)

static const float floats[6] = { 0 };
static const uint8_t bytes[6] = { 0 };

static ae_rows rows_of(const void *data, double scale, int32_t dtype)
{
    ae_rows r;
    memset(&r, 0, sizeof r);
    r.size = sizeof r;
    r.n = 2;
    r.input.data = data;
    r.input.width = 3;
    r.input.scale = scale;
    r.input.dtype = dtype;
    return r;
}

static void rows_are_what_was_said(void **state)
{
    static const ae_rows of_floats = AE_ROWS_F32(floats, 2, 3), of_bytes = AE_ROWS_U8(bytes, 2, 3, 255);
    const ae_rows f32 = rows_of(floats, 1, AE_F32), u8 = rows_of(bytes, 255, AE_U8);
    (void)state;
    assert_memory_equal(&of_floats, &f32, sizeof f32);
    assert_memory_equal(&of_bytes, &u8, sizeof u8);
}

#define TEST(type, last, init) cmocka_unit_test(init##_sets_the_size_alone),

int main(void)
{
    const struct CMUnitTest tests[] = { WITH_INIT(TEST) cmocka_unit_test(rows_are_what_was_said) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
