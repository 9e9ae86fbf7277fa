#include "kit/advise.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

kit_aim kit_aim_called(const char *name)
{
    static const char *const names[KIT_AIMS] = {
        [KIT_FOR_SCORES] = "scores", [KIT_FOR_FEATURES] = "features", [KIT_FOR_SAMPLES] = "samples"
    };
    size_t aim = 0;
    while (aim < KIT_AIMS && strcmp(name, names[aim]) != 0)
        aim++;
    return (kit_aim)aim;
}

bool kit_is_picture(const kit_table *table)
{
    enum { NARROWEST = 64 };
    return table->rank > 1 || (table->dtype == AE_U8 && table->width >= NARROWEST);
}

bool kit_picture_of_shape(kit_picture *out, const size_t *shape, size_t rank)
{
    if (rank < 2 || rank > 3 || shape[rank - 2] < 2 || (rank == 3 && shape[0] != 1 && shape[0] != 3))
        return false;
    *out = (kit_picture){ rank == 3 ? shape[0] : 1, shape[rank - 2], shape[rank - 1] };
    return true;
}

bool kit_picture_of_rows(kit_picture *out, const kit_table *table)
{
    const size_t root = (size_t)lround(sqrt((double)table->width)), square[] = { root, root };
    return kit_picture_of_shape(out, table->shape, table->rank) ||
           (kit_is_picture(table) && root * root == table->width && kit_picture_of_shape(out, square, 2));
}

static size_t between(size_t least, size_t x, size_t most)
{
    return x < least ? least : x > most ? most : x;
}

/* ---- Columns ------------------------------------------------------------------------------------------------------ */

static size_t levels_of(const kit_table *table, size_t column)
{
    return table->columns ? table->columns[column].n_levels : 0;
}

/* "number*5,category:4": runs of columns that are alike; nothing where all are numbers. */
static void put_columns(FILE *to, const kit_table *table)
{
    bool any = false;
    for (size_t i = 0; i < table->width; i++)
        any |= levels_of(table, i) > 0;
    for (size_t i = 0, n; any && i < table->width; i += n) {
        const size_t levels = levels_of(table, i);
        for (n = 1; i + n < table->width && levels_of(table, i + n) == levels; n++)
            continue;
        fputs(i ? "," : " | columns ", to);
        fprintf(to, levels ? "category:%zu" : "number", levels);
        if (n > 1)
            fprintf(to, "*%zu", n);
    }
}

static bool has_gaps(const kit_understanding *u)
{
    for (size_t i = 0; i < u->width; i++)
        if (u->column[i].gaps > 0)
            return true;
    return false;
}

/* As narrow as lets it tell usual rows from others: what learns every row, learns the strange ones, too. */
static void put_scores_net(FILE *to, size_t width, size_t wished)
{
    const size_t root = (size_t)ceil(sqrt((double)width)),
                 code = wished ? wished : between(1, root, width > 1 ? width - 1 : 1);
    fprintf(to, " | dense %zu act=tanh | dense %zu | code | decoder mirror | loss huber delta=0.5",
            between(4, 2 * code, SIZE_MAX), code);
}

/* Wider than the rows, so that a code keeps all of them, and behind noise, so that it does more than copy them. */
static void put_features_net(FILE *to, size_t width, size_t wished)
{
    enum { WIDEST = 512 };
    fprintf(to, " | dropout 0.1 | dense %zu act=relu | code | decoder mirror",
            wished ? wished : between(1, 4 * width, WIDEST));
}

static size_t hidden_of(size_t width)
{
    return between(64, 4 * width, 512);
}

static void put_variational_code(FILE *to, size_t width, size_t wished)
{
    const size_t root = (size_t)ceil(sqrt((double)width));
    fprintf(to, " | dense %zu act=leaky_relu | gaussian %zu | code", hidden_of(width),
            wished ? wished : between(1, 2 * root, width));
}

/* The net learns how far each number is spread about what it expects, so that draws are spread as the data are. */
static void put_samples_net(FILE *to, size_t width, size_t wished)
{
    put_variational_code(to, width, wished);
    fprintf(to, " | dense %zu act=leaky_relu | gaussian %zu | loss gaussian | loss kl_normal", hidden_of(width), width);
}

/* Layer gaussian knows nothing of categories. A small variance leaves little around what is expected. */
static void put_mixed_net(FILE *to, size_t width, size_t wished)
{
    put_variational_code(to, width, wished);
    fputs(" | decoder mirror | loss gaussian variance=0.03 | loss kl_normal", to);
}

static void put_flags_net(FILE *to, size_t width, size_t wished)
{
    put_variational_code(to, width, wished);
    fputs(" | decoder mirror act=sigmoid | loss bce reduce=sum | loss kl_normal", to);
}

