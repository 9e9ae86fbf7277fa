#include "model/store.h"
#include "io/members.h"
#include "model/author.h"
#include "model/density.h"
#include "model/scaling.h"
#include "model/scorer.h"
#include "model/slabs.h"
#include <float.h>
#include <string.h>

static const char NOTE[] = "note."; /* begins the key of a note */

/* ---- what is written and read alike (docs/format.md, section 4) ---- */

static const char *const format = "libautoencoder";
static const char *const kinds[] = { [AE_STORE_MODEL] = "model", [AE_STORE_CHECKPOINT] = "checkpoint" };

static const uint64_t format_version = 1, arithmetic_version = 1;
static const ae_member format_members[] = { { "version", AE_MEMBER_WHOLE, 0, 1 }, AE_MEMBERS_END };
static const ae_member arithmetic_members[] = { { "arithmetic", AE_MEMBER_WHOLE, 0, 1 }, AE_MEMBERS_END };
static const ae_member scale_members[] = { { "scale", AE_MEMBER_REAL, 0, 1 }, AE_MEMBERS_END };
static const ae_member seed_members[] = { { "init_seed", AE_MEMBER_WHOLE, 0, 1 }, AE_MEMBERS_END };

/* Only of a model that was trained. */
static const ae_member record_members[] = {
    { "optimizer", AE_MEMBER_TEXT, offsetof(ae_record, optimizer), AE_TRAINING_TEXT },
    { "batch", AE_MEMBER_WHOLE, offsetof(ae_record, batch), 1 },
    { "trained_steps", AE_MEMBER_WHOLE, offsetof(ae_record, steps), 1 },
    { "trained_rows", AE_MEMBER_WHOLE, offsetof(ae_record, rows), 1 },
    { "order_seed", AE_MEMBER_WHOLE, offsetof(ae_record, seed), 1 },
    { "last_loss", AE_MEMBER_REAL, offsetof(ae_record, last_loss), 1 },
    AE_MEMBERS_END,
};

static const char *const scorer_prefix = "scorer";
static const ae_member scorer_members[] = {
    { "kind", AE_MEMBER_TEXT, offsetof(ae_scorer, kind), AE_SCORER_KIND },
    { "rows", AE_MEMBER_WHOLE, offsetof(ae_scorer, rows), 1 },
    { "mean", AE_MEMBER_REAL, offsetof(ae_scorer, mean), 1 },
    { "deviation", AE_MEMBER_REAL, offsetof(ae_scorer, deviation), 1 },
    { "quantiles", AE_MEMBER_REAL, offsetof(ae_scorer, quantile), AE_QUANTILES },
    AE_MEMBERS_END,
};

static const char *const density_prefix = "density";
static const ae_member density_members[] = {
    { "components", AE_MEMBER_WHOLE, offsetof(ae_density, components), 1 },
    { "rows", AE_MEMBER_WHOLE, offsetof(ae_density, rows), 1 },
    { "log_density", AE_MEMBER_REAL, offsetof(ae_density, log_density), 1 },
    AE_MEMBERS_END,
};

/* The tensors of scorer and density. */
static size_t list_others(ae_other_tensor list[AE_OTHER_TENSORS], const ae_model *m)
{
    ae_scorer_tensor of_scorer[AE_SCORER_TENSORS];
    const size_t n = m->scorer ? ae_scorer_tensors(of_scorer, m->scorer) : 0;
    for (size_t i = 0; i < n; i++)
        list[i] = (ae_other_tensor){ of_scorer[i].name, of_scorer[i].shape, *of_scorer[i].at };
    return n + ae_density_tensors(list + n, m->density);
}

_Static_assert((int)AE_OTHER_TENSORS >= (int)AE_SCORER_TENSORS + (int)AE_DENSITY_TENSORS, "a shelf has room for both");

/* ---- writing ---- */

/* The key of a note in the file. */
static const char *note_key(const char *key, ae_arena *arena)
{
    size_t prefix = strlen(NOTE), n = strlen(key);
    char *text = ae_arena_take(arena, prefix + n + 1, 1);
    if (text) {
        memcpy(text, NOTE, prefix);
        memcpy(text + prefix, key, n);
    }
    return text;
}

static ae_status add_notes(ae_document *d, const ae_notes *notes, ae_arena *arena, ae_error *e)
{
    for (size_t i = 0; i < notes->count; i++) {
        const char *key = note_key(notes->list[i].key, arena);
        if (!key)
            return ae_fail_memory(e);
        AE_TRY(ae_document_add_string(d, key, notes->list[i].text, arena, e));
    }
    return AE_OK;
}

