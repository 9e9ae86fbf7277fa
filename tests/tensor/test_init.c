/* Initialisers: the right distribution, and the same numbers for the same place, everywhere and for ever. */
#include "tensor/init.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { N = 100000, FAN_IN = 50, FAN_OUT = 30 };

static const ae_place place = { .seed = 42, .name = 0x12345678 };

static void fill(float *w, size_t n, const char *kind, const ae_place *at)
{
    const ae_initializer init = { ae_init_find(kind), .sd = 0.05, .min = -0.25, .max = 0.75 };
    assert_non_null(init.kind);
    ae_init_fill(w, n, &init, FAN_IN, FAN_OUT, at);
}

/* Each kind with what its formula makes of the fans: a uniform's ends, or a normal's standard deviation. */
static const struct {
    const char *kind;
    double min, max, sd;
} cases[] = {
    { "uniform", -0.25, 0.75, 0 },
    { "glorot_uniform", -0.27386127875258306, 0.27386127875258306, 0 }, /* sqrt(6 / 80) */
    { "he_uniform", -0.34641016151377546, 0.34641016151377546, 0 },     /* sqrt(6 / 50) */
    { "pytorch", -0.1414213562373095, 0.1414213562373095, 0 },          /* 1 / sqrt(50) */
    { "normal", 0, 0, 0.05 },
    { "glorot_normal", 0, 0, 0.15811388300841897 }, /* sqrt(2 / 80) */
    { "he_normal", 0, 0, 0.2 },                     /* sqrt(2 / 50) */
};
enum { CASES = sizeof cases / sizeof *cases };

static double moment(const float *w, double mean, int power)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += pow((double)w[i] - mean, power);
    return sum / N;
}

/* A mean of N numbers is within 5 of its standard deviations of the true one, but for 1 case in 10^6; the numbers are fixed,
 * so this passes always or never. The variance of the k-th moment's estimate is (m2k - mk^2) / N. */
static void assert_moments(const float *w, double mean, double m2, double m4, double m8)
{
    assert_true(fabs(moment(w, mean, 1)) <= 5 * sqrt(m2 / N));
    assert_true(fabs(moment(w, mean, 2) - m2) <= 5 * sqrt((m4 - m2 * m2) / N));
    assert_true(fabs(moment(w, mean, 4) - m4) <= 5 * sqrt((m8 - m4 * m4) / N));
}

static void moments_are_those_of_the_distribution(void **state)
{
    static float w[N];
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        double a = (cases[i].max - cases[i].min) / 2, s = cases[i].sd;
        fill(w, N, cases[i].kind, &place);
        if (s > 0)
            assert_moments(w, 0, s * s, 3 * pow(s, 4), 105 * pow(s, 8));
        else
            assert_moments(w, (cases[i].max + cases[i].min) / 2, a * a / 3, pow(a, 4) / 5, pow(a, 8) / 9);
    }
}

static void uniforms_stay_within_their_ends(void **state)
{
    static float w[N];
    (void)state;
    for (size_t i = 0; i < CASES && cases[i].sd == 0; i++) {
        float least = INFINITY, most = -INFINITY;
        fill(w, N, cases[i].kind, &place);
        for (size_t j = 0; j < N; j++) {
            least = w[j] < least ? w[j] : least;
            most = w[j] > most ? w[j] : most;
        }
        double width = cases[i].max - cases[i].min;
        assert_true(least >= (float)cases[i].min && least < (float)(cases[i].min + 1e-3 * width));
        assert_true(most <= (float)cases[i].max && most > (float)(cases[i].max - 1e-3 * width));
    }
}

/* P(|z| > k): how much of a normal lies beyond k standard deviations; tails are where Box-Muller goes wrong first. */
static void normals_have_the_right_tails(void **state)
{
    static const struct {
        double k, share;
    } tails[] = { { 0.5, 0.617075 }, { 1, 0.317311 }, { 2, 0.0455003 }, { 3, 0.00269980 } };
    static float w[N];
    (void)state;
    fill(w, N, "normal", &place);
    for (size_t t = 0; t < sizeof tails / sizeof *tails; t++) {
        double beyond = 0, p = tails[t].share;
        for (size_t i = 0; i < N; i++)
            beyond += fabs((double)w[i]) > tails[t].k * 0.05;
        assert_true(fabs(beyond / N - p) <= 5 * sqrt(p * (1 - p) / N));
    }
}

