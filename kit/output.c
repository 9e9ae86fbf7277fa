#include "kit/output.h"
#include <stdio.h>
#include <stdlib.h>

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

static bool decode(float *pixels, const ae_model *model, const float *codes, size_t n, size_t side, kit_message *why)
{
    ae_error error;
    ae_model_info info = AE_MODEL_INFO_INIT;
    if (ae_model_get_info(&info, model, &error) != AE_OK)
        return kit_explain_error(why, &error);
    if (info.output_width != side * side)
        return kit_explain(why, "rows of %zu numbers are no images of %zu x %zu", info.output_width, side, side);
    const ae_rows rows = AE_ROWS_F32(codes, n, info.code_width);
    return ae_model_decode(pixels, model, NULL, &rows, &error) == AE_OK || kit_explain_error(why, &error);
}

bool kit_output_decoded(const char *folder, const char *name, const ae_model *model, const float *codes, size_t n,
                        size_t side, size_t columns, kit_message *why)
{
    float *pixels = calloc(n, side * side * sizeof *pixels);
    const kit_images images = { pixels, n, 1, side, side };
    bool ok = (pixels || kit_explain(why, "out of memory: %zu images", n)) && decode(pixels, model, codes, n, side, why) &&
              kit_output_images(folder, name, &images, columns, why);
    free(pixels);
    return ok;
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