static ae_status add_others(ae_document *d, const ae_model *m, ae_arena *arena, ae_error *e)
{
    ae_other_tensor list[AE_OTHER_TENSORS];
    const size_t n = list_others(list, m);
    if (m->scorer)
        AE_TRY(ae_members_add(d, scorer_prefix, scorer_members, m->scorer, arena, e));
    if (m->density)
        AE_TRY(ae_members_add(d, density_prefix, density_members, m->density, arena, e));
    for (size_t i = 0; i < n; i++)
        AE_TRY(ae_document_add_tensor(d, &(ae_tensor){ .name = list[i].name, .shape = list[i].shape, .data = list[i].at },
                                      arena, e));
    return AE_OK;
}

ae_status ae_store_document(ae_document *d, const ae_model *m, ae_store_kind kind, ae_arena *arena, ae_error *e)
{
    *d = (ae_document){ 0 };
    AE_TRY(ae_document_add_string(d, "format", format, arena, e));
    AE_TRY(ae_document_add_string(d, "kind", kinds[kind], arena, e));
    AE_TRY(ae_members_add(d, "", format_members, &format_version, arena, e));
    AE_TRY(ae_members_add(d, "", arithmetic_members, &arithmetic_version, arena, e));
    AE_TRY(ae_author_add(d, arena, e));
    AE_TRY(ae_document_add_string(d, "spec", m->program.spec.text, arena, e));
    AE_TRY(ae_members_add(d, "", scale_members, &m->scale, arena, e));
    AE_TRY(ae_members_add(d, "", seed_members, &m->seed, arena, e));
    if (m->record.optimizer[0])
        AE_TRY(ae_members_add(d, "", record_members, &m->record, arena, e));
    AE_TRY(add_notes(d, &m->notes, arena, e));
    AE_TRY(ae_slab_add(d, &(ae_slab){ "", m->weights }, &m->program.params, m->program.isa, arena, e));
    return kind == AE_STORE_MODEL ? add_others(d, m, arena, e) : AE_OK;
}

/* ---- reading ---- */

/* One of some words. *which is its number. */
static ae_status expect(size_t *which, const ae_document *d, const char *key, const char *const *words, size_t n,
                        ae_error *e)
{
    const char *text = ae_document_string(d, key);
    for (*which = 0; text && *which < n; ++*which)
        if (strcmp(text, words[*which]) == 0)
            return AE_OK;
    return ae_fail(e, AE_EFORMAT, "metadata: \"%s\" is %s%s%s, not \"%s\"", key, text ? "\"" : "", text ? text : "missing",
                   text ? "\"" : "", words[0]);
}

static ae_status check_version(const ae_document *d, const ae_member *members, uint64_t known, ae_error *e)
{
    uint64_t version = 0;
    AE_TRY(ae_members_read(&version, "", members, d, e));
    if (version > known)
        return ae_fail(e, AE_EVERSION, "metadata: %s %llu is newer than this library's %llu", members->key,
                       (unsigned long long)version, (unsigned long long)known);
    return version == 0 ? ae_fail(e, AE_EFORMAT, "metadata: %s is 0; it counts from 1", members->key) : AE_OK;
}

ae_status ae_store_check_frame(ae_store_kind *kind, const ae_document *d, ae_error *e)
{
    size_t which;
    AE_TRY(expect(&which, d, "format", &format, 1, e));
    AE_TRY(check_version(d, format_members, format_version, e));
    AE_TRY(check_version(d, arithmetic_members, arithmetic_version, e));
    AE_TRY(expect(&which, d, "kind", kinds, sizeof kinds / sizeof *kinds, e));
    *kind = (ae_store_kind)which;
    if (!ae_document_string(d, "checksum"))
        return ae_fail(e, AE_EFORMAT, "metadata: \"checksum\" is missing");
    return ae_document_string(d, "spec") ? AE_OK : ae_fail(e, AE_EFORMAT, "metadata: \"spec\" is missing");
}

/* What optimizers are written with: words and numbers. No control characters, neither ASCII's nor those beyond. */
static bool is_plain(const char *text)
{
    while (*text >= ' ' && *text <= '~')
        text++;
    return *text == 0;
}

