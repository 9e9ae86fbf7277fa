/* What a spec's words mean, worked out in plain C. Weights are constants (`uniform min=c max=c`) and all numbers small sums
 * of powers of two, so that a linear net's arithmetic is exact and must be met to the last bit. */
#include "../help.h"
#include <float.h>

enum { ROWS = 4, IN = 4, CODE = 2 };

#define CONSTANT(w, b) "init=uniform min=" #w " max=" #w " bias_init=uniform bias_min=" #b " bias_max=" #b
#define ENCODER        "input 4 | dense 2 " CONSTANT(0.5, 0.25) " | code"
#define DECODER(act)   " | dense 4 act=" #act " " CONSTANT(0.25, -0.125)
#define NET            ENCODER DECODER(linear)

/* Rows that add up to 2, -1, 0.5 and 1.75, and so give 0.5, -0.25, 0.125 and 0.4375. */
static const float data[ROWS * IN] = { 0.5f,   0.75f, 0.25f, 0.5f,   -1, 0.5f,   -0.75f, 0.25f,
                                       0.125f, 0,     0.25f, 0.125f, 1,  0.875f, -0.25f, 0.125f };
/* In 0 ... 1, as bce has it; on both sides of the outputs, and of huber's delta from them. */
static const float target[ROWS * IN] = {
    0, 0.25f, 1, 0.5f, 0.125f, 0.875f, 0.25f, 0, 1, 1, 0.5f, 0.25f, 0.75f, 0, 0.5f, 0.5f
};

static double code_of(size_t row)
{
    double sum = 0;
    for (size_t j = 0; j < IN; j++)
        sum += (double)data[row * IN + j];
    return 0.5 * sum + 0.25;
}

static double output_of(size_t row) /* every column's */
{
    return 0.25 * (CODE * code_of(row)) - 0.125;
}

static ae_rows all_rows(void)
{
    return (ae_rows)AE_ROWS_F32(data, ROWS, IN);
}

static ae_rows rows_with_target(void)
{
    ae_rows rows = AE_ROWS_F32(data, ROWS, IN);
    rows.target = (ae_array){ target, IN, 0, 1, AE_F32, 0 };
    return rows;
}

static void assert_number(double got, double want, double tolerance, const char *what)
{
    if (!(fabs(got - want) <= tolerance))
        fail_msg("%s: %.17g, by hand %.17g +- %.2g", what, got, want, tolerance);
}

/* ---- outputs ---- */

static void outputs_are_those_by_hand(void **state)
{
    float codes[ROWS * CODE], outputs[ROWS * IN], decoded[ROWS * IN];
    ae_rows rows = all_rows(), inner = AE_ROWS_F32(codes, ROWS, CODE);
    ae_model *model = make_model(NET, 1);
    ae_error e;
    (void)state;
    must(ae_model_encode(codes, model, NULL, &rows, &e), &e);
    must(ae_model_reconstruct(outputs, model, NULL, &rows, &e), &e);
    must(ae_model_decode(decoded, model, NULL, &inner, &e), &e);
    for (size_t i = 0; i < ROWS * CODE; i++)
        assert_number((double)codes[i], code_of(i / CODE), 0, "code");
    for (size_t i = 0; i < ROWS * IN; i++)
        assert_number((double)outputs[i], output_of(i / IN), 0, "output");
    assert_memory_equal(outputs, decoded, sizeof outputs);
    ae_model_free(model);
}

/* Bytes divided by their scale are those numbers: the codes are the same. */
static void scaled_bytes_are_their_quotients(void **state)
{
    static const uint8_t bytes[IN] = { 4, 6, 2, 4 }; /* eighths: the first row */
    float code[CODE], score;
    ae_rows rows = AE_ROWS_U8(bytes, 1, IN, 8);
    ae_model *model = make_model(NET, 1);
    ae_error e;
    double want = 0;
    (void)state;
    must(ae_model_encode(code, model, NULL, &rows, &e), &e);
    must(ae_model_score(&score, model, NULL, &rows, &e), &e);
    for (size_t j = 0; j < IN; j++)
        want += pow(output_of(0) - bytes[j] / 8.0, 2) / IN; /* in scaled units */
    assert_number((double)code[0], code_of(0), 0, "code of bytes");
    assert_number((double)score, want, 0, "score of bytes");
    ae_model_free(model);
}

