/* Codes in few bits, and files of them: what is put in comes out, near enough, or is refused. */
#include "folder.h"
#include "kit/codes.h"
#include "kit/random.h"
#include "kit/stat.h"
#include <math.h>

enum { ROWS = 1000, WIDTH = 5, MOST = 1 << 16 };

static float codes[ROWS * WIDTH], again[ROWS * WIDTH];
static kit_label names[ROWS], ids[ROWS];

static void draw_codes(size_t rows)
{
    for (size_t i = 0; i < rows * WIDTH; i++)
        codes[i] = (float)(kit_normal(i) * (double)(1 + i % WIDTH));
    for (size_t i = 0; i < rows; i++) {
        snprintf(names[i], sizeof names[i], "class %zu", i % 3);
        snprintf(ids[i], sizeof ids[i], "%zu", 1000 + i);
    }
}

static kit_codes quantised(size_t rows, unsigned bits)
{
    kit_codes c;
    kit_message why = { "" };
    if (!kit_codes_quantise(&c, codes, rows, WIDTH, bits, &why))
        fail_msg("%s", why.text);
    return c;
}

static void write_codes(const char *path, size_t rows, unsigned bits, const kit_codes_rows *beside, kit_packing packing)
{
    kit_bytes bytes;
    kit_message why = { "" };
    kit_codes c = quantised(rows, bits);
    kit_codes_restore(again, &c);
    if (!kit_codes_pack(&bytes, &c, beside, packing, &why) || !kit_bytes_write(path, &bytes, &why))
        fail_msg("%s", why.text);
    free(bytes.data);
    kit_codes_free(&c);
}

static double error_of(size_t rows, unsigned bits)
{
    kit_codes c = quantised(rows, bits);
    kit_codes_restore(again, &c);
    kit_codes_free(&c);
    return kit_mean_squared_error(codes, again, rows * WIDTH);
}

/* ---- Levels -------------------------------------------------------------------------------------------------------- */

/* Given numbers of a normal distribution; when they become 2^bits levels; then the error is near the least that equal steps
 * can have (Max, 1960, table II: .1188, .01154 and .00349 of the variance for 2, 4 and 5 bits), and falls with each bit. */
static void the_error_is_near_the_least(void **state)
{
    (void)state;
    static const struct {
        unsigned bits;
        double least;
    } known[] = { { 2, .1188 }, { 4, .01154 }, { 5, .00349 } };
    draw_codes(ROWS);
    for (size_t i = 0; i < ROWS * WIDTH; i++)
        codes[i] /= (float)(1 + i % WIDTH);
    const double variance = pow(kit_spread_of(codes, ROWS * WIDTH).deviation, 2);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(error_of(ROWS, known[i].bits) < 1.15 * known[i].least * variance);
    for (unsigned bits = 2; bits <= KIT_CODE_BITS; bits++)
        assert_true(error_of(ROWS, bits) < error_of(ROWS, bits - 1));
}

/* Given one number far away from all others; when a unit has 16 levels; then the others keep their error, and one is cut. */
static void an_outlier_widens_no_range(void **state)
{
    (void)state;
    draw_codes(ROWS);
    const double before = error_of(ROWS, 4) * ROWS * WIDTH;
    codes[7 * WIDTH] = 1e6F;
    kit_codes c = quantised(ROWS, 4);
    kit_codes_restore(again, &c);
    assert_true(c.cut > 0);
    assert_true(again[7 * WIDTH] > 2 && again[7 * WIDTH] < 10);
    again[7 * WIDTH] = codes[7 * WIDTH];
    assert_true(kit_mean_squared_error(codes, again, ROWS * WIDTH) * ROWS * WIDTH < 1.05 * before);
    kit_codes_free(&c);
}

/* Given units that hold as many different numbers as there are levels, or one alone, or one but for a single row; when they
 * are quantised; then all come back as they are. */
