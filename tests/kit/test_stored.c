/* Numbers of binary files: every type, order of bytes and order of dimensions gives the floats that NumPy makes of them. */
#include "folder.h"
#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void write_npy(const char *path, const char *descr, const char *order, const char *shape, const void *elements,
                      size_t n)
{
    char file[1024];
    memset(file, ' ', 128);
    memcpy(file, "\x93NUMPY\x01\x00\x76\x00", 10);
    char header[118];
    int length = snprintf(header, sizeof header, "{'descr': %s, 'fortran_order': %s, 'shape': %s, }", descr, order, shape);
    assert_true(length > 0 && (size_t)length < sizeof header && 128 + n <= sizeof file);
    memcpy(file + 10, header, (size_t)length);
    file[127] = '\n';
    memcpy(file + 128, elements, n);
    write_file(path, file, 128 + n);
}

static kit_table read_table(const char *path, const kit_reading *how)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, how, &why))
        fail_msg("%s", why.text);
    return t;
}

static void check_floats(const kit_table *t, const float *expected, size_t n)
{
    float *x = kit_table_floats(t, 1);
    assert_non_null(x);
    assert_int_equal(t->rows * t->width, n);
    for (size_t i = 0; i < n; i++)
        if (x[i] != expected[i] && !(isnan(x[i]) && isnan(expected[i])))
            fail_msg("%s: number %zu is %.9g, not %.9g", t->source, i, (double)x[i], (double)expected[i]);
    free(x);
}

/* clang-format off */
/* Two or three numbers of each type, the highest byte first, and what they are by the type's definition. */
static const struct {
    const char *name;
    size_t size;
    ae_dtype dtype;
    double scale;
    unsigned char bytes[24];
    size_t n;
    float numbers[3];
} types[] = {
    { "b1", 1, AE_U8, 1, { 0, 1, 1 }, 3, { 0, 1, 1 } },
    { "u1", 1, AE_U8, 255, { 0, 127, 255 }, 3, { 0, 127, 255 } },
    { "i1", 1, AE_I32, 1, { 0x80, 0xff, 0x7f }, 3, { -128, -1, 127 } },
    { "u2", 2, AE_I32, 65535, { 0, 1, 0x80, 0, 0xff, 0xff }, 3, { 1, 32768, 65535 } },
    { "i2", 2, AE_I32, 1, { 0, 1, 0x80, 0, 0xff, 0xff }, 3, { 1, -32768, -1 } },
    { "u4", 4, AE_F64, 1, { 0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 7 }, 3, { 2147483648.0f, 4294967296.0f, 7 } },
    { "i4", 4, AE_I32, 1, { 0x80, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 7 }, 3, { -2147483648.0f, -1, 7 } },
    { "u8", 8, AE_F64, 1, { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0, 1 }, 2,
      { 18446744073709551616.0f, 4294967296.0f } },
    { "i8", 8, AE_F64, 1, { 0x80, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe }, 2,
      { -9223372036854775808.0f, -2 } },
    { "f2", 2, AE_F32, 1, { 0x3c, 0x00, 0xc1, 0x00, 0x00, 0x01 }, 3, { 1, -2.5f, 0x1p-24f } },
    { "f2", 2, AE_F32, 1, { 0x7b, 0xff, 0x04, 0x00, 0x03, 0xff }, 3, { 65504, 0x1p-14f, 1023 * 0x1p-24f } },
    { "f4", 4, AE_F32, 1, { 0x3f, 0x80, 0, 0, 0xc0, 0x20, 0, 0 }, 2, { 1, -2.5f } },
    { "f8", 8, AE_F64, 1, { 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0xc0, 0x04, 0, 0, 0, 0, 0, 0 }, 2, { 1, -2.5f } },
};
/* clang-format on */

static void turn(unsigned char *to, const unsigned char *from, size_t size, size_t n)
{
    for (size_t i = 0; i < n * size; i++)
        to[i] = from[i / size * size + size - 1 - i % size];
}

