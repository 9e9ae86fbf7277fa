#include "model/infer.h"
#include "base/cancel.h"
#include "base/size.h"
#include "tensor/tree.h"
#include <math.h>
#include <string.h>

/* An inference under way. */
typedef struct job {
    const ae_inference *i;
    const ae_dataset *d;
    ae_frame frame;
    ae_run run;
    ae_reading reading;
    size_t end; /* after the last row */
} job;

/* Class numbers are codes; without any, labels are numbers, which may have a scale. */
static const ae_layout *layout_of_labels(const ae_heads *heads)
{
    bool any = false;
    for (size_t i = 0; i < heads->count; i++)
        any |= heads->list[i].classes;
    return any ? &heads->labels : NULL;
}

ae_intake ae_model_intake(const ae_model *m, const ae_entry *entry)
{
    const ae_preparation *p = &m->program.spec.preparation;
    ae_intake takes = { .isa = m->program.isa, .scale = entry->decodes ? 1 : m->scale }; /* codes are taken as they are */
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        takes.width[c] = entry->width[AE_BASE_INPUT + c];
    takes.unit[AE_COLUMN_TARGET] = m->program.unit_targets;
    for (ae_column c = entry->decodes ? AE_COLUMNS : 0; c <= AE_COLUMN_TARGET; c++) {
        takes.gaps[c] = ae_prepare_takes_gaps(p);
        takes.layout[c] = p->categories ? &p->layout : NULL;
    }
    takes.labels[AE_COLUMN_LABELS] = takes.gaps[AE_COLUMN_LABELS] = true;
    takes.layout[AE_COLUMN_LABELS] = layout_of_labels(&m->program.spec.heads);
    return takes;
}

_Static_assert((int)AE_BASE_TARGET == (int)AE_BASE_INPUT + (int)AE_COLUMN_TARGET &&
                   (int)AE_BASE_LABELS == (int)AE_BASE_INPUT + (int)AE_COLUMN_LABELS &&
                   (int)AE_BASE_CONDITION == (int)AE_BASE_INPUT + (int)AE_COLUMN_CONDITION,
               "a column's base is known by its number");

void ae_frame_bind(ae_frame *frame, const ae_reading *r)
{
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        frame->base[AE_BASE_INPUT + c] = r->column[c];
}

/* ---- losses ---- */

void ae_sum_losses(double *total, const ae_plan *plan, const ae_frame *frame, ae_loss_kind last, size_t rows)
{
    for (size_t i = 0; i < rows; i++)
        total[i] = 0;
    for (size_t l = 0; l < plan->n_losses; l++) {
        const double *loss = ae_exec_losses(plan, frame, l);
        for (size_t i = 0; plan->losses[l].kind <= last && i < rows; i++)
            total[i] += loss[i];
    }
}

/* The rows are finite, so a loss that is no number comes from numbers that grew beyond a float's range in the net. */
static double or_infinite(double loss)
{
    return isnan(loss) ? (double)INFINITY : loss;
}

typedef struct sums {
    ae_tree loss, weight, part[AE_LOSSES_MAX], metric[AE_METRICS_MAX], count[AE_METRICS_MAX];
} sums;

/* A row of weight 0 does not count, also when its loss is infinite. */
static void add_losses(ae_tree *sum, double *losses, const float *weights, size_t n)
{
    for (size_t i = 0; weights && i < n; i++)
        losses[i] = weights[i] > 0 ? losses[i] : 0;
    ae_tree_add(sum, losses, weights, n);
}

/* How much of what a metric looks at is there, in each row. */
static void count_labels(double *count, const job *j, const ae_loss_at *metric)
{
    const size_t width = j->i->entry->width[AE_BASE_LABELS];
    for (size_t i = 0; i < j->run.rows; i++) {
        const ae_real *row = j->reading.column[AE_COLUMN_LABELS] + i * width + metric->label;
        size_t there = 0;
        for (size_t k = 0; k < metric->labels; k++)
            there += row[k] == row[k];
        count[i] = (double)there / (double)metric->labels;
    }
}

static void add_metric(sums *s, size_t number, const job *j, const ae_loss_at *metric, const double *values)
{
    double *count = j->i->context->total;
    ae_tree_add(&s->metric[number], values, NULL, j->run.rows);
    if (metric->labels)
        count_labels(count, j, metric);
    ae_tree_add(&s->count[number], metric->labels ? count : NULL, NULL, j->run.rows);
}

