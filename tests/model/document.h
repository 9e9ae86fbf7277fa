/* docs/spec.md, as the tests that hold it to the library read it. */
#ifndef TEST_DOCUMENT_H
#define TEST_DOCUMENT_H

#include <stdbool.h>
#include <stdio.h>

static char document[1 << 18];

static bool read_document(const char *path)
{
    FILE *file = fopen(path, "r");
    size_t n = file ? fread(document, 1, sizeof document - 1, file) : 0;
    if (file)
        fclose(file);
    return n > 0 && n < sizeof document - 1;
}

#endif
