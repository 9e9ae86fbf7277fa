/* ae cluster: rows in groups by their codes. */
#include "ae_views.h"
#include "kit/cluster.h"
#include "kit/labels.h"
#include <math.h>
#include <stdlib.h>

enum { CLUSTERS = 10 };

static kit_kmeans_options options_of(const arguments *a)
{
    return (kit_kmeans_options){ .clusters = a->clusters ? (size_t)a->clusters : CLUSTERS,
                                 .seed = a->seed,
                                 .threads = (size_t)a->threads };
}

/* ---- What is told --------------------------------------------------------------------------------------------------- */

/* The most frequent class of a cluster's rows, as far as they have one, and its share of these; n of them: they have none.
 */
static size_t most_of(double *share, const kit_kmeans *k, size_t cluster, const kit_classes *c, size_t rows, size_t *counts)
{
    size_t most = c->n, known = 0;
    for (size_t i = 0; i <= c->n; i++)
        counts[i] = 0;
    for (size_t i = 0; i < rows; i++)
        counts[c->class_of[i]] += k->cluster_of[i] == cluster;
    for (size_t i = 0; i < c->n; i++) {
        most = counts[i] > (most < c->n ? counts[most] : 0) ? i : most;
        known += counts[i];
    }
    *share = known ? (double)counts[most] / (double)known : 0;
    return most;
}

static bool tell_sizes(const session *s, const view *v, const kit_kmeans *k, const kit_classes *c, kit_message *why)
{
    size_t *counts = calloc(c->n + 1, sizeof *counts);
    double share;
    if (!counts)
        return kit_explain(why, "out of memory");
    printf("%zu rows in %zu clusters by %s (%zu number%s); mean squared distance from the centers %.6g%s\n", s->rows.n,
           k->clusters, v->name, v->width, v->width == 1 ? "" : "s", k->inertia / (double)s->rows.n,
           k->settled ? "" : "; not settled");
    printf("cluster     rows%s\n", c->n ? "   most frequent label" : "");
    for (size_t i = 0; i < k->clusters; i++) {
        printf("%7zu  %7zu", i + 1, k->sizes[i]);
        const size_t most = c->n ? most_of(&share, k, i, c, s->rows.n, counts) : 0;
        if (most < c->n)
            printf("   %s (%.1f %%)", c->names[most], 100 * share);
        putchar('\n');
    }
    free(counts);
    return true;
}

static bool tell_agreement(const session *s, const view *v, const kit_kmeans *k, const kit_classes *c, kit_message *why)
{
    kit_agreement found;
    if (!kit_agreement_find(&found, k->cluster_of, k->clusters, c->class_of, c->n, s->rows.n))
        return kit_explain(why, "out of memory");
    printf("%-10s  %6zu  %6.4f  %6.4f  %6.4f\n", v->name, v->width, found.purity, found.nmi, found.ari);
    return true;
}

/* The same by components and rows. */
static bool tell_beside(const session *s, const views *all, const kit_kmeans *first, const kit_classes *c,
                        const arguments *a, kit_message *why)
{
    const kit_kmeans_options options = options_of(a);
    printf("%-10s  %6s  %6s  %6s  %6s\n", "by", "width", "purity", "NMI", "ARI");
    bool ok = tell_agreement(s, &all->view[0], first, c, why);
    for (size_t i = 1; ok && i < all->n; i++) {
        kit_kmeans k;
        const view *v = &all->view[i];
        ok = kit_kmeans_fit(&k, v->x, s->rows.n, v->width, &options, why) && tell_agreement(s, v, &k, c, why);
        kit_kmeans_free(&k);
    }
    return ok;
}

/* ---- What is written ------------------------------------------------------------------------------------------------ */

static float distance_from(const float *x, const float *center, size_t width)
{
    double sum = 0;
    for (size_t j = 0; j < width; j++)
        sum += ((double)x[j] - (double)center[j]) * ((double)x[j] - (double)center[j]);
    return (float)sqrt(sum);
}

static bool write_clusters(const session *s, const view *v, const kit_kmeans *k, const arguments *a, kit_message *why)
{
    static const char *const names[] = { "cluster", "distance" };
    kit_matrix m = { .rows = s->rows.n,
                     .width = 2,
                     .rank = 1,
                     .shape = { 2 },
                     .names = names,
                     .n_names = 2,
                     .ids = s->table.ids,
                     .labels = s->table.labels,
                     .remarks = stderr,
                     .notes = a->quiet ? NULL : stdout };
    float *data = malloc(m.rows * 2 * sizeof *data);
    if (!data)
        return kit_explain(why, "%s: out of memory", a->out);
    for (size_t i = 0; i < m.rows; i++) {
        const size_t c = k->cluster_of[i];
        data[2 * i] = (float)(c + 1);
        data[2 * i + 1] = distance_from(v->x + i * v->width, k->centers + c * v->width, v->width);
    }
    m.data = data;
    bool ok = kit_matrix_write(a->out, &m, why);
    free(data);
    return ok;
}

