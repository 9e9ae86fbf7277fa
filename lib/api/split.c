#include "data/split.h"
#include "api/sized.h"
#include "data/dataset.h"

ae_status ae_rows_split(ae_rows *train, ae_rows *valid, uint32_t *numbers, const ae_rows *rows, double fraction,
                        uint64_t seed, ae_error *error)
{
    ae_rows all = AE_ROWS_INIT;
    ae_split split;
    AE_REQUIRE(train);
    AE_REQUIRE(valid);
    AE_REQUIRE(numbers);
    AE_REQUIRE(rows);
    AE_TRY(ae_sized_copy(&all, sizeof all, rows, "ae_rows", error));
    AE_TRY(ae_sized_check(train, "ae_rows", error));
    AE_TRY(ae_sized_check(valid, "ae_rows", error));
    AE_TRY(ae_rows_check(&all, error));
    if (!(fraction > 0 && fraction < 1))
        return ae_fail(error, AE_EOPTION, "fraction is %g; it must be above 0 and below 1", fraction);
    AE_TRY(ae_split_rows(&split, numbers, &all, fraction, seed, error));
    ae_sized_return(train, &split.train, sizeof split.train);
    ae_sized_return(valid, &split.valid, sizeof split.valid);
    return AE_OK;
}
