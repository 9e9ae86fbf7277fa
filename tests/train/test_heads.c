/* Training with labels: against plain C, the same bits whatever the way, rows without labels, and what is measured. */
#include "../help.h"
#include "../io/folder.h"
#include "ranks.h"

enum { ROWS = 90, WIDTH = 6, CLASSES = 3, NUMBERS = 2, LABELS = 1 + NUMBERS };
static float data[ROWS * WIDTH], labels[ROWS * LABELS];

static const char net[] =
    "input 6 | dense 5 act=tanh | dense 3 | code | decoder mirror\n"
    "head kind | dense 3 act=softmax\n"
    "head size | dense 4 act=tanh | dense 2\n"
    "loss mse | loss cross_entropy on=kind weight=0.5 | loss huber on=size weight=2 | loss mae on=size";

/* Every seventh row has no class, every fifth lacks a number, some have no label at all. */
static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++) {
        float *label = labels + i * LABELS;
        label[0] = i % 7 ? (float)(i % CLASSES) : NAN;
        label[1] = i % 5 ? data[i * WIDTH] : NAN;
        label[2] = i % 35 ? 2 * data[i * WIDTH + 1] : NAN;
    }
    return 0;
}

static ae_rows rows_of(size_t n)
{
    ae_rows rows = AE_ROWS_F32(data, n, WIDTH);
    rows.labels = (ae_array){ .data = labels, .width = LABELS };
    return rows;
}

/* ---- one step, by hand ---- */

static double at(const ae_model *m, const char *name, size_t i)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t k = 0; ae_model_get_tensor(&t, m, k, NULL) == AE_OK; k++)
        if (strcmp(t.name, name) == 0)
            return (double)t.data[i];
    fail_msg("no tensor %s", name);
    return 0;
}

enum { N = 8, CODE = 2 };

/* The gradients of a net of one code layer and two heads of one layer each, summed over rows: of the heads' weights, and of
 * the code's. */
typedef struct slopes {
    double kind[CODE * CLASSES], size[CODE * NUMBERS], code[WIDTH * CODE], loss;
} slopes;

static void add_kind(slopes *s, double d_code[CODE], const ae_model *m, const double code[CODE], float label)
{
    double z[CLASSES], sum = 0;
    if (isnan(label))
        return;
    for (size_t k = 0; k < CLASSES; k++) {
        z[k] = at(m, "kind-dense1.bias", k);
        for (size_t c = 0; c < CODE; c++)
            z[k] += code[c] * at(m, "kind-dense1.weight", c * CLASSES + k);
        sum += exp(z[k]);
    }
    s->loss += log(sum) - z[(size_t)label];
    for (size_t k = 0; k < CLASSES; k++) {
        const double d = exp(z[k]) / sum - (k == (size_t)label);
        for (size_t c = 0; c < CODE; c++) {
            s->kind[c * CLASSES + k] += d * code[c];
            d_code[c] += d * at(m, "kind-dense1.weight", c * CLASSES + k);
        }
    }
}

static void add_size(slopes *s, double d_code[CODE], const ae_model *m, const double code[CODE], const float *label)
{
    for (size_t k = 0; k < NUMBERS; k++) {
        double y = at(m, "size-dense1.bias", k);
        for (size_t c = 0; c < CODE; c++)
            y += code[c] * at(m, "size-dense1.weight", c * NUMBERS + k);
        if (isnan(label[k]))
            continue;
        const double d = 2 * (y - (double)label[k]) / NUMBERS;
        s->loss += (y - (double)label[k]) * (y - (double)label[k]) / NUMBERS;
        for (size_t c = 0; c < CODE; c++) {
            s->size[c * NUMBERS + k] += d * code[c];
            d_code[c] += d * at(m, "size-dense1.weight", c * NUMBERS + k);
        }
    }
}

static slopes by_hand(const ae_model *m)
{
    slopes s = { { 0 }, { 0 }, { 0 }, 0 };
    for (size_t i = 0; i < N; i++) {
        double code[CODE], d_code[CODE] = { 0 };
        for (size_t c = 0; c < CODE; c++) {
            code[c] = at(m, "dense1.bias", c);
            for (size_t x = 0; x < WIDTH; x++)
                code[c] += (double)data[i * WIDTH + x] * at(m, "dense1.weight", x * CODE + c);
            code[c] = tanh(code[c]);
        }
        add_kind(&s, d_code, m, code, labels[i * LABELS]);
        add_size(&s, d_code, m, code, labels + i * LABELS + 1);
        for (size_t x = 0; x < WIDTH; x++)
            for (size_t c = 0; c < CODE; c++)
                s.code[x * CODE + c] += (double)data[i * WIDTH + x] * d_code[c] * (1 - code[c] * code[c]);
    }
    return s;
}

