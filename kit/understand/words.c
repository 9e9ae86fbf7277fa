#include "kit/understand.h"
#include <math.h>
#include <stdio.h>

void kit_number_text(char text[KIT_NUMBER_TEXT], double x)
{
    const double most = 1e10;
    snprintf(text, KIT_NUMBER_TEXT, fabs(x) < most && x == trunc(x) ? "%.0f" : "%.7g", x);
}

static const char *are(size_t n)
{
    return n == 1 ? " is" : "s are";
}

static void tell_filled(char *text, const kit_understood *c)
{
    char fill[KIT_NUMBER_TEXT];
    kit_number_text(fill, c->fill);
    snprintf(text, KIT_ODD_TEXT, "%zu value%s %s, far from all others, as is written where there is none (row %zu)",
             c->fills, are(c->fills), fill, c->fill_row + 1);
}

static void tell_far(char *text, const kit_understood *c)
{
    char farthest[KIT_NUMBER_TEXT], lower[KIT_NUMBER_TEXT], upper[KIT_NUMBER_TEXT];
    kit_number_text(farthest, c->farthest);
    kit_number_text(lower, c->lower);
    kit_number_text(upper, c->upper);
    snprintf(text, KIT_ODD_TEXT, "%zu value%s far from the others (row %zu: %s; the middle half lies in %s to %s)", c->far,
             are(c->far), c->far_row + 1, farthest, lower, upper);
}

static void tell_skewed(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "a long tail: half are below %.4g, one in twenty above %.4g; --log1p brings them nearer",
             c->median, c->high);
}

static void tell_merged(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "%zu value%s another than the one before in the file, and the same as a float", c->merged,
             are(c->merged));
}

static void tell_few(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "%zu different whole numbers; --category takes them as codes", c->different);
}

void kit_odd_text(char text[KIT_ODD_TEXT], const kit_understood *c, kit_oddity odd)
{
    static const struct {
        kit_oddity odd;
        void (*tell)(char *text, const kit_understood *c);
    } tellers[] = { { KIT_FILLED, tell_filled },
                    { KIT_FAR, tell_far },
                    { KIT_SKEWED, tell_skewed },
                    { KIT_MERGED, tell_merged },
                    { KIT_FEW, tell_few } };
    *text = 0;
    for (size_t i = 0; i < sizeof tellers / sizeof *tellers; i++)
        if (tellers[i].odd == odd && c->odd & odd)
            tellers[i].tell(text, c);
}
