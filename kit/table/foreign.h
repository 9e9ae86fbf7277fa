/* Formats that are none of ours: what they are, and how they become one that can be read. */
#ifndef KIT_TABLE_FOREIGN_H
#define KIT_TABLE_FOREIGN_H

#include <stddef.h>

/* "a JPEG picture; ..." for a file that begins like this, or NULL. */
const char *kit_foreign_find(const unsigned char *head, size_t n);

#endif
