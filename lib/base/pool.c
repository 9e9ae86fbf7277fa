#include "base/pool.h"
#include "base/fpu.h"
#include "base/memory.h"
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

enum { STACK = 128 * 1024, SPINS = 300, LINE = 64 };

typedef struct worker {
    ae_pool *pool;
    pthread_t thread;
    unsigned number; /* from 1: worker 0 is whoever calls ae_pool_run */
} worker;

/* The ticket holds all that a claim needs: the job's number in its upper half, the next task in its lower. A claim is one
 * exchange of the whole, so a worker that comes late, with the number of a job that is over, cannot take from another one.
 * Therefore nobody waits for workers that got no task. While a job's description changes the ticket is CLOSED. All atomics
 * are sequentially consistent: whoever goes to sleep announces it, then looks again; whoever has news tells it, then looks
 * for sleepers. Both tell it by an exchange, not a store: qemu lets the look overtake ARM's store, and misses a sleeper. */
#define CLOSED UINT32_MAX

struct ae_pool {
    ae_allocator allocator;
    pid_t owner;
    unsigned threads, started, spins;
    pthread_mutex_t mutex;
    pthread_cond_t news, done;
    _Atomic(ae_task_fn) task; /* these three: the job */
    _Atomic(void *) argument;
    atomic_uint tasks;
    atomic_uint sleepers;
    atomic_bool caller_sleeps, stop;
    char gap1[LINE]; /* the two that all threads write have cache lines of their own */
    _Atomic uint64_t ticket;
    char gap2[LINE];
    atomic_uint finished;
    char gap3[LINE];
    worker workers[];
};

static uint32_t job_of(uint64_t ticket)
{
    return (uint32_t)(ticket >> 32);
}

static void relax(void)
{
#if defined(__i386__) || defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* ---- working ---- */

static bool claim(ae_pool *pool, uint32_t job, uint32_t tasks, uint32_t *index)
{
    uint64_t ticket = atomic_load(&pool->ticket);
    do {
        *index = (uint32_t)ticket;
        if (job_of(ticket) != job || *index >= tasks)
            return false;
    } while (!atomic_compare_exchange_weak(&pool->ticket, &ticket, ticket + 1));
    return true;
}

static void wake_caller(ae_pool *pool)
{
    if (!atomic_load(&pool->caller_sleeps))
        return;
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_signal(&pool->done);
    pthread_mutex_unlock(&pool->mutex);
}

static void work(ae_pool *pool, uint32_t job, unsigned number)
{
    ae_task_fn task = atomic_load(&pool->task);
    void *argument = atomic_load(&pool->argument);
    uint32_t tasks = atomic_load(&pool->tasks), index, count = 0;
    for (; claim(pool, job, tasks, &index); count++)
        task(argument, index, number);
    if (count > 0 && atomic_fetch_add(&pool->finished, count) + count == tasks)
        wake_caller(pool);
}

ae_status ae_pool_check(size_t threads, ae_error *e)
{
    bool fits = threads >= 1 && threads <= AE_THREADS_MAX;
    return fits ? AE_OK : ae_fail(e, AE_EOPTION, "threads is %zu; 1 ... %d are possible", threads, AE_THREADS_MAX);
}

/* ---- waiting ---- */

static bool has_news(ae_pool *pool, uint32_t seen)
{
    return job_of(atomic_load(&pool->ticket)) != seen || atomic_load(&pool->stop);
}

static void wait_for_news(ae_pool *pool, uint32_t seen)
{
    for (unsigned i = 0; i < pool->spins; i++, relax())
        if (has_news(pool, seen))
            return;
    pthread_mutex_lock(&pool->mutex);
    atomic_fetch_add(&pool->sleepers, 1);
    while (!has_news(pool, seen))
        pthread_cond_wait(&pool->news, &pool->mutex);
    atomic_fetch_sub(&pool->sleepers, 1);
    pthread_mutex_unlock(&pool->mutex);
}

static void *worker_main(void *argument)
{
    const worker *w = argument;
    uint32_t seen = 0;
    ae_fpu_enter();
    for (;;) {
        wait_for_news(w->pool, seen);
        if (atomic_load(&w->pool->stop))
            return NULL;
        seen = job_of(atomic_load(&w->pool->ticket));
        work(w->pool, seen, w->number);
    }
}

static void wait_until_done(ae_pool *pool, uint32_t tasks)
{
    for (unsigned i = 0; i < pool->spins; i++, relax())
        if (atomic_load(&pool->finished) == tasks)
            return;
    pthread_mutex_lock(&pool->mutex);
    atomic_exchange(&pool->caller_sleeps, true);
    while (atomic_load(&pool->finished) != tasks)
        pthread_cond_wait(&pool->done, &pool->mutex);
    atomic_store(&pool->caller_sleeps, false);
    pthread_mutex_unlock(&pool->mutex);
}

/* ---- running ---- */

static uint32_t publish(ae_pool *pool, uint32_t tasks, ae_task_fn task, void *argument)
{
    uint64_t job = (uint64_t)(job_of(atomic_load(&pool->ticket)) + 1) << 32;
    atomic_store(&pool->ticket, job | CLOSED);
    atomic_store(&pool->task, task);
    atomic_store(&pool->argument, argument);
    atomic_store(&pool->tasks, tasks);
    atomic_store(&pool->finished, 0);
    job += UINT64_C(1) << 32;
    atomic_exchange(&pool->ticket, job);
    return job_of(job);
}

static void wake_workers(ae_pool *pool, size_t wanted)
{
    if (atomic_load(&pool->sleepers) == 0)
        return;
    pthread_mutex_lock(&pool->mutex);
    for (size_t i = 0; i < wanted && i < pool->started; i++)
        pthread_cond_signal(&pool->news);
    pthread_mutex_unlock(&pool->mutex);
}

static bool in_fork(const ae_pool *pool)
{
    return getpid() != pool->owner;
}

void ae_pool_run(ae_pool *pool, size_t tasks, ae_task_fn task, void *argument)
{
    if (!pool || tasks < 2 || tasks >= CLOSED || in_fork(pool)) {
        for (size_t i = 0; i < tasks; i++)
            task(argument, i, 0);
        return;
    }
    uint32_t job = publish(pool, (uint32_t)tasks, task, argument);
    wake_workers(pool, tasks - 1);
    work(pool, job, 0);
    wait_until_done(pool, (uint32_t)tasks);
}

/* ---- from create to free ---- */

/* More threads than processors would spin against each other. */
static unsigned spins_for(unsigned threads)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 && threads <= (unsigned long)processors ? SPINS : 0;
}

