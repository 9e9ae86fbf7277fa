#include "kit/output.h"
#include <stdio.h>

enum { AT_LEAST = 84 }; /* pixels that an image is wide */

static bool join(char path[KIT_MAX_PATH], const char *folder, const char *name, kit_message *why)
{
    int length = snprintf(path, KIT_MAX_PATH, "%s/%s", folder, name);
    return (length > 0 && length < KIT_MAX_PATH) || kit_explain(why, "%s: the path is too long", folder);
}

static bool say(bool written, const char *path)
{
    if (written)
        printf("wrote %s\n", path);
    return written;
}

bool kit_output_images(const char *folder, const char *name, const kit_images *images, size_t columns, kit_message *why)
{
    char path[KIT_MAX_PATH];
    size_t zoom = 1 + AT_LEAST / images->width;
    return join(path, folder, name, why) && say(kit_images_write(path, images, columns, zoom, why), path);
}

bool kit_output_plot(const char *folder, const char *name, const kit_plot *plot, kit_message *why)
{
    char path[KIT_MAX_PATH];
    return join(path, folder, name, why) && say(kit_plots_write(path, plot, 1, why), path);
}

bool kit_output_matrix(const char *folder, const char *name, const kit_matrix *matrix, kit_message *why)
{
    char path[KIT_MAX_PATH];
    return join(path, folder, name, why) && say(kit_matrix_write(path, matrix, why), path);
}

bool kit_output_filters(const char *folder, const char *name, const ae_model *model, kit_message *why)
{
    char path[KIT_MAX_PATH];
    kit_filters filters;
    return join(path, folder, name, why) && kit_filters_find(&filters, model, NULL, why) &&
           say(kit_filters_write(path, &filters, 0, why), path);
}

bool kit_output_model(const char *folder, const char *name, const ae_model *model, kit_message *why)
{
    char path[KIT_MAX_PATH];
    ae_error error;
    if (!join(path, folder, name, why))
        return false;
    return say(ae_model_save(model, path, &error) == AE_OK, path) || kit_explain_error(why, &error);
}
