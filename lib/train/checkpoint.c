#include "train/checkpoint.h"
#include "base/clock.h"
#include "base/decimal.h"
#include "base/size.h"
#include "io/file.h"
#include "io/members.h"
#include "io/safetensors.h"
#include "model/slabs.h"
#include "model/stages.h"
#include "model/store.h"
#include "train/inside.h"
#include <string.h>

/* ---- the state as strings ---- */

static const ae_member mark_members[] = {
    { "steps", AE_MEMBER_WHOLE, offsetof(ae_mark, steps), 1 },
    { "rows", AE_MEMBER_WHOLE, offsetof(ae_mark, rows), 1 },
    { "updates", AE_MEMBER_WHOLE, offsetof(ae_mark, updates), 1 },
    { "last_loss", AE_MEMBER_ANY, offsetof(ae_mark, last_loss), 1 },
    { "optimizer", AE_MEMBER_ANY, offsetof(ae_mark, optimizer), AE_OPTIM_NUMBERS },
    AE_MEMBERS_END,
};

static const ae_member state_members[] = {
    { "has_good", AE_MEMBER_WHOLE, offsetof(ae_training_state, has_good), 1 },
    { "has_best", AE_MEMBER_WHOLE, offsetof(ae_training_state, has_best), 1 },
    { "epoch_loss", AE_MEMBER_ANY, offsetof(ae_training_state, epoch_loss), 1 },
    { "epoch_weight", AE_MEMBER_ANY, offsetof(ae_training_state, epoch_weight), 1 },
    { "parts", AE_MEMBER_ANY, offsetof(ae_training_state, parts), AE_LOSSES_MAX },
    { "best_epoch", AE_MEMBER_WHOLE, offsetof(ae_training_state, best_epoch), 1 },
    { "best_loss", AE_MEMBER_ANY, offsetof(ae_training_state, best_loss), 1 },
    { "refused", AE_MEMBER_WHOLE, offsetof(ae_training_state, refused), 1 },
    { "drift_count", AE_MEMBER_ANY, offsetof(ae_training_state, drift_count), 1 },
    { "drift_mean", AE_MEMBER_ANY, offsetof(ae_training_state, drift_mean), 1 },
    { "drift_square", AE_MEMBER_ANY, offsetof(ae_training_state, drift_square), 1 },
    { "seconds", AE_MEMBER_REAL, offsetof(ae_training_state, seconds), 1 },
    { "rate", AE_MEMBER_ANY, offsetof(ae_training_state, rate), 1 },
    { "ended", AE_MEMBER_WHOLE, offsetof(ae_training_state, ended), 1 },
    { "stopped", AE_MEMBER_WHOLE, offsetof(ae_training_state, stopped), 1 },
    AE_MEMBERS_END,
};

/* The tables that make up the state. */
static const struct part {
    const char *prefix;
    const ae_member *members;
    size_t offset;
} parts[] = {
    { "now", mark_members, offsetof(ae_training_state, now) },
    { "good", mark_members, offsetof(ae_training_state, good) },
    { "best", mark_members, offsetof(ae_training_state, best) },
    { "state", state_members, 0 },
};

enum { PARTS = sizeof parts / sizeof *parts, SLABS = 1 + AE_KEPT_MAX, TENSORS = 4 /* of a layer, at most */ };

_Static_assert(AE_LAYERS_MAX *TENSORS *SLABS <= AE_MAX_TENSORS, "a file has room for any training's slabs");

/* The policies' numbers are one string: how many there are depends on the text. */
static void policy_members(ae_member members[2], const ae_choice *c)
{
    members[0] = (ae_member){ "policies", AE_MEMBER_ANY, 0, c->n_numbers };
    members[1] = (ae_member)AE_MEMBERS_END;
}

static size_t list_slabs(ae_slab list[SLABS], const ae_trainer *t)
{
    list[0] = (ae_slab){ "", t->model->weights };
    for (size_t i = 0; i < t->n_kept; i++)
        list[1 + i] = (ae_slab){ t->kept[i].name, *t->kept[i].at };
    return 1 + t->n_kept;
}

