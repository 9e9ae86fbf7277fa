#include "kit/dataset.h"
#include "kit/random.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool beats_make(kit_beats *b, size_t n, kit_message *why)
{
    *b = (kit_beats){ n, malloc((n ? n : 1) * KIT_BEAT_WIDTH * sizeof *b->x), malloc((n ? n : 1) * sizeof *b->normal) };
    return (b->x && b->normal) || kit_explain(why, "out of memory for %zu heartbeats", n);
}

void kit_beats_free(kit_beats *b)
{
    free(b->x);
    free(b->normal);
    *b = (kit_beats){ 0 };
}

bool kit_beats_normal(kit_beats *out, const kit_beats *all, kit_message *why)
{
    if (!beats_make(out, all->n, why))
        return false;
    out->n = 0;
    for (size_t i = 0; i < all->n; i++)
        if (all->normal[i]) {
            memcpy(out->x + out->n * KIT_BEAT_WIDTH, all->x + i * KIT_BEAT_WIDTH, KIT_BEAT_WIDTH * sizeof *out->x);
            out->normal[out->n++] = true;
        }
    return true;
}

/* ---- ECG5000 ---- */

static bool read_part(kit_beats *b, const char *folder, const char *list, kit_message *why)
{
    char file[1024], rows[1024];
    kit_table t;
    const kit_reading how = { .label = KIT_LAST };
    snprintf(file, sizeof file, "%s/ecg5000/ecg5000.csv.gz", folder);
    snprintf(rows, sizeof rows, "%s/ecg5000/%s", folder, list);
    if (!kit_table_read(&t, file, &how, why))
        return false;
    bool ok = kit_table_keep_listed(&t, rows, why) && beats_make(b, t.rows, why);
    if (ok && (t.width != KIT_BEAT_WIDTH || t.dtype != AE_F32))
        ok = kit_explain(why, "%s: %zu columns, where a heartbeat has %d", file, t.width, KIT_BEAT_WIDTH);
    for (size_t i = 0; ok && i < t.rows * KIT_BEAT_WIDTH; i++)
        b->x[i] = ((const float *)t.data)[i];
    for (size_t i = 0; ok && i < t.rows; i++)
        b->normal[i] = atof(t.labels[i]) == 1;
    kit_table_free(&t);
    return ok;
}

static bool read_real(kit_heartbeats *h, kit_message *why)
{
    return read_part(&h->train, kit_dataset_folder(), "ecg5000_split21_train_idx.txt", why) &&
           read_part(&h->test, kit_dataset_folder(), "ecg5000_split21_test_idx.txt", why);
}

/* ---- made-up ones ---- */

/* The n-th number in 0 ... 1 of a beat. */
static double chance(size_t beat, unsigned n)
{
    return kit_uniform(beat * 64 + n);
}

static double wave(double t, double at, double width, double height)
{
    return height * exp(-(t - at) * (t - at) / (2 * width * width));
}

/* The five waves P, Q, R, S, T; an abnormal beat has a broad, early R, and T upside down. */
static void draw_beat(float *x, size_t beat, bool normal)
{
    double shift = 4 * (chance(beat, 0) - 0.5), size = 0.8 + 0.4 * chance(beat, 1), tail = 0.7 + 0.6 * chance(beat, 2);
    for (int i = 0; i < KIT_BEAT_WIDTH; i++) {
        double t = i - shift, y = wave(t, 25, 6, 0.25) + wave(t, 48, 2, -0.3) + wave(t, 60, 3, -0.5);
        y += normal ? wave(t, 54, 3, 2 * size) : wave(t, 46 + 4 * chance(beat, 3), 8, 1.6 * size);
        y += wave(t, 95, 10, normal ? 0.6 * tail : -0.5 * tail);
        x[i] = (float)(y + 0.06 * (chance(beat, 8 + (unsigned)i % 40) - 0.5));
    }
}

static bool draw(kit_beats *b, size_t n, size_t first, kit_message *why)
{
    if (!beats_make(b, n, why))
        return false;
    for (size_t i = 0; i < n; i++) {
        b->normal[i] = chance(first + i, 7) < 0.59; /* ECG5000's share */
        draw_beat(b->x + i * KIT_BEAT_WIDTH, first + i, b->normal[i]);
    }
    return true;
}

/* ---- both ---- */

static void rescale(kit_beats *b, float least, float greatest)
{
    for (size_t i = 0; i < b->n * KIT_BEAT_WIDTH; i++)
        b->x[i] = (b->x[i] - least) / (greatest - least);
}

static void bring_to_unit(kit_heartbeats *h)
{
    float least = h->train.x[0], greatest = least;
    for (size_t i = 0; i < h->train.n * KIT_BEAT_WIDTH; i++) {
        least = h->train.x[i] < least ? h->train.x[i] : least;
        greatest = h->train.x[i] > greatest ? h->train.x[i] : greatest;
    }
    rescale(&h->train, least, greatest);
    rescale(&h->test, least, greatest);
}

static bool find_or_draw(kit_heartbeats *h, kit_message *why)
{
    *h = (kit_heartbeats){ .real = true };
    if (read_real(h, why))
        return true;
    printf("no real heartbeats (%s)\n", why->text);
    kit_heartbeats_free(h);
    return draw(&h->train, 2000, 0, why) && draw(&h->test, 500, 2000, why);
}

bool kit_heartbeats_load(kit_heartbeats *h, kit_message *why)
{
    bool ok = find_or_draw(h, why);
    if (ok)
        bring_to_unit(h);
    return ok;
}

void kit_heartbeats_free(kit_heartbeats *h)
{
    kit_beats_free(&h->train);
    kit_beats_free(&h->test);
    h->real = false;
}
