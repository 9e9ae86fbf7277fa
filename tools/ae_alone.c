#include "ae_parts.h"
#include "kit/program.h"

void parts_begin(int *argc, char ***argv)
{
    (void)argc, (void)argv;
}

int parts_end(int code)
{
    return code;
}

bool parts_lead(void)
{
    return true;
}

size_t parts_processors(void)
{
    return kit_processors();
}

bool parts_agree(bool ready)
{
    return ready;
}

void parts_join(ae_fit_options *options)
{
    (void)options;
}

void parts_note(ae_status status)
{
    (void)status;
}

bool parts_tell(void)
{
    return true;
}
