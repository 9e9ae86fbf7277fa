#include "data/split.h"
#include "base/random.h"
#include "base/size.h"

enum { PASS = UINT32_MAX }; /* of the permutation: epochs never get so far */

static size_t share_of(size_t n, double fraction)
{
    size_t share = (size_t)(fraction * (double)n + 0.5);
    return ae_least(ae_most(share, 1), n - 1);
}

/* Which places are left out: the first `share` of a permutation. */
static void mark(uint32_t *is_valid, size_t share, size_t n, uint64_t seed)
{
    uint32_t place;
    for (size_t i = 0; i < n; i++)
        is_valid[i] = 0;
    for (size_t i = 0; i < share; i++) {
        ae_permute(&place, i, 1, (uint32_t)n, seed, PASS);
        is_valid[place] = 1;
    }
}

/* The places that stay take the room of marks that have been read; the others are those that lie between them. */
static void list_places(uint32_t *numbers, size_t n)
{
    size_t stay = 0, valid, next = 0;
    for (size_t i = 0; i < n; i++)
        if (!numbers[i])
            numbers[stay++] = (uint32_t)i;
    valid = stay;
    for (size_t i = 0; i < n; i++)
        if (next < stay && numbers[next] == i)
            next++;
        else
            numbers[valid++] = (uint32_t)i;
}

size_t ae_split_size(const ae_rows *rows)
{
    return rows->pick ? rows->picks : rows->n;
}

ae_status ae_split_rows(ae_split *out, uint32_t *numbers, const ae_rows *rows, double fraction, uint64_t seed, ae_error *e)
{
    size_t n = ae_split_size(rows);
    if (n < 2)
        return ae_fail(e, AE_EDATA, "a single row cannot be divided into rows to train on and rows to measure");
    size_t share = share_of(n, fraction);
    mark(numbers, share, n, seed);
    list_places(numbers, n);
    for (size_t i = 0; rows->pick && i < n; i++)
        numbers[i] = rows->pick[numbers[i]];
    *out = (ae_split){ *rows, *rows };
    out->train.pick = numbers;
    out->train.picks = n - share;
    out->valid.pick = numbers + out->train.picks;
    out->valid.picks = share;
    return AE_OK;
}
