#include "kit/understand/facts.h"
#include "kit/random.h"
#include <math.h>

void kit_facts_begin(kit_facts *f)
{
    *f = (kit_facts){ .least = { INFINITY, INFINITY, 0 },
                      .most = { -INFINITY, -INFINITY, 0 },
                      .whole = true,
                      .never_falls = true,
                      .counts = true };
}

/* `sign` is 1 for the least number and -1 for the most. */
static void extend(kit_end *end, float x, float sign)
{
    const float distance = sign * (end->at - x);
    if (distance > 0)
        *end = (kit_end){ x, end->at, 1 };
    else if (x == end->at)
        end->rows++;
    else if (sign * (end->next - x) > 0)
        end->next = x;
}

static void note_different(kit_facts *f, float x)
{
    size_t i = 0;
    while (i < f->n_different && i < KIT_DIFFERENT && f->different[i] != x)
        i++;
    if (i == f->n_different && i < KIT_DIFFERENT)
        f->different[i] = x;
    f->n_different += i == f->n_different;
}

static bool is_whole(float x)
{
    return fabsf(x) < 0x1p63f && x == truncf(x);
}

void kit_facts_add(kit_facts *f, float x)
{
    if (isnan(x)) {
        f->gaps++;
        return;
    }
    f->never_falls &= !(x < f->last) || f->values == 0;
    f->counts &= x == f->last + 1 || f->values == 0;
    f->values++;
    f->last = x;
    f->whole = f->whole && is_whole(x);
    f->hash += f->whole ? kit_mix((uint64_t)(int64_t)x) : 0;
    extend(&f->least, x, 1);
    extend(&f->most, x, -1);
    if (f->n_different <= KIT_DIFFERENT)
        note_different(f, x);
    kit_moments_add(&f->moments, (double)x);
}

bool kit_facts_are_a_range(const kit_facts *f)
{
    uint64_t hash = 0;
    if (!f->whole || f->gaps || (double)f->most.at - (double)f->least.at != (double)f->values - 1)
        return false;
    for (size_t i = 0; i < f->values; i++)
        hash += kit_mix((uint64_t)((int64_t)f->least.at + (int64_t)i));
    return hash == f->hash;
}