static void assert_moved(const ae_model *after, const ae_model *before, const char *name, const double *slope, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const double want = at(before, name, i) - 0.1 * slope[i] / N;
        if (fabs(at(after, name, i) - want) > 2e-6)
            fail_msg("%s[%zu]: %.9g, by hand %.9g", name, i, at(after, name, i), want);
    }
}

/* Given a net with two heads and no decoder, and labels some of which are missing, when it makes a step, then its loss and
 * its weights are those that are worked out by hand. */
static void a_step_is_the_one_by_hand(void **state)
{
    ae_model *m = make_model("input 6 | dense 2 act=tanh | code | head kind | dense 3 act=softmax | head size | dense 2", 3),
             *before;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(N);
    ae_trainer *t;
    double loss;
    ae_error e;
    (void)state;
    must(ae_model_clone(&before, m, &e), &e);
    o.optimizer = "sgd lr=0.1";
    must(ae_trainer_create(&t, m, &o, &e), &e);
    must(ae_trainer_step(&loss, t, &rows, &e), &e);
    const slopes s = by_hand(before);
    assert_true(fabs(loss - s.loss / N) < 1e-6);
    assert_moved(m, before, "kind-dense1.weight", s.kind, CODE * CLASSES);
    assert_moved(m, before, "size-dense1.weight", s.size, CODE * NUMBERS);
    assert_moved(m, before, "dense1.weight", s.code, WIDTH * CODE);
    ae_trainer_free(t);
    ae_model_free(m);
    ae_model_free(before);
}

/* ---- the same bits ---- */

static const char policies[] = "adam lr=0.01 | clip norm=0.5 | ema 0.9 | accumulate 4 | stop patience=2 on=kind.accuracy";

typedef struct way {
    uint64_t threads;
    bool callback;
    size_t part, parts;
    rank *rank;
    const char *optimizer, *checkpoint;
    size_t steps;
} way;

static int bring(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)user;
    for (size_t i = 0; i < n; i++) {
        memcpy(to->input + i * WIDTH, data + rows[i] * WIDTH, WIDTH * sizeof(float));
        memcpy(to->labels + i * LABELS, labels + rows[i] * LABELS, LABELS * sizeof(float));
    }
    return 0;
}

