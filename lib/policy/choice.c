#include "policy/choice.h"
#include <math.h>
#include <string.h>

typedef struct reader {
    ae_choice *out;
    const ae_choosing *c;
    size_t place[AE_POLICIES_MAX]; /* of each policy so far in the order of the registry */
    ae_error *e;
} reader;

/* ---- a policy ---- */

static bool stands_already(const reader *r, size_t place)
{
    for (size_t i = 0; i < r->out->n_policies; i++)
        if (r->place[i] == place)
            return true;
    return false;
}

/* Keeps the list in the order of the registry; those of one kind in the order of the text. */
static void insert(reader *r, ae_chosen chosen, size_t place)
{
    size_t i = r->out->n_policies++;
    for (; i > 0 && r->place[i - 1] > place; i--) {
        r->out->policy[i] = r->out->policy[i - 1];
        r->place[i] = r->place[i - 1];
    }
    r->out->policy[i] = chosen;
    r->place[i] = place;
}

static ae_status check_place(const reader *r, const ae_policy *p, size_t place, const ae_item *item)
{
    if (!p->repeats && stands_already(r, place))
        return ae_fail_word(r->e, AE_ESPEC, &item->name, "a second %s; it stands once in a text", p->name);
    if (r->out->n_policies + 1 >= AE_POLICIES_MAX) /* the guard has a place for itself */
        return ae_fail_word(r->e, AE_ESPEC, &item->name, "more than %d policies", AE_POLICIES_MAX - 1);
    return AE_OK;
}

static ae_status add_policy(reader *r, const ae_policy *p, size_t place, const ae_item *item)
{
    const ae_choosing *c = r->c;
    void *options = ae_arena_take(c->arena, 1, p->options_size);
    if (!options)
        return ae_fail_memory(r->e);
    AE_TRY(ae_item_decode(options, item, p->fields, c->arena, r->e));
    if (p->prepare && c->setting)
        AE_TRY(p->prepare(options, item, c->setting, c->tuning, r->e));
    insert(r, (ae_chosen){ p, options, NULL }, place);
    r->out->n_numbers += p->numbers;
    return AE_OK;
}

static ae_status unknown_policy(const reader *r, const ae_item *item)
{
    const ae_known known = { ae_policy_known, NULL };
    if (ae_optimizer_find(r->c->isa, &item->name))
        return ae_fail_word(r->e, AE_ESPEC, &item->name, "%.*s: a second optimizer; policies follow the first",
                            ae_word_shown(&item->name), item->name.text);
    return ae_fail_unknown(r->e, &item->name, NULL, "policy", &known);
}

static ae_status read_policy(reader *r, const ae_item *item)
{
    size_t place;
    const ae_policy *p = ae_policy_find(&place, &item->name);
    if (!p)
        return unknown_policy(r, item);
    AE_TRY(check_place(r, p, place, item));
    return add_policy(r, p, place, item);
}

/* Whoever says nothing about the guard has the default one. */
static ae_status add_guard(reader *r)
{
    const ae_item item = { .name = { "guard", 5, 1, 1 } };
    size_t place;
    const ae_policy *p = ae_policy_find(&place, &item.name);
    return stands_already(r, place) ? AE_OK : add_policy(r, p, place, &item);
}

/* ---- the whole ---- */

static ae_status read_optimizer(reader *r, const ae_item *item)
{
    ae_choice *out = r->out;
    size_t place;
    if (ae_policy_find(&place, &item->name))
        return ae_fail_word(r->e, AE_EWORD, &item->name, "%.*s: a policy; an optimizer stands before it, such as adam",
                            ae_word_shown(&item->name), item->name.text);
    AE_TRY(ae_optimizer_read(&out->optimizer, &out->options, item, r->c->isa, r->c->arena, r->e));
    out->slots = out->optimizer->slots(out->options);
    return AE_OK;
}