/* A host with much thread-local storage needs more than the small stack. */
static int start_thread(worker *w, const pthread_attr_t *small)
{
    int error = pthread_create(&w->thread, small, worker_main, w);
    return error == EINVAL ? pthread_create(&w->thread, NULL, worker_main, w) : error;
}

static int start_each(ae_pool *pool)
{
    pthread_attr_t small;
    int error = pthread_attr_init(&small);
    if (error)
        return error;
    pthread_attr_setstacksize(&small, STACK);
    for (; pool->started < pool->threads - 1 && !error; pool->started += !error) {
        worker *w = &pool->workers[pool->started];
        *w = (worker){ .pool = pool, .number = pool->started + 1 };
        error = start_thread(w, &small);
    }
    pthread_attr_destroy(&small);
    return error;
}

/* The host's signals are for the host's threads. What a thread brings upon itself stays open, or it would end the process
 * without the host's handler: such as SIGBUS, where a mapped file of rows was cut short. */
static sigset_t signals_of_host(void)
{
    static const int own[] = { SIGBUS, SIGFPE, SIGILL, SIGSEGV };
    sigset_t set;
    sigfillset(&set);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        sigdelset(&set, own[i]);
    return set;
}

/* A thread inherits its creator's mask. */
static int start_workers(ae_pool *pool)
{
    sigset_t blocked = signals_of_host(), before;
    int error = pthread_sigmask(SIG_SETMASK, &blocked, &before);
    if (error)
        return error;
    error = start_each(pool);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

static void stop_workers(ae_pool *pool)
{
    atomic_store(&pool->stop, true);
    pthread_mutex_lock(&pool->mutex);
    pthread_cond_broadcast(&pool->news);
    pthread_mutex_unlock(&pool->mutex);
    for (unsigned i = 0; i < pool->started; i++)
        pthread_join(pool->workers[i].thread, NULL);
}

size_t ae_pool_memory(unsigned threads)
{
    size_t size;
    if (threads < 2)
        return 0;
    return ae_size_mul(&size, threads - 1, sizeof(worker)) && ae_size_add(&size, size, sizeof(ae_pool)) ? size : SIZE_MAX;
}

static bool init_locks(ae_pool *pool)
{
    return pthread_mutex_init(&pool->mutex, NULL) == 0 && pthread_cond_init(&pool->news, NULL) == 0 &&
           pthread_cond_init(&pool->done, NULL) == 0;
}

static void destroy_locks(ae_pool *pool)
{
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->news);
    pthread_mutex_destroy(&pool->mutex);
}

/* A lock fails to come into being for want of memory only, so that is what its failure is called. */
static ae_pool *pool_new(unsigned threads, ae_allocator a)
{
    size_t size = ae_pool_memory(threads);
    ae_pool *pool = size == SIZE_MAX ? NULL : a.alloc(a.user, size);
    if (!pool)
        return NULL;
    memset(pool, 0, size);
    pool->allocator = a;
    pool->owner = getpid();
    pool->threads = threads;
    pool->spins = spins_for(threads);
    if (init_locks(pool))
        return pool;
    a.free(a.user, pool, size);
    return NULL;
}

ae_status ae_pool_create(ae_pool **out, unsigned threads, const ae_allocator *allocator, ae_error *e)
{
    ae_pool *pool = NULL;
    if (threads > 1) {
        pool = pool_new(threads, ae_allocator_or_default(allocator));
        if (!pool)
            return ae_fail_memory(e);
        int error = start_workers(pool);
        if (error) {
            unsigned failed = pool->started + 2;
            ae_pool_free(pool);
            return ae_fail(e, AE_ETHREAD, "thread %u of %u could not be started (system error %d)", failed, threads, error);
        }
    }
    *out = pool;
    return AE_OK;
}

/* In a child of fork there is nobody to join, and what the locks remember of the parent's threads is worthless. */
void ae_pool_free(ae_pool *pool)
{
    if (!pool)
        return;
    ae_allocator a = pool->allocator;
    if (!in_fork(pool)) {
        stop_workers(pool);
        destroy_locks(pool);
    }
    a.free(a.user, pool, ae_pool_memory(pool->threads));
}

unsigned ae_pool_threads(const ae_pool *pool)
{
    return pool ? pool->threads : 1;
}
