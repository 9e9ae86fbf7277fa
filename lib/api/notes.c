#include "model/notes.h"
#include "api/sized.h"
#include "base/fpu.h"
#include "model/model.h"

ae_status ae_model_set_note(ae_model *model, const char *key, const char *text, ae_error *error)
{
    AE_REQUIRE(model);
    AE_REQUIRE(key);
    ae_fpu host = ae_fpu_enter();
    ae_status status = ae_notes_set(&model->notes, key, text, error);
    ae_fpu_leave(host);
    return status;
}

const char *ae_model_get_note(const ae_model *model, const char *key)
{
    const ae_note *note = model && key ? ae_notes_find(&model->notes, key) : NULL;
    return note ? note->text : NULL;
}

const char *ae_model_note_key(const ae_model *model, size_t index)
{
    return model && index < model->notes.count ? model->notes.list[index].key : NULL;
}
