#include "12_retrieval.h"
#include "kit/cluster.h"
#include "kit/labels.h"
#include "kit/output.h"
#include <stdio.h>

bool group(const work *w, const ae_model *model, kit_message *why)
{
    static float images[K][WIDTH];
    const kit_images sheet = { images[0], K, 1, KIT_DIGIT_SIDE, KIT_DIGIT_SIDE };
    const kit_kmeans_options how = { .clusters = K, .seed = w->seed, .threads = w->threads };
    kit_kmeans k = { 0 };
    kit_classes classes = { 0 };
    kit_agreement a;
    ae_error error;
    bool ok = kit_kmeans_fit(&k, w->test_codes, w->test.rows, CODE, &how, why) &&
              kit_classes_find(&classes, w->test.labels, w->test.rows, why) &&
              (kit_agreement_find(&a, k.cluster_of, K, classes.class_of, classes.n, w->test.rows) ||
               kit_explain(why, "out of memory"));
    if (ok) {
        const ae_rows centers = AE_ROWS_F32(k.centers, K, CODE);
        printf("%d clusters: purity %.3f, NMI %.3f, ARI %.3f\n", K, a.purity, a.nmi, a.ari);
        ok = ae_model_decode(images[0], model, NULL, &centers, &error) == AE_OK || kit_explain_error(why, &error);
    }
    kit_classes_free(&classes);
    kit_kmeans_free(&k);
    return ok && kit_output_images(w->folder, "clusters.png", &sheet, K, why);
}
