/* The field-table text parser: one grammar for specs, optimizers, files and logs.
 *
 *   text  = item { ("\n" | "|") item }          '#' starts a comment that ends with the line
 *   item  = name { main value | key=value }     separated by blanks
 *
 * An item is decoded against a field table into a plain struct. The same table validates, documents and, in the tests,
 * invents random valid items. */
#ifndef AE_BASE_TEXT_H
#define AE_BASE_TEXT_H

#include "base/memory.h"
#include "base/status.h"

typedef struct ae_word { /* a piece of the text, with its place */
    const char *text;    /* not closed by a 0 */
    size_t length;
    size_t line, column; /* from 1 */
} ae_word;

typedef struct ae_pair { /* key.length 0: a main value */
    ae_word key, value;
} ae_pair;

typedef struct ae_item {
    ae_word name;
    ae_pair *pairs;
    size_t count;
} ae_item;

enum { AE_ITEM_PAIRS = 64 };

/* A text that is being read: one item after the other, each in the place of the one before. Not to be copied. */
typedef struct ae_text {
    const char *at, *end, *line_start;
    size_t line, count; /* of items so far */
    ae_item item;       /* the last one read */
    ae_pair pairs[AE_ITEM_PAIRS];
} ae_text;

/* Begins to read a text. The words point into it; it must live as long as they do. Limits (AE_ESPEC): 64 KiB of text, 4096
 * items, 64 values an item, no bytes below 32 other than tab, newline and return. */
ae_status ae_text_open(ae_text *t, const char *source, ae_error *e);

/* The next item, or NULL after the last; empty items are skipped. AE_ESPEC: the same key twice in an item, `key=` without a
 * value. How many main values an item has is for its field table to say. */
ae_status ae_text_next(const ae_item **item, ae_text *t, ae_error *e);

/* Reads a text to its end. `count` and, where that is 1, `item` then say what it holds. */
ae_status ae_text_read(ae_text *t, const char *source, ae_error *e);

/* The canonical form of a text that could be read: one item a line, one blank between words, no comments, closed by no
 * newline. NULL without memory. */
char *ae_text_print(const char *source, ae_arena *arena);

typedef enum ae_field_type {
    AE_FIELD_COUNT,  /* size_t */
    AE_FIELD_REAL,   /* double */
    AE_FIELD_CHOICE, /* int: index in `words` */
    AE_FIELD_FLAG,   /* int: no 0, yes 1 */
    AE_FIELD_NAME,   /* const char *: a letter, then letters, digits, '_', '-'; at most 63; NULL if absent */
    AE_FIELD_SHAPE,  /* ae_dims: 784 or 1x28x28 */
    AE_FIELD_COUNTS, /* ae_counts: 1 or 0,0,1,1, or one of `words` where the field has some */
    AE_FIELD_PLACE,  /* const char *: up to three names with points between them: dense1.weight */
    AE_FIELD_PLACES, /* ae_places: dense1 or dense1,dense2.weight */
    AE_FIELD_REALS,  /* ae_reals: 0.5 or 1,0.5,2 */
    AE_FIELD_BOUNDS, /* ae_bounds: 0,1 or -2.5,2.5 */
    AE_FIELD_WORD,   /* ae_word: any text, in the text that is read, not copied */
} ae_field_type;

enum { AE_MAX_DIMS = 4 };
typedef struct ae_dims {
    size_t rank, dim[AE_MAX_DIMS];
} ae_dims;

enum { AE_MAX_COUNTS = AE_MAX_DIMS };
typedef struct ae_counts {
    size_t count, number[AE_MAX_COUNTS]; /* count 0: a word, or not given */
    int word;                            /* index in the field's words; 0 beside numbers */
} ae_counts;

typedef struct ae_reals {
    size_t count; /* 0 = not given */
    double *number;
} ae_reals;

typedef struct ae_places {
    size_t count; /* 0 = not given */
    const char **place;
    ae_word *words; /* where each stands, so that one that there is not can be blamed; in the text, not copied */
} ae_places;

typedef struct ae_bounds {
    double low, high; /* low < high; both 0: not given */
} ae_bounds;

/* A row of a table: { "stride", AE_FIELD_SHAPE, offsetof(options, stride), AE_DEFAULT("1", "step between two places"), 1,
 * 65535 }. There are hundreds: they are packed closely. */
