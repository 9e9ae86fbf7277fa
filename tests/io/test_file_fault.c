/* Every system call of reading and replacing fails once, and for good; the linker puts the calls below in their place
 * (meson.build). After an error the old file is whole, and nothing is left beside it. */
#include "folder.h"
#include "whole.h"
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

/* ---- the faults ---- */

typedef struct plan {
    size_t calls;   /* since it was armed */
    size_t fail_at; /* the call that fails, from 1; 0 = none */
    bool for_good;  /* and all after it */
    int error;
    bool bytewise;   /* read and write do one byte at a time */
    const char *cut; /* a file that is cut to nothing, or grown, before the first read */
    bool grow;
    bool keep;     /* the old file becomes PATH.old */
    bool no_links; /* as on a file system without hard links */
    bool kill;     /* the process ends there, before the call */
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
    if (yes && now.kill)
        raise(SIGKILL);
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

int __real_linkat(int d, const char *a, int e, const char *b, int flags);
int __wrap_linkat(int d, const char *a, int e, const char *b, int flags);
int __wrap_linkat(int d, const char *a, int e, const char *b, int flags)
{
    bool failed = fails();
    if (armed && now.no_links && !failed)
        errno = EPERM;
    return failed || (armed && now.no_links) ? -1 : __real_linkat(d, a, e, b, flags);
}

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
static char kept[128]; /* "model.old" in it */

static int begin(void **state)
{
    (void)state;
    f = make_folder();
    put_path(kept, &f, "model.old");
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
    ae_status status = ae_file_replace(f.file, (const unsigned char *)"the new one", 11, p->keep, &e);
    armed = false;
    assert_int_equal(e.status, status);
    return status;
}

static ae_status probe_under(const plan *p)
{
    ae_error e = { 0 };
    now = *p;
    armed = true;
    ae_status status = ae_file_probe_writable(f.file, false, &e);
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

static void given_two_files(void)
{
    put_file(f.file, "the old one");
    put_file(kept, "older still");
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

static void both_move_or_stay(ae_status status, const plan *p)
{
    (void)p;
    assert_true(status == AE_OK || status == AE_EIO);
    assert_holds(f.file, status == AE_OK ? "the new one" : "the old one");
    assert_holds(kept, status == AE_OK ? "the old one" : "older still");
    assert_int_equal(count_entries(&f), 2);
}

static bool holds(const char *path, const char *text)
{
    char bytes[64] = "";
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return false;
    assert_true(read(fd, bytes, sizeof bytes - 1) >= 0);
    close(fd);
    return strcmp(bytes, text) == 0;
}

/* Where there are hard links PATH always is a file. */
static void one_of_two_is_whole(const plan *p)
{
    bool path = holds(f.file, "the old one") || holds(f.file, "the new one");
    bool old = holds(kept, "the old one") || (path && holds(kept, "older still"));
    assert_true(path || (p->no_links && old));
    assert_true(old);
}

/* Without hard links the one that is older still may be gone. */
static void new_and_old_or_old(ae_status status, const plan *p)
{
    assert_true(status == AE_OK || status == AE_EIO);
    assert_holds(f.file, status == AE_OK ? "the new one" : "the old one");
    assert_true(status != AE_OK || holds(kept, "the old one"));
    assert_true(p->no_links && count_entries(&f) <= 2);
}

static void one_of_two_is_whole_and_nothing_beside(ae_status status, const plan *p)
{
    (void)status;
    one_of_two_is_whole(p);
    assert_true(count_entries(&f) <= 2);
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

/* ---- keeping the old one ---- */

/* The old one gives way only when the new one is known to be on the disk by its name. */
static void the_old_one_moves_last(void **state)
{
    (void)state;
    given_two_files();

    assert_int_equal(replace_under(&(plan){ .keep = true }), AE_OK);

    assert_string_equal(done, "write sync-file rename sync-folder rename ");
    both_move_or_stay(AE_OK, NULL);
}

static void the_first_file_has_no_old_one(void **state)
{
    (void)state;
    given_no_file();

    assert_int_equal(replace_under(&(plan){ .keep = true }), AE_OK);

    assert_string_equal(done, "write sync-file rename sync-folder ");
    none_or_new_and_nothing_beside(AE_OK, NULL);
}

static void any_call_may_fail_once_where_the_old_one_is_kept(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ERRORS; i++) {
        const plan p = { .error = errors[i], .keep = true };
        assert_true(sweep(p, given_two_files, both_move_or_stay) >= 14);
    }
}

static void the_old_one_is_kept_without_hard_links(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_ERRORS; i++) {
        const plan p = { .error = errors[i], .keep = true, .no_links = true };
        assert_true(sweep(p, given_two_files, new_and_old_or_old) >= 14);
    }
}

static void one_of_two_is_whole_when_calls_fail_for_good(void **state)
{
    (void)state;
    for (int no_links = 0; no_links < 2; no_links++) {
        const plan p = { .error = EIO, .for_good = true, .keep = true, .no_links = no_links };
        sweep(p, given_two_files, one_of_two_is_whole_and_nothing_beside);
    }
}

/* False if the process ended before the call at which it was to be killed. */
static bool is_killed(const plan *p)
{
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        replace_under(p);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) ? WTERMSIG(status) == SIGKILL : WEXITSTATUS(status) == 0);
    return WIFSIGNALED(status);
}

/* Given two files; when the process is killed at call 1, 2, 3 ..., between two bytes of a write, too; then one is whole. */
static void one_of_two_is_whole_wherever_the_process_is_killed(void **state)
{
    (void)state;
    for (int no_links = 0; no_links < 2; no_links++) {
        plan p = { .kill = true, .bytewise = true, .keep = true, .no_links = no_links };
        bool killed;
        do {
            given_two_files();
            p.fail_at++;
            killed = is_killed(&p);
            one_of_two_is_whole(&p);
        } while (killed);
        assert_true(p.fail_at > 14 + 10);
        assert_holds(f.file, "the new one");
        assert_holds(kept, "the old one");
    }
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
    assert_int_equal(ae_file_replace(f.file, b.bytes, b.size, false, NULL), AE_OK);
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
        cmocka_unit_test_setup_teardown(the_old_one_moves_last, begin, end),
        cmocka_unit_test_setup_teardown(the_first_file_has_no_old_one, begin, end),
        cmocka_unit_test_setup_teardown(any_call_may_fail_once_where_the_old_one_is_kept, begin, end),
        cmocka_unit_test_setup_teardown(the_old_one_is_kept_without_hard_links, begin, end),
        cmocka_unit_test_setup_teardown(one_of_two_is_whole_when_calls_fail_for_good, begin, end),
        cmocka_unit_test_setup_teardown(one_of_two_is_whole_wherever_the_process_is_killed, begin, end),
        cmocka_unit_test_setup_teardown(any_call_of_the_probe_may_fail, begin, end),
        cmocka_unit_test_setup_teardown(any_call_of_reading_may_fail, begin, end),
        cmocka_unit_test_setup_teardown(any_call_of_loading_may_fail, begin, end),
        cmocka_unit_test_setup_teardown(a_file_that_shrinks_or_grows_meanwhile_is_refused, begin, end),
        cmocka_unit_test_setup_teardown(the_reason_is_in_words, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