static double linear(double x)
{
    return x;
}
static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}
static double relu(double x)
{
    return x > 0 ? x : 0;
}
static double leaky(double x)
{
    return x > 0 ? x : 0.25 * x;
}
static double elu(double x)
{
    return x > 0 ? x : 0.5 * expm1(x);
}
static double softplus(double x)
{
    return log1p(exp(x));
}
static double softmax(double x)
{
    return x - x + 1.0 / CODE;
} /* of equal numbers */

/* The library's functions are promised to 2 ulp (kernel/vmath.h), and an ulp is at most FLT_EPSILON of its number. Softmax
 * divides exp(0) = 1 by a sum of ones. */
static void activations_are_those_by_hand(void **state)
{
    static const struct {
        const char *words;
        double (*of)(double);
        double ulps;
    } cases[] = {
        { "act=linear", linear, 0 },     { "act=sigmoid", sigmoid, 2 },
        { "act=relu", relu, 0 },         { "act=leaky_relu slope=0.25", leaky, 0 },
        { "act=tanh", tanh, 2 },         { "act=elu alpha=0.5", elu, 2 },
        { "act=softplus", softplus, 2 }, { "act=softmax", softmax, 0 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char spec[256] = "input 4 | dense 2 " CONSTANT(0.5, 0.25) " ";
        float codes[ROWS * CODE];
        ae_rows rows = all_rows();
        ae_error e;
        ae_model *model = make_model(strcat(strcat(spec, cases[i].words), " | code"), 1);
        must(ae_model_encode(codes, model, NULL, &rows, &e), &e);
        for (size_t k = 0; k < ROWS * CODE; k++) {
            double want = cases[i].of(code_of(k / CODE));
            assert_number((double)codes[k], want, cases[i].ulps * FLT_EPSILON * fabs(want), cases[i].words);
        }
        ae_model_free(model);
    }
}

/* ---- losses ---- */

static double square(double p, double t)
{
    return (p - t) * (p - t);
}
static double distance(double p, double t)
{
    return fabs(p - t);
}
static double huber(double p, double t) /* delta 0.25 */
{
    double d = fabs(p - t);
    return d < 0.25 ? d * d / 2 : 0.25 * (d - 0.125);
}
static double cross(double p, double t)
{
    return -t * log(p) - (1 - t) * log(1 - p);
}
static double clamped_cross(double p, double t)
{
    return cross(fmin(1 - 0x1p-23, fmax(0x1p-23, p)), t);
}
static double logit_cross(double z, double t)
{
    return cross(sigmoid(z), t);
}
static double gaussian(double p, double t) /* of variance 0.25 */
{
    return 2 * square(p, t) + log(2 * 3.14159265358979323846 * 0.25) / 2;
}
static double squares_and_distances(double p, double t)
{
    return 0.5 * square(p, t) + 2 * distance(p, t);
}

/* gaussian: behind log come a product and a sum with a term of its sign. bce: behind log come one product and one sum of
 * terms of one sign, behind exp also log1p; each function is good to 2 ulp, and no step makes a relative error larger. With
 * the roundings in between and the last, to float, that is at most 5 ulp. */
static const struct loss {
    const char *spec;
    double (*term)(double p, double t);
    double factor; /* of the row's sum */
    double ulps;
} losses[] = {
    { NET, square, 0.25, 0 },
    { NET " | loss mse", square, 0.25, 0 },
    { NET " | loss mse weight=0.5", square, 0.125, 0 },
    { NET " | loss sse", square, 1, 0 },
    { NET " | loss sse weight=2", square, 2, 0 },
    { NET " | loss mae", distance, 0.25, 0 },
    { NET " | loss mae weight=0", distance, 0, 0 },
    { NET " | loss huber delta=0.25", huber, 0.25, 0 },
    { NET " | loss huber delta=0.25 weight=4", huber, 1, 0 },
    { NET " | loss mse weight=0.5 | loss mae weight=2", squares_and_distances, 0.25, 0 },
    { NET " | loss gaussian variance=0.25", gaussian, 1, 5 },
    { NET " | loss gaussian variance=0.25 weight=0.5", gaussian, 0.5, 5 },
    { NET " | loss bce", clamped_cross, 0.25, 5 },
    { NET " | loss bce reduce=mean weight=2", clamped_cross, 0.5, 5 },
    { NET " | loss bce reduce=sum", clamped_cross, 1, 5 },
    { ENCODER DECODER(sigmoid) " | loss bce", logit_cross, 0.25, 5 },
    { ENCODER DECODER(sigmoid) " | loss bce reduce=sum weight=0.5", logit_cross, 0.5, 5 },
};

static double loss_of(const struct loss *l, size_t row)
{
    double sum = 0;
    for (size_t j = 0; j < IN; j++)
        sum += l->term(output_of(row), (double)target[row * IN + j]);
    return sum * l->factor;
}

static void scores_are_those_by_hand(void **state)
{
    (void)state;
    for (const struct loss *l = losses; l < losses + sizeof losses / sizeof *losses; l++) {
        float scores[ROWS];
        ae_rows rows = rows_with_target();
        ae_model *model = make_model(l->spec, 1);
        ae_error e;
        must(ae_model_score(scores, model, NULL, &rows, &e), &e);
        for (size_t i = 0; i < ROWS; i++)
            assert_number((double)scores[i], loss_of(l, i), l->ulps * FLT_EPSILON * loss_of(l, i), l->spec);
        ae_model_free(model);
    }
}

/* Without a target the input is it. */
static void the_input_is_the_target(void **state)
{
    float scores[ROWS];
    ae_rows rows = all_rows();
    ae_model *model = make_model(NET, 1);
    ae_error e;
    (void)state;
    must(ae_model_score(scores, model, NULL, &rows, &e), &e);
    for (size_t i = 0; i < ROWS; i++) {
        double want = 0;
        for (size_t j = 0; j < IN; j++)
            want += square(output_of(i), (double)data[i * IN + j]) / IN;
        assert_number((double)scores[i], want, 0, "score against the input");
    }
    ae_model_free(model);
}

/* The loss takes the rows' weights, the plain metrics do not. A mean's division is the one step that may round: a double's
 * ulp, for sums of 4 rows none at all. */
static void evaluate_is_that_by_hand(void **state)
{
    static const float weights[ROWS] = { 1, 4, 0.5f, 2.5f };
    (void)state;
    for (const struct loss *l = losses; l < losses + sizeof losses / sizeof *losses; l++) {
        ae_metrics m = AE_METRICS_INIT;
        ae_rows rows = rows_with_target();
        ae_model *model = make_model(l->spec, 1);
        ae_error e;
        double loss = 0, squares = 0, distances = 0;
        bool is_linear = l->term != logit_cross;
        rows.weights = weights;
        must(ae_model_evaluate(&m, model, NULL, &rows, &e), &e);
        for (size_t i = 0; i < ROWS * IN; i++) {
            double p = is_linear ? output_of(i / IN) : sigmoid(output_of(i / IN));
            squares += square(p, (double)target[i]);
            distances += distance(p, (double)target[i]);
        }
        for (size_t i = 0; i < ROWS; i++)
            loss += (double)weights[i] * loss_of(l, i) / 8;
        /* 2 ulp of a sigmoid below 1, that and the subtraction's half: the distance's, and twice that the square's */
        double off = is_linear ? 0 : 2.5 * FLT_EPSILON;
        assert_int_equal(m.rows, ROWS);
        assert_number(m.loss, loss, l->ulps * FLT_EPSILON * loss, l->spec);
        assert_number(m.mse, squares / (ROWS * IN), 2 * off * (1 + off), "mse");
        assert_number(m.mae, distances / (ROWS * IN), off, "mae");
        assert_number(m.sse_per_row, squares / ROWS, 2 * off * (1 + off) * IN, "sse_per_row");
        ae_model_free(model);
    }
}

/* ---- first weights ---- */

static const float *numbers_of(const ae_model *model, const char *name, size_t *n)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    for (size_t i = 0; ae_model_get_tensor(&t, model, i, NULL) == AE_OK; i++)
        if (strcmp(t.name, name) == 0) {
            *n = t.shape[0] * (t.rank == 2 ? t.shape[1] : 1);
            return t.data;
        }
    fail_msg("no tensor %s", name);
    return NULL;
}