/* Scores take few steps, for the same reason as a narrow net. */
enum { FLAG_SAMPLES = KIT_AIMS, MIXED_SAMPLES };
static const struct column_rule {
    const char *scaler;
    void (*put_net)(FILE *to, size_t width, size_t wished);
    const char *optimizer;
    size_t steps, components;
} column_rules[] = {
    [KIT_FOR_SCORES] = { " | scaler zscore", put_scores_net, "adam lr=0.005", 400, 0 },
    [KIT_FOR_FEATURES] = { " | scaler zscore", put_features_net, "adam lr=0.002 | schedule cosine", 1500, 0 },
    [KIT_FOR_SAMPLES] = { " | scaler zscore", put_samples_net, "adam lr=0.002 | schedule cosine", 1500, 10 },
    [FLAG_SAMPLES] = { "", put_flags_net, "adam lr=0.002 | schedule cosine", 1500, 10 },
    [MIXED_SAMPLES] = { " | scaler zscore", put_mixed_net, "adam lr=0.002 | schedule cosine", 1500, 10 },
};

/* Only zeros and ones? */
static bool are_flags(const kit_table *table, const kit_understanding *u)
{
    bool are = true;
    for (size_t i = 0; i < u->width; i++) {
        const kit_understood *c = &u->column[i];
        are &= levels_of(table, i) == 0 && c->whole && c->least >= 0 && c->most <= 1;
    }
    return are;
}

static bool has_categories(const kit_table *table)
{
    bool has = false;
    for (size_t i = 0; i < table->width; i++)
        has |= levels_of(table, i) > 0;
    return has;
}

static const struct column_rule *rule_of(const kit_table *table, const kit_understanding *u, kit_aim aim)
{
    if (aim == KIT_FOR_SAMPLES && are_flags(table, u))
        return &column_rules[FLAG_SAMPLES];
    return &column_rules[aim == KIT_FOR_SAMPLES && has_categories(table) ? (size_t)MIXED_SAMPLES : (size_t)aim];
}

/* Each of many rows is still seen about once. */
static void advise_columns(kit_advice *out, FILE *to, const kit_table *table, const kit_understanding *u,
                           const kit_wishes *wishes)
{
    const struct column_rule *rule = rule_of(table, u, wishes->aim);
    fprintf(to, "input %zu", table->width);
    put_columns(to, table);
    fputs(rule->scaler, to);
    if (has_gaps(u))
        fprintf(to, " | missing %s", wishes->missing ? wishes->missing : "mask");
    rule->put_net(to, table->width, wishes->code);
    out->optimizer = rule->optimizer;
    out->steps = rule->steps;
    out->batch = between(between(1, table->rows / 2, 128), table->rows / rule->steps, 1024);
    out->components = rule->components ? between(1, table->rows / 10, rule->components) : 0;
}

/* ---- Pictures ----------------------------------------------------------------------------------------------------------
 */

/* Channels, rows and columns; a shape of two has one channel. */
static void put_shape(FILE *to, const kit_table *table)
{
    fputs(table->rank == 2 ? "input 1x" : "input ", to);
    for (size_t i = 0; i < table->rank; i++)
        fprintf(to, "%s%zu", i ? "x" : "", table->shape[i]);
}

static bool are_channels(size_t n)
{
    return n == 1 || n == 3 || n == 4;
}

/* Pictures whose channels stand last look so; reading says how they can be turned. */
static bool has_channels_last(const kit_table *table)
{
    return table->rank == 3 && are_channels(table->shape[2]) && !are_channels(table->shape[0]);
}

static size_t longer_side(const kit_table *table)
{
    const size_t height = table->shape[table->rank - 2], width = table->shape[table->rank - 1];
    return height > width ? height : width;
}

static const struct picture_rule {
    const char *noise;   /* in front of dense layers */
    size_t hidden, code; /* of dense layers */
    const char *act;     /* of all layers but those that make the code and the output */
    const char *layer;   /* that makes the code */
    size_t conv_code;    /* behind convolutions */
    const char *of_unit; /* the losses of numbers in 0 ... 1 */
    const char *of_others;
    const char *optimizer;
    size_t batch, epochs;
    size_t most;  /* numbers a row up to which dense layers do as well, and faster */
    size_t least; /* convolutions halve the longer side until it is no more than this */
    size_t kernel, conv_batch, conv_epochs;
} picture_rules[] = {
    [KIT_FOR_SCORES] = { "", 256, 32, "relu", "dense", 64, " | loss bce", "", "adam lr=0.003 | schedule cosine", 256, 10,
                         1024, 16, 3, 64, 10 },
    [KIT_FOR_FEATURES] = { " | dropout 0.65", 1000, 64, "relu", "dense", 64, " | loss bce", "",
                           "adam lr=0.002 | schedule cosine", 128, 16, 0, 8, 5, 64, 10 },
    [KIT_FOR_SAMPLES] = { "", 256, 16, "leaky_relu", "gaussian", 32, " | loss bce reduce=sum | loss kl_normal",
                          " | loss gaussian variance=0.1 | loss kl_normal", "adam lr=0.002 | schedule cosine", 128, 10, 1024,
                          16, 3, 64, 10 },
};

