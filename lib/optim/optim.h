/* An optimizer: a step over flat slabs. One file each; its descriptor is a const ae_optimizer. */
#ifndef AE_OPTIM_OPTIM_H
#define AE_OPTIM_OPTIM_H

#include "base/text.h"
#include "kernel/isa.h"
#include "kernel/run.h"

enum { AE_OPTIM_SLOTS = 3, AE_OPTIM_NUMBERS = 4 };

typedef struct ae_step_args {
    ae_real *w, *slot[AE_OPTIM_SLOTS];
    const ae_real *g;
    size_t n;
    double rate_scale;     /* times the learning rate */
    double decay_scale;    /* times the weight decay: 0 for biases */
    const void *options;   /* of the optimizer's own type, from its field table */
    const double *numbers; /* AE_OPTIM_NUMBERS of them, kept by `begin` */
} ae_step_args;

typedef struct ae_optimizer {
    const char *name;
    const char *source; /* the paper */
    const ae_field *fields;
    size_t options_size;
    unsigned (*slots)(const void *options); /* slabs of the parameters' size, zero at first */
    /* Once a step, from 1: running products; NULL = none. */
    void (*begin)(const void *options, double *numbers, uint64_t step);
    void (*step)(const ae_step_args *a); /* one pass over memory */
} ae_optimizer;

/* The rows of an optimizer's table, ae_NAME_fields: they are the same for all instruction sets, and the first has them. */
#ifdef AE_FIRST_SET
#define AE_OPTIMIZER_FIELDS(name, ...) const ae_field ae_##name##_fields[] = { __VA_ARGS__, AE_FIELDS_END }
#else
#define AE_OPTIMIZER_FIELDS(name, ...) extern const ae_field ae_##name##_fields[]
#endif

/* For optimizers that PyTorch computes by another formula than Keras, whose is the default. One word chooses the whole
 * formula, where eps and lr stand: whoever wants another library's results wants all of it, and a mixture is nobody's. */
enum { AE_FORM_KERAS, AE_FORM_PYTORCH };
extern const char *const ae_form_words[];
#define AE_FORM_FIELD(type, doc)                                                                        \
    {                                                                                                   \
        "form", AE_FIELD_CHOICE, offsetof(type, form), AE_DEFAULT("keras", doc), .words = ae_form_words \
    }

const ae_optimizer *ae_optimizer_find(size_t isa, const ae_word *name);

/* The optimizer that an item names, and its options in memory of the arena. AE_EWORD, AE_EVALUE with line and column. */
ae_status ae_optimizer_read(const ae_optimizer **out, const void **options, const ae_item *item, size_t isa, ae_arena *arena,
                            ae_error *e);

/* The learning rate among its options. */
double ae_optimizer_lr(const ae_optimizer *o, const void *options);
const ae_optimizer *ae_optimizer_at(size_t isa, size_t index); /* NULL after the last */

#endif
