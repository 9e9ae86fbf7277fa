/* What the tests of checkpoints share: trainings of many kinds, each a function of a number, and ways to break one off. */
#ifndef TEST_TRAIN_RESUME_H
#define TEST_TRAIN_RESUME_H

#include "../help.h"
#include "../io/folder.h"
#include "io/safetensors.h"
#include "kernel/dispatch.h"

enum { ROWS = 90, WIDTH = 12, VALID = 30, EPOCHS = 16 };

/* A training. */
typedef struct config {
    const char *spec, *optimizer;
    size_t batch, epochs;
    uint64_t seed, flags;
    bool callback, weighted, picked, wild; /* rows: from a callback; with weights; a choice of them; one of them huge */
    bool valid;
    double valid_fraction;
} config;

/* What happens to one call of ae_model_fit. */
typedef enum breach {
    BREACH_NONE,
    BREACH_STEP,   /* on_step says stop */
    BREACH_EPOCH,  /* on_epoch says stop */
    BREACH_CANCEL, /* the flag is set in on_step */
    BREACH_LATE,   /* the flag is set in on_epoch */
    BREACH_CRASH,  /* the file is what it was at some step */
    BREACHES
} breach;

typedef struct attempt {
    breach how;
    size_t at; /* the step or the epoch */
    size_t threads, every;
    const char *path, *kernels;
    int32_t cancel;
    bool broken;
    unsigned char *file; /* of a crash */
    size_t size;
    ae_epoch_record history[EPOCHS];
} attempt;

static float rows_data[ROWS * WIDTH], wild_data[ROWS * WIDTH], valid_data[VALID * WIDTH], rows_weights[ROWS];
static uint32_t rows_pick[70];

static inline int fill_rows(void **state)
{
    (void)state;
    curve(rows_data, ROWS, WIDTH);
    memcpy(valid_data, rows_data + WIDTH, sizeof valid_data);
    for (size_t i = 0; i < VALID * WIDTH; i++)
        valid_data[i] *= 0.9f;
    memcpy(wild_data, rows_data, sizeof wild_data);
    for (size_t i = 50; i < 85; i++)
        wild_data[i * WIDTH + 5] = 1e7f; /* more than three batches in a row, where rows keep their order */
    for (size_t i = 0; i < ROWS; i++)
        rows_weights[i] = (float)(i % 4) / 2;
    for (size_t i = 0; i < 70; i++)
        rows_pick[i] = (uint32_t)((i * 37) % ROWS);
    return 0;
}

#define VARIATIONAL                                                                                                \
    "input 12 | dense 7 act=tanh | gaussian 3 | code | dense 7 act=tanh | gaussian 12 | loss gaussian weight=0.1 " \
    "| loss kl_normal weight=0.1 free_bits=0.2 | penalty mmd weight=1"

static inline config config_of(uint32_t number)
{
    static const char *const specs[] = {
        "input 12 | dense 7 act=tanh | code | dense 12",
        "input 12 | noise gaussian sd=0.1 | dense 9 act=relu | dropout 0.2 | dense 4 | code | decoder mirror | loss mse",
        "input 12 | dense 10 | batchnorm | act relu | dense 3 | code | dense 12 | loss huber | penalty l1 weight=0.001",
        VARIATIONAL,
    };
    static const char *const optimizers[] = {
        "adam lr=0.01",
        "sgd lr=0.05 momentum=0.9 | schedule cosine warmup=2 | accumulate 4",
        "adamw lr=0.01 | ema 0.9 | clip norm=1",
        "rmsprop lr=0.003 | plateau factor=0.5 patience=1 | decay 0.001",
        "adam lr=0.02 | stop patience=2 min_delta=0.01 | ema 0.8",
        "adam lr=0.01 b1=0.8 | stop patience=1 min_delta=0.005 | freeze dense1 | rate dense2 0.5",
        "adam lr=0.01 | guard back=yes factor=0.9 every=3 times=100 most=100",
        "adagrad lr=0.05 | target loss=0.1 on=train | guard every=7",
    };
    uint32_t n = number * 2654435761u >> 4;
    return (config){ .spec = specs[number % 5 == 4 ? 3 : number % 3],
                     .optimizer = optimizers[number % 8],
                     .batch = number % 8 == 6   ? 7
                              : number % 8 == 1 ? 65 + n % 24
                                                : 7 + n % 24,
                     .epochs = 3 + n / 32 % 6,
                     .seed = number,
                     .flags = n / 128 % 4 == 0 || number % 8 == 6 ? AE_FIT_KEEP_ORDER : 0,
                     .callback = n / 512 % 3 == 0,
                     .weighted = n / 2048 % 3 == 0,
                     .picked = n / 8192 % 3 == 0,
                     .wild = number % 8 == 6,
                     .valid = n / 32768 % 3 == 0,
                     .valid_fraction = n / 32768 % 3 == 1 ? 0.2 : 0 };
}

