#include "kit/parallel.h"
#include <pthread.h>
#include <stdatomic.h>

enum { MOST_JOBS = 256 };

typedef struct crew {
    void (*run)(void *user, size_t i);
    void *user;
    size_t n;
    atomic_size_t next;
} crew;

static void *work(void *of)
{
    crew *c = of;
    for (size_t i; (i = atomic_fetch_add(&c->next, 1)) < c->n;)
        c->run(c->user, i);
    return NULL;
}

void kit_parallel(size_t jobs, size_t n, void (*run)(void *user, size_t i), void *user)
{
    crew c = { .run = run, .user = user, .n = n };
    pthread_t helpers[MOST_JOBS];
    size_t wanted = jobs < n ? jobs : n, started = 0;
    while (started + 1 < wanted && started < MOST_JOBS && pthread_create(&helpers[started], NULL, work, &c) == 0)
        started++;
    work(&c);
    for (size_t i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}