/* The mean row of each cluster. */
static bool draw_means(float *out, const session *s, const kit_kmeans *k, double scale)
{
    const size_t width = s->table.width;
    double *sums = calloc(k->clusters, width * sizeof *sums);
    float *row = malloc(width * sizeof *row);
    bool ok = sums && row;
    for (size_t i = 0; ok && i < s->rows.n; i++) {
        kit_table_row(row, &s->table, i, scale);
        for (size_t j = 0; j < width; j++)
            sums[k->cluster_of[i] * width + j] += row[j];
    }
    for (size_t c = 0; ok && c < k->clusters; c++)
        for (size_t j = 0; j < width; j++)
            out[c * width + j] = (float)(sums[c * width + j] / (double)k->sizes[c]);
    free(row);
    free(sums);
    return ok;
}

/* What the decoder makes of the centers. */
static bool draw_centers(float *out, const session *s, const kit_kmeans *k, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_rows centers = AE_ROWS_F32(k->centers, k->clusters, k->width);
    const double white = white_of(s, a);
    centers.condition = s->rows.condition;
    if (ae_model_decode(out, s->model, NULL, &centers, &e) != AE_OK)
        return blame(why, a->model, &e);
    for (size_t i = 0; i < k->clusters * s->table.width; i++)
        out[i] = (float)(out[i] * white);
    return true;
}

/* A center has no condition of its own, so only one that all rows have will do. */
static bool can_decode(const session *s, const arguments *a)
{
    return !a->value && s->info.output_width == s->table.width && (s->condition.width == 0 || s->rows.condition.flags == AE_ARRAY_ONE_ROW);
}

/* The means in a line, and, where they can be decoded to such rows, the centers below. */
static bool draw(const session *s, const kit_kmeans *k, const arguments *a, kit_message *why)
{
    const size_t line = k->clusters * s->table.width;
    const bool decodes = can_decode(s, a);
    float *images = malloc(2 * line * sizeof *images);
    bool ok = (images && draw_means(images, s, k, kit_table_scale(&s->table))) ||
              kit_explain(why, "%s: out of memory", a->pictures);
    ok = ok && (!decodes || draw_centers(images + line, s, k, a, why)) &&
         write_sheet(a->pictures, images, k->clusters * (decodes ? 2 : 1), k->clusters, s, why);
    free(images);
    return ok;
}

/* ---- The command ---------------------------------------------------------------------------------------------------- */

static bool fit_and_tell(const session *s, const views *all, const kit_classes *c, const arguments *a, kit_message *why)
{
    kit_kmeans k;
    const kit_kmeans_options options = options_of(a);
    kit_message reason;
    const view *first = &all->view[0];
    bool ok = kit_kmeans_fit(&k, first->x, s->rows.n, first->width, &options, &reason) ||
              kit_explain(why, "%s: %s", s->table.source, reason.text);
    ok = ok && (a->quiet || tell_sizes(s, first, &k, c, why)) && (a->quiet || !c->n || tell_beside(s, all, &k, c, a, why)) &&
         (!a->out || write_clusters(s, first, &k, a, why)) && (!a->pictures || draw(s, &k, a, why));
    kit_kmeans_free(&k);
    return ok;
}

static bool check_outputs(const arguments *a, kit_message *why)
{
    if (a->out && is_png(a->out))
        return kit_explain(why, "%s: clusters are numbers; name a .csv or .npy file, and --pictures for images", a->out);
    return (!a->out || (kit_matrix_suffix(a->out, why) && kit_writable(a->out, why))) &&
           (!a->pictures || is_png(a->pictures) || kit_explain(why, "%s: name a .png file for the pictures", a->pictures)) &&
           (!a->pictures || kit_writable(a->pictures, why));
}

bool run_cluster(const arguments *a, kit_message *why)
{
    session s = { 0 };
    views all = { 0 };
    kit_classes classes = { 0 };
    bool ok = check_outputs(a, why) && open_for_views(&s, a, why);
    const bool beside = ok && s.table.labels && !a->quiet;
    ok = ok && views_make(&all, &s, NULL, beside, a, why) &&
         (!s.table.labels || kit_classes_find(&classes, s.table.labels, s.rows.n, why)) &&
         fit_and_tell(&s, &all, &classes, a, why);
    kit_classes_free(&classes);
    views_free(&all);
    close_session(&s);
    return ok;
}
