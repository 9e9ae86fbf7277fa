/* The parts of a training as threads of one process, linked by plain memory: what a network would do. */
#ifndef TEST_RANKS_H
#define TEST_RANKS_H

#include "autoencoder.h"
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

enum { RANKS_MAX = 16 };

/* Where the ranks meet. A rank that does not come any more would keep the others waiting: it is said to be gone. */
typedef struct hub {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t ranks, here, turns; /* those that have come this time; times that all have come */
    bool gone;                 /* some rank has left for good */
    const void *from[RANKS_MAX];
    size_t step[RANKS_MAX];
    size_t exchanges, bytes; /* made so far; sent by rank 0 */
} hub;

typedef struct rank {
    hub *hub;
    size_t number;
    size_t dies_at; /* the exchange at which it does not come; 0 = none */
    size_t calls;
} rank;

static inline void hub_open(hub *h, size_t ranks)
{
    memset(h, 0, sizeof *h);
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    h->ranks = ranks;
}

static inline void hub_close(hub *h)
{
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
}

/* Waits until all have come. False if one will not. */
static inline bool hub_meet(hub *h)
{
    pthread_mutex_lock(&h->lock);
    size_t turn = h->turns;
    if (++h->here == h->ranks) {
        h->here = 0;
        h->turns++;
        pthread_cond_broadcast(&h->changed);
    }
    while (h->turns == turn && !h->gone)
        pthread_cond_wait(&h->changed, &h->lock);
    bool met = h->turns != turn;
    pthread_mutex_unlock(&h->lock);
    return met;
}

static inline void hub_leave(hub *h)
{
    pthread_mutex_lock(&h->lock);
    h->gone = true;
    pthread_cond_broadcast(&h->changed);
    pthread_mutex_unlock(&h->lock);
}

/* An ae_exchange_fn; `user` is a rank. */
static inline int rank_exchange(void *user, void *to, const void *from, size_t step, size_t bytes)
{
    rank *r = user;
    hub *h = r->hub;
    if (++r->calls == r->dies_at) {
        hub_leave(h);
        return 7;
    }
    h->from[r->number] = from;
    h->step[r->number] = step;
    if (!hub_meet(h))
        return 8;
    for (size_t i = 0; i < h->ranks; i++)
        memcpy((char *)to + i * bytes, (const char *)h->from[i] + r->number * h->step[i], bytes);
    if (r->number == 0) {
        h->exchanges++;
        h->bytes += bytes * (h->ranks - 1);
    }
    return hub_meet(h) ? 0 : 8;
}

/* Calls work(user, rank) in a thread for each rank, and waits for all. */
typedef struct rank_thread {
    pthread_t id;
    rank rank;
    void (*work)(void *user, rank *r);
    void *user;
} rank_thread;

static inline void *rank_run(void *argument)
{
    rank_thread *t = argument;
    t->work(t->user, &t->rank);
    return NULL;
}

/* dies_at: for rank `dying` alone. */
static inline void ranks_run(size_t n, void (*work)(void *user, rank *r), void *user, size_t dying, size_t dies_at)
{
    hub h;
    rank_thread threads[RANKS_MAX];
    hub_open(&h, n);
    for (size_t i = 0; i < n; i++) {
        threads[i] = (rank_thread){ .rank = { &h, i, i == dying ? dies_at : 0, 0 }, .work = work, .user = user };
        pthread_create(&threads[i].id, NULL, rank_run, &threads[i]);
    }
    for (size_t i = 0; i < n; i++)
        pthread_join(threads[i].id, NULL);
    hub_close(&h);
}

#endif