static inline int read_rows(void *user, const ae_read_buffers *to, const uint32_t *numbers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        memcpy(to->input + i * WIDTH, (const float *)user + (size_t)numbers[i] * WIDTH, WIDTH * sizeof(float));
    return 0;
}

static inline ae_rows rows_of(const config *c)
{
    float *data = c->wild ? wild_data : rows_data;
    ae_rows rows = AE_ROWS_F32(data, ROWS, WIDTH);
    if (c->callback) {
        rows.input.data = NULL;
        rows.read = read_rows;
        rows.user = data;
    }
    rows.weights = c->weighted ? rows_weights : NULL;
    rows.pick = c->picked ? rows_pick : NULL;
    rows.picks = c->picked ? 70 : 0;
    return rows;
}

/* The whole file, or NULL. */
static inline unsigned char *file_bytes(const char *path, size_t *size)
{
    struct stat info;
    int fd = open(path, O_RDONLY);
    *size = 0;
    if (fd < 0)
        return NULL;
    assert_int_equal(fstat(fd, &info), 0);
    *size = (size_t)info.st_size;
    unsigned char *bytes = test_malloc(*size + 1);
    assert_int_equal(read(fd, bytes, *size), *size);
    close(fd);
    return bytes;
}

static inline void put_bytes(const char *path, const void *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, size), size);
    close(fd);
}

static inline int break_step(void *user, const ae_progress *p)
{
    attempt *a = user;
    if (p->step != a->at || a->how == BREACH_EPOCH || a->how == BREACH_LATE || a->how == BREACH_NONE)
        return 0;
    a->broken = true;
    if (a->how == BREACH_CRASH)
        a->file = file_bytes(a->path, &a->size);
    a->cancel = a->how == BREACH_CANCEL;
    return a->how != BREACH_CANCEL;
}

static inline int break_epoch(void *user, const ae_progress *p)
{
    attempt *a = user;
    if (p->epoch != a->at || (a->how != BREACH_EPOCH && a->how != BREACH_LATE))
        return 0;
    a->broken = true;
    a->cancel = a->how == BREACH_LATE;
    return a->how == BREACH_EPOCH;
}

static inline ae_status fit_model(ae_model *model, const config *c, attempt *a, ae_fit_report *report, ae_error *e)
{
    ae_rows rows = rows_of(c), valid = AE_ROWS_F32(valid_data, VALID, WIDTH);
    const ae_fit_options options = { .size = sizeof options,
                                     .optimizer = c->optimizer,
                                     .batch = c->batch,
                                     .epochs = c->epochs,
                                     .seed = c->seed,
                                     .flags = c->flags,
                                     .threads = a->threads,
                                     .valid = c->valid ? &valid : NULL,
                                     .valid_fraction = c->valid_fraction,
                                     .on_step = break_step,
                                     .on_epoch = break_epoch,
                                     .user = a,
                                     .report = report,
                                     .cancel = &a->cancel,
                                     .history = a->history,
                                     .history_capacity = EPOCHS,
                                     .checkpoint = a->path,
                                     .checkpoint_steps = a->every,
                                     .checkpoint_seconds = a->every ? 0 : 1e9 };
    return ae_model_fit(model, &rows, &options, e);
}

