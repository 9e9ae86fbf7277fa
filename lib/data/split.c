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
static void mark(bool *out, uint32_t *space, size_t share, size_t n, uint64_t seed)
{
    ae_permute(space, 0, share, (uint32_t)n, seed, PASS);
    for (size_t i = 0; i < share; i++)
        out[space[i]] = true;
}

static void deal(ae_split *s, uint32_t *train, uint32_t *valid, const bool *is_valid, size_t n)
{
    const uint32_t *pick = s->train.pick; /* still the caller's */
    s->train.picks = s->valid.picks = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = pick ? pick[i] : (uint32_t)i;
        if (is_valid[i])
            valid[s->valid.picks++] = row;
        else
            train[s->train.picks++] = row;
    }
    s->train.pick = train;
    s->valid.pick = valid;
}

ae_status ae_split_rows(ae_split *out, const ae_rows *rows, double fraction, uint64_t seed, ae_arena *arena, ae_error *e)
{
    size_t n = rows->pick ? rows->picks : rows->n;
    if (n < 2 || n > UINT32_MAX)
        return ae_fail(e, AE_EDATA, "valid_fraction: %zu rows cannot be shared; it takes 2 to 4294967295", n);
    size_t share = share_of(n, fraction);
    uint32_t *train = ae_arena_room(arena, n - share, sizeof *train), *valid = ae_arena_room(arena, share, sizeof *valid);
    bool *is_valid = ae_arena_take(arena, n, sizeof *is_valid);
    if (!train || !valid || !is_valid)
        return ae_fail_memory(e);
    *out = (ae_split){ *rows, *rows };
    mark(is_valid, valid, share, n, seed);
    deal(out, train, valid, is_valid, n);
    return AE_OK;
}