/* Each loss by itself. Losses are noted in the order in which they were recorded: goals first, then metrics. */
static void add_parts(sums *s, const job *j, const float *weights)
{
    const ae_plan *plan = &j->i->entry->plan;
    double *total = j->i->context->total;
    size_t goals = 0, metrics = 0;
    for (size_t l = 0; l < plan->n_losses; l++) {
        const double *losses = ae_exec_losses(plan, &j->frame, l);
        if (plan->losses[l].kind == AE_LOSS_METRIC)
            add_metric(s, metrics++, j, &plan->losses[l], losses);
        else if (goals < AE_LOSSES_MAX) {
            memcpy(total, losses, j->run.rows * sizeof *total);
            add_losses(&s->part[goals++], total, weights, j->run.rows);
        }
    }
}

static bool has_mean_row(const ae_inference *i)
{
    return i->means && i->mean_row && i->model->program.spec.has_decoder;
}

/* As the loss gets them: evaluate's only output, where they are scaled. */
static const ae_real *targets_of(const job *j)
{
    return j->i->entry->n_outputs ? j->i->context->buffer[0] : j->reading.column[AE_COLUMN_TARGET];
}

static void add_batch(sums *s, const job *j, size_t first)
{
    const ae_context *c = j->i->context;
    const float *weights = ae_batch_weights(c->weights, j->d, &(ae_batch){ NULL, first, j->run.rows });
    add_losses(&s->loss, c->total, weights, j->run.rows);
    ae_tree_add(&s->weight, NULL, weights, j->run.rows);
    add_parts(s, j, weights);
    if (has_mean_row(j->i))
        ae_mean_row_add(&j->i->context->mean_row, c->isa, targets_of(j), j->run.rows, c->pool);
}

static double mean_of(double sum, double count)
{
    return count > 0 ? or_infinite(sum / count) : (double)NAN;
}

void ae_means_close(ae_means *means, const ae_entry *entry)
{
    const ae_plan *plan = &entry->plan;
    means->loss = mean_of(means->loss_sum, means->weight);
    means->n_metrics = 0;
    for (size_t l = 0; l < plan->n_losses; l++) {
        const size_t i = means->n_metrics;
        if (plan->losses[l].kind == AE_LOSS_METRIC)
            means->metrics[means->n_metrics++] =
                (ae_metric){ plan->losses[l].name, mean_of(means->sums[i], means->counts[i]) };
    }
}

static void give_parts(ae_means *means, const sums *s, const ae_plan *plan)
{
    for (size_t l = 0; l < plan->n_losses && means->n_losses < AE_LOSSES_MAX; l++)
        if (plan->losses[l].kind != AE_LOSS_METRIC) {
            const double sum = ae_tree_total(&s->part[means->n_losses]);
            means->losses[means->n_losses++] = (ae_metric){ plan->losses[l].name, mean_of(sum, means->weight) };
        }
}

static void give_means(ae_means *means, const sums *s, const ae_inference *i, size_t rows)
{
    *means = (ae_means){ .rows = rows, .loss_sum = ae_tree_total(&s->loss), .weight = ae_tree_total(&s->weight) };
    for (size_t m = 0; m < AE_METRICS_MAX; m++) {
        means->sums[m] = ae_tree_total(&s->metric[m]);
        means->counts[m] = ae_tree_total(&s->count[m]);
    }
    give_parts(means, s, &i->entry->plan);
    ae_means_close(means, i->entry);
    means->mean_mse = has_mean_row(i) ? ae_mean_row_mse(&i->context->mean_row) : (double)NAN;
}

/* ---- a batch ---- */

static ae_status read_batch(job *j, size_t first, ae_error *e)
{
    const ae_context *c = j->i->context;
    ae_slots slots = { .rows = c->rows, .refused = c->refused };
    memcpy(slots.column, c->column, sizeof slots.column);
    j->run.rows = ae_least(j->end - first, c->capacity);
    AE_TRY(ae_dataset_read(&j->reading, j->d, &(ae_batch){ NULL, first, j->run.rows }, &slots, c->pool, e));
    ae_frame_bind(&j->frame, &j->reading);
    j->run.ids = j->reading.rows;
    j->run.first = j->d->first + (j->reading.rows ? 0 : j->reading.first_row);
    return AE_OK;
}

/* NULL: nobody wants it. */
static float *output_of(const ae_inference *i, size_t index)
{
    return i->outputs ? i->outputs[index] : NULL;
}

