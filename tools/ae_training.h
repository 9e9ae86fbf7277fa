/* What train, cv and tune share: the rows of a training, and its options. */
#ifndef AE_TOOL_TRAINING_H
#define AE_TOOL_TRAINING_H

#include "ae_choose.h"
#include "ae_condition.h"
#include "ae_heads.h"

typedef struct training_rows {
    kit_table data, target, valid, valid_target;
    kit_schema
        schema;    /* the columns that the model knows: those of the data, or of the model that a training goes on with */
    choice choice; /* where there is neither a spec nor a model to go on with: what these are to be */
    ae_rows rows, valid_rows;
    heads heads;                  /* of the model, and what they learn */
    float *labels, *valid_labels; /* as they learn it; NULL where there are no heads */
    condition condition;
    float *conditions, *valid_conditions; /* NULL where the model takes none */
    uint32_t *numbers; /* with --valid-fraction: the rows to train on, then those to measure; otherwise NULL */
} training_rows;

/* Reads all rows that the arguments name and holds their widths against the model's, which gets notes of their columns if it
 * has none of its own; NULL: there is no model yet, and the widths are whatever they are. Where there is something to
 * choose, it is chosen by the rows. free_training_rows also after a failure. */
bool load_training_rows(training_rows *r, const arguments *a, ae_model *model, kit_message *why);
void free_training_rows(training_rows *r);

/* What the model's heads learn, and its condition: both of all rows as numbers. `anew`: the classes are those of these rows,
 * and become notes of the model; otherwise those that it knows. Nothing where there are no heads and no condition. */
bool label_training_rows(training_rows *r, ae_model *model, bool anew, const arguments *a, kit_message *why);

/* The condition alone, for what trains no heads. */
bool condition_training_rows(training_rows *r, ae_model *model, bool anew, const arguments *a, kit_message *why);

/* Makes their columns, and what heads learn, notes of the model. */
bool note_rows(ae_model *model, const training_rows *r, kit_message *why);

/* How many rows a training takes, and in how many steps; batch 0: the library's own. */
size_t picked_rows(const ae_rows *rows);
size_t epoch_steps(const ae_rows *rows, size_t batch);

/* Are there rows to measure? */
bool has_valid_rows(const training_rows *r);

/* What the arguments say of a training; without callbacks, and never cancelled. */
ae_fit_options fit_options(const arguments *a, const training_rows *r);

/* The file whose rows an error is about; NULL: it is about something else. */
const char *blamed_rows(const arguments *a, const ae_error *e);

/* The library's error of a training as our one line: of its rows, or of `other`, which may be NULL. Returns false. */
bool blame_training(kit_message *why, const training_rows *r, const char *other, const ae_error *e);

/* The library's own checks of the optimizer's text and the rows, and the memory that the training will hold. Blames who is
 * to blame. */
bool check_fit(size_t *memory, const ae_model *model, const training_rows *r, const ae_fit_options *options,
               kit_message *why);

/* Says why the model cannot be trained, if it cannot: it ends at its code. */
bool check_trainable(const ae_model_info *info, kit_message *why);

#endif