/* In its canonical form, so without anything that could upset a terminal, and of words that are known. */
static ae_status check_optimizer(const char *source, size_t isa, ae_arena *arena, ae_error *e)
{
    ae_choice choice;
    const ae_choosing choosing = { isa, NULL, NULL, arena };
    if (strlen(source) >= AE_TRAINING_TEXT)
        return ae_fail(e, AE_ESPEC, "it is longer than %d bytes", AE_TRAINING_TEXT - 1);
    if (!is_plain(source))
        return ae_fail(e, AE_ESPEC, "it holds a character that no optimizer is written with");
    AE_TRY(ae_choice_read(&choice, source, &choosing, e));
    return strcmp(choice.text, source) == 0 ? AE_OK : ae_fail(e, AE_ESPEC, "it is not as it would be written");
}

static ae_status read_training(ae_model *m, const ae_document *d, const ae_author *author, ae_arena *arena, ae_error *e)
{
    ae_error inner;
    const char *optimizer = ae_document_string(d, "optimizer");
    if (!optimizer)
        return AE_OK;
    if (check_optimizer(optimizer, m->program.isa, arena, &inner) != AE_OK)
        return ae_author_blame(author, "optimizer", &inner, e);
    return ae_members_read(&m->record, "", record_members, d, e);
}

/* The reader has seen to it that no two strings have one key. */
static ae_status read_notes(ae_notes *notes, const ae_document *d, ae_arena *arena, ae_error *e)
{
    size_t prefix = strlen(NOTE), count = 0;
    ae_note *list = ae_arena_take(arena, d->n_strings, sizeof *list);
    if (!list)
        return ae_fail_memory(e);
    for (size_t i = 0; i < d->n_strings; i++)
        if (strncmp(d->strings[i].key, NOTE, prefix) == 0)
            list[count++] = (ae_note){ d->strings[i].key + prefix, d->strings[i].value };
    return ae_notes_replace(notes, list, count, AE_EFORMAT, e);
}

/* A spec that cannot be read or trained is the file's fault here, not the caller's. */
static ae_status outline(ae_model **out, const ae_document *d, const ae_author *author, const ae_model_options *options,
                         const char *kernels, ae_error *e)
{
    ae_error inner;
    if (ae_model_outline(out, ae_document_string(d, "spec"), options, kernels, &inner) != AE_OK)
        return ae_author_blame(author, "spec", &inner, e);
    return AE_OK;
}

static ae_status complete(ae_model *m, const ae_author *author, ae_error *e)
{
    ae_error inner;
    return ae_model_complete(m, &inner) == AE_OK ? AE_OK : ae_author_blame(author, "spec", &inner, e);
}

ae_status ae_store_read_scale(double *scale, const ae_document *d, ae_error *e)
{
    AE_TRY(ae_members_read(scale, "", scale_members, d, e));
    if (*scale >= FLT_MIN && *scale <= FLT_MAX)
        return AE_OK;
    return ae_fail(e, AE_EFORMAT, "metadata: \"scale\" is %g; it must be a positive number that a float can hold", *scale);
}

/* ---- reading a scorer ---- */

/* What a newer version knows beside these kinds is no fault of the file's. */
static ae_status read_kind(const char **kind, const ae_document *d, const ae_author *author, ae_error *e)
{
    ae_error inner;
    const char *const *known = ae_scorer_kinds;
    *kind = ae_document_string(d, "scorer.kind");
    while (*kind && *known && strcmp(*known, *kind) != 0)
        known++;
    if (*known)
        return AE_OK;
    ae_fail(&inner, AE_EWORD, "its kind is not \"%s\" and not \"%s\"", ae_scorer_kinds[0], ae_scorer_kinds[1]);
    return ae_author_blame(author, "scorer", &inner, e);
}

static ae_status check_numbers(const ae_scorer *s, ae_error *e)
{
    bool rises = s->quantile[0] < s->quantile[AE_QUANTILES - 1];
    for (size_t i = 1; i < AE_QUANTILES; i++)
        rises &= s->quantile[i - 1] <= s->quantile[i];
    if (rises && s->rows > 1 && s->deviation > 0)
        return AE_OK;
    return ae_fail(e, AE_EFORMAT,
                   "metadata: \"scorer.*\": no rows have these numbers: at least 2 rows, a deviation above 0, and quantiles "
                   "that rise");
}

