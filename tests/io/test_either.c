#include "folder.h"
#include "io/file.h"

static folder f;
static char kept[128], link_path[128];

static int begin(void **state)
{
    (void)state;
    f = make_folder();
    put_path(kept, &f, "model.old");
    put_path(link_path, &f, "link");
    return 0;
}

static int end(void **state)
{
    (void)state;
    remove_folder(&f);
    return 0;
}

/* A file that says with which status it is to be refused; "ok" is read. */
static ae_status read_word(void *self, const char *path, ae_error *e)
{
    static const struct {
        const char *word;
        ae_status status;
    } words[] = {
        { "ok", AE_OK }, { "torn", AE_ECHECKSUM }, { "cut", AE_EFORMAT }, { "newer", AE_EVERSION }, { "other", AE_EOPTION }
    };
    char *read_last = self;
    ae_file file;
    AE_TRY(ae_file_open(&file, path, 15, e));
    memset(read_last, 0, 16);
    ae_status status = ae_file_read(&file, read_last, file.size, e);
    ae_file_close(&file);
    for (size_t i = 0; status == AE_OK && i < sizeof words / sizeof *words; i++)
        if (strcmp(words[i].word, read_last) == 0 && words[i].status != AE_OK)
            status = ae_fail(e, words[i].status, "%s: %s", path + strlen(f.path) + 1, read_last);
    return status;
}

static void put(const char *path, const char *text)
{
    if (text)
        put_file(path, text);
    else
        unlink(path);
}

static const struct {
    const char *path, *old; /* what is in them; NULL: missing */
    ae_status status;
    bool is_old;
    const char *says, *rejected;
} cases[] = {
    { "ok", NULL, AE_OK, false, NULL, NULL },
    { "ok", "torn", AE_OK, false, NULL, NULL },
    { "torn", "ok", AE_OK, true, NULL, "model: torn" },
    { "cut", "ok", AE_OK, true, NULL, "model: cut" },
    { NULL, "ok", AE_OK, true, NULL, "no such file" },
    { "newer", "ok", AE_EVERSION, false, "model: newer", NULL }, /* not damaged */
    { "other", "ok", AE_EOPTION, false, "model: other", NULL },
    { "torn", "other", AE_EOPTION, true, "model.old: other", "model: torn" },
    { "torn", "cut", AE_ECHECKSUM, false, "model: torn", NULL },
    { "torn", NULL, AE_ECHECKSUM, false, "model: torn", NULL },
    { NULL, "torn", AE_ECHECKSUM, false, "model.old: torn", NULL },
    { NULL, NULL, AE_EIO, false, "/model': no such file", NULL },
};

static void the_old_file_is_read_where_the_new_one_is_damaged_or_missing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char word[16];
        ae_either r = { .read = read_word, .self = word };
        ae_error e = { 0 };
        put(f.file, cases[i].path);
        put(kept, cases[i].old);

        assert_int_equal(ae_file_read_either(&r, f.file, &e), cases[i].status);

        assert_int_equal(r.is_old, cases[i].is_old);
        assert_int_equal(e.status, cases[i].status);
        assert_non_null(strstr(e.text, cases[i].says ? cases[i].says : ""));
        assert_true(!r.is_old || strstr(r.rejected.text, cases[i].rejected));
        assert_int_equal(ae_file_has_neither(f.file), !cases[i].path && !cases[i].old);
    }
}

/* Given a link to the file; then its old one is where replacing through the link has put it. */
static void links_are_followed_as_replacing_follows_them(void **state)
{
    char word[16];
    ae_either r = { .read = read_word, .self = word };
    (void)state;
    assert_int_equal(symlink("model", link_path), 0);
    assert_int_equal(ae_file_replace(link_path, (const unsigned char *)"ok", 2, true, NULL), AE_OK);
    assert_int_equal(ae_file_replace(link_path, (const unsigned char *)"torn", 4, true, NULL), AE_OK);

    assert_int_equal(ae_file_read_either(&r, link_path, NULL), AE_OK);

    assert_true(r.is_old);
    assert_string_equal(word, "ok");
    assert_int_equal(count_entries(&f), 3);
}

static void an_old_one_that_cannot_be_replaced_is_said_before_anything_is_written(void **state)
{
    ae_error before = { 0 }, e = { 0 };
    (void)state;
    put_file(f.file, "the old one");
    assert_int_equal(mkdir(kept, 0700), 0);

    assert_int_equal(ae_file_probe_writable(f.file, true, &before), AE_EIO);
    assert_int_equal(ae_file_replace(f.file, (const unsigned char *)"new", 3, true, &e), AE_EIO);

    assert_string_equal(before.text, e.text);
    assert_non_null(strstr(e.text, "model.old': it is a directory"));
    assert_holds(f.file, "the old one");
    assert_int_equal(count_entries(&f), 2);
}

static void a_path_too_long_for_its_old_one_is_said(void **state)
{
    char path[256 + 128], name[252];
    ae_error e = { 0 };
    (void)state;
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = 0;
    snprintf(path, sizeof path, "%s/%s", f.path, name);
    assert_int_equal(ae_file_probe_writable(path, true, NULL), AE_OK); /* 251 bytes, and 4 */
    path[strlen(path) + 1] = 0;
    path[strlen(path)] = 'a';

    assert_int_equal(ae_file_probe_writable(path, true, &e), AE_EIO);

    assert_non_null(strstr(e.text, "the path is too long"));
    assert_int_equal(ae_file_probe_writable(path, false, NULL), AE_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_old_file_is_read_where_the_new_one_is_damaged_or_missing, begin, end),
        cmocka_unit_test_setup_teardown(links_are_followed_as_replacing_follows_them, begin, end),
        cmocka_unit_test_setup_teardown(an_old_one_that_cannot_be_replaced_is_said_before_anything_is_written, begin, end),
        cmocka_unit_test_setup_teardown(a_path_too_long_for_its_old_one_is_said, begin, end),
    };
    return cmocka_run_group_tests_name("either", tests, NULL, NULL);
}