/* Convolutions are for the three sizes of a picture, in their order. */
static bool is_dense(const kit_table *table, const struct picture_rule *rule)
{
    const bool is_picture = (table->rank == 2 || table->rank == 3) && !has_channels_last(table);
    return !is_picture || table->width <= rule->most || longer_side(table) <= rule->least;
}

/* What is seen does not change when a picture moves a little, so a code that is to say what is seen is learnt on moved ones.
 */
static void put_moves(FILE *to, const kit_table *table)
{
    const size_t height = table->shape[table->rank - 2], width = table->shape[table->rank - 1];
    const size_t shorter = height < width ? height : width, by = between(1, shorter / 14, 8);
    if (by < shorter)
        fprintf(to, " | noise shift by=%zu", by);
}

static void put_convolutions(FILE *to, const kit_table *table, const struct picture_rule *rule, size_t code)
{
    size_t filters = 16;
    for (size_t side = longer_side(table); side > rule->least; side = (side + 1) / 2) {
        fprintf(to, " | conv2d %zu kernel=%zu stride=2 pad=same act=%s", filters, rule->kernel, rule->act);
        filters = between(0, 2 * filters, 64);
    }
    fprintf(to, " | %s %zu | code", rule->layer, code ? code : rule->conv_code);
}

static void put_dense(FILE *to, const struct picture_rule *rule, size_t code)
{
    fprintf(to, "%s | dense %zu act=%s | %s %zu | code", rule->noise, between(rule->hidden, code, SIZE_MAX), rule->act,
            rule->layer, code ? code : rule->code);
}

/* A few pictures are taken in smaller batches, and more often: a net that has made ten steps has learnt nothing. */
static void set_length(kit_advice *out, size_t rows, size_t batch, size_t epochs)
{
    enum { STEPS = 500 };
    out->batch = between(1, rows / 4, batch);
    out->epochs = between(epochs, rows ? STEPS * out->batch / rows : 0, SIZE_MAX);
}

/* Bytes lie in 0 ... 1 once they are divided by 255, as a sigmoid does. Other numbers have no ends, or, as those of cameras
 * with 12 bits, use a small part of their range; but a likelihood is best that of the range that they have. */
static bool lie_in_unit(const kit_table *table)
{
    float *row = malloc(table->width * sizeof *row);
    bool lie = row && table->rows > 0;
    for (size_t i = 0; lie && i < table->rows; i++) {
        kit_table_row(row, table, i, kit_table_scale(table));
        for (size_t k = 0; k < table->width; k++)
            lie &= row[k] >= 0 && row[k] <= 1;
    }
    free(row);
    return lie;
}

static void advise_pictures(kit_advice *out, FILE *to, const kit_table *table, const kit_wishes *wishes)
{
    const struct picture_rule *rule = &picture_rules[wishes->aim];
    const bool unit = table->dtype == AE_U8 || (wishes->aim == KIT_FOR_SAMPLES && lie_in_unit(table)),
               dense = is_dense(table, rule);
    put_shape(to, table);
    fputs(unit ? "" : " | scaler zscore per=all", to);
    if (!dense && wishes->aim == KIT_FOR_FEATURES)
        put_moves(to, table);
    if (dense)
        put_dense(to, rule, wishes->code);
    else
        put_convolutions(to, table, rule, wishes->code);
    fprintf(to, " | decoder mirror%s%s", unit ? " act=sigmoid" : "", unit ? rule->of_unit : rule->of_others);
    out->optimizer = rule->optimizer;
    set_length(out, table->rows, dense ? rule->batch : rule->conv_batch, dense ? rule->epochs : rule->conv_epochs);
}

/* ---- All ---------------------------------------------------------------------------------------------------------------
 */

bool kit_advise(kit_advice *out, const kit_table *table, const kit_understanding *u, const kit_wishes *wishes,
                kit_message *why)
{
    size_t size;
    *out = (kit_advice){ 0 };
    FILE *to = open_memstream(&out->spec, &size);
    if (to && u)
        advise_columns(out, to, table, u, wishes);
    else if (to)
        advise_pictures(out, to, table, wishes);
    const bool failed = !to || ferror(to);
    return (to && fclose(to) == 0 && !failed) || kit_explain(why, "%s: out of memory", table->source);
}

void kit_advice_free(kit_advice *a)
{
    free(a->spec);
    *a = (kit_advice){ 0 };
}
