/* The kinship with PCA: Baldi, Hornik 1989, "Neural networks and principal component analysis". A linear autoencoder with
 * squared error has no local minima, and its code spans the principal subspace. PCA is LAPACK's. */
#include "../help.h"
#include "kit/stat.h"

enum { ROWS = 400, WIDTH = 10, CODE = 3 };

static double normal(uint32_t row, uint32_t element)
{
    double sum = -6;
    for (uint32_t i = 0; i < 3; i++) {
        uint32_t word[4];
        ae_place place = { .seed = 9, .row = row };
        ae_random_quad(word, &place, 3 * element + i);
        for (int j = 0; j < 4; j++)
            sum += (double)word[j] / 4294967296.0;
    }
    return sum; /* twelve uniforms: mean 0, variance 1 */
}

/* Rows with three strong directions and noise in all: an elongated cloud about a mean that is not 0. */
static void cloud(float *x)
{
    for (uint32_t i = 0; i < ROWS; i++)
        for (uint32_t j = 0; j < WIDTH; j++) {
            double sum = 0.3 + 0.1 * normal(i, 10 + j);
            for (uint32_t k = 0; k < CODE; k++)
                sum += (1.0 - 0.2 * k) * normal(i, k) * cos((j + 1.0) * (k + 1.0));
            x[i * WIDTH + j] = (float)sum;
        }
}

/* The decoder's rows, made orthonormal (Gram, Schmidt). */
static void orthonormal(double q[CODE][WIDTH], const float *w)
{
    for (size_t k = 0; k < CODE; k++) {
        for (size_t j = 0; j < WIDTH; j++)
            q[k][j] = (double)w[k * WIDTH + j];
        for (size_t l = 0; l <= k; l++) {
            double dot = 0;
            for (size_t j = 0; j < WIDTH; j++)
                dot += q[k][j] * q[l][j];
            for (size_t j = 0; j < WIDTH; j++)
                q[k][j] = l < k ? q[k][j] - dot * q[l][j] : q[k][j] / sqrt(dot);
        }
    }
}

/* An upper bound of the sine of the largest principal angle: what is left of q beside the axes. */
static double angle_sine(double q[CODE][WIDTH], const kit_pca *p)
{
    double left = 0;
    for (size_t k = 0; k < CODE; k++) {
        double rest = 1;
        for (size_t a = 0; a < CODE; a++) {
            double dot = 0;
            for (size_t j = 0; j < WIDTH; j++)
                dot += q[k][j] * p->axes[a * WIDTH + j];
            rest -= dot * dot;
        }
        left += rest > 0 ? rest : 0;
    }
    return sqrt(left);
}

static void a_linear_autoencoder_finds_the_principal_subspace(void **state)
{
    static float x[ROWS * WIDTH];
    ae_rows rows = AE_ROWS_F32(x, ROWS, WIDTH);
    ae_fit_options options = AE_FIT_OPTIONS_INIT;
    ae_tensor_info decoder = AE_TENSOR_INFO_INIT;
    ae_metrics metrics = AE_METRICS_INIT;
    ae_error e;
    double q[CODE][WIDTH];
    kit_pca p;
    ae_model *model = make_model("input 10 | dense 3 | code | dense 10", 1);
    (void)state;
    cloud(x);
    options.batch = ROWS; /* the whole set each step: no noise from batches, so it can settle */
    options.steps = 6000;
    options.optimizer = "adam lr=0.003";
    must(ae_model_fit(model, &rows, &options, &e), &e);
    assert_true(kit_pca_fit(&p, x, ROWS, WIDTH, CODE));
    must(ae_model_get_tensor(&decoder, model, 2, &e), &e);
    assert_string_equal(decoder.name, "dense2.weight");
    orthonormal(q, decoder.data);
    assert_true(angle_sine(q, &p) < 1e-3); /* less than a tenth of a degree */
    must(ae_model_evaluate(&metrics, model, NULL, &rows, &e), &e);
    double best = kit_pca_mse(&p, x, ROWS); /* no linear code of three numbers does better (Eckart, Young 1936) */
    assert_true(metrics.mse > best * (1 - 1e-5)); /* its weights are floats */
    assert_true(metrics.mse < best * 1.01);
    kit_pca_free(&p);
    ae_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_linear_autoencoder_finds_the_principal_subspace) };
    return cmocka_run_group_tests_name("pca", tests, NULL, NULL);
}
