/* Heartbeats for the anomaly example: ECG5000 in the tutorial's split where it is found, otherwise made-up ones. */
#ifndef EXAMPLES_HEARTBEATS_H
#define EXAMPLES_HEARTBEATS_H

#include "data.h"

enum { BEAT_WIDTH = 140 };

typedef struct beats {
    size_t n;
    float *x;     /* n x BEAT_WIDTH, brought to 0 ... 1 by the least and greatest number of all training rows */
    bool *normal; /* n */
} beats;

typedef struct heartbeats {
    beats train, test; /* both with normal and abnormal ones */
    bool real;
} heartbeats;

bool heartbeats_load(heartbeats *h, ae_message *why);
void heartbeats_free(heartbeats *h);

/* The normal ones alone, in memory of their own. */
bool beats_normal(beats *out, const beats *all, ae_message *why);
void beats_free(beats *b);

#endif