static void few_different_numbers_are_exact(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        const float row[WIDTH] = { (float)(i % 16), -3.25F, i == 500 ? 2.5F : 0, (float)(i % 2), 1e30F * (float)(i % 2) };
        memcpy(codes + i * WIDTH, row, sizeof row);
    }
    kit_codes c = quantised(ROWS, 4);
    kit_codes_restore(again, &c);
    assert_memory_equal(codes, again, sizeof codes);
    assert_int_equal(c.cut, 0);
    kit_codes_free(&c);
}

/* Given a number that is none; when codes are quantised; then the message says which. */
static void numbers_have_to_be_finite(void **state)
{
    (void)state;
    static const float bad[] = { NAN, INFINITY, -INFINITY };
    for (size_t i = 0; i < 3; i++) {
        kit_codes c;
        kit_message why = { "" };
        draw_codes(ROWS);
        codes[41 * WIDTH + 3] = bad[i];
        assert_false(kit_codes_quantise(&c, codes, ROWS, WIDTH, 8, &why));
        assert_says(&why, "row 42, number 4 of its code is ");
        kit_codes_free(&c);
    }
}

/* ---- Files ---------------------------------------------------------------------------------------------------------- */

static void check_texts(const kit_label *found, const kit_label *wanted, size_t rows)
{
    assert_true(!found == !wanted);
    for (size_t i = 0; found && i < rows; i++)
        assert_string_equal(found[i], wanted[i]);
}

static void check_file(const char *path, size_t rows, unsigned bits, const kit_codes_rows *beside)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, NULL, &why))
        fail_msg("%s", why.text);
    assert_int_equal(t.rows, rows);
    assert_int_equal(t.width, WIDTH);
    assert_int_equal(t.code_bits, bits);
    assert_true(t.encoder == beside->encoder);
    assert_true(kit_codes_are_in(path));
    assert_memory_equal(t.data, again, rows * WIDTH * sizeof(float));
    check_texts(t.labels, beside->labels, rows);
    check_texts(t.ids, beside->ids, rows);
    assert_string_equal(t.label_name, beside->labels ? beside->label_name : "");
    assert_string_equal(t.id_name, beside->ids ? beside->id_name : "");
    kit_table_free(&t);
}

static const kit_codes_rows nothing = { 0 };
static const kit_codes_rows all = { names, ids, "class", "", 0x123456789abcdef0 };
static const kit_codes_rows some = { names, NULL, "what it is", NULL, 7 };

/* Given codes of any count of rows and bits, with labels and ids or without, packed in each way; when the file is read; then
 * there are the numbers that the levels stand for, and the labels and ids. */
static void files_hold_the_levels(void **state)
{
    (void)state;
    static const kit_packing packings[] = { KIT_PACK_NONE, KIT_PACK_ZLIB, KIT_PACK_BEST };
    static const size_t rows[] = { 1, 2, 3, 7, 8, 9, 100, ROWS };
    const kit_codes_rows *besides[] = { &nothing, &some, &all };
    draw_codes(ROWS);
    for (unsigned i = 0; i < 8 * 8 * 3; i++) {
        const unsigned bits = 1 + i % 8;
        const kit_codes_rows *beside = besides[i / 8 % 3];
        write_codes("codes.aec", rows[i / 24], bits, beside, packings[i % 3]);
        check_file("codes.aec", rows[i / 24], bits, beside);
    }
}

/* Given 1,000 codes of 5 numbers; when they are packed; then the bytes are those of the levels, the ranges and the head, and
 * fewer where the levels are not evenly spread. */
static void files_are_small(void **state)
{
    (void)state;
    static unsigned char bytes[MOST];
    draw_codes(ROWS);
    for (unsigned bits = 4; bits <= 8; bits += 2) {
        write_codes("codes.aec", ROWS, bits, NULL, KIT_PACK_NONE);
        assert_int_equal(read_file("codes.aec", bytes, sizeof bytes), 48 + 8 * WIDTH + ROWS * bits / 8 * WIDTH + 8);
        write_codes("codes.aec", ROWS, bits, NULL, KIT_PACK_BEST);
        assert_true(read_file("codes.aec", bytes, sizeof bytes) < 48 + 8 * WIDTH + ROWS * bits / 8 * WIDTH);
    }
}

