/* A file that is being written: nobody sees it before it is whole. */
#ifndef AE_DATA_SINK_H
#define AE_DATA_SINK_H

#include "data.h"
#include <stdio.h>

typedef struct ae_sink {
    FILE *file;
    const char *path;
    ae_message *why;
    char target[AE_MAX_PATH];   /* where `path` leads, links followed */
    char temp[AE_MAX_PATH + 8]; /* beside it; "" = `path` is a device or pipe, written directly */
} ae_sink;

bool ae_sink_open(ae_sink *sink, const char *path, ae_message *why);

/* With `ok`, and if every write went well, puts the file in its place; otherwise nothing is left behind. */
bool ae_sink_close(ae_sink *sink, bool ok);

#endif
