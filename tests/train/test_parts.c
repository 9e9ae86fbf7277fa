/* Batches in pieces: one after the other (`accumulate`), on several machines, or both. The bits are those of the whole. */
#include "../help.h"
#include "../io/folder.h"
#include "ranks.h"
#include <stdatomic.h>

enum { ROWS = 230, BATCH = 200, WIDTH = 24, EPOCHS = 2 };
static float data[ROWS * WIDTH], weights[ROWS];

static int fill(void **state)
{
    (void)state;
    curve(data, ROWS, WIDTH);
    for (size_t i = 0; i < ROWS; i++)
        weights[i] = (float)(i % 4) / 2;
    return 0;
}

static ae_rows rows_of(bool weighted)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    rows.weights = weighted ? weights : NULL;
    return rows;
}

/* Between them: weights with several writers, gradients that are no sums over rows, draws, convolutions. */
static const char *const nets[] = {
    "input 24 | dense 7 act=tanh | dense 3 | code | decoder mirror",
    "input 24 | dropout 0.2 | dense 8 act=tanh | noise gaussian sd=0.1 | dense 5 act=sigmoid | code "
    "| decoder mirror tied=yes | penalty l1 on=weights weight=0.001 | penalty l2 on=dense1 weight=0.01 | penalty "
    "contractive weight=0.1",
    "input 24 | dense 8 act=tanh | code | dense 24 | loss huber | loss mae weight=0.1 | penalty contractive weight=0.1",
    "input 24 | dense 8 act=tanh | gaussian 3 | code | decoder mirror | loss sse | loss kl_normal weight=0.5 free_bits=0.1",
    "input 1x4x6 | conv2d 3 kernel=3 pad=1 act=relu | maxpool2d 2 | flatten | layernorm | dense 4 | code | dense 24",
};
enum { NETS = sizeof nets / sizeof *nets };

static void assert_same_weights(const ae_model *a, const ae_model *b)
{
    ae_tensor_info x = AE_TENSOR_INFO_INIT, y = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&x, a, i, NULL) == AE_OK; i++) {
        size_t n = 1;
        assert_int_equal(ae_model_get_tensor(&y, b, i, NULL), AE_OK);
        for (size_t d = 0; d < x.rank; d++)
            n *= x.shape[d];
        if (memcmp(x.data, y.data, n * sizeof(float)) != 0)
            fail_msg("%s differs", x.name);
    }
}

/* ---- one part ---- */

static ae_model *trained(const char *net, const char *text, uint64_t threads, bool weighted)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(weighted);
    ae_model *m = make_model(net, 3);
    ae_error e;
    o.optimizer = text;
    o.batch = BATCH;
    o.epochs = EPOCHS;
    o.threads = threads;
    must(ae_model_fit(m, &rows, &o, &e), &e);
    return m;
}

/* Given batches in 2, 3, 4 or up to 1000 pieces, the epoch's last batch being short; then the weights are those of whole
 * batches, with any number of threads. */
static void pieces_have_the_bits_of_the_whole(void **state)
{
    static const char *const pieces[] = { "2", "3", "4", "1000" };
    static const char policies[] = "adam lr=0.01 | clip norm=0.1 | ema 0.9 | schedule cosine";
    (void)state;
    for (size_t net = 0; net < NETS; net++)
        for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
            char text[200];
            strcpy(text, policies);
            strcat(strcat(text, " | accumulate "), pieces[i]);
            ae_model *whole = trained(nets[net], policies, 1, i % 2), *in_pieces = trained(nets[net], text, 1 + i, i % 2);
            assert_same_weights(whole, in_pieces);
            ae_model_free(whole);
            ae_model_free(in_pieces);
        }
}

#define WARM "adam lr=0.01 | warmup on=l1 steps=3 | warmup on=contractive steps=4 from=0.5 | warmup on=mse steps=2"

/* Some of these losses have gradients that are no sums over rows, and are made once all pieces are there. */
static void the_weights_of_losses_rise_in_every_piece(void **state)
{
    (void)state;
    ae_model *whole = trained(nets[1], WARM, 1, true), *in_pieces = trained(nets[1], WARM " | accumulate 4", 2, true);
    assert_same_weights(whole, in_pieces);
    ae_model_free(whole);
    ae_model_free(in_pieces);
}

