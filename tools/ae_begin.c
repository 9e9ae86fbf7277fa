/* What a training begins with: a spec, a model, or a spec with the weights of a model. */
#include "ae_heads.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *read_spec_file(const char *path, kit_message *why)
{
    enum { LONGEST = 1 << 20 };
    FILE *file = fopen(path, "rb");
    char *text = file ? calloc(1, LONGEST + 1) : NULL;
    size_t n = text ? fread(text, 1, LONGEST + 1, file) : 0;
    bool ok = text && !ferror(file) && n > 0 && n <= LONGEST && !memchr(text, 0, n);
    if (!ok)
        kit_explain(why, "%s: %s", path, !text || ferror(file) ? strerror(errno) : n ? "is no spec text" : "is empty");
    if (file)
        fclose(file);
    if (ok)
        return text;
    free(text);
    return NULL;
}

static bool create(ae_model **out, const arguments *a, kit_message *why)
{
    bool from_file = a->spec[0] == '@';
    char *text = from_file ? read_spec_file(a->spec + 1, why) : NULL;
    if (from_file && !text)
        return false;
    ae_error e;
    ae_model_options options = model_options(a);
    options.seed = a->seed;
    bool ok = ae_model_create(out, text ? text : a->spec, &options, &e) == AE_OK;
    free(text);
    return ok || blame(why, from_file ? a->spec + 1 : "spec", &e);
}

/* ---- Weights of another model ------------------------------------------------------------------------------------- */

/* Whether the layer of a tensor called LAYER.PART stands in a list of layers. */
static bool is_listed(const char *layers, const char *tensor)
{
    static const char separators[] = " \t\r\n,"; /* as ae_model_transfer has them */
    size_t length = strcspn(tensor, ".");
    for (size_t n; *(layers += strspn(layers, separators)); layers += n) {
        n = strcspn(layers, separators);
        if (n == length && memcmp(layers, tensor, n) == 0)
            return true;
    }
    return false;
}

static bool has_tensor(const ae_model *model, const char *name)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&t, model, i, NULL) == AE_OK; i++)
        if (strcmp(t.name, name) == 0)
            return true;
    return false;
}

static void print_tensors(const char *label, const ae_model *model, const ae_model *from, const arguments *a, bool taken)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    const char *between = label;
    for (size_t i = 0; ae_model_get_tensor(&t, model, i, NULL) == AE_OK; i++)
        if (taken == (has_tensor(from, t.name) && (!a->layers || is_listed(a->layers, t.name)))) {
            printf("%s%s", between, t.name);
            between = ", ";
        }
}

static bool take_over(ae_model *model, const ae_model *from, const arguments *a, kit_message *why)
{
    ae_error e;
    if (ae_model_transfer(NULL, model, from, a->layers, &e) != AE_OK)
        return blame(why, a->from, &e);
    if (a->quiet)
        return true;
    print_tensors("taken: ", model, from, a, true);
    print_tensors("; begun anew: ", model, from, a, false);
    putchar('\n');
    return true;
}

bool begin_model(ae_model **out, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model *from;
    ae_model_options options = model_options(a);
    if (!a->from)
        return create(out, a, why);
    if (ae_model_load(&from, a->from, &options, &e) != AE_OK)
        return blame(why, a->from, &e);
    if (!a->spec) {
        *out = from;
        return true;
    }
    bool ok = create(out, a, why) && take_over(*out, from, a, why);
    ae_model_free(from);
    return ok;
}

/* ---- A head ----------------------------------------------------------------------------------------------------------- */

/* The model as the new one of a longer spec. */
static bool extend(ae_model **model, const char *spec, const arguments *a, kit_message *why)
{
    ae_error e;
    ae_model *longer = NULL;
    ae_model_options options = model_options(a);
    options.seed = a->seed;
    bool ok = (ae_model_create(&longer, spec, &options, &e) == AE_OK || blame(why, a->from, &e)) &&
              take_over(longer, *model, a, why) && copy_notes(longer, *model, why);
    ae_model_free(ok ? *model : longer);
    *model = ok ? longer : *model;
    return ok;
}

bool add_head(ae_model **model, const kit_table *table, const arguments *a, kit_message *why)
{
    char name[KIT_HEAD_NAME];
    size_t classes;
    if (!new_head(name, &classes, table, why))
        return false;
    char *spec = kit_spec_with_head(ae_model_spec(*model), name, classes);
    bool ok = spec ? extend(model, spec, a, why) && note_label(*model, table, why) : kit_explain(why, "out of memory");
    free(spec);
    return ok;
}