/* Given numbers of each type in both orders of bytes; when read; then they are what the type's definition says. */
static void every_type_is_read_in_both_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(types); i++)
        for (size_t big = 0; big < 2; big++) {
            unsigned char little[24];
            char descr[8], shape[8];
            size_t n = types[i].n * types[i].size;
            turn(little, types[i].bytes, types[i].size, types[i].n);
            snprintf(descr, sizeof descr, "'%c%s'", types[i].size == 1 ? '|' : big ? '>' : '<', types[i].name);
            snprintf(shape, sizeof shape, "(%zu, 1)", types[i].n);
            write_npy("x.npy", descr, "False", shape, big ? types[i].bytes : little, n);

            kit_table t = read_table("x.npy", NULL);

            assert_int_equal(t.dtype, types[i].dtype);
            assert_true(kit_table_scale(&t) == types[i].scale);
            check_floats(&t, types[i].numbers, types[i].n);
            kit_table_free(&t);
        }
}

static void every_type_of_idx_is_read(void **state)
{
    (void)state;
    static const struct {
        unsigned char code;
        const char *name;
    } codes[] = { { 8, "u1" }, { 9, "i1" }, { 11, "i2" }, { 12, "i4" }, { 13, "f4" }, { 14, "f8" } };
    size_t found = 0;
    for (size_t i = 0; i < COUNT(types) * COUNT(codes); i++) {
        size_t type = i / COUNT(codes), code = i % COUNT(codes), n = types[type].n;
        unsigned char file[64] = { 0, 0, codes[code].code, 2, 0, 0, 0, (unsigned char)n, 0, 0, 0, 1 };
        if (strcmp(codes[code].name, types[type].name) != 0)
            continue;
        memcpy(file + 12, types[type].bytes, n * types[type].size);
        write_file("x.idx", file, 12 + n * types[type].size);
        write_gzip("x.idx.gz", file, 12 + n * types[type].size);
        for (int packed = 0; packed < 2; packed++) {
            kit_table t = read_table(packed ? "x.idx.gz" : "x.idx", NULL);
            assert_int_equal(t.dtype, types[type].dtype);
            check_floats(&t, types[type].numbers, n);
            kit_table_free(&t);
        }
        found++;
    }
    assert_int_equal(found, COUNT(codes));
}

/* Whole numbers above 2^53 are no doubles, and half of what a double drops may decide how a float is rounded. 2^60 + 2^36 is
 * halfway between two floats, and goes to the even one; one more goes up. */
static void whole_numbers_are_rounded_once(void **state)
{
    (void)state;
    static const uint64_t numbers[] = { (1ull << 60) + (1ull << 36), (1ull << 60) + (1ull << 36) + 1,
                                        (1ull << 60) + (1ull << 36) - 1, UINT64_MAX };
    static const float expected[] = { 0x1p60f, 0x1.000002p60f, 0x1p60f, 0x1p64f };
    write_npy("x.npy", "'<u8'", "False", "(4,)", numbers, sizeof numbers);
    kit_table t = read_table("x.npy", NULL);
    check_floats(&t, expected, 4);
    kit_table_free(&t);
}

static void halves_may_be_infinite_or_nan_where_that_is_allowed(void **state)
{
    (void)state;
    static const uint16_t halves[] = { 0x7c00, 0xfc00, 0x7e00, 0x8000 };
    static const float expected[] = { INFINITY, -INFINITY, NAN, -0.0f };
    kit_table t;
    kit_message why = { "" };
    write_npy("x.npy", "'<f2'", "False", "(2, 2)", halves, sizeof halves);
    assert_false(kit_table_read(&t, "x.npy", NULL, &why));
    assert_says(&why, "x.npy: row 1, column 1 is inf");
    t = read_table("x.npy", &(kit_reading){ .take_nan = true });
    check_floats(&t, expected, 4);
    kit_table_free(&t);
}

/* ---- Orders of dimensions ------------------------------------------------------------------------------------------ */

