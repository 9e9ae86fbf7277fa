#include "folder.h"
#include "whole.h"
#include <sys/resource.h>
#include <sys/wait.h>

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
    remove_folder(&f);
    return 0;
}

static ae_status replace(const char *path, const char *text, ae_error *e)
{
    return ae_file_replace(path, (const unsigned char *)text, strlen(text), false, e);
}

static ae_status read_back(const char *path, size_t limit, ae_error *e)
{
    static unsigned char bytes[1000];
    size_t size;
    return read_whole(bytes, &size, path, limit, e);
}

static void assert_unreadable(const char *path, const char *says)
{
    ae_error e = { 0 };
    assert_int_equal(read_back(path, 1000, &e), AE_EIO);
    assert_int_equal(e.status, AE_EIO);
    if (!strstr(e.text, "cannot read '") || !strstr(e.text, says))
        fail_msg("'%s' where '%s' was awaited", e.text, says);
}

/* Said by the probe and by the write alike, and nothing is left behind by either. */
static void assert_unwritable(const char *path, const char *says)
{
    ae_error before = { 0 }, e = { 0 };
    size_t entries = count_entries(&f);
    assert_int_equal(ae_file_probe_writable(path, false, &before), AE_EIO);
    assert_int_equal(replace(path, "new", &e), AE_EIO);
    assert_string_equal(before.text, e.text);
    if (!strstr(e.text, "cannot write '") || !strstr(e.text, says))
        fail_msg("'%s' where '%s' was awaited", e.text, says);
    assert_int_equal(count_entries(&f), entries);
}

static mode_t mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 07777;
}

/* ---- reading ---- */

static void a_file_is_read_whole(void **state)
{
    (void)state;
    unsigned char bytes[10];
    size_t size = 0;
    put_file(f.file, "0123456789");

    assert_int_equal(read_whole(bytes, &size, f.file, 10, NULL), AE_OK);

    assert_int_equal(size, 10);
    assert_memory_equal(bytes, "0123456789", 10);
}

static void a_file_is_read_in_pieces(void **state)
{
    (void)state;
    unsigned char bytes[10];
    ae_file file;
    put_file(f.file, "0123456789");

    assert_int_equal(ae_file_open(&file, f.file, 10, NULL), AE_OK);
    assert_int_equal(ae_file_read(&file, bytes, 3, NULL), AE_OK);
    assert_int_equal(ae_file_read(&file, bytes + 3, 7, NULL), AE_OK);

    assert_int_equal(file.at, 10);
    assert_memory_equal(bytes, "0123456789", 10);
    ae_file_close(&file);
}

static void an_empty_file_is_read(void **state)
{
    (void)state;
    unsigned char none[1];
    size_t size = 1;
    put_file(f.file, "");

    assert_int_equal(read_whole(none, &size, f.file, 10, NULL), AE_OK);

    assert_int_equal(size, 0);
}

static void a_file_above_the_limit_is_not_read(void **state)
{
    (void)state;
    ae_error e = { 0 };
    put_file(f.file, "0123456789");

    assert_int_equal(read_back(f.file, 9, &e), AE_EIO);

    assert_non_null(strstr(e.text, "larger than any file of its kind"));
}

static void what_is_no_regular_file_is_not_read(void **state)
{
    (void)state;
    assert_unreadable(f.path, "it is a directory");
    assert_int_equal(mkfifo(f.file, 0600), 0);
    assert_unreadable(f.file, "not a regular file");
    assert_unreadable("/dev/zero", "not a regular file");
    assert_unreadable("/dev/null", "not a regular file");
}

static void what_is_not_there_is_not_read(void **state)
{
    (void)state;
    assert_unreadable(f.file, "no such file");
    assert_unreadable("", "no such file");
    put_file(f.file, "");
    char below[160];
    snprintf(below, sizeof below, "%s/x", f.file);
    assert_unreadable(below, "not a directory");
}

static void a_very_long_path_is_one_clear_line(void **state)
{
    (void)state;
    char path[5001];
    memset(path, 'p', 5000);
    path[5000] = 0;
    assert_unreadable(path, "...ppp");
    assert_unreadable(path, "the path is too long");
    assert_unwritable(path, "the path is too long");
    memcpy(path, "/tmp/", 5);
    path[4090] = 0;
    assert_unwritable(path, "the path is too long");
}

static void a_link_to_a_very_long_path_is_one_clear_line(void **state)
{
    (void)state;
    char target[4095];
    memset(target, 'p', sizeof target - 1);
    target[sizeof target - 1] = 0;
    assert_int_equal(symlink(target, f.file), 0);

    assert_unwritable(f.file, "the path is too long");
}

static void a_loop_of_links_ends(void **state)
{
    (void)state;
    assert_int_equal(symlink("model", f.file), 0);
    assert_unreadable(f.file, "too many symbolic links");
    assert_unwritable(f.file, "too many symbolic links");
}

/* ---- replacing ---- */

