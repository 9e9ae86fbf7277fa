/* ae_fit_options.valid_fraction: which rows are held out, that they are never trained on, and what is said of bad numbers.
 */
#include "support.h"

enum { EPOCHS = 3, BATCH = 150, SEED = 11 };

typedef struct fitted {
    ae_model *model;
    ae_epoch_record history[EPOCHS];
} fitted;

static fitted fit(const ae_rows *rows, const ae_rows *valid, double fraction, size_t threads)
{
    fitted f = { .model = make_model(spec, 1) };
    ae_fit_options o = { .size = sizeof o,
                         .batch = BATCH,
                         .epochs = EPOCHS,
                         .seed = SEED,
                         .threads = threads,
                         .valid = valid,
                         .valid_fraction = fraction,
                         .history = f.history,
                         .history_capacity = EPOCHS };
    ae_error e;
    must(ae_model_fit(f.model, rows, &o, &e), &e);
    for (size_t i = 0; i < EPOCHS; i++)
        f.history[i].seconds = 0; /* time alone may differ */
    return f;
}

static void assert_same(const fitted *a, const fitted *b)
{
    assert_same_model(a->model, b->model);
    assert_memory_equal(a->history, b->history, sizeof a->history);
}

/* ---- which rows ---- */

typedef struct lists {
    uint32_t train[ROWS], valid[ROWS];
    size_t n_train, n_valid;
} lists;

/* The places that a permutation of all brings to the front are held out; both lists keep the order of the rows. The pass of
 * the permutation is one that no epoch has. */
static void deal(lists *l, const uint32_t *pick, size_t n, size_t share)
{
    static uint32_t order[ROWS];
    *l = (lists){ .n_train = 0 };
    ae_permute(order, 0, n, (uint32_t)n, SEED, UINT32_MAX);
    for (uint32_t i = 0; i < n; i++) {
        bool held = false;
        for (size_t j = 0; j < share; j++)
            held |= order[j] == i;
        uint32_t row = pick ? pick[i] : i;
        if (held)
            l->valid[l->n_valid++] = row;
        else
            l->train[l->n_train++] = row;
    }
}

static const struct {
    size_t rows;
    double fraction;
    size_t share;
} shares[] = {
    { ROWS, 0.1, 60 }, { ROWS, 0.2501, 150 }, { ROWS, 0.999, 599 }, { ROWS, 0.9999999, 599 },
    { ROWS, 1e-9, 1 }, { ROWS, 5e-324, 1 },   { 2, 0.5, 1 },        { 2, 0.9, 1 },
    { 3, 0.5, 2 },     { 7, 0.5, 4 },
};

/* Given a fraction; then the fit is that of two lists of picked rows, which hold the rounded shares, at least one row each.
 */
static void a_fraction_is_two_lists_of_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++) {
        lists l;
        ae_rows rows = memory, train, valid;
        rows.n = shares[i].rows;
        deal(&l, NULL, rows.n, shares[i].share);
        train = valid = rows;
        train.pick = l.train;
        train.picks = l.n_train;
        valid.pick = l.valid;
        valid.picks = l.n_valid;
        fitted a = fit(&rows, NULL, shares[i].fraction, 1), b = fit(&train, &valid, 0, 1);
        assert_same(&a, &b);
        ae_model_free(a.model);
        ae_model_free(b.model);
    }
}

/* The same for rows that are picked themselves, have targets and weights, overlap, or come from a callback; for any number
 * of threads. */
static void all_that_rows_can_be_is_kept(void **state)
{
    static uint32_t pick[ROWS];
    static float weights[ROWS];
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++) {
        pick[i] = i * 391 % ROWS;
        weights[i] = 1 + (float)(i % 5);
    }
    for (int i = 0; i < 16; i++) {
        lists l;
        ae_rows rows = memory, train, valid;
        size_t count = 0;
        host h;
        rows.n = ROWS - 64;
        rows.input.stride = i & 1 ? WIDTH * sizeof *data - 32 : 0; /* floats 8 further on each */
        rows.target = i & 2 ? floats(targets) : rows.target;
        rows.weights = i & 4 ? weights : NULL;
        rows.pick = i & 8 ? pick + 30 : NULL;
        rows.picks = i & 8 ? 400 : 0;
        if (i & 8)
            rows.n = ROWS;
        deal(&l, rows.pick, i & 8 ? 400 : rows.n, i & 8 ? 80 : 107);
        train = valid = rows;
        train.pick = l.train;
        train.picks = l.n_train;
        valid.pick = l.valid;
        valid.picks = l.n_valid;
        fitted a = fit(&rows, NULL, 0.2, 1), b = fit(&train, &valid, 0, 2), c = fit(&rows, NULL, 0.2, 3);
        assert_same(&a, &b);
        assert_same(&a, &c);
        ae_rows brought = from_host(&h, &rows, &count);
        brought.input.stride = 0;
        fitted d = fit(&brought, NULL, 0.2, 2);
        if (!(i & 1)) /* a host's rows do not overlap */
            assert_same(&a, &d);
        assert_int_equal(h.beyond, 0);
        ae_model_free(a.model);
        ae_model_free(b.model);
        ae_model_free(c.model);
        ae_model_free(d.model);
    }
}

