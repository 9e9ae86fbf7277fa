/* What a model knows of usual scores: fitted at the end of a training, or to rows of the user's. */
#ifndef AE_TOOL_SCORER_H
#define AE_TOOL_SCORER_H

#include "ae.h"
#include "ae_json.h"

/* The kind that a training ends with: what --scorer says, or that of the model that it goes on with. The text is static. */
const char *scorer_kind_of(const ae_model *model, const arguments *a);

/* Whether the model can have a scorer of this kind. */
bool check_scorer(const ae_model_info *info, const char *kind, kit_message *why);

/* Fits a scorer to at most 65,536 of the rows, evenly chosen: its quantiles know no more. A training whose rows cannot be
 * told apart by their scores has none; that is no failure. */
bool end_with_scorer(ae_model *model, const ae_rows *rows, const char *kind, const arguments *a, kit_message *why);

/* ae score --fit: fits one to the rows of --data, says what it found, and writes it into the model's file. */
bool fit_scorer_of_file(const arguments *a, kit_message *why);

/* For `ae info`: a line, or an object; null where there is none. */
void print_scorer(const ae_model *model);
json_t *scorer_json(const ae_model *model);

#endif
