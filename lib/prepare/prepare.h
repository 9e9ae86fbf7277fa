/* What stands between the caller's rows and the net: the items `columns`, `scaler` and `missing` of a spec. They say what
 * the numbers of a row are; how each column is brought to a common size, and results back to the data's units; and what
 * becomes of gaps. All of it is ops in the graph and tensors in the file, which fit fills in before its first step. */
#ifndef AE_PREPARE_PREPARE_H
#define AE_PREPARE_PREPARE_H

#include "graph/builder.h"
#include "tensor/layout.h"

typedef enum ae_scaler_kind {
    AE_SCALER_NONE,
    AE_SCALER_ZSCORE,
    AE_SCALER_RANGE,
    AE_SCALER_ROBUST,
    AE_SCALER_GIVEN
} ae_scaler_kind;
typedef enum ae_scaler_per { AE_PER_COLUMN, AE_PER_CHANNEL, AE_PER_ALL } ae_scaler_per;
typedef enum ae_missing_how { AE_MISSING_FAIL, AE_MISSING_MEAN, AE_MISSING_MASK } ae_missing_how;

typedef struct ae_scaler_options {
    int kind, per;
    ae_bounds to;            /* range: where the least and the largest number go */
    int clip;                /* range: what lies beyond them goes there, too */
    ae_reals center, spread; /* given: one number, or one a column */
} ae_scaler_options;

typedef struct ae_missing_options {
    int how;
    int indicators; /* mask: the net also gets, for each column, whether there is a gap */
} ae_missing_options;

typedef struct ae_preparation {
    ae_scaler_options scaler;
    ae_missing_options missing;
    bool categories;  /* some columns are */
    ae_layout layout; /* of the columns, where some are categories */
    ae_shape raw;     /* the caller's rows */
    ae_shape in;      /* what the first layer gets */
    ae_shape out;     /* what the last one must give back, where the two have to fit */
    ae_reals fill;    /* what gaps are filled with before anything is fitted */
    ae_word place;    /* of the last of the items */
} ae_preparation;

/* ---- words.c: the items ---- */

extern const ae_field ae_columns_fields[], ae_scaler_fields[], ae_missing_fields[];

/* The items in the order in which they act, whatever their order in the text. */
ae_status ae_prepare_read_columns(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e);
ae_status ae_prepare_read_scaler(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e);
ae_status ae_prepare_read_missing(ae_preparation *p, const ae_item *item, ae_arena *arena, ae_error *e);

/* Once all items are read: what the shapes are; and, where the items' lists are still there, what else follows. */
ae_status ae_prepare_shape(ae_preparation *p, ae_error *e);
ae_status ae_prepare_settle(ae_preparation *p, ae_arena *arena, ae_error *e);

bool ae_prepare_scales(const ae_preparation *p);
bool ae_prepare_takes_gaps(const ae_preparation *p);
bool ae_prepare_does_anything(const ae_preparation *p);
bool ae_prepare_is_fitted_by_rows(const ae_preparation *p); /* there is something for fit to fill in */

/* Whether what rows say for one is right for the other, too. */
bool ae_prepare_same(const ae_preparation *a, const ae_preparation *b);

/* Whether scaled targets lie in 0 ... 1, whatever the rows. */
bool ae_prepare_keeps_unit(const ae_preparation *p);

/* ---- record.c: the ops. The builder's name is that of the nodes ---- */

/* From the bound rows to what the first layer gets, called "input.scaled". */
typedef struct ae_prepared_row {
    size_t raw;    /* as it is bound */
    size_t filled; /* scaled, without gaps; categories are codes */
    size_t net;    /* for the first layer */
} ae_prepared_row;
ae_status ae_prepare_input(ae_prepared_row *out, const ae_preparation *p, ae_builder *b, size_t raw);

typedef struct ae_prepared_target {
    size_t raw;     /* as it is bound */
    size_t value;   /* what the output is compared with */
    size_t weights; /* how much each of its columns counts, where `weighs` */
    bool weighs;
} ae_prepared_target;

/* Also called "target.scaled", where gaps are NaN still. */
ae_status ae_prepare_target(ae_prepared_target *out, const ae_preparation *p, ae_builder *b, size_t raw);

/* The same where the target is the row itself. */
ae_status ae_prepare_copy(ae_prepared_target *out, const ae_preparation *p, ae_builder *b, const ae_prepared_row *row);

/* From the last layer's value to the data's units: "output.scaled" and "output". */
ae_status ae_prepare_output(const ae_preparation *p, ae_builder *b, size_t value);

#endif
