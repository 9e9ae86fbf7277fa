/* The levels of a stack: which nets a deep one is pretrained with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kit/stack.h"

static ae_model *model_of(const char *spec)
{
    ae_model *model;
    ae_error error;
    if (ae_model_create(&model, spec, NULL, &error) != AE_OK)
        fail_msg("%s: %s", spec, error.text);
    return model;
}

static ae_model *stack_of(kit_stack *out, const char *spec, double noise)
{
    kit_message why;
    ae_model *model = model_of(spec);
    if (!kit_stack_make(out, model, noise, &why))
        fail_msg("%s: %s", spec, why.text);
    return model;
}

/* Two levels' specs as they are expected, items in any order that a spec may have them. */
static void makes(const char *spec, double noise, const char *first, const char *second)
{
    const char *const expected[] = { first, second };
    kit_stack s;
    ae_model *model = stack_of(&s, spec, noise);
    assert_int_equal(s.n, 2);
    for (size_t i = 0; i < 2; i++) {
        ae_model *level = model_of(s.specs[i]), *same = model_of(expected[i]);
        assert_string_equal(ae_model_spec(level), ae_model_spec(same));
        ae_model_free(level);
        ae_model_free(same);
    }
    kit_stack_free(&s);
    ae_model_free(model);
}

static void each_layer_is_trained_with_its_partner(void **state)
{
    (void)state;
    makes("input 8 | dense 6 act=sigmoid | dense 3 | code | decoder mirror act=tanh | loss mae", 0,
          "input 8 | dense 6 act=sigmoid name=dense1 | loss mae | code | dense 8 name=dense4 act=tanh",
          "input 6 | dense 3 name=dense2 | code | dense 6 name=dense3 act=sigmoid | loss bce");
}

static void codes_that_are_no_probabilities_have_mse(void **state)
{
    (void)state;
    makes("input 8 | dense 6 act=leaky_relu slope=0.1 | dense 3 act=tanh | code | decoder mirror", 0,
          "input 8 | dense 6 act=leaky_relu slope=0.1 name=dense1 | code | dense 8 name=dense4",
          "input 6 | dense 3 act=tanh name=dense2 | code | dense 6 name=dense3 act=leaky_relu slope=0.1 | loss mse");
}

static void names_beginnings_and_ties_go_along(void **state)
{
    (void)state;
    makes("input 8 | init he_normal | dense 6 name=wide init=normal sd=0.1 bias=no | dense 3 | code | decoder mirror", 0,
          "input 8 | init he_normal | dense 6 name=wide init=normal sd=0.1 bias=no | code | dense 8 name=dense4 init=normal "
          "sd=0.1 bias=no",
          "input 6 | init he_normal | dense 3 name=dense2 | code | dense 6 name=dense3 | loss mse");
    makes("input 8 | dense 6 init=normal sd=0.1 | dense 3 name=x | code | decoder mirror tied=yes", 0,
          "input 8 | dense 6 init=normal sd=0.1 name=dense1 | code | dense 8 name=dense4 tied=dense1",
          "input 6 | dense 3 name=x | code | dense 6 name=dense3 tied=x | loss mse");
}

static void noise_goes_with_the_layer_behind_it(void **state)
{
    (void)state;
    makes("input 8 | dense 6 | dropout 0.5 | dense 3 | noise gaussian sd=0.1 | code | decoder mirror", 0.25,
          "input 8 | noise mask p=0.25 | dense 6 name=dense1 | code | dense 8 name=dense4",
          "input 6 | dropout 0.5 | dense 3 name=dense2 | noise gaussian sd=0.1 | code | dense 6 name=dense3 | loss mse");
    makes("input 8 | noise mask p=0.1 | dense 6 | dense 3 | code | decoder mirror", 0.25,
          "input 8 | noise mask p=0.1 | dense 6 name=dense1 | code | dense 8 name=dense4",
          "input 6 | noise mask p=0.25 | dense 3 name=dense2 | code | dense 6 name=dense3 | loss mse");
}