/* Given rows of which one that is held out is changed; then the weights are the same, and only the loss of validation is
 * another. Each other row matters. */
static void held_rows_are_never_trained_on(void **state)
{
    static float changed[ROWS * WIDTH];
    lists l;
    ae_rows rows = AE_ROWS_F32(changed, ROWS, WIDTH);
    (void)state;
    deal(&l, NULL, ROWS, 60);
    fitted a = fit(&memory, NULL, 0.1, 1);
    for (int held = 0; held <= 1; held++) {
        memcpy(changed, data, sizeof data);
        changed[(held ? l.valid[7] : l.train[7]) * WIDTH] += 1;
        fitted b = fit(&rows, NULL, 0.1, 1);
        ae_tensor_info x = AE_TENSOR_INFO_INIT, y = AE_TENSOR_INFO_INIT;
        assert_int_equal(ae_model_get_tensor(&x, a.model, 0, NULL), AE_OK);
        assert_int_equal(ae_model_get_tensor(&y, b.model, 0, NULL), AE_OK);
        assert_int_equal(memcmp(x.data, y.data, WIDTH * WIDTH * sizeof *x.data) == 0, held);
        assert_int_equal(a.history[0].loss == b.history[0].loss, held);
        assert_true(a.history[0].valid_loss != b.history[0].valid_loss);
        ae_model_free(b.model);
    }
    ae_model_free(a.model);
}

/* The seed chooses the rows: two seeds hold out others. */
static void the_seed_chooses(void **state)
{
    double loss[3];
    (void)state;
    for (uint64_t i = 0; i < 3; i++) {
        ae_epoch_record record;
        ae_fit_options o = { .size = sizeof o,
                             .optimizer = "sgd lr=0", /* so only the rows matter */
                             .epochs = 1,
                             .seed = i / 2,
                             .valid_fraction = 0.1,
                             .history = &record,
                             .history_capacity = 1 };
        ae_model *m = make_model(spec, 1);
        ae_error e;
        must(ae_model_fit(m, &memory, &o, &e), &e);
        loss[i] = record.valid_loss;
        ae_model_free(m);
    }
    assert_true(loss[0] == loss[1] && loss[1] != loss[2]);
}

/* ---- memory ---- */

/* Given a fraction; then fit holds at most what ae_fit_memory tells, which is more than without. */
static void its_memory_is_foretold(void **state)
{
    static const double fractions[] = { 0, 0.2, 0.999 };
    size_t told[3];
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        heap h = { 0 };
        ae_allocator counting = { heap_alloc, heap_free, &h };
        ae_model_options mo = { .size = sizeof mo, .allocator = &counting };
        ae_fit_options o = { .size = sizeof o, .batch = BATCH, .epochs = 1, .valid_fraction = fractions[i] };
        ae_model *m;
        ae_error e;
        must(ae_model_create(&m, spec, &mo, &e), &e);
        must(ae_fit_memory(&told[i], m, &memory, &o, &e), &e);
        h.peak = h.held;
        must(ae_model_fit(m, &memory, &o, &e), &e);
        assert_true(h.peak <= told[i]);
        assert_true(told[i] < h.peak + 65536); /* and not much less */
        ae_model_free(m);
        assert_int_equal(h.held, 0);
    }
    assert_true(told[1] > told[0]);
}

/* ---- the lists by themselves ---- */

/* Given rows and a share; then ae_rows_split gives the two lists that a fit makes of them, and leaves all else as it is. */
static void a_host_gets_the_lists_of_a_fit(void **state)
{
    static uint32_t numbers[ROWS], pick[ROWS];
    (void)state;
    for (uint32_t i = 0; i < ROWS; i++)
        pick[i] = i * 391 % ROWS;
    for (size_t i = 0; i < 2 * sizeof shares / sizeof *shares; i++) {
        const uint32_t *given = i % 2 ? pick : NULL;
        lists l;
        ae_rows rows = memory, train = AE_ROWS_INIT, valid = AE_ROWS_INIT;
        ae_error e;
        rows.pick = given;
        rows.picks = given ? shares[i / 2].rows : 0;
        rows.n = given ? ROWS : shares[i / 2].rows;
        deal(&l, given, shares[i / 2].rows, shares[i / 2].share);
        must(ae_rows_split(&train, &valid, numbers, &rows, shares[i / 2].fraction, SEED, &e), &e);
        assert_int_equal(train.picks, l.n_train);
        assert_int_equal(valid.picks, l.n_valid);
        assert_memory_equal(train.pick, l.train, l.n_train * sizeof *l.train);
        assert_memory_equal(valid.pick, l.valid, l.n_valid * sizeof *l.valid);
        train.pick = valid.pick = rows.pick;
        train.picks = valid.picks = rows.picks;
        assert_memory_equal(&train, &rows, sizeof rows);
        assert_memory_equal(&valid, &rows, sizeof rows);
    }
}