static ae_model *trained(const way *w, ae_epoch_record *history)
{
    ae_model *m = make_model(net, 3);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_rows rows = rows_of(ROWS);
    ae_error e;
    if (w->callback) {
        rows.input = (ae_array){ .width = WIDTH };
        rows.labels = (ae_array){ .width = LABELS };
        rows.read = bring;
    }
    o.optimizer = w->optimizer ? w->optimizer : policies;
    o.batch = 40;
    o.steps = w->steps ? w->steps : 12;
    o.threads = w->threads;
    o.valid_fraction = 0.3;
    o.history = history;
    o.history_capacity = history ? 6 : 0;
    o.checkpoint = w->checkpoint;
    o.exchange = w->rank ? rank_exchange : NULL;
    o.exchange_user = w->rank;
    o.part = w->part;
    o.parts = w->parts;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

static void assert_as(const ae_model *one, const way *w)
{
    ae_model *other = trained(w, NULL);
    assert_same_model(one, other);
    ae_model_free(other);
}

static void train_part(void *user, rank *r)
{
    assert_as(user, &(way){ .threads = 1, .rank = r, .part = r->number, .parts = r->hub->ranks });
}

/* Given rows with labels, then threads, a callback, and machines that train together change nothing. */
static void every_way_gives_the_same_bits(void **state)
{
    ae_model *one = trained(&(way){ .threads = 1 }, NULL);
    (void)state;
    for (uint64_t threads = 1; threads <= 3; threads++)
        assert_as(one, &(way){ .threads = threads, .callback = threads % 2 });
    for (size_t ranks = 2; ranks <= 4; ranks++)
        ranks_run(ranks, train_part, one, 0, 0);
    ae_model_free(one);
}

/* Given a training that was stopped, when it goes on, then it ends with the model of one that was not. */
static void a_checkpoint_goes_on(void **state)
{
    ae_model *one = trained(&(way){ .threads = 1 }, NULL);
    const folder f = make_folder();
    (void)state;
    ae_model_free(trained(&(way){ .threads = 2, .checkpoint = f.file, .steps = 5 }, NULL));
    assert_as(one, &(way){ .threads = 1, .checkpoint = f.file });
    remove_folder(&f);
    ae_model_free(one);
}

/* ---- what is measured ---- */

static double accuracy_by_hand(const ae_model *m, size_t n)
{
    float p[ROWS * CLASSES];
    const ae_rows rows = rows_of(n);
    const ae_result ask = { "kind", p };
    size_t right = 0, known = 0;
    ae_error e;
    must(ae_model_run(&ask, 1, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < n; i++) {
        size_t best = 0;
        for (size_t k = 1; k < CLASSES; k++)
            best = p[i * CLASSES + k] > p[i * CLASSES + best] ? k : best;
        known += isnan(labels[i * LABELS]) ? 0 : 1;
        right += (float)best == labels[i * LABELS];
    }
    return (double)right / (double)known;
}

static double mse_by_hand(const ae_model *m, size_t n)
{
    float y[ROWS * NUMBERS];
    const ae_rows rows = rows_of(n);
    const ae_result ask = { "size", y };
    double sum = 0;
    size_t known = 0;
    ae_error e;
    must(ae_model_run(&ask, 1, m, NULL, &rows, &e), &e);
    for (size_t i = 0; i < n * NUMBERS; i++) {
        const double wrong = (double)y[i] - (double)labels[i / NUMBERS * LABELS + 1 + i % NUMBERS];
        known += isnan(wrong) ? 0 : 1;
        sum += isnan(wrong) ? 0 : wrong * wrong;
    }
    return sum / (double)known;
}

static double metric(const ae_metrics *m, const char *name)
{
    for (size_t i = 0; i < m->n_metrics; i++)
        if (strcmp(m->metrics[i].name, name) == 0)
            return m->metrics[i].value;
    return -1;
}

/* Given labels some of which are missing, when a model is evaluated, then a head's metric is that of the labels that are
 * there; the losses add up; and without labels it is the reconstruction's alone. */
static void evaluate_measures_heads(void **state)
{
    ae_model *m = trained(&(way){ .threads = 1 }, NULL);
    ae_metrics with = AE_METRICS_INIT, without = AE_METRICS_INIT;
    ae_rows rows = rows_of(ROWS);
    double sum = 0;
    ae_error e;
    (void)state;
    must(ae_model_evaluate(&with, m, NULL, &rows, &e), &e);
    rows.labels = (ae_array){ 0 };
    must(ae_model_evaluate(&without, m, NULL, &rows, &e), &e);
    assert_true(fabs(metric(&with, "kind.accuracy") - accuracy_by_hand(m, ROWS)) < 1e-12);
    assert_true(fabs(metric(&with, "size.mse") - mse_by_hand(m, ROWS)) < 1e-7);
    assert_int_equal(with.n_losses, 4);
    assert_string_equal(with.losses[1].name, "kind.cross_entropy");
    for (size_t i = 0; i < with.n_losses; i++)
        sum += with.losses[i].value;
    assert_true(fabs(sum - with.loss) < 1e-9);
    assert_true(with.losses[0].value == without.loss && with.mse == without.mse && with.mean_mse == without.mean_mse);
    assert_int_equal(without.n_losses, 1);
    ae_model_free(m);
}

/* Given rows of which none has a label, then the accuracy is not a number, and nothing else suffers. */
static void no_label_is_no_accuracy(void **state)
{
    ae_model *m = make_model("input 6 | dense 3 | code | decoder mirror | head kind | dense 3 act=softmax", 2);
    static const float none[] = { NAN, NAN };
    ae_rows rows = AE_ROWS_F32(data, 2, WIDTH);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    rows.labels = (ae_array){ .data = none, .width = 1 };
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    assert_true(isnan(metric(&metrics, "kind.accuracy")) && metrics.loss == metrics.mse);
    ae_model_free(m);
}

/* Given a model without a decoder, when it is evaluated, then what is said of a reconstruction is NaN, and its loss is the
 * head's. */
static void without_a_decoder_only_heads_are_measured(void **state)
{
    ae_model *m = make_model("input 6 | dense 3 | code | head kind | dense 3 act=softmax", 2);
    static const float classes[] = { 0, 1, 2, 0 };
    ae_rows rows = AE_ROWS_F32(data, 4, WIDTH);
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    (void)state;
    rows.labels = (ae_array){ .data = classes, .width = 1 };
    must(ae_model_evaluate(&metrics, m, NULL, &rows, &e), &e);
    assert_true(isnan(metrics.mse) && isnan(metrics.mae) && isnan(metrics.sse_per_row) && isnan(metrics.mean_mse));
    assert_int_equal(metrics.n_losses, 1);
    assert_string_equal(metrics.losses[0].name, "kind.cross_entropy");
    assert_true(metrics.loss > 0 && metrics.loss == metrics.losses[0].value);
    assert_int_equal(metrics.n_metrics, 1);
    assert_string_equal(metrics.metrics[0].name, "kind.accuracy");
    ae_model_free(m);
}

/* Given validation rows, then each epoch's record has the heads' metrics, and `stop` can watch one: it ends with the weights
 * of the epoch that had the highest accuracy first. */
static void history_has_accuracy_and_stop_watches_it(void **state)
{
    ae_epoch_record history[6];
    ae_model *m = trained(&(way){ .threads = 1, .optimizer = "adam lr=0.05 | stop patience=6 on=kind.accuracy" }, history);
    ae_model *best;
    size_t at_best = 0;
    (void)state;
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(history[i].n_metrics, 4);
        assert_string_equal(history[i].metrics[2].name, "kind.accuracy");
        at_best = history[i].metrics[2].value > history[at_best].metrics[2].value ? i : at_best;
    }
    best = trained(&(way){ .threads = 1, .optimizer = "adam lr=0.05", .steps = 2 * (at_best + 1) }, NULL);
    for (size_t i = 0; i < 9; i++)
        assert_true(at(m, "kind-dense1.weight", i) == at(best, "kind-dense1.weight", i));
    ae_model_free(m);
    ae_model_free(best);
}

/* ---- labels as they lie ---- */

static ae_model *trained_with(ae_array label)
{
    ae_model *m = make_model("input 6 | dense 3 | code | head size | dense 1", 1);
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    rows.labels = label;
    o.epochs = 2;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

/* Given numbers as labels, then they may be bytes that lie apart and have a scale, as inputs may. */
static void numbers_may_have_a_scale(void **state)
{
    static unsigned char bytes[ROWS * 3];
    static float quarters[ROWS];
    (void)state;
    for (size_t i = 0; i < ROWS; i++) {
        bytes[3 * i] = (unsigned char)(i % 7);
        quarters[i] = (float)(i % 7) / 4;
    }
    ae_model *a = trained_with((ae_array){ .data = quarters, .width = 1 });
    ae_model *b = trained_with((ae_array){ .data = bytes, .width = 1, .stride = 3, .scale = 4, .dtype = AE_U8 });
    assert_same_model(a, b);
    ae_model_free(a);
    ae_model_free(b);
}

/* ---- parts of the net ---- */

static void assert_trained_only(const char *policy, const char *moves)
{
    char text[100] = "adam lr=0.01 | ";
    strcat(text, policy);
    ae_model *fresh = make_model(net, 3), *m = trained(&(way){ .threads = 1, .optimizer = text }, NULL);
    ae_tensor_info a = AE_TENSOR_INFO_INIT, b = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&a, m, i, NULL) == AE_OK; i++) {
        ae_model_get_tensor(&b, fresh, i, NULL);
        const bool same = memcmp(a.data, b.data, sizeof(float)) == 0, wanted = strncmp(a.name, moves, strlen(moves)) != 0;
        if (same != wanted)
            fail_msg("%s: %s %s", policy, a.name, same ? "stays" : "moves");
    }
    ae_model_free(fresh);
    ae_model_free(m);
}

