/* Random numbers for the elements of a row, AE_DRAWS at a time: functions of the place alone (base/random.h), the same bits
 * from every set. Element e takes word e / 16 mod 4 of the place's quad 16 (e / 64) + e mod 16: so words of 16 quads lie
 * side by side and none has to be moved. */
#ifndef AE_KERNEL_DRAW_H
#define AE_KERNEL_DRAW_H

#include "base/random.h"
#include "kernel/dispatch.h"
#include "kernel/isa.h"
#include "tensor/shape.h"

enum { AE_DRAWS = 64 };

/* out[i] = the number of element AE_DRAWS * block + i. */
typedef void ae_draw(ae_real out[AE_DRAWS], const ae_place *place, uint32_t block);

/* In (0, 1), never an end: ((word >> 9) + 1/2) / 2^23. */
ae_draw AE_LOCAL(ae_draw_uniform);

/* Mean 0, deviation 1, at most 5.77 from 0: pairs of these by Box and Muller's method (1958). u and v of a quad's words 0
 * and 1 give sqrt(-2 log u) times cos and sin of v turns to the two elements that the words belong to; so do 2 and 3. */
ae_draw AE_LOCAL(ae_draw_normal);

/* The same, for set `isa` of kernel/dispatch.h. */
void ae_isa_draw_normal(size_t isa, ae_real out[AE_DRAWS], const ae_place *place, uint32_t block);

/* --- the sets' own --- */
#define AE_DRAW_DECLARE_(isa) ae_draw ae_draw_normal_##isa;
AE_ISA_LIST(AE_DRAW_DECLARE_)

#define ae_draw_uniform AE_LOCAL(ae_draw_uniform)
#define ae_draw_normal  AE_LOCAL(ae_draw_normal)

#endif
