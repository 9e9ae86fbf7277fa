/* Quantiles of the normal distribution against its distribution function, and against printed tables. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kit/stat.h"

/* Rounded to 15 digits, from the tables that textbooks print; that of 1e-300 from Python's statistics.NormalDist. */
static void quantiles_are_those_of_the_tables(void **state)
{
    static const double known[][2] = { { 0.5, 0 },
                                       { 0.75, 0.674489750196082 },
                                       { 0.95, 1.64485362695147 },
                                       { 0.975, 1.95996398454005 },
                                       { 0.995, 2.57582930354890 },
                                       { 0.025, -1.95996398454005 },
                                       { 0.001, -3.09023230616781 },
                                       { 1e-9, -5.99780701500768 },
                                       { 1e-300, -37.0470962993612 } };
    (void)state;

    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const double found = kit_normal_quantile(known[i][0]);

        if (!(fabs(found - known[i][1]) <= 1e-13 * fmax(1, fabs(known[i][1]))))
            fail_msg("at %g: %.17g is not %.17g", known[i][0], found, known[i][1]);
    }
}

/* Given shares all over 0 ... 1; then what lies below their quantiles is that share again. */
static void what_lies_below_a_quantile_is_its_share(void **state)
{
    (void)state;

    for (int i = 1; i < 5000; i++) {
        const double p = i / 5000.0;

        const double below = erfc(-kit_normal_quantile(p) / sqrt(2)) / 2;

        if (!(fabs(below - p) <= 1e-15))
            fail_msg("%.17g of the distribution lies below the quantile of %.17g", below, p);
    }
}

static void the_ends_are_infinite_and_what_is_no_share_has_no_quantile(void **state)
{
    (void)state;

    assert_true(isinf(kit_normal_quantile(0)) && kit_normal_quantile(0) < 0);
    assert_true(isinf(kit_normal_quantile(1)) && kit_normal_quantile(1) > 0);
    assert_true(isnan(kit_normal_quantile(-0.1)) && isnan(kit_normal_quantile(1.1)) && isnan(kit_normal_quantile(NAN)));
    assert_true(isnan(kit_normal_quantile(5e-324)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_are_those_of_the_tables),
        cmocka_unit_test(what_lies_below_a_quantile_is_its_share),
        cmocka_unit_test(the_ends_are_infinite_and_what_is_no_share_has_no_quantile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
