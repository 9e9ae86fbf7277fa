/* Made-up heartbeats, for machines without real ones. */
#include "folder.h"

static kit_heartbeats load(void)
{
    kit_heartbeats h;
    kit_message why;
    setenv("AE_DATA", "nowhere", 1);
    if (!kit_heartbeats_load(&h, &why))
        fail_msg("%s", why.text);
    assert_false(h.real);
    return h;
}

/* Given no real ones; when loaded; then both kinds are there, brought to 0 ... 1 by what the training beats are. */
static void made_up_beats_lie_between_0_and_1(void **state)
{
    (void)state;

    kit_heartbeats h = load();

    float least = 1, greatest = 0;
    size_t normal = 0;
    for (size_t i = 0; i < h.train.n * KIT_BEAT_WIDTH; i++) {
        least = h.train.x[i] < least ? h.train.x[i] : least;
        greatest = h.train.x[i] > greatest ? h.train.x[i] : greatest;
    }
    for (size_t i = 0; i < h.train.n; i++)
        normal += h.train.normal[i];
    assert_true(least == 0 && greatest == 1);
    assert_in_range(normal, h.train.n * 55 / 100, h.train.n * 63 / 100); /* 59 % of 2,000, and 3.6 standard deviations */
    kit_heartbeats_free(&h);
}

static void the_normal_beats_can_be_had_alone(void **state)
{
    (void)state;
    kit_heartbeats h = load();
    kit_beats normal;
    kit_message why;

    assert_true(kit_beats_normal(&normal, &h.test, &why));

    size_t at = 0;
    for (size_t i = 0; i < h.test.n; i++)
        if (h.test.normal[i])
            assert_memory_equal(normal.x + at++ * KIT_BEAT_WIDTH, h.test.x + i * KIT_BEAT_WIDTH,
                                KIT_BEAT_WIDTH * sizeof *normal.x);
    assert_int_equal(normal.n, at);
    kit_beats_free(&normal);
    kit_heartbeats_free(&h);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(made_up_beats_lie_between_0_and_1),
        cmocka_unit_test(the_normal_beats_can_be_had_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
