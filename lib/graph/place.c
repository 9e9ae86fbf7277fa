/* Where everything lies in working memory. A storage lives from the first step that touches it to the last; storages whose
 * lives do not overlap may share memory. Largest first, each at the lowest place where it meets no living neighbour. */
#include "base/order.h"
#include "base/size.h"
#include "graph/planning.h"
#include "graph/space.h"

typedef struct storage {
    size_t size;        /* elements of one row; 0 = unused */
    size_t first, last; /* steps */
    size_t same_as;     /* merged into that storage, or itself */
    size_t offset;
} storage;

typedef struct places {
    storage *list;
    size_t count;
} places;

static storage *find(const places *p, size_t id)
{
    while (p->list[id].same_as != id)
        id = p->list[id].same_as;
    return &p->list[id];
}

static size_t elements(const ae_step *s, const ae_ref *r)
{
    if (s->op->loss && r == &s->out)
        return sizeof(double) / sizeof(ae_real);
    for (size_t i = 0; i < s->n_in; i++)
        if (r == &s->in[i] || r == &s->din[i])
            return ae_shape_size(&s->shape[i]);
    return ae_shape_size(&s->out_shape);
}

enum { REFS = 2 * AE_OP_INPUTS + 2 };

static size_t list_refs(ae_ref *refs[REFS], ae_step *s)
{
    ae_ref *all[REFS] = { &s->out, &s->dout };
    size_t n = 0;
    for (size_t i = 0; i < AE_OP_INPUTS; i++) {
        all[2 + i] = &s->in[i];
        all[2 + AE_OP_INPUTS + i] = &s->din[i];
    }
    for (size_t i = 0; i < REFS; i++)
        if (all[i]->base == AE_BASE_WORK)
            refs[n++] = all[i];
    return n;
}

static void measure_lives(places *p, ae_plan *plan)
{
    ae_ref *refs[REFS];
    for (size_t t = 0; t < plan->n_steps; t++)
        for (size_t n = list_refs(refs, &plan->steps[t]); n-- > 0;) {
            storage *s = &p->list[refs[n]->storage];
            if (s->size == 0)
                s->first = t;
            s->size = elements(&plan->steps[t], refs[n]);
            s->last = t;
        }
    for (size_t i = 0; i < plan->n_losses; i++) /* read by the caller, after the last step */
        p->list[plan->losses[i].at.storage].last = plan->n_steps;
}

static void merge(places *p, size_t t, const ae_ref *from, const ae_ref *to)
{
    if (from->base != AE_BASE_WORK || to->base != AE_BASE_WORK)
        return;
    storage *old = find(p, from->storage), *young = find(p, to->storage);
    if (old == young || old->last != t || young->first != t || old->size != young->size)
        return;
    young->same_as = (size_t)(old - p->list);
    old->last = young->last;
}

/* An op that may work in place does, when nothing needs its input any more. */
static void merge_in_place(places *p, ae_plan *plan)
{
    for (size_t t = 0; t < plan->n_steps; t++) {
        const ae_step *s = &plan->steps[t];
        if (!s->op->in_place)
            continue;
        if (s->backward)
            merge(p, t, &s->dout, &s->din[0]);
        else
            merge(p, t, &s->in[0], &s->out);
    }
}

/* Larger before smaller. */
static int by_size(const void *storages, size_t a, size_t b)
{
    const storage *list = storages;
    return (list[a].size < list[b].size) - (list[a].size > list[b].size);
}

static bool needs_place(const places *p, size_t id)
{
    return p->list[id].size > 0 && p->list[id].same_as == id;
}

static ae_status place_one(ae_plan *plan, storage *s, ae_space *space, ae_error *e)
{
    const size_t most = SIZE_MAX / 64;
    if (s->size <= most && !ae_space_take(&s->offset, space, s->size, s->first, s->last))
        return ae_fail_memory(e);
    if (s->size > most || s->offset > most)
        return ae_fail(e, AE_ESHAPE, "the net's rows do not fit into memory");
    plan->work = ae_most(plan->work, s->offset + s->size);
    return AE_OK;
}

/* Largest first, equal ones in the order of their numbers. */
static ae_status place_all(ae_plan *plan, places *p, const ae_graph *g, ae_error *e)
{
    uint32_t *room = ae_arena_take(g->scratch, 2 * p->count, sizeof *room);
    ae_space space = { .arena = g->scratch };
    if (!room)
        return ae_fail_memory(e);
    const uint32_t *order = ae_order(p->list, p->count, by_size, room);
    for (size_t i = 0; i < p->count; i++)
        if (needs_place(p, order[i]))
            AE_TRY(place_one(plan, &p->list[order[i]], &space, e));
    return AE_OK;
}

static void resolve(ae_plan *plan, const places *p)
{
    ae_ref *refs[REFS];
    for (size_t t = 0; t < plan->n_steps; t++)
        for (size_t n = list_refs(refs, &plan->steps[t]); n-- > 0;)
            refs[n]->offset = find(p, refs[n]->storage)->offset;
    for (size_t i = 0; i < plan->n_losses; i++)
        plan->losses[i].at.offset = find(p, plan->losses[i].at.storage)->offset;
}

ae_status ae_plan_place(ae_plan *plan, const ae_graph *g, bool reuse, ae_error *e)
{
    places p = { ae_arena_take(g->scratch, 2 * g->n_values, sizeof *p.list), 2 * g->n_values };
    if (!p.list)
        return ae_fail_memory(e);
    for (size_t id = 0; id < p.count; id++)
        p.list[id].same_as = id;
    measure_lives(&p, plan);
    if (reuse)
        merge_in_place(&p, plan);
    else
        for (size_t id = 0; id < p.count; id++)
            p.list[id] = (storage){ p.list[id].size, 0, plan->n_steps, id, 0 };
    AE_TRY(place_all(plan, &p, g, e));
    resolve(plan, &p);
    return AE_OK;
}
