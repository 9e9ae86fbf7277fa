/* What a value's numbers can be at all, whatever comes in: what the last activation before it allows. */
#ifndef AE_GRAPH_REACH_H
#define AE_GRAPH_REACH_H

#include "graph/graph.h"

typedef struct ae_reach {
    double low, high; /* apart from rounding; infinite where there is no end */
} ae_reach;

extern const ae_reach ae_reach_all;

ae_reach ae_graph_reach(const ae_graph *g, size_t value);

#endif
