/* What the page's script needs to follow the pointer over the chart of codes: the rows, and a decoder. */
#include "ae_json.h"
#include "ae_page_codes.h"
#include "ae_page_decoder.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 4000000 /* of pictures, before they are packed */, MOST_NUMBERS = 120000, MOST_COLUMNS = 24 };

/* ---- JSON in a page --------------------------------------------------------------------------------------------------- */

/* Without a '<' nothing in it can end the element that it stands in. */
static int put_safely(const char *text, size_t n, void *to)
{
    for (size_t i = 0; i < n; i++)
        if (text[i] == '<')
            fputs("\\u003c", to);
        else
            putc(text[i], to);
    return 0;
}

/* Takes the object over. */
static bool put_json(FILE *to, const char *id, json_t *object, kit_message *why)
{
    fprintf(to, "<script type=\"application/json\" id=\"%s\">", id);
    const bool ok = object && json_dump_callback(object, put_safely, to, JSON_COMPACT | JSON_REAL_PRECISION(6)) == 0;
    fputs("</script>\n", to);
    json_decref(object);
    return ok || kit_explain(why, "the page's data could not be made; is memory at its end?");
}

/* Floats as base64 of their bytes, lowest first. */
static json_t *json_floats(const float *x, size_t n)
{
    char *text = NULL;
    size_t size;
    FILE *memory = open_memstream(&text, &size);
    if (!memory)
        return NULL;
    kit_html_base64(memory, x, n * sizeof *x);
    json_t *string = fclose(memory) == 0 ? json_string(text) : NULL;
    free(text);
    return string;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------------
 */

/* How many points there are for each whose row is in the page. */
static size_t stride_of(const page *p, size_t size, size_t most)
{
    const size_t n = most / size ? most / size : 1;
    return (p->n_kept + n - 1) / n;
}

static json_t *names_json(const page *p, const page_plane *c, size_t stride)
{
    const kit_table *t = &p->shown->s.table;
    json_t *list = json_array();
    for (size_t j = 0; j < p->n_kept; j += stride) {
        char text[160];
        const uint32_t row = p->kept[c->order[j]];
        snprintf(text, sizeof text, "row %u%s%.40s%s%.40s", (unsigned)row + 1, t->ids ? ", " : "", t->ids ? t->ids[row] : "",
                 t->labels ? ", label " : "", t->labels ? t->labels[row] : "");
        list = json_append(list, json_text(text));
    }
    return list;
}

static void read_points(float *out, const page *p, const page_plane *c, size_t first, size_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++)
        page_read_rows(out + i * p->info.input_width, p, &p->kept[c->order[(first + i) * stride]], 1);
}

/* The word of a category, else the number. */
static json_t *value_json(const page *p, size_t column, float x)
{
    const kit_schema *s = &p->shown->s.schema;
    const char *word = s->columns ? kit_schema_word(s, column, (double)x) : NULL;
    return word ? json_text(word) : json_finite((double)x);
}

/* Signals as all of their numbers, tables as their first columns. */
static json_t *rows_json(const page *p, const page_plane *c, size_t stride, size_t columns)
{
    json_t *list = json_array();
    float *row = malloc(p->info.input_width * sizeof *row);
    for (size_t j = 0; row && j < p->n_kept; j += stride) {
        json_t *one = json_array();
        read_points(row, p, c, j / stride, stride, 1);
        for (size_t k = 0; k < columns; k++)
            one = json_append(one, value_json(p, k, row[k]));
        list = json_append(list, one);
    }
    free(row);
    return list;
}

static json_t *columns_json(const page *p, size_t columns)
{
    json_t *list = json_array();
    for (size_t k = 0; k < columns; k++) {
        char text[KIT_COLUMN_TEXT];
        list = json_append(list, json_text(page_column_name(text, p, k)));
    }
    return list;
}

/* How many pictures lie side by side: no more than there are, and than a PNG of 65535 pixels has room for. */
static size_t across_of(const page *p, size_t stride)
{
    enum { MOST = 100, WIDEST = 65535 };
    const size_t n = (p->n_kept + stride - 1) / stride, room = WIDEST / p->width;
    const size_t most = room < MOST ? room : MOST;
    return n < most ? n : most ? most : 1;
}