static void what_cannot_be_split_is_told(void **state)
{
    static uint32_t numbers[ROWS];
    static const double fractions[] = { 0, 1, -0.5, NAN };
    ae_rows train = AE_ROWS_INIT, valid = AE_ROWS_INIT, one = memory, none = memory;
    ae_error e;
    (void)state;
    one.n = 1;
    none.n = 0;
    for (size_t i = 0; i < sizeof fractions / sizeof *fractions; i++)
        assert_int_equal(ae_rows_split(&train, &valid, numbers, &memory, fractions[i], 1, &e), AE_EOPTION);
    assert_int_equal(ae_rows_split(&train, &valid, numbers, &one, 0.5, 1, &e), AE_EDATA);
    assert_int_equal(ae_rows_split(&train, &valid, numbers, &none, 0.5, 1, &e), AE_EDATA);
    assert_int_equal(ae_rows_split(&train, &valid, NULL, &memory, 0.5, 1, &e), AE_EARGUMENT);
    train.size = 3;
    assert_int_equal(ae_rows_split(&train, &valid, numbers, &memory, 0.5, 1, &e), AE_EARGUMENT);
    assert_non_null(strstr(e.text, "ae_rows"));
}

/* ---- bad numbers ---- */

static void bad_numbers_are_named(void **state)
{
    static const uint32_t one[] = { 3 };
    ae_model *m = make_model(spec, 1), *fresh = make_model(spec, 1);
    (void)state;
    const struct {
        double fraction;
        const ae_rows *valid;
        size_t rows, picks;
        ae_status status;
        const char *word;
    } bad[] = {
        { 1, NULL, ROWS, 0, AE_EOPTION, "valid_fraction is 1; it must be at least 0 and below 1" },
        { -0.1, NULL, ROWS, 0, AE_EOPTION, "-0.1" },
        { (double)NAN, NULL, ROWS, 0, AE_EOPTION, "valid_fraction is nan" },
        { (double)INFINITY, NULL, ROWS, 0, AE_EOPTION, "valid_fraction is inf" },
        { 0.1, &memory, ROWS, 0, AE_EOPTION, "both valid and valid_fraction" },
        { 0.5, NULL, 1, 0, AE_EDATA, "a single row" },
        { 0.5, NULL, ROWS, 1, AE_EDATA, "a single row" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ae_rows rows = memory;
        ae_fit_options o = { .size = sizeof o, .valid = bad[i].valid, .valid_fraction = bad[i].fraction };
        ae_error e;
        size_t bytes;
        rows.n = bad[i].rows;
        rows.pick = bad[i].picks ? one : NULL;
        rows.picks = bad[i].picks;
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), bad[i].status);
        if (!strstr(e.text, bad[i].word))
            fail_msg("%s", e.text);
        assert_int_equal(ae_fit_memory(&bytes, m, &rows, &o, &e), bad[i].status);
        assert_same_model(m, fresh);
    }
    ae_model_free(m);
    ae_model_free(fresh);
}

/* A list of rows is looked at before it is divided: an error counts in the caller's. */
static void a_bad_list_is_told_as_the_caller_gave_it(void **state)
{
    static const uint32_t pick[] = { 1, 2, ROWS };
    const struct {
        const uint32_t *pick;
        size_t picks;
        ae_status status;
        const char *says;
    } bad[] = { { pick, 3, AE_EDATA, "pick[2] is " },
                { pick, 0, AE_EARGUMENT, "go together" },
                { NULL, 3, AE_EARGUMENT, "go together" } };
    ae_model *m = make_model(spec, 1);
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ae_fit_options o = { .size = sizeof o, .valid_fraction = 0.5 };
        ae_rows rows = memory;
        ae_error e;
        rows.pick = bad[i].pick;
        rows.picks = bad[i].picks;
        assert_int_equal(ae_model_fit(m, &rows, &o, &e), bad[i].status);
        if (!strstr(e.text, bad[i].says) || strstr(e.text, "validation"))
            fail_msg("%s", e.text);
    }
    ae_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fraction_is_two_lists_of_rows),
        cmocka_unit_test(all_that_rows_can_be_is_kept),
        cmocka_unit_test(held_rows_are_never_trained_on),
        cmocka_unit_test(the_seed_chooses),
        cmocka_unit_test(its_memory_is_foretold),
        cmocka_unit_test(a_host_gets_the_lists_of_a_fit),
        cmocka_unit_test(what_cannot_be_split_is_told),
        cmocka_unit_test(bad_numbers_are_named),
        cmocka_unit_test(a_bad_list_is_told_as_the_caller_gave_it),
    };
    return cmocka_run_group_tests(tests, fill, NULL);
}
