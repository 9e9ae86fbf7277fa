#include "02_features.h"
#include "kit/stat.h"

bool make_components(features *f, const features *pixels, const settings *s)
{
    kit_pca p;
    (void)s;
    if (!kit_pca_fit(&p, pixels->train.x, pixels->train.n, pixels->width, f->width))
        return false;
    bool ok = kit_pca_encode(f->train.x, &p, pixels->train.x, f->train.n) &&
              kit_pca_encode(f->test.x, &p, pixels->test.x, f->test.n);
    kit_pca_free(&p);
    return ok;
}
