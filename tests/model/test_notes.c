/* Notes: the host's own texts in a model, through every change, copy and file, and what may not be one. */
#include "../io/folder.h"
#include "hostile.h"

static void set(ae_model *model, const char *key, const char *text)
{
    ae_error e;
    must(ae_model_set_note(model, key, text, &e), &e);
}

/* `wanted` is "key=text" for each note, in order, each closed by a semicolon. */
static void assert_notes(const ae_model *model, const char *wanted)
{
    char all[512] = "";
    ae_writer w = { all, sizeof all, 0 };
    for (size_t i = 0; ae_model_note_key(model, i); i++) {
        const char *key = ae_model_note_key(model, i);
        ae_write(&w, "%s=%s;", key, ae_model_get_note(model, key));
    }
    assert_string_equal(all, wanted);
}

/* ---- changes ---- */

static void notes_keep_their_order(void **state)
{
    ae_model *model = make_model(spec, 1);
    (void)state;
    assert_notes(model, "");
    set(model, "unit", "mV");
    set(model, "columns", "a, b, c");
    set(model, "empty", "");
    assert_notes(model, "unit=mV;columns=a, b, c;empty=;");
    set(model, "unit", "a longer text than before");
    assert_notes(model, "unit=a longer text than before;columns=a, b, c;empty=;");
    set(model, "unit", NULL);
    set(model, "no such key", NULL);
    assert_notes(model, "columns=a, b, c;empty=;");
    set(model, "unit", "V");
    assert_notes(model, "columns=a, b, c;empty=;unit=V;");
    assert_null(ae_model_get_note(model, "no such key"));
    ae_model_free(model);
}

/* A note may be set to a text of the notes themselves. */
static void a_note_may_become_another(void **state)
{
    ae_model *model = make_model(spec, 1);
    (void)state;
    set(model, "a", "first");
    set(model, "b", "second");
    set(model, "a", ae_model_get_note(model, "b"));
    set(model, ae_model_note_key(model, 1), ae_model_note_key(model, 0));
    assert_notes(model, "a=second;b=a;");
    ae_model_free(model);
}

static void changes_do_not_grow(void **state)
{
    static char text[3000];
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model;
    ae_error e;
    (void)state;
    options.allocator = &counting;
    must(ae_model_create(&model, spec, &options, &e), &e);
    size_t without = h.held;
    memset(text, 'x', sizeof text - 1);
    for (size_t i = 0; i < 1000; i++) {
        set(model, "log", text + i % 10);
        set(model, i % 2 ? "odd" : "even", "text");
    }
    assert_in_range(h.held, without + 1, without + 16384 + 128); /* one chunk of an arena */
    set(model, "log", NULL);
    set(model, "odd", NULL);
    set(model, "even", NULL);
    assert_int_equal(h.held, without);
    ae_model_free(model);
    assert_int_equal(h.held, 0);
}

/* ---- copies ---- */

static const char odd_text[] = "line 1\nline 2\t\"quoted\" \\ \x1b[31m \x7f \xc2\x9b \xe2\x82\xac \xf0\x9f\x98\x80";

static const char *longest_key(void)
{
    static char key[AE_NOTE_KEY + 1];
    memset(key, 'k', AE_NOTE_KEY);
    return key;
}

static ae_model *noted_model(void)
{
    ae_model *model = make_model(spec, 1);
    set(model, longest_key(), "the longest key");
    set(model, "\xc3\xa4 key, with \"quotes\" and .points.", odd_text);
    set(model, "note.note", "");
    return model;
}

static void assert_same_notes(const ae_model *a, const ae_model *b)
{
    size_t i = 0;
    for (; ae_model_note_key(a, i); i++) {
        const char *key = ae_model_note_key(a, i);
        assert_string_equal(key, ae_model_note_key(b, i));
        assert_string_equal(ae_model_get_note(a, key), ae_model_get_note(b, key));
    }
    assert_true(i > 0);
    assert_null(ae_model_note_key(b, i));
}

static void every_copy_has_them(void **state)
{
    folder f = make_folder();
    ae_model *model = noted_model(), *copies[3];
    size_t size;
    unsigned char *bytes = model_bytes(model, &size);
    ae_error e;
    (void)state;
    must(ae_model_clone(&copies[0], model, &e), &e);
    must(ae_model_load_memory(&copies[1], bytes, size, NULL, &e), &e);
    must(ae_model_save(model, f.file, &e), &e);
    must(ae_model_load(&copies[2], f.file, NULL, &e), &e);
    for (size_t i = 0; i < 3; i++) {
        assert_same_notes(model, copies[i]);
        assert_same_model(model, copies[i]);
        ae_model_free(copies[i]);
    }
    ae_model_free(model);
    test_free(bytes);
    remove_folder(&f);
}