/* Given 0, 1, 2 ... as they lie in a file of columns first; when read; then rows are those of the index. */
static void columns_first_become_rows(void **state)
{
    (void)state;
    static const int16_t counted[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
    static const float flat[] = { 0, 2, 4, 1, 3, 5 };
    static const float deep[] = { 0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11 };
    write_npy("x.npy", "'<i2'", "True", "(2, 3)", counted, 6 * sizeof *counted);
    kit_table t = read_table("x.npy", NULL);
    check_floats(&t, flat, 6);
    kit_table_free(&t);

    write_npy("x.npy", "'<i2'", "True", "(2, 3, 2)", counted, sizeof counted);
    t = read_table("x.npy", NULL);
    assert_int_equal(t.rank, 2);
    check_floats(&t, deep, 12);
    kit_table_free(&t);
}

/* One column, or one row, is the same either way, and is used as it lies. */
static void an_order_that_changes_nothing_is_mapped(void **state)
{
    (void)state;
    static const float numbers[] = { 1, 2, 3 };
    for (size_t i = 0; i < 2; i++) {
        write_npy("x.npy", "'<f4'", "True", i ? "(1, 3)" : "(3, 1)", numbers, sizeof numbers);
        kit_table t = read_table("x.npy", NULL);
        assert_non_null(t.mapping.start);
        check_floats(&t, numbers, 3);
        kit_table_free(&t);
    }
}

/* Given one picture of 1 x 2 pixels and three channels, pixel by pixel; when read as such; then the channels come first. */
static void channels_last_become_channels_first(void **state)
{
    (void)state;
    static const unsigned char pixels[] = { 1, 2, 3, 11, 12, 13 };
    static const float planes[] = { 1, 11, 2, 12, 3, 13 }, rows[] = { 1, 2, 3, 11, 12, 13 };
    const kit_reading nhwc = { .nhwc = true };
    write_npy("x.npy", "'|u1'", "False", "(1, 1, 2, 3)", pixels, sizeof pixels);

    kit_table t = read_table("x.npy", &nhwc);

    assert_int_equal(t.rank, 3);
    assert_int_equal(t.shape[0], 3);
    assert_int_equal(t.shape[1], 1);
    assert_int_equal(t.shape[2], 2);
    check_floats(&t, planes, 6);
    kit_table_free(&t);

    write_npy("x.npy", "'|u1'", "False", "(1, 2, 3)", pixels, sizeof pixels); /* 2 x 3 pixels without channels */
    t = read_table("x.npy", &nhwc);
    check_floats(&t, rows, 6);
    kit_table_free(&t);

    write_npy("x.npy", "'|u1'", "False", "(1, 2, 3, 1)", pixels, sizeof pixels); /* one channel: nothing moves */
    t = read_table("x.npy", &nhwc);
    assert_int_equal(t.shape[0], 1);
    assert_int_equal(t.shape[2], 3);
    assert_non_null(t.mapping.start);
    check_floats(&t, rows, 6);
    kit_table_free(&t);
}

/* ---- Refusals ------------------------------------------------------------------------------------------------------ */

static void what_is_no_number_is_refused_with_a_way_out(void **state)
{
    (void)state;
    static const struct {
        const char *descr, *says;
    } others[] = {
        { "'<c8'", "x.npy: its elements are '<c8', complex numbers; numpy.stack([x.real, x.imag], -1)" },
        { "'|O'", "its elements are '|O', Python objects; x.astype('float32')" },
        { "'<U5'", "its elements are '<U5', texts" },
        { "'<M8[ns]'", "its elements are '<M8[ns]', times; x.astype('int64')" },
        { "'<f16'", "its elements are '<f16', floats of another size; x.astype('float64')" },
        { "'|V8'", "its elements are '|V8', no plain numbers" },
        { "''", "its elements are '', no plain numbers" },
        { "x", "its elements are x, no plain numbers" },
        { "[('a', '<f4'), ('b', '<f4')]", "its elements are records, [('a', '<f4'), ('b', '<f4')]" },
    };
    for (size_t i = 0; i < COUNT(others); i++) {
        kit_table t = { .rows = 77 };
        kit_message why = { "" };
        write_npy("x.npy", others[i].descr, "False", "(1,)", "12345678", 8);
        if (kit_table_read(&t, "x.npy", NULL, &why))
            fail_msg("%s was read", others[i].descr);
        assert_says(&why, others[i].says);
        assert_int_equal(t.rows, 77);
    }
}

/* A size that is too large for memory, in an order that would need a copy. */
static void a_claim_is_held_against_the_size_before_a_copy_is_made(void **state)
{
    (void)state;
    static const struct {
        const char *descr, *shape, *says;
    } lies[] = {
        { "'>f8'", "(1152921504606846976, 2)", "more elements than any memory holds" },
        { "'<u2'", "(1000000, 1000000)", "its header claims 1000000000000 elements of 2 bytes, its size allows 8 bytes" },
        { "'<i8'", "(2,)", "its header claims 2 elements of 8 bytes, its size allows 8 bytes" },
        { "'>u2'", "(2, 1)", "goes on after byte 132" },
    };
    for (size_t i = 0; i < COUNT(lies); i++) {
        kit_table t;
        kit_message why = { "" };
        write_npy("x.npy", lies[i].descr, "True", lies[i].shape, "12345678", 8);
        assert_false(kit_table_read(&t, "x.npy", NULL, &why));
        assert_says(&why, lies[i].says);
    }
}

/* ---- What NumPy writes --------------------------------------------------------------------------------------------- */

/* Arrays of every type, order and number of dimensions, and beside each what NumPy's own conversion makes of it. */
static const char script[] =
    "import numpy as np, sys\n"
    "r = np.random.default_rng(1)\n"
    "n = 0\n"
    "for kind in '?bBhHiIqQefd':\n"
    "    for order in '<>':\n"
    "        for shape in [(7,), (5, 3), (1, 4), (4, 3, 2), (3, 2, 4, 2), (2, 3, 2, 2, 3)]:\n"
    "            for lay in 'CF':\n"
    "                t = np.dtype(kind).newbyteorder(order)\n"
    "                if t.kind == 'f':\n"
    "                    x = r.normal(0, 100, shape)\n"
    "                elif t.kind == 'b':\n"
    "                    x = r.integers(0, 2, shape)\n"
    "                else:\n"
    "                    i = np.iinfo(t)\n"
    "                    x = r.integers(i.min, i.max, shape, dtype=t.newbyteorder('='), endpoint=True)\n"
    "                x = np.asarray(x.astype(t), order=lay)\n"
    "                with open('%d.npy' % n, 'wb') as f:\n"
    "                    np.lib.format.write_array(f, x, version=((1, 0), (2, 0), (3, 0))[n % 3])\n"
    "                np.save('%d-f.npy' % n, np.ascontiguousarray(x.astype('<f4')))\n"
    "                n += 1\n"
    "open('count', 'w').write(str(n))\n";

/* The first python3 that has NumPy writes them; false: none has. */
static bool run_numpy(void)
{
    write_file("make.py", script, sizeof script - 1);
    return system("python3 make.py 2>/dev/null || /usr/bin/python3 make.py 2>/dev/null") == 0;
}

static void what_numpy_writes_is_read_as_numpy_reads_it(void **state)
{
    (void)state;
    char count[16] = "";
    if (!run_numpy()) {
        print_message("there is no python3 with NumPy\n");
        skip();
    }
    read_file("count", count, sizeof count - 1);
    for (int i = 0; i < atoi(count); i++) {
        char path[32];
        snprintf(path, sizeof path, "%d.npy", i);
        kit_table t = read_table(path, NULL);
        snprintf(path, sizeof path, "%d-f.npy", i);
        kit_table f = read_table(path, NULL);
        assert_int_equal(t.rank, f.rank);
        assert_memory_equal(t.shape, f.shape, sizeof t.shape);
        check_floats(&t, f.data, f.rows * f.width);
        kit_table_free(&t);
        kit_table_free(&f);
    }
    assert_true(atoi(count) == 12 * 2 * 6 * 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_is_read_in_both_orders),
        cmocka_unit_test(every_type_of_idx_is_read),
        cmocka_unit_test(whole_numbers_are_rounded_once),
        cmocka_unit_test(halves_may_be_infinite_or_nan_where_that_is_allowed),
        cmocka_unit_test(columns_first_become_rows),
        cmocka_unit_test(an_order_that_changes_nothing_is_mapped),
        cmocka_unit_test(channels_last_become_channels_first),
        cmocka_unit_test(what_is_no_number_is_refused_with_a_way_out),
        cmocka_unit_test(a_claim_is_held_against_the_size_before_a_copy_is_made),
        cmocka_unit_test(what_numpy_writes_is_read_as_numpy_reads_it),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
