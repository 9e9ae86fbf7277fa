/* Packed files: what gzip and zstd made small reads as the file itself, whole or not at all. */
#include "folder.h"
#ifdef KIT_HAVE_ZSTD
#include <zstd.h>
#endif

enum { ROWS = 60000, ROOM = 1 << 20 };

static char text[ROOM], packed[ROOM];

/* Rows "0,0", "1,7", "2,14" ...: more than any buffer on the way holds. */
static size_t make_text(void)
{
    size_t n = 0;
    for (int i = 0; i < ROWS; i++)
        n += (size_t)snprintf(text + n, ROOM - n, "%d,%d\n", i, i * 7);
    return n;
}

static size_t gzip(const char *from, size_t n)
{
    write_gzip("made.gz", from, n);
    return read_file("made.gz", packed, ROOM);
}

#ifdef KIT_HAVE_ZSTD
static size_t zstd(const char *from, size_t n)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    assert_non_null(context);
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
    size_t size = ZSTD_compress2(context, packed, ROOM, from, n);
    assert_false(ZSTD_isError(size));
    ZSTD_freeCCtx(context);
    return size;
}
#endif

static const struct packing {
    size_t (*pack)(const char *from, size_t n);
    size_t checksum; /* bytes from the end */
    const char *path, *early, *damaged, *claim;
} packings[] = {
    { gzip, 8, "rows.csv.gz", "the gzip stream ends early: the file is truncated", "the gzip stream is damaged",
      "its header claims 100000000 elements of 8 bytes" },
#ifdef KIT_HAVE_ZSTD
    { zstd, 4, "rows.csv.zst", "the zstd stream ends early: the file is truncated", "the zstd stream is damaged",
      "where 800000080 are due" },
#endif
};
#define EACH(p) (const struct packing *p = packings; p < packings + sizeof packings / sizeof *packings; p++)

static void check_rows(const char *path, size_t rows)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, NULL, &why))
        fail_msg("%s", why.text);
    float *x = kit_table_floats(&t, 1);
    assert_int_equal(t.rows, rows);
    assert_int_equal(t.width, 2);
    for (size_t i = 0; i < rows; i++)
        assert_true(x[2 * i] == (float)(i % ROWS) && x[2 * i + 1] == (float)(i % ROWS * 7));
    free(x);
    kit_table_free(&t);
}

static void a_packed_file_reads_as_the_file_itself(void **state)
{
    (void)state;
    size_t n = make_text();
    for
        EACH(p)
        {
            write_file(p->path, packed, p->pack(text, n));
            check_rows(p->path, ROWS);
        }
}

/* Given two streams in one file, as `cat a.gz b.gz` makes it; when read; then both are there. */
static void streams_that_follow_each_other_are_one_file(void **state)
{
    (void)state;
    static char both[2 * ROOM];
    size_t n = make_text();
    for
        EACH(p)
        {
            size_t size = p->pack(text, n);
            memcpy(both, packed, size);
            memcpy(both + size, packed, size);
            write_file(p->path, both, 2 * size);
            check_rows(p->path, 2 * ROWS);
        }
}

static void a_stream_that_is_cut_off_is_refused(void **state)
{
    (void)state;
    size_t n = make_text();
    for
        EACH(p)
        {
            size_t size = p->pack(text, n);
            const size_t cuts[] = { size - 1, size - 5, size / 2, 20 };
            for (size_t i = 0; i < 4; i++) {
                write_file(p->path, packed, cuts[i]);
                assert_unreadable(p->path, NULL, p->early);
            }
        }
}

static void a_stream_that_was_changed_is_refused(void **state)
{
    (void)state;
    size_t n = make_text();
    for
        EACH(p)
        {
            size_t size = p->pack(text, n);
            packed[size - p->checksum] ^= 1;
            write_file(p->path, packed, size);
            assert_unreadable(p->path, NULL, p->damaged);
        }
}

/* Given an npy of less than 1 MB whose header claims 800 MB: more than gzip could have packed, not more than zstd could;
 * when read; then it is refused before there is memory for its claim. */
static void a_claim_that_the_file_does_not_keep_is_refused(void **state)
{
    (void)state;
    static const char header[] =
        "\x93NUMPY\x01\x00\x46\x00{'descr': '<f8', 'fortran_order': False, 'shape': (100000000,), }   \n";
    size_t n = make_text();
    memcpy(text, header, sizeof header - 1);
    for
        EACH(p)
        {
            write_file("claim.npy.z", packed, p->pack(text, n));
            assert_unreadable("claim.npy.z", NULL, p->claim);
        }
}

static void zeros_behind_a_gzip_stream_mean_nothing(void **state)
{
    (void)state;
    size_t n = make_text(), size = gzip(text, n);
    memset(packed + size, 0, 512);
    write_file("tape.csv.gz", packed, size + 512);
    check_rows("tape.csv.gz", ROWS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_file_reads_as_the_file_itself),
        cmocka_unit_test(streams_that_follow_each_other_are_one_file),
        cmocka_unit_test(a_stream_that_is_cut_off_is_refused),
        cmocka_unit_test(a_stream_that_was_changed_is_refused),
        cmocka_unit_test(a_claim_that_the_file_does_not_keep_is_refused),
        cmocka_unit_test(zeros_behind_a_gzip_stream_mean_nothing),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
