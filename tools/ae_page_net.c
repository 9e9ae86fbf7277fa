/* What the net is: its layers as a chain of boxes, each as wide as it has numbers. */
#include "ae_page.h"
#include <math.h>
#include <string.h>

/* A value that is a layer's result. */
typedef struct layer {
    ae_value_info value;
    size_t parameters;
    bool is_code;
} layer;

/* Parts and second names of layers' results, what is prepared, and what is measured are no boxes. */
static bool is_layer(const ae_value_info *v)
{
    static const char *const others[] = { "code", "output", "score", "errors" };
    bool is = !strchr(v->name, '.');
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        is = is && strcmp(v->name, others[i]) != 0;
    return is;
}

/* Numbers that tensors called NAME.part hold. */
static size_t parameters_of(const page *p, const char *name)
{
    const size_t length = strlen(name);
    size_t sum = 0;
    for (size_t i = 0; i < p->info.tensors; i++) {
        ae_tensor_info t = AE_TENSOR_INFO_INIT;
        size_t size = 1;
        if (ae_model_get_tensor(&t, p->shown->s.model, i, NULL) != AE_OK || strncmp(t.name, name, length) != 0 ||
            t.name[length] != '.')
            continue;
        for (size_t k = 0; k < t.rank; k++)
            size *= t.shape[k];
        sum += size;
    }
    return sum;
}

static bool is_named(const page *p, size_t index, const char *name)
{
    ae_value_info v = AE_VALUE_INFO_INIT;
    return ae_model_get_value(&v, p->shown->s.model, index, NULL) == AE_OK && strcmp(v.name, name) == 0;
}

/* The next value that is no part of this one is called the code. */
static bool is_code(const page *p, size_t index)
{
    return is_named(p, index + 1, "code") || (index == 0 && is_named(p, 1, "input.scaled") && is_named(p, 2, "code"));
}

static bool find_layer(layer *out, const page *p, size_t index)
{
    out->value = (ae_value_info)AE_VALUE_INFO_INIT;
    if (ae_model_get_value(&out->value, p->shown->s.model, index, NULL) != AE_OK || !is_layer(&out->value))
        return false;
    out->parameters = parameters_of(p, out->value.name);
    out->is_code = is_code(p, index);
    return true;
}

/* As wide as the logarithm of how many numbers there are, so that 2 beside 784 can still be seen. */
static double percent(const page *p, size_t width)
{
    size_t most = 1;
    for (size_t i = 0; i < p->info.values; i++) {
        layer l;
        if (find_layer(&l, p, i) && l.value.width > most)
            most = l.value.width;
    }
    return 24 + 76 * log(1 + (double)width) / log(1 + (double)most);
}

static void put_shape(FILE *to, const ae_value_info *v)
{
    for (size_t i = 0; i < v->rank; i++)
        kit_html_print(to, "%s%zu", i ? " \u00d7 " : "", v->shape[i]);
}

static void put_layer(const page *p, const layer *l)
{
    char count[PAGE_COUNT];
    fprintf(p->to, "<li class=\"%s\" style=\"width:%.0f%%\"><b>",
            l->is_code      ? "code"
            : l->value.head ? "head"
                            : "layer",
            percent(p, l->value.width));
    kit_html_print(p->to, "%s%s%s", l->value.head ? "head " : "", l->value.name, l->is_code ? ", the code" : "");
    fputs("</b> <span>", p->to);
    put_shape(p->to, &l->value);
    if (l->parameters > 0)
        kit_html_print(p->to, " \u00b7 %s parameters", page_count(count, l->parameters));
    fputs("</span></li>\n", p->to);
}

static void put_chain(const page *p)
{
    fputs("<ol class=\"chain\">\n", p->to);
    for (size_t i = 0; i < p->info.values; i++) {
        layer l;
        if (find_layer(&l, p, i))
            put_layer(p, &l);
    }
    fputs("</ol>\n", p->to);
}

static void put_spec(const page *p)
{
    fputs("<details open><summary>Its spec, to be given to <code>ae train --spec</code></summary><pre>", p->to);
    kit_html_text(p->to, ae_model_spec(p->shown->s.model));
    fputs("</pre></details>\n", p->to);
}

enum { SIZE = 32 };

static const char *size_text(char text[SIZE], double bytes)
{
    const double kilobytes = bytes / 1024;
    snprintf(text, SIZE, kilobytes < 1024 ? "%.1f KB" : "%.1f MB", kilobytes < 1024 ? kilobytes : kilobytes / 1024);
    return text;
}

bool page_net(page *p, kit_message *why)
{
    ae_error e;
    size_t bytes;
    char count[PAGE_COUNT], held[SIZE], taken[SIZE];
    const size_t numbers = p->info.parameters + p->info.state;
    if (ae_context_memory(&bytes, p->shown->s.model, NULL, &e) != AE_OK)
        return blame(why, NULL, &e);
    kit_html_figure_begin(p->to);
    put_chain(p);
    kit_html_figure_end(
        p->to,
        "Each box is a layer, drawn as wide as the logarithm of its numbers. Together it has %s parameters, %s, "
        "and takes %s to run.",
        page_count(count, numbers), size_text(held, (double)(numbers * sizeof(float))), size_text(taken, (double)bytes));
    put_spec(p);
    return true;
}
