/* A struct as strings of a document, and back: one table says which member goes by which key, and how it is written. */
#ifndef AE_IO_MEMBERS_H
#define AE_IO_MEMBERS_H

#include "io/document.h"

typedef enum ae_member_kind {
    AE_MEMBER_WHOLE, /* uint64_t */
    AE_MEMBER_REAL,  /* double, finite */
    AE_MEMBER_ANY,   /* double; nan, inf and -inf are read, too */
    AE_MEMBER_TEXT   /* char[count]: at most 1 byte less, and a closing 0 */
} ae_member_kind;

/* One string. Numbers stand in it with a blank between them; a double comes back as the same double. */
typedef struct ae_member {
    const char *key;
    ae_member_kind kind;
    size_t offset, count; /* bytes from the struct's begin; how many numbers, or bytes of the text */
} ae_member;

/* The last of every table. */
#define AE_MEMBERS_END \
    {                  \
        .key = NULL    \
    }

/* Adds a struct's members in the order of the table, by the keys PREFIX.KEY; prefix "": by the keys alone. Texts are not
 * copied: the struct must live as long as the document. AE_ENOMEM. */
ae_status ae_members_add(ae_document *d, const char *prefix, const ae_member *table, const void *from, ae_arena *arena,
                         ae_error *e);

/* Fills the members of the table and leaves the rest of the struct alone. AE_EFORMAT, with the key, for the first string
 * that is missing or not what the table says; then *to is partly filled. */
ae_status ae_members_read(void *to, const char *prefix, const ae_member *table, const ae_document *d, ae_error *e);

/* A member as it is written; NULL without memory. */
const char *ae_member_text(const ae_member *member, const void *from, ae_arena *arena);

#endif
