/* From any encoding to UTF-8, a block at a time. */
#ifndef KIT_TABLE_TEXT_DECODE_H
#define KIT_TABLE_TEXT_DECODE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct kit_decoder kit_decoder;

/* NULL: the system does not know the encoding, or has no memory. */
kit_decoder *kit_decoder_open(const char *encoding);
void kit_decoder_close(kit_decoder *d);

/* Where the next bytes of the file go, and how many fit. */
char *kit_decoder_room(kit_decoder *d, size_t *room);

/* Turns them, `n` of them, into UTF-8 behind `to`, in which KIT_DECODED bytes fit. False where they are no text in this
 * encoding; `last`: nothing follows them. */
enum { KIT_DECODER_BLOCK = 1 << 16, KIT_DECODED = 4 * KIT_DECODER_BLOCK };
bool kit_decoder_run(kit_decoder *d, char *to, size_t *written, size_t n, bool last);

/* The encoding that the beginning of a file shows: UTF-16 has a mark or zeros. NULL: it is to be taken as UTF-8. */
const char *kit_encoding_of(const char *head, size_t n);

#endif
