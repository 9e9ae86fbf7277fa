/* Every system call of reading and replacing fails once, and for good; the linker puts the calls below in their place
 * (meson.build). After an error the old file is whole, and nothing is left beside it. */
#include "folder.h"
#include "whole.h"
#include <errno.h>

/* ---- the faults ---- */

typedef struct plan {
    size_t calls;   /* since it was armed */
    size_t fail_at; /* the call that fails, from 1; 0 = none */
    bool for_good;  /* and all after it */
    int error;
    bool bytewise;   /* read and write do one byte at a time */
    const char *cut; /* a file that is cut to nothing, or grown, before the first read */
    bool grow;
} plan;

static plan now;
static bool armed;
static char done[100]; /* the writes, syncs and renames since it was armed, in order, as far as there is room */

static void note(const char *what)
{
    if (armed && strlen(done) + strlen(what) < sizeof done)
        strcat(done, what);
}

static bool fails(void)
{
    if (!armed)
        return false;
    now.calls++;
    bool yes = now.fail_at && (now.calls == now.fail_at || (now.for_good && now.calls > now.fail_at));
    if (yes)
        errno = now.error;
    return yes;
}

static size_t piece(size_t n)
{
    return armed && now.bytewise && n > 1 ? 1 : n;
}

/* glibc gives calls that deal with file sizes another name (_FILE_OFFSET_BITS is 64). */
#ifdef __GLIBC__
#define REAL(name) __real_##name##64
#define WRAP(name) __wrap_##name##64
#else
#define REAL(name) __real_##name
#define WRAP(name) __wrap_##name
#endif

#define CALL(type, real, wrap, parameters, arguments) NOTED("", type, real, wrap, parameters, arguments)
#define NOTED(what, type, real, wrap, parameters, arguments) \
    type real parameters;                                    \
    type wrap parameters;                                    \
    type wrap parameters                                     \
    {                                                        \
        note(what);                                          \
        return fails() ? -1 : real arguments;                \
    }

/* The mode is handed on whether it was given or not; it means something only with O_CREAT. */
CALL(int, REAL(open), WRAP(open), (const char *path, int flags, mode_t mode), (path, flags, mode))
CALL(int, REAL(openat), WRAP(openat), (int d, const char *path, int flags, mode_t mode), (d, path, flags, mode))
CALL(int, REAL(fstat), WRAP(fstat), (int fd, struct stat *info), (fd, info))
CALL(int, REAL(fstatat), WRAP(fstatat), (int d, const char *path, struct stat *info, int flags), (d, path, info, flags))
CALL(ssize_t, __real_readlink, __wrap_readlink, (const char *path, char *to, size_t n), (path, to, n))
CALL(int, __real_faccessat, __wrap_faccessat, (int d, const char *path, int mode, int flags), (d, path, mode, flags))
CALL(int, __real_fchmod, __wrap_fchmod, (int fd, mode_t mode), (fd, mode))
CALL(int, __real_linkat, __wrap_linkat, (int d, const char *a, int e, const char *b, int flags), (d, a, e, b, flags))

static const char *kind_of(int fd)
{
    struct stat info;
    return REAL(fstat)(fd, &info) == 0 && S_ISDIR(info.st_mode) ? "sync-folder " : "sync-file ";
}

NOTED("write ", ssize_t, __real_write, __wrap_write, (int fd, const void *bytes, size_t n), (fd, bytes, piece(n)))
NOTED(kind_of(fd), int, __real_fsync, __wrap_fsync, (int fd), (fd))
NOTED("rename ", int, __real_renameat, __wrap_renameat, (int d, const char *a, int e, const char *b), (d, a, e, b))

/* A file that cannot be removed stays, whoever asks: only an interruption can be made good. */
int __real_unlinkat(int d, const char *path, int flags);
int __wrap_unlinkat(int d, const char *path, int flags);
int __wrap_unlinkat(int d, const char *path, int flags)
{
    return now.error == EINTR && !now.for_good && fails() ? -1 : __real_unlinkat(d, path, flags);
}

/* close gives the number back even when it fails. */
int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd)
{
    bool failed = fails();
    int error = errno, result = __real_close(fd);
    errno = error;
    return failed ? -1 : result;
}

ssize_t __real_read(int fd, void *bytes, size_t n);
ssize_t __wrap_read(int fd, void *bytes, size_t n);
ssize_t __wrap_read(int fd, void *bytes, size_t n)
{
    if (armed && now.cut)
        assert_int_equal(truncate(now.cut, now.grow ? 100 : 0), 0);
    return fails() ? -1 : __real_read(fd, bytes, piece(n));
}

/* ---- what is done under them ---- */

static folder f;

static int begin(void **state)
{
    (void)state;
    f = make_folder();
    return 0;
}

static int end(void **state)
{
    (void)state;
    armed = false;
    remove_folder(&f);
    return 0;
}

static ae_status replace_under(const plan *p)
{
    ae_error e = { 0 };
    now = *p;
    done[0] = 0;
    armed = true;
    ae_status status = ae_file_replace(f.file, (const unsigned char *)"the new one", 11, &e);
    armed = false;
    assert_int_equal(e.status, status);
    return status;
}