/* The file is read as it was before, or refused; and what is read is `again`. */
static void read_or_refuse(const char *path, const void *bytes, size_t n, size_t rows)
{
    kit_table t;
    kit_message why = { "" };
    write_file(path, bytes, n);
    if (!kit_table_read(&t, path, NULL, &why)) {
        assert_true(strncmp(why.text, path, strlen(path)) == 0);
        return;
    }
    assert_int_equal(t.rows, rows);
    assert_memory_equal(t.data, again, rows * WIDTH * sizeof(float));
    check_texts(t.labels, names, rows);
    kit_table_free(&t);
}

/* Given a file of codes, plain or packed; when it is cut short, or a byte of it is another; then it is refused in words, or,
 * where a byte of a packed stream says nothing of its content, reads as before. */
static void damaged_files_are_refused(void **state)
{
    (void)state;
    static const kit_packing packings[] = { KIT_PACK_NONE, KIT_PACK_ZLIB, KIT_PACK_BEST };
    static unsigned char bytes[MOST], other[MOST];
    enum { FEW = 20 };
    draw_codes(FEW);
    for (size_t k = 0; k < 3; k++) {
        write_codes("codes.aec", FEW, 6, &all, packings[k]);
        const size_t n = read_file("codes.aec", bytes, sizeof bytes);
        for (size_t i = 0; i < n; i++) {
            read_or_refuse("cut.aec", bytes, i, FEW);
            for (unsigned bit = 0; bit < 8; bit++) {
                memcpy(other, bytes, n);
                other[i] ^= (unsigned char)(1u << bit);
                read_or_refuse("flipped.aec", other, n, FEW);
            }
        }
    }
}

/* Given a plain file with any one byte changed; when it is read; then it is refused, always. */
static void every_byte_counts(void **state)
{
    (void)state;
    static unsigned char bytes[MOST];
    draw_codes(20);
    write_codes("codes.aec", 20, 4, &all, KIT_PACK_NONE);
    const size_t n = read_file("codes.aec", bytes, sizeof bytes);
    for (size_t i = 0; i < n; i++) {
        bytes[i] ^= 0x55;
        write_file("changed.aec", bytes, n);
        assert_unreadable("changed.aec", NULL, "changed.aec: ");
        bytes[i] ^= 0x55;
    }
    bytes[n] = 0;
    write_file("longer.aec", bytes, n + 1);
    assert_unreadable("longer.aec", NULL, "goes on after byte");
}

/* ---- Hostile files: their digest is right, their numbers are not ------------------------------------------------------ */

static void write_signed(const char *path, unsigned char *bytes, size_t n)
{
    const uint64_t digest = kit_digest(0, bytes, n - 8);
    for (size_t i = 0; i < 8; i++)
        bytes[n - 8 + i] = (unsigned char)(digest >> 8 * i);
    write_file(path, bytes, n);
}