static ae_status read_items(reader *r, const char *source)
{
    const ae_item *item;
    ae_text text;
    AE_TRY(ae_text_open(&text, source, r->e));
    for (;;) {
        AE_TRY(ae_text_next(&item, &text, r->e));
        if (!item)
            break;
        AE_TRY(text.count == 1 ? read_optimizer(r, item) : read_policy(r, item));
    }
    return text.count ? AE_OK
                      : ae_fail(r->e, AE_ESPEC,
                                "the optimizer's text is empty; it begins with one, such as "
                                "\"adam lr=0.01\"");
}

/* On one line: it is shown and logged. */
static ae_status print(reader *r, const char *source)
{
    const char *lines = ae_text_print(source, r->c->arena);
    char *out = lines ? ae_arena_take(r->c->arena, 3 * strlen(lines) + 1, 1) : NULL, *to = out;
    if (!out)
        return ae_fail_memory(r->e);
    for (const char *at = lines; *at; at++)
        if (*at == '\n') {
            memcpy(to, " | ", 3);
            to += 3;
        } else
            *to++ = *at;
    r->out->text = out;
    if (to - out < AE_TRAINING_TEXT)
        return AE_OK;
    return ae_fail(r->e, AE_EOPTION, "the optimizer's text is longer than %d bytes", AE_TRAINING_TEXT - 1);
}

static ae_status give_numbers(reader *r)
{
    ae_choice *out = r->out;
    double *next = ae_arena_take(r->c->arena, out->n_numbers + 1, sizeof *next);
    if (!next)
        return ae_fail_memory(r->e);
    out->numbers = next;
    for (size_t i = 0; i < out->n_policies; i++) {
        out->policy[i].numbers = next;
        next += out->policy[i].policy->numbers;
        out->guard = out->policy[i].policy == &ae_policy_guard ? &out->policy[i] : out->guard;
    }
    return AE_OK;
}

ae_status ae_choice_read(ae_choice *out, const char *source, const ae_choosing *c, ae_error *e)
{
    reader r = { .out = out, .c = c, .e = e };
    char *copy = ae_arena_text(c->arena, source, strlen(source)); /* words point into it */
    if (!copy)
        return ae_fail_memory(e);
    *out = (ae_choice){ .optimizer = NULL };
    AE_TRY(read_items(&r, copy));
    AE_TRY(add_guard(&r));
    AE_TRY(give_numbers(&r));
    return print(&r, copy);
}

unsigned ae_choice_slabs(const ae_choice *c)
{
    unsigned slabs = 0;
    for (size_t i = 0; i < c->n_policies; i++)
        slabs |= c->policy[i].policy->slabs;
    return slabs;
}

double ae_choice_most_seconds(const ae_choice *c)
{
    double most = INFINITY;
    for (size_t i = 0; i < c->n_policies; i++) {
        const ae_policy *p = c->policy[i].policy;
        double seconds = p->most_seconds ? p->most_seconds(c->policy[i].options) : INFINITY;
        most = seconds < most ? seconds : most;
    }
    return most;
}

bool ae_choice_may_stop(const ae_choice *c)
{
    for (size_t i = 0; i < c->n_policies; i++)
        if (c->policy[i].policy->stops && !c->policy[i].policy->most_seconds)
            return true;
    return false;
}

bool ae_choice_weighs(const ae_choice *c)
{
    for (size_t i = 0; i < c->n_policies; i++)
        if (c->policy[i].policy->weight)
            return true;
    return false;
}

double ae_choice_weight(const ae_choice *c, const ae_clock *clock, const char *loss)
{
    double factor = 1;
    for (size_t i = 0; i < c->n_policies; i++)
        if (c->policy[i].policy->weight)
            factor *= c->policy[i].policy->weight(&c->policy[i], clock, loss);
    return factor;
}

bool ae_choice_looks_ahead(const ae_choice *c)
{
    for (size_t i = 0; i < c->n_policies; i++)
        if (c->policy[i].policy->looks_ahead && c->policy[i].policy->looks_ahead(c->policy[i].options))
            return true;
    return false;
}
