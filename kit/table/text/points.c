/* Points that may be decimal or stand between thousands: 1.200 beside 950 is more likely 1200 than 1.2. */
#include "kit/table/text.h"
#include <stdio.h>
#include <string.h>

bool kit_may_be_grouped(const kit_field *f)
{
    const char *at = f->text + (f->n > 0 && (*f->text == '-' || *f->text == '+'));
    const size_t before = strspn(at, "0123456789"), n = f->n - (size_t)(at - f->text);
    return n == before + 4 && before > 0 && before <= 3 && *at != '0' && strspn(at + before + 1, "0123456789") == 3;
}

void kit_points_count(kit_points *p, const kit_field *f)
{
    const char *at = f->text + (*f->text == '-' || *f->text == '+');
    const size_t digits = f->n - (size_t)(at - f->text);
    if (strspn(at, "0123456789") >= digits) {
        p->three += digits == 3;
        p->more += digits > 3;
    } else if (kit_may_be_grouped(f)) {
        if (p->grouped++ == 0)
            snprintf(p->example, sizeof p->example, "%.*s", (int)f->n, f->text);
    } else {
        p->others++;
    }
}

/* Every point has three digits behind it, and one to three before, as those between thousands have; and no number goes
 * past 999 without one. */
static bool may_part(const kit_points *p)
{
    return p->grouped >= 2 && p->others == 0 && p->more == 0;
}

static bool is_number(const kit_use *use)
{
    return (use->part == KIT_IN_ROW && !use->words) || use->part == KIT_IS_WEIGHT;
}

/* A column that also has whole numbers of three digits: decimal places come and go in few files, thousands in all. */
static bool refuse(const kit_text *t, size_t i)
{
    char name[KIT_NAME];
    kit_column_name(name, t->names ? t->names[i] : NULL, i);
    return kit_explain(t->lines.source->why,
                       "%s: column %s has numbers such as %s beside whole ones: say --decimal . if the points are decimal; "
                       "where they stand between thousands, remove them from the file",
                       t->lines.source->path, name, t->points[i].example);
}

bool kit_text_check_points(kit_text *t, const kit_choice *choice)
{
    bool unclear = false, clear = false;
    if (t->how->decimal || t->decimal != '.' || (t->separator == ',' && t->columns > 1))
        return true;
    for (size_t i = 0; i < t->columns; i++) {
        const kit_points *p = &t->points[i];
        clear |= p->others > 0;
        if (!is_number(&choice->uses[i]) || !may_part(p))
            continue;
        if (p->three > 0)
            return refuse(t, i);
        unclear = true;
    }
    if (unclear && !clear)
        kit_text_say(t, "points taken as decimal points; if they part thousands, remove them");
    return true;
}
