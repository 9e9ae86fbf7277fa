/* What a model knows of its columns: the notes "columns", "label" and "id", which are written before it is trained. */
#include "ae.h"
#include <stdlib.h>

bool model_schema(kit_schema *out, const ae_model *model, const char *file, kit_message *why)
{
    ae_error e;
    ae_model_info info = AE_MODEL_INFO_INIT;
    kit_message wrong;
    const char *text = ae_model_get_note(model, "columns");
    *out = (kit_schema){ 0 };
    if (ae_model_get_info(&info, model, &e) != AE_OK)
        return blame(why, file, &e);
    if (text && !kit_schema_parse(out, text, &wrong))
        return kit_explain(why, "%s: %s", file, wrong.text);
    if (text && out->width != info.input_width)
        return kit_explain(why, "%s: the note \"columns\" tells of %zu columns, where the model takes %zu", file, out->width,
                           info.input_width);
    out->width = info.input_width;
    out->label = ae_model_get_note(model, "label");
    out->id = ae_model_get_note(model, "id");
    return true;
}

static bool set_note(ae_model *model, const char *key, const char *text, kit_message *why)
{
    ae_error e;
    return ae_model_set_note(model, key, text && *text ? text : NULL, &e) == AE_OK || blame(why, NULL, &e);
}

bool note_schema(ae_model *model, const kit_schema *s, const kit_table *table, kit_message *why)
{
    char *text = kit_schema_tells(s) ? kit_schema_text(s, why) : NULL;
    bool ok = (text || !kit_schema_tells(s)) && set_note(model, "columns", text, why) &&
              set_note(model, "label", table->label_name, why) && set_note(model, "id", table->id_name, why);
    free(text);
    return ok;
}
