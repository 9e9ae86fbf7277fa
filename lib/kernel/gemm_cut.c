#include "kernel/gemm_cut.h"
#include "base/memory.h"
#include "base/size.h"
#include "kernel/gemm_pack.h"

enum {
    NEAR = 128 * 1024, /* numbers of B that the second-level cache holds */
    FEW_ROWS = 16,     /* of C: for so few, packing B never pays */
    PANEL = 64 * 1024, /* numbers of B that are packed at a time, so that they stay cached; at least one task's columns */
    STEP = 1024,       /* k that tiles take at a time: whole blocks */
    PACKED_STEP = 256  /* the same where A is packed: rows and columns of a tile fit the first cache together */
};

/* ---- columns ---- */

static size_t first_vector(const ae_cut *c, size_t tile)
{
    return tile * c->vectors / c->even;
}

/* B read in place has no zeros after its last column: there the columns that do not fill a vector are a tile of their own,
 * which is packed. */
ae_columns ae_cut_columns(const ae_cut *c, size_t tile)
{
    size_t vector = first_vector(c, tile), lanes = c->set->lanes;
    bool last = tile == c->even;
    ae_columns s = { .start = vector * lanes, .vectors = last ? 1 : first_vector(c, tile + 1) - vector };
    s.width = s.vectors * lanes;
    s.n = ae_least(s.width, c->g->n - s.start);
    s.packed = !c->direct ? c->b + (s.start - c->column) * c->g->k : last ? c->b : NULL;
    return s;
}

static size_t most_vectors(const ae_cut *c)
{
    return c->g->m == 1 ? c->set->row_vectors : c->set->tile_vectors;
}

static void cut_columns(ae_cut *c)
{
    const ae_gemm *g = c->g;
    size_t lanes = c->set->lanes, rows_in_place = g->b.row * g->k <= NEAR ? c->set->near_rows : FEW_ROWS;
    c->direct = g->b.column == 1 && g->n >= lanes && g->m <= rows_in_place;
    c->vectors = c->direct ? g->n / lanes : ae_parts(g->n, lanes);
    c->even = ae_parts(c->vectors, most_vectors(c));
    c->tiles = c->even + (c->direct && g->n % lanes != 0);
}

/* ---- tasks ---- */

/* Sums over rows are those of the weights' gradients: A is stored transposed, a row of memory for each k. Tiles of one row
 * are wider than the panel has room for, and have nothing to gain. */
static bool may_pack_a(const ae_gemm_set *set, ae_sum sum, size_t m)
{
    return set->pack_a && sum == AE_SUM_ROWS && m > 1;
}

static size_t most_sides(bool packs_a)
{
    return packs_a ? AE_CUT_SIDES : 1;
}

static size_t step_of(const ae_gemm_set *set, bool packs_a)
{
    return ae_most(packs_a ? PACKED_STEP : STEP, set->block);
}

static size_t panel_of(const ae_cut *c)
{
    size_t fit = PANEL / (c->g->k * most_vectors(c) * c->set->lanes + 1);
    return c->direct ? c->tiles : ae_least(ae_most(fit, most_sides(c->packs_a)), c->tiles);
}

/* Strips that share A are a task together, as long as there is one for each thread. */
static void cut_tasks(ae_cut *c, unsigned threads)
{
    const ae_gemm *g = c->g;
    c->packs_a = may_pack_a(c->set, g->sum, g->m) && g->a.column != 1 && g->a.column * g->k > AE_CUT_FAR;
    c->step = step_of(c->set, c->packs_a);
    c->blocks = ae_parts(g->m, AE_CUT_ROWS);
    c->panel = panel_of(c);
    c->sides = ae_most(ae_least(c->panel * c->blocks / threads, most_sides(c->packs_a)), 1);
}

bool ae_cut_next(ae_cut *c)
{
    c->first = c->last;
    if (c->first == c->tiles)
        return false;
    c->last = ae_least(c->first + c->panel, c->tiles);
    c->unpacked = c->direct ? ae_least(c->even, c->last) : c->first;
    c->column = first_vector(c, c->first) * c->set->lanes;
    c->share = ae_parts(c->last - c->first, ae_parts(c->last - c->first, c->sides));
    return true;
}

/* ---- scratch ---- */

typedef struct request {
    const ae_gemm_set *set;
    size_t m, n, k;
    bool packs_a;
} request;

/* Numbers of a packed panel of B: never fewer for a larger product. */
static size_t packed_size(const request *r)
{
    size_t vectors = ae_most(r->set->row_vectors, most_sides(r->packs_a) * r->set->tile_vectors);
    size_t all = ae_times(ae_round_up(r->n, r->set->lanes), r->k), task = ae_times(vectors * r->set->lanes, r->k);
    return ae_round_up(ae_least(all, ae_most(task, PANEL)), AE_ALIGN);
}

static size_t packed_a_size(const request *r)
{
    return r->packs_a ? ae_packed_rows(ae_least(r->m, AE_CUT_ROWS), ae_least(r->k, step_of(r->set, true))) : 0;
}

static size_t stack_size(const request *r)
{
    return r->set->depth(r->k) * r->set->tile_rows * r->set->tile_vectors * r->set->lanes;
}

static size_t stack_count(const request *r)
{
    return r->k > step_of(r->set, r->packs_a) ? AE_CUT_ROWS / r->set->tile_rows : 1;
}

static size_t work_size(const request *r)
{
    return packed_a_size(r) + stack_size(r) * stack_count(r) * most_sides(r->packs_a);
}

/* Packing A makes no part smaller, so whether it is packed need not be known. */
size_t ae_cut_size(const ae_gemm_set *set, ae_sum sum, size_t m, size_t n, size_t k, unsigned threads)
{
    const request r = { set, m, n, k, may_pack_a(set, sum, m) };
    return ae_plus(ae_times(work_size(&r), threads), packed_size(&r));
}

static void lay_out(ae_cut *c, ae_real *scratch)
{
    const request r = { c->set, c->g->m, c->g->n, c->g->k, c->packs_a };
    c->b = scratch;
    c->work = scratch + packed_size(&r);
    c->work_each = work_size(&r);
    c->packed_a = packed_a_size(&r);
    c->stack = stack_size(&r);
    c->stacks_each = stack_count(&r);
}

ae_cut ae_cut_of(const ae_gemm_set *set, const ae_gemm *g, ae_real *scratch, unsigned threads)
{
    ae_cut c = { .set = set, .g = g };
    cut_columns(&c);
    cut_tasks(&c, threads);
    lay_out(&c, scratch);
    return c;
}
