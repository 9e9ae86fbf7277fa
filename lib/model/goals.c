/* `loss` and `penalty` items: which objective is meant, its options, and whose loss it is. */
#include "base/format.h"
#include "model/spec.h"
#include <string.h>

/* The objectives of one item; "" stands for another's. */
static const char *objective_at(const void *item, size_t index)
{
    const ae_objective *o = ae_objective_at(index);
    return !o ? NULL : strcmp(o->item, item) == 0 ? o->name : "";
}

static ae_status find_objective(const ae_objective **out, const ae_item *item, ae_error *e)
{
    static const char *const kinds[][2] = { { "penalty", "l1 weight=0.001" }, { "loss", "mse" } };
    const char *const *kind = kinds[ae_word_is(&item->name, "loss")];
    const ae_known known = { objective_at, kind[0] };
    const ae_word *name = ae_item_value(item, "");
    if (!name)
        return ae_fail_word(e, AE_ESPEC, &item->name, "%s: say which, for example `%s %s`", kind[0], kind[0], kind[1]);
    *out = ae_objective_find(&item->name, name);
    return *out ? AE_OK : ae_fail_unknown(e, name, &item->name, kind[0], &known);
}

ae_status ae_goal_read(ae_goal *goal, const ae_item *item, ae_arena *arena, ae_error *e)
{
    const ae_objective *objective;
    const ae_word *on = ae_item_value(item, "on");
    AE_TRY(find_objective(&objective, item, e));
    void *options = ae_arena_take(arena, 1, objective->options_size);
    if (!options)
        return ae_fail_memory(e);
    *goal = (ae_goal){ objective, options, item->name, on ? *on : item->name, 0, objective->name };
    return ae_item_decode(options, item, objective->fields, arena, e);
}

ae_status ae_goals_add(ae_goals *goals, const ae_goal *goal, ae_arena *arena, ae_error *e)
{
    ae_goal *added = ae_arena_push(arena, &goals->list, &goals->count, &goals->capacity, sizeof *added);
    if (!added)
        return ae_fail_memory(e);
    *added = *goal;
    return AE_OK;
}

static const char *name_at(const ae_spec *spec, size_t index)
{
    const ae_goals *losses = &spec->losses, *penalties = &spec->penalties;
    if (index < losses->count)
        return losses->list[index].name;
    index -= losses->count;
    return index < penalties->count ? penalties->list[index].name : NULL;
}

const char *ae_goals_known(const void *spec, size_t index)
{
    const char *name = name_at(spec, index);
    for (size_t i = 0; name && i < index; i++)
        if (strcmp(name_at(spec, i), name) == 0)
            return "";
    return name;
}

/* ---- whose losses they are ---- */

static const char *output_at(const void *spec, size_t index)
{
    const ae_heads *heads = &((const ae_spec *)spec)->heads;
    return index == 0 ? "output" : index <= heads->count ? heads->list[index - 1].name : NULL;
}

static ae_status unknown_output(const ae_spec *spec, const ae_goal *loss, ae_error *e)
{
    const ae_known known = { output_at, spec };
    return ae_fail_unknown(e, &loss->on_place, &loss->place, "head", &known);
}

/* Who does not say means the output. */
static ae_status find_owner(const ae_spec *spec, ae_goal *loss, ae_error *e)
{
    const char *on = loss->options->on;
    const bool only = !spec->has_decoder && spec->heads.count == 1;
    loss->head = on ? ae_heads_find(&spec->heads, on) : only;
    if (loss->head)
        return AE_OK;
    if (on && strcmp(on, "output") != 0)
        return unknown_output(spec, loss, e);
    if (spec->has_decoder)
        return AE_OK;
    return ae_fail_word(e, AE_ESPEC, &loss->place,
                        "loss: the spec has no decoder, and so no output; say which head's loss it is, such as on=%s",
                        spec->heads.list[0].name);
}

static ae_status name_loss(ae_goal *loss, const ae_head *head, ae_arena *arena, ae_error *e)
{
    char text[AE_STAGE_NAME];
    const size_t n = ae_format(text, sizeof text, "%s.%s", head->name, loss->objective->name);
    loss->name = ae_arena_text(arena, text, n);
    return loss->name ? AE_OK : ae_fail_memory(e);
}

/* A head's labels are of one kind. */
static ae_status settle_loss(ae_spec *spec, ae_goal *loss, bool *owned, ae_arena *arena, ae_error *e)
{
    if (loss->objective->of_gaussian)
        return AE_OK;
    AE_TRY(find_owner(spec, loss, e));
    ae_head *head = loss->head ? &spec->heads.list[loss->head - 1] : NULL;
    const bool classes = loss->objective->labels == AE_LABELS_CLASS, second = owned[loss->head];
    owned[loss->head] = true;
    if (!head)
        return AE_OK;
    if (loss->objective->labels == AE_LABELS_NONE)
        return ae_fail_word(
            e, AE_EVALUE, &loss->place,
            "loss %s is no loss of a head: cross_entropy is, for classes, and mse, mae and huber, for numbers",
            loss->objective->name);
    if (second && head->classes != classes)
        return ae_fail_word(e, AE_EVALUE, &loss->place,
                            "head %s has losses for a class and for numbers; its labels can only be one of the two",
                            head->name);
    head->classes = classes;
    return name_loss(loss, head, arena, e);
}

/* ---- losses that nobody wrote ---- */

static bool ends_in_softmax(const ae_spec *spec, const ae_head *head)
{
    const ae_layer_options *last = spec->stages[head->end - 1].options;
    return strcmp(ae_activation_words[last->act], "softmax") == 0;
}

