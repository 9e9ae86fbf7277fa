/* Codes in few bits: each unit's numbers as steps of a range of its own, packed into a file. */
#ifndef KIT_CODES_H
#define KIT_CODES_H

#include "kit/table.h"

enum { KIT_CODE_BITS = 8 }; /* of a number, at most */

typedef struct kit_codes {
    size_t rows, width;
    unsigned bits;         /* of a number: 1 ... KIT_CODE_BITS */
    float *low, *high;     /* of each unit: what its first and its last level stand for */
    unsigned char *levels; /* 0 ... 2^bits - 1, all rows of a unit one after the other */
    size_t cut;            /* numbers outside of their unit's range, which became its end */
} kit_codes;

/* Codes of n units become levels. A unit's range is that with the least squared error, found in these codes; a few numbers
 * far away from all others do not widen it. Every number has to be finite. kit_codes_free either way. */
bool kit_codes_quantise(kit_codes *out, const float *codes, size_t rows, size_t width, unsigned bits, kit_message *why);
void kit_codes_free(kit_codes *codes);

/* The numbers that the levels stand for: rows x width. */
void kit_codes_restore(float *out, const kit_codes *codes);

/* What goes with the rows into a file. */
typedef struct kit_codes_rows {
    const kit_label *labels, *ids; /* one a row; NULL: none */
    const char *label_name, *id_name;
    uint64_t encoder; /* kit_encoder_digest of the model that made the codes; 0: not known */
} kit_codes_rows;

/* The bytes of a file of codes, which kit_table_read takes: a table of the numbers that the levels stand for. `rows` may be
 * NULL: nothing goes with them. */
bool kit_codes_pack(kit_bytes *out, const kit_codes *codes, const kit_codes_rows *rows, kit_packing packing,
                    kit_message *why);

/* Does this file begin as one of codes, packed by a packer or not? */
bool kit_codes_are_in(const char *path);

/* The layers of a model up to its code, as a model of its own with the same weights and scale, but without notes. *out is
 * NULL if this fails. */
bool kit_encoder_make(ae_model **out, const ae_model *whole, kit_message *why);

/* A number that tells models apart by what makes their codes: the spec up to the code, and its tensors. A model and its
 * encoder alone have the same. */
bool kit_encoder_digest(uint64_t *out, const ae_model *model, kit_message *why);

#endif
