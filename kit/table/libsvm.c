/* LIBSVM's text, also SVMlight's: `label index:value index:value ...`, indices from 1 in ascending order; what is not there
 * is 0. A `#` begins a comment, and `qid:N` behind the label, a group for ranking, is passed over. */
#include "kit/table/format.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 1 << 16, TOKEN = sizeof(kit_label) + 1 };

/* ---- Lists --------------------------------------------------------------------------------------------------------- */

typedef struct pair {
    uint32_t column; /* from 0 */
    float value;
} pair;

typedef struct reader {
    kit_source *source;
    size_t line, width;
    bool qid;
    pair *pairs; /* of all rows, one after the other */
    size_t n_pairs, room_of_pairs;
    size_t *ends; /* of each row, in `pairs` */
    kit_label *labels;
    size_t rows, room_of_rows;
    char token[TOKEN];
    size_t at, n; /* read and filled part of the block */
    char block[BLOCK];
} reader;

static bool no_memory(const reader *r)
{
    return kit_explain(r->source->why, "%s: line %zu: out of memory", r->source->path, r->line);
}

static bool add_pair(reader *r, uint32_t column, float value)
{
    if (r->n_pairs == r->room_of_pairs) {
        size_t room = 2 * r->room_of_pairs + 1024;
        pair *pairs = room < SIZE_MAX / sizeof *pairs ? realloc(r->pairs, room * sizeof *pairs) : NULL;
        if (!pairs)
            return no_memory(r);
        r->pairs = pairs;
        r->room_of_pairs = room;
    }
    r->pairs[r->n_pairs++] = (pair){ column, value };
    return true;
}

static bool add_row(reader *r)
{
    if (r->rows == r->room_of_rows) {
        size_t room = 2 * r->room_of_rows + 256;
        size_t *ends = realloc(r->ends, room * sizeof *ends);
        r->ends = ends ? ends : r->ends;
        kit_label *labels = ends ? realloc(r->labels, room * sizeof *labels) : NULL;
        r->labels = labels ? labels : r->labels;
        if (!labels)
            return no_memory(r);
        r->room_of_rows = room;
    }
    memcpy(r->labels[r->rows], r->token, sizeof *r->labels);
    r->ends[r->rows++] = r->n_pairs;
    return true;
}

/* ---- Tokens -------------------------------------------------------------------------------------------------------- */

