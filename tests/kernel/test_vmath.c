/* exp, log and their kin: every set gives the same bits, within 2 ulp of the true value, and right at the ends. */
#include "kernel/dispatch.h"
#include "vmath_set.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define DECLARE(isa) extern const vmath_set vmath_##isa;
AE_ISA_LIST(DECLARE)
#define ENTRY(isa) &vmath_##isa,
static const vmath_set *const sets[] = { AE_ISA_LIST(ENTRY) };

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static double softplus(double x)
{
    return fmax(x, 0) + log1p(exp(-fabs(x)));
}

/* Of x turns, 0 <= x <= 1. The angle is brought close to a zero of the function while it is still exact. */
static double sine(double x)
{
    return x > 0.5 ? -sine(1 - x) : sin(6.283185307179586 * (x > 0.25 ? 0.5 - x : x));
}

static double cosine(double x)
{
    return x > 0.5 ? cosine(1 - x) : sin(6.283185307179586 * (0.25 - x));
}

/* By the numbers of vmath_set.h: the true function, and where ours is defined. */
static const struct {
    double (*exact)(double);
    float min, max;
} functions[FUNCTIONS] = {
    { exp, -INFINITY, INFINITY },     { exp, -INFINITY, 0 },             { expm1, -INFINITY, 0 },
    { log, 0, INFINITY },             { log1p, 0, 1 },                   { tanh, -INFINITY, INFINITY },
    { sigmoid, -INFINITY, INFINITY }, { softplus, -INFINITY, INFINITY }, { sine, 0, 1 },
    { cosine, 0, 1 },
};

enum { CHUNK = 4093 }; /* not a multiple of any set's lanes, so that tails count too */

/* Every how many-th float is tried. AE_VMATH_STRIDE=1 tries all: some ten minutes. */
static uint32_t stride(void)
{
    const char *wish = getenv("AE_VMATH_STRIDE");
    return wish ? (uint32_t)strtoul(wish, NULL, 10) : getenv("AE_TEST_SMALL") ? 65521 : 997;
}

/* The next CHUNK floats of the function's domain, by their bits from *at on; less at the end. */
static size_t next_floats(float *x, uint64_t *at, int f)
{
    size_t n = 0;
    for (uint32_t step = stride(); n < CHUNK && *at <= UINT32_MAX; *at += step) {
        uint32_t bits = (uint32_t)*at;
        memcpy(&x[n], &bits, 4);
        n += x[n] >= functions[f].min && x[n] <= functions[f].max;
    }
    return n;
}

static bool same_bits(float a, float b)
{
    return memcmp(&a, &b, 4) == 0 || (isnan(a) && isnan(b));
}

/* |y - exact| in units of the last place of a float of that size; an overflow must be one. */
static double ulps(float y, double exact)
{
    int e;
    if (fabs(exact) >= 0x1.ffffffp127)
        return isinf(y) && (y > 0) == (exact > 0) ? 0 : INFINITY;
    frexp(exact, &e);
    return fabs((double)y - exact) / ldexp(1, e < -125 ? -149 : e - 24);
}

static void no_function_is_off_by_more_than_2_ulp(void **state)
{
    static float x[CHUNK], y[CHUNK];
    (void)state;
    for (int f = 0; f < FUNCTIONS; f++)
        for (uint64_t at = 0; at <= UINT32_MAX;) {
            size_t n = next_floats(x, &at, f), best = ae_isa_count() - 1;
            while (!ae_isa_usable(best))
                best--;
            (*sets[best])[f](y, x, n);
            for (size_t i = 0; i < n; i++)
                if (!(ulps(y[i], functions[f].exact((double)x[i])) <= 2))
                    fail_msg("function %d of %a is %a, %g ulp off", f, (double)x[i], (double)y[i],
                             ulps(y[i], functions[f].exact((double)x[i])));
        }
}

static void assert_same_bits(const float *x, const float *a, const float *b, size_t n, int f, size_t set)
{
    for (size_t i = 0; i < n; i++)
        if (!same_bits(a[i], b[i]))
            fail_msg("function %d of %a: %s has %a, %s has %a", f, (double)x[i], ae_isa_name(0), (double)a[i],
                     ae_isa_name(set), (double)b[i]);
}

