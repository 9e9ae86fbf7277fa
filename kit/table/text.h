/* Tables in texts: numbers and words between separators, a row a line. From the bytes of a file to its table:
 *     lines, decode      bytes -> UTF-8, a block at a time, whatever the encoding
 *     fields             a line -> its fields
 *     number, reason     a field -> a float, or why it is none
 *     words              the words of a column -> codes
 *     guess              the first lines -> separator and decimal sign
 *     points             1.200 -> 1.2 or 1200
 *     survey, header     the first lines -> what the columns hold, and their names
 *     rows, cells        lines -> rows
 *     columns            rows -> levels, and what must not be
 *     text               all of these, one after the other */
#ifndef KIT_TABLE_TEXT_H
#define KIT_TABLE_TEXT_H

#include "kit/table/choice.h"
#include "kit/table/format.h"

/* ---- Lines -------------------------------------------------------------------------------------------------------- */

typedef struct kit_decoder kit_decoder;

/* A window on the text: bytes[at] to bytes[n] are still to be read, and bytes[n] is 0, in front of which every reader of
 * numbers stops. */
typedef struct kit_lines {
    kit_source *source;
    kit_decoder *decoder; /* of an encoding that is not UTF-8, or NULL */
    const char *encoding; /* which one that is */
    char *bytes;
    size_t at, n, room;
    size_t line;    /* the number of the line at `at`, from 1 */
    size_t whole;   /* lines that begin before bytes[whole], and have no quotes, end before it */
    bool has_quote; /* there is one between at and n */
    bool ended;     /* nothing comes after bytes[n] */
    char line_end;  /* '\n', or '\r' where the first block has no other */
} kit_lines;

/* Opens a text, and passes over the first `skip` lines. kit_lines_close either way. */
bool kit_lines_open(kit_lines *out, kit_source *source, const char *encoding, size_t skip);
void kit_lines_close(kit_lines *l);

/* Moves what is still to be read to the front, and reads on, at least as much as is there. */
bool kit_lines_fill(kit_lines *l);

/* Reads on until the line at `at` is whole, quotes apart. */
bool kit_lines_whole(kit_lines *l);

/* Goes behind the line at `at`, quotes apart. */
void kit_lines_pass(kit_lines *l);

/* Reads on until there are this many bytes and some whole lines, or the text has ended. */
bool kit_lines_sample(kit_lines *l, size_t bytes);

/* Is the text UTF-8? */
bool kit_is_utf8(const char *text, size_t n);

/* ---- Fields ------------------------------------------------------------------------------------------------------- */

/* A field without the quotes and blanks around it; between quotes, a quote is still written as two. */
typedef struct kit_field {
    char *text;
    size_t n;
    bool quoted;
} kit_field;

typedef enum kit_cut {
    KIT_CUT_NEXT,  /* another field follows, which *at is set to */
    KIT_CUT_LAST,  /* *at is the line's end */
    KIT_CUT_OPEN,  /* the text ended before the closing quote came */
    KIT_CUT_BEHIND /* something stands between a closing quote and the separator */
} kit_cut;

/* Cuts off the field at *at. The separator ' ' stands for a run of blanks and tabs. */
kit_cut kit_field_cut(kit_field *out, char **at, char *end, char separator);

/* The text of a field, its quotes single, with a 0 behind it; `to` has room for n + 1 bytes. Returns its length. */
size_t kit_field_copy(char *to, const kit_field *field);

typedef struct kit_fields {
    kit_field *items;
    size_t count, room;
    size_t filled; /* how many there are up to the last that is not empty */
    kit_cut cut;   /* KIT_CUT_LAST, or what is wrong with the last */
} kit_fields;

/* Cuts a line to its end, which *at becomes. False when there is no memory. free() the items. */
bool kit_fields_split(kit_fields *out, char **at, char *end, char separator);

/* Behind a line's end, if there is one. */
char *kit_next_line(char *at, const char *end);

/* How many lines end between two places; "\r\n" is one end. */
size_t kit_count_lines(const char *from, const char *to);

/* Is there nothing but blanks from here to the line's end? If `separator` is not 0, it may stand there as well. */
bool kit_is_empty_line(const char *at, const char *end, char separator);

