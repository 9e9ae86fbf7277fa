/* Datasets: known ones by name, and made-up ones that are always there. */
#ifndef KIT_DATASET_H
#define KIT_DATASET_H

#include "kit/table.h"

/* Reads a table. `name` is a file, read as `how` says (kit_table_read), or one of these names:
 *   mnist, mnist-train, mnist-test   images with labels, found in the folder $AE_DATA (../shared/data, if it is not set)
 *                                    or in data/, under mnist/
 *   digits, digits-test              60,000 and 10,000 generated digits with labels; `digits:500` is the first 500 */
bool kit_dataset_read(kit_table *out, const char *name, const kit_reading *how, kit_message *why);

/* The files that such a name stands for, if they are there: images and labels, or the name itself; none for generated
 * digits. Returns how many. */
size_t kit_dataset_files(char paths[2][KIT_MAX_PATH], const char *name);

/* Where real data lie: $AE_DATA, or ../shared/data if it is not set. */
const char *kit_dataset_folder(void);

/* ---- Digits ------------------------------------------------------------------------------------------------------- */

enum { KIT_DIGIT_SIDE = 28, KIT_DIGIT_PIXELS = KIT_DIGIT_SIDE * KIT_DIGIT_SIDE };

/* Draws digit number `index` of the endless series `seed`: handwriting-like, white on black, placed as in MNIST. Returns
 * which one of the ten it is. A function of its arguments alone, the same everywhere. */
int kit_digit_draw(unsigned char pixels[KIT_DIGIT_PIXELS], uint64_t seed, uint64_t index);

/* Digits 0 ... rows - 1 of the series as a table of bytes, 28 x 28, with labels. */
bool kit_digits_draw(kit_table *out, size_t rows, uint64_t seed, kit_message *why);

typedef struct kit_digits {
    kit_table train, test;
} kit_digits;

/* The first digits of both parts, at most as many as asked for: the real ones where this machine has them, otherwise
 * generated ones; prints where they come from. kit_digits_free either way. */
bool kit_digits_load(kit_digits *out, size_t train_rows, size_t test_rows, kit_message *why);

/* All the real ones, which have to be there, or so many generated ones. kit_digits_free either way. */
bool kit_digits_choose(kit_digits *out, bool real, size_t train_rows, size_t test_rows, kit_message *why);
void kit_digits_free(kit_digits *d);

/* ---- Heartbeats --------------------------------------------------------------------------------------------------- */

enum { KIT_BEAT_WIDTH = 140 };

typedef struct kit_beats {
    size_t n;
    float *x;     /* n x KIT_BEAT_WIDTH, brought to 0 ... 1 by the least and greatest number of all training rows */
    bool *normal; /* n */
} kit_beats;

typedef struct kit_heartbeats {
    kit_beats train, test; /* both with normal and abnormal ones */
    bool real;
} kit_heartbeats;

/* ECG5000 in the tutorial's split where it is found, otherwise made-up ones; says so if they are.
 * kit_heartbeats_free either way. */
bool kit_heartbeats_load(kit_heartbeats *out, kit_message *why);
void kit_heartbeats_free(kit_heartbeats *h);

/* The normal ones alone, in memory of their own. */
bool kit_beats_normal(kit_beats *out, const kit_beats *all, kit_message *why);
void kit_beats_free(kit_beats *b);

#endif
