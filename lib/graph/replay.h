/* A part of a graph once more, with something else put in: same ops, same parameters, same names. */
#ifndef AE_GRAPH_REPLAY_H
#define AE_GRAPH_REPLAY_H

#include "graph/graph.h"

/* *out is what `value` would be if `from` were `to`, a value of the same shape that was computed after `value`. AE_EVALUE
 * where a node between them has state, which a step moves once. */
ae_status ae_graph_replay(size_t *out, ae_graph *g, size_t from, size_t to, size_t value, ae_error *e);

#endif
