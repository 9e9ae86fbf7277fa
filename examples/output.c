#include "output.h"
#include <stdio.h>

enum { AT_LEAST = 84 }; /* pixels that an image is wide */

static bool join(char path[AE_MAX_PATH], const char *folder, const char *name, ae_message *why)
{
    int length = snprintf(path, AE_MAX_PATH, "%s/%s", folder, name);
    return (length > 0 && length < AE_MAX_PATH) || ae_explain(why, "%s: the path is too long", folder);
}

static bool say(bool written, const char *path)
{
    if (written)
        printf("wrote %s\n", path);
    return written;
}

static size_t zoom_of(const picture *p)
{
    return 1 + AT_LEAST / p->width;
}

bool output_images(const char *folder, const char *name, const picture *p, ae_message *why)
{
    const ae_images images = { p->pixels, p->count, 1, p->height, p->width };
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_png_grid(path, &images, p->columns, zoom_of(p), why), path);
}

bool output_plot(const char *folder, const char *name, const ae_plot *plot, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_plot(path, plot, why), path);
}

bool output_matrix(const char *folder, const char *name, const ae_matrix *matrix, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_matrix(path, matrix, why), path);
}

bool output_scatter(const char *folder, const char *name, const ae_plot *plot, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_scatter(path, plot, why), path);
}

bool output_filters(const char *folder, const char *name, const ae_model *model, ae_message *why)
{
    char path[AE_MAX_PATH];
    ae_filters filters;
    return join(path, folder, name, why) && ae_find_filters(&filters, model, NULL, why) &&
           say(ae_write_filters(path, &filters, 0, why), path);
}

bool output_model(const char *folder, const char *name, const ae_model *model, ae_message *why)
{
    char path[AE_MAX_PATH];
    ae_error error;
    if (!join(path, folder, name, why))
        return false;
    return say(ae_model_save(model, path, &error) == AE_OK, path) || ae_explain(why, "%s", error.text);
}
