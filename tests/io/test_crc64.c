#include "io/crc64.h"
#include "support.h"

/* The definition: polynomial 42f0e1eba9ea3693 reflected, all ones before and after. */
static uint64_t by_definition(const unsigned char *bytes, size_t n)
{
    uint64_t crc = UINT64_MAX;
    for (size_t i = 0; i < n; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT64_C(0xc96c5795d7870f42) : 0);
    }
    return ~crc;
}

static void fill(unsigned char *bytes, size_t n)
{
    uint32_t x = 1;
    for (size_t i = 0; i < n; i++) {
        x = x * 1664525u + 1013904223u;
        bytes[i] = (unsigned char)(x >> 24);
    }
}

/* However it is computed. */
typedef uint64_t (*crc_fn)(uint64_t crc, const void *bytes, size_t n);
static const crc_fn ways[] = { ae_crc64, ae_crc64_by_tables };
enum { WAYS = sizeof ways / sizeof *ways };

static void it_has_the_published_check_value(void **state)
{
    (void)state;
    for (size_t way = 0; way < WAYS; way++) {
        assert_int_equal(ways[way](0, "123456789", 9), UINT64_C(0x995dc9bbdf1939fa));
        assert_int_equal(ways[way](0, "", 0), 0);
    }
}

static void it_is_what_the_definition_says(void **state)
{
    (void)state;
    unsigned char bytes[300];
    fill(bytes, sizeof bytes);
    for (size_t way = 0; way < WAYS; way++)
        for (size_t start = 0; start < 9; start++)
            for (size_t n = 0; start + n <= sizeof bytes; n++)
                assert_int_equal(ways[way](0, bytes + start, n), by_definition(bytes + start, n));
}

/* Long ones are taken many bytes at a time. */
static void long_ones_are_what_the_definition_says(void **state)
{
    static unsigned char bytes[70000];
    static const size_t lengths[] = { 4095, 4096, 4097, 4099, 16391, 16416, 20000, 32768, 65535, 69990 };
    (void)state;
    fill(bytes, sizeof bytes);
    for (size_t way = 0; way < WAYS; way++) {
        for (size_t start = 0; start < 9; start += 4)
            for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
                assert_int_equal(ways[way](0, bytes + start, lengths[i]), by_definition(bytes + start, lengths[i]));
        assert_int_equal(ways[way](ways[way](0, bytes, 99), bytes + 99, 60000), by_definition(bytes, 60099));
    }
}

static void pieces_give_what_the_whole_gives(void **state)
{
    (void)state;
    unsigned char bytes[100];
    fill(bytes, sizeof bytes);
    uint64_t whole = ae_crc64(0, bytes, sizeof bytes);
    for (size_t cut = 0; cut <= sizeof bytes; cut++)
        assert_int_equal(ae_crc64(ae_crc64(0, bytes, cut), bytes + cut, sizeof bytes - cut), whole);
}

static void it_prints_as_sixteen_digits(void **state)
{
    (void)state;
    char digits[AE_CRC64_DIGITS];
    ae_crc64_print(digits, UINT64_C(0x00dc9bbdf1939fa5));
    assert_memory_equal(digits, "00dc9bbdf1939fa5", sizeof digits);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_has_the_published_check_value),
        cmocka_unit_test(it_is_what_the_definition_says),
        cmocka_unit_test(long_ones_are_what_the_definition_says),
        cmocka_unit_test(pieces_give_what_the_whole_gives),
        cmocka_unit_test(it_prints_as_sixteen_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
