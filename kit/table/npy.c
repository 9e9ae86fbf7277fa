/* npy, NumPy's format: a magic, a version, the length of a header, the header (a Python dictionary), the elements. */
#include "kit/table/format.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_HEADER = 65536, MAX_RANK = 5 };

static const struct {
    const char *descr;
    ae_dtype dtype;
} types[] = { { "'<f4'", AE_F32 }, { "'<f8'", AE_F64 }, { "'|u1'", AE_U8 }, { "'<i4'", AE_I32 } };

static bool damaged(kit_source *source, const char *what)
{
    return kit_explain(source->why, "%s: is no good npy file: %s", source->path, what);
}

/* Version 1 has 16 bits for the header's length, versions 2 and 3 have 32. */
static bool header_length(size_t *n, kit_source *source)
{
    unsigned char head[8], size[4] = { 0 };
    if (!kit_source_exactly(source, head, sizeof head))
        return false;
    if (memcmp(head, "\x93NUMPY", 6) != 0)
        return damaged(source, "it does not begin with \\x93NUMPY");
    if (head[6] < 1 || head[6] > 3)
        return kit_explain(source->why, "%s: is npy version %d.%d; 1.0, 2.0 and 3.0 can be read", source->path, head[6],
                           head[7]);
    if (!kit_source_exactly(source, size, head[6] == 1 ? 2 : 4))
        return false;
    *n = size[0] | (size_t)size[1] << 8 | (size_t)size[2] << 16 | (size_t)size[3] << 24;
    return *n <= MAX_HEADER || damaged(source, "its header claims to be longer than 65536 bytes");
}

/* What follows 'key': in the dictionary. */
static const char *value_of(const char *header, const char *key)
{
    const char *at = strstr(header, key);
    at = at ? at + strlen(key) : "";
    at += strspn(at, " ");
    return *at == ':' ? at + 1 + strspn(at + 1, " ") : NULL;
}

static bool parse_type(kit_table *out, const char *header, kit_source *source)
{
    const char *text = value_of(header, "'descr'");
    if (!text)
        return damaged(source, "its header has no 'descr'");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strncmp(text, types[i].descr, strlen(types[i].descr)) == 0) {
            out->dtype = types[i].dtype;
            return true;
        }
    return kit_explain(source->why, "%s: its elements are %.*s; '<f4', '<f8', '|u1' and '<i4' can be read (astype converts)",
                       source->path, (int)strcspn(text, ",}"), text);
}

static bool parse_order(const char *header, kit_source *source)
{
    const char *text = value_of(header, "'fortran_order'");
    if (text && strncmp(text, "True", 4) == 0)
        return kit_explain(source->why, "%s: is in Fortran order; C order can be read (numpy.ascontiguousarray converts)",
                           source->path);
    return (text && strncmp(text, "False", 5) == 0) || damaged(source, "its header has no 'fortran_order'");
}

static bool parse_shape(kit_table *out, const char *header, kit_source *source)
{
    const char *text = value_of(header, "'shape'");
    uint64_t dims[MAX_RANK];
    size_t rank = 0;
    if (!text || *text++ != '(')
        return damaged(source, "its header has no 'shape'");
    for (text += strspn(text, " "); *text >= '0' && *text <= '9' && rank < MAX_RANK; text += strspn(text, ", ")) {
        char *end;
        dims[rank++] = strtoull(text, &end, 10);
        text = end;
    }
    if (*text != ')' || rank == 0)
        return damaged(source, "its shape is not a list of 1 to 5 sizes");
    return kit_table_shape(out, source, dims, rank);
}

static bool read_header(char header[MAX_HEADER + 1], kit_source *source)
{
    size_t n = 0;
    if (!header_length(&n, source) || !kit_source_exactly(source, header, n))
        return false;
    header[n] = 0;
    return true;
}

bool kit_read_npy(kit_table *out, kit_source *source, const kit_reading *how)
{
    (void)how;
    char header[MAX_HEADER + 1];
    if (!read_header(header, source) || !parse_type(out, header, source) || !parse_shape(out, header, source))
        return false;
    if (out->width > 1 && !parse_order(header, source))
        return false;
    uint64_t count = (uint64_t)out->rows * out->width;
    size_t size = kit_dtype_size(out->dtype);
    out->data = kit_source_map(&out->mapping, source, count, size);
    if (!out->data)
        out->data = kit_source_rest(source, count, size);
    return out->data != NULL;
}
