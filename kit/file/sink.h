/* A file that is being written: nobody sees it before it is whole. */
#ifndef KIT_FILE_SINK_H
#define KIT_FILE_SINK_H

#include "kit/file.h"
#include <stdio.h>

typedef struct kit_sink {
    FILE *file;
    const char *path;
    kit_message *why;
    char target[KIT_MAX_PATH];   /* where `path` leads, links followed */
    char temp[KIT_MAX_PATH + 8]; /* beside it; "" = `path` is a device or pipe, written directly */
} kit_sink;

bool kit_sink_open(kit_sink *sink, const char *path, kit_message *why);

/* Asked directly after a write: did all of them go well so far? Otherwise *why says what happened. */
bool kit_sink_check(const kit_sink *sink);

/* With `ok`, and if every write went well, puts the file in its place; otherwise nothing is left behind.
 * Who says no has said why. */
bool kit_sink_close(kit_sink *sink, bool ok);

#endif
