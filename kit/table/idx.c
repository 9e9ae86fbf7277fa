/* IDX, the format of MNIST: two zero bytes, a type, the number of dimensions, the dimensions (32 bits each), the elements;
 * all big-endian. */
#include "kit/table/stored.h"
#include <stdio.h>
#include <string.h>

/* The names that npy has for IDX's types. */
static const struct idx_type {
    unsigned char code;
    const char *name;
} types[] = { { 0x08, "u1" }, { 0x09, "i1" }, { 0x0B, "i2" }, { 0x0C, "i4" }, { 0x0D, "f4" }, { 0x0E, "f8" } };

static const kit_stored *find(unsigned char code)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].code == code)
            return kit_stored_find(types[i].name, strlen(types[i].name));
    return NULL;
}

static uint64_t big_endian(const unsigned char *bytes)
{
    return (uint64_t)bytes[0] << 24 | (uint64_t)bytes[1] << 16 | (uint64_t)bytes[2] << 8 | bytes[3];
}

/* 16 bits have a sign by the format, which has none without. Pictures are written in it all the same, and who divides by
 * 65535 means them. */
static const kit_stored *type_of(unsigned char code, const kit_reading *how)
{
    return code == 0x0B && how->scale == 65535 ? kit_stored_find("u2", 2) : find(code);
}

static void remark_on_sign(kit_table *out)
{
    const int32_t *x = out->data;
    size_t n = out->rows * out->width, i = 0;
    while (i < n && x[i] >= 0)
        i++;
    if (i < n)
        snprintf(out->guessed, sizeof out->guessed, "16 bits have a sign in IDX; --scale 65535 takes them as 0 to 65535");
}

bool kit_read_idx(kit_table *out, kit_source *source, const kit_reading *how)
{
    unsigned char head[4], sizes[KIT_STORED_RANK * 4];
    kit_stored_layout layout = { .big_endian = true };
    if (!kit_source_exactly(source, head, sizeof head))
        return false;
    const kit_stored *type = type_of(head[2], how);
    if (head[0] || head[1] || !type || head[3] < 1 || head[3] > KIT_STORED_RANK)
        return kit_explain(source->why,
                           "%s: is not an IDX file: it begins with %02x %02x %02x %02x, where 00 00, a type "
                           "(08, 09, 0b ... 0e) and 1 to 5 dimensions are due",
                           source->path, head[0], head[1], head[2], head[3]);
    if (!kit_source_exactly(source, sizes, head[3] * 4u))
        return false;
    layout.rank = head[3];
    for (size_t i = 0; i < layout.rank; i++)
        layout.dims[i] = big_endian(sizes + 4 * i);
    if (!kit_stored_read(out, source, type, &layout, how))
        return false;
    if (type == find(0x0B))
        remark_on_sign(out);
    return true;
}