static ae_status probe_under(const plan *p)
{
    ae_error e = { 0 };
    now = *p;
    armed = true;
    ae_status status = ae_file_probe_writable(f.file, &e);
    armed = false;
    assert_int_equal(e.status, status);
    return status;
}

static ae_status read_under(const plan *p, ae_error *e)
{
    unsigned char bytes[1000];
    size_t size = 0;
    now = *p;
    armed = true;
    ae_status status = read_whole(bytes, &size, f.file, 1000, e);
    armed = false;
    if (status == AE_OK) {
        assert_int_equal(size, 7);
        assert_memory_equal(bytes, "the old", 7);
    }
    return status;
}

static int next_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY);
    close(fd);
    return fd;
}

static const int errors[] = { EIO, ENOSPC, EDQUOT, EINTR, ENOMEM };

enum { N_ERRORS = sizeof errors / sizeof *errors };

/* Fails call 1, 2, 3 ... until a whole replacement has no such call; returns how many there were. */
static size_t sweep(plan p, void (*given)(void), void (*check)(ae_status, const plan *))
{
    int descriptor = next_descriptor();
    for (p.fail_at = 1;; p.fail_at++) {
        given();

        ae_status status = replace_under(&p);

        assert_int_equal(next_descriptor(), descriptor);
        check(status, &p);
        if (now.calls < p.fail_at)
            return now.calls;
    }
}

static void given_an_old_file(void)
{
    put_file(f.file, "the old one");
}

static void given_no_file(void)
{
    unlink(f.file);
}

static void old_or_new_and_nothing_beside(ae_status status, const plan *p)
{
    (void)p;
    assert_true(status == AE_OK || status == AE_EIO);
    assert_holds(f.file, status == AE_OK ? "the new one" : "the old one");
    assert_int_equal(count_entries(&f), 1);
}

static void none_or_new_and_nothing_beside(ae_status status, const plan *p)
{
    (void)p;
    assert_true(status == AE_OK || status == AE_EIO);
    assert_int_equal(count_entries(&f), status == AE_OK);
    if (status == AE_OK)
        assert_holds(f.file, "the new one");
}

/* When the way back fails too, the new file may have to stay: whole, and alone. */
static void one_whole_file(ae_status status, const plan *p)
{
    (void)status, (void)p;
    char bytes[12] = "";
    int fd = open(f.file, O_RDONLY);
    assert_int_equal(read(fd, bytes, 11), 11);
    close(fd);
    assert_true(strcmp(bytes, "the old one") == 0 || strcmp(bytes, "the new one") == 0);
    assert_int_equal(count_entries(&f), 1);
}

/* ---- replacing ---- */

/* The content is on the disk before it gets the name, and the name before the caller hears of it. */
static void file_and_folder_reach_the_disk_in_this_order(void **state)
{
    (void)state;
    static void (*const given[])(void) = { given_an_old_file, given_no_file };
    for (size_t i = 0; i < 2; i++) {
        given[i]();

        assert_int_equal(replace_under(&(plan){ 0 }), AE_OK);

        assert_string_equal(done, "write sync-file rename sync-folder ");
    }
}

static void any_call_may_fail_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ERRORS; i++)
        assert_true(sweep((plan){ .error = errors[i] }, given_an_old_file, old_or_new_and_nothing_beside) >= 12);
}

static void any_call_may_fail_once_where_no_file_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ERRORS; i++)
        assert_true(sweep((plan){ .error = errors[i] }, given_no_file, none_or_new_and_nothing_beside) >= 9);
}

static void any_call_may_fail_for_good(void **state)
{
    (void)state;
    const int lasting[] = { EIO, ENOSPC, EDQUOT, ENOMEM };
    for (size_t i = 0; i < 4; i++)
        sweep((plan){ .error = lasting[i], .for_good = true }, given_an_old_file, one_whole_file);
}

static void any_call_may_fail_between_short_writes(void **state)
{
    (void)state;
    plan p = { .error = ENOSPC, .bytewise = true };
    assert_true(sweep(p, given_an_old_file, old_or_new_and_nothing_beside) >= 12 + 10);
}

static void an_interrupted_write_goes_on(void **state)
{
    (void)state;
    size_t succeeded = 0;
    for (size_t n = 1; n < 40; n++) {
        given_an_old_file();
        succeeded += replace_under(&(plan){ .error = EINTR, .bytewise = true, .fail_at = n }) == AE_OK;
    }
    assert_true(succeeded >= 11); /* at the least, all the writes */
}

/* A probe that fails in what it only does to tidy up has still seen that writing works. */
static void any_call_of_the_probe_may_fail(void **state)
{
    (void)state;
    int descriptor = next_descriptor();
    given_an_old_file();
    for (size_t i = 0; i < N_ERRORS; i++) {
        size_t failed = 0, n = 1;
        do {
            ae_status status = probe_under(&(plan){ .error = errors[i], .fail_at = n });
            assert_true(status == AE_OK || status == AE_EIO);
            assert_holds(f.file, "the old one");
            assert_int_equal(count_entries(&f), 1);
            assert_int_equal(next_descriptor(), descriptor);
            failed += status == AE_EIO;
        } while (now.calls >= n++);
        assert_int_equal(failed, errors[i] == EINTR ? 3 : 5); /* readlink, open, fstatat, faccessat, openat */
    }
}

