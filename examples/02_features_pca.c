#include "02_features.h"
#include "pca.h"

bool make_components(features *f, const features *pixels, const settings *s)
{
    pca p;
    (void)s;
    if (!pca_fit(&p, pixels->train.x, pixels->train.n, pixels->width, f->width))
        return false;
    bool ok =
        pca_encode(f->train.x, &p, pixels->train.x, f->train.n) && pca_encode(f->test.x, &p, pixels->test.x, f->test.n);
    pca_free(&p);
    return ok;
}
