/* What a checkpoint says of rows: so that it is noticed when a training is to go on with others. */
#include "base/cancel.h"
#include "base/size.h"
#include "io/crc64.h"
#include "train/inside.h"
#include <string.h>

static void describe(ae_rows_facts *f, const ae_dataset *d)
{
    const ae_source *input = &d->column[AE_COLUMN_INPUT], *target = &d->column[AE_COLUMN_TARGET];
    bool has_target = d->given[AE_COLUMN_TARGET];
    *f = (ae_rows_facts){ .rows = d->rows,
                          .picks = d->pick ? d->n : 0,
                          .first = d->first,
                          .width = input->width,
                          .target_width = has_target ? target->width : 0,
                          .label_width = d->given[AE_COLUMN_LABELS] ? d->column[AE_COLUMN_LABELS].width : 0,
                          .scale = input->scale,
                          .target_scale = has_target ? target->scale : 0 };
}

static uint64_t sum_weights(const ae_dataset *d)
{
    uint64_t crc = 0;
    for (size_t i = 0; i < d->n; i++)
        crc = ae_crc64(crc, &d->weights[ae_dataset_row(d, i)], sizeof *d->weights);
    return crc;
}

/* A sum for each column, so that it does not depend on how the rows are cut. */
static ae_status sum_batch(uint64_t crc[AE_COLUMNS], ae_trainer *t, const ae_dataset *d, const ae_batch *batch, ae_error *e)
{
    ae_slots slots = { .rows = t->numbers };
    ae_reading r;
    memcpy(slots.column, t->column, sizeof slots.column);
    AE_TRY(ae_dataset_read(&r, d, batch, &slots, t->pool, e));
    for (ae_column c = 0; c < AE_COLUMNS; c++)
        if (d->given[c])
            crc[c] = ae_crc64(crc[c], r.column[c], batch->n * d->column[c].width * sizeof(ae_real));
    return AE_OK;
}

ae_status ae_trainer_look(ae_rows_facts *f, ae_trainer *t, const ae_dataset *d, const volatile int32_t *cancel, ae_error *e)
{
    uint64_t crc[AE_COLUMNS] = { 0 };
    describe(f, d);
    if (d->weights)
        f->weights = sum_weights(d);
    if (d->pick)
        f->order = ae_crc64(0, d->pick, d->n * sizeof *d->pick);
    for (size_t first = 0; !d->read && first < d->n && !ae_is_cancelled(cancel); first += t->capacity) {
        const ae_batch batch = { NULL, first, ae_least(d->n - first, t->capacity) };
        AE_TRY(sum_batch(crc, t, d, &batch, e));
    }
    /* Without a condition it is the sum that it was before there were any. */
    const size_t columns = d->given[AE_COLUMN_CONDITION] ? AE_COLUMNS : AE_COLUMN_CONDITION;
    f->numbers = d->read ? 0 : ae_crc64(0, crc, columns * sizeof *crc);
    return AE_OK;
}
