/* Folds, of which each is held out in turn: by chance, but the same for the same seed. */
#ifndef KIT_SPLIT_H
#define KIT_SPLIT_H

#include "kit/table.h"

/* The fold of each of n rows, 0 ... folds - 1. The folds differ by one row at most, and so do the shares that they have of
 * each label, where there are labels; NULL = none. */
bool kit_folds(uint32_t *fold_of, size_t n, size_t folds, const kit_label *labels, uint64_t seed, kit_message *why);

/* The same with all rows of a group in one fold: each group, the largest first, goes to the fold that has the fewest rows by
 * then. There must be as many groups as folds. */
bool kit_group_folds(uint32_t *fold_of, size_t n, size_t folds, const kit_label *groups, uint64_t seed, kit_message *why);

/* Fills `numbers`, n places, with the rows outside of the fold and then those in it, both upwards. Returns how many are in
 * it.
 */
size_t kit_fold_rows(uint32_t *numbers, const uint32_t *fold_of, size_t n, uint32_t fold);

#endif
