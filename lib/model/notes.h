/* Notes: the host's own texts, each under a key, which a model keeps and its file holds. They lie in an arena of their own
 * that is made anew with every change, so that no number of changes makes it grow. */
#ifndef AE_MODEL_NOTES_H
#define AE_MODEL_NOTES_H

#include "base/memory.h"
#include "base/status.h"

enum {
    AE_NOTE_KEY = 255,        /* bytes at most */
    AE_NOTES_BYTES = 1 << 20, /* of all keys and texts together */
    AE_NOTES_COUNT = 1000     /* a file has room for 1,280 strings; those of a checkpoint are among them */
};

typedef struct ae_note {
    const char *key, *text;
} ae_note;

typedef struct ae_notes {
    ae_arena arena;
    ae_note *list; /* in the order in which their keys were first set */
    size_t count;
} ae_notes;

void ae_notes_init(ae_notes *notes, const ae_allocator *allocator);
void ae_notes_free(ae_notes *notes);

/* NULL if there is none of this key. */
const ae_note *ae_notes_find(const ae_notes *notes, const char *key);

/* Replaces all notes by copies of those in the list, which may be their own. A list that cannot be is `wrong`, whose text
 * says why: a key that is empty, too long, or holds a control character, what is not UTF-8, and too much of it all. After an
 * error, AE_ENOMEM too, the notes are as before. */
ae_status ae_notes_replace(ae_notes *notes, const ae_note *list, size_t count, ae_status wrong, ae_error *e);

/* Sets one note, at the end if it is new; text NULL removes it, if it is there. AE_EARGUMENT and AE_ENOMEM, as above. */
ae_status ae_notes_set(ae_notes *notes, const char *key, const char *text, ae_error *e);

#endif
