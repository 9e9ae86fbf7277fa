/* What the thread pool costs by itself: a job of one task a thread, each of which waits until all have begun. */
#include "base/pool.h"
#include "bench.h"
#include "kit/program.h"
#include <sched.h>
#include <stdatomic.h>
#include <time.h>

enum { JOBS = 4000, REST = 200 * 1000 /* nanoseconds, in which the workers fall asleep */, SPINS = 10000 };

typedef struct bench_case {
    const char *name;
    unsigned threads;
    bool rests; /* before each job */
    double (*clock)(void);
} bench_case;

static const bench_case cases[] = {
    { "pool_barrier_2t", 2, false, kit_now },
    { "pool_wake_2t", 2, true, kit_now },
    { "pool_idle_2t", 2, true, kit_processor_seconds }, /* what all threads together spend on a job and on the rest */
};

typedef struct meeting {
    atomic_uint here;
    unsigned expected;
} meeting;

/* Where the machine is busy, the one that is waited for may need this processor. */
static void meet(void *argument, size_t index, unsigned worker)
{
    meeting *m = argument;
    (void)index, (void)worker;
    atomic_fetch_add(&m->here, 1);
    for (unsigned i = 0; atomic_load(&m->here) < m->expected; i++)
        if (i > SPINS)
            sched_yield();
}

static double time_job(ae_pool *pool, const bench_case *c)
{
    meeting m = { .expected = c->threads };
    double start = c->clock();
    if (c->rests)
        nanosleep(&(struct timespec){ 0, REST }, NULL);
    if (c->rests && c->clock == kit_now)
        start = c->clock();
    ae_pool_run(pool, c->threads, meet, &m);
    return c->clock() - start;
}

static bool measure(size_t index)
{
    const bench_case *c = &cases[index];
    double sample[JOBS];
    ae_pool *pool;
    ae_error e;
    if (ae_pool_create(&pool, c->threads, NULL, &e) != AE_OK)
        return bench_failed(e.text);
    for (size_t i = 0; i < JOBS; i++)
        sample[i] = time_job(pool, c);
    ae_pool_free(pool);
    bench_time t = bench_summary(sample, JOBS);
    bench_print(c->name, t.best * 1e6, "us", t.median * 1e6);
    return true;
}

static const char *name(size_t index)
{
    return index < sizeof cases / sizeof *cases ? cases[index].name : NULL;
}

const bench_family bench_pools = { name, measure };