/* Given four pieces; then training takes less memory, and just what it says. */
static void pieces_take_less_memory(void **state)
{
    size_t bytes[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        heap h = { 0 };
        const ae_allocator counting = { heap_alloc, heap_free, &h };
        ae_model_options options = AE_MODEL_OPTIONS_INIT;
        ae_fit_options o = AE_FIT_OPTIONS_INIT;
        const ae_rows rows = rows_of(false);
        ae_model *m;
        ae_error e;
        options.allocator = &counting;
        o.optimizer = i ? "sgd | accumulate 4" : "sgd";
        o.batch = BATCH;
        must(ae_model_create(&m, "input 24 | dense 400 act=tanh | dense 2 | code | decoder mirror", &options, &e), &e);
        must(ae_fit_memory(&bytes[i], m, &rows, &o, &e), &e);
        h.peak = h.held;
        must(ae_model_fit(m, &rows, &o, &e), &e);
        assert_int_equal(h.peak, bytes[i]);
        ae_model_free(m);
    }
    assert_true(bytes[1] < bytes[0] - bytes[0] / 4);
}

/* Given a value that no training can go on with, in the third of four pieces; then the error names its row and column. */
static void a_row_of_any_piece_is_blamed(void **state)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(false);
    ae_model *m = make_model(nets[0], 3);
    ae_error e;
    float kept = data[150 * WIDTH + 4];
    (void)state;
    o.optimizer = "sgd | accumulate 4";
    o.flags = AE_FIT_KEEP_ORDER;
    data[150 * WIDTH + 4] = 3e30f;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EDATA);
    assert_int_equal(e.line, 151);
    assert_int_equal(e.column, 5);
    data[150 * WIDTH + 4] = kept;
    ae_model_free(m);
}

/* ---- several parts ---- */

typedef struct job {
    const char *net, *text;
    bool weighted, valid;
    uint64_t threads, batch;
    uint64_t other_seed; /* added by part 1 */
    ae_read_fn read;
    size_t stop_at;         /* the step at which part 1 is told to stop; 0 = never */
    const char *checkpoint; /* written after every second step */
    ae_model *model[RANKS_MAX];
    ae_status status[RANKS_MAX];
    ae_fit_report report[RANKS_MAX];
    ae_error error[RANKS_MAX];
} job;

typedef struct seat { /* what a part's callbacks see */
    job *job;
    size_t number;
} seat;

static int on_step(void *user, const ae_progress *p)
{
    const seat *s = user;
    return s->number == 1 && p->step == s->job->stop_at;
}

static void train_part(void *user, rank *r)
{
    job *j = user;
    seat here = { j, r->number };
    ae_rows rows = rows_of(j->weighted), valid = rows_of(j->weighted);
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    valid.n = 77;
    if (j->read) {
        rows.input.data = NULL;
        rows.read = j->read;
        rows.user = &here;
    }
    o.optimizer = j->text;
    o.batch = j->batch ? j->batch : BATCH;
    o.epochs = EPOCHS;
    o.threads = j->threads;
    o.seed = r->number == 1 ? j->other_seed : 0;
    o.valid = j->valid ? &valid : NULL;
    o.on_step = on_step;
    o.checkpoint = j->checkpoint;
    o.checkpoint_steps = 2;
    o.user = &here;
    j->report[r->number] = (ae_fit_report)AE_FIT_REPORT_INIT;
    o.report = &j->report[r->number];
    o.exchange = rank_exchange;
    o.exchange_user = r;
    o.part = r->number;
    o.parts = r->hub->ranks;
    j->status[r->number] = ae_model_fit(j->model[r->number], &rows, &o, &j->error[r->number]);
}

static void train_parts(job *j, size_t ranks, size_t dying, size_t dies_at)
{
    for (size_t i = 0; i < ranks; i++)
        j->model[i] = make_model(j->net, 3);
    ranks_run(ranks, train_part, j, dying, dies_at);
}

static void free_models(job *j, size_t ranks)
{
    for (size_t i = 0; i < ranks; i++)
        ae_model_free(j->model[i]);
}

static void assert_parts_agree(job *j)
{
    static const size_t ranks[] = { 2, 3, 4, 8 };
    job alone = *j;
    train_parts(&alone, 1, 0, 0);
    must(alone.status[0], &alone.error[0]);
    for (size_t n = 0; n < sizeof ranks / sizeof *ranks; n++) {
        train_parts(j, ranks[n], 0, 0);
        for (size_t i = 0; i < ranks[n]; i++) {
            must(j->status[i], &j->error[i]);
            assert_same_model(j->model[i], alone.model[0]);
            assert_true(j->report[i].last_loss == alone.report[0].last_loss);
            assert_true(j->report[i].best_loss == alone.report[0].best_loss);
        }
        free_models(j, ranks[n]);
    }
    free_models(&alone, 1);
}