typedef struct ae_field {
    const char *key; /* "" = a main value; where there are several, the item gives them in the table's order */
    uint8_t type;    /* ae_field_type */
    uint16_t offset; /* of the member in the options struct */
    bool required;   /* must be given */
#ifdef AE_DOCUMENTED
    const char *doc; /* what it is, in a phrase */
#endif
    const char *text; /* the default, where "" leaves 0: "not given"; if it is required, what it is, for the error */
    double min, max;  /* COUNT, REAL, each of the lists: the allowed range, both ends included */
    union {
        const char *const *words;    /* CHOICE, COUNTS: ends with NULL */
        const struct ae_field *more; /* after the last row, whose key is NULL: where the table goes on; NULL = nowhere */
    };
} ae_field;

/* What only the documentation says. It is in builds that are made to be documented: the library that is shipped has no use
 * for it. */
#ifdef AE_DOCUMENTED
#define AE_DOC(text)   text
#define AE_DOC_(text_) .doc = (text_),
#else
#define AE_DOC(text) NULL
#define AE_DOC_(text_)
#endif

/* Whether a value must be given, and if not, its default. */
#define AE_REQUIRED(doc_)          .required = true, AE_DOC_(doc_).text = (doc_)
#define AE_DEFAULT(default_, doc_) AE_DOC_(doc_).text = (default_)

/* The end of every table: there is no more, or it goes on with the rows of another, whose offsets fit the same options. */
#define AE_FIELDS_END \
    {                 \
        .key = NULL   \
    }
#define AE_FIELDS_MORE(table) \
    {                         \
        .more = (table)       \
    }

/* The row after this one. Its key is NULL after the last. */
const ae_field *ae_field_next(const ae_field *field);

/* Fills *options (already zeroed) from the item. Errors name the item, the key and what would be right, with line and
 * column: unknown key, choice or flag (AE_EWORD, with the nearest known one), missing value, not a number, out of range
 * (AE_EVALUE, with the range), more main values than the table has (AE_ESPEC; AE_EWORD where it has none). After an error
 * *options is partly filled. */
ae_status ae_item_decode(void *options, const ae_item *item, const ae_field *fields, ae_arena *arena, ae_error *e);

/* Words that are known at some place, one by one: NULL after the last, "" for one that does not count. */
typedef struct ae_known {
    const char *(*at)(const void *list, size_t index);
    const void *list;
} ae_known;

/* Those of a list that ends with NULL. */
ae_known ae_known_list(const char *const *list);

/* The known word that `word` most likely meant: edit distance <= 1/3 of its length + 1 and less than its length, upper and
 * lower case alike. Or NULL. */
const char *ae_closest(const char *word, size_t length, const ae_known *known);

/* Whether Keras or PyTorch call something so that has another name here: *ours is that of the known words, or NULL where
 * there is none for it. The main value is known as "". */
bool ae_synonym(const char **ours, const ae_word *word, const ae_known *known);

/* What stands after the key ("": the first main value), or NULL. */
const ae_word *ae_item_value(const ae_item *item, const char *key);

/* The main value of this number, from 0, or NULL. */
const ae_word *ae_item_main(const ae_item *item, size_t number);

/* What stands before the first separator; *rest goes on after it. */
ae_word ae_word_cut(ae_word *rest, char separator);

/* Whether the word is this text. */
bool ae_word_is(const ae_word *word, const char *text);

/* The one way to blame a place: fills *e with it and begins its text with "line 2, column 9: ". Words in the message are
 * written as "%.*s" with ae_word_shown, which cuts very long ones. */
ae_status ae_fail_word(ae_error *e, ae_status status, const ae_word *at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
int ae_word_shown(const ae_word *word);

/* Writes `did you mean "act"?`, or `known: act, init` where nothing is near. What other libraries call otherwise is pointed
 * to ours. */
void ae_suggest(char *text, size_t capacity, const ae_word *word, const ae_known *known);

/* AE_EWORD: `line 2, column 9: dense: unknown key "acz"; did you mean "act"?`, with what ae_suggest writes.
 * `what` is the kind of word ("key"); owner, the name of the item it stands in, may be NULL. */
ae_status ae_fail_unknown(ae_error *e, const ae_word *word, const ae_word *owner, const char *what, const ae_known *known);

#endif
