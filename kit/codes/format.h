/* A file of codes, all numbers with the low byte first: the head, the lowest numbers of the units and then the highest, as
 * floats; each unit's levels, which begin at a byte; texts, each ended by 0: what the labels and the ids are called, if
 * there are any, then all labels, then all ids; a digest of all before it. docs/formats.md */
#ifndef KIT_CODES_FORMAT_H
#define KIT_CODES_FORMAT_H

#include "kit/codes.h"

#define KIT_CODES_MAGIC \
    "\x89"              \
    "AEC\r\n\x1a\n"

enum {
    KIT_CODES_VERSION = 1,
    KIT_CODES_HEAD = 48,  /* bytes */
    KIT_CODES_DIGEST = 8, /* bytes at the end */
    KIT_CODES_LABELS = 1,
    KIT_CODES_IDS = 2 /* bits of `beside` */
};

typedef struct kit_codes_head {
    unsigned bits, stored; /* of a level; bits that it takes in the file: as many, or more, so that bytes hold whole ones */
    unsigned beside;
    uint64_t rows, width, encoder, texts; /* texts: bytes */
} kit_codes_head;

/* Bytes of a unit's levels. */
uint64_t kit_codes_line(const kit_codes_head *h);

/* Bits that are a divisor of 8. */
unsigned kit_codes_whole(unsigned bits);

#endif
