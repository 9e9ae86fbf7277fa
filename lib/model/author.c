#include "model/author.h"
#include "base/decimal.h"
#include "base/format.h"
#include <string.h>

enum { PARTS = 3, LONGEST = 32 }; /* MAJOR.MINOR.PATCH; bytes */

static const unsigned long long ours[PARTS] = { AE_VERSION_MAJOR, AE_VERSION_MINOR, AE_VERSION_PATCH };

static size_t print_ours(char text[LONGEST])
{
    return ae_format(text, LONGEST, "%llu.%llu.%llu", ours[0], ours[1], ours[2]);
}

ae_status ae_author_add(ae_document *d, ae_arena *arena, ae_error *e)
{
    char text[LONGEST];
    const char *copy = ae_arena_text(arena, text, print_ours(text));
    return copy ? ae_document_add_string(d, "writer", copy, arena, e) : ae_fail_memory(e);
}

/* Three whole numbers with points between them. */
static bool read_version(unsigned long long version[PARTS], const char *text)
{
    for (size_t i = 0; i < PARTS; i++) {
        size_t n = strcspn(text, ".");
        bool last = i + 1 == PARTS;
        if (!ae_integer_read(&version[i], text, n) || (text[n] == 0) != last)
            return false;
        text += n + !last;
    }
    return true;
}

static bool is_newer(const unsigned long long version[PARTS])
{
    size_t i = 0;
    while (i + 1 < PARTS && version[i] == ours[i])
        i++;
    return version[i] > ours[i];
}

ae_status ae_author_read(ae_author *author, const ae_document *d, ae_error *e)
{
    unsigned long long version[PARTS];
    *author = (ae_author){ .version = ae_document_string(d, "writer") };
    if (!author->version)
        return AE_OK;
    if (strlen(author->version) >= LONGEST || !read_version(version, author->version))
        return ae_fail(e, AE_EFORMAT, "metadata: \"writer\" is \"%.*s\", not a version such as 0.1.0", LONGEST,
                       author->version);
    author->newer = is_newer(version);
    return AE_OK;
}

ae_status ae_author_blame(const ae_author *author, const char *what, const ae_error *inner, ae_error *e)
{
    char text[LONGEST];
    bool of_the_text = inner->status <= AE_ESPEC && inner->status >= AE_ESHAPE;
    print_ours(text);
    if (!of_the_text)
        return ae_fail(e, (ae_status)inner->status, "%s", inner->text);
    if (author->newer)
        return ae_fail_at(e, AE_EVERSION, (size_t)inner->line, (size_t)inner->column,
                          "version %s wrote the file, this is %s; the file's %s: %s", author->version, text, what,
                          inner->text);
    return ae_fail_at(e, AE_EFORMAT, (size_t)inner->line, (size_t)inner->column, "the file's %s: %s", what, inner->text);
}