/* The last step of each output writes into the caller's buffer. What nobody asked for goes to spare room. */
static void bind_outputs(job *j, size_t first)
{
    const ae_entry *entry = j->i->entry;
    ae_context *c = j->i->context;
    ae_real *spare = c->spare;
    for (size_t i = 0; i < entry->n_outputs; i++) {
        float *wanted = output_of(j->i, i);
        c->buffer[i] = wanted ? wanted + first * entry->out_width[i] : spare;
        spare += wanted ? 0 : entry->out_width[i] * c->capacity;
    }
}

static void fill(float *row, size_t n, float value)
{
    for (size_t i = 0; i < n; i++)
        row[i] = value;
}

/* What was computed in place of a row that was left out is no result. */
static void blank_refused(const job *j, size_t first)
{
    const ae_entry *entry = j->i->entry;
    for (size_t row = 0; row < j->run.rows; row++) {
        if (!j->i->context->refused[row])
            continue;
        ++*j->d->refuse;
        for (size_t i = 0; i < entry->n_outputs; i++)
            if (output_of(j->i, i))
                fill(j->i->outputs[i] + (first + row) * entry->out_width[i], entry->out_width[i], NAN);
        if (j->i->scores)
            j->i->scores[first + row] = NAN;
    }
}

static void add_up(job *j, size_t first)
{
    double *total = j->i->context->total;
    ae_sum_losses(total, &j->i->entry->plan, &j->frame, AE_LOSS_GOAL, j->run.rows);
    for (size_t i = 0; i < j->run.rows; i++)
        total[i] = or_infinite(total[i]);
    for (size_t i = 0; j->i->scores && i < j->run.rows; i++)
        j->i->scores[first + i] = (float)total[i];
}

static void hand_over(const job *j, size_t first)
{
    const ae_context *c = j->i->context;
    const ae_batch_results results = { .output = c->buffer,
                                       .n_outputs = j->i->entry->n_outputs,
                                       .joined = c->joined,
                                       .target = j->reading.column[AE_COLUMN_TARGET],
                                       .losses = c->total,
                                       .refused = j->d->refuse ? c->refused : NULL,
                                       .first = first,
                                       .rows = j->run.rows,
                                       .pool = c->pool };
    j->i->each(j->i->user, &results);
}

static ae_status run_batch(job *j, sums *s, size_t first, ae_error *e)
{
    AE_TRY(read_batch(j, first, e));
    bind_outputs(j, first);
    ae_exec_forward(&j->i->entry->plan, &j->frame, &j->run);
    if (j->i->entry->plan.n_losses)
        add_up(j, first);
    if (j->i->each)
        hand_over(j, first);
    if (j->i->means)
        add_batch(s, j, first);
    if (j->d->refuse)
        blank_refused(j, first);
    return AE_OK;
}

/* ---- the whole ---- */

static void open_job(job *j, const ae_inference *i, const ae_dataset *d)
{
    const ae_model *m = i->model;
    const ae_context *c = i->context;
    *j = (job){ .i = i, .d = d, .end = i->rows ? i->first + i->rows : d->n };
    j->frame.capacity = c->capacity;
    j->frame.output = c->buffer;
    j->frame.base[AE_BASE_WORK] = c->work;
    j->frame.base[AE_BASE_PARAM] = m->weights;
    j->run = (ae_run){ .pool = c->pool, .scratch = c->scratch, .sgemm = m->sgemm, .sgemm_user = m->sgemm_user };
    j->run.seed = i->seed;
    j->run.step = i->step;
}

static void begin_mean_row(const ae_inference *i)
{
    const ae_preparation *p = &i->model->program.spec.preparation;
    i->context->mean_row.layout = p->categories ? &p->layout : NULL;
    ae_mean_row_begin(&i->context->mean_row);
}

ae_status ae_infer(bool *done, const ae_inference *inference, const ae_dataset *d, ae_error *e)
{
    job j;
    sums s; /* several kilobytes: not set to 0 for a single row's code */
    open_job(&j, inference, d);
    *done = false;
    if (inference->means)
        memset(&s, 0, sizeof s);
    if (has_mean_row(inference))
        begin_mean_row(inference);
    if (d->refuse)
        *d->refuse = 0;
    for (size_t first = inference->first; first < j.end; first += inference->context->capacity) {
        if (ae_is_cancelled(inference->cancel))
            return AE_OK;
        AE_TRY(run_batch(&j, &s, first, e));
    }
    if (inference->means)
        give_means(inference->means, &s, inference, j.end - inference->first);
    *done = true;
    return AE_OK;
}