/* All pictures in one, which the script cuts into them. */
static bool put_pictures(page *p, const page_plane *c, size_t stride, size_t across, kit_message *why)
{
    const size_t n = (p->n_kept + stride - 1) / stride, lines = (n + across - 1) / across;
    const size_t area = p->height * p->width, channels = p->channels;
    kit_pixels sheet = { calloc(lines * area, across * channels), across * p->width, lines * p->height, channels };
    float *row = malloc(p->info.input_width * sizeof *row);
    bool ok = (sheet.bytes && row) || kit_explain(why, "out of memory for pictures");
    for (size_t i = 0; ok && i < n; i++) {
        read_points(row, p, c, i, stride, 1);
        for (size_t k = 0; k < area * channels; k++) {
            const size_t y = i / across * p->height + k % area / p->width, x = i % across * p->width + k % p->width;
            sheet.bytes[(y * sheet.width + x) * channels + k / area] =
                (unsigned char)(255 * fminf(fmaxf(row[k], 0), 1) + 0.5f);
        }
    }
    ok = ok && kit_html_image(p->to, &sheet, 1, "map-pictures", "", why);
    free(sheet.bytes);
    free(row);
    return ok;
}

/* ---- The decoder -------------------------------------------------------------------------------------------------------
 */

static json_t *layer_json(const page_layer *l)
{
    float *w = malloc(l->in * l->out * sizeof *w);
    for (size_t i = 0; w && i < l->in; i++)
        for (size_t k = 0; k < l->out; k++)
            w[i * l->out + k] = page_layer_weight(l, i, k);
    json_t *object =
        w ? json_pack("{s:I, s:I, s:s, s:o, s:o}", "in", (json_int_t)l->in, "out", (json_int_t)l->out, "act",
                      l->activation->name, "weights", json_floats(w, l->in * l->out), "bias", json_floats(l->bias, l->out))
          : NULL;
    free(w);
    return object;
}

static json_t *scales_json(const page *p, const double *x)
{
    const size_t n = p->info.output_width;
    float *scaled = malloc(n * sizeof *scaled);
    for (size_t k = 0; scaled && k < n; k++)
        scaled[k] = (float)(x[k] * page_unit(p));
    json_t *string = scaled ? json_floats(scaled, n) : NULL;
    free(scaled);
    return string;
}

/* Where a point of the plane is among the codes: at origin + x * first axis + y * second axis. */
static json_t *axes_json(const page *p, const page_plane *c)
{
    const size_t width = p->info.code_width;
    json_t *list = json_array();
    for (size_t i = 0; i < 3; i++) {
        json_t *one = json_array();
        for (size_t k = 0; k < width; k++)
            one = json_append(one, json_real(width == 2 ? i == k + 1
                                             : i == 0   ? c->axes.mean[k]
                                                        : c->axes.axes[(i - 1) * width + k]));
        list = json_append(list, one);
    }
    return list;
}

static json_t *decoder_json(const page *p, const page_plane *c)
{
    page_decoder d;
    json_t *object = NULL;
    if (page_decoder_find(&d, p)) {
        json_t *layers = json_array();
        for (size_t i = 0; i < d.n; i++)
            layers = json_append(layers, layer_json(&d.layer[i]));
        object = json_pack("{s:o, s:o, s:o, s:o}", "layers", layers, "center", scales_json(p, d.center), "spread",
                           scales_json(p, d.spread), "axes", axes_json(p, c));
    } else
        object = json_null();
    page_decoder_free(&d);
    return object;
}

/* ---- All ----------------------------------------------------------------------------------------------------------------
 */

bool page_alive(page *p, const page_plane *c, kit_message *why)
{
    static const char *const forms[] = { [PICTURES] = "pictures", [SIGNALS] = "signals", [COLUMNS_OF_TABLE] = "columns" };
    const size_t width = p->info.input_width, columns = p->form == SIGNALS || width < MOST_COLUMNS ? width : MOST_COLUMNS;
    const bool pictures = p->form == PICTURES;
    const size_t stride = pictures ? stride_of(p, width, MOST_BYTES) : stride_of(p, columns, MOST_NUMBERS);
    const size_t across = pictures ? across_of(p, stride) : 0;
    json_t *object = json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o}", "form", forms[p->form], "stride",
                               (json_int_t)stride, "across", (json_int_t)across, "width", (json_int_t)p->width, "height",
                               (json_int_t)p->height, "channels", (json_int_t)p->channels, "names", names_json(p, c, stride),
                               "columns", pictures ? json_null() : columns_json(p, columns), "rows",
                               pictures ? json_null() : rows_json(p, c, stride, columns), "decoder", decoder_json(p, c));
    fputs("<div class=\"alive\" id=\"map-alive\" hidden>\n", p->to);
    const bool ok = (!pictures || put_pictures(p, c, stride, across, why)) && put_json(p->to, "map-data", object, why);
    fputs("</div>\n", p->to);
    return ok;
}
