#include "output.h"
#include <stdio.h>

enum { ZOOM = 4 };

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

bool output_images(const char *folder, const char *name, const float *pixels, size_t count, size_t height, size_t width,
                   ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) &&
           say(ae_write_png_grid(path, pixels, count, OUTPUT_COLUMNS, height, width, ZOOM, why), path);
}

bool output_plot(const char *folder, const char *name, const ae_plot *plot, ae_message *why)
{
    char path[AE_MAX_PATH];
    return join(path, folder, name, why) && say(ae_write_plot(path, plot, why), path);
}