/* ---- writing ---- */

static ae_status add_state(ae_document *d, const ae_trainer *t, ae_arena *arena, ae_error *e)
{
    ae_training_state state = t->state;
    ae_member policies[2];
    state.seconds = ae_trainer_seconds(t);
    state.rate = t->update.rate;
    policy_members(policies, &t->choice);
    for (const struct part *p = parts; p < parts + PARTS; p++)
        AE_TRY(ae_members_add(d, p->prefix, p->members, (const char *)&state + p->offset, arena, e));
    return ae_members_add(d, "", policies, t->choice.numbers, arena, e);
}

static ae_status make_document(ae_document *d, const ae_trainer *t, const ae_model *m, const ae_slab *slabs, size_t n,
                               ae_arena *arena, ae_error *e)
{
    AE_TRY(ae_store_document(d, m, AE_STORE_CHECKPOINT, arena, e));
    AE_TRY(ae_facts_add(d, &t->facts, arena, e));
    AE_TRY(add_state(d, t, arena, e));
    for (size_t i = 1; i < n; i++)
        AE_TRY(ae_slab_add(d, &slabs[i], &m->program.params, m->program.isa, arena, e));
    return AE_OK;
}

static ae_status write_file(const ae_trainer *t, const char *path, ae_arena *arena, ae_error *e)
{
    ae_slab slabs[SLABS];
    ae_document d;
    AE_TRY(make_document(&d, t, t->model, slabs, list_slabs(slabs, t), arena, e));
    size_t size = ae_safetensors_size(&d);
    unsigned char *bytes = ae_arena_room(arena, size, 1);
    if (!bytes)
        return ae_fail_memory(e);
    ae_safetensors_write(&d, bytes, size);
    return ae_file_replace(path, bytes, size, true, e);
}

ae_status ae_checkpoint_write(const ae_trainer *t, const char *path, ae_error *e)
{
    ae_arena arena;
    ae_arena_init(&arena, &t->arena.allocator);
    ae_status status = write_file(t, path, &arena, e);
    ae_arena_free(&arena);
    return status;
}

/* ---- reading: all is compared and taken aside before anything is changed ---- */

typedef struct reader {
    ae_trainer *t;
    const char *path;
    ae_arena arena;
    ae_training_state state;
    double *policies, scale;
    ae_slab aside[SLABS];
    size_t n_slabs;
} reader;

/* A count that is larger than this has lost its last digits where it was computed with. */
static const uint64_t most = UINT64_C(1) << 53;

