#include "kit/table/text.h"
#include <stdlib.h>
#include <string.h>

static uint32_t hash(const char *text, size_t n)
{
    uint32_t h = 2166136261u; /* FNV-1a */
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)text[i]) * 16777619u;
    return h ^ h >> 15;
}

/* Room for one more item of `size` bytes behind `n`. */
static bool grow(void **items, size_t n, size_t *room, size_t more, size_t size)
{
    if (*room - n >= more)
        return true;
    size_t larger = *room + *room / 2 + more + 32;
    void *moved = larger <= SIZE_MAX / size ? realloc(*items, larger * size) : NULL;
    if (!moved)
        return false;
    *items = moved;
    *room = larger;
    return true;
}

/* The slot of the word, or the free one where it belongs. */
static uint32_t *find(const kit_words *w, const char *text, size_t n)
{
    const size_t mask = w->n_slots - 1;
    for (size_t i = hash(text, n) & mask;; i = (i + 1) & mask) {
        const char *known = w->slots[i] ? w->texts + w->starts[w->slots[i] - 1] : NULL;
        if (!known || (strncmp(known, text, n) == 0 && known[n] == 0))
            return &w->slots[i];
    }
}

static bool spread(kit_words *w)
{
    if (2 * (w->n + 1) < w->n_slots)
        return true;
    size_t larger = w->n_slots ? 2 * w->n_slots : 64;
    uint32_t *slots = calloc(larger, sizeof *slots);
    if (!slots)
        return false;
    free(w->slots);
    w->slots = slots;
    w->n_slots = larger;
    for (size_t i = 0; i < w->n; i++) {
        const char *text = w->texts + w->starts[i];
        *find(w, text, strlen(text)) = (uint32_t)i + 1;
    }
    return true;
}

static bool add(kit_words *w, const char *text, size_t n)
{
    void *texts = w->texts, *starts = w->starts;
    bool ok = grow(&texts, w->used, &w->room, n + 1, 1);
    w->texts = texts;
    ok = ok && grow(&starts, w->n, &w->starts_room, 1, sizeof *w->starts);
    w->starts = starts;
    if (!ok)
        return false;
    memcpy(w->texts + w->used, text, n);
    w->texts[w->used + n] = 0;
    w->starts[w->n++] = w->used;
    w->used += n + 1;
    return true;
}

bool kit_words_code(size_t *code, kit_words *w, const char *text, size_t n)
{
    if (!spread(w))
        return false;
    uint32_t *slot = find(w, text, n);
    if (!*slot) {
        if (!add(w, text, n))
            return false;
        *slot = (uint32_t)w->n;
    }
    *code = *slot - 1;
    return true;
}

void kit_words_free(kit_words *w)
{
    free(w->texts);
    free(w->starts);
    free(w->slots);
    *w = (kit_words){ 0 };
}
