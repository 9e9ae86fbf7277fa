/* The writers of matrices that need no more than a stream. What fails to be written, kit_sink_check knows. */
#ifndef KIT_TABLE_WRITE_H
#define KIT_TABLE_WRITE_H

#include "kit/table.h"

bool kit_write_csv(FILE *file, const kit_matrix *m, kit_message *why);
bool kit_write_libsvm(FILE *file, const kit_matrix *m, kit_message *why);

/* A text as a CSV has it, in quotes where it needs them. */
void kit_write_text(FILE *file, const char *text);

#endif
