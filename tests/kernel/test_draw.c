/* Draws: every set gives the numbers that base/random.h's words stand for, and they are spread as they should be. */
#include "kernel/dispatch.h"
#include "kernel/draw.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define DECLARE(isa) ae_draw ae_draw_uniform_##isa, ae_draw_normal_##isa;
AE_ISA_LIST(DECLARE)
#define ENTRY(isa) { ae_draw_uniform_##isa, ae_draw_normal_##isa },
static ae_draw *const sets[][2] = { AE_ISA_LIST(ENTRY) };
enum { UNIFORM, NORMAL };

static const ae_place places[] = { { 0, 0, 0, 0 }, { 7, 1, 2, 3 }, { UINT64_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX } };
enum { PLACES = sizeof places / sizeof *places };
static const uint32_t blocks[] = { 0, 1, 12345, UINT32_MAX / 16 };
enum { BLOCKS = sizeof blocks / sizeof *blocks };

/* The definition, in plain C. */
static double uniform(const ae_place *place, uint32_t block, uint32_t i)
{
    uint32_t word[4];
    ae_random_quad(word, place, 16 * block + i % 16);
    return ((double)(word[i / 16] >> 9) + 0.5) / 8388608;
}

static double normal(const ae_place *place, uint32_t block, uint32_t i)
{
    uint32_t first = i / 32 * 32 + i % 16;
    double radius = sqrt(-2 * log(uniform(place, block, first)));
    double angle = 6.283185307179586 * uniform(place, block, first + 16);
    return radius * (i / 16 % 2 ? sin(angle) : cos(angle));
}

static void uniforms_are_the_words(void **state)
{
    float x[AE_DRAWS];
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t c = 0; ae_isa_usable(isa) && c < PLACES * BLOCKS; c++) {
            sets[isa][UNIFORM](x, &places[c / BLOCKS], blocks[c % BLOCKS]);
            for (uint32_t i = 0; i < AE_DRAWS; i++)
                assert_true((double)x[i] == uniform(&places[c / BLOCKS], blocks[c % BLOCKS], i));
        }
}

/* log is within 2 ulp, so its root within 1.5; sin and cos within 1; the product rounds once more: less than 4 ulp. The
 * rest is the rounding of the angle here. */
static void normals_are_made_of_them(void **state)
{
    float x[AE_DRAWS], first[AE_DRAWS];
    (void)state;
    for (size_t c = 0; c < PLACES * BLOCKS; c++) {
        const ae_place *place = &places[c / BLOCKS];
        uint32_t block = blocks[c % BLOCKS];
        sets[0][NORMAL](first, place, block);
        for (uint32_t i = 0; i < AE_DRAWS; i++) {
            double exact = normal(place, block, i);
            assert_true(fabs((double)first[i] - exact) <= 4 * 0x1p-23 * fabs(exact) + 1e-14);
        }
        for (size_t isa = 1; isa < ae_isa_count(); isa++) {
            if (!ae_isa_usable(isa))
                continue;
            sets[isa][NORMAL](x, place, block);
            assert_memory_equal(x, first, sizeof x);
        }
    }
}

/* ---- statistics: a mean of n numbers of deviation s lies within 5 s / sqrt(n) of what it should be ---- */

enum { COUNT = 4096, N = COUNT * AE_DRAWS };
static float sample[N], other[N];

static void draw(float *out, int kind, ae_place place)
{
    for (uint32_t i = 0; i < COUNT; i++)
        sets[0][kind](out + i * AE_DRAWS, &place, i);
}

static void assert_mean(double sum, double expected, double deviation)
{
    double bound = 5 * deviation / sqrt(N);
    if (!(fabs(sum / N - expected) <= bound))
        fail_msg("the mean is %g, expected %g +- %g", sum / N, expected, bound);
}

static double power_sum(double centre, int power)
{
    double sum = 0;
    for (size_t i = 0; i < N; i++)
        sum += pow((double)sample[i] - centre, power);
    return sum;
}

static void uniforms_are_uniform(void **state)
{
    size_t bins[256] = { 0 };
    double square = 0;
    (void)state;
    draw(sample, UNIFORM, (ae_place){ .seed = 1 });
    for (size_t i = 0; i < N; i++) {
        assert_true(sample[i] > 0 && sample[i] < 1);
        bins[(size_t)(sample[i] * 256)]++;
    }
    assert_mean(power_sum(0.5, 1), 0, sqrt(1.0 / 12));
    assert_mean(power_sum(0.5, 2), 1.0 / 12, sqrt(1.0 / 180));
    for (size_t i = 0; i < 256; i++)
        square += pow((double)bins[i] - N / 256.0, 2) / (N / 256.0);
    assert_true(fabs(square - 255) < 5 * sqrt(2 * 255)); /* chi square of 255 degrees of freedom */
}

static void normals_are_normal(void **state)
{
    double far = 0;
    (void)state;
    draw(sample, NORMAL, (ae_place){ .seed = 1 });
    for (size_t i = 0; i < N; i++)
        far += fabs((double)sample[i]) > 2;
    assert_mean(power_sum(0, 1), 0, 1);
    assert_mean(power_sum(0, 2), 1, sqrt(2));
    assert_mean(power_sum(0, 3), 0, sqrt(15));
    assert_mean(power_sum(0, 4), 3, sqrt(96));
    assert_mean(far, 0.0455003, sqrt(0.0455003 * 0.9544997));
}

static void assert_unrelated(int kind, ae_place a, ae_place b, size_t shift)
{
    double sum = 0, centre = kind == UNIFORM ? 0.5 : 0, variance = kind == UNIFORM ? 1.0 / 12 : 1;
    draw(sample, kind, a);
    draw(other, kind, b);
    for (size_t i = 0; i < N; i++)
        sum += ((double)sample[i] - centre) * ((double)other[(i + shift) % N] - centre) / variance;
    assert_mean(sum, 0, 1);
}

/* Neighbours in each direction of the place, and the two halves of a normal pair. */
static void neighbours_are_unrelated(void **state)
{
    const ae_place here = { 5, 6, 7, 8 };
    const ae_place beside[] = { { 6, 6, 7, 8 }, { 5, 7, 7, 8 }, { 5, 6, 8, 8 }, { 5, 6, 7, 9 } };
    const size_t shifts[] = { 1, 16, 32, 64 };
    (void)state;
    for (int kind = UNIFORM; kind <= NORMAL; kind++)
        for (size_t i = 0; i < 4; i++) {
            assert_unrelated(kind, here, beside[i], 0);
            assert_unrelated(kind, here, here, shifts[i]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(uniforms_are_the_words), cmocka_unit_test(normals_are_made_of_them),
        cmocka_unit_test(uniforms_are_uniform),   cmocka_unit_test(normals_are_normal),
        cmocka_unit_test(neighbours_are_unrelated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