/* A quote that is wrong, told as what it is. Returns false. */
bool kit_tell_quote(const kit_source *source, size_t line, size_t column);

/* ---- Numbers ------------------------------------------------------------------------------------------------------ */

/* Reads the decimal number at `at`: (float)strtod(at), bit for bit. Returns where it ends, or NULL if there is none. `sign`
 * is the decimal sign. `value` is the number itself, up to the last bits of a double. The text must go on until a byte that
 * belongs to no number. */
char *kit_number_read(float *out, double *value, char *at, char sign);

/* Is the whole field a number? */
bool kit_field_number(float *out, double *value, const kit_field *field, char sign);

/* 1,234 or 1.234: a sign that may stand between thousands, in a field that is a number. */
bool kit_may_be_grouped(const kit_field *field);

/* Does the text look like a date, a time, or both? */
bool kit_is_date(const char *text);

/* Is the text a number in a way that is not read: 1,234 with its thousands apart, 5%, 1.5D3? */
bool kit_is_written_number(const char *text, char sign);

/* Why a text is no number, and what would be right. */
const char *kit_number_reason(const char *text, char sign);

/* Is it a word, or infinite, such as may stand for a gap, and as --gap-words can tell? */
bool kit_may_be_gap(const char *text, char sign);

/* ---- Gaps --------------------------------------------------------------------------------------------------------- */

/* Words that stand for a gap: those that always do, and those of a reading. */
bool kit_field_is_gap(const kit_field *field, const char *more_words);

/* ---- Words -------------------------------------------------------------------------------------------------------- */

/* Different words, numbered as they come. */
typedef struct kit_words {
    char *texts;
    size_t used, room;
    size_t *starts, n, starts_room;
    uint32_t *slots; /* number + 1 of a word by its hash, 0: free */
    size_t n_slots;  /* a power of two */
} kit_words;

enum { KIT_MOST_WORDS = 1 << 24 }; /* up to here a float holds every code */

/* The number of the word, which is added if it is new. False when there is no memory. */
bool kit_words_code(size_t *code, kit_words *w, const char *text, size_t n);
void kit_words_free(kit_words *w);

/* ---- What the first lines tell ------------------------------------------------------------------------------------ */

/* How the numbers of a column are written, in the first lines. */
typedef struct kit_points {
    size_t grouped;     /* with a point that may stand between thousands */
    size_t others;      /* with another point, or an exponent */
    size_t three, more; /* of three digits, and of more, without a point */
    char example[12];   /* the first of the grouped ones */
} kit_points;

typedef struct kit_text {
    kit_lines lines;
    const kit_reading *how;
    char separator, decimal, comment; /* comment 0: no line is one */
    size_t columns;                   /* of every line; more than these are empty */
    const char **names;               /* `columns` of them, one block, or NULL */
    bool *words;                      /* `columns`: most of its first fields are words */
    kit_points *points;               /* `columns` */
    char guessed[256];
} kit_text;

enum { KIT_SAMPLE = 1 << 18 };

/* Separator and decimal sign, guessed from the lines that are there if the reading does not tell them. */
bool kit_text_guess(kit_text *t);

/* Where a reading told a separator and another is the one that all lines agree on: how many columns that makes, and its
 * name. Otherwise 0. */
size_t kit_text_other_separator(const char **name, const kit_text *t);

/* Columns, names and which of them hold words; the lines then stand at the first row. */
bool kit_text_head(kit_text *t);

/* Counts a number. */
void kit_points_count(kit_points *p, const kit_field *field);

/* Refuses points that are more likely between thousands than decimal, in a column of numbers, and says where they may be. */
bool kit_text_check_points(kit_text *t, const kit_choice *choice);

/* Adds to the line that says what was guessed. */
void kit_text_say(kit_text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Is the line at `at` a comment? */
bool kit_text_is_comment(const kit_text *t, const char *at);

/* ---- Rows --------------------------------------------------------------------------------------------------------- */

/* Reads the rows into *out, with labels, ids and weights, and describes the columns. */
bool kit_text_rows(kit_table *out, kit_text *t, const kit_choice *choice);

#endif
