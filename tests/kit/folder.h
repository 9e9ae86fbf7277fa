/* A temporary folder to be in, and files in it. */
#ifndef TESTS_KIT_FOLDER_H
#define TESTS_KIT_FOLDER_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "kit/dataset.h"
#include "kit/draw.h"

static char folder[] = "/tmp/ae-test-XXXXXX";

static inline int enter_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static inline size_t count_files(void)
{
    size_t n = 0;
    DIR *d = opendir(".");
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static inline int leave_folder(void **state)
{
    (void)state;
    DIR *d = opendir(".");
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.')
            remove(e->d_name);
    closedir(d);
    return chdir("/") == 0 && rmdir(folder) == 0 ? 0 : -1;
}

static inline void write_file(const char *path, const void *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, n, file), n);
    assert_int_equal(fclose(file), 0);
}

static inline void write_gzip(const char *path, const void *bytes, size_t n)
{
    gzFile file = gzopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(gzwrite(file, bytes, (unsigned)n), n);
    assert_int_equal(gzclose(file), Z_OK);
}

static inline size_t read_file(const char *path, void *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t n = fread(bytes, 1, room, file);
    fclose(file);
    return n;
}

/* The message is one line and says `part`. */
static inline void assert_says(const kit_message *why, const char *part)
{
    if (!strstr(why->text, part))
        fail_msg("\"%s\" does not say \"%s\"", why->text, part);
    assert_null(strchr(why->text, '\n'));
}

/* The file cannot be read as `how` says, the message says why, and nothing is handed over. */
static inline void assert_unreadable(const char *path, const kit_reading *how, const char *says)
{
    kit_table t = { .rows = 77 };
    kit_message why = { "" };
    if (kit_table_read(&t, path, how, &why))
        fail_msg("%s was read", path);
    assert_says(&why, says);
    assert_int_equal(t.rows, 77);
}

#endif
