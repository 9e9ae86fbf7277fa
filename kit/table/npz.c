/* npz, NumPy's format for several arrays: a zip archive of npy files. */
#include "kit/file/archive.h"
#include "kit/table/format.h"
#include <stdio.h>
#include <string.h>

/* Bytes of an array's name without its .npy; 0: the member is none. */
static size_t name_length(const char *member)
{
    size_t n = strlen(member);
    return n > 4 && strcmp(member + n - 4, ".npy") == 0 ? n - 4 : 0;
}

static size_t count_arrays(const kit_archive *archive)
{
    size_t n = 0;
    for (size_t i = 0; i < archive->members; i++)
        n += name_length(kit_archive_name(archive, i)) > 0;
    return n;
}

/* The array with this name, or the first of all where it is NULL; `members`: there is none. */
static size_t find_array(const kit_archive *archive, const char *name)
{
    size_t i = 0;
    for (; i < archive->members; i++) {
        const char *member = kit_archive_name(archive, i);
        size_t n = name_length(member);
        if (n && (!name || strcmp(member, name) == 0 || (strlen(name) == n && memcmp(member, name, n) == 0)))
            break;
    }
    return i;
}

/* "X, y, z", as far as it has room. */
static void list_arrays(char text[256], const kit_archive *archive)
{
    size_t used = 0;
    *text = 0;
    for (size_t i = 0; i < archive->members; i++) {
        const char *member = kit_archive_name(archive, i);
        size_t n = name_length(member);
        if (n && used + n + 8 > 256) {
            strcpy(text + used, ", ...");
            return;
        }
        if (n)
            used += (size_t)snprintf(text + used, 256 - used, "%s%.*s", used ? ", " : "", (int)n, member);
    }
}

/* What else is a zip archive, by a member that it has. */
static const char *kind_of(const kit_archive *archive)
{
    static const struct {
        const char *begins, *kind;
    } kinds[] = {
        { "xl/", "an Excel file; save the sheet as CSV" },
        { "content.xml", "a spreadsheet or document; save the sheet as CSV" },
        { "word/", "a Word document" },
    };
    for (size_t i = 0; i < archive->members * 3; i++)
        if (strncmp(kit_archive_name(archive, i / 3), kinds[i % 3].begins, strlen(kinds[i % 3].begins)) == 0)
            return kinds[i % 3].kind;
    return "a zip archive without an array (.npy) in it; unpack it";
}

static bool choose_array(size_t *out, const kit_archive *archive)
{
    const kit_source *file = archive->file;
    size_t n = count_arrays(archive);
    char names[256];
    *out = find_array(archive, file->member);
    if (n == 0)
        return kit_explain(file->why, "%s: is %s", file->path, kind_of(archive));
    list_arrays(names, archive);
    if (*out == archive->members)
        return kit_explain(file->why, "%s: has no array '%s'; it has %s", file->path, file->member, names);
    if (!file->member && n > 1) {
        const char *first = kit_archive_name(archive, *out);
        return kit_explain(file->why, "%s: holds %zu arrays, %s; name one, such as %s:%.*s", file->path, n, names,
                           file->path, (int)name_length(first), first);
    }
    return true;
}

static bool read_array(kit_table *out, const kit_archive *archive, const kit_reading *how)
{
    size_t i;
    kit_source source;
    char path[KIT_MAX_PATH];
    if (!choose_array(&i, archive))
        return false;
    const char *member = kit_archive_name(archive, i);
    snprintf(path, sizeof path, "%s:%.*s", archive->file->path, (int)name_length(member), member);
    if (!kit_archive_source(&source, archive, i, path))
        return false;
    bool ok = kit_read_npy(out, &source, how);
    kit_source_close(&source);
    return ok;
}

bool kit_read_npz(kit_table *out, kit_source *source, const kit_reading *how)
{
    kit_archive archive;
    if (!kit_archive_open(&archive, source))
        return false;
    bool ok = read_array(out, &archive, how);
    kit_archive_close(&archive);
    return ok;
}