static void assert_between(const ae_model *model, const char *name, double low, double high)
{
    size_t n = 0;
    const float *w = numbers_of(model, name, &n);
    for (size_t i = 0; i < n; i++)
        if (!((double)w[i] >= low && (double)w[i] <= high))
            fail_msg("%s: element %zu is %g, not in %g ... %g", name, i, (double)w[i], low, high);
}

static void assert_constant(const ae_model *model, const char *name, double c)
{
    assert_between(model, name, c, c);
}

/* Without a word about it: Glorot's uniform and zeros. 600 numbers fill more than 0.95 of their range but once in 1e13. */
static void weights_begin_by_glorot(void **state)
{
    ae_model *model = make_model("input 40 | dense 15 | code | dense 40", 1);
    double a = (double)(float)sqrt(6.0 / 55);
    size_t n = 0, wide = 0;
    (void)state;
    const float *w = numbers_of(model, "dense1.weight", &n);
    for (size_t i = 0; i < n; i++)
        wide += fabs((double)w[i]) > 0.95 * a;
    assert_int_equal(n, 600);
    assert_between(model, "dense1.weight", -a, a);
    assert_between(model, "dense2.weight", -a, a);
    assert_true(wide > 0);
    assert_constant(model, "dense1.bias", 0);
    assert_constant(model, "dense2.bias", 0);
    ae_model_free(model);
}

