/* Rows as points of a plane, for the chart of codes and for the script that follows the pointer over it. */
#ifndef AE_TOOL_PAGE_CODES_H
#define AE_TOOL_PAGE_CODES_H

#include "ae_groups.h"
#include "ae_page.h"
#include "ae_plane.h"

typedef struct page_plane {
    plane at; /* of each row that is kept its place */
    groups groups;
} page_plane;

/* What the script needs: ae_page_alive.c. */
bool page_alive(page *p, const page_plane *c, kit_message *why);

#endif
