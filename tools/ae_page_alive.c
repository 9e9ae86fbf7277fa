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

/* ---- Rows ------------------------------------------------------------------------------------------------------- */

/* How many points there are for each whose row is in the page. */
static size_t stride_of(const page *p, size_t size, size_t most)
{
    const size_t n = most / size ? most / size : 1;
    return (p->n_kept + n - 1) / n;
}

static json_t *names_json(const page *p, const page_plane *c, size_t stride)
{
    json_t *list = json_array();
    for (size_t j = 0; j < p->n_kept; j += stride) {
        char text[PAGE_ROW_NAME];
        list = json_append(list, json_text(page_row_name(text, p, p->kept[c->groups.order[j]])));
    }
    return list;
}

static void read_points(float *out, const page *p, const page_plane *c, size_t first, size_t stride, size_t n)
{
    for (size_t i = 0; i < n; i++)
        page_read_rows(out + i * p->info.input_width, p, &p->kept[c->groups.order[(first + i) * stride]], 1);
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
    float *row = malloc(p->info.input_width * sizeof *row);
    json_t *list = row ? json_array() : NULL;
    for (size_t j = 0; list && j < p->n_kept; j += stride) {
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

enum { ACROSS = 100, MOST_PIXELS = 16384 /* of one */ };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t pictures_of(const page *p, size_t stride)
{
    return (p->n_kept + stride - 1) / stride;
}

static void draw_picture(const kit_pixels *to, const float *row)
{
    const size_t area = to->height * to->width;
    for (size_t k = 0; k < area * to->channels; k++)
        to->bytes[k % area * to->channels + k / area] = page_level(row[k]);
}

/* Those of every so many points. */
static void draw_pictures(const kit_pixels *sheet, const kit_pixels *one, float *row, const page *p, const page_plane *c,
                          size_t stride, const page_grain *g)
{
    const size_t across = sheet->width / g->width;
    for (size_t i = 0; i * stride < p->n_kept; i++) {
        read_points(row, p, c, i, stride, 1);
        draw_picture(one, row);
        kit_html_place(sheet, i % across * g->width, i / across * g->height, one, g->every);
    }
}

/* All pictures in one, which the script cuts into them. */
static bool put_pictures(page *p, const page_plane *c, size_t stride, const page_grain *g, kit_message *why)
{
    const size_t n = pictures_of(p, stride), across = least(n, ACROSS), lines = (n + across - 1) / across;
    const kit_pixels sheet = { calloc(lines * g->height, across * g->width * p->picture.channels), across * g->width,
                               lines * g->height, p->picture.channels };
    const kit_pixels one = { malloc(p->info.input_width), p->picture.width, p->picture.height, p->picture.channels };
    float *row = malloc(p->info.input_width * sizeof *row);
    bool ok = (sheet.bytes && one.bytes && row) || kit_explain(why, "out of memory for pictures");
    if (ok)
        draw_pictures(&sheet, &one, row, p, c, stride, g);
    ok = ok && kit_html_image(p->to, &sheet, 1, "map-pictures", "", why);
    free(sheet.bytes);
    free(one.bytes);
    free(row);
    return ok;
}

/* ---- The decoder ------------------------------------------------------------------------------------------------ */

static json_t *layer_json(const page_layer *l)
{
    float *w = malloc(l->in * l->out * sizeof *w);
    for (size_t i = 0; w && i < l->in; i++)
        for (size_t k = 0; k < l->out; k++)
            w[i * l->out + k] = page_layer_weight(l, i, k);
    json_t *object = w ? json_pack("{s:I, s:I, s:s, s:f, s:o, s:o}", "in", (json_int_t)l->in, "out", (json_int_t)l->out,
                                   "act", l->act.activation->name, "parameter", l->act.parameter, "weights",
                                   json_floats(w, l->in * l->out), "bias", json_floats(l->bias, l->out))
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
                                             : i == 0   ? c->at.axes.mean[k]
                                                        : c->at.axes.axes[(i - 1) * width + k]));
        list = json_append(list, one);
    }
    return list;
}

static json_t *decoder_json(const page *p, const page_plane *c, const page_decoder *d)
{
    if (d->missing)
        return json_null();
    json_t *layers = json_array();
    for (size_t i = 0; i < d->n; i++)
        layers = json_append(layers, layer_json(&d->layer[i]));
    return json_pack("{s:o, s:o, s:o, s:o}", "layers", layers, "center", scales_json(p, d->center), "spread",
                     scales_json(p, d->spread), "axes", axes_json(p, c));
}

/* ---- All -------------------------------------------------------------------------------------------------------- */

static json_t *size_json(size_t width, size_t height)
{
    return json_pack("[I, I]", (json_int_t)width, (json_int_t)height);
}

static json_t *alive_json(page *p, const page_plane *c, const page_decoder *d, size_t columns, size_t stride,
                          const page_grain *g)
{
    static const char *const forms[] = { [PICTURES] = "pictures", [SIGNALS] = "signals", [COLUMNS_OF_TABLE] = "columns" };
    const bool pictures = p->form == PICTURES;
    return json_pack("{s:s, s:I, s:I, s:o, s:o, s:I, s:o, s:o, s:o, s:o}", "form", forms[p->form], "stride",
                     (json_int_t)stride, "across", (json_int_t)least(pictures_of(p, stride), ACROSS), "size",
                     size_json(p->picture.width, p->picture.height), "stored", size_json(g->width, g->height), "channels",
                     (json_int_t)p->picture.channels, "names", names_json(p, c, stride), "columns",
                     pictures ? json_null() : columns_json(p, columns), "rows",
                     pictures ? json_null() : rows_json(p, c, stride, columns), "decoder", decoder_json(p, c, d));
}

/* Pictures of any size become small ones of one size: the pointer shows one at a time. */
static bool put_alive(page *p, const page_plane *c, const page_decoder *d, size_t columns, kit_message *why)
{
    const bool pictures = p->form == PICTURES;
    const page_grain g = pictures ? page_grain_of(p, 1, ACROSS, MOST_PIXELS) : (page_grain){ 1, 0, 0 };
    const size_t stride =
        pictures ? stride_of(p, g.width * g.height * p->picture.channels, MOST_BYTES) : stride_of(p, columns, MOST_NUMBERS);
    return (!pictures || put_pictures(p, c, stride, &g, why)) &&
           put_json(p->to, "map-data", alive_json(p, c, d, columns, stride, &g), why);
}

bool page_alive(page *p, const page_plane *c, kit_message *why)
{
    page_decoder d;
    const size_t width = p->info.input_width;
    bool ok = page_decoder_find(&d, p, why);
    fputs("<div class=\"alive\" id=\"map-alive\" hidden>\n", p->to);
    ok = ok && put_alive(p, c, &d, p->form == SIGNALS ? width : least(width, MOST_COLUMNS), why);
    fputs("</div>\n", p->to);
    if (ok && p->decodes && d.missing)
        fprintf(p->to, "<p class=\"note\">What the decoder makes of other places is not shown: %s.</p>\n", d.missing);
    page_decoder_free(&d);
    return ok;
}
