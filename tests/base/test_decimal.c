#include "base/decimal.h"
#include <fenv.h>
#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static uint64_t next_random(uint64_t *state) /* xorshift64 */
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    return *state ^= *state << 17;
}

static double random_finite(uint64_t *state)
{
    double x;
    do {
        uint64_t bits = next_random(state);
        memcpy(&x, &bits, sizeof x);
    } while (!isfinite(x));
    return x;
}

/* strtod is the oracle: glibc's is exact. */
static void assert_reads_like_strtod(const char *text)
{
    double x = -1;
    assert_true(ae_decimal_read(&x, text, strlen(text)));
    if (bits_of(x) != bits_of(strtod(text, NULL)))
        fail_msg("%s was read as %.17g", text, x);
}

static void assert_prints(double x, const char *expected)
{
    char text[AE_DECIMAL_MAX];
    assert_int_equal(ae_decimal_print(text, x), strlen(expected));
    assert_string_equal(text, expected);
}

static void assert_refused(const char *text)
{
    double x = 7;
    if (ae_decimal_read(&x, text, strlen(text)))
        fail_msg("\"%s\" was read as %g", text, x);
    assert_true(x == 7);
}

static void test_reads_hard_cases(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "0",
        "-0",
        "+1",
        "00012.500",
        "0.1",
        "1e0",
        "1E+2",
        "1e-07",
        "5e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.4703282292062327208e-324",
        "7.4109846876186982e-324",
        "2.2250738585072011e-308",
        "2.2250738585072012e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623158e308",
        "9007199254740991",
        "9007199254740992",
        "9007199254740993",
        "9007199254740993.0000000000000000000000000000000000000000000000001",
        "9007199254740995",
        "1e22",
        "1e23",
        "8.988465674311579e307",
        "123456789012345678901234567890",
        "0.000000000000000000000000000000000000000000000000001",
        "6.631236846766476e-316",
        "3.2378839133029012895883524125015321748630669423542e-319",
        "1e-324",
        "1e-326",
        "1e-400",
        "-1e-99999999999999999999999999",
        "0e99999999999999999999999999",
        "0.3e-9223372036854775808",
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_reads_like_strtod(cases[i]);
}

static void test_reads_more_digits_than_it_keeps(void **state)
{
    (void)state;
    /* given the midpoint between 1 and its successor with zeros up to 3000 digits, then it goes to the even 1 */
    char text[3002] = "1.00000000000000011102230246251565404236316680908203125";
    memset(text + strlen(text), '0', 3000 - strlen(text));
    double x = 0;
    assert_true(ae_decimal_read(&x, text, 3000));
    assert_true(x == 1);
    /* when only the last digit is not 0, then it is above the midpoint */
    text[2999] = '1';
    assert_true(ae_decimal_read(&x, text, 3000));
    assert_true(x == 1 + DBL_EPSILON);
    /* and leading zeros before an exponent that takes them back are nothing */
    memset(text, '0', 3000);
    text[1] = '.';
    memcpy(text + 2990, "25e2988", 8);
    assert_true(ae_decimal_read(&x, text, strlen(text)));
    assert_true(x == 0.25);
}

static void test_refuses_what_is_not_a_number(void **state)
{
    (void)state;
    static const char *const cases[] = { "",    "-",     "+",     ".",     ".5",  "5.",    "1e",  "1e+",
                                         "e5",  "1.5.2", "0x10",  "nan",   "inf", "1,5",   " 1",  "1 ",
                                         "--1", "+-1",   "1e5.5", "1_000", "1f",  "1e--5", "-inf" };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i]);
}

static void test_refuses_what_no_double_holds(void **state)
{
    (void)state;
    assert_refused("1.7976931348623159e308");
    assert_refused("-1e309");
    assert_refused("1e99999999999999999999999999999");
    assert_refused("10e308");
}

static void test_reads_only_the_given_bytes(void **state)
{
    (void)state;
    double x = 0;
    assert_true(ae_decimal_read(&x, "12345", 2));
    assert_true(x == 12);
    assert_false(ae_decimal_read(&x, "12345", 0));
}