/* Neighbours share a generator call, and pairs a radius: they must not be correlated for that. */
static void neighbours_are_not_correlated(void **state)
{
    static float w[N];
    (void)state;
    for (size_t i = 0; i < CASES; i++) {
        double mean = (cases[i].max + cases[i].min) / 2;
        fill(w, N, cases[i].kind, &place);
        double variance = moment(w, mean, 2);
        for (size_t lag = 1; lag <= 4; lag++) {
            double sum = 0;
            for (size_t j = 0; j + lag < N; j++)
                sum += ((double)w[j] - mean) * ((double)w[j + lag] - mean);
            assert_true(fabs(sum / (double)(N - lag) / variance) <= 5 / sqrt((double)(N - lag)));
        }
    }
}

static void zeros_are_zero(void **state)
{
    float w[7] = { 1, 1, 1, 1, 1, 1, 1 };
    (void)state;
    fill(w, 7, "zeros", &place);
    for (size_t i = 0; i < 7; i++)
        assert_memory_equal(&w[i], &(float){ 0 }, sizeof *w);
}

static uint32_t fnv(const void *data, size_t n)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ ((const unsigned char *)data)[i]) * 16777619u;
    return hash;
}

/* These hashes are a promise: the same seed gives the same model with every version. */
static void the_numbers_are_pinned(void **state)
{
    static const struct {
        const char *kind;
        uint32_t hash;
    } pinned[] = {
        { "glorot_uniform", 0xa8157e10 }, { "he_uniform", 0x93ab58cd }, { "pytorch", 0x083ec46d }, { "uniform", 0xeb6257bb },
        { "normal", 0xbdd224e6 },         { "he_normal", 0xca8a856c },  { "glorot_normal", 0x6d034564 },
    };
    float w[1000];
    (void)state;
    for (size_t i = 0; i < sizeof pinned / sizeof *pinned; i++) {
        fill(w, 1000, pinned[i].kind, &place);
        assert_int_equal(fnv(w, sizeof w), pinned[i].hash);
    }
}

static void a_shorter_fill_is_the_beginning_of_a_longer_one(void **state)
{
    float all[64], some[65];
    (void)state;
    for (size_t i = 0; i < CASES; i++)
        for (size_t n = 0; n < 64; n++) {
            memset(some, 0x55, sizeof some);
            fill(all, 64, cases[i].kind, &place);
            fill(some, n, cases[i].kind, &place);
            assert_memory_equal(all, some, n * sizeof *all);
            assert_memory_equal(&some[n], "\x55\x55\x55\x55", 4);
        }
}

static void another_name_or_seed_changes_everything(void **state)
{
    const ae_place places[] = { { .seed = 43, .name = place.name }, { .seed = 42, .name = place.name + 1 } };
    float w[256], other[256];
    (void)state;
    for (size_t p = 0; p < 2; p++)
        for (size_t i = 0; i < CASES; i++) {
            size_t same = 0;
            fill(w, 256, cases[i].kind, &place);
            fill(other, 256, cases[i].kind, &places[p]);
            for (size_t j = 0; j < 256; j++)
                same += w[j] == other[j];
            assert_int_equal(same, 0);
        }
}

static void unknown_kinds_are_not_found(void **state)
{
    (void)state;
    assert_null(ae_init_find("glorot"));
    assert_null(ae_init_find(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_those_of_the_distribution),
        cmocka_unit_test(uniforms_stay_within_their_ends),
        cmocka_unit_test(normals_have_the_right_tails),
        cmocka_unit_test(neighbours_are_not_correlated),
        cmocka_unit_test(zeros_are_zero),
        cmocka_unit_test(the_numbers_are_pinned),
        cmocka_unit_test(a_shorter_fill_is_the_beginning_of_a_longer_one),
        cmocka_unit_test(another_name_or_seed_changes_everything),
        cmocka_unit_test(unknown_kinds_are_not_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
