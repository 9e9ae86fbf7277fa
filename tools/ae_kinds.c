/* Kinds of values that options take: each reads a text into its place, and can say what it expects. */
#include "ae_options.h"
#include "kit/advise.h"
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_CBLAS
#include <cblas.h>

#include <autoencoder_cblas.h>
#endif

static bool read_flag(void *to, const char *text)
{
    (void)text;
    *(bool *)to = true;
    return true;
}

static bool read_text(void *to, const char *text)
{
    *(const char **)to = text;
    return true;
}

static bool read_path(void *to, const char *text)
{
    return read_text(to, text) && strcmp(text, "-") != 0;
}

static bool read_whole(void *to, const char *text)
{
    char *end;
    errno = 0;
    *(uint64_t *)to = strtoull(text, &end, 10);
    return *text >= '0' && *text <= '9' && !*end && !errno;
}

static bool read_count(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 1 < INT64_MAX;
}

static bool read_threads(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 1 < 256;
}

static bool read_components(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 1 < 64;
}

static bool read_ratio(void *to, const char *text)
{
    return read_whole(to, text) && *(uint64_t *)to - 2 < INT64_MAX;
}

static bool read_scale(void *to, const char *text)
{
    char *end;
    *(double *)to = strtod(text, &end);
    return *text && !*end && isfinite(*(double *)to) && *(double *)to > 0;
}

static bool read_fraction(void *to, const char *text)
{
    return read_scale(to, text) && *(double *)to < 1;
}

/* "500 steps", "1 epoch", "10 minutes". */
static bool read_interval(void *to, const char *text)
{
    static const struct {
        const char *unit;
        size_t at; /* in interval */
        double times;
    } units[] = { { " step", offsetof(interval, steps), 1 },
                  { " epoch", offsetof(interval, epochs), 1 },
                  { " second", offsetof(interval, seconds), 1 },
                  { " minute", offsetof(interval, seconds), 60 },
                  { " hour", offsetof(interval, seconds), 3600 } };
    const double most = 1e15; /* a count that a double has exactly */
    char *unit;
    double number = (double)strtoull(text, &unit, 10);
    if (*text < '0' || *text > '9' || number < 1 || number > most)
        return false;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t n = strlen(units[i].unit);
        *(double *)((char *)to + units[i].at) = number * units[i].times;
        if (strncmp(unit, units[i].unit, n) == 0 && (unit[n] == 0 || strcmp(unit + n, "s") == 0))
            return true;
        *(double *)((char *)to + units[i].at) = 0;
    }
    return false;
}

/* The place of a text among words; n: it is none of them. */
static size_t place_of(const char *text, const char *const *words, size_t n)
{
    size_t i = 0;
    while (i < n && strcmp(text, words[i]) != 0)
        i++;
    return i;
}

/* A sign itself, or its name. */
static bool read_separator(void *to, const char *text)
{
    static const char *const names[] = { "comma", "semicolon", "tab", "blank", "pipe", "\\t" };
    static const char signs[] = ",;\t |\t";
    const size_t i = place_of(text, names, sizeof signs - 1);
    *(char *)to = i < sizeof signs - 1 ? signs[i] : *text;
    return i < sizeof signs - 1 ||
           (!text[1] && (*text == '\t' || (ispunct((unsigned char)*text) && !strchr("\".+-", *text))));
}

static bool read_decimal(void *to, const char *text)
{
    static const char *const names[] = { "point", "comma", ".", "," };
    const size_t i = place_of(text, names, 4);
    *(char *)to = i % 2 ? ',' : '.';
    return i < 4;
}

static bool read_comment(void *to, const char *text)
{
    *(char *)to = *text;
    return ispunct((unsigned char)*text) && !text[1];
}

static bool read_header(void *to, const char *text)
{
    static const char *const words[] = { [KIT_AUTO] = "auto", [KIT_YES] = "yes", [KIT_NO] = "no" };
    const size_t i = place_of(text, words, 3);
    *(kit_header *)to = (kit_header)i;
    return i < 3;
}

static bool read_lines(void *to, const char *text)
{
    uint64_t n;
    if (!read_whole(&n, text) || n > SIZE_MAX / 2)
        return false;
    *(size_t *)to = (size_t)n;
    return true;
}

static bool read_missing(void *to, const char *text)
{
    static const char *const words[] = { "fail", "drop", "mean", "mask" };
    return read_text(to, text) && place_of(text, words, 4) < 4;
}

static bool read_aim(void *to, const char *text)
{
    return read_text(to, text) && kit_aim_called(text) < KIT_AIMS;
}