static void a_new_file_is_made_under_the_umask(void **state)
{
    (void)state;
    mode_t old = umask(027);

    assert_int_equal(replace(f.file, "new", NULL), AE_OK);

    umask(old);
    assert_holds(f.file, "new");
    assert_int_equal(mode_of(f.file), 0640);
    assert_int_equal(count_entries(&f), 1);
}

static void an_old_file_is_replaced_and_keeps_its_mode(void **state)
{
    (void)state;
    mode_t old = umask(077);
    put_file(f.file, "something longer");
    assert_int_equal(chmod(f.file, 0664), 0);

    assert_int_equal(replace(f.file, "new", NULL), AE_OK);

    umask(old);
    assert_holds(f.file, "new");
    assert_int_equal(mode_of(f.file), 0664);
    assert_int_equal(count_entries(&f), 1);
}

static void who_has_the_old_file_open_keeps_it(void **state)
{
    (void)state;
    char bytes[4] = "";
    put_file(f.file, "old");
    int fd = open(f.file, O_RDONLY);

    assert_int_equal(replace(f.file, "new", NULL), AE_OK);

    assert_int_equal(read(fd, bytes, 3), 3);
    assert_string_equal(bytes, "old");
    close(fd);
}

static void an_empty_file_can_be_written(void **state)
{
    (void)state;
    assert_int_equal(replace(f.file, "", NULL), AE_OK);
    assert_holds(f.file, "");
}

