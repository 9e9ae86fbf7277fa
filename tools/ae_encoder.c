/* ae encoder: the encoder of a model, as a model of its own. */
#include "ae.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_item(const char *line, const char *name)
{
    size_t n = strlen(name);
    return strncmp(line, name, n) == 0 && strchr(" \n", line[n]); /* or the text's end */
}

/* The items of a spec, one a line, that its encoder has: what stands up to the code, and the net's initialiser, but no
 * losses and penalties. NULL without memory. */
static char *encoder_spec(const char *spec)
{
    char *text = calloc(1, strlen(spec) + 1), *to = text;
    bool after_code = false;
    for (size_t n; text && *spec; spec += n) {
        n = strcspn(spec, "\n");
        n += spec[n] == '\n';
        bool kept = is_item(spec, "init") || !(after_code || is_item(spec, "loss") || is_item(spec, "penalty"));
        if (kept)
            memcpy(to, spec, n);
        to += kept ? n : 0;
        after_code = after_code || is_item(spec, "code");
    }
    return text;
}

static bool create(ae_model **out, const ae_model *whole, kit_message *why)
{
    ae_error e;
    char *spec = encoder_spec(ae_model_spec(whole));
    if (!spec)
        return kit_explain(why, "out of memory");
    bool ok = ae_model_create(out, spec, NULL, &e) == AE_OK || blame(why, NULL, &e);
    free(spec);
    return ok;
}

static bool copy_notes(ae_model *to, const ae_model *from, kit_message *why)
{
    ae_error e;
    const char *key;
    for (size_t i = 0; (key = ae_model_note_key(from, i)); i++)
        if (ae_model_set_note(to, key, ae_model_get_note(from, key), &e) != AE_OK)
            return blame(why, NULL, &e);
    return true;
}

/* The weights, and the scale with them. */
static bool fill(ae_model *encoder, const ae_model *whole, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, encoder, &e) != AE_OK)
        return blame(why, NULL, &e);
    if (info.tensors == 0)
        return kit_explain(why, "%s: no layer before its code has weights: there is no encoder to keep", a->model);
    return (ae_model_transfer(NULL, encoder, whole, NULL, &e) == AE_OK || blame(why, a->model, &e)) &&
           copy_notes(encoder, whole, why) && (ae_model_save(encoder, a->out, &e) == AE_OK || blame(why, a->out, &e)) &&
           printf("%s: %zu numbers into codes of %zu\n", a->out, info.input_width, info.code_width) > 0;
}

bool run_encoder(const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model *whole, *encoder = NULL;
    if (!check_model_out(a->out, why))
        return false;
    if (ae_model_load(&whole, a->model, NULL, &e) != AE_OK)
        return blame(why, a->model, &e);
    bool ok = create(&encoder, whole, why) && fill(encoder, whole, a, why);
    ae_model_free(encoder);
    ae_model_free(whole);
    return ok;
}