/* Given 2, 3, 4 and 8 parts, with 1 or 2 threads each; then every part has the file of one part. */
static void parts_give_the_same_file(void **state)
{
    (void)state;
    for (size_t net = 0; net < NETS; net++)
        for (uint64_t threads = 1; threads <= 2; threads++) {
            job j = { .net = nets[net],
                      .text = threads == 1 ? "adam lr=0.01" : "sgd momentum=0.9 | clip norm=1 | accumulate 5",
                      .weighted = threads == 1,
                      .threads = threads };
            assert_parts_agree(&j);
        }
}

static void policies_see_the_same_on_all_parts(void **state)
{
    job j = { .net = nets[1],
              .text = "adam lr=0.05 | ema 0.9 | plateau patience=1 | stop patience=1 min_delta=0.1 | guard back=yes",
              .weighted = true,
              .valid = true,
              .threads = 1 };
    (void)state;
    assert_parts_agree(&j);
}

static void the_weights_of_losses_rise_on_all_parts(void **state)
{
    job j = { .net = nets[1], .text = WARM, .weighted = true, .threads = 1 };
    (void)state;
    assert_parts_agree(&j);
}

/* Given batches that are smaller than a block for each part; then some parts have nothing to do, and the file is the same.
 */
static void small_batches_leave_parts_idle(void **state)
{
    job j = { .net = nets[1], .text = "adam", .threads = 1, .batch = 40 };
    (void)state;
    assert_parts_agree(&j);
}

/* ---- rows of others ---- */

static atomic_size_t asked[ROWS];

static int read_rows(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    (void)user;
    for (size_t i = 0; i < n; i++) {
        memcpy(to->input + i * WIDTH, data + rows[i] * WIDTH, WIDTH * sizeof *data);
        atomic_fetch_add(&asked[rows[i]], 1);
    }
    return 0;
}

/* Given rows from a callback; then each row is asked for once an epoch, by one of the parts. */
static void a_part_asks_for_its_rows_only(void **state)
{
    job j = { .net = nets[0], .text = "adam | accumulate 6", .threads = 1, .read = read_rows };
    (void)state;
    memset(asked, 0, sizeof asked);
    train_parts(&j, 4, 0, 0);
    for (size_t i = 0; i < 4; i++)
        must(j.status[i], &j.error[i]);
    for (size_t i = 0; i < ROWS; i++)
        assert_int_equal(asked[i], EPOCHS);
    free_models(&j, 4);
}

/* ---- batches as layers see them ---- */

static const char norm[] = "input 24 | dense 8 | batchnorm | act relu | dense 3 act=sigmoid | code | decoder mirror "
                           "| penalty kl_sparse on=code weight=0.01";

/* Given layers that look at a batch's other rows, and as many pieces as parts, or more; then the number of parts changes
 * nothing. */
static void mixing_layers_see_pieces(void **state)
{
    job j = { .net = norm, .text = "adam lr=0.01 | accumulate 8", .weighted = true, .threads = 1, .batch = 230 };
    (void)state;
    assert_parts_agree(&j);
}

static void mixing_layers_need_as_many_pieces_as_parts(void **state)
{
    job j = { .net = norm, .text = "adam lr=0.01 | accumulate 2", .threads = 1 };
    (void)state;
    train_parts(&j, 3, 0, 0);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(j.status[i], AE_EOPTION);
        assert_non_null(strstr(j.error[i].text, "accumulate 3"));
    }
    free_models(&j, 3);
}

/* ---- endings ---- */

/* Given one part that is told to stop; then all stop after the step that follows, with the same weights. */
static void parts_stop_together(void **state)
{
    job j = { .net = nets[0], .text = "adam", .threads = 1, .batch = 40, .stop_at = 4 };
    (void)state;
    train_parts(&j, 3, 0, 0);
    for (size_t i = 0; i < 3; i++) {
        must(j.status[i], &j.error[i]);
        assert_int_equal(j.report[i].steps, 5);
        assert_int_equal(j.report[i].stopped, AE_STOP_CALLBACK);
        assert_same_model(j.model[i], j.model[0]);
    }
    free_models(&j, 3);
}

static int read_and_fail(void *user, const ae_read_buffers *to, const uint32_t *rows, size_t n)
{
    const seat *s = user;
    return s->number == 1 ? 5 : read_rows(user, to, rows, n);
}

