#include "model/mixture.h"
#include "base/curve.h"
#include "base/size.h"
#include "kernel/covariance.h"
#include "model/triangle.h"
#include <math.h>
#include <string.h>

enum { TRIALS = 4, STARTING = 10, ROUNDS = 200, LANES = AE_COVARIANCE_ROWS, BLOCK = 256 /* rows */ };

_Static_assert((int)BLOCK % (int)LANES == 0, "no two blocks share a row");

static size_t triangle_of(const ae_mixture *m)
{
    return ae_triangle_size(m->code);
}

static double *lanes_of(const ae_mixture *m, unsigned worker)
{
    return m->lanes + worker * LANES * m->code;
}

void ae_mixture_list(ae_area list[AE_MIXTURE_AREAS], ae_mixture *m)
{
    const size_t k = m->components;
    list[0] = (ae_area){ &m->share, k, 1, sizeof *m->share, true };
    list[1] = (ae_area){ &m->center, k, m->code, sizeof *m->center, true };
    list[2] = (ae_area){ &m->factor, k, triangle_of(m), sizeof *m->factor, true };
    list[3] = (ae_area){ &m->level, k, 1, sizeof *m->level, true };
    list[4] = (ae_area){ &m->part, k, m->n, sizeof *m->part, false };
    list[5] = (ae_area){ &m->row, m->n, 1, sizeof *m->row, true };
    list[6] = (ae_area){ &m->nearest, m->n, 1, sizeof *m->nearest, true };
    list[7] = (ae_area){ &m->ridge, m->code, 1, sizeof *m->ridge, true };
    list[8] = (ae_area){ &m->lanes, ae_pool_threads(m->pool) * LANES, m->code, sizeof *m->lanes, false };
}

/* ---- the ridge ---- */

/* How far a number of the code spreads over the rows; distances from the first row's, so that little is lost. */
static double variance_of(const ae_mixture *m, size_t number)
{
    const double n = (double)m->n, first = (double)m->codes[number];
    double sum = 0, squares = 0, own = 0;
    for (size_t i = 0; i < m->n; i++) {
        const double x = (double)m->codes[i * m->code + number] - first;
        sum += x;
        squares += x * x;
        own += m->own ? (double)m->own[i * m->code + number] : 0;
    }
    const double variance = squares / n - sum / n * (sum / n);
    return (variance > 0 ? variance : 0) + own / n;
}

/* Of each number's variance, and of the mean one, for a number that is always the same: so every covariance has a factor. */
static ae_status find_ridge(ae_mixture *m, ae_error *e)
{
    const double of_own = 1e-4, of_mean = 1e-6;
    double mean = 0;
    for (size_t c = 0; c < m->code; c++) {
        m->ridge[c] = variance_of(m, c);
        mean += m->ridge[c] / (double)m->code;
    }
    if (!(mean > 0))
        return ae_fail(e, AE_EDATA, "all %zu rows have the same code: a density needs codes that differ", m->n);
    m->least = of_mean * mean;
    for (size_t c = 0; c < m->code; c++)
        m->ridge[c] = of_own * m->ridge[c] + m->least;
    return AE_OK;
}

/* ---- centers ---- */

/* The mean of some numbers of the rows that belong to component k. */
static void average(double *mean, const ae_mixture *m, size_t k, const float *numbers)
{
    const double *part = m->part + k * m->n;
    memset(mean, 0, m->code * sizeof *mean);
    for (size_t i = 0; i < m->n; i++, numbers += m->code)
        for (size_t c = 0; part[i] > 0 && c < m->code; c++)
            mean[c] += part[i] * (double)numbers[c];
    for (size_t c = 0; c < m->code; c++)
        mean[c] /= m->share[k];
}

static void find_center(ae_mixture *m, size_t k)
{
    double share = 0;
    for (size_t i = 0; i < m->n; i++)
        share += m->part[k * m->n + i];
    m->share[k] = share;
    if (share > 0)
        average(m->center + k * m->code, m, k, m->codes);
}

/* ---- the start: k-means++ (Arthur and Vassilvitskii 2007) ---- */

/* A row, each as likely as its squared distance is large; m->n if all are 0. */
static size_t pick_row(const ae_mixture *m, const ae_place *place)
{
    uint32_t word[4];
    double sum = 0;
    size_t last = m->n;
    ae_random_quad(word, place, 0);
    for (size_t i = 0; i < m->n; i++)
        sum += m->row[i];
    double rest = ((double)word[0] + (double)word[1] / 4294967296.0) / 4294967296.0 * sum;
    for (size_t i = 0; i < m->n && rest >= 0; i++)
        if (m->row[i] > 0) {
            last = i;
            rest -= m->row[i];
        }
    return last;
}

