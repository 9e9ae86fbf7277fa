/* Specs with columns, scaler and missing that make no sense: each is refused where the mistake stands, with a word on it. */
#include "support.h"

static const struct refused {
    const char *spec;
    ae_status status;
    size_t column; /* where, from 1 */
    const char *text;
} cases[] = {
    /* where they stand */
    { "scaler zscore | input 3 | dense 2 | code | dense 3", AE_ESPEC, 1, "input" },
    { "input 3 | dense 2 | scaler zscore | code | dense 3", AE_ESPEC, 21, "scaler stands directly after the input item" },
    { "input 3 | code | missing mean | dense 3", AE_ESPEC, 18, "missing stands directly after the input item" },
    { "input 3 | dense 2 | code | dense 3 | columns number*3", AE_ESPEC, 38,
      "columns stands directly after the input item" },
    { "input 3 | scaler zscore | scaler range | dense 2 | code | dense 3", AE_ESPEC, 27, "a spec has one scaler item" },
    { "input 3 | missing mean | missing mean | dense 2 | code | dense 3", AE_ESPEC, 26, "a spec has one missing item" },
    { "input 3 | columns number*3 | columns number*3 | dense 2 | code | dense 3", AE_ESPEC, 30,
      "a spec has one columns item" },
    /* columns */
    { "input 3 | columns | dense 2 | code | dense 3", AE_EVALUE, 11, "what the numbers of a row are" },
    { "input 3 | columns number*2 | dense 2 | code | dense 3", AE_EVALUE, 19,
      "these are 2 columns, where a row of the input has 3" },
    { "input 3 | columns number*2,category:4*2 | dense 2 | code | dense 3", AE_EVALUE, 19, "these are 4 columns" },
    { "input 3 | columns number*2,category:1 | dense 2 | code | dense 3", AE_EVALUE, 28,
      "\"category:1\" is neither number nor category:LEVELS with 2 to 16777216 levels" },
    { "input 3 | columns number*2,category:0 | dense 2 | code | dense 3", AE_EVALUE, 28, "\"category:0\" is neither" },
    { "input 3 | columns number*2,category | dense 2 | code | dense 3", AE_EVALUE, 28, "\"category\" is neither" },
    { "input 3 | columns number*2,category: | dense 2 | code | dense 3", AE_EVALUE, 28, "\"category:\" is neither" },
    { "input 3 | columns number*0,number*3 | dense 2 | code | dense 3", AE_EVALUE, 19, "\"number*0\" is neither" },
    { "input 3 | columns number*3,category:2*0 | dense 2 | code | dense 3", AE_EVALUE, 28, "\"category:2*0\" is neither" },
    { "input 3 | columns number*-3 | dense 2 | code | dense 3", AE_EVALUE, 19, "\"number*-3\" is neither" },
    { "input 3 | columns number*3.0 | dense 2 | code | dense 3", AE_EVALUE, 19, "\"number*3.0\" is neither" },
    { "input 3 | columns number,,number,number | dense 2 | code | dense 3", AE_EVALUE, 26, "\"\" is neither" },
    { "input 3 | columns number*3, | dense 2 | code | dense 3", AE_EVALUE, 28, "\"\" is neither" },
    { "input 3 | columns ,number*3 | dense 2 | code | dense 3", AE_EVALUE, 19, "\"\" is neither" },
    { "input 3 | columns numbers*3 | dense 2 | code | dense 3", AE_EVALUE, 19, "\"numbers*3\" is neither" },
    { "input 3 | columns nmuber*3 | dense 2 | code | dense 3", AE_EVALUE, 19, "\"nmuber*3\" is neither" },
    { "input 3 | columns number*3 4 | dense 2 | code | dense 3", AE_ESPEC, 28, "" },
    { "input 3 | columns number*99999999999 | dense 2 | code | dense 3", AE_EVALUE, 19, "number*99999999999" },
    { "input 3 | columns number*4294967294 | dense 2 | code | dense 3", AE_EVALUE, 19, "number*4294967294" },
    { "input 3 | columns category:16777216*99999,number*2 | dense 2 | code | dense 3", AE_EVALUE, 19,
      "category:16777216*99999" },
    { "input 3 | columns category:16777217*3 | dense 2 | code | dense 3", AE_EVALUE, 19, "category:16777217*3" },
    { "input 1x3x3 | columns number*9 | dense 2 | code | dense 9", AE_EVALUE, 23, "in a shape of its own" },
    /* scaler */
    { "input 3 | scaler | dense 2 | code | dense 3", AE_EVALUE, 11, "how each column is scaled" },
    { "input 3 | scaler standard | dense 2 | code | dense 3", AE_EWORD, 18, "standard" },
    { "input 3 | scaler zscore per=channel | dense 2 | code | dense 3", AE_EVALUE, 29,
      "per=channel is for images and signals" },
    { "input 3 | scaler zscore per=row | dense 2 | code | dense 3", AE_EWORD, 29, "row" },
    { "input 3 | scaler zscore clip=yes | dense 2 | code | dense 3", AE_EVALUE, 30, "clip= is not for `scaler zscore`" },
    { "input 3 | scaler robust to=0,1 | dense 2 | code | dense 3", AE_EVALUE, 28, "to= is not for `scaler robust`" },
    { "input 3 | scaler none per=all | dense 2 | code | dense 3", AE_EVALUE, 27, "per= is not for `scaler none`" },
    { "input 3 | scaler zscore center=0 | dense 2 | code | dense 3", AE_EVALUE, 32, "center= is not for `scaler zscore`" },
    { "input 3 | scaler range to=1,0 | dense 2 | code | dense 3", AE_EVALUE, 27, "1,0" },
    { "input 3 | scaler range to=1,1 | dense 2 | code | dense 3", AE_EVALUE, 27, "1,1" },
    { "input 3 | scaler range to=nan,1 | dense 2 | code | dense 3", AE_EVALUE, 27, "nan" },
    { "input 3 | scaler given | dense 2 | code | dense 3", AE_EVALUE, 11, "center= has 0 numbers" },
    { "input 3 | scaler given spread=1 | dense 2 | code | dense 3", AE_EVALUE, 11, "center= has 0 numbers" },
    { "input 3 | scaler given center=1 | dense 2 | code | dense 3", AE_EVALUE, 11, "spread= has 0 numbers" },
    { "input 3 | scaler given center=1,2 spread=1 | dense 2 | code | dense 3", AE_EVALUE, 31,
      "center= has 2 numbers; `scaler given` needs one, or one for each of the 3 columns" },
    { "input 3 | scaler given center=1 spread=-1 | dense 2 | code | dense 3", AE_EVALUE, 40, "-1" },
    { "input 3 | scaler given center=1 spread=1,2,3,4 | dense 2 | code | dense 3", AE_EVALUE, 40, "spread= has 4 numbers" },
    { "input 3 | scaler given center=1 spread=1 per=all | dense 2 | code | dense 3", AE_EVALUE, 46,
      "per= is not for `scaler given`" },
    /* missing */
    { "input 3 | missing | dense 2 | code | dense 3", AE_EVALUE, 11, "what becomes of gaps" },
    { "input 3 | missing drop | dense 2 | code | dense 3", AE_EWORD, 19, "drop" },
    { "input 3 | missing mean indicators=yes | dense 2 | code | dense 3", AE_EVALUE, 35,
      "indicators= is for `missing mask`" },
    { "input 3 | missing fail indicators=yes | dense 2 | code | dense 3", AE_EVALUE, 35,
      "indicators= is for `missing mask`" },
    { "input 3 | missing mask indicators=yes | dense 2 | code | decoder mirror tied=yes", AE_EVALUE, 58,
      "they cannot share weights" },
    { "input 5 | missing mask indicators=yes | conv1d 2 kernel=3 stride=3 dilation=3 | code | decoder mirror", AE_ESHAPE, 11,
      "it must give 5 numbers" },
    /* the net's end */
    { "input 3 | scaler zscore | dense 2 | code | dense 4", AE_ESHAPE, 11, "the last layer gives 4" },
    { "input 3 | missing mean | dense 2 | code | dense 4", AE_ESHAPE, 11, "the last layer gives 4" },
    { "input 3 | missing mask indicators=yes | dense 2 | code | dense 6", AE_ESHAPE, 11, "it must give 3 numbers" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 3", AE_ESHAPE, 11,
      "it must give 6 numbers, one for each number and each level" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 act=sigmoid", AE_EVALUE, 11,
      "the last layer must be act=linear" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 act=softmax", AE_EVALUE, 11,
      "the last layer must be act=linear" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 | act relu", AE_EVALUE, 11,
      "the last layer must be act=linear" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | decoder mirror act=tanh", AE_EVALUE, 11,
      "the last layer must be act=linear" },
    /* losses */
    { "input 3 | scaler zscore | dense 2 | code | dense 3 act=sigmoid | loss bce", AE_EVALUE, 66,
      "with `scaler range to=0,1 clip=yes` they are" },
    { "input 3 | scaler range | dense 2 | code | dense 3 act=sigmoid | loss bce", AE_EVALUE, 65,
      "takes targets in 0 ... 1" },
    { "input 3 | scaler range to=-1,1 clip=yes | dense 2 | code | dense 3 act=sigmoid | loss jaccard", AE_EVALUE, 82,
      "with `scaler range to=0,1 clip=yes` they are" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 | loss bce", AE_EVALUE, 68,
      "bce is no loss of categories" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 | loss cross_entropy", AE_EVALUE, 68,
      "cross_entropy is no loss of categories" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 | loss jaccard", AE_EVALUE, 68,
      "jaccard is no loss of categories" },
    { "input 3 | columns number*2,category:4 | dense 2 | code | dense 6 | loss mse feature_weights=1,2,3,4,5,6", AE_ESHAPE,
      68, "feature_weights= has 6 numbers; a row of 3 has 3" },
    { "input 3 | missing mask | dense 2 | code | dense 3 | loss mse feature_weights=1,2", AE_ESHAPE, 53,
      "feature_weights= has 2 numbers; a row of 3 has 3" },
    /* penalties on what belongs to no layer */
    { "input 3 | scaler zscore | dense 2 | code | dense 3 | penalty l1 on=input weight=1", AE_EWORD, 68, "input" },
    { "input 3 | scaler zscore | dense 2 | code | dense 3 | penalty l1 on=input.scaled weight=1", AE_EWORD, 68,
      "input.scaled" },
    { "input 3 | scaler zscore | dense 2 | code | dense 3 | penalty l1 on=input.center weight=1", AE_EWORD, 68,
      "input.center" },
    { "input 3 | scaler zscore | dense 2 | code | dense 3 | penalty l1 on=output.scaled weight=1", AE_EWORD, 68,
      "output.scaled" },
    { "input 3 | scaler zscore | dense 2 | code | dense 3 | penalty l1 on=output weight=1", AE_EWORD, 68,
      "unknown layer or tensor \"output\"" },
    { "input 3 | scaler zscore | dense 2 | code | dense 3 | penalty l1 on=nonsense weight=1", AE_EWORD, 68,
      "known: weights, dense1, code, dense2, dense1.weight, dense1.bias, dense2.weight, dense2.bias" },
};
enum { CASES = sizeof cases / sizeof *cases };

/* Given a wrong spec; when a model is to be made; then the mistake is named, with its place. */
static void a_wrong_spec_is_refused(void **state)
{
    const struct refused *c = *state;
    ae_model *m = NULL;
    ae_error e;
    const ae_status status = ae_model_create(&m, c->spec, NULL, &e);
    if (status != c->status || e.line != 1 || e.column != c->column || !strstr(e.text, c->text))
        fail_msg("%s: %s at %llu: %s", c->spec, ae_status_name(status), (unsigned long long)e.column, e.text);
    assert_null(m);
}

int main(void)
{
    struct CMUnitTest tests[CASES];
    for (size_t i = 0; i < CASES; i++)
        tests[i] = (struct CMUnitTest){ cases[i].spec, a_wrong_spec_is_refused, NULL, NULL, (void *)(uintptr_t)&cases[i] };
    return _cmocka_run_group_tests("refused specs", tests, CASES, NULL, NULL);
}