static void test_prints_the_shortest_digits(void **state)
{
    (void)state;
    static const struct {
        double x;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { -0.0, "-0" },
        { 784, "784" },
        { -2.5, "-2.5" },
        { 0.05, "0.05" },
        { 0.1, "0.1" },
        { 0.1 + 0.2, "0.30000000000000004" },
        { 1e-4, "0.0001" },
        { 1e-5, "1e-05" },
        { 1e-7, "1e-07" },
        { 1e15, "1000000000000000" },
        { 1e16, "1e+16" },
        { 1e22, "1e+22" },
        { 1e23, "1e+23" },
        { 9007199254740993.0, "9007199254740992" },
        { 123456.789, "123456.789" },
        { 5e-324, "5e-324" },
        { DBL_MAX, "1.7976931348623157e+308" },
        { DBL_MIN, "2.2250738585072014e-308" },
        { (double)0.1f, "0.10000000149011612" },
        { 5.684341886080802e-14,
          "5.684341886080802e-14" }, /* 2^-44: the nearest 16 digits, ...801, read back as its neighbour */
        { 9.5, "9.5" },
        { 9.999999999999998, "9.999999999999998" },
        { 100, "100" },
        { -1.25e-300, "-1.25e-300" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_prints(cases[i].x, cases[i].text);
}

static void test_prints_what_is_not_finite(void **state)
{
    (void)state;
    assert_prints((double)INFINITY, "inf");
    assert_prints((double)-INFINITY, "-inf");
    assert_prints((double)NAN, "nan");
    assert_prints(-(double)NAN, "nan");
}

static void assert_round_trip(double x)
{
    char text[AE_DECIMAL_MAX], shorter[64];
    double back = 0;
    size_t digits = 0, n = ae_decimal_print(text, x);
    assert_true(ae_decimal_read(&back, text, n));
    if (bits_of(back) != bits_of(x) || bits_of(strtod(text, NULL)) != bits_of(x))
        fail_msg("%.17g was printed as %s", x, text);
    for (const char *c = text; *c && *c != 'e'; c++)
        digits += *c >= '0' && *c <= '9';
    snprintf(shorter, sizeof shorter, "%.*e", (int)digits - 2, x);
    if (digits >= 2 && strchr(text, 'e') && strtod(shorter, NULL) == x)
        fail_msg("%s could have been %s", text, shorter);
}

static void test_random_bits_survive_a_round_trip(void **state)
{
    (void)state;
    uint64_t seed = 88172645463325252u;
    for (int i = 0; i < 100000; i++)
        assert_round_trip(random_finite(&seed));
    for (int e = -1074; e < 1024; e++) {
        assert_round_trip(ldexp(1, e));
        assert_round_trip(nextafter(ldexp(1, e), 0));
    }
}

static void test_random_digits_read_like_strtod(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 30000; i++) {
        char text[64];
        double x = random_finite(&seed) / 2;
        snprintf(text, sizeof text, "%.*e", (int)(next_random(&seed) % 40), x);
        assert_reads_like_strtod(text);
    }
}

static void test_halfway_cases_go_to_even(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int i = 0; i < 3000; i++) {
        /* given the exact decimal of the middle between two neighbours, up to 53 + 1 bits with all their digits */
        char text[1200];
        uint64_t m = (next_random(&seed) >> 11 | UINT64_C(1) << 52) & ((UINT64_C(1) << 53) - 1);
        long double middle = ldexpl((long double)(2 * m + 1), (int)(next_random(&seed) % 600) - 300);
        snprintf(text, sizeof text, "%.500Lf", middle);
        assert_reads_like_strtod(text);
    }
}

static void test_the_hosts_rounding_mode_changes_nothing(void **state)
{
    (void)state;
    static const int modes[] = { FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        double x = 0;
        char text[AE_DECIMAL_MAX];
        fesetround(modes[i]);
        bool read = ae_decimal_read(&x, "0.1", 3);
        ae_decimal_print(text, x);
        fesetround(FE_TONEAREST);
        assert_true(read);
        assert_true(bits_of(x) == UINT64_C(0x3FB999999999999A));
        assert_string_equal(text, "0.1");
    }
}

static void test_integers(void **state)
{
    (void)state;
    unsigned long long n = 5;
    assert_true(ae_integer_read(&n, "18446744073709551615", 20));
    assert_true(n == UINT64_MAX);
    assert_true(ae_integer_read(&n, "007", 3));
    assert_true(n == 7);
    assert_true(ae_integer_read(&n, "12x", 2));
    assert_true(n == 12);
    static const char *const refused[] = {
        "", "-1", "+1", "1.0", "1e3", " 1", "12x", "18446744073709551616", "99999999999999999999999"
    };
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_false(ae_integer_read(&n, refused[i], strlen(refused[i])));
    assert_true(n == 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_hard_cases),
        cmocka_unit_test(test_reads_more_digits_than_it_keeps),
        cmocka_unit_test(test_refuses_what_is_not_a_number),
        cmocka_unit_test(test_refuses_what_no_double_holds),
        cmocka_unit_test(test_reads_only_the_given_bytes),
        cmocka_unit_test(test_prints_the_shortest_digits),
        cmocka_unit_test(test_prints_what_is_not_finite),
        cmocka_unit_test(test_random_bits_survive_a_round_trip),
        cmocka_unit_test(test_random_digits_read_like_strtod),
        cmocka_unit_test(test_halfway_cases_go_to_even),
        cmocka_unit_test(test_the_hosts_rounding_mode_changes_nothing),
        cmocka_unit_test(test_integers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
