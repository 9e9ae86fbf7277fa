/* Programs that train one model together. `ae` is alone (ae_alone.c); `ae-mpi`, which mpirun starts several times, is one of
 * many (ae_mpi.c): the first of them leads, reports and writes, the others only compute. */
#ifndef AE_TOOL_PARTS_H
#define AE_TOOL_PARTS_H

#include "autoencoder.h"
#include <stdbool.h>
#include <stddef.h>

/* At the program's beginning and at its end, with its exit status. */
void parts_begin(int *argc, char ***argv);
int parts_end(int code);

bool parts_lead(void);

/* Processors for this one. */
size_t parts_processors(void);

/* Whether all are ready to train; each waits for the others. */
bool parts_agree(bool ready);

/* Makes the training that of all. */
void parts_join(ae_fit_options *options);

/* A training has failed. If that was because another part does not answer any more, parts_end ends all of them. */
void parts_note(ae_status status);

/* Whether this program has to tell of an error: of one that all have had, only the leader does. */
bool parts_tell(void);

#endif