/* Given rows that one part cannot read; then that part says so, and the others end, too. */
static void a_part_that_fails_ends_the_others(void **state)
{
    job j = { .net = nets[0], .text = "adam", .threads = 1, .read = read_and_fail };
    (void)state;
    train_parts(&j, 3, 0, 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(j.status[i], AE_EHOST);
    assert_non_null(strstr(j.error[1].text, "the callback that reads rows returned 5"));
    assert_non_null(strstr(j.error[0].text, "part 1 of 3 has failed"));
    free_models(&j, 3);
}

/* Given a part that dies at any of the first exchanges; then the others return AE_EHOST, with finite weights. */
static void a_part_that_dies_ends_the_others(void **state)
{
    (void)state;
    for (size_t at = 1; at < 9; at++) {
        job j = { .net = nets[0], .text = "adam", .threads = 1 };
        train_parts(&j, 3, 1, at);
        assert_int_equal(j.status[0], AE_EHOST);
        assert_int_equal(j.status[2], AE_EHOST);
        assert_same_model(j.model[0], j.model[2]);
        free_models(&j, 3);
    }
}

/* Given a part with another seed; then all say that they do not train the same. */
static void parts_must_be_alike(void **state)
{
    job j = { .net = nets[0], .text = "adam", .threads = 1, .other_seed = 1 };
    (void)state;
    train_parts(&j, 2, 0, 0);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(j.status[i], AE_EOPTION);
    assert_non_null(strstr(j.error[0].text, "part 1 of 2 does not train what part 0 does"));
    free_models(&j, 2);
}

/* Given a value that no training can go on with; then the part that has its row names it, and the others end as well. */
static void the_part_with_the_row_blames_it(void **state)
{
    job j = { .net = nets[0], .text = "sgd", .threads = 1 };
    float kept = data[100 * WIDTH + 4];
    size_t blamed = 0;
    (void)state;
    data[100 * WIDTH + 4] = 3e30f;
    train_parts(&j, 4, 0, 0);
    data[100 * WIDTH + 4] = kept;
    for (size_t i = 0; i < 4; i++) {
        assert_true(j.status[i] == AE_EDATA || j.status[i] == AE_EDIVERGED);
        if (j.status[i] == AE_EDATA)
            blamed += j.error[i].line == 101 && j.error[i].column == 5;
    }
    assert_int_equal(blamed, 1);
    free_models(&j, 4);
}

/* Given a training with a checkpoint, of which a part dies at some exchange; when it goes on with another number of parts;
 * then it ends with the file of one that was not disturbed. */
static void a_checkpoint_goes_on_with_any_number_of_parts(void **state)
{
    static const size_t ranks[] = { 2, 1, 4, 3 };
    folder f = make_folder();
    char path[128];
    job whole = {
        .net = nets[1], .text = "adam | ema 0.9 | accumulate 3", .weighted = true, .valid = true, .threads = 1, .batch = 40
    };
    (void)state;
    put_path(path, &f, "parts.ck");
    train_parts(&whole, 1, 0, 0);
    must(whole.status[0], &whole.error[0]);
    for (size_t dies_at = 1; dies_at < 40; dies_at += 6) {
        job broken = whole, resumed = whole;
        broken.checkpoint = resumed.checkpoint = path;
        train_parts(&broken, 3, 1, dies_at);
        assert_int_equal(broken.status[0], AE_EHOST);
        free_models(&broken, 3);
        size_t n = ranks[dies_at / 6 % 4];
        train_parts(&resumed, n, 0, 0);
        for (size_t i = 0; i < n; i++) {
            must(resumed.status[i], &resumed.error[i]);
            assert_same_model(resumed.model[i], whole.model[0]);
        }
        free_models(&resumed, n);
        remove_folder(&f);
        f = make_folder();
        put_path(path, &f, "parts.ck");
    }
    free_models(&whole, 1);
    remove_folder(&f);
}

/* Given a checkpoint that cannot be written; then the first part says so, and the others end before the first step. */
static void the_first_part_writes_the_checkpoint(void **state)
{
    job j = { .net = nets[0], .text = "adam", .threads = 1, .checkpoint = "/nowhere/to be found" };
    (void)state;
    train_parts(&j, 3, 0, 0);
    assert_int_equal(j.status[0], AE_EIO);
    for (size_t i = 1; i < 3; i++) {
        assert_int_equal(j.status[i], AE_EHOST);
        assert_int_equal(j.report[i].steps, 0);
    }
    free_models(&j, 3);
}

/* Given a NaN; then the part that looks at its row names it, and the others end before the first step. */
static void each_part_looks_at_its_share(void **state)
{
    job j = { .net = nets[0], .text = "adam", .threads = 1 };
    float kept = data[229 * WIDTH + 2];
    size_t found = 0;
    (void)state;
    data[229 * WIDTH + 2] = NAN;
    train_parts(&j, 3, 0, 0);
    data[229 * WIDTH + 2] = kept;
    for (size_t i = 0; i < 3; i++) {
        assert_true(j.status[i] == AE_ENONFINITE || j.status[i] == AE_EHOST);
        assert_int_equal(j.report[i].steps, 0);
        found += j.status[i] == AE_ENONFINITE && j.error[i].line == 230 && j.error[i].column == 3;
    }
    assert_int_equal(found, 1);
    free_models(&j, 3);
}

static void options_are_checked(void **state)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    const ae_rows rows = rows_of(false);
    ae_model *m = make_model(nets[0], 3);
    ae_error e;
    (void)state;
    o.parts = 2;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EOPTION);
    assert_string_equal(e.text, "parts is 2, but there is no `exchange` that links them");
    o.part = 2;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EOPTION);
    assert_string_equal(e.text, "part is 2; with 2 parts it must be at most 1");
    o.parts = 0;
    assert_int_equal(ae_model_fit(m, &rows, &o, &e), AE_EOPTION);
    assert_string_equal(e.text, "part is 2, but parts is 0: there is only this part");
    ae_model_free(m);
}

