#include "api/sized.h"
#include "base/fpu.h"
#include "kernel/dispatch.h"
#include "model/scaling.h"
#include <string.h>

static ae_status make(ae_model **out, const char *spec, const ae_model_options *o, ae_error *error)
{
    ae_model *model = NULL;
    AE_TRY(ae_model_outline(&model, spec, o, ae_kernels_wish(), error));
    ae_status status = ae_model_complete(model, error);
    if (status != AE_OK) {
        ae_model_destroy(model);
        return status;
    }
    ae_model_initialise(model, o->seed);
    *out = model;
    return AE_OK;
}

ae_status ae_model_create(ae_model **out, const char *spec, const ae_model_options *options, ae_error *error)
{
    ae_model_options o = AE_MODEL_OPTIONS_INIT;
    AE_REQUIRE(out);
    AE_REQUIRE(spec);
    AE_TRY(ae_sized_copy(&o, sizeof o, options, "ae_model_options", error));
    ae_fpu host = ae_fpu_enter();
    ae_status status = make(out, spec, &o, error);
    ae_fpu_leave(host);
    return status;
}

ae_status ae_model_clone(ae_model **out, const ae_model *model, ae_error *error)
{
    AE_REQUIRE(out);
    AE_REQUIRE(model);
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_model_copy(out, model, ae_isa_name(model->program.isa), error);
    ae_fpu_leave(host);
    return status;
}

void ae_model_free(ae_model *model)
{
    ae_model_destroy(model);
}

const char *ae_model_spec(const ae_model *model)
{
    return model ? model->program.spec.text : "";
}

ae_status ae_model_get_info(ae_model_info *info, const ae_model *model, ae_error *error)
{
    ae_model_info i = AE_MODEL_INFO_INIT;
    AE_REQUIRE(model);
    AE_REQUIRE(info);
    AE_TRY(ae_sized_check(info, "ae_model_info", error));
    const ae_program *p = &model->program;
    const ae_record *r = &model->record;
    i.input_width = ae_shape_size(&p->spec.input);
    i.code_width = ae_shape_size(&p->code);
    i.output_width = p->spec.has_decoder ? ae_shape_size(&p->output) : 0;
    memcpy(i.input_shape, p->spec.input.dim, sizeof i.input_shape);
    memcpy(i.code_shape, p->code.dim, sizeof i.code_shape);
    memcpy(i.output_shape, p->output.dim, sizeof i.output_shape);
    i.parameters = ae_params_count(&p->params, false);
    i.tensors = p->params.count;
    i.values = p->n_values;
    i.scale = model->scale;
    i.optimizer = r->optimizer;
    i.kernels = ae_isa_name(p->isa);
    i.trained_steps = r->steps;
    i.trained_rows = r->rows;
    i.batch = r->batch;
    i.seed = r->seed;
    i.last_loss = r->last_loss;
    i.state = ae_params_count(&p->params, true);
    i.heads = p->spec.heads.count;
    i.label_width = p->spec.heads.labels.columns;
    i.condition_width = p->spec.condition;
    ae_sized_return(info, &i, sizeof i);
    return AE_OK;
}

ae_status ae_model_get_tensor(ae_tensor_info *info, const ae_model *model, size_t index, ae_error *error)
{
    ae_tensor_info t = AE_TENSOR_INFO_INIT;
    AE_REQUIRE(model);
    AE_REQUIRE(info);
    AE_TRY(ae_sized_check(info, "ae_tensor_info", error));
    const ae_params *params = &model->program.params;
    if (index >= params->count)
        return ae_fail(error, AE_EARGUMENT, "tensor %zu does not exist; the model has %zu", index, params->count);
    const ae_param *p = &params->list[index];
    t.name = p->name;
    t.rank = p->shape.rank;
    memcpy(t.shape, p->shape.dim, sizeof t.shape);
    t.data = model->weights + p->offset;
    ae_sized_return(info, &t, sizeof t);
    return AE_OK;
}

static size_t classes_of(const ae_head *head)
{
    return head->classes ? head->labels.width : 0;
}

ae_status ae_model_get_value(ae_value_info *info, const ae_model *model, size_t index, ae_error *error)
{
    ae_value_info v = AE_VALUE_INFO_INIT;
    AE_REQUIRE(info);
    AE_REQUIRE(model);
    AE_TRY(ae_sized_check(info, "ae_value_info", error));
    if (index >= model->program.n_values)
        return ae_fail(error, AE_EARGUMENT, "value %zu does not exist; the model has %zu", index, model->program.n_values);
    const ae_named *value = &model->program.values[index];
    v.name = value->name;
    v.width = ae_shape_size(&value->shape);
    v.rank = value->shape.rank;
    memcpy(v.shape, value->shape.dim, sizeof v.shape);
    v.low = value->reach.low;
    v.high = value->reach.high;
    v.head = ae_heads_find(&model->program.spec.heads, value->name);
    v.classes = v.head ? classes_of(&model->program.spec.heads.list[v.head - 1]) : 0;
    ae_sized_return(info, &v, sizeof v);
    return AE_OK;
}

ae_status ae_model_get_column(ae_column_info *info, const ae_model *model, size_t index, ae_error *error)
{
    ae_column_info c = AE_COLUMN_INFO_INIT;
    AE_REQUIRE(info);
    AE_REQUIRE(model);
    AE_TRY(ae_sized_check(info, "ae_column_info", error));
    const size_t columns = ae_shape_size(&model->program.spec.input);
    if (index >= columns)
        return ae_fail(error, AE_EARGUMENT, "column %zu does not exist; the model's input has %zu", index, columns);
    ae_scaling_describe(&c, model, index);
    ae_sized_return(info, &c, sizeof c);
    return AE_OK;
}

ae_status ae_model_describe(char *text, size_t capacity, size_t *needed, const ae_model *model, ae_error *error)
{
    AE_REQUIRE(model);
    if (capacity)
        AE_REQUIRE(text);
    ae_writer w = { text, capacity, 0 };
    ae_fpu host = ae_fpu_enter(); /* the plan for training is made here */
    ae_status status = ae_model_write(&w, model, error);
    ae_fpu_leave(host);
    if (needed && status == AE_OK)
        *needed = w.length + 1;
    return status;
}