static void training_leaves_them(void **state)
{
    static const float x[6] = { 0, 0.25f, 0.5f, 0.75f, 1, 0.5f };
    ae_rows rows = AE_ROWS_F32(x, 1, 6);
    ae_model *model = noted_model(), *other = noted_model();
    ae_error e;
    (void)state;
    must(ae_model_fit(model, &rows, NULL, &e), &e);
    assert_same_notes(model, other);
    ae_model_free(model);
    ae_model_free(other);
}

/* A model without notes has the file that it had before it ever had one. */
static void notes_leave_no_trace(void **state)
{
    ae_model *model = make_model(spec, 1), *other = make_model(spec, 1);
    (void)state;
    set(model, "a", "b");
    set(model, "a", NULL);
    assert_same_model(model, other);
    ae_model_free(model);
    ae_model_free(other);
}

/* ---- what is no note ---- */

static void assert_bad_note(const char *key, const char *text, const char *says)
{
    ae_model *model = make_model(spec, 1);
    ae_error e = { 0 };
    set(model, "kept", "as it was");
    if (ae_model_set_note(model, key, text, &e) != AE_EARGUMENT || !strstr(e.text, says))
        fail_msg("%s=%s: %s, where \"%s\" was awaited", key, text, e.text, says);
    assert_harmless(e.text);
    assert_notes(model, "kept=as it was;");
    ae_model_free(model);
}

static void bad_notes_are_refused(void **state)
{
    static char long_key[AE_NOTE_KEY + 2];
    (void)state;
    memset(long_key, 'k', sizeof long_key - 1);
    assert_bad_note("", "text", "a note's key is empty; it has 1 to 255 bytes");
    assert_bad_note(long_key, "text", "a note's key has 256 bytes");
    assert_bad_note("a\nb", "text", "the note's key \"a?b\" holds a control character");
    assert_bad_note("a\x7f", "text", "holds a control character");
    assert_bad_note("a\xc2\x9b", "text", "holds a control character");
    assert_bad_note("a\xff", "text", "a note's key is not UTF-8");
    assert_bad_note("a", "\xff", "note \"a\": its text is not UTF-8");
    assert_bad_note("a", "cut \xe2\x82", "its text is not UTF-8");
    assert_bad_note("a", "overlong \xc0\xaf", "its text is not UTF-8");
    assert_bad_note("a", "half a pair \xed\xa0\x80", "its text is not UTF-8");
    assert_bad_note("a", "beyond \xf4\x90\x80\x80", "its text is not UTF-8");
    assert_bad_note("", NULL, "a note's key is empty");
    assert_bad_note(NULL, "text", "key is NULL");
    assert_int_equal(ae_model_set_note(NULL, "a", "b", NULL), AE_EARGUMENT);
    assert_null(ae_model_get_note(NULL, "a"));
    assert_null(ae_model_note_key(NULL, 0));
}

static char *text_of(size_t n)
{
    char *text = test_malloc(n + 1);
    memset(text, 'x', n);
    text[n] = 0;
    return text;
}

/* Given notes of just 1 MiB together; then a byte more is refused, and the file of what fits is read again. */
static void all_together_are_one_mebibyte(void **state)
{
    ae_model *model = make_model(spec, 1), *loaded;
    char *text = text_of(AE_NOTES_BYTES - 8), *more = text_of(AE_NOTES_BYTES - 7);
    size_t size;
    ae_error e;
    (void)state;
    set(model, "one", "two"); /* 6 bytes */
    set(model, "xy", text);
    assert_int_equal(ae_model_set_note(model, "xy", more, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "the notes up to it take 1048577 bytes; all together may take 1048576"));
    assert_int_equal(ae_model_set_note(model, "one", "four", &e), AE_EARGUMENT);
    assert_string_equal(ae_model_get_note(model, "one"), "two");
    unsigned char *bytes = model_bytes(model, &size);
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_same_notes(model, loaded);
    ae_model_free(model);
    ae_model_free(loaded);
    test_free(bytes);
    test_free(text);
    test_free(more);
}

static void a_thousand_are_enough(void **state)
{
    ae_model *model = make_model(spec, 1), *loaded;
    char key[16];
    size_t size;
    ae_error e;
    (void)state;
    for (size_t i = 0; i < AE_NOTES_COUNT; i++) {
        ae_format(key, sizeof key, "%zu", i);
        set(model, key, "");
    }
    assert_int_equal(ae_model_set_note(model, "one more", "", &e), AE_EARGUMENT);
    assert_string_equal(e.text, "1001 notes are too many; at most 1000 are possible");
    unsigned char *bytes = model_bytes(model, &size);
    must(ae_model_load_memory(&loaded, bytes, size, NULL, &e), &e);
    assert_same_notes(model, loaded);
    ae_model_free(model);
    ae_model_free(loaded);
    test_free(bytes);
}

