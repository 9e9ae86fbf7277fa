#include "kit/understand.h"
#include <stdio.h>

static const char *s_of(size_t n)
{
    return n == 1 ? "" : "s";
}

static void tell_filled(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "%zu value%s %.9g far from all others, as is written where there is none (row %zu)",
             c->fills, c->fills == 1 ? " is" : "s are", c->fill, c->fill_row + 1);
}

static void tell_far(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "%zu value%s far from the others (row %zu: %.9g; the middle half lies in %.6g to %.6g)",
             c->far, c->far == 1 ? " is" : "s are", c->far_row + 1, c->farthest, c->lower, c->upper);
}

static void tell_skewed(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "a long tail: half are below %.6g, one in twenty above %.6g; --log1p brings them nearer",
             c->median, c->high);
}

static void tell_merged(char *text, const kit_understood *c)
{
    snprintf(text, KIT_ODD_TEXT, "%zu row%s that differ%s from the one before %s the same number as a float", c->merged,
             s_of(c->merged), c->merged == 1 ? "s" : "", c->merged == 1 ? "is" : "are");
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