/* All but its tensors. */
static ae_status read_scorer(ae_model *m, const ae_document *d, const ae_author *author, ae_error *e)
{
    const char *kind;
    AE_TRY(read_kind(&kind, d, author, e));
    if (!kind)
        return AE_OK;
    if (!m->program.spec.has_decoder)
        return ae_fail(e, AE_EFORMAT, "metadata: \"scorer.kind\": the model has no decoder, and so no scores");
    AE_TRY(ae_scorer_make(&m->scorer, kind, &m->arena.allocator, e));
    AE_TRY(ae_members_read(m->scorer, scorer_prefix, scorer_members, d, e));
    AE_TRY(check_numbers(m->scorer, e));
    return ae_scorer_outline(m->scorer, &m->program, e);
}

static bool are_above(const ae_real *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!(x[i] > 0))
            return false;
    return true;
}

/* What is divided by is above 0. */
static ae_status check_scorer(const ae_scorer *s, ae_error *e)
{
    bool right = !s || are_above(s->joint.spread, s->joint.columns);
    const ae_real *diagonal = s ? s->joint.factor : NULL;
    for (size_t i = 0; right && s && i < s->joint.code; i++) {
        right = *diagonal > 0;
        diagonal += i + 2;
    }
    return right ? AE_OK : ae_fail(e, AE_EFORMAT, "tensors scorer.*: a spread is not above 0");
}

/* ---- reading a density ---- */

/* All but its tensors. */
static ae_status read_density(ae_model *m, const ae_document *d, ae_error *e)
{
    if (!ae_document_string(d, "density.components"))
        return AE_OK;
    if (!m->program.spec.has_decoder)
        return ae_fail(e, AE_EFORMAT, "metadata: \"density.components\": the model has no decoder, and so nothing to draw");
    AE_TRY(ae_density_make(&m->density, &m->program, &m->arena.allocator, e));
    AE_TRY(ae_members_read(m->density, density_prefix, density_members, d, e));
    const uint64_t components = m->density->components;
    if (components > 0 && components <= AE_DENSITY_COMPONENTS && m->density->rows >= components)
        return AE_OK;
    return ae_fail(e, AE_EFORMAT,
                   "metadata: \"density.*\": no rows have these numbers: 1 to %d components, and at least as many rows",
                   AE_DENSITY_COMPONENTS);
}

static ae_status check_density(const ae_density *d, ae_error *e)
{
    if (!d || ae_density_is_sound(d))
        return AE_OK;
    return ae_fail(e, AE_EFORMAT, "tensors density.*: shares are above 0 and add up to 1, and diagonals are above 0");
}

/* ---- reading the rest ---- */

static ae_status fill(ae_model *m, const ae_document *d, ae_store_kind kind, const ae_author *author,
                      const ae_tensor_source *source, ae_arena *arena, ae_error *e)
{
    ae_shelf shelf;
    AE_TRY(ae_store_read_scale(&m->scale, d, e));
    AE_TRY(ae_members_read(&m->seed, "", seed_members, d, e));
    AE_TRY(read_training(m, d, author, arena, e));
    AE_TRY(read_notes(&m->notes, d, arena, e));
    AE_TRY(ae_shelf_open(&shelf, d, &m->program.params, arena, e));
    if (kind == AE_STORE_MODEL) {
        AE_TRY(read_scorer(m, d, author, e));
        AE_TRY(read_density(m, d, e));
    }
    shelf.n_others = list_others(shelf.other, m);
    AE_TRY(ae_slabs_check(&shelf, kind == AE_STORE_CHECKPOINT, e));
    AE_TRY(complete(m, author, e));
    if (m->scorer)
        AE_TRY(ae_scorer_room(m->scorer, e));
    if (m->density)
        AE_TRY(ae_density_room(m->density, e));
    list_others(shelf.other, m);
    AE_TRY(ae_slabs_take(&(ae_slab){ "", m->weights }, 1, &shelf, source, arena, e));
    AE_TRY(check_scorer(m->scorer, e));
    AE_TRY(check_density(m->density, e));
    return ae_scaling_check(m, e);
}

ae_status ae_store_model(ae_model **out, const ae_document *d, const ae_tensor_source *source,
                         const ae_model_options *options, const char *kernels, ae_arena *arena, ae_error *e)
{
    ae_model *m = NULL;
    ae_author author;
    ae_store_kind kind;
    AE_TRY(ae_store_check_frame(&kind, d, e));
    AE_TRY(ae_author_read(&author, d, e));
    AE_TRY(outline(&m, d, &author, options, kernels, e));
    ae_status status = fill(m, d, kind, &author, source, arena, e);
    if (status == AE_OK)
        *out = m;
    else
        ae_model_destroy(m);
    return status;
}