/* ---- no memory ---- */

/* Lets each allocation of a change fail in turn; until none does, the notes are as before. */
static void starve(const char *key, const char *text, const char *after)
{
    static const char before[] = "a=1;b=2;";
    heap h = { 0 };
    ae_allocator counting = { heap_alloc, heap_free, &h };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model;
    ae_error e;
    options.allocator = &counting;
    must(ae_model_create(&model, spec, &options, &e), &e);
    set(model, "a", "1");
    set(model, "b", "2");
    for (size_t n = 1;; n++) {
        size_t held = h.held;
        h.calls = 0;
        h.fail_at = n;
        ae_status status = ae_model_set_note(model, key, text, &e);
        if (h.calls < n) {
            assert_int_equal(status, AE_OK);
            break;
        }
        assert_int_equal(status, AE_ENOMEM);
        assert_int_equal(h.held, held);
        assert_notes(model, before);
    }
    if (after)
        assert_notes(model, after);
    assert_string_equal(ae_model_get_note(model, key) ? ae_model_get_note(model, key) : "", text ? text : "");
    ae_model_free(model);
    assert_int_equal(h.held, 0);
}

static void a_failed_change_changes_nothing(void **state)
{
    char *text = text_of(20000); /* a block of its own */
    (void)state;
    starve("c", "3", "a=1;b=2;c=3;");
    starve("a", "4", "a=4;b=2;");
    starve("a", NULL, "b=2;");
    starve("a", text, NULL);
    test_free(text);
}

/* ---- hostile files ---- */

static void add_string(file *f, const char *key, const char *value)
{
    ae_error e;
    must(ae_document_add_string(&f->document, key, value, &f->arena, &e), &e);
}

static void assert_file_refused(file *f, const char *what, const char *says)
{
    write_file(f);
    assert_refused(f, what, AE_EFORMAT, says);
    end_file(f);
}

static void keys_of_files_are_checked(void **state)
{
    static const struct {
        const char *key, *value, *says;
    } bad[] = {
        { "note.", "text", "a note's key is empty" },
        { "note.a\x1b[2J", "text", "holds a control character" },
        { "note.a\x7f", "text", "holds a control character" },
        { "note.a\xc2\x85", "text", "holds a control character" },
        { "note.a\xff", "text", "expected a character in UTF-8" },
        { "note.a", "\xe2\x82", "expected a character in UTF-8" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        file f = good_file();
        add_string(&f, bad[i].key, bad[i].value);
        assert_file_refused(&f, bad[i].key, bad[i].says);
    }
}

static void a_key_twice_is_refused(void **state)
{
    file f = good_file();
    (void)state;
    add_string(&f, "note.a", "1");
    add_string(&f, "note.b", "2");
    add_string(&f, "note.a", "3");
    assert_file_refused(&f, "a note twice", "__metadata__ has the key note.a twice");
}

static void too_much_in_a_file_is_refused(void **state)
{
    char *half = text_of(AE_NOTES_BYTES / 2);
    file f = good_file(), g = good_file();
    (void)state;
    add_string(&f, "note.a", half);
    add_string(&f, "note.b", half);
    assert_file_refused(&f, "more than 1 MiB", "all together may take 1048576");
    for (size_t i = 0; i <= AE_NOTES_COUNT; i++) {
        char *key = ae_arena_take(&g.arena, 16, 1);
        assert_non_null(key);
        ae_format(key, 16, "note.%zu", i);
        add_string(&g, key, "");
    }
    assert_file_refused(&g, "1001 notes", "1001 notes are too many");
    test_free(half);
}

static void a_key_too_long_is_refused(void **state)
{
    char *key = text_of(261);
    file f = good_file();
    (void)state;
    memcpy(key, "note.", 5);
    add_string(&f, key, "");
    assert_file_refused(&f, "a key of 256 bytes", "longer than 260 bytes");
    test_free(key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(notes_keep_their_order),        cmocka_unit_test(a_note_may_become_another),
        cmocka_unit_test(changes_do_not_grow),           cmocka_unit_test(every_copy_has_them),
        cmocka_unit_test(training_leaves_them),          cmocka_unit_test(notes_leave_no_trace),
        cmocka_unit_test(bad_notes_are_refused),         cmocka_unit_test(all_together_are_one_mebibyte),
        cmocka_unit_test(a_thousand_are_enough),         cmocka_unit_test(a_failed_change_changes_nothing),
        cmocka_unit_test(keys_of_files_are_checked),     cmocka_unit_test(a_key_twice_is_refused),
        cmocka_unit_test(too_much_in_a_file_is_refused), cmocka_unit_test(a_key_too_long_is_refused),
    };
    return cmocka_run_group_tests_name("notes", tests, NULL, NULL);
}
