#include "kit/table/stored.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- Types -------------------------------------------------------------------------------------------------------- */

static void put_byte(void *to, size_t i, uint64_t bits)
{
    ((uint8_t *)to)[i] = (uint8_t)bits;
}

static void put_bool(void *to, size_t i, uint64_t bits)
{
    ((uint8_t *)to)[i] = bits != 0;
}

static void put_i8(void *to, size_t i, uint64_t bits)
{
    ((int32_t *)to)[i] = (int8_t)bits;
}

static void put_i16(void *to, size_t i, uint64_t bits)
{
    ((int32_t *)to)[i] = (int16_t)bits;
}

/* Also of 16 bits without a sign, which are no negative number of 32. */
static void put_i32(void *to, size_t i, uint64_t bits)
{
    ((int32_t *)to)[i] = (int32_t)(uint32_t)bits;
}

/* A double that rounds to the same float as the whole number does: what a double has no room for leaves its mark in the last
 * bit, so that it is never taken for a tie. */
static double narrow(uint64_t x)
{
    enum { ROOM = 53 };
    unsigned over = 0;
    while (x >> over >> ROOM)
        over++;
    uint64_t kept = x >> over << over;
    return (double)(kept | (uint64_t)(kept != x) << over);
}

static void put_u64(void *to, size_t i, uint64_t bits)
{
    ((double *)to)[i] = narrow(bits);
}

static void put_i64(void *to, size_t i, uint64_t bits)
{
    bool negative = bits >> 63;
    double size = narrow(negative ? -bits : bits);
    ((double *)to)[i] = negative ? -size : size;
}

/* IEEE 754's half: a sign, 5 bits of exponent, 10 of fraction. */
static void put_f16(void *to, size_t i, uint64_t bits)
{
    int exponent = bits >> 10 & 31, fraction = bits & 1023;
    float size = exponent == 31 ? (fraction ? NAN : INFINITY)
                                : ldexpf((float)(exponent ? fraction + 1024 : fraction), (exponent ? exponent : 1) - 25);
    ((float *)to)[i] = bits >> 15 & 1 ? -size : size;
}

static void put_f32(void *to, size_t i, uint64_t bits)
{
    uint32_t half = (uint32_t)bits;
    memcpy((float *)to + i, &half, sizeof half);
}

static void put_f64(void *to, size_t i, uint64_t bits)
{
    memcpy((double *)to + i, &bits, sizeof bits);
}

/* Pictures have numbers without a sign, so these are brought to 0 ... 1; a bool is there already. */
static const kit_stored types[] = {
    { "b1", 1, false, AE_U8, 1, put_bool }, { "u1", 1, true, AE_U8, 255, put_byte },
    { "i1", 1, false, AE_I32, 1, put_i8 },  { "u2", 2, false, AE_I32, 65535, put_i32 },
    { "i2", 2, false, AE_I32, 1, put_i16 }, { "i4", 4, true, AE_I32, 1, put_i32 },
    { "u4", 4, false, AE_F64, 1, put_u64 }, { "i8", 8, false, AE_F64, 1, put_i64 },
    { "u8", 8, false, AE_F64, 1, put_u64 }, { "f2", 2, false, AE_F32, 1, put_f16 },
    { "f4", 4, true, AE_F32, 1, put_f32 },  { "f8", 8, true, AE_F64, 1, put_f64 },
};

const kit_stored *kit_stored_find(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strlen(types[i].name) == n && memcmp(types[i].name, name, n) == 0)
            return &types[i];
    return NULL;
}

/* ---- Places: where in the file the table's numbers lie ------------------------------------------------------------- */

typedef struct walk {
    size_t rank;
    uint64_t dims[KIT_STORED_RANK]; /* of the table, the last runs fastest */
    size_t steps[KIT_STORED_RANK];  /* from one number to the next along each, in the file */
} walk;

static walk walk_of(const kit_stored_layout *layout)
{
    walk w = { .rank = layout->rank };
    size_t step = 1;
    memcpy(w.dims, layout->dims, sizeof w.dims);
    for (size_t k = 0; k < w.rank; k++) {
        size_t i = layout->fortran ? k : w.rank - 1 - k;
        w.steps[i] = step;
        step *= (size_t)w.dims[i];
    }
    return w;
}

/* Rows x height x width x channels: the channels come before the two others. */
static void channels_first(walk *w)
{
    uint64_t dim = w->dims[3];
    size_t step = w->steps[3];
    memmove(w->dims + 2, w->dims + 1, 2 * sizeof *w->dims);
    memmove(w->steps + 2, w->steps + 1, 2 * sizeof *w->steps);
    w->dims[1] = dim;
    w->steps[1] = step;
}

/* Does each number follow the one before it? Along a dimension of size 1 there is no step. */
static bool is_straight(const walk *w)
{
    size_t due = 1;
    for (size_t i = w->rank; i-- > 0;) {
        if (w->dims[i] > 1 && w->steps[i] != due)
            return false;
        due *= (size_t)w->dims[i];
    }
    return true;
}

/* ---- Reading ------------------------------------------------------------------------------------------------------ */

static uint64_t bits_of(const unsigned char *bytes, size_t n, bool big_endian)
{
    uint64_t x = 0;
    for (size_t i = 0; i < n; i++)
        x = x << 8 | bytes[big_endian ? i : n - 1 - i];
    return x;
}

/* `from` is the place of the first, and all along the way that of number `i`. */
static void convert(void *to, const unsigned char *from, const kit_stored *type, bool big_endian, const walk *w,
                    size_t count)
{
    size_t at[KIT_STORED_RANK] = { 0 };
    for (size_t i = 0; i < count; i++) {
        type->put(to, i, bits_of(from, type->size, big_endian));
        size_t k = w->rank - 1;
        from += w->steps[k] * type->size;
        for (; ++at[k] == w->dims[k] && k > 0; k--) {
            from -= w->dims[k] * w->steps[k] * type->size;
            from += w->steps[k - 1] * type->size;
            at[k] = 0;
        }
    }
}

static bool to_table(kit_table *out, const kit_table *file, kit_source *source, const kit_stored *type, bool big_endian,
                     const walk *w)
{
    size_t count = out->rows * out->width, size = kit_dtype_size(type->dtype);
    out->data = count <= SIZE_MAX / size ? malloc(count * size) : NULL;
    if (!out->data)
        return kit_explain(source->why, "%s: out of memory: its %zu numbers need %zu bytes each", source->path, count, size);
    convert(out->data, file->data, type, big_endian, w, count);
    return true;
}

bool kit_stored_read(kit_table *out, kit_source *source, const kit_stored *type, const kit_stored_layout *layout,
                     const kit_reading *how)
{
    kit_table file = { 0 }; /* what the file has, of which only the numbers and their mapping are of use */
    walk w = walk_of(layout);
    if (how->nhwc && w.rank == 4)
        channels_first(&w);
    if (!kit_table_shape(out, source, w.dims, w.rank))
        return false;
    uint64_t count = (uint64_t)out->rows * out->width;
    file.data = kit_source_map(&file.mapping, source, count, type->size);
    if (!file.data)
        file.data = kit_source_rest(source, count, type->size);
    if (!file.data)
        return false;
    out->dtype = type->dtype;
    out->usual_scale = type->usual_scale;
    if (type->ready && is_straight(&w) && (!layout->big_endian || type->size == 1)) {
        out->data = file.data;
        out->mapping = file.mapping;
        return true;
    }
    bool ok = to_table(out, &file, source, type, layout->big_endian, &w);
    kit_table_free(&file);
    return ok;
}
