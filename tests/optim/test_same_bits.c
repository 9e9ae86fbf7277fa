/* Optimizers, in float: the same bits for every instruction set and any cut of a range; and what could make a NaN. */
#include "bench.h"

static const char *const specs[] = {
    "sgd decay=0.01",
    "sgd momentum=0.9 decay=0.01",
    "sgd momentum=0.9 nesterov=yes",
    "adam lr=0.01",
    "adamw lr=0.01",
    "rmsprop lr=0.01",
    "rmsprop lr=0.01 momentum=0.9",
    "adam form=pytorch",
    "rmsprop form=pytorch momentum=0.9",
    "adagrad",
    "adadelta",
};
enum { SPECS = sizeof specs / sizeof *specs };

/* Ten steps, each in slices of at most `slice` elements. */
static void run(bench *b, size_t isa, const char *spec, size_t slice)
{
    bench_open(b, isa, spec);
    for (uint64_t t = 1; t <= 10; t++) {
        bench_gradient(b, t);
        bench_begin(b, t);
        for (size_t at = 0; at < N; at += slice)
            bench_slice(b, at, N - at < slice ? N - at : slice);
    }
    bench_close(b);
}

static void assert_same(const bench *a, const bench *b)
{
    assert_memory_equal(a->w, b->w, sizeof a->w);
    assert_memory_equal(a->slot, b->slot, sizeof a->slot);
    assert_memory_equal(a->numbers, b->numbers, sizeof a->numbers);
}

static void every_set_gives_the_same_bits(void **state)
{
    bench a, b;
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        run(&a, 0, specs[i], N);
        for (size_t isa = 1; isa < ae_isa_count(); isa++)
            if (ae_isa_usable(isa)) {
                run(&b, isa, specs[i], N);
                assert_same(&a, &b);
            }
    }
}

static void any_cut_gives_the_same_bits(void **state)
{
    bench a, b;
    (void)state;
    for (size_t isa = 0; isa < ae_isa_count(); isa++)
        for (size_t i = 0; ae_isa_usable(isa) && i < SPECS; i++) {
            run(&a, isa, specs[i], N);
            run(&b, isa, specs[i], 16);
            assert_same(&a, &b);
            run(&b, isa, specs[i], 7);
            assert_same(&a, &b);
        }
}

/* Dead units have gradient 0 from the first step on: no 0 / 0 may come of it. */
static void no_gradient_is_no_step(void **state)
{
    (void)state;
    for (size_t i = 0; i < SPECS; i++) {
        bench b;
        bench_open(&b, 0, specs[i]);
        b.decay_scale = 0;
        for (uint64_t t = 1; t <= 3; t++) {
            bench_begin(&b, t);
            bench_slice(&b, 0, N);
        }
        for (size_t j = 0; j < N; j++)
            assert_true(b.w[j] == (float)sin((double)j));
        bench_close(&b);
    }
}

/* After very many steps b^t is 0 and the rate is lr itself. */
static void running_products_may_underflow(void **state)
{
    bench b;
    (void)state;
    bench_open(&b, 0, "adam b2=0.9");
    for (uint64_t t = 1; t <= 20000; t++)
        bench_begin(&b, t);
    assert_true(b.numbers[0] < 1e-300 && b.numbers[1] < 1e-300 && b.numbers[2] == 0.001);
    bench_close(&b);
}

static void the_registry_is_the_same_for_every_set(void **state)
{
    const ae_word unknown = { "adamx", 5, 1, 1 };
    size_t n = 0;
    (void)state;
    for (; ae_optimizer_at(0, n); n++)
        for (size_t isa = 0; isa < ae_isa_count(); isa++) {
            const ae_optimizer *o = ae_optimizer_at(isa, n);
            const ae_word name = { o->name, strlen(o->name), 1, 1 };
            assert_string_equal(o->name, ae_optimizer_at(0, n)->name);
            assert_ptr_equal(ae_optimizer_find(isa, &name), o);
        }
    assert_int_equal(n, 6);
    assert_null(ae_optimizer_find(0, &unknown));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_set_gives_the_same_bits),
        cmocka_unit_test(any_cut_gives_the_same_bits),
        cmocka_unit_test(no_gradient_is_no_step),
        cmocka_unit_test(running_products_may_underflow),
        cmocka_unit_test(the_registry_is_the_same_for_every_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
