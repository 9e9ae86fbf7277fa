/* librsvg is loaded when the first PNG is asked for: with what it needs, it is sixty libraries, which would make every start
 * of a program take longer. */
#include "kit/plot/png.h"
#include <dlfcn.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ZOOM = 2 }; /* pixels for a unit of the picture: it is looked at on fine screens, and printed */

/* ---- The libraries ------------------------------------------------------------------------------------------------ */

#ifdef __APPLE__
static const char library[] = "librsvg-2.2.dylib";
#else
static const char library[] = "librsvg-2.so.2";
#endif

typedef struct drawer {
    RsvgHandle *(*read)(const guint8 *text, gsize n, GError **error);
    gboolean (*size)(RsvgHandle *svg, gdouble *width, gdouble *height);
    gboolean (*render)(RsvgHandle *svg, cairo_t *cairo, const RsvgRectangle *where, GError **error);
    void (*free_svg)(gpointer svg);
    cairo_surface_t *(*make_surface)(cairo_format_t format, int width, int height);
    cairo_t *(*begin)(cairo_surface_t *surface);
    cairo_status_t (*status)(cairo_t *cairo);
    void (*end)(cairo_t *cairo);
    cairo_status_t (*write)(cairo_surface_t *surface, cairo_write_func_t put, void *to);
    void (*free_surface)(cairo_surface_t *surface);
} drawer;

/* Loaded once, it stays: its libraries cannot be unloaded. */
static bool load(drawer *out)
{
    const struct {
        void *at;
        const char *name;
    } functions[] = {
        { &out->read, "rsvg_handle_new_from_data" },
        { &out->size, "rsvg_handle_get_intrinsic_size_in_pixels" },
        { &out->render, "rsvg_handle_render_document" },
        { &out->free_svg, "g_object_unref" },
        { &out->make_surface, "cairo_image_surface_create" },
        { &out->begin, "cairo_create" },
        { &out->status, "cairo_status" },
        { &out->end, "cairo_destroy" },
        { &out->write, "cairo_surface_write_to_png_stream" },
        { &out->free_surface, "cairo_surface_destroy" },
    };
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; handle && i < sizeof functions / sizeof *functions; i++) {
        void *function = dlsym(handle, functions[i].name);
        if (!function)
            return false;
        memcpy(functions[i].at, &function, sizeof function); /* POSIX's way from an object to a function */
    }
    return handle != NULL;
}

/* ---- The picture -------------------------------------------------------------------------------------------------- */

typedef struct bytes {
    char *data; /* free() it */
    size_t n;
} bytes;

static bool make_svg(bytes *out, const kit_plot *plots, size_t n)
{
    FILE *memory = open_memstream(&out->data, &out->n);
    if (!memory)
        return false;
    kit_plots_svg(memory, plots, n);
    const bool ok = !ferror(memory);
    return fclose(memory) == 0 && ok;
}

static cairo_status_t put(void *file, const unsigned char *data, unsigned n)
{
    return fwrite(data, 1, n, file) == n ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static bool paint(const drawer *d, cairo_surface_t *surface, RsvgHandle *svg, double width, double height)
{
    const RsvgRectangle all = { 0, 0, width, height };
    cairo_t *cairo = d->begin(surface);
    const bool ok = d->render(svg, cairo, &all, NULL) && d->status(cairo) == CAIRO_STATUS_SUCCESS;
    d->end(cairo);
    return ok;
}

static bool draw(const drawer *d, FILE *to, RsvgHandle *svg)
{
    double width, height;
    if (!d->size(svg, &width, &height))
        return false;
    width *= ZOOM;
    height *= ZOOM;
    cairo_surface_t *surface = d->make_surface(CAIRO_FORMAT_RGB24, (int)ceil(width), (int)ceil(height));
    const bool ok = paint(d, surface, svg, width, height) && d->write(surface, put, to) == CAIRO_STATUS_SUCCESS;
    d->free_surface(surface);
    return ok;
}

bool kit_plots_png(FILE *to, const kit_plot *plots, size_t n, const char *path, kit_message *why)
{
    drawer d;
    bytes text = { NULL, 0 };
    if (!load(&d))
        return kit_explain(why, "%s: %s cannot be loaded, which draws PNG; .svg works without", path, library);
    RsvgHandle *svg = make_svg(&text, plots, n) ? d.read((const guint8 *)text.data, text.n, NULL) : NULL;
    const bool ok = svg && draw(&d, to, svg);
    if (svg)
        d.free_svg(svg);
    free(text.data);
    return ok || kit_explain(why, "%s: librsvg cannot draw the chart, mostly for lack of memory", path);
}
