#include "train/link.h"
#include "base/size.h"
#include "kernel/slab.h"
#include "policy/slices.h"

enum {
    STEP = AE_ALIGN / sizeof(ae_real), /* slices are multiples of this */
    AT_ONCE = 1 << 20                  /* numbers that are exchanged at once, or, of many parts, AE_SLICE for each */
};

static bool is_alone(const ae_link *l)
{
    return l->parts == 1;
}

ae_status ae_link_open(ae_link *l, const ae_fit_options *o, ae_fpu *host, ae_arena *arena, ae_error *e)
{
    *l = (ae_link){ .exchange = o->exchange, .user = o->exchange_user, .part = o->part, .parts = o->parts, .host = host };
    if (l->parts == 0)
        l->parts = 1;
    if (l->parts > AE_PARTS_MAX)
        return ae_fail(e, AE_EOPTION, "parts is %zu; at most %d are possible", l->parts, (int)AE_PARTS_MAX);
    if (l->parts == 1 && l->part > 0)
        return ae_fail(e, AE_EOPTION, "part is %zu, but parts is %zu: there is only this part", l->part, o->parts);
    if (l->part >= l->parts)
        return ae_fail(e, AE_EOPTION, "part is %zu; with %zu parts it must be at most %zu", l->part, l->parts, l->parts - 1);
    if (!is_alone(l) && !l->exchange)
        return ae_fail(e, AE_EOPTION, "parts is %zu, but there is no `exchange` that links them", l->parts);
    l->all = is_alone(l) ? &l->alone : ae_arena_take(arena, l->parts, sizeof *l->all);
    return l->all ? AE_OK : ae_fail_memory(e);
}

static ae_status exchange(ae_link *l, void *to, const void *from, size_t step, size_t bytes, ae_error *e)
{
    ae_fpu_leave(*l->host);
    int answer = l->exchange(l->user, to, from, step, bytes);
    *l->host = ae_fpu_enter();
    if (answer == 0)
        return AE_OK;
    l->over = true;
    return ae_fail(e, AE_EHOST, "part %zu of %zu: the exchange with the other parts returned %d", l->part, l->parts, answer);
}

/* ---- packets ---- */

static ae_status look_at_packets(ae_link *l, ae_error *e)
{
    for (size_t i = 0; i < l->parts; i++)
        if (l->all[i].failed) {
            l->over = true;
            return ae_fail(e, AE_EHOST, "part %zu of %zu has failed; its own error says why", i, l->parts);
        }
    for (size_t i = 0; i < l->parts; i++)
        if (l->all[i].subject != l->all[0].subject) {
            l->over = true;
            return ae_fail(e, AE_EOPTION,
                           "part %zu of %zu does not train what part 0 does: spec, weights, options and the number of rows "
                           "must be the same, and a checkpoint be read by all or none",
                           i, l->parts);
        }
    return AE_OK;
}

ae_status ae_link_tell(ae_link *l, const ae_packet *mine, ae_error *e)
{
    if (is_alone(l)) {
        l->all[0] = *mine;
        return AE_OK;
    }
    AE_TRY(exchange(l, l->all, mine, 0, sizeof *mine, e));
    l->over |= mine->failed;
    return mine->failed ? AE_OK : look_at_packets(l, e);
}

/* Neighbours first, then neighbours of these: the left half is always the largest power of two. */
void ae_link_sums(double sum[AE_PACKET_SUMS], const ae_link *l, size_t owners)
{
    for (size_t s = 0; s < AE_PACKET_SUMS; s++) {
        for (size_t step = 1; step < owners; step *= 2)
            for (size_t i = 0; i + step < owners; i += 2 * step)
                l->all[i].sum[s] += l->all[i + step].sum[s];
        sum[s] = l->all[0].sum[s];
    }
}

ae_status ae_link_leave(ae_link *l, ae_status status, ae_error *e)
{
    const ae_packet last = { .failed = status != AE_OK, .subject = l->all ? l->all[0].subject : 0 };
    if (!l->all || l->over || is_alone(l))
        return status;
    ae_status told = ae_link_tell(l, &last, status == AE_OK ? e : NULL);
    l->over = true;
    return status == AE_OK ? told : status;
}

/* ---- slabs ---- */

/* Numbers of a slice: what each part adds up of so many. */
static size_t slice_of(const ae_link *l, size_t n)
{
    size_t most = ae_most(AT_ONCE, l->parts * AE_SLICE);
    return ae_round_up(ae_parts(ae_least(n, most), l->parts), STEP);
}

size_t ae_link_slab(const ae_link *l, size_t n)
{
    size_t at_once = ae_times(slice_of(l, n), l->parts);
    return is_alone(l) ? n : ae_times(ae_parts(n, at_once), at_once);
}

size_t ae_link_room(const ae_link *l, size_t n)
{
    return is_alone(l) ? 0 : ae_times(slice_of(l, n), l->parts);
}

typedef struct job {
    ae_real *to;
    const ae_real *from;
    size_t n, isa;
} job;

static void add_task(void *argument, size_t index, unsigned worker)
{
    const job *j = argument;
    size_t at = index * AE_SLICE;
    (void)worker;
    ae_isa_slab_add(j->isa, j->to + at, j->from + at, ae_least(AE_SLICE, j->n - at));
}

void ae_add_slabs(ae_real *to, const ae_real *from, size_t n, size_t isa, ae_pool *pool)
{
    job j = { to, from, n, isa };
    ae_pool_run(n > AE_SLICE ? pool : NULL, ae_parts(n, AE_SLICE), add_task, &j);
}

/* As the sums of packets. */
static void add_slices(const ae_link_sum *s, size_t slice)
{
    for (size_t step = 1; step < s->owners; step *= 2)
        for (size_t i = 0; i + step < s->owners; i += 2 * step)
            ae_add_slabs(s->room + i * slice, s->room + (i + step) * slice, slice, s->isa, s->pool);
}

/* Each part gets its slice of every slab, adds them up, and gives the sum to all. */
ae_status ae_link_add_up(ae_link *l, const ae_link_sum *s, ae_error *e)
{
    size_t slice = slice_of(l, s->n), bytes = slice * sizeof(ae_real);
    for (size_t at = 0; !is_alone(l) && at < s->n; at += slice * l->parts) {
        AE_TRY(exchange(l, s->room, s->slab + at, bytes, bytes, e));
        add_slices(s, slice);
        AE_TRY(exchange(l, s->slab + at, s->room, 0, bytes, e));
    }
    return AE_OK;
}