/* `text` is gone afterwards, so what is said about it later is said about `place`. */
static ae_status add_usual(ae_spec *spec, const char *text, const ae_word *place, bool *owned, ae_arena *arena, ae_error *e)
{
    ae_text read;
    ae_goal loss;
    AE_TRY(ae_text_read(&read, text, e));
    AE_TRY(ae_goal_read(&loss, &read.item, arena, e));
    if (place)
        loss.place = loss.on_place = *place;
    AE_TRY(settle_loss(spec, &loss, owned, arena, e));
    return ae_goals_add(&spec->losses, &loss, arena, e);
}

static ae_status add_usual_of_head(ae_spec *spec, size_t number, bool *owned, ae_arena *arena, ae_error *e)
{
    const ae_head *head = &spec->heads.list[number - 1];
    char text[2 * AE_STAGE_NAME];
    ae_format(text, sizeof text, "loss %s on=%s", ends_in_softmax(spec, head) ? "cross_entropy" : "mse", head->name);
    return add_usual(spec, text, &head->place, owned, arena, e);
}

/* A divergence is a sum over the code. Beside a mean over the row it would rule, so nobody gets that without asking. */
static ae_status add_usual_of_output(ae_spec *spec, bool *owned, ae_arena *arena, ae_error *e)
{
    for (size_t i = 0; i < spec->losses.count; i++)
        if (spec->losses.list[i].objective->of_gaussian)
            return ae_fail_word(e, AE_EVALUE, &spec->losses.list[i].place,
                                "loss: beside %s the reconstruction needs a loss of its own, summed over the row: "
                                "`loss bce reduce=sum` for numbers in 0 ... 1, otherwise `loss gaussian`",
                                spec->losses.list[i].objective->name);
    return add_usual(spec, "loss mse", NULL, owned, arena, e);
}

ae_status ae_goals_settle(ae_spec *spec, ae_arena *arena, ae_error *e)
{
    bool owned[1 + AE_HEADS_MAX] = { false };
    for (size_t i = 0; i < spec->losses.count; i++)
        AE_TRY(settle_loss(spec, &spec->losses.list[i], owned, arena, e));
    if (spec->has_decoder && !owned[0])
        AE_TRY(add_usual_of_output(spec, owned, arena, e));
    for (size_t i = 1; i <= spec->heads.count; i++)
        if (!owned[i])
            AE_TRY(add_usual_of_head(spec, i, owned, arena, e));
    return AE_OK;
}

/* ---- what rows are drawn from ---- */

static ae_status check_drawn(const ae_goal *loss, const ae_goal *before, ae_error *e)
{
    if (before)
        return ae_fail(e, AE_EUNSUPPORTED,
                       "sample: the output has the losses %s and %s, and rows are drawn from what one says; leave one out",
                       before->name, loss->name);
    if (!loss->objective->draw)
        return ae_fail(e, AE_EUNSUPPORTED,
                       "sample: `loss %s` does not say how rows are spread about the decoder's mean, so none can be drawn; "
                       "`loss gaussian` does",
                       loss->name);
    return AE_OK;
}

ae_status ae_goals_drawn(const ae_goal **out, const ae_spec *spec, ae_error *e)
{
    *out = NULL;
    for (size_t i = 0; i < spec->losses.count; i++) {
        const ae_goal *loss = &spec->losses.list[i];
        if (loss->head || loss->objective->of_gaussian)
            continue;
        AE_TRY(check_drawn(loss, *out, e));
        *out = loss;
    }
    return AE_OK;
}

/* ---- likelihoods ---- */

/* What multiplies terms makes another density of them, or none. */
static bool is_likelihood(const ae_goal *loss)
{
    const ae_objective *o = loss->objective;
    return o->is_likelihood && o->is_likelihood(loss->options) && loss->options->weight == 1 &&
           loss->options->feature_weights.count == 0;
}

/* Of a code that is drawn, once. No other layer's divergence belongs to the draws that are weighed. */
static ae_status check_divergence(const ae_goal *loss, size_t *of_code, ae_error *e)
{
    *of_code += 1;
    if (*of_code == 1 && strcmp(loss->options->on, "code") == 0)
        return AE_OK;
    return ae_fail(e, AE_EUNSUPPORTED,
                   "likelihood: `loss %s on=%s`: it takes one divergence, that of the code, written `loss %s on=code`",
                   loss->objective->name, loss->options->on, loss->objective->name);
}

static ae_status check_likelihood(const ae_goal *loss, size_t *of_code, size_t *of_output, ae_error *e)
{
    if (loss->objective->of_gaussian)
        return check_divergence(loss, of_code, e);
    *of_output += !loss->head;
    if (loss->head || (is_likelihood(loss) && *of_output == 1))
        return AE_OK;
    return ae_fail(e, AE_EUNSUPPORTED,
                   "likelihood: `loss %s` as the spec has it is not the negative logarithm of a probability; alone, with "
                   "weight=1 and without feature_weights, bce reduce=sum, gaussian and cross_entropy are",
                   loss->objective->name);
}

ae_status ae_likelihood_check(const ae_spec *spec, ae_error *e)
{
    size_t of_code = 0, of_output = 0;
    for (size_t i = 0; i < spec->losses.count; i++)
        AE_TRY(check_likelihood(&spec->losses.list[i], &of_code, &of_output, e));
    if (spec->preparation.missing.how == AE_MISSING_MASK)
        return ae_fail(e, AE_EUNSUPPORTED,
                       "likelihood: with `missing mask` what is there in a row counts for its gaps, too, which is no "
                       "probability; fill gaps by `missing mean`");
    if (of_code && spec->has_decoder)
        return AE_OK;
    return ae_fail(
        e, AE_EUNSUPPORTED,
        "likelihood: the model is no variational autoencoder: `gaussian N | code`, a decoder, and `loss kl_normal` "
        "make one");
}
