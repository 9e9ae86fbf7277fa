#include "16_conditional.h"
#include "kit/output.h"
#include <stdlib.h>
#include <string.h>

enum { REAL = 4, FIRST = REAL + 1, ACROSS = FIRST + 8 };

static void put_real(float *sheet, const kit_table *test)
{
    size_t found[CLASSES] = { 0 };
    for (size_t i = 0; i < test->rows; i++) {
        const size_t class = (size_t)atoi(test->labels[i]);
        if (found[class] < REAL)
            kit_table_row(sheet + (class * ACROSS + found[class]++) * PIXELS, test, i, 255);
    }
}

static void put_drawn(float *sheet, const float *drawn)
{
    for (size_t class = 0; class < CLASSES; class ++)
        memcpy(sheet + (class * ACROSS + FIRST) * PIXELS, drawn + class * OF_EACH * PIXELS,
               (ACROSS - FIRST) * PIXELS * sizeof *sheet);
}

bool write_sheet(const char *folder, const kit_table *test, const float *drawn, kit_message *why)
{
    float *sheet = calloc(CLASSES * ACROSS, PIXELS * sizeof *sheet);
    if (!sheet)
        return kit_explain(why, "out of memory");
    put_real(sheet, test);
    put_drawn(sheet, drawn);
    const kit_images images = { sheet, CLASSES * ACROSS, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    bool ok = kit_output_images(folder, "conditional.png", &images, ACROSS, why);
    free(sheet);
    return ok;
}