/* A process's whole life: a fresh model, trained until it is over or broken off. */
static inline ae_model *live(const config *c, attempt *a, ae_fit_report *report)
{
    ae_error e;
    if (a->kernels)
        setenv("AE_KERNELS", a->kernels, 1);
    ae_model *model = make_model(c->spec, 3);
    unsetenv("AE_KERNELS");
    must(fit_model(model, c, a, report, &e), &e);
    if (a->broken && a->how == BREACH_CRASH && a->file)
        put_bytes(a->path, a->file, a->size);
    else if (a->broken && a->how == BREACH_CRASH)
        unlink(a->path);
    test_free(a->file);
    return model;
}

/* ---- files ---- */

typedef struct opened {
    unsigned char *bytes;
    ae_arena arena;
    ae_document document; /* points into both */
} opened;

static inline opened open_checkpoint(const char *path)
{
    size_t size;
    opened o = { .bytes = file_bytes(path, &size) };
    assert_non_null(o.bytes);
    ae_arena_init(&o.arena, NULL);
    assert_int_equal(ae_safetensors_read(&o.document, o.bytes, size, &o.arena, NULL), AE_OK);
    return o;
}

static inline void close_checkpoint(opened *o)
{
    ae_arena_free(&o->arena);
    test_free(o->bytes);
}

/* 0: there is no file. */
static inline size_t steps_in(const char *path)
{
    if (access(path, F_OK) != 0)
        return 0;
    opened o = open_checkpoint(path);
    size_t steps = (size_t)strtoull(ae_document_string(&o.document, "now.steps"), NULL, 10);
    close_checkpoint(&o);
    return steps;
}

static inline void put_document(const char *path, opened *o)
{
    blob b = written(&o->document);
    put_bytes(path, b.bytes, b.size);
    free(b.bytes);
    close_checkpoint(o);
}

/* Changes a string of the checkpoint, or drops it. */
static inline void put_string(const char *path, const char *key, const char *value)
{
    opened o = open_checkpoint(path);
    ae_document *d = &o.document;
    size_t n = 0;
    for (size_t i = 0; i < d->n_strings; i++) {
        bool is = strcmp(d->strings[i].key, key) == 0;
        if (!is || value)
            d->strings[n++] = is ? (ae_string){ key, value } : d->strings[i];
    }
    d->n_strings = n;
    put_document(path, &o);
}

/* ---- trainers ---- */

/* Everything that a checkpoint has: an average, best weights, the way back, noise. */
static const config everything = {
    .spec = "input 12 | dense 7 act=tanh | dropout 0.1 | dense 3 | code | dense 12",
    .optimizer = "adam lr=0.01 | plateau patience=1 | stop patience=50 | ema 0.9 | guard back=yes every=4",
    .batch = 20,
    .epochs = 3,
    .seed = 5,
    .valid = true,
};

static inline ae_trainer *make_trainer(ae_model *model)
{
    const ae_fit_options options = {
        .size = sizeof options, .optimizer = everything.optimizer, .batch = 20, .seed = 5, .steps_per_epoch = 5
    };
    ae_trainer *trainer;
    ae_error e;
    must(ae_trainer_create(&trainer, model, &options, &e), &e);
    return trainer;
}

static inline void make_steps(ae_trainer *trainer, size_t from, size_t to)
{
    ae_error e;
    for (size_t i = from; i < to; i++) {
        size_t first = i * 20 % 80;
        ae_rows rows = AE_ROWS_F32(rows_data + first * WIDTH, 10 + i % 11, WIDTH);
        rows.first = first;
        must(ae_trainer_step(NULL, trainer, &rows, &e), &e);
    }
}

typedef struct pair {
    ae_model *model;
    ae_trainer *trainer;
} pair;

static inline pair make_pair(size_t steps)
{
    pair p = { make_model(everything.spec, 3), NULL };
    p.trainer = make_trainer(p.model);
    make_steps(p.trainer, 0, steps);
    return p;
}

static inline void free_pair(pair *p)
{
    ae_trainer_free(p->trainer);
    ae_model_free(p->model);
}

#endif
