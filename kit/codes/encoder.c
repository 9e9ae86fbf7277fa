/* The encoder of a model: the part of its spec, and a number that tells it apart. */
#include "kit/codes.h"
#include "kit/random.h"
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
    bool ok = ae_model_create(out, spec, NULL, &e) == AE_OK || kit_explain_error(why, &e);
    free(spec);
    return ok;
}

/* Without tensors there is nothing to take over. */
static bool fill(ae_model *encoder, const ae_model *whole, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    return (ae_model_get_info(&info, encoder, &e) == AE_OK &&
            (!info.tensors || ae_model_transfer(NULL, encoder, whole, NULL, &e) == AE_OK)) ||
           kit_explain_error(why, &e);
}

bool kit_encoder_make(ae_model **out, const ae_model *whole, kit_message *why)
{
    *out = NULL;
    if (create(out, whole, why) && fill(*out, whole, why))
        return true;
    ae_model_free(*out);
    *out = NULL;
    return false;
}

/* ---- The number ---------------------------------------------------------------------------------------------------- */

static uint64_t digest_text(uint64_t before, const char *text)
{
    return kit_digest(before, text, strlen(text) + 1);
}

static uint64_t digest_tensor(uint64_t before, const ae_tensor_info *t)
{
    size_t n = 1;
    for (size_t i = 0; i < t->rank; i++)
        n *= t->shape[i];
    return kit_digest(digest_text(before, t->name), t->data, n * sizeof *t->data);
}

static bool digest_encoder(uint64_t *out, const ae_model *encoder, kit_message *why)
{
    ae_error e;
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, encoder, &e) != AE_OK)
        return kit_explain_error(why, &e);
    *out = digest_text(info.code_width, ae_model_spec(encoder));
    for (size_t i = 0; i < info.tensors; i++) {
        if (ae_model_get_tensor(&t, encoder, i, &e) != AE_OK)
            return kit_explain_error(why, &e);
        *out = digest_tensor(*out, &t);
    }
    return true;
}

bool kit_encoder_digest(uint64_t *out, const ae_model *model, kit_message *why)
{
    ae_model *encoder;
    if (!kit_encoder_make(&encoder, model, why))
        return false;
    bool ok = digest_encoder(out, encoder, why);
    ae_model_free(encoder);
    return ok;
}
