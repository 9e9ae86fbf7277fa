#include "model/notes.h"
#include "base/utf8.h"
#include <string.h>

void ae_notes_init(ae_notes *notes, const ae_allocator *allocator)
{
    *notes = (ae_notes){ .list = NULL };
    ae_arena_init(&notes->arena, allocator);
}

void ae_notes_free(ae_notes *notes)
{
    ae_arena_free(&notes->arena);
}

const ae_note *ae_notes_find(const ae_notes *notes, const char *key)
{
    for (size_t i = 0; i < notes->count; i++)
        if (strcmp(notes->list[i].key, key) == 0)
            return &notes->list[i];
    return NULL;
}

/* ---- what a note may be ---- */

static bool has_control(const char *text, size_t n)
{
    size_t i = 0;
    while (i < n && !ae_utf8_control(text, n, i))
        i++;
    return i < n;
}

static ae_status check_key(const char *key, ae_status wrong, ae_error *e)
{
    size_t n = strlen(key);
    if (n == 0)
        return ae_fail(e, wrong, "a note's key is empty; it has 1 to %d bytes", AE_NOTE_KEY);
    if (n > AE_NOTE_KEY)
        return ae_fail(e, wrong, "a note's key has %zu bytes, \"%.40s...\"; at most %d are possible", n, key, AE_NOTE_KEY);
    if (!ae_utf8_valid(key, n))
        return ae_fail(e, wrong, "a note's key is not UTF-8");
    return has_control(key, n) ? ae_fail(e, wrong, "the note's key \"%.40s\" holds a control character", key) : AE_OK;
}

static ae_status check_note(const ae_note *note, size_t *bytes, ae_status wrong, ae_error *e)
{
    size_t n = strlen(note->text);
    AE_TRY(check_key(note->key, wrong, e));
    if (!ae_utf8_valid(note->text, n))
        return ae_fail(e, wrong, "note \"%.40s\": its text is not UTF-8", note->key);
    *bytes += strlen(note->key) + n;
    if (*bytes > AE_NOTES_BYTES)
        return ae_fail(e, wrong, "note \"%.40s\": the notes up to it take %zu bytes; all together may take %d", note->key,
                       *bytes, AE_NOTES_BYTES);
    return AE_OK;
}

/* Adds the bytes of all keys and texts to *bytes. */
static ae_status check_notes(size_t *bytes, const ae_note *list, size_t count, ae_status wrong, ae_error *e)
{
    if (count > AE_NOTES_COUNT)
        return ae_fail(e, wrong, "%zu notes are too many; at most %d are possible", count, AE_NOTES_COUNT);
    for (size_t i = 0; i < count; i++)
        AE_TRY(check_note(&list[i], bytes, wrong, e));
    return AE_OK;
}

/* ---- changes ---- */

static const char *append(char **to, const char *text)
{
    size_t n = strlen(text) + 1;
    char *copy = memcpy(*to, text, n);
    *to += n;
    return copy;
}

/* One block for the texts and one for the list: an arena's alignment is not paid for each of them. */
static bool copy_list(ae_notes *to, const ae_note *list, size_t count, size_t bytes)
{
    to->list = ae_arena_take(&to->arena, count, sizeof *to->list);
    char *text = ae_arena_room(&to->arena, bytes + 2 * count, 1);
    if (!to->list || !text)
        return false;
    for (; to->count < count; to->count++) {
        const ae_note *from = &list[to->count];
        to->list[to->count] = (ae_note){ append(&text, from->key), append(&text, from->text) };
    }
    return true;
}

ae_status ae_notes_replace(ae_notes *notes, const ae_note *list, size_t count, ae_status wrong, ae_error *e)
{
    ae_notes made;
    size_t bytes = 0;
    AE_TRY(check_notes(&bytes, list, count, wrong, e));
    ae_notes_init(&made, &notes->arena.allocator);
    if (count && !copy_list(&made, list, count, bytes)) {
        ae_notes_free(&made);
        return ae_fail_memory(e);
    }
    ae_notes_free(notes);
    *notes = made;
    return AE_OK;
}

/* The notes with the one changed, in a list with room for one more. Returns how many they are. */
static size_t change(ae_note *list, const ae_notes *notes, const ae_note *changed)
{
    size_t count = 0;
    bool found = false;
    for (size_t i = 0; i < notes->count; i++) {
        bool same = strcmp(notes->list[i].key, changed->key) == 0;
        found = found || same;
        if (!same || changed->text)
            list[count++] = same ? *changed : notes->list[i];
    }
    if (!found && changed->text)
        list[count++] = *changed;
    return count;
}

ae_status ae_notes_set(ae_notes *notes, const char *key, const char *text, ae_error *e)
{
    ae_arena scratch;
    AE_TRY(check_key(key, AE_EARGUMENT, e));
    ae_arena_init(&scratch, &notes->arena.allocator);
    ae_note *list = ae_arena_take(&scratch, notes->count + 1, sizeof *list);
    ae_status status = list ? AE_OK : ae_fail_memory(e);
    if (status == AE_OK)
        status = ae_notes_replace(notes, list, change(list, notes, &(ae_note){ key, text }), AE_EARGUMENT, e);
    ae_arena_free(&scratch);
    return status;
}
