/* A program of its own that uses an installed libautoencoder. Beside it lie three ways to build it: a Makefile, a
 * meson.build and a CMakeLists.txt. */
#include <autoencoder.h>
#include <stdio.h>

static ae_status train_and_score(float score[2], ae_error *error)
{
    static const float seen[4][3] = { { 0, 0, 1 }, { 0, 1, 0 }, { 0, 0, 1 }, { 0, 1, 0 } };
    static const float asked[2][3] = { { 0, 1, 0 }, { 1, 0, 0 } };
    ae_rows training = AE_ROWS_F32(seen[0], 4, 3), question = AE_ROWS_F32(asked[0], 2, 3);
    ae_fit_options fit = AE_FIT_OPTIONS_INIT;
    fit.optimizer = "adam lr=0.01";
    fit.steps = 500;

    ae_model *model = NULL;
    ae_status status = ae_model_create(&model, "input 3 | dense 1 act=tanh | code | dense 3 | loss mse", NULL, error);
    if (status == AE_OK)
        status = ae_model_fit(model, &training, &fit, error);
    if (status == AE_OK)
        status = ae_model_score(score, model, NULL, &question, error);
    ae_model_free(model);
    return status;
}

int main(void)
{
    ae_error error;
    float score[2];
    if (train_and_score(score, &error) != AE_OK) {
        fprintf(stderr, "%s: %s\n", ae_status_name(error.status), error.text);
        return 1;
    }
    printf("libautoencoder %s: a row it knows scores %.4f, a stranger %.4f\n", ae_version(), (double)score[0],
           (double)score[1]);
    return score[0] >= score[1];
}
