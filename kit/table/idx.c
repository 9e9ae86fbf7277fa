/* IDX, the format of MNIST: two zero bytes, a type, the number of dimensions, the dimensions (32 bits each), the elements;
 * all big-endian. */
#include "kit/table/format.h"
#include <stdlib.h>
#include <string.h>

typedef struct idx_type {
    unsigned char code;
    unsigned char size;
    bool is_float;
    ae_dtype dtype;
} idx_type;

static const idx_type types[] = {
    { 0x08, 1, false, AE_U8 },  { 0x09, 1, false, AE_I32 }, { 0x0B, 2, false, AE_I32 },
    { 0x0C, 4, false, AE_I32 }, { 0x0D, 4, true, AE_F32 },  { 0x0E, 8, true, AE_F64 },
};

static const idx_type *find(unsigned char code)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (types[i].code == code)
            return &types[i];
    return NULL;
}

static uint64_t big_endian(const unsigned char *bytes, size_t n)
{
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x = x << 8 | bytes[i];
    return x;
}

static bool read_header(const idx_type **type, kit_table *out, kit_source *source)
{
    unsigned char head[4], sizes[5 * 4];
    uint64_t dims[5];
    if (!kit_source_exactly(source, head, sizeof head))
        return false;
    *type = find(head[2]);
    if (head[0] || head[1] || !*type || head[3] < 1 || head[3] > 5)
        return kit_explain(source->why,
                           "%s: is not an IDX file: it begins with %02x %02x %02x %02x, where 00 00, a type "
                           "(08, 09, 0b ... 0e) and 1 to 5 dimensions are due",
                           source->path, head[0], head[1], head[2], head[3]);
    if (!kit_source_exactly(source, sizes, head[3] * 4u))
        return false;
    for (size_t i = 0; i < head[3]; i++)
        dims[i] = big_endian(sizes + 4 * i, 4);
    return kit_table_shape(out, source, dims, head[3]);
}

/* Signed integers: shift the sign bit to the top of 32 bits, and down again. */
static int32_t as_integer(const unsigned char *bytes, size_t n)
{
    uint32_t sign = 1u << (8 * n - 1), x = (uint32_t)big_endian(bytes, n);
    return (int32_t)((int64_t)(x ^ sign) - (int64_t)sign);
}

static void store(void *to, size_t i, const unsigned char *bytes, const idx_type *type)
{
    uint64_t bits = big_endian(bytes, type->size);
    uint32_t half = (uint32_t)bits;
    if (!type->is_float)
        ((int32_t *)to)[i] = as_integer(bytes, type->size);
    else if (type->size == 4)
        memcpy((float *)to + i, &half, 4);
    else
        memcpy((double *)to + i, &bits, 8);
}

static void *convert(const unsigned char *raw, size_t n, const idx_type *type)
{
    void *data = malloc(n * kit_dtype_size(type->dtype));
    for (size_t i = 0; data && i < n; i++)
        store(data, i, raw + i * type->size, type);
    return data;
}

bool kit_read_idx(kit_table *out, kit_source *source, const kit_reading *how)
{
    (void)how;
    const idx_type *type;
    if (!read_header(&type, out, source))
        return false;
    out->dtype = type->dtype;
    out->data = kit_source_rest(source, (uint64_t)out->rows * out->width, type->size);
    if (!out->data || type->dtype == AE_U8)
        return out->data != NULL;
    void *raw = out->data;
    out->data = convert(raw, out->rows * out->width, type);
    free(raw);
    return out->data || kit_explain(source->why, "%s: out of memory", source->path);
}
