/* Numbers as binary files store them: of many types, in either order of bytes, rows or columns first. */
#ifndef KIT_TABLE_STORED_H
#define KIT_TABLE_STORED_H

#include "kit/table/format.h"

enum { KIT_STORED_RANK = 5 }; /* dimensions of a file, the rows among them, at most */

/* A type of numbers. */
typedef struct kit_stored {
    const char *name;                               /* as npy calls it behind the order of bytes: "u2" */
    unsigned char size;                             /* bytes */
    bool ready;                                     /* a table has the very same bytes, in the machine's order */
    ae_dtype dtype;                                 /* in a table */
    double usual_scale;                             /* as in kit_table */
    void (*put)(void *to, size_t i, uint64_t bits); /* number `i` of a table, from its bytes as a whole number */
} kit_stored;

/* The type with this name of `n` bytes, or NULL. */
const kit_stored *kit_stored_find(const char *name, size_t n);

/* Where a file's numbers lie. */
typedef struct kit_stored_layout {
    bool big_endian;
    bool fortran; /* the first index runs fastest, not the last */
    size_t rank;
    uint64_t dims[KIT_STORED_RANK]; /* the first counts the rows */
} kit_stored_layout;

/* Reads what is left of the source as a table's numbers: mapped, if they can be used as they lie. Rows of `height x width x
 * channels` become `channels x height x width` where `how` says so. */
bool kit_stored_read(kit_table *out, kit_source *source, const kit_stored *type, const kit_stored_layout *layout,
                     const kit_reading *how);

#endif
