#include "base/status.h"
#include "base/format.h"

static void fill(ae_error *e, ae_status status, size_t line, size_t column, const char *format, va_list list)
{
    if (!e)
        return;
    e->status = status;
    e->line = line;
    e->column = column;
    ae_format_list(e->text, sizeof e->text, format, list);
}

ae_status ae_fail_at(ae_error *e, ae_status status, size_t line, size_t column, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fill(e, status, line, column, format, list);
    va_end(list);
    return status;
}

ae_status ae_fail(ae_error *e, ae_status status, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    fill(e, status, 0, 0, format, list);
    va_end(list);
    return status;
}

ae_status ae_fail_memory(ae_error *e)
{
    return ae_fail(e, AE_ENOMEM, "%s", ae_status_text(AE_ENOMEM));
}

typedef struct entry {
    ae_status status;
    const char *name, *text;
} entry;

static const entry entries[] = {
#define ENTRY(name, value, text) { name, #name, text },
    AE_STATUS_LIST(ENTRY)
#undef ENTRY
};

static const entry *find(ae_status status)
{
    static const entry unknown = { AE_OK, "AE_?", "unknown status" };
    for (size_t i = 0; i < sizeof entries / sizeof *entries; i++)
        if (entries[i].status == status)
            return &entries[i];
    return &unknown;
}

const char *ae_status_name(ae_status status)
{
    return find(status)->name;
}

const char *ae_status_text(ae_status status)
{
    return find(status)->text;
}
