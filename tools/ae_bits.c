/* ae encode --bits: codes in few bits, into a file that decode reads; what they take, and what they lose. */
#include "ae_session.h"
#include "kit/codes.h"
#include "kit/stat.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { USUAL_BITS = 8 };

static bool is_packed(const char *path)
{
    return has_suffix(path, ".aec");
}

bool packs(const arguments *a)
{
    return a->bits || a->packing || is_packed(a->out);
}

bool check_packs(const arguments *a, kit_message *why)
{
    if (a->format)
        return kit_explain(why, "%s: --format is for numbers as they are, packed codes have a format of their own", a->out);
    return is_packed(a->out) ||
           kit_explain(why, "%s: --bits and --pack are for packed codes, a file of their own kind; name a .aec file",
                       a->out);
}

/* ---- What it loses ------------------------------------------------------------------------------------------------- */

static bool scales_columns(const session *s)
{
    ae_value_info v;
    return find_value(&v, s->model, "output.scaled");
}

/* What a column's squared errors count: nothing where it holds words, 1, or, of a net that scales its columns, as many times
 * as the column's variance goes into them. */
static void weigh_columns(double *weights, const session *s, const float *rows)
{
    const bool scaled = scales_columns(s);
    for (size_t k = 0; k < s->table.width; k++) {
        kit_moments m = { 0 };
        for (size_t i = 0; i < s->rows.n; i++)
            if (!isnan(rows[i * s->table.width + k]))
                kit_moments_add(&m, rows[i * s->table.width + k]);
        const bool words = s->table.columns && s->table.columns[k].n_levels;
        weights[k] = words ? 0 : !scaled ? 1 : m.squares > 0 ? (double)m.n / m.squares : 0;
    }
}

/* Gaps and columns that do not count are left out; NaN where nothing counts. */
static double weighted_mse(const float *a, const float *rows, const double *weights, size_t n, size_t width)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < n * width; i++) {
        const double weight = weights[i % width], error = (double)a[i] - rows[i];
        if (weight > 0 && !isnan(rows[i])) {
            sum += weight * error * error;
            count++;
        }
    }
    return sum / count;
}

/* What decoding these codes is away from the rows. */
static bool decoded_mse(double *out, float *room, const session *s, const float *codes, const float *rows,
                        const double *weights, kit_message *why)
{
    ae_error e;
    ae_rows of_codes = AE_ROWS_F32(codes, s->rows.n, s->width);
    of_codes.condition = s->rows.condition;
    if (ae_model_decode(room, s->model, NULL, &of_codes, &e) != AE_OK)
        return blame(why, NULL, &e);
    *out = weighted_mse(room, rows, weights, s->rows.n, s->table.width);
    return true;
}

static bool compare(const session *s, const arguments *a, const kit_codes *c, float *again, kit_message *why)
{
    const double scale = a->scale > 0 ? a->scale : s->info.scale;
    const size_t width = s->table.width;
    double before = 0, after = 0, *weights = malloc(width * sizeof *weights);
    float *rows = kit_table_floats(&s->table, scale), *room = malloc(s->rows.n * width * sizeof *room);
    bool ok = (weights && rows && room) || kit_explain(why, "out of memory: %zu rows", s->rows.n);
    if (ok) {
        weigh_columns(weights, s, rows);
        ok = decoded_mse(&before, room, s, s->result, rows, weights, why) &&
             decoded_mse(&after, room, s, again, rows, weights, why);
    }
    if (ok && !isnan(before))
        printf("reconstruction mse %.6g from the codes as floats, %.6g from %u bits (%+.1f %%)%s\n", before, after, c->bits,
               100 * (after / before - 1), scales_columns(s) ? ", of columns divided by their deviation" : "");
    free(room);
    free(rows);
    free(weights);
    return ok;
}

/* An encoder alone decodes nothing, and a model that was trained on targets gives other rows than it gets. */
static bool tell_loss(const session *s, const arguments *a, const kit_codes *c, kit_message *why)
{
    if (c->cut)
        printf("%zu of %zu numbers lie beyond their unit's range, the one with the least error, and are cut to its end\n",
               c->cut, c->rows * c->width);
    if (s->info.output_width != s->info.input_width)
        return true;
    float *again = malloc(c->rows * c->width * sizeof *again);
    if (!again)
        return kit_explain(why, "out of memory: %zu codes", c->rows);
    kit_codes_restore(again, c);
    bool ok = compare(s, a, c, again, why);
    free(again);
    return ok;
}

/* ---- What it takes ------------------------------------------------------------------------------------------------- */

/* Labels and ids are no part of what a code takes. */
static bool tell_bytes_of(const session *s, const arguments *a, const kit_codes *c, size_t n, kit_message *why)
{
    kit_bytes alone = { .n = n };
    if ((s->table.labels || s->table.ids) && !kit_codes_pack(&alone, c, NULL, a->packing, why))
        return false;
    free(alone.data);
    printf("%s: %zu codes of %zu numbers, %u bits each: %.2f bytes a row", a->out, c->rows, c->width, c->bits,
           (double)alone.n / (double)c->rows);
    if (n > alone.n)
        printf(", and %.2f for labels and ids", (double)(n - alone.n) / (double)c->rows);
    printf("; %zu as floats\n", c->width * sizeof(float));
    return true;
}

/* ---- All -------------------------------------------------------------------------------------------------------------- */

static bool write_codes(const session *s, const arguments *a, const kit_codes *c, kit_message *why)
{
    kit_bytes bytes;
    kit_codes_rows rows = {
        .labels = s->table.labels, .ids = s->table.ids, .label_name = s->table.label_name, .id_name = s->table.id_name
    };
    if (!kit_encoder_digest(&rows.encoder, s->model, why) || !kit_codes_pack(&bytes, c, &rows, a->packing, why))
        return false;
    bool ok = kit_bytes_write(a->out, &bytes, why) &&
              (a->quiet || (tell_bytes_of(s, a, c, bytes.n, why) && tell_loss(s, a, c, why)));
    free(bytes.data);
    return ok;
}

bool write_packed(const session *s, const arguments *a, kit_message *why)
{
    kit_codes c;
    kit_message reason;
    const unsigned bits = a->bits ? (unsigned)a->bits : USUAL_BITS;
    bool ok = kit_codes_quantise(&c, s->result, s->rows.n, s->width, bits, &reason)
                  ? write_codes(s, a, &c, why)
                  : kit_explain(why, "%s: %s", s->table.source, reason.text);
    kit_codes_free(&c);
    return ok;
}

bool check_encoder(const session *s, const arguments *a, kit_message *why)
{
    uint64_t digest;
    if (!s->table.code_bits || !s->table.encoder)
        return true;
    return kit_encoder_digest(&digest, s->model, why) &&
           (digest == s->table.encoder ||
            kit_explain(why,
                        "%s: another model than %s has made these codes, or this one before it was trained further; "
                        "decode them by the model that has",
                        s->table.source, a->model));
}