static double square_to(const ae_mixture *m, const double *center, size_t row)
{
    double square = 0;
    for (size_t c = 0; c < m->code; c++) {
        const double x = (double)m->codes[row * m->code + c] - center[c];
        square += x * x;
    }
    return square;
}

static void set_center(ae_mixture *m, size_t k, size_t row)
{
    for (size_t c = 0; c < m->code; c++)
        m->center[k * m->code + c] = (double)m->codes[row * m->code + c];
}

/* What all squared distances are together if this is center k, too. */
static double sum_with(const ae_mixture *m, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        const double square = square_to(m, m->center + k * m->code, i);
        sum += square < m->row[i] ? square : m->row[i];
    }
    return sum;
}

/* Of some rows the one that leaves the least distances; false if all are 0 already. */
static bool find_start(ae_mixture *m, size_t k, ae_place place)
{
    size_t best = m->n;
    double least = INFINITY;
    for (place.row = 0; place.row < TRIALS; place.row++) {
        const size_t row = pick_row(m, &place);
        if (row == m->n)
            return false;
        set_center(m, k, row);
        const double sum = sum_with(m, k);
        best = sum < least ? row : best;
        least = sum < least ? sum : least;
    }
    set_center(m, k, best);
    return true;
}

/* Rows that lie nearer to center k than to those before are its. */
static void claim_rows(ae_mixture *m, size_t k)
{
    for (size_t i = 0; i < m->n; i++) {
        const double square = square_to(m, m->center + k * m->code, i);
        if (k > 0 && square >= m->row[i])
            continue;
        m->row[i] = square;
        m->nearest[i] = (uint32_t)k;
    }
}

static void mark_parts(ae_mixture *m)
{
    memset(m->part, 0, m->components * m->n * sizeof *m->part);
    for (size_t i = 0; i < m->n; i++)
        m->part[m->nearest[i] * m->n + i] = 1;
}

/* Rows that lie far apart, of which there are no more than codes that differ; then some rounds of k-means. */
static void begin(ae_mixture *m, uint64_t seed)
{
    ae_place place = { .seed = seed, .name = ae_hash_name("density.start") };
    const double far = 1e300; /* beyond every square of floats' distances, so that any row may be the first */
    size_t k = 0;
    for (size_t i = 0; i < m->n; i++)
        m->row[i] = far;
    for (; k < m->components && find_start(m, k, place); place.step = (uint32_t)++k)
        claim_rows(m, k);
    m->components = k;
    for (size_t round = 0; round < STARTING; round++) {
        mark_parts(m);
        for (k = 0; k < m->components; k++)
            find_center(m, k);
        for (k = 0; k < m->components; k++)
            claim_rows(m, k);
    }
    mark_parts(m);
}

/* ---- from rows to components ---- */

/* The next rows that belong to component k, as distances from its center; those that lack count nothing. Returns the row
 * after them. */
static size_t gather(double *x, double part[LANES], const ae_mixture *m, size_t k, size_t row)
{
    const double *of = m->part + k * m->n, *center = m->center + k * m->code;
    size_t lane = 0;
    memset(part, 0, LANES * sizeof *part);
    for (; row < m->n && lane < LANES; row++) {
        for (size_t c = 0; of[row] > 0 && c < m->code; c++)
            x[lane * m->code + c] = (double)m->codes[row * m->code + c] - center[c];
        part[lane] = of[row];
        lane += of[row] > 0;
    }
    return row;
}

static void find_factor(ae_mixture *m, size_t k, double *x)
{
    const size_t n = triangle_of(m);
    double *factor = m->factor + k * n, part[LANES];
    memset(factor, 0, n * sizeof *factor);
    for (size_t row = 0; row < m->n;) {
        row = gather(x, part, m, k, row);
        ae_isa_covariance_add(m->isa, factor, x, part, m->code);
    }
    for (size_t i = 0; i < n; i++)
        factor[i] /= m->share[k];
    if (m->own)
        average(x, m, k, m->own);
    for (size_t c = 0, at = 0; c < m->code; at += ++c + 1)
        factor[at] += m->ridge[c] + (m->own ? x[c] : 0);
    ae_triangle_factorise(factor, m->code, m->least);
}

