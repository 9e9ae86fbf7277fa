#include "kit/table/paths.h"
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

void kit_paths_free(kit_paths *paths)
{
    for (size_t i = 0; i < paths->n; i++)
        free(paths->items[i].path);
    free(paths->items);
    *paths = (kit_paths){ 0 };
}

/* Adds "folder/name", or `name` where `folder` is empty; what the row is called begins `skip` bytes into it. */
static bool add(kit_paths *paths, const char *folder, const char *name, size_t skip, const char *label)
{
    if (paths->n == paths->room) {
        size_t room = 2 * paths->room + 64;
        kit_path *items = realloc(paths->items, room * sizeof *items);
        if (!items)
            return false;
        paths->items = items;
        paths->room = room;
    }
    size_t n = strlen(folder) + strlen(name) + 2;
    kit_path *added = &paths->items[paths->n];
    added->path = malloc(n);
    if (!added->path)
        return false;
    snprintf(added->path, n, "%s%s%s", folder, *folder ? "/" : "", name);
    added->name = added->path + skip;
    snprintf(added->label, sizeof added->label, "%s", label);
    paths->n++;
    return true;
}

static bool is_png_name(const char *name)
{
    size_t n = strlen(name);
    return n > 4 && strcasecmp(name + n - 4, ".png") == 0;
}

/* ---- A folder ------------------------------------------------------------------------------------------------------ */

/* Digits are compared as numbers: the longer one without its zeros is larger. */
static int compare_numbers(const char **a, const char **b)
{
    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    size_t n = strspn(*a, "0123456789"), m = strspn(*b, "0123456789");
    int order = n != m ? (n > m) - (n < m) : strncmp(*a, *b, n);
    *a += n;
    *b += m;
    return order;
}

static int compare_names(const char *a, const char *b)
{
    const char *whole_a = a, *whole_b = b;
    int order = 0;
    while (!order && *a && *b)
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b))
            order = compare_numbers(&a, &b);
        else
            order = (unsigned char)*a++ - (unsigned char)*b++;
    if (!order)
        order = (*a != 0) - (*b != 0);
    return order ? order : strcmp(whole_a, whole_b); /* 01 and 1 */
}

static int compare_paths(const void *a, const void *b)
{
    return compare_names(((const kit_path *)a)->path, ((const kit_path *)b)->path);
}

static bool is_folder(const char *folder, const char *name)
{
    char path[KIT_MAX_PATH];
    struct stat status;
    return snprintf(path, sizeof path, "%s/%s", folder, name) < KIT_MAX_PATH && stat(path, &status) == 0 &&
           S_ISDIR(status.st_mode);
}

/* Adds those files of a folder that are .png, or, if `folders`, the folders in it. */
static bool scan(kit_paths *out, const char *folder, size_t skip, const char *label, bool folders, kit_message *why)
{
    DIR *directory = opendir(folder);
    bool ok = true;
    if (!directory)
        return kit_explain(why, "%s: cannot be read: %s", folder, strerror(errno));
    for (struct dirent *e; ok && (e = readdir(directory));) {
        if (e->d_name[0] == '.')
            continue;
        if (folders ? is_folder(folder, e->d_name) : is_png_name(e->d_name))
            ok = add(out, folder, e->d_name, skip, label) || kit_explain(why, "%s: out of memory", folder);
        else
            out->others += !folders && !is_folder(folder, e->d_name);
    }
    closedir(directory);
    return ok;
}

static bool scan_each(kit_paths *out, const kit_paths *folders, size_t skip, kit_message *why)
{
    bool ok = true;
    for (size_t i = 0; ok && i < folders->n; i++) {
        const kit_path *folder = &folders->items[i];
        ok = strlen(folder->name) < sizeof(kit_label) ||
             kit_explain(why, "%s: the folder's name is the label of its pictures, and has at most %zu bytes", folder->path,
                         sizeof(kit_label) - 1);
        ok = ok && scan(out, folder->path, skip, folder->name, false, why);
    }
    return ok;
}

bool kit_paths_of_folder(kit_paths *out, const char *folder, kit_message *why)
{
    kit_paths folders = { 0 };
    char trimmed[KIT_MAX_PATH];
    snprintf(trimmed, sizeof trimmed, "%s", folder);
    for (size_t n = strlen(trimmed); n > 1 && trimmed[n - 1] == '/';)
        trimmed[--n] = 0;
    size_t skip = strlen(trimmed) + 1;
    *out = (kit_paths){ 0 };
    bool ok = scan(out, trimmed, skip, "", false, why);
    if (ok && !out->n)
        ok = scan(&folders, trimmed, skip, "", true, why) && scan_each(out, &folders, skip, why);
    kit_paths_free(&folders);
    if (ok && !out->n)
        ok = kit_explain(why, "%s: is a folder without a .png file; rows are in a file, or are the pictures of a folder",
                         folder);
    if (ok)
        qsort(out->items, out->n, sizeof *out->items, compare_paths);
    else
        kit_paths_free(out);
    return ok;
}

/* ---- A list -------------------------------------------------------------------------------------------------------- */

static bool add_line(kit_paths *out, const char *folder, const char *line)
{
    char near[KIT_MAX_PATH];
    int n = snprintf(near, sizeof near, "%s/%s", folder, line);
    bool beside = *folder && *line != '/' && n < KIT_MAX_PATH && access(near, F_OK) == 0;
    return add(out, beside ? folder : "", line, beside ? strlen(folder) + 1 : 0, "");
}

static void folder_of(char folder[KIT_MAX_PATH], const char *path)
{
    const char *slash = strrchr(path, '/');
    snprintf(folder, KIT_MAX_PATH, "%.*s", slash ? (int)(slash - path) : 0, path);
}

/* The next line, trimmed; *more is false after the last. */
static bool next_line(char line[KIT_MAX_PATH], bool *more, kit_source *list)
{
    size_t n = 0, got;
    char byte;
    for (*more = false; kit_source_some(list, &byte, 1, &got); *more = true) {
        if (!got || byte == '\n') {
            *more |= got > 0;
            while (n && isspace((unsigned char)line[n - 1]))
                n--;
            line[n] = 0;
            return true;
        }
        if (n + 1 == KIT_MAX_PATH || !byte)
            return kit_explain(list->why, "%s: holds a line that is no path", list->path);
        line[n++] = byte;
    }
    return false;
}

bool kit_paths_of_list(kit_paths *out, kit_source *list)
{
    char folder[KIT_MAX_PATH], line[KIT_MAX_PATH];
    bool more = true, ok = true;
    *out = (kit_paths){ 0 };
    folder_of(folder, list->path);
    while (ok && more) {
        ok = next_line(line, &more, list);
        if (ok && *line)
            ok = add_line(out, folder, line) || kit_explain(list->why, "%s: out of memory", list->path);
    }
    if (ok && !out->n)
        ok = kit_explain(list->why, "%s: is empty: it lists no pictures", list->path);
    if (!ok)
        kit_paths_free(out);
    return ok;
}