static void links_are_followed_and_stay(void **state)
{
    (void)state;
    char relative[128], absolute[128], inner[128], target[128];
    struct stat info;
    put_path(relative, &f, "relative");
    put_path(absolute, &f, "absolute");
    put_path(inner, &f, "inner");
    put_path(target, &f, "inner/target");
    assert_int_equal(mkdir(inner, 0755), 0);
    assert_int_equal(symlink("inner/target", relative), 0);
    assert_int_equal(symlink(relative, absolute), 0);

    assert_int_equal(replace(absolute, "through two links", NULL), AE_OK);

    assert_holds(target, "through two links");
    assert_int_equal(lstat(absolute, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(lstat(relative, &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(unlink(target), 0);
    assert_int_equal(count_entries(&f), 3);
}

static void names_are_taken_from_the_working_directory(void **state)
{
    (void)state;
    char before[4096];
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(f.path), 0);

    assert_int_equal(replace("model", "here", NULL), AE_OK);
    assert_int_equal(replace("./model", "here too", NULL), AE_OK);

    assert_int_equal(chdir(before), 0);
    assert_holds(f.file, "here too");
}

static void a_name_of_255_bytes_can_be_written(void **state)
{
    (void)state;
    char path[400], name[256];
    memset(name, 'n', 255);
    name[255] = 0;
    snprintf(path, sizeof path, "%s/%s", f.path, name);

    assert_int_equal(replace(path, "new", NULL), AE_OK);

    assert_holds(path, "new");
    assert_int_equal(unlink(path), 0);
}

static void left_over_names_are_stepped_over(void **state)
{
    (void)state;
    char name[64], path[128];
    for (int i = 0; i < 3; i++) {
        snprintf(name, sizeof name, ".ae-%ld-%d.%s", (long)getpid(), i, i == 1 ? "old" : "tmp");
        put_path(path, &f, name);
        put_file(path, "left over");
    }

    assert_int_equal(replace(f.file, "old", NULL), AE_OK);
    assert_int_equal(replace(f.file, "new", NULL), AE_OK);

    assert_holds(f.file, "new");
    assert_holds(path, "left over");
    assert_int_equal(count_entries(&f), 4);
}

static void what_is_no_regular_file_is_not_replaced(void **state)
{
    (void)state;
    char slash[160];
    assert_unwritable(f.path, "it is a directory");
    assert_unwritable("/dev/null", "not a regular file");
    assert_unwritable("/", "it is a directory");
    assert_unwritable(".", "it is a directory");
    assert_unwritable("", "no such file");
    snprintf(slash, sizeof slash, "%s/", f.path);
    assert_unwritable(slash, "it is a directory");
    assert_int_equal(mkfifo(f.file, 0600), 0);
    assert_unwritable(f.file, "not a regular file");
}

static void what_has_no_directory_is_not_made(void **state)
{
    (void)state;
    char below[160];
    put_path(below, &f, "missing/model");
    assert_unwritable(below, "no such file or directory");
    put_file(f.file, "");
    snprintf(below, sizeof below, "%s/model", f.file);
    assert_unwritable(below, "not a directory");
}

/* The system's limit would otherwise end the process by a signal. */
static void a_limit_on_file_sizes_is_an_error(void **state)
{
    (void)state;
    struct rlimit old, small = { 4, 0 };
    ae_error e = { 0 };
    put_file(f.file, "old");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small.rlim_max = old.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);

    ae_status five = replace(f.file, "12345", &e), four = replace(f.file, "1234", NULL);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);

    assert_int_equal(five, AE_EIO);
    assert_non_null(strstr(e.text, "larger than the system allows"));
    assert_int_equal(four, AE_OK);
    assert_int_equal(count_entries(&f), 1);
}

/* ---- permissions, which mean nothing to root: these run as somebody else ---- */

static void as_nobody(void (*check)(void))
{
    assert_int_equal(chmod(f.path, 0777), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (geteuid() == 0 && setuid(65534) != 0)
            _exit(2);
        check();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void demand(bool holds)
{
    if (!holds)
        _exit(1);
}

static void reading_is_denied(void)
{
    ae_error e = { 0 };
    demand(read_back(f.file, 1000, &e) == AE_EIO && strstr(e.text, "permission denied"));
}

static void writing_is_denied(void)
{
    ae_error e = { 0 };
    demand(ae_file_probe_writable(f.file, false, &e) == AE_EIO && strstr(e.text, "permission denied"));
    demand(replace(f.file, "new", &e) == AE_EIO && strstr(e.text, "permission denied"));
}

static void without_permission_nothing_is_read(void **state)
{
    (void)state;
    put_file(f.file, "old");
    assert_int_equal(chmod(f.file, 0), 0);

    as_nobody(reading_is_denied);
}

/* The directory would let it be replaced, but whoever made it read-only meant it. */
static void a_read_only_file_is_respected(void **state)
{
    (void)state;
    put_file(f.file, "old");
    assert_int_equal(chmod(f.file, 0444), 0);

    as_nobody(writing_is_denied);

    assert_holds(f.file, "old");
    assert_int_equal(count_entries(&f), 1);
}

static void a_sealed_directory_denies(void)
{
    ae_error e = { 0 };
    char path[128];
    put_path(path, &f, "sealed/model");
    demand(ae_file_probe_writable(path, false, &e) == AE_EIO && strstr(e.text, "permission denied"));
    demand(replace(path, "new", &e) == AE_EIO && strstr(e.text, "permission denied"));
}

static void a_directory_that_may_not_be_written_is_said(void **state)
{
    (void)state;
    char sealed[128];
    put_path(sealed, &f, "sealed");
    assert_int_equal(mkdir(sealed, 0555), 0);

    as_nobody(a_sealed_directory_denies);
}

/* ---- the probe ---- */

static void a_probe_leaves_nothing_behind(void **state)
{
    (void)state;
    assert_int_equal(ae_file_probe_writable(f.file, false, NULL), AE_OK);
    assert_int_equal(count_entries(&f), 0);
    put_file(f.file, "old");
    assert_int_equal(ae_file_probe_writable(f.file, false, NULL), AE_OK);
    assert_holds(f.file, "old");
    assert_int_equal(count_entries(&f), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_file_is_read_whole, begin, end),
        cmocka_unit_test_setup_teardown(a_file_is_read_in_pieces, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_file_is_read, begin, end),
        cmocka_unit_test_setup_teardown(a_file_above_the_limit_is_not_read, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_regular_file_is_not_read, begin, end),
        cmocka_unit_test_setup_teardown(what_is_not_there_is_not_read, begin, end),
        cmocka_unit_test_setup_teardown(a_very_long_path_is_one_clear_line, begin, end),
        cmocka_unit_test_setup_teardown(a_link_to_a_very_long_path_is_one_clear_line, begin, end),
        cmocka_unit_test_setup_teardown(a_loop_of_links_ends, begin, end),
        cmocka_unit_test_setup_teardown(a_new_file_is_made_under_the_umask, begin, end),
        cmocka_unit_test_setup_teardown(an_old_file_is_replaced_and_keeps_its_mode, begin, end),
        cmocka_unit_test_setup_teardown(who_has_the_old_file_open_keeps_it, begin, end),
        cmocka_unit_test_setup_teardown(an_empty_file_can_be_written, begin, end),
        cmocka_unit_test_setup_teardown(links_are_followed_and_stay, begin, end),
        cmocka_unit_test_setup_teardown(names_are_taken_from_the_working_directory, begin, end),
        cmocka_unit_test_setup_teardown(a_name_of_255_bytes_can_be_written, begin, end),
        cmocka_unit_test_setup_teardown(left_over_names_are_stepped_over, begin, end),
        cmocka_unit_test_setup_teardown(what_is_no_regular_file_is_not_replaced, begin, end),
        cmocka_unit_test_setup_teardown(what_has_no_directory_is_not_made, begin, end),
        cmocka_unit_test_setup_teardown(a_limit_on_file_sizes_is_an_error, begin, end),
        cmocka_unit_test_setup_teardown(without_permission_nothing_is_read, begin, end),
        cmocka_unit_test_setup_teardown(a_read_only_file_is_respected, begin, end),
        cmocka_unit_test_setup_teardown(a_directory_that_may_not_be_written_is_said, begin, end),
        cmocka_unit_test_setup_teardown(a_probe_leaves_nothing_behind, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