static void every_set_gives_the_same_bits(void **state)
{
    static float x[CHUNK], first[CHUNK], other[CHUNK];
    (void)state;
    for (int f = 0; f < FUNCTIONS; f++)
        for (uint64_t at = 1; at <= UINT32_MAX;) {
            size_t n = next_floats(x, &at, f);
            (*sets[0])[f](first, x, n);
            for (size_t set = 1; set < ae_isa_count(); set++)
                if (ae_isa_usable(set)) {
                    (*sets[set])[f](other, x, n);
                    assert_same_bits(x, first, other, n, f, set);
                }
        }
}

/* NaNs of both signs and many payloads, quiet and signalling. */
static size_t all_kinds_of_nan(float *x)
{
    size_t n = 0;
    for (uint32_t payload = 1; payload < 0x800000; payload += payload < 16 ? 1 : 0x1001 + payload / 16)
        for (uint32_t sign = 0; sign < 2; sign++, n++) {
            uint32_t bits = sign << 31 | 0x7f800000u | payload;
            memcpy(&x[n], &bits, 4);
        }
    return n;
}

static void nan_has_the_same_bits_in_every_set(void **state)
{
    static float x[CHUNK], first[CHUNK], other[CHUNK];
    (void)state;
    size_t n = all_kinds_of_nan(x);
    for (int f = 0; f < FUNCTIONS; f++) {
        (*sets[0])[f](first, x, n);
        for (size_t i = 0; i < n; i++)
            assert_true(isnan(first[i]));
        for (size_t set = 1; set < ae_isa_count(); set++)
            for (size_t i = 0; ae_isa_usable(set) && i < n; i++) {
                uint32_t bits[3];
                (*sets[set])[f](&other[i], &x[i], i % 2 ? 1 : n - i); /* in whole vectors, and alone */
                memcpy(bits, &x[i], 4), memcpy(bits + 1, &first[i], 4), memcpy(bits + 2, &other[i], 4);
                if (bits[1] != bits[2])
                    fail_msg("function %d of %08x: %s has %08x, %s has %08x", f, bits[0], ae_isa_name(0), bits[1],
                             ae_isa_name(set), bits[2]);
            }
    }
}

static void the_ends_are_right_in_every_set(void **state)
{
    static const struct {
        int f;
        float x, y;
    } cases[] = {
        { EXP, INFINITY, INFINITY }, { EXP, -INFINITY, 0 }, { EXP, NAN, NAN }, { EXP, 0, 1 }, { EXP, -0.0f, 1 },
        { EXP, 88.72284f, INFINITY }, { EXP, -103.97209f, 0 }, { EXP, -103.9f, 0x1p-149f }, { EXP, 1e-30f, 1 },
        { EXP_NEGATIVE, -INFINITY, 0 }, { EXP_NEGATIVE, NAN, NAN }, { EXP_NEGATIVE, 0, 1 }, { EXP_NEGATIVE, -0.0f, 1 },
        { EXP_NEGATIVE, -103.97209f, 0 }, { EXP_NEGATIVE, -103.9f, 0x1p-149f }, { EXP_NEGATIVE, -1e-30f, 1 },
        { EXPM1, -INFINITY, -1 }, { EXPM1, NAN, NAN }, { EXPM1, 0, 0 }, { EXPM1, -0x1p-149f, -0x1p-149f },
        { LOG, 0, -INFINITY }, { LOG, -0.0f, -INFINITY }, { LOG, -1, NAN }, { LOG, -INFINITY, NAN }, { LOG, 1, 0 },
        { LOG, INFINITY, INFINITY }, { LOG, NAN, NAN }, { LOG, 0x1p-149f, -103.27893f }, { LOG, -0x1p-149f, NAN },
        { LOG1P, 0, 0 }, { LOG1P, NAN, NAN }, { LOG1P, 1, 0.6931472f }, { LOG1P, 0x1p-149f, 0x1p-149f },
        { TANH, INFINITY, 1 }, { TANH, -INFINITY, -1 }, { TANH, NAN, NAN }, { TANH, 0, 0 }, { TANH, -0.0f, -0.0f },
        { TANH, 0x1p-149f, 0x1p-149f }, { TANH, 20, 1 },
        { SIGMOID, INFINITY, 1 }, { SIGMOID, -INFINITY, 0 }, { SIGMOID, NAN, NAN }, { SIGMOID, 0, 0.5f },
        { SOFTPLUS, INFINITY, INFINITY }, { SOFTPLUS, -INFINITY, 0 }, { SOFTPLUS, NAN, NAN }, { SOFTPLUS, 0, 0.6931472f },
        { SINE, 0, 0 }, { SINE, 0.25f, 1 }, { SINE, 0.5f, 0 }, { SINE, 0.75f, -1 }, { SINE, 1, 0 }, { SINE, NAN, NAN },
        { COSINE, 0, 1 }, { COSINE, 0.25f, 0 }, { COSINE, 0.5f, -1 }, { COSINE, 0.75f, 0 }, { COSINE, 1, 1 },
    };
    (void)state;
    for (size_t set = 0; set < ae_isa_count(); set++)
        for (size_t i = 0; ae_isa_usable(set) && i < sizeof cases / sizeof *cases; i++) {
            float y;
            (*sets[set])[cases[i].f](&y, &cases[i].x, 1);
            if (!same_bits(y, cases[i].y) && !(y == 0 && cases[i].y == 0 && cases[i].x != 0))
                fail_msg("%s: function %d of %a is %a, not %a", ae_isa_name(set), cases[i].f, (double)cases[i].x, (double)y,
                         (double)cases[i].y);
        }
}

