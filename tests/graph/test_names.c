/* Values of a graph that have names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/builder.h"
#include <cmocka.h>
#include <string.h>

typedef struct fixture {
    ae_arena arena;
    ae_params params;
    ae_graph graph;
    ae_error error;
} fixture;

static ae_builder open_graph(fixture *f, const char *item)
{
    memset(f, 0, sizeof *f);
    ae_arena_init(&f->arena, NULL);
    f->graph = (ae_graph){ .arena = &f->arena, .scratch = &f->arena, .params = &f->params, .declares = &f->params };
    return (ae_builder){ .graph = &f->graph, .name = item, .error = &f->error };
}

/* Given a layer that makes two values on its way; when it publishes one of them; then it is found as "LAYER.PART". */
static void a_layer_publishes_its_parts(void **state)
{
    static const ae_shape row = { 1, { 3 } };
    fixture f;
    size_t value, found = 99;
    (void)state;
    ae_builder b = open_graph(&f, "gaussian1");
    assert_int_equal(ae_graph_bound(&value, &f.graph, AE_BASE_INPUT, &row, NULL), AE_OK);
    assert_int_equal(ae_graph_bound(&value, &f.graph, AE_BASE_TARGET, &row, NULL), AE_OK);
    assert_false(ae_graph_find(&found, &f.graph, "gaussian1.mean"));
    assert_int_equal(ae_builder_publish(&b, "mean", value), AE_OK);
    assert_true(ae_graph_find(&found, &f.graph, "gaussian1.mean"));
    assert_int_equal(found, value);
    ae_arena_free(&f.arena);
}

/* When a second value is to have the same name; then that is an error, and the first keeps it. */
static void a_name_is_given_once(void **state)
{
    static const ae_shape row = { 1, { 3 } };
    fixture f;
    size_t first, second, found = 99;
    (void)state;
    ae_builder b = open_graph(&f, "gaussian1");
    assert_int_equal(ae_graph_bound(&first, &f.graph, AE_BASE_INPUT, &row, NULL), AE_OK);
    assert_int_equal(ae_graph_bound(&second, &f.graph, AE_BASE_TARGET, &row, NULL), AE_OK);
    assert_int_equal(ae_builder_publish(&b, "mean", first), AE_OK);
    assert_int_equal(ae_builder_publish(&b, "mean", second), AE_EVALUE);
    assert_string_equal(f.error.text, "the net already has a value called \"gaussian1.mean\"");
    assert_true(ae_graph_find(&found, &f.graph, "gaussian1.mean"));
    assert_int_equal(found, first);
    ae_arena_free(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_layer_publishes_its_parts),
        cmocka_unit_test(a_name_is_given_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