static void hostile_numbers_are_refused(void **state)
{
    (void)state;
    static const struct {
        size_t at;
        unsigned char byte;
        const char *says;
    } changes[] = {
        { 8, 2, "version 2; version 1 can be read" },
        { 9, 0, "its head has numbers that cannot be" },
        { 9, 9, "its head has numbers that cannot be" },
        { 10, 3, "its head has numbers that cannot be" },
        { 11, 4, "its head has numbers that cannot be" },
        { 16, 0, "its head has numbers that cannot be" },    /* no rows */
        { 23, 0xff, "its head has numbers that cannot be" }, /* more than any memory holds */
        { 20, 1, "its header claims" },                      /* 4 G rows */
        { 31, 0xff, "its head has numbers that cannot be" },
        { 47, 0xff, "its head has numbers that cannot be" },
        { 51, 0x7f, "its numbers or texts cannot be" }, /* a range that is infinite or none */
        { 40, 0, "goes on after byte" },                /* no texts, but labels */
    };
    static unsigned char bytes[MOST];
    draw_codes(20);
    write_codes("codes.aec", 20, 4, &all, KIT_PACK_NONE);
    const size_t n = read_file("codes.aec", bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        const unsigned char was[2] = { bytes[changes[i].at - 1], bytes[changes[i].at] };
        bytes[changes[i].at] = changes[i].byte;
        if (changes[i].at == 51)
            bytes[50] = 0x80;
        write_signed("hostile.aec", bytes, n);
        assert_unreadable("hostile.aec", NULL, changes[i].says);
        memcpy(bytes + changes[i].at - 1, was, 2);
    }
    bytes[n - 9] = 'x'; /* the last id does not end */
    write_signed("hostile.aec", bytes, n);
    assert_unreadable("hostile.aec", NULL, "its numbers or texts cannot be");
}

/* Given a level that is higher than its bits allow; when it is read; then it is refused. */
static void levels_have_their_bits(void **state)
{
    (void)state;
    kit_bytes packed;
    kit_message why = { "" };
    draw_codes(1);
    kit_codes c = quantised(1, 4);
    c.bits = 3;
    c.levels[WIDTH - 1] = 8;
    assert_true(kit_codes_pack(&packed, &c, NULL, KIT_PACK_ZLIB, &why) && kit_bytes_write("high.aec", &packed, &why));
    assert_unreadable("high.aec", NULL, "its numbers or texts cannot be");
    free(packed.data);
    kit_codes_free(&c);
}

/* ---- Models --------------------------------------------------------------------------------------------------------- */

static uint64_t digest_of(const char *spec, uint64_t seed, bool alone)
{
    ae_error e;
    uint64_t digest = 0;
    kit_message why = { "" };
    ae_model *model, *encoder = NULL;
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    options.seed = seed;
    assert_int_equal(ae_model_create(&model, spec, &options, &e), AE_OK);
    assert_true(!alone || kit_encoder_make(&encoder, model, &why));
    assert_true(kit_encoder_digest(&digest, alone ? encoder : model, &why));
    ae_model_free(encoder);
    ae_model_free(model);
    return digest;
}

/* Given models; when their digests are taken; then those with the same encoder have the same, whatever comes after the code,
 * and others another: of other weights, another activation, other layers. */
static void a_digest_tells_encoders_apart(void **state)
{
    (void)state;
    static const char spec[] = "input 4 | batchnorm | dense 3 act=tanh | code | dense 4";
    const uint64_t digest = digest_of(spec, 1, false);
    assert_true(digest == digest_of(spec, 1, true));
    assert_true(digest ==
                digest_of("input 4 | batchnorm | dense 3 act=tanh | code | dense 8 | dense 4 | loss bce", 1, false));
    assert_true(digest != digest_of(spec, 2, false));
    assert_true(digest != digest_of("input 4 | batchnorm | dense 3 act=relu | code | dense 4", 1, false));
    assert_true(digest != digest_of("input 4 | dense 3 act=tanh | code | dense 4", 1, false));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_error_is_near_the_least),     cmocka_unit_test(an_outlier_widens_no_range),
        cmocka_unit_test(few_different_numbers_are_exact), cmocka_unit_test(numbers_have_to_be_finite),
        cmocka_unit_test(files_hold_the_levels),           cmocka_unit_test(files_are_small),
        cmocka_unit_test(damaged_files_are_refused),       cmocka_unit_test(every_byte_counts),
        cmocka_unit_test(hostile_numbers_are_refused),     cmocka_unit_test(levels_have_their_bits),
        cmocka_unit_test(a_digest_tells_encoders_apart),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
