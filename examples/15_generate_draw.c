#include "15_generate.h"
#include "kit/dataset.h"
#include "kit/latent.h"
#include "kit/output.h"
#include <stdlib.h>

enum { ACROSS = 8, SAMPLES = ACROSS * ACROSS, STEPS = 10, GRID = 20 };

static bool draw_samples(const ae_model *model, float *codes, const settings *s, kit_message *why)
{
    const ae_sample_options options = { .size = sizeof options, .seed = s->seed, .n = SAMPLES, .deviation = 1 };
    ae_error error;
    if (ae_model_sample(NULL, codes, model, NULL, &options, &error) != AE_OK)
        return kit_explain_error(why, &error);
    return kit_output_decoded(s->folder, "samples.png", model, codes, SAMPLES, KIT_DIGIT_SIDE, ACROSS, why);
}

/* From test digit 2 i to test digit 2 i + 1. */
static bool draw_between(const ae_model *model, ae_rows test, float *codes, const settings *s, kit_message *why)
{
    ae_error error;
    float *ends = codes + ACROSS * STEPS * s->code;
    test.n = 2 * ACROSS;
    if (ae_model_encode(ends, model, NULL, &test, &error) != AE_OK)
        return kit_explain_error(why, &error);
    for (size_t i = 0; i < ACROSS; i++) {
        const float *from = ends + 2 * i * s->code;
        kit_latent_line(codes + i * STEPS * s->code, from, from + s->code, s->code, STEPS, KIT_SPHERICAL);
    }
    return kit_output_decoded(s->folder, "between.png", model, codes, ACROSS * STEPS, KIT_DIGIT_SIDE, STEPS, why);
}

static bool draw_manifold(const ae_model *model, float *codes, const settings *s, kit_message *why)
{
    static const double mean[2] = { 0, 0 }, deviation[2] = { 1, 1 };
    kit_latent_grid(codes, GRID, mean, deviation);
    return kit_output_decoded(s->folder, "manifold.png", model, codes, GRID * GRID, KIT_DIGIT_SIDE, GRID, why);
}

/* The grid has the most codes. */
bool draw_all(const ae_model *model, const ae_rows *test, const settings *s, kit_message *why)
{
    float *codes = calloc(GRID * GRID, s->code * sizeof *codes);
    bool ok = (codes || kit_explain(why, "out of memory")) && draw_samples(model, codes, s, why) &&
              draw_between(model, *test, codes, s, why) && (s->code != 2 || draw_manifold(model, codes, s, why)) &&
              kit_output_model(s->folder, "generate.ae", model, why);
    free(codes);
    return ok;
}
