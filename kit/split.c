#include "kit/split.h"
#include "kit/random.h"
#include <stdlib.h>
#include <string.h>

/* A row, or a group of rows, on its way to a place by chance. */
typedef struct card {
    const char *label; /* what it is sorted by first */
    size_t rows;       /* of a group: what it is sorted by then, downwards */
    uint64_t chance;
    uint32_t number;
} card;

/* Equal chances keep their order, so that every sort gives the same. */
static int compare_cards(const void *a, const void *b)
{
    const card *x = a, *y = b;
    int labels = strcmp(x->label, y->label);
    if (labels)
        return labels;
    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    if (x->chance != y->chance)
        return x->chance < y->chance ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

/* A card for each row, sorted; NULL without memory. */
static card *deal(size_t n, const kit_label *labels, uint64_t seed)
{
    card *cards = n <= SIZE_MAX / sizeof *cards ? malloc(n * sizeof *cards) : NULL;
    for (size_t i = 0; cards && i < n; i++)
        cards[i] = (card){ labels ? labels[i] : "", 1, kit_random_bits(seed, i), (uint32_t)i };
    if (cards)
        qsort(cards, n, sizeof *cards, compare_cards);
    return cards;
}

static bool no_memory(kit_message *why)
{
    return kit_explain(why, "out of memory for the folds");
}

/* ---- Folds -------------------------------------------------------------------------------------------------------- */

size_t kit_fold_rows(uint32_t *numbers, const uint32_t *fold_of, size_t n, uint32_t fold)
{
    size_t in = 0, out = 0;
    for (size_t i = 0; i < n; i++)
        in += fold_of[i] == fold;
    for (size_t i = 0, at = n - in; i < n; i++)
        numbers[fold_of[i] == fold ? at++ : out++] = (uint32_t)i;
    return in;
}

static bool check_folds(size_t folds, size_t n, const char *what, kit_message *why)
{
    return (folds >= 2 && folds <= n) ||
           kit_explain(why, "%zu folds of %zu %ss: there must be 2 folds at least, and a %s for each", folds, n, what, what);
}

/* Dealt one by one in the order of labels, so that both the folds and their shares of a label differ by one at most. */
bool kit_folds(uint32_t *fold_of, size_t n, size_t folds, const kit_label *labels, uint64_t seed, kit_message *why)
{
    if (!check_folds(folds, n, "row", why))
        return false;
    card *cards = deal(n, labels, seed);
    if (!cards)
        return no_memory(why);
    for (size_t i = 0; i < n; i++)
        fold_of[cards[i].number] = (uint32_t)(i % folds);
    free(cards);
    return true;
}

/* Numbers the groups of sorted cards: group_of[row]; and makes the first cards those of the groups. Returns how many. */
static size_t gather(card *cards, uint32_t *group_of, size_t n, uint64_t seed)
{
    size_t groups = 0;
    for (size_t i = 0, first = 0; i < n; i++) {
        group_of[cards[i].number] = (uint32_t)groups;
        if (i + 1 < n && strcmp(cards[i].label, cards[i + 1].label) == 0)
            continue;
        cards[groups] = (card){ "", i + 1 - first, kit_random_bits(seed, groups), (uint32_t)groups };
        first = i + 1;
        groups++;
    }
    return groups;
}

static size_t fewest(const size_t *rows, size_t folds)
{
    size_t at = 0;
    for (size_t i = 1; i < folds; i++)
        if (rows[i] < rows[at])
            at = i;
    return at;
}

static void place_groups(uint32_t *fold_of, size_t n, size_t folds, const card *groups, size_t n_groups,
                         uint32_t *fold_of_group, size_t *rows)
{
    for (size_t i = 0; i < n_groups; i++) {
        size_t to = fewest(rows, folds);
        rows[to] += groups[i].rows;
        fold_of_group[groups[i].number] = (uint32_t)to;
    }
    for (size_t i = 0; i < n; i++)
        fold_of[i] = fold_of_group[fold_of[i]];
}

bool kit_group_folds(uint32_t *fold_of, size_t n, size_t folds, const kit_label *groups, uint64_t seed, kit_message *why)
{
    if (!check_folds(folds, n, "row", why))
        return false;
    card *cards = deal(n, groups, seed);
    size_t *rows = calloc(folds, sizeof *rows);
    size_t n_groups = cards ? gather(cards, fold_of, n, seed) : 0;
    uint32_t *fold_of_group = calloc(n_groups + 1, sizeof *fold_of_group);
    bool ok = cards && rows && fold_of_group ? check_folds(folds, n_groups, "group", why) : no_memory(why);
    if (ok) {
        qsort(cards, n_groups, sizeof *cards, compare_cards);
        place_groups(fold_of, n, folds, cards, n_groups, fold_of_group, rows);
    }
    free(fold_of_group);
    free(rows);
    free(cards);
    return ok;
}
