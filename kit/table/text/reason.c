/* Why a text is no number: the ways in which programs and people write them that we do not guess at. */
#include "kit/table/text.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool digit(char x)
{
    return x >= '0' && x <= '9';
}

static size_t count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* ---- Dates and times ---------------------------------------------------------------------------------------------- */

static size_t month_name(const char *text)
{
    static const char *const names[] = {
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncasecmp(text, names[i], 3) == 0)
            return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    return 0;
}

/* 2024-01-31, 31.1.2024, 1/31/24, 31-Jan-2024, 31 Jan 2024: three parts, the same sign between them. Behind it, or NULL. */
static const char *pass_date(const char *text)
{
    size_t first = count_digits(text), name, third;
    const char sign = text[first];
    if (first == 0 || first == 3 || first > 4 || !sign || !strchr("-/. ", sign))
        return NULL;
    text += first + 1;
    size_t second = name = month_name(text);
    if (!name)
        second = sign == ' ' ? 0 : count_digits(text);
    if (second == 0 || (!name && second > 2) || text[second] != sign)
        return NULL;
    text += second + 1;
    third = count_digits(text);
    bool is_year = first == 4 ? third == 1 || third == 2 : third == 2 || third == 4;
    return is_year ? text + third : NULL;
}

/* 9:30, 09:30:15, 09:30:15.25, with AM or PM, Z or a difference to Greenwich. Behind it, or NULL. */
static const char *pass_time(const char *text)
{
    size_t n = count_digits(text);
    if (n == 0 || n > 2 || text[n] != ':' || count_digits(text + n + 1) != 2)
        return NULL;
    text += n + 3;
    if (*text == ':' && count_digits(text + 1) == 2)
        text += 3;
    if ((*text == '.' || *text == ',') && digit(text[1]))
        text += 1 + count_digits(text + 1);
    text += strspn(text, " ");
    if (strncasecmp(text, "am", 2) == 0 || strncasecmp(text, "pm", 2) == 0 || strncmp(text, "UTC", 3) == 0)
        text += *text == 'U' ? 3 : 2;
    if (*text == 'Z')
        return text + 1;
    if ((*text == '+' || *text == '-') && digit(text[1]))
        text += 1 + strspn(text + 1, "0123456789:");
    return text;
}

bool kit_is_date(const char *text)
{
    const char *behind = pass_date(text), *time = behind ? behind : text;
    if (behind && !*behind)
        return true;
    if (behind && *behind != 'T' && *behind != ' ')
        return false;
    behind = pass_time(behind ? time + 1 : time);
    return behind && !*behind;
}

/* ---- Numbers ------------------------------------------------------------------------------------------------------ */

/* Groups of three digits behind one to three, and then nothing, or another sign than between them. */
static bool has_groups(const char *text, const char *separator)
{
    const size_t width = strlen(separator);
    text += *text == '-' || *text == '+';
    size_t n = count_digits(text);
    if (n == 0 || n > 3 || strncmp(text + n, separator, width) != 0)
        return false;
    for (text += n; strncmp(text, separator, width) == 0; text += width + 3)
        if (count_digits(text + width) != 3)
            return false;
    return !*text || *text == '.' || *text == ',';
}

static bool is_grouped(const char *text, char sign)
{
    static const char *const separators[] = { ",", ".", " ", "'", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x99" };
    (void)sign;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++)
        if (has_groups(text, separators[i]))
            return true;
    return false;
}

/* U+2212 and U+2013, or brackets as accountants have them. */
static bool has_other_minus(const char *text, char sign)
{
    (void)sign;
    if (strncmp(text, "\xe2\x88\x92", 3) == 0 || strncmp(text, "\xe2\x80\x93", 3) == 0)
        return digit(text[3]);
    return *text == '(' && digit(text[1]) && text[strlen(text) - 1] == ')';
}

static bool is_percent(const char *text, char sign)
{
    size_t n = strlen(text);
    (void)sign;
    return digit(*text) && text[n - 1] == '%';
}

static bool is_money(const char *text, char sign)
{
    static const char *const signs[] = { "$", "\xe2\x82\xac", "\xc2\xa3", "\xc2\xa5", "EUR", "USD", "GBP" };
    (void)sign;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (strstr(text, signs[i]) && strpbrk(text, "0123456789"))
            return true;
    return false;
}

/* Is there a number at the beginning? Then *rest is what follows it. */
static bool begins_as_number(const char *text, const char **rest, char sign)
{
    float x;
    double value;
    char copy[64];
    size_t n = strlen(text) < sizeof copy ? strlen(text) : sizeof copy - 1;
    memcpy(copy, text, n);
    copy[n] = 0;
    const char *end = kit_number_read(&x, &value, copy, sign);
    *rest = end ? text + (end - copy) : text;
    return end != NULL;
}

static bool is_fortran(const char *text, char sign)
{
    const char *rest;
    return begins_as_number(text, &rest, sign) && (*rest == 'd' || *rest == 'D') && strpbrk(rest, "0123456789");
}

static bool is_hexadecimal(const char *text, char sign)
{
    (void)sign;
    text += *text == '-' || *text == '+';
    return text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

static bool is_infinite(const char *text, char sign)
{
    (void)sign;
    text += *text == '-' || *text == '+';
    return strncasecmp(text, "inf", 3) == 0;
}

static bool is_moment(const char *text, char sign)
{
    (void)sign;
    return kit_is_date(text);
}

static bool has_other_sign(const char *text, char sign)
{
    const char *rest;
    return begins_as_number(text, &rest, sign == '.' ? ',' : '.') && !*rest;
}

static bool has_unit(const char *text, char sign)
{
    const char *rest;
    return begins_as_number(text, &rest, sign) && *rest;
}

static const struct {
    bool (*is)(const char *text, char sign);
    bool number; /* all the same */
    bool gap;    /* it may mean that a value is missing */
    const char *reason;
} reasons[] = {
    { is_moment, false, false, "a date or time is none" },
    { has_other_sign, true, false,
      "it has another decimal sign than the file (--decimal); where the file has both, comma and point, one of them stands "
      "between thousands: remove that one" },
    { is_grouped, true, false,
      "nothing may stand between its thousands: remove the points, commas, blanks or other signs there" },
    { has_other_minus, true, false, "its minus is another sign than -" },
    { is_percent, true, false, "it has a percent sign: remove it in the whole column" },
    { is_money, true, false, "it has a currency: remove it in the whole column" },
    { is_hexadecimal, true, false, "it is hexadecimal" },
    { is_infinite, true, true, "it is not finite" },
    { is_fortran, true, false, "its exponent begins with D, where E is due" },
    { has_unit, false, false, "something stands behind it, a unit perhaps: remove it in the whole column" },
    { NULL, false, true, "it is a word" },
};

static size_t find_reason(const char *text, char sign)
{
    size_t i = 0;
    while (reasons[i].is && !(*text && reasons[i].is(text, sign)))
        i++;
    return i;
}

bool kit_is_written_number(const char *text, char sign)
{
    return reasons[find_reason(text, sign)].number;
}

const char *kit_number_reason(const char *text, char sign)
{
    return reasons[find_reason(text, sign)].reason;
}

bool kit_may_be_gap(const char *text, char sign)
{
    return *text && !strpbrk(text, ",'") && reasons[find_reason(text, sign)].gap;
}
