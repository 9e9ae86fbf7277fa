/* Groups: rows that belong together, such as those of one patient or machine. */
#include "kit/table/format.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What stands on a line; "" is no group. */
static bool take_line(kit_label group, char *line, size_t number, const char *path, kit_message *why)
{
    line[strcspn(line, "\r\n")] = 0;
    size_t n = strlen(line);
    if (n == 0 || n >= sizeof(kit_label))
        return kit_explain(why, "%s: line %zu: a group is a text of 1 to %zu bytes", path, number, sizeof(kit_label) - 1);
    memcpy(group, line, n + 1);
    return true;
}

static bool read_lines(kit_label *groups, size_t n, FILE *file, const char *path, const kit_table *table, kit_message *why)
{
    char *line = NULL;
    size_t room = 0, count = 0;
    bool ok = true;
    while (ok && getline(&line, &room, file) >= 0)
        if (count++ < n)
            ok = take_line(groups[count - 1], line, count, path, why);
    if (ok && ferror(file))
        ok = kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    if (ok && count != n)
        ok = kit_explain(why, "%s: has %zu lines, a group each, where %s has %zu rows", path, count, table->source, n);
    free(line);
    return ok;
}

bool kit_table_read_groups(kit_table *table, const char *path, kit_message *why)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return kit_explain(why, "%s: cannot be read: %s", path, strerror(errno));
    kit_label *groups = calloc(table->rows, sizeof *groups);
    bool ok = groups ? read_lines(groups, table->rows, file, path, table, why) : kit_explain(why, "%s: out of memory", path);
    fclose(file);
    if (ok)
        table->groups = groups;
    else
        free(groups);
    return ok;
}
