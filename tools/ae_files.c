/* No output may be an input or another output, whatever its name: that would lose what somebody still needs. */
#include "ae.h"
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- Places: two names mean one file if and only if their places are equal ---------------------------------------- */

/* A file's own numbers; where there is none yet, those of its folder and its name there. */
typedef struct place {
    dev_t device;
    ino_t node;
    char name[256];
} place;

/* From a link to where it leads; false if `path` is none. */
static bool follow(char path[KIT_MAX_PATH])
{
    char to[KIT_MAX_PATH];
    ssize_t n = readlink(path, to, sizeof to);
    const char *slash = strrchr(path, '/');
    size_t kept = n > 0 && to[0] != '/' && slash ? (size_t)(slash + 1 - path) : 0;
    if (n < 0 || kept + (size_t)n >= KIT_MAX_PATH)
        return false;
    memcpy(path + kept, to, (size_t)n);
    path[kept + (size_t)n] = 0;
    return true;
}

static bool find_new(place *p, char *path)
{
    struct stat folder;
    char *slash = strrchr(path, '/');
    int n = snprintf(p->name, sizeof p->name, "%s", slash ? slash + 1 : path);
    if (slash)
        slash[slash == path] = 0; /* the root keeps its slash */
    if (n >= (int)sizeof p->name || stat(slash ? path : ".", &folder) != 0)
        return false;
    p->device = folder.st_dev;
    p->node = folder.st_ino;
    return true;
}

/* False: there is no such place, or it is a device or pipe, of which nothing can be lost. */
static bool find_place(place *p, const char *path)
{
    enum { MOST_LINKS = 40 };
    struct stat file;
    char end[KIT_MAX_PATH];
    *p = (place){ 0 };
    if (stat(path, &file) == 0) {
        p->device = file.st_dev;
        p->node = file.st_ino;
        return S_ISREG(file.st_mode);
    }
    if (snprintf(end, sizeof end, "%s", path) >= KIT_MAX_PATH)
        return false;
    for (int links = 0; links < MOST_LINKS && follow(end); links++)
        ;
    return find_new(p, end);
}

static bool same_place(const place *a, const place *b)
{
    return a->device == b->device && a->node == b->node && strcmp(a->name, b->name) == 0;
}

/* ---- Uses: who reads or writes where ------------------------------------------------------------------------------ */

/* WRITES_OLD: also what was there before, with .old after its name. */
typedef enum access_kind { READS, READS_ROWS, READS_SPEC, WRITES, WRITES_OLD } access_kind;

static const struct role {
    const char *who;
    size_t at; /* in arguments */
    access_kind kind;
} roles[] = {
    { "the model", offsetof(arguments, model), READS },
    { "--data", offsetof(arguments, data), READS_ROWS },
    { "--target", offsetof(arguments, target), READS_ROWS },
    { "--valid", offsetof(arguments, valid), READS_ROWS },
    { "--valid-target", offsetof(arguments, valid_target), READS_ROWS },
    { "--among", offsetof(arguments, among), READS_ROWS },
    { "--fit", offsetof(arguments, usual), READS_ROWS },
    { "--rows-from", offsetof(arguments, rows_from), READS },
    { "--groups", offsetof(arguments, groups), READS },
    { "--log", offsetof(arguments, trained), READS },
    { "--spec", offsetof(arguments, spec), READS_SPEC },
    { "--from", offsetof(arguments, from), READS },
    { "--out", offsetof(arguments, out), WRITES },
    { "--codes", offsetof(arguments, codes), WRITES },
    { "--save", offsetof(arguments, save), WRITES },
    { "--encoder", offsetof(arguments, encoder), WRITES },
    { "--filters", offsetof(arguments, filters), WRITES },
    { "--pictures", offsetof(arguments, pictures), WRITES },
    { "--scores", offsetof(arguments, scores), WRITES },
    { "--log", offsetof(arguments, log), WRITES },
    { "--checkpoint", offsetof(arguments, checkpoint), WRITES },
    { "--checkpoint", offsetof(arguments, checkpoint), WRITES_OLD },
};

enum { ROLES = sizeof roles / sizeof *roles, MOST_USES = 2 * ROLES };

typedef struct use {
    const struct role *role;
    place place;
} use;

/* The files behind an argument: none, itself, or those that a name like mnist stands for. */
static size_t files_of(char paths[2][KIT_MAX_PATH], access_kind kind, const char *text)
{
    if (!text || (kind == READS_SPEC && *text != '@'))
        return 0;
    if (kind == READS_ROWS)
        return kit_dataset_files(paths, text);
    snprintf(paths[0], KIT_MAX_PATH, "%s%s", kind == READS_SPEC ? text + 1 : text, kind == WRITES_OLD ? ".old" : "");
    return 1;
}

static bool refuse(const char *path, const use *writer, const use *other, kit_message *why)
{
    return kit_explain(why, "%s: %s would overwrite what %s %s; name another file", path, writer->role->who,
                       other->role->who, other->role->kind >= WRITES ? "writes" : "reads");
}

/* Inputs stand before outputs, so each use need only be held against those before it. */
static bool add_use(use *uses, size_t *n, const struct role *role, const char *path, kit_message *why)
{
    use *added = &uses[*n];
    added->role = role;
    if (!find_place(&added->place, path))
        return true;
    ++*n;
    for (const use *u = uses; role->kind >= WRITES && u < added; u++)
        if (same_place(&u->place, &added->place))
            return refuse(path, added, u, why);
    return true;
}

bool check_files(const arguments *a, kit_message *why)
{
    use uses[MOST_USES];
    size_t n = 0;
    for (size_t i = 0; i < ROLES; i++) {
        char paths[2][KIT_MAX_PATH];
        size_t files = files_of(paths, roles[i].kind, *(const char *const *)((const char *)a + roles[i].at));
        for (size_t k = 0; k < files; k++)
            if (!add_use(uses, &n, &roles[i], paths[k], why))
                return false;
    }
    return true;
}

bool check_model_out(const char *path, kit_message *why)
{
    struct stat old;
    if (stat(path, &old) == 0 && !S_ISREG(old.st_mode))
        return kit_explain(why, "%s: is no file; a model cannot be written there", path);
    return kit_writable(path, why);
}