/* ---- trainers ---- */

typedef struct loop {
    size_t parts;
    ae_model *model[2];
} loop;

static void make_steps(void *user, rank *r)
{
    loop *l = user;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    ae_trainer *t;
    ae_error e;
    o.optimizer = "adam lr=0.01 | ema 0.9 | stop patience=2 | guard back=yes";
    o.batch = BATCH;
    o.steps_per_epoch = 3;
    o.exchange = rank_exchange;
    o.exchange_user = r;
    o.part = r->number;
    o.parts = l->parts;
    must(ae_trainer_create(&t, l->model[r->number], &o, &e), &e);
    for (size_t i = 0; i < 12; i++) {
        ae_rows rows = AE_ROWS_F32(data + i * WIDTH, BATCH - 10 * i, WIDTH);
        rows.first = i;
        must(ae_trainer_step(NULL, t, &rows, &e), &e);
    }
    ae_trainer_free(t);
}

/* Given trainers of two parts that make the same steps; then both have the weights of one alone. */
static void trainers_may_be_parts(void **state)
{
    ae_model *m[3];
    (void)state;
    for (size_t i = 0; i < 3; i++)
        m[i] = make_model(nets[1], 3);
    loop alone = { 1, { m[0] } }, both = { 2, { m[1], m[2] } };

    ranks_run(1, make_steps, &alone, 0, 0);
    ranks_run(2, make_steps, &both, 0, 0);

    assert_same_model(m[0], m[1]);
    assert_same_model(m[0], m[2]);
    for (size_t i = 0; i < 3; i++)
        ae_model_free(m[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_have_the_bits_of_the_whole),
        cmocka_unit_test(the_weights_of_losses_rise_in_every_piece),
        cmocka_unit_test(pieces_take_less_memory),
        cmocka_unit_test(a_row_of_any_piece_is_blamed),
        cmocka_unit_test(parts_give_the_same_file),
        cmocka_unit_test(policies_see_the_same_on_all_parts),
        cmocka_unit_test(the_weights_of_losses_rise_on_all_parts),
        cmocka_unit_test(small_batches_leave_parts_idle),
        cmocka_unit_test(a_part_asks_for_its_rows_only),
        cmocka_unit_test(mixing_layers_see_pieces),
        cmocka_unit_test(mixing_layers_need_as_many_pieces_as_parts),
        cmocka_unit_test(parts_stop_together),
        cmocka_unit_test(a_part_that_fails_ends_the_others),
        cmocka_unit_test(a_part_that_dies_ends_the_others),
        cmocka_unit_test(parts_must_be_alike),
        cmocka_unit_test(the_part_with_the_row_blames_it),
        cmocka_unit_test(a_checkpoint_goes_on_with_any_number_of_parts),
        cmocka_unit_test(the_first_part_writes_the_checkpoint),
        cmocka_unit_test(each_part_looks_at_its_share),
        cmocka_unit_test(trainers_may_be_parts),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests_name("parts", tests, fill, NULL);
}
