/* Principal components, where the build has LAPACK for them. */
#include "ae_compare.h"
#ifdef HAVE_LAPACK
#include "kit/stat.h"

static bool make(features *codes, float *again, const side sides[SIDES], const features *scaled, kit_message *why)
{
    kit_pca p;
    if (!kit_pca_fit(&p, scaled->rows[LEARNT], sides[LEARNT].n, scaled->width, codes->width))
        return kit_explain(why, "PCA: out of memory, or LAPACK finds no answer");
    bool ok = kit_pca_encode(codes->rows[LEARNT], &p, scaled->rows[LEARNT], sides[LEARNT].n) &&
              kit_pca_encode(codes->rows[HELD], &p, scaled->rows[HELD], sides[HELD].n) &&
              kit_pca_decode(again, &p, codes->rows[HELD], sides[HELD].n);
    kit_pca_free(&p);
    return ok || kit_explain(why, "PCA: out of memory");
}

make_components_fn *const make_components = make;
#else
make_components_fn *const make_components = NULL;
#endif