static uint32_t fnv(const float *y, size_t n)
{
    const unsigned char *bytes = (const unsigned char *)y;
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < n * sizeof *y; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return hash;
}

/* These hashes are a promise: another value means other models from the same seed, and a new number for the arithmetic. */
static void the_bits_are_pinned(void **state)
{
    static const uint32_t pinned[FUNCTIONS] = { 0x012b8220, 0xad67d763, 0x301c16a7, 0xf8a5df78, 0x690fc2a9,
                                                0xf9b6099d, 0xbbf46ccd, 0x2ac8f0d7, 0xc6b0e955, 0xece56d35 };
    static float x[2048], y[2048];
    (void)state;
    for (int f = 0; f < FUNCTIONS; f++) {
        float low = fmaxf(functions[f].min, -16), high = fminf(functions[f].max, 16);
        for (int i = 0; i < 2048; i++)
            x[i] = low + (high - low) * ((float)i + 0.5f) / 2048;
        (*sets[0])[f](y, x, 2048);
        assert_int_equal(fnv(y, 2048), pinned[f]);
    }
}

static void exp_of_what_is_negative_has_the_bits_of_exp(void **state)
{
    static float x[CHUNK], y[CHUNK], any[CHUNK];
    (void)state;
    for (uint64_t at = 0; at <= UINT32_MAX;) {
        size_t n = next_floats(x, &at, EXP_NEGATIVE);
        (*sets[0])[EXP_NEGATIVE](y, x, n);
        (*sets[0])[EXP](any, x, n);
        assert_same_bits(x, any, y, n, EXP_NEGATIVE, 0);
    }
}

static void tanh_is_odd(void **state)
{
    static float x[CHUNK], y[CHUNK], mirrored[CHUNK];
    (void)state;
    for (uint64_t at = 0; at <= UINT32_MAX;) {
        size_t n = next_floats(x, &at, TANH);
        (*sets[0])[TANH](y, x, n);
        for (size_t i = 0; i < n; i++)
            x[i] = -x[i];
        (*sets[0])[TANH](mirrored, x, n);
        for (size_t i = 0; i < n; i++)
            assert_true(same_bits(y[i], -mirrored[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_function_is_off_by_more_than_2_ulp),
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(nan_has_the_same_bits_in_every_set),
        cmocka_unit_test(the_ends_are_right_in_every_set),
        cmocka_unit_test(the_bits_are_pinned),
        cmocka_unit_test(exp_of_what_is_negative_has_the_bits_of_exp),
        cmocka_unit_test(tanh_is_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
