#include "model/density.h"
#include "api/sized.h"
#include "base/pool.h"
#include "model/density_fit.h"

static ae_status read_options(ae_density_options *o, const ae_density_options *options, ae_error *error)
{
    *o = (ae_density_options)AE_DENSITY_OPTIONS_INIT;
    AE_TRY(ae_sized_copy(o, sizeof *o, options, "ae_density_options", error));
    o->components = o->components ? o->components : 1;
    o->threads = o->threads ? o->threads : 1;
    if (o->components > AE_DENSITY_COMPONENTS)
        return ae_fail(error, AE_EOPTION, "components is %zu; a density has at most %d", o->components,
                       AE_DENSITY_COMPONENTS);
    return ae_pool_check(o->threads, error);
}

ae_status ae_density_fit(ae_model *model, const ae_rows *rows, const ae_density_options *options, ae_error *error)
{
    ae_density_options o;
    ae_rows copy = AE_ROWS_INIT;
    AE_REQUIRE(model);
    AE_REQUIRE(rows);
    AE_TRY(ae_sized_copy(&copy, sizeof copy, rows, "ae_rows", error));
    AE_TRY(read_options(&o, options, error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_density_from_rows(model, &copy, &o, &host, error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_density_get_info(ae_density_info *info, const ae_model *model, ae_error *error)
{
    ae_density_info i = AE_DENSITY_INFO_INIT;
    AE_REQUIRE(info);
    AE_REQUIRE(model);
    AE_TRY(ae_sized_check(info, "ae_density_info", error));
    const ae_density *d = model->density;
    if (d) {
        i.components = (size_t)d->components;
        i.code = d->code;
        i.rows = (size_t)d->rows;
        i.log_density = d->log_density;
    }
    ae_sized_return(info, &i, sizeof i);
    return AE_OK;
}
