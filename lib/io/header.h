/* The JSON header of a safetensors file: its grammar, and what can be said of one entry at a time. */
#ifndef AE_IO_HEADER_H
#define AE_IO_HEADER_H

#include "io/json.h"
#include "io/safetensors.h"

/* The header is read twice by the same code. The deciding pass checks and counts, the three arrays being NULL; the filling
 * pass stores into arrays of just that size. */
typedef struct ae_header {
    ae_json json;              /* over the whole file, up to the header's end */
    size_t data_at, data_size; /* bytes: where the tensors' data begins, and how much of it there is */
    ae_string *strings;
    ae_tensor *tensors;
    char *text; /* all names, keys and values, each closed by a 0 */
    size_t n_strings, n_tensors, text_length;
    size_t data_used; /* by the tensors so far */
    size_t digits_at; /* where the checksum's digits stand in the file; 0 = there is none */
    bool metadata;    /* seen */
} ae_header;

ae_status ae_header_read(ae_header *h);

#endif