static ae_status check_state(const ae_training_state *s, ae_error *e)
{
    const uint64_t steps = s->now.steps;
    const struct {
        const char *key;
        uint64_t is, most;
    } counts[] = {
        { "now.steps", steps, most },
        { "now.rows", s->now.rows, most },
        { "now.updates", s->now.updates, steps },
        { "good.steps", s->good.steps, steps },
        { "good.rows", s->good.rows, most },
        { "good.updates", s->good.updates, steps },
        { "best.steps", s->best.steps, steps },
        { "best.rows", s->best.rows, most },
        { "best.updates", s->best.updates, steps },
        { "state.ended", s->ended, steps },
        { "state.best_epoch", s->best_epoch, steps },
        { "state.refused", s->refused, steps },
        { "state.has_good", s->has_good, 1 },
        { "state.has_best", s->has_best, 1 },
        { "state.stopped", s->stopped, AE_STOP_TIME },
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (counts[i].is > counts[i].most)
            return ae_fail(e, AE_EFORMAT, "metadata: \"%s\" is %llu; at most %llu makes sense", counts[i].key,
                           (unsigned long long)counts[i].is, (unsigned long long)counts[i].most);
    return AE_OK;
}

/* What a policy counts with it may also address with. */
static ae_status check_policies(const double *numbers, const ae_choice *c, ae_error *e)
{
    for (size_t i = 0; i < c->n_policies; numbers += c->policy[i++].policy->numbers)
        for (size_t k = 0; k < c->policy[i].policy->counters; k++)
            if (!(numbers[k] >= 0 && numbers[k] <= (double)most && numbers[k] == (double)(uint64_t)numbers[k]))
                return ae_fail(e, AE_EFORMAT, "metadata: \"policies\": %s counts with whole numbers, not with %g",
                               c->policy[i].policy->name, numbers[k]);
    return AE_OK;
}

static ae_status check_length(const reader *r, ae_error *e)
{
    const uint64_t done = r->state.now.steps, steps = r->t->setting.steps;
    if (!steps || done <= steps)
        return AE_OK;
    return ae_fail(e, AE_EOPTION, "the checkpoint has done %llu steps; this training ends after %llu",
                   (unsigned long long)done, (unsigned long long)steps);
}

static ae_status read_state(reader *r, const ae_document *d, ae_error *e)
{
    const ae_choice *c = &r->t->choice;
    ae_member policies[2];
    policy_members(policies, c);
    r->policies = ae_arena_take(&r->arena, c->n_numbers, sizeof *r->policies);
    if (!r->policies)
        return ae_fail_memory(e);
    for (const struct part *p = parts; p < parts + PARTS; p++)
        AE_TRY(ae_members_read((char *)&r->state + p->offset, p->prefix, p->members, d, e));
    AE_TRY(ae_members_read(r->policies, "", policies, d, e));
    AE_TRY(ae_store_read_scale(&r->scale, d, e));
    AE_TRY(check_state(&r->state, e));
    AE_TRY(check_policies(r->policies, c, e));
    return check_length(r, e);
}

static ae_status check_facts(reader *r, const ae_document *d, ae_error *e)
{
    ae_facts then;
    ae_store_kind kind;
    AE_TRY(ae_store_check_frame(&kind, d, e));
    if (kind != AE_STORE_CHECKPOINT)
        return ae_fail(e, AE_EFORMAT, "it is a model's file, no checkpoint: it does not hold the state of a training");
    AE_TRY(ae_facts_read(&then, d, e));
    return ae_facts_compare(&r->t->facts, &then, r->path, &r->arena, e);
}

/* Room for all slabs beside those that are in use. */
static ae_status set_aside(reader *r, ae_error *e)
{
    size_t total = r->t->model->program.params.total;
    r->n_slabs = list_slabs(r->aside, r->t);
    for (size_t i = 0; i < r->n_slabs; i++) {
        r->aside[i].at = ae_arena_take(&r->arena, total, sizeof *r->aside[i].at);
        if (!r->aside[i].at)
            return ae_fail_memory(e);
    }
    return AE_OK;
}

static ae_status read_slabs(reader *r, const ae_document *d, const ae_tensor_source *source, ae_error *e)
{
    ae_shelf shelf;
    AE_TRY(ae_shelf_open(&shelf, d, &r->t->model->program.params, &r->arena, e));
    for (size_t i = 0; i < r->n_slabs; i++)
        AE_TRY(ae_slab_check(&shelf, r->aside[i].name, e));
    AE_TRY(ae_slabs_check(&shelf, true, e));
    return ae_slabs_take(r->aside, r->n_slabs, &shelf, source, &r->arena, e);
}

static ae_status read_document(reader *r, const ae_document *d, const ae_tensor_source *source, ae_error *e)
{
    AE_TRY(check_facts(r, d, e));
    AE_TRY(read_state(r, d, e));
    AE_TRY(set_aside(r, e));
    return read_slabs(r, d, source, e);
}

static void install(const reader *r)
{
    ae_trainer *t = r->t;
    ae_slab slabs[SLABS];
    list_slabs(slabs, t);
    for (size_t i = 0; i < r->n_slabs; i++)
        memcpy(slabs[i].at, r->aside[i].at, t->model->program.params.total * sizeof *slabs[i].at);
    memcpy(t->choice.numbers, r->policies, t->choice.n_numbers * sizeof *r->policies);
    t->state = r->state;
    t->subject = 0;
    t->update.rate = r->state.rate;
    t->started = ae_seconds();
    ae_trainer_record(t, r->scale);
}

static ae_status read_file(void *self, const char *path, ae_error *e)
{
    reader r = { .t = self, .path = path };
    ae_safetensors_file file;
    ae_document d;
    ae_arena_init(&r.arena, &r.t->arena.allocator);
    ae_status status = ae_safetensors_open(&file, &d, path, &r.arena, e);
    if (status == AE_OK) {
        const ae_tensor_source source = { ae_safetensors_take, &file };
        status = ae_safetensors_close(&file, read_document(&r, &d, &source, e), e);
    }
    if (status == AE_OK)
        install(&r);
    ae_arena_free(&r.arena);
    return status;
}

/* What is wrong in a file does not say in which; that a file cannot be read does. */
static ae_status name_both(ae_error *e, ae_status status, const char *path)
{
    char text[sizeof e->text];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    if (!e || (status != AE_EFORMAT && status != AE_ECHECKSUM))
        return status;
    memcpy(text, e->text, sizeof text);
    return ae_fail(e, status, "neither %.60s nor %.60s.old is a checkpoint to go on from: %s", name, name, text);
}

ae_status ae_checkpoint_read(ae_resumed *resumed, ae_trainer *t, const char *path, ae_error *e)
{
    ae_either either = { .read = read_file, .self = t };
    ae_status status = ae_file_read_either(&either, path, e);
    *resumed = (ae_resumed){ either.is_old, either.rejected };
    return name_both(e, status, path);
}

/* ---- memory ---- */

/* The file of a training that has not begun, each number as long as it may become. */
static ae_status foretell_writing(size_t *file, size_t *bytes, const ae_trainer *t, const ae_model *m, ae_arena *arena,
                                  ae_error *e)
{
    enum { NUMBERS = 128 };
    ae_slab slabs[SLABS];
    ae_document d;
    for (size_t i = 0; i < 1 + t->n_kept; i++)
        slabs[i] = (ae_slab){ i ? t->kept[i - 1].name : "", m->weights };
    AE_TRY(make_document(&d, t, m, slabs, 1 + t->n_kept, arena, e));
    *file = ae_safetensors_size(&d) + AE_DECIMAL_MAX * (NUMBERS + t->choice.n_numbers) + strlen(t->choice.text);
    return ae_size_add(bytes, arena->total, ae_arena_cost(*file)) ? AE_OK : ae_fail_memory(e);
}

/* Slabs beside the slabs, and what the header takes: its bytes, its strings and tensors, and their names' places. */
static ae_status foretell_reading(size_t *bytes, size_t file, const ae_trainer *t, const ae_model *m, ae_error *e)
{
    enum { TIMES = 4, LEAST = 1 << 16 };
    size_t slabs = 1 + t->n_kept,
           data = ae_params_count(&m->program.params, false) + ae_params_count(&m->program.params, true);
    size_t header = file - slabs * data * sizeof(float);
    if (!ae_size_mul(bytes, slabs, ae_arena_cost(m->program.params.total * sizeof(ae_real))) ||
        !ae_size_add(bytes, *bytes, TIMES * header + LEAST))
        return ae_fail_memory(e);
    return AE_OK;
}

ae_status ae_checkpoint_bytes(size_t *bytes, const ae_trainer *t, const ae_model *m, ae_error *e)
{
    size_t file = 0, writing = 0, reading = 0;
    ae_arena arena;
    ae_arena_init(&arena, &t->arena.allocator);
    ae_status status = foretell_writing(&file, &writing, t, m, &arena, e);
    if (status == AE_OK)
        status = foretell_reading(&reading, file, t, m, e);
    ae_arena_free(&arena);
    *bytes = ae_most(writing, reading);
    return status;
}