/* Given `only` or `freeze` with the names of parts of the net, then just that is trained. */
static void parts_are_trained_by_name(void **state)
{
    (void)state;
    assert_trained_only("only kind", "kind-");
    assert_trained_only("only size-dense2", "size-dense2");
    assert_trained_only("freeze encoder,decoder,kind", "size-");
    assert_trained_only("only kind,size | freeze size", "kind-");
}

/* ---- what is refused ---- */

static void assert_refused(const char *net_, const ae_rows *rows, const char *optimizer, ae_status status, const char *text)
{
    ae_model *m = make_model(net_, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e = { .text = "taken" };
    o.optimizer = optimizer;
    o.epochs = 1;
    const ae_status got = ae_model_fit(m, rows, &o, &e);
    if (got != status || !strstr(e.text, text))
        fail_msg("%s: %s", ae_status_name(got), e.text);
    ae_model_free(m);
}

/* Given labels that cannot be, then one error says which and why, before anything is trained. */
static void wrong_labels_are_refused(void **state)
{
    static const char one[] = "input 6 | dense 3 | code | head kind | dense 3 act=softmax";
    static const float beyond[] = { 0, 1, 3, 1 }, classes[] = { 0, 1, 2, 1 }, infinite[] = { 0, 1, 2, 1, INFINITY, 0, 0, 0 };
    ae_rows rows = AE_ROWS_F32(data, 4, WIDTH);
    (void)state;
    assert_refused(one, &rows, NULL, AE_EARGUMENT, "the model has heads, which need labels: set ae_rows.labels");
    rows.labels = (ae_array){ .data = beyond, .width = 1 };
    assert_refused(one, &rows, NULL, AE_EDATA, "labels: row 3, column 1 is 3; the head has 3 classes, 0 to 2");
    rows.labels = (ae_array){ .data = infinite, .width = 2 };
    assert_refused(one, &rows, NULL, AE_EWIDTH, "labels: the rows have 2 columns, the model takes 1");
    assert_refused("input 6 | dense 3 | code | head size | dense 2", &rows, NULL, AE_ENONFINITE,
                   "labels: row 3, column 1 is infinite");
    rows.labels = (ae_array){ .data = classes, .width = 1, .scale = 2 };
    assert_refused(one, &rows, NULL, AE_EDATA, "labels: scale is 2; class numbers must have the scale 1");
    rows.labels.scale = 0;
    assert_refused(one, &rows, "adam | only kinds", AE_EWORD,
                   "unknown layer or tensor with weights \"kinds\"; did you mean \"kind\"?");
    assert_refused(one, &rows, "adam | stop on=kind.acuracy", AE_EWORD, "did you mean \"kind.accuracy\"?");
    assert_refused(one, &rows, "adam | stop on=kind.accuracy", AE_EOPTION, "needs validation rows");
    assert_refused(one, &rows, "adam | freeze encoder,kind", AE_EVALUE, "freeze: nothing is left to be trained");
}

/* Given a policy that watches the accuracy, and validation rows without a single label, then the training ends with an error
 * that says so; without such a policy it goes on. */
static void a_metric_without_labels_is_not_watched(void **state)
{
    static const char one[] = "input 6 | dense 3 | code | decoder mirror | head kind | dense 3 act=softmax";
    static const char *const watching[] = { "adam | stop on=kind.accuracy", "adam | target loss=0.9 on=kind.accuracy",
                                            "adam | plateau on=kind.accuracy" };
    static const float none[] = { NAN, NAN, NAN }, classes[] = { 0, 1, 2 };
    ae_rows rows = AE_ROWS_F32(data, 3, WIDTH), valid = rows;
    ae_model *m = make_model(one, 1);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_error e;
    (void)state;
    rows.labels = (ae_array){ .data = classes, .width = 1 };
    valid.labels = (ae_array){ .data = none, .width = 1 };
    o.valid = &valid;
    o.epochs = 2;
    for (size_t i = 0; i < 3; i++) {
        o.optimizer = watching[i];
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
        assert_string_equal(e.text, "validation: no row has a label for kind.accuracy, which a policy watches");
    }
    o.optimizer = "adam | stop";
    must(ae_model_fit(m, &rows, &o, &e), &e);
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_is_the_one_by_hand),
        cmocka_unit_test(every_way_gives_the_same_bits),
        cmocka_unit_test(a_checkpoint_goes_on),
        cmocka_unit_test(evaluate_measures_heads),
        cmocka_unit_test(no_label_is_no_accuracy),
        cmocka_unit_test(history_has_accuracy_and_stop_watches_it),
        cmocka_unit_test(without_a_decoder_only_heads_are_measured),
        cmocka_unit_test(numbers_may_have_a_scale),
        cmocka_unit_test(parts_are_trained_by_name),
        cmocka_unit_test(wrong_labels_are_refused),
        cmocka_unit_test(a_metric_without_labels_is_not_watched),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
