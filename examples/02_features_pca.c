#include "02_features.h"
#include "kit/stat.h"

bool make_components(features *f, const features *pixels, const char *name, const settings *s, kit_message *why)
{
    kit_pca p;
    (void)name, (void)s;
    if (!kit_pca_fit(&p, pixels->train, pixels->train_rows, pixels->width, f->width))
        return kit_explain(why, "PCA: no memory, or no answer from LAPACK");
    bool ok = kit_pca_encode(f->train, &p, pixels->train, f->train_rows) &&
              kit_pca_encode(f->test, &p, pixels->test, f->test_rows);
    kit_pca_free(&p);
    return ok || kit_explain(why, "out of memory");
}
