/* Who wrote a file: the version of the library, as the string `writer`. Older files have none. */
#ifndef AE_MODEL_AUTHOR_H
#define AE_MODEL_AUTHOR_H

#include "io/document.h"

typedef struct ae_author {
    const char *version; /* "0.1.0" */
    bool newer;          /* than this library */
} ae_author;

/* Adds this library's version to a document. */
ae_status ae_author_add(ae_document *d, ae_arena *arena, ae_error *e);

/* Who wrote the document. AE_EFORMAT if that is no version. The text stays the document's. */
ae_status ae_author_read(ae_author *author, const ae_document *d, ae_error *e);

/* A text of the file ("spec", "optimizer") could not be read: `inner` says why. If the author is newer it may use words
 * that this version does not know: AE_EVERSION, with both versions. Otherwise the file is wrong: AE_EFORMAT. Errors that are
 * not the text's, such as AE_ENOMEM, are handed on. */
ae_status ae_author_blame(const ae_author *author, const char *what, const ae_error *inner, ae_error *e);

#endif