/* A category of four levels and a number are five numbers to the net. */
static void rows_and_losses_are_the_first_levels(void **state)
{
    (void)state;
    makes("input 2 | columns number,category:4 | scaler zscore | missing mask | dense 6 | dense 3 | code | decoder mirror | "
          "penalty l1 weight=0.1 | loss mse weight=2 | loss mae",
          0,
          "input 2 | columns number,category:4 | scaler zscore | missing mask | dense 6 name=dense1 | loss mse weight=2 | "
          "loss "
          "mae | code | dense 5 name=dense4",
          "input 6 | dense 3 name=dense2 | code | dense 6 name=dense3 | loss mse");
}

static void heads_are_for_the_whole(void **state)
{
    (void)state;
    makes("input 8 | dense 6 act=sigmoid | dense 3 | code | decoder mirror | head kind | dense 4 act=relu | dropout 0.5 | "
          "dense 2 act=softmax | loss mae | loss cross_entropy on=kind weight=0.5",
          0, "input 8 | dense 6 act=sigmoid name=dense1 | loss mae | code | dense 8 name=dense4",
          "input 6 | dense 3 name=dense2 | code | dense 6 name=dense3 act=sigmoid | loss bce");
}

/* What is trained in a level finds its place in the whole, and begins there. */
static void levels_begin_as_the_whole_does(void **state)
{
    kit_stack s;
    ae_model *whole = stack_of(&s, "input 8 | dense 6 | dense 3 | code | decoder mirror", 0);
    (void)state;
    for (size_t i = 0; i < s.n; i++) {
        ae_model *level = model_of(s.specs[i]), *copy;
        ae_tensor_info tensor = AE_TENSOR_INFO_INIT, other = AE_TENSOR_INFO_INIT;
        size_t copied;
        assert_int_equal(ae_model_clone(&copy, whole, NULL), AE_OK);
        assert_int_equal(ae_model_transfer(&copied, copy, level, NULL, NULL), AE_OK);
        assert_int_equal(copied, 4);
        for (size_t k = 0; ae_model_get_tensor(&tensor, whole, k, NULL) == AE_OK; k++) {
            assert_int_equal(ae_model_get_tensor(&other, copy, k, NULL), AE_OK);
            assert_memory_equal(tensor.data, other.data,
                                tensor.shape[0] * (tensor.rank > 1 ? tensor.shape[1] : 1) * sizeof(float));
        }
        ae_model_free(copy);
        ae_model_free(level);
    }
    kit_stack_free(&s);
    ae_model_free(whole);
}

static void refuses(const char *spec, const char *reason)
{
    kit_stack s;
    kit_message why;
    ae_model *model = model_of(spec);
    assert_false(kit_stack_make(&s, model, 0, &why));
    if (!strstr(why.text, reason))
        fail_msg("%s: %s", spec, why.text);
    kit_stack_free(&s);
    ae_model_free(model);
}

static void what_cannot_be_stacked_is_said(void **state)
{
    (void)state;
    refuses("input 8 | dense 6 | dense 3 | code | dense 6 | dense 8", "no `decoder mirror`");
    refuses("input 8 | dense 6 | dense 3 | code", "no `decoder mirror`");
    refuses("input 8 | dense 6 | code | decoder mirror", "one dense layer only");
    refuses("input 8 | flatten | code | decoder mirror", "flatten: only dense layers");
    refuses("input 1x4x4 | conv2d 2 kernel=3 | dense 3 | code | decoder mirror", "conv2d 2 kernel=3: only dense layers");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_layer_is_trained_with_its_partner), cmocka_unit_test(codes_that_are_no_probabilities_have_mse),
        cmocka_unit_test(names_beginnings_and_ties_go_along),     cmocka_unit_test(noise_goes_with_the_layer_behind_it),
        cmocka_unit_test(rows_and_losses_are_the_first_levels),   cmocka_unit_test(heads_are_for_the_whole),
        cmocka_unit_test(levels_begin_as_the_whole_does),         cmocka_unit_test(what_cannot_be_stacked_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
