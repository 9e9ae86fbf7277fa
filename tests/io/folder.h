/* A folder for one test: made empty, asked what is in it, removed with everything. */
#ifndef TESTS_IO_FOLDER_H
#define TESTS_IO_FOLDER_H

#include "support.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct folder {
    char path[64];
    char file[128]; /* "model" in it */
} folder;

static inline void put_path(char path[128], const folder *f, const char *name)
{
    snprintf(path, 128, "%s/%s", f->path, name);
}

static inline folder make_folder(void)
{
    folder f = { "/tmp/ae-test-XXXXXX", "" };
    assert_non_null(mkdtemp(f.path));
    put_path(f.file, &f, "model");
    return f;
}

/* The entries, less "." and "..". */
static inline size_t count_entries(const folder *f)
{
    size_t n = 0;
    DIR *d = opendir(f->path);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static inline void remove_folder(const folder *f)
{
    DIR *d = opendir(f->path);
    assert_non_null(d);
    for (struct dirent *entry; (entry = readdir(d)) != NULL;)
        if (unlinkat(dirfd(d), entry->d_name, 0) != 0)
            unlinkat(dirfd(d), entry->d_name, AT_REMOVEDIR); /* refuses "." and ".." */
    closedir(d);
    assert_int_equal(rmdir(f->path), 0);
}

static inline void put_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static inline void assert_holds(const char *path, const char *text)
{
    char bytes[256] = "";
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, bytes, sizeof bytes - 1), strlen(text));
    assert_string_equal(bytes, text);
    close(fd);
}

#endif
