/* npy, NumPy's format: a magic, a version, the length of a header, the header (a Python dictionary), the elements. */
#include "kit/table/stored.h"
#include <stdlib.h>
#include <string.h>

enum { MAX_HEADER = 65536 };

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

/* What else an array may hold, and how it becomes numbers. */
static const struct {
    const char *begins;
    const char *advice;
} others[] = {
    { "c", "complex numbers; numpy.stack([x.real, x.imag], -1) makes two of each" },
    { "O", "Python objects; x.astype('float32') makes numbers of them, if they are" },
    { "U", "texts; x.astype('float32') makes numbers of them, if they are" },
    { "S", "texts; x.astype('float32') makes numbers of them, if they are" },
    { "M", "times; x.astype('int64') makes numbers of them" },
    { "m", "times; x.astype('int64') makes numbers of them" },
    { "f", "floats of another size; x.astype('float64') makes them usual ones" },
    { "", "no plain numbers; x.astype('float32') converts" },
};

static bool refuse_type(const char *text, size_t n, const char *name, kit_source *source)
{
    size_t i = 0;
    if (*text == '[')
        return kit_explain(source->why,
                           "%s: its elements are records, %.*s]; numpy.lib.recfunctions.structured_to_unstructured(x) "
                           "makes rows of numbers of them",
                           source->path, (int)strcspn(text, "]"), text);
    while (strncmp(name, others[i].begins, strlen(others[i].begins)) != 0)
        i++;
    return kit_explain(source->why, "%s: its elements are %.*s, %s", source->path, (int)n, text, others[i].advice);
}

/* Such as '<f4': an order of bytes, then a type. */
static bool parse_type(const kit_stored **out, kit_stored_layout *layout, const char *header, kit_source *source)
{
    const char *text = value_of(header, "'descr'");
    if (!text)
        return damaged(source, "its header has no 'descr'");
    size_t n = strcspn(text, ",}");
    const char *name = text + (n > 1) + (n > 1 && text[1] && strchr("<>|=", text[1]));
    *out = kit_stored_find(name, strcspn(name, "'"));
    layout->big_endian = text[n > 1] == '>';
    return *out || refuse_type(text, n, name, source);
}

static bool parse_order(kit_stored_layout *layout, const char *header, kit_source *source)
{
    const char *text = value_of(header, "'fortran_order'");
    layout->fortran = text && strncmp(text, "True", 4) == 0;
    return layout->fortran || (text && strncmp(text, "False", 5) == 0) ||
           damaged(source, "its header has no 'fortran_order'");
}

static bool parse_shape(kit_stored_layout *layout, const char *header, kit_source *source)
{
    const char *text = value_of(header, "'shape'");
    if (!text || *text++ != '(')
        return damaged(source, "its header has no 'shape'");
    size_t rank = 0;
    for (text += strspn(text, " "); *text >= '0' && *text <= '9' && rank < KIT_STORED_RANK; text += strspn(text, ", ")) {
        char *end;
        layout->dims[rank++] = strtoull(text, &end, 10);
        text = end;
    }
    layout->rank = rank;
    return (*text == ')' && rank > 0) || damaged(source, "its shape is not a list of 1 to 5 sizes");
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
    char header[MAX_HEADER + 1];
    const kit_stored *type = NULL;
    kit_stored_layout layout = { 0 };
    return read_header(header, source) && parse_type(&type, &layout, header, source) &&
           parse_shape(&layout, header, source) && parse_order(&layout, header, source) &&
           kit_stored_read(out, source, type, &layout, how);
}