/* ---- reading ---- */

enum { READING_CALLS = 11 }; /* open, fstat, 7 reads of a byte, one that finds the end, close */

static void any_call_of_reading_may_fail(void **state)
{
    (void)state;
    put_file(f.file, "the old");
    int descriptor = next_descriptor();
    for (size_t i = 0; i < N_ERRORS; i++)
        for (size_t n = 1; n <= READING_CALLS + 1; n++) {
            ae_status status = read_under(&(plan){ .error = errors[i], .fail_at = n, .bytewise = true }, NULL);
            bool harmless = errors[i] == EINTR ? n != 2 : n >= READING_CALLS; /* a failed close loses nothing */
            assert_int_equal(status, harmless ? AE_OK : AE_EIO);
            assert_int_equal(next_descriptor(), descriptor);
        }
    assert_int_equal(now.calls, READING_CALLS);
}

static void a_file_that_shrinks_or_grows_meanwhile_is_refused(void **state)
{
    (void)state;
    ae_error e = { 0 };
    put_file(f.file, "the old");
    assert_int_equal(read_under(&(plan){ .cut = f.file }, &e), AE_EIO);
    assert_non_null(strstr(e.text, "it became shorter meanwhile"));
    put_file(f.file, "the old");
    assert_int_equal(read_under(&(plan){ .cut = f.file, .grow = true }, &e), AE_EIO);
    assert_non_null(strstr(e.text, "it became longer meanwhile"));
}

/* Loads the sample as a model is loaded: its tensors in order, then the sum of it all. */
static ae_status load_under(const plan *p)
{
    ae_arena arena;
    ae_safetensors_file s;
    ae_document d;
    float numbers[8];
    ae_arena_init(&arena, NULL);
    now = *p;
    armed = true;
    ae_status status = ae_safetensors_open(&s, &d, f.file, &arena, NULL);
    if (status == AE_OK) {
        for (size_t i = 0; i < d.n_tensors && status == AE_OK; i++)
            status = ae_safetensors_take(&s, numbers, &d.tensors[i], NULL);
        status = ae_safetensors_close(&s, status, NULL);
    }
    armed = false;
    ae_arena_free(&arena);
    return status;
}

/* What the system did not give is not taken for damage, even when the rest can be read. */
static void any_call_of_loading_may_fail(void **state)
{
    (void)state;
    ae_arena arena;
    ae_arena_init(&arena, NULL);
    ae_document d = sample_document(&arena);
    blob b = written(&d);
    assert_int_equal(ae_file_replace(f.file, b.bytes, b.size, NULL), AE_OK);
    assert_int_equal(load_under(&(plan){ 0 }), AE_OK);
    const size_t calls = now.calls;
    assert_int_equal(calls, 8); /* open, fstat, the head's beginning and rest, two tensors, one that finds the end, close */
    for (size_t n = 1; n <= calls; n++)
        assert_int_equal(load_under(&(plan){ .error = EIO, .fail_at = n }), n < calls ? AE_EIO : AE_OK);
    free(b.bytes);
    ae_arena_free(&arena);
}

/* ---- words ---- */

static void the_reason_is_in_words(void **state)
{
    (void)state;
    const struct {
        int error;
        const char *says;
    } cases[] = { { EACCES, "permission denied" },   { ENOSPC, "no space left" },   { EROFS, "read-only" },
                  { EMFILE, "too many open files" }, { EIO, "input/output error" }, { EDQUOT, "quota" },
                  { EPERM, "not permitted" },        { 4095, "model': error 4095" } };
    put_file(f.file, "the old");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ae_error e = { 0 };
        assert_int_equal(read_under(&(plan){ .error = cases[i].error, .fail_at = 1 }, &e), AE_EIO);
        assert_non_null(strstr(e.text, cases[i].says));
        assert_non_null(strstr(e.text, f.file));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(file_and_folder_reach_the_disk_in_this_order, begin, end),
        cmocka_unit_test_setup_teardown(any_call_may_fail_once, begin, end),
        cmocka_unit_test_setup_teardown(any_call_may_fail_once_where_no_file_was, begin, end),
        cmocka_unit_test_setup_teardown(any_call_may_fail_for_good, begin, end),
        cmocka_unit_test_setup_teardown(any_call_may_fail_between_short_writes, begin, end),
        cmocka_unit_test_setup_teardown(an_interrupted_write_goes_on, begin, end),
        cmocka_unit_test_setup_teardown(any_call_of_the_probe_may_fail, begin, end),
        cmocka_unit_test_setup_teardown(any_call_of_reading_may_fail, begin, end),
        cmocka_unit_test_setup_teardown(any_call_of_loading_may_fail, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_shrinks_or_grows_meanwhile_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(the_reason_is_in_words, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
