#include "ae_plane.h"
#include <stdlib.h>

static void take(plane *p, const float *codes, size_t n, size_t width)
{
    for (size_t i = 0; i < n; i++) {
        p->x[i] = (double)codes[i * width];
        p->y[i] = (double)codes[i * width + 1];
    }
}

#ifdef HAVE_LAPACK
bool plane_takes(size_t width)
{
    enum { WIDEST = 4096 /* of more, the axes would take minutes */ };
    return width >= 2 && width <= WIDEST;
}

static bool take_axes(plane *p, const float *codes, size_t n, size_t width, const char *name, kit_message *why)
{
    float *at = malloc(2 * n * sizeof *at);
    const bool ok = at && kit_pca_fit(&p->axes, codes, n, width, 2) && kit_pca_encode(at, &p->axes, codes, n);
    if (ok)
        take(p, at, n, 2);
    free(at);
    return ok || kit_explain(why, "%s: its principal axes cannot be found: no memory, or no answer", name);
}

static void free_axes(plane *p)
{
    kit_pca_free(&p->axes);
}
#else
bool plane_takes(size_t width)
{
    return width == 2;
}

static bool take_axes(plane *p, const float *codes, size_t n, size_t width, const char *name, kit_message *why)
{
    (void)p, (void)codes, (void)n;
    return kit_explain(why, "%s has %zu numbers, and this build has no LAPACK, which finds their principal axes", name,
                       width);
}

static void free_axes(plane *p)
{
    (void)p;
}
#endif

bool plane_make(plane *out, const float *codes, size_t n, size_t width, const char *name, kit_message *why)
{
    *out = (plane){ .x = malloc((n + 1) * sizeof *out->x), .y = malloc((n + 1) * sizeof *out->y) };
    if (!out->x || !out->y)
        return kit_explain(why, "out of memory: %zu points", n);
    if (width > 2 && n > 1)
        return take_axes(out, codes, n, width, name, why);
    take(out, codes, n, width);
    return true;
}

void plane_free(plane *p)
{
    free_axes(p);
    free(p->x);
    free(p->y);
}