/* The next byte without taking it; 0 at the end of the file. */
static bool look(char *byte, reader *r)
{
    if (r->at == r->n) {
        r->at = 0;
        if (!kit_source_some(r->source, r->block, BLOCK, &r->n))
            return false;
    }
    *byte = r->n ? r->block[r->at] : 0;
    return !r->n || *byte ||
           kit_explain(r->source->why, "%s: line %zu holds a zero byte, so this is no text", r->source->path, r->line);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static bool skip_comment(char *byte, reader *r)
{
    while (*byte && *byte != '\n') {
        r->at++;
        if (!look(byte, r))
            return false;
    }
    return true;
}

static bool too_long(const reader *r)
{
    return kit_explain(r->source->why, "%s: line %zu: '%.40s...' is neither a label nor index:value", r->source->path,
                       r->line, r->token);
}

/* The next word of the line, "" at its end. */
static bool next_token(reader *r)
{
    size_t n = 0;
    char byte;
    memset(r->token, 0, TOKEN);
    for (;;) {
        if (!look(&byte, r) || (byte == '#' && !skip_comment(&byte, r)))
            return false;
        if (!byte || byte == '\n' || (n && is_blank(byte)))
            return true;
        if (!is_blank(byte)) {
            if (n + 1 == TOKEN)
                return too_long(r);
            r->token[n++] = byte;
        }
        r->at++;
    }
}

/* "7:0.5"; the value ends where the token does. */
static bool parse_pair(unsigned long long *index, double *value, const char *token)
{
    char *colon, *end;
    if (*token < '0' || *token > '9')
        return false;
    *index = strtoull(token, &colon, 10);
    if (*colon != ':' || !colon[1])
        return false;
    *value = strtod(colon + 1, &end);
    return !*end;
}

/* ---- Rows ---------------------------------------------------------------------------------------------------------- */

static bool bad(const reader *r, const char *what)
{
    return kit_explain(r->source->why, "%s: line %zu: '%s': %s", r->source->path, r->line, r->token, what);
}

static bool take_pair(reader *r, size_t *last)
{
    unsigned long long index;
    double value;
    if (!parse_pair(&index, &value, r->token))
        return bad(r, "after the label index:value is due, such as 3:0.5");
    if (index == 0)
        return bad(r, "indices begin with 1 (scikit-learn: dump_svmlight_file(..., zero_based=False))");
    if (index >= UINT32_MAX)
        return bad(r, "no row has so many numbers");
    if (index <= *last)
        return bad(r, "indices must ascend in a line");
    *last = (size_t)index;
    return add_pair(r, (uint32_t)(index - 1), (float)value);
}

static bool take_label(reader *r)
{
    if (strchr(r->token, ':'))
        return bad(r, "a line begins with a label, a number; where there is none, 0 will do");
    if (strlen(r->token) >= sizeof *r->labels)
        return bad(r, "a label has at most 63 bytes");
    return add_row(r);
}

static bool take_rest(reader *r, size_t wanted)
{
    for (size_t last = 0, place = 0;; place++) {
        if (!next_token(r))
            return false;
        if (!*r->token)
            break;
        bool qid = place == 0 && strncmp(r->token, "qid:", 4) == 0;
        r->qid |= qid;
        if (!qid && !take_pair(r, &last))
            return false;
        if (wanted && last > wanted)
            return kit_explain(r->source->why, "%s: line %zu: '%s': rows of %zu numbers are wanted", r->source->path,
                               r->line, r->token, wanted);
        r->width = last > r->width ? last : r->width;
    }
    r->ends[r->rows - 1] = r->n_pairs;
    return true;
}

/* Lines without a word are passed over. */
static bool read_lines(reader *r, size_t wanted)
{
    char byte;
    for (r->line = 1;; r->line++, r->at++) {
        if (!next_token(r) || (*r->token && !(take_label(r) && take_rest(r, wanted))) || !look(&byte, r))
            return false;
        if (!byte)
            break;
    }
    r->width = wanted ? wanted : r->width;
    if (!r->rows || !r->width)
        return kit_explain(r->source->why, "%s: is empty: it has no row with index:value", r->source->path);
    return true;
}

static bool fill(kit_table *out, reader *r)
{
    const uint64_t dims[] = { r->rows, r->width };
    if (!kit_table_shape(out, r->source, dims, 2))
        return false;
    out->dtype = AE_F32;
    float *data = calloc(out->rows * out->width, sizeof *data);
    out->data = data;
    if (!data)
        return kit_explain(r->source->why, "%s: out of memory: %zu rows of %zu numbers, most of them 0, need %zu bytes",
                           r->source->path, out->rows, out->width, out->rows * out->width * sizeof *data);
    for (size_t row = 0, i = 0; row < r->rows; row++)
        for (; i < r->ends[row]; i++)
            data[row * out->width + r->pairs[i].column] = r->pairs[i].value;
    out->labels = r->labels;
    r->labels = NULL;
    snprintf(out->label_name, sizeof out->label_name, "label");
    snprintf(out->guessed, sizeof out->guessed, "LIBSVM's text%s", r->qid ? ", its qid passed over" : "");
    return true;
}

bool kit_read_libsvm(kit_table *out, kit_source *source, const kit_reading *how)
{
    reader *r = calloc(1, sizeof *r);
    if (!r)
        return kit_explain(source->why, "%s: out of memory", source->path);
    r->source = source;
    bool ok = read_lines(r, how->width) && fill(out, r);
    free(r->pairs);
    free(r->ends);
    free(r->labels);
    free(r);
    return ok;
}

/* ---- By content ---------------------------------------------------------------------------------------------------- */

/* The next word of a line that ends at `end`; "" where there is no more, or a comment. */
static const char *word_of(char word[TOKEN], const char *at, const char *end)
{
    size_t n = 0;
    while (at < end && is_blank(*at))
        at++;
    for (; at < end && !is_blank(*at) && *at != '#' && n + 1 < TOKEN; at++)
        word[n++] = *at;
    word[n] = 0;
    return at;
}

/* A number, some of them between commas, or +1 and -1. */
static bool is_label(const char *word)
{
    return *word && word[strspn(word, "0123456789+-.eE,")] == 0 && strpbrk(word, "0123456789");
}

static bool is_row(const char *at, const char *end, bool whole)
{
    char word[TOKEN];
    unsigned long long index, last = 0;
    double value;
    at = word_of(word, at, end);
    if (!is_label(word))
        return false;
    for (size_t pairs = 0;;) {
        at = word_of(word, at, end);
        if (!*word || (at == end && !whole))
            return pairs > 0;
        if (strncmp(word, "qid:", 4) == 0)
            continue;
        if (!parse_pair(&index, &value, word) || (index <= last && pairs))
            return false;
        last = index;
        pairs++;
    }
}

/* The first line that is no comment decides. */
bool kit_libsvm_begins(const unsigned char *head, size_t n)
{
    const char *at = (const char *)head, *all = at + n;
    while (at < all) {
        const char *end = memchr(at, '\n', (size_t)(all - at));
        const char *line_end = end ? end : all, *first = at;
        while (first < line_end && is_blank(*first))
            first++;
        if (first < line_end && *first != '#')
            return is_row(first, line_end, end || n < KIT_SOURCE_HEAD);
        at = line_end + 1;
    }
    return false;
}
