/* Rows as points of a plane, for the chart of codes and for the script that follows the pointer over it. */
#ifndef AE_TOOL_PAGE_CODES_H
#define AE_TOOL_PAGE_CODES_H

#include "ae_page.h"
#include "kit/plot.h"
#include "kit/stat.h"

enum { PAGE_CLASSES = KIT_PLOT_DOTS_APART };

typedef struct page_plane {
    float *at;    /* of each row that is kept its place; 2 numbers */
    kit_pca axes; /* of codes of more than two numbers */
    size_t n_classes, first[PAGE_CLASSES + 1];
    uint32_t *order; /* which kept row the point is, in the order of the chart */
    double *x, *y;   /* of the points */
} page_plane;

bool page_plane_make(page_plane *c, const page *p, kit_message *why);
void page_plane_free(page_plane *c);

/* What the script needs: ae_page_alive.c. */
bool page_alive(page *p, const page_plane *c, kit_message *why);

#endif
