#include "kernel/draw.h"
#include "kernel/vmath.h"

enum { ROUNDS = 10, QUADS = AE_DRAWS / 4 };

/* ae_random_quad of AE_LANES quads, `first` and those after it, side by side. */
V_INLINE void philox(v_words word[4], const ae_place *place, uint32_t first)
{
    v_words a = v_words_from(first), b = v_words_set(place->row), c = v_words_set(place->step), d = v_words_set(place->name);
    uint32_t k = (uint32_t)place->seed, l = (uint32_t)(place->seed >> 32);
    for (int i = 0; i < ROUNDS; i++, k += 0x9E3779B9u, l += 0xBB67AE85u) {
        v_words left, right, low_left = v_words_mul(&left, a, 0xD2511F53u), low_right = v_words_mul(&right, c, 0xCD9E8D57u);
        a = v_words_xor(v_words_xor(right, b), v_words_set(k));
        b = low_right;
        c = v_words_xor(v_words_xor(left, d), v_words_set(l));
        d = low_left;
    }
    word[0] = a, word[1] = b, word[2] = c, word[3] = d;
}

void ae_draw_uniform(ae_real out[AE_DRAWS], const ae_place *place, uint32_t block)
{
    for (uint32_t i = 0; i < QUADS; i += AE_LANES) {
        v_words word[4];
        philox(word, place, block * QUADS + i);
        for (uint32_t j = 0; j < 4; j++)
            v_store(out + j * QUADS + i, v_unit(word[j]));
    }
}

V_INLINE void normal_pair(ae_real *first, ae_real *second)
{
    v_real sine, cosine, radius = v_sqrt(v_mul(v_set(-2), v_log(v_load(first))));
    v_turn(&sine, &cosine, v_load(second));
    v_store(first, v_mul(radius, cosine));
    v_store(second, v_mul(radius, sine));
}

void ae_draw_normal(ae_real out[AE_DRAWS], const ae_place *place, uint32_t block)
{
    ae_draw_uniform(out, place, block);
    for (uint32_t i = 0; i < 2 * QUADS; i += AE_LANES) {
        ae_real *first = out + i / QUADS * (2 * QUADS) + i % QUADS;
        normal_pair(first, first + QUADS);
    }
}
