#include "kit/table/text.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool kit_text_is_comment(const kit_text *t, const char *at)
{
    if (!t->comment)
        return false;
    while (*at == ' ' || *at == '\t')
        at++;
    return *at == t->comment;
}

/* If nobody says so, # begins a comment, unless all lines begin with it. */
static void choose_comment(kit_text *t)
{
    const kit_lines *l = &t->lines;
    t->comment = t->how->comment ? t->how->comment : '#';
    const char *end = l->bytes + l->n;
    for (char *at = l->bytes + l->at; !t->how->comment && at < end; at = kit_next_line(at + strcspn(at, "\r\n"), end))
        if (!kit_text_is_comment(t, at) && !kit_is_empty_line(at, end, 0))
            return;
    t->comment = t->how->comment;
}

static bool read_rows(kit_table *out, kit_text *t)
{
    kit_choice choice;
    const kit_source *source = t->lines.source;
    bool ok = kit_choice_make(&choice, t->how, t->names, t->columns, source->path, source->why) &&
              kit_text_check_points(t, &choice) && kit_text_rows(out, t, &choice);
    if (ok) {
        out->width = out->shape[0] = choice.width;
        out->rank = 1;
        out->dtype = AE_F32;
        kit_choice_note(out, &choice, t->names);
        memcpy(out->guessed, t->guessed, sizeof out->guessed);
    }
    kit_choice_free(&choice);
    return ok;
}

/* `sep=;`: a line of Excel's, which is no row. */
static void take_separator(kit_text *t, kit_reading *how)
{
    kit_lines *l = &t->lines;
    const char *at = l->bytes + l->at;
    if (l->n - l->at < 5 || memcmp(at, "sep=", 4) != 0 || !kit_is_empty_line(at + 5, l->bytes + l->n, 0))
        return;
    how->separator = how->separator ? how->separator : at[4];
    kit_lines_pass(l);
}

static bool read_text(kit_table *out, kit_text *t, kit_reading *how)
{
    if (!kit_lines_sample(&t->lines, KIT_SAMPLE))
        return false;
    take_separator(t, how);
    if (t->lines.encoding && !how->encoding)
        kit_text_say(t, "%s", t->lines.encoding);
    choose_comment(t);
    return kit_text_guess(t) && kit_text_head(t) && read_rows(out, t);
}

bool kit_read_csv(kit_table *out, kit_source *source, const kit_reading *reading)
{
    kit_reading how = *reading;
    kit_text t = { .how = &how };
    bool ok = kit_lines_open(&t.lines, source, how.encoding, how.skip) && read_text(out, &t, &how);
    kit_lines_close(&t.lines);
    free(t.names);
    free(t.words);
    free(t.points);
    if (!ok)
        kit_table_free(out);
    return ok;
}
