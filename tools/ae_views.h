/* Rows in the forms that are held against each other: by the model's code, by as many principal components, as they are. */
#ifndef AE_TOOL_VIEWS_H
#define AE_TOOL_VIEWS_H

#include "ae_session.h"
#include "kit/stat.h"

typedef struct view {
    const char *name; /* "code", or that of another value; "PCA", "rows" */
    size_t width;
    float *x; /* the session's rows x width */
} view;

enum { MOST_VIEWS = 3 };

typedef struct views {
    view view[MOST_VIEWS]; /* the model's comes first */
    size_t n;
    kit_pca pca;
} views;

/* The value that the command asks for, by default the code; with `beside` also the others, as far as this build and the
 * rows' width allow. Components are those of these rows, or, where it is not NULL, those of `fitted`. views_free either way.
 */
bool views_make(views *out, const session *s, const views *fitted, bool beside, const arguments *a, kit_message *why);
void views_free(views *v);

/* Opens a session for the value that the command asks for. close_session either way. */
bool open_for_views(session *s, const arguments *a, kit_message *why);

/* What an image's numbers are to be multiplied by, so that they go from 0 to 1: those of the model's input and output. */
double white_of(const session *s, const arguments *a);

/* Writes rows of numbers as images, `across` in a line. */
bool write_sheet(const char *path, const float *rows, size_t n, size_t across, const session *s, kit_message *why);

#endif