static void find_component(void *mixture, size_t k, unsigned worker)
{
    ae_mixture *m = mixture;
    find_center(m, k);
    if (m->share[k] >= AE_MIXTURE_FEWEST)
        find_factor(m, k, lanes_of(m, worker));
}

static void move_component(ae_mixture *m, size_t to, size_t from)
{
    const size_t n = triangle_of(m);
    m->share[to] = m->share[from];
    memmove(m->center + to * m->code, m->center + from * m->code, m->code * sizeof *m->center);
    memmove(m->factor + to * n, m->factor + from * n, n * sizeof *m->factor);
}

/* Components that have lost their rows are given up. One has enough of them, as there are enough rows. */
static void give_up(ae_mixture *m)
{
    size_t left = 0;
    for (size_t k = 0; k < m->components; k++)
        if (m->share[k] >= AE_MIXTURE_FEWEST)
            move_component(m, left++, k);
    m->components = left;
}

/* -log(2 pi) / 2 for each number, less the logarithm of its spread. */
static void find_levels(ae_mixture *m)
{
    const double *factor = m->factor;
    double sum = 0;
    for (size_t k = 0; k < m->components; k++)
        sum += m->share[k];
    for (size_t k = 0; k < m->components; k++) {
        m->share[k] /= sum;
        m->level[k] = ae_log(m->share[k]) - 0.91893853320467274 * (double)m->code;
        for (size_t c = 0; c < m->code; factor += ++c)
            m->level[k] -= ae_log(factor[c]);
    }
}

/* ---- from components to rows ---- */

/* Of some rows. Those beyond the last one are the last one again. */
static void find_densities(ae_mixture *m, size_t k, size_t first, double *x)
{
    const double *center = m->center + k * m->code;
    double length[LANES];
    for (size_t i = 0; i < LANES; i++) {
        const float *code = m->codes + ae_least(first + i, m->n - 1) * m->code;
        for (size_t c = 0; c < m->code; c++)
            x[c * LANES + i] = (double)code[c] - center[c];
    }
    ae_isa_covariance_lengths(m->isa, length, x, m->factor + k * triangle_of(m), m->code);
    for (size_t i = 0; i < LANES && first + i < m->n; i++)
        m->part[k * m->n + first + i] = m->level[k] - length[i] / 2;
}

/* Its log-densities become its parts; where e^x is too small to change a sum with 1 in it, it is 0. */
static double share_row(ae_mixture *m, size_t row)
{
    const double nothing = -37;
    double most = -INFINITY, sum = 0;
    for (size_t k = 0; k < m->components; k++)
        most = m->part[k * m->n + row] > most ? m->part[k * m->n + row] : most;
    for (size_t k = 0; k < m->components; k++) {
        const double x = m->part[k * m->n + row] - most;
        m->part[k * m->n + row] = x > nothing ? ae_exp(x) : 0;
        sum += m->part[k * m->n + row];
    }
    for (size_t k = 0; k < m->components; k++)
        m->part[k * m->n + row] /= sum;
    return most + ae_log(sum);
}

static void share_block(void *mixture, size_t block, unsigned worker)
{
    ae_mixture *m = mixture;
    const size_t first = block * BLOCK, end = ae_least(first + BLOCK, m->n);
    for (size_t k = 0; k < m->components; k++)
        for (size_t i = first; i < end; i += LANES)
            find_densities(m, k, i, lanes_of(m, worker));
    for (size_t i = first; i < end; i++)
        m->row[i] = share_row(m, i);
}

static double mean_log_density(const ae_mixture *m)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++)
        sum += m->row[i];
    return sum / (double)m->n;
}

/* ---- the whole ---- */

static double go_round(ae_mixture *m)
{
    ae_pool_run(m->pool, m->components, find_component, m);
    give_up(m);
    find_levels(m);
    ae_pool_run(m->pool, ae_parts(m->n, BLOCK), share_block, m);
    return mean_log_density(m);
}

/* A round in which a component was given up says nothing of whether the rest still gains. */
ae_status ae_mixture_fit(double *log_density, ae_mixture *m, uint64_t seed, ae_error *e)
{
    const double least = 1e-5;
    bool gains = true;
    AE_TRY(find_ridge(m, e));
    begin(m, seed);
    for (size_t round = 0; gains && round < ROUNDS; round++) {
        const size_t components = m->components;
        const double before = round ? *log_density : -INFINITY;
        *log_density = go_round(m);
        gains = m->components < components || *log_density - before >= least;
    }
    return AE_OK;
}