static bool read_charted(void *to, const char *text)
{
    static const char *const words[] = { "codes", "scores", "errors", "rows" };
    return read_text(to, text) && place_of(text, words, 4) < 4;
}

static bool read_drawn(void *to, const char *text)
{
    static const char *const words[] = { "drawn", "mean" };
    return read_text(to, text) && place_of(text, words, 2) < 2;
}

static bool read_gap(void *to, const char *text)
{
    *(bool *)to = strcmp(text, "gap") == 0;
    return *(bool *)to || strcmp(text, "fail") == 0;
}

static bool read_sgemm(void *to, const char *text)
{
#ifdef HAVE_CBLAS
    if (strcmp(text, "cblas") == 0) {
        *(ae_sgemm_fn *)to = ae_cblas_sgemm;
        return true;
    }
#endif
    *(ae_sgemm_fn *)to = NULL;
    return strcmp(text, "own") == 0;
}

static bool read_scorer(void *to, const char *text)
{
    static const char *const words[] = { "reconstruction", "joint" };
    return read_text(to, text) && place_of(text, words, 2) < 2;
}

static bool read_layout(void *to, const char *text)
{
    *(bool *)to = strcmp(text, "nhwc") == 0;
    return *(bool *)to || strcmp(text, "nchw") == 0;
}

static bool read_format(void *to, const char *text)
{
    return kit_format_find(to, text);
}

/* "3,12". */
static bool read_pair(void *to, const char *text)
{
    row_pair *pair = to;
    char *end;
    errno = 0;
    pair->given = true;
    pair->first = strtoull(text, &end, 10);
    return *text >= '1' && *text <= '9' && *end == ',' && !errno && read_count(&pair->last, end + 1);
}

static bool read_bits(void *to, const char *text)
{
    static const char *const words[] = { "8", "6", "4" };
    const size_t i = place_of(text, words, 3);
    *(uint64_t *)to = 8 - 2 * i;
    return i < 3;
}

static bool read_packing(void *to, const char *text)
{
    return kit_packing_find(to, text);
}

const value_kind flag_kind = { read_flag, NULL };
const value_kind text_kind = { read_text, "some text" };
const value_kind path_kind = { read_path, "the name of a file; only --data reads standard input, by -" };
const value_kind rows_kind = { read_text, "the name of a file, or - for standard input" };
const value_kind separator_kind = { read_separator, "one sign, or comma, semicolon, tab, blank or pipe" };
const value_kind decimal_kind = { read_decimal, "`.` or `,`" };
const value_kind comment_kind = { read_comment, "one sign, such as #" };
const value_kind header_kind = { read_header, "`auto`, `yes` or `no`" };
const value_kind layout_kind = { read_layout, "`nhwc`, channels last, or `nchw`" };
const value_kind format_kind = { read_format, "`csv`, `npy`, `libsvm` or `png`" };
const value_kind bits_kind = { read_bits, "8, 6 or 4" };
const value_kind packing_kind = { read_packing, "`zstd`, `zlib` or `none`" };
const value_kind lines_kind = { read_lines, "a number of lines" };
const value_kind missing_kind = { read_missing, "`fail`, `drop`, `mean` or `mask`" };
const value_kind aim_kind = { read_aim, "`scores`, `features` or `samples`" };
const value_kind charted_kind = { read_charted, "`codes`, `scores`, `errors` or `rows`" };
const value_kind drawn_kind = { read_drawn, "`drawn` or `mean`" };
const value_kind gap_kind = { read_gap, "`fail` or `gap`" };
const value_kind pair_kind = { read_pair, "two numbers of rows from 1, such as 3,12" };
const value_kind scorer_kind = { read_scorer, "`reconstruction` or `joint`" };
const value_kind whole_kind = { read_whole, "a whole number from 0 to 18446744073709551615" };
const value_kind count_kind = { read_count, "a whole number from 1 to 9223372036854775807" };
const value_kind threads_kind = { read_threads, "a whole number from 1 to 256" };
const value_kind components_kind = { read_components, "a whole number from 1 to 64" };
const value_kind ratio_kind = { read_ratio, "a whole number from 2" };
const value_kind scale_kind = { read_scale, "a number above 0" };
const value_kind often_kind = { read_interval,
                                "a number of steps, epochs, seconds, minutes or hours, such as \"10 minutes\"" };
const value_kind fraction_kind = { read_fraction, "a number between 0 and 1, such as 0.2" };
#ifdef HAVE_CBLAS
const value_kind sgemm_kind = { read_sgemm, "`own` or `cblas`" };
#else
const value_kind sgemm_kind = { read_sgemm, "`own`; this build has no `cblas`" };
#endif
