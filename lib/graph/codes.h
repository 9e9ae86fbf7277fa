/* Products with expanded categories, of which nearly all numbers are 0: only those rows of the weights are looked up that
 * the ones ask for, which has the bits of the whole product. A graph is recorded with the whole one, so that whoever reads
 * it, such as a penalty that moves what the net gets, need not know of this. */
#ifndef AE_GRAPH_CODES_H
#define AE_GRAPH_CODES_H

#include "graph/graph.h"

/* Once all is recorded: changes the nodes for which this is faster. */
ae_status ae_graph_look_up_codes(ae_graph *g, ae_error *e);

#endif
