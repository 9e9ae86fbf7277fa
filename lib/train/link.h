/* The link between the parts of one training, each a process of its own, on this machine or another. It is made of one
 * function of the host's, which moves bytes; what is added, and in which order, is decided here. */
#ifndef AE_TRAIN_LINK_H
#define AE_TRAIN_LINK_H

#include "base/fpu.h"
#include "base/memory.h"
#include "base/pool.h"
#include "base/status.h"
#include "tensor/shape.h"

/* A step's losses: the whole and each; or a validation pass: its loss and weight, then each metric's sum and count. */
enum { AE_PARTS_MAX = 65536, AE_PACKET_SUMS = 2 + 2 * AE_METRICS_MAX };
_Static_assert((int)AE_PACKET_SUMS > (int)AE_LOSSES_MAX, "a step's losses have room");

/* What every part tells all others at once. */
typedef struct ae_packet {
    uint64_t failed;  /* this part is about to return an error: nothing of it follows */
    uint64_t wish;    /* why it was told to stop, an ae_stop */
    uint64_t subject; /* what it trains, as a number: all must have the same */
    double seconds;
    double sum[AE_PACKET_SUMS];
} ae_packet;

typedef struct ae_link {
    ae_exchange_fn exchange;
    void *user;
    size_t part, parts; /* parts 1: there is nobody else, and nothing is exchanged */
    ae_fpu *host;       /* the host's floating-point mode, for its function */
    ae_packet *all;     /* what the parts have told */
    ae_packet alone;    /* the only one, where there is nobody else */
    bool over;          /* no exchange follows */
} ae_link;

/* Errors: AE_EOPTION, AE_ENOMEM. */
ae_status ae_link_open(ae_link *l, const ae_fit_options *o, ae_fpu *host, ae_arena *arena, ae_error *e);

/* Tells all parts `mine` and fills l->all. AE_EHOST if the exchange failed, or one of the others says that it has failed;
 * AE_EOPTION if subjects differ. A part that has failed itself, and tells so, gets AE_OK. */
ae_status ae_link_tell(ae_link *l, const ae_packet *mine, ae_error *e);

/* The sums of all packets, by the tree over the first `owners` parts. */
void ae_link_sums(double sum[AE_PACKET_SUMS], const ae_link *l, size_t owners);

/* The last word of a part that is about to return `status`. On AE_OK it returns whether all others have succeeded, too. */
ae_status ae_link_leave(ae_link *l, ae_status status, ae_error *e);

/* to += from, with all of the pool's threads. */
void ae_add_slabs(ae_real *to, const ae_real *from, size_t n, size_t isa, ae_pool *pool);

/* Numbers of a slab that holds n, and of the room that summing it takes. Of both the ends are not looked at. */
size_t ae_link_slab(const ae_link *l, size_t n);
size_t ae_link_room(const ae_link *l, size_t n);

/* slab = the sum of the slabs of the first `owners` parts, by the tree, on all parts. AE_EHOST. */
typedef struct ae_link_sum {
    ae_real *slab, *room;
    size_t n, owners, isa;
    ae_pool *pool;
} ae_link_sum;
ae_status ae_link_add_up(ae_link *l, const ae_link_sum *s, ae_error *e);

#endif
