#include "kit/plot/axis.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- The range ---------------------------------------------------------------------------------------------------- */

static const double largest = 1e300; /* so that ranges and their parts are finite */

kit_axis kit_axis_begin(bool log)
{
    return (kit_axis){ .low = INFINITY, .high = -INFINITY, .log = log, .whole = true };
}

bool kit_axis_takes(const kit_axis *a, double number)
{
    return fabs(number) <= largest && (!a->log || number > 0);
}

void kit_axis_widen(kit_axis *a, double number)
{
    const double v = a->log ? log10(number) : number;
    a->low = fmin(a->low, v);
    a->high = fmax(a->high, v);
    a->whole = a->whole && number == floor(number);
}

/* Numbers that differ in their last bits only have no ticks between them. */
static bool is_flat(const kit_axis *a)
{
    return !(a->high - a->low > 1e-11 * fmax(fabs(a->low), fabs(a->high)) + 1e-290);
}

void kit_axis_settle(kit_axis *a, double air)
{
    const bool positive = a->low >= 0 && !a->log;
    if (a->low > a->high)
        a->low = a->high = 0;
    double more = air * (a->high - a->low);
    if (is_flat(a))
        more = a->log || fabs(a->low) < 1e-280 ? 0.5 : fabs(a->low) / 2;
    a->low = positive ? fmax(a->low - more, 0) : a->low - more;
    a->high += more;
}

double kit_axis_place(const kit_axis *a, double number)
{
    const double v = a->log ? log10(number) : number;
    return a->from + (a->to - a->from) * ((v - a->low) / (a->high - a->low));
}

/* ---- Ticks -------------------------------------------------------------------------------------------------------- */

/* 1, 2 or 5 times a power of ten, whichever is nearest. */
static double nice_step(double step)
{
    const double power = pow(10, floor(log10(step))), rest = step / power;
    return power * (rest > 7 ? 10 : rest > 3.2 ? 5 : rest > 1.4 ? 2 : 1);
}

/* 1.5e+06 is 1.5e6. */
static void shorten_exponent(char *text)
{
    char *to = strchr(text, 'e'), *from = to;
    if (!to)
        return;
    to++;
    from += from[1] == '+' ? 2 : 1;
    if (*from == '-')
        *to++ = *from++;
    while (*from == '0' && from[1])
        from++;
    memmove(to, from, strlen(from) + 1);
}

/* As many digits as tell a tick from the next, the same number of them for all. */
static void name_tick(char text[KIT_TICK_TEXT], double number, double step, double most)
{
    const int last = (int)floor(log10(step) + 1e-9), first = (int)floor(log10(most));
    if (fabs(number) < step / 2)
        snprintf(text, KIT_TICK_TEXT, "0");
    else if (first < 6 && last > -6)
        snprintf(text, KIT_TICK_TEXT, "%.*f", last < 0 ? -last : 0, number);
    else
        snprintf(text, KIT_TICK_TEXT, "%.*g", first - last + 1, number);
    shorten_exponent(text);
}

static void even_ticks(kit_ticks *out, double low, double high, double about, bool whole)
{
    double step = nice_step((high - low) / about);
    if (whole && step < 1)
        step = 1;
    const double first = ceil(low / step - 1e-9);
    for (out->n = 0; out->n < KIT_MAX_TICKS && (first + (double)out->n) * step <= high + step * 1e-9; out->n++) {
        out->at[out->n] = (first + (double)out->n) * step;
        name_tick(out->text[out->n], out->at[out->n], step, fmax(fabs(low), fabs(high)));
    }
}

/* Powers of ten; in a short range also 2 and 5 times these. */
static void log_ticks(kit_ticks *out, const kit_axis *a)
{
    static const double parts[] = { 1, 2, 5 };
    const size_t n = a->high - a->low < 2.5 ? 3 : 1;
    const double skip = fmax(ceil((a->high - a->low) / 8), 1);
    for (double decade = floor(a->low / skip) * skip; decade <= a->high; decade += skip)
        for (size_t i = 0; i < n && out->n < KIT_MAX_TICKS; i++) {
            const double tick = parts[i] * pow(10, decade), v = log10(tick);
            if (v < a->low - 1e-9 || v > a->high + 1e-9)
                continue;
            snprintf(out->text[out->n], KIT_TICK_TEXT, "%.4g", tick);
            shorten_exponent(out->text[out->n]);
            out->at[out->n++] = tick;
        }
}

void kit_axis_ticks(kit_ticks *out, const kit_axis *a, double about)
{
    out->n = 0;
    if (a->log)
        log_ticks(out, a);
    if (out->n < 2)
        even_ticks(out, a->log ? pow(10, a->low) : a->low, a->log ? pow(10, a->high) : a->high, about, a->whole);
}
