#include "11_compress.h"
#include "kit/stat.h"
#include <stdlib.h>

typedef struct projection {
    const float *codes;
    size_t n, width;
    double lost; /* by leaving out the other components */
} projection;

/* The axes are orthonormal, so that an error of the codes is one of the rows, and comes on top. */
static bool mse_of_components(double *out, const void *user, const float *codes, kit_message *why)
{
    const projection *p = user;
    (void)why;
    *out = p->lost + kit_mean_squared_error(codes, p->codes, p->n * p->width) * (double)p->width / KIT_DIGIT_PIXELS;
    return true;
}

static bool add_projected(curve curves[BITS], const kit_pca *pca, const images *test, kit_message *why)
{
    const size_t width = pca->components;
    float *codes = malloc(test->n * width * sizeof *codes);
    const projection p = { codes, test->n, width, kit_pca_mse(pca, test->x, test->n) };
    bool ok = codes && kit_pca_encode(codes, pca, test->x, test->n)
                  ? add_numbers(curves, codes, test->n, width, mse_of_components, &p, why)
                  : kit_explain(why, "out of memory");
    free(codes);
    return ok;
}

bool add_components(curve curves[BITS], size_t width, const images *train, const images *test, kit_message *why)
{
    kit_pca pca;
    if (!kit_pca_fit(&pca, train->x, train->n, KIT_DIGIT_PIXELS, width))
        return kit_explain(why, "no principal components: out of memory, or LAPACK has no answer");
    bool ok = add_projected(curves, &pca, test, why);
    kit_pca_free(&pca);
    return ok;
}
