#include "kit/file/sink.h"
#include "kit/plot.h"
#include "kit/plot/png.h"
#include <string.h>
#include <strings.h>

typedef struct ending {
    const char *end;
    bool (*write)(FILE *to, const kit_plot *plots, size_t n, const char *path,
                  kit_message *why); /* NULL: not by this build */
} ending;

static bool write_svg(FILE *to, const kit_plot *plots, size_t n, const char *path, kit_message *why)
{
    (void)path;
    (void)why;
    kit_plots_svg(to, plots, n);
    return true;
}

#ifdef KIT_HAVE_RSVG
static const ending endings[] = { { ".svg", write_svg }, { ".png", kit_plots_png } };
#else
static const ending endings[] = { { ".svg", write_svg }, { ".png", NULL } };
#endif

static const ending *find_ending(const char *path, kit_message *why)
{
    const size_t n = strlen(path);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t end = strlen(endings[i].end);
        if (n <= end || strcasecmp(path + n - end, endings[i].end) != 0)
            continue;
        if (!endings[i].write)
            kit_explain(why, "%s: this build was made without librsvg, which draws PNG; .svg works", path);
        return endings[i].write ? &endings[i] : NULL;
    }
    kit_explain(why, "%s: a chart is a .svg or .png", path);
    return NULL;
}

bool kit_plot_writable(const char *path, kit_message *why)
{
    return find_ending(path, why) && kit_writable(path, why);
}

bool kit_plots_write(const char *path, const kit_plot *plots, size_t n, kit_message *why)
{
    kit_sink sink;
    const ending *e = find_ending(path, why);
    return e && kit_sink_open(&sink, path, why) && kit_sink_close(&sink, e->write(sink.file, plots, n, path, why));
}