/* The net's init item, wherever it stands, is for all layers that say nothing else; a layer's own numbers go with its own
 * word. */
static void a_layers_init_goes_before_the_nets(void **state)
{
    static const char *const specs[] = {
        "init uniform min=2 max=2 bias_init=uniform bias_min=3 bias_max=3 | dense 3 name=a | dense 3 name=b init=uniform "
        "min=-1 "
        "max=-1 | dense 3 name=c bias_init=zeros | dense 3 name=d init=zeros bias_init=uniform bias_min=5 bias_max=5 | code",
        "dense 3 name=a | dense 3 name=b init=uniform min=-1 max=-1 | dense 3 name=c bias_init=zeros | dense 3 name=d "
        "init=zeros bias_init=uniform bias_min=5 bias_max=5 | code | init uniform min=2 max=2 bias_init=uniform bias_min=3 "
        "bias_max=3",
    };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char spec[512] = "input 3 | ";
        ae_model *model = make_model(strcat(spec, specs[i]), 1);
        assert_constant(model, "a.weight", 2);
        assert_constant(model, "a.bias", 3);
        assert_constant(model, "b.weight", -1);
        assert_constant(model, "b.bias", 3);
        assert_constant(model, "c.weight", 2);
        assert_constant(model, "c.bias", 0);
        assert_constant(model, "d.weight", 0);
        assert_constant(model, "d.bias", 5);
        ae_model_free(model);
    }
}

static void assert_same_numbers(const ae_model *a, const ae_model *b, const char *name)
{
    size_t n = 0, m = 0;
    const float *x = numbers_of(a, name, &n), *y = numbers_of(b, name, &m);
    assert_int_equal(n, m);
    assert_memory_equal(x, y, n * sizeof *x);
}

/* A layer with a name keeps its first weights when others come before it: they are a function of the seed and the name. */
static void a_named_layer_keeps_its_weights(void **state)
{
    static const char rest[] = "dense 4 name=a bias_init=normal | code | dense 6 name=b bias_init=normal";
    char first[256] = "input 6 | ", second[256] = "input 6 | dense 6 | dense 6 name=new | ";
    ae_model *before = make_model(strcat(first, rest), 5), *after = make_model(strcat(second, rest), 5);
    ae_model *other = make_model(first, 6);
    size_t n = 0;
    const float *x = numbers_of(before, "a.weight", &n), *y = numbers_of(other, "a.weight", &n);
    (void)state;
    assert_same_numbers(before, after, "a.weight");
    assert_same_numbers(before, after, "a.bias");
    assert_same_numbers(before, after, "b.weight");
    assert_same_numbers(before, after, "b.bias");
    assert_memory_not_equal(x, y, n * sizeof *x);
    ae_model_free(before);
    ae_model_free(after);
    ae_model_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(outputs_are_those_by_hand),       cmocka_unit_test(scaled_bytes_are_their_quotients),
        cmocka_unit_test(activations_are_those_by_hand),   cmocka_unit_test(scores_are_those_by_hand),
        cmocka_unit_test(the_input_is_the_target),         cmocka_unit_test(evaluate_is_that_by_hand),
        cmocka_unit_test(weights_begin_by_glorot),         cmocka_unit_test(a_layers_init_goes_before_the_nets),
        cmocka_unit_test(a_named_layer_keeps_its_weights),
    };
    return cmocka_run_group_tests_name("meaning", tests, NULL, NULL);
}
