/* A host with a function HOST_NAME of its own: the library calls its own all the same, and says its own sentence. */
#include <autoencoder.h>
#include <stdio.h>
#include <string.h>

const char *HOST_NAME(ae_status status);

const char *HOST_NAME(ae_status status)
{
    return status == AE_OK ? "" : "the host's sentence";
}

static void *no_memory(void *user, size_t size)
{
    (void)user, (void)size;
    return NULL;
}

static void free_nothing(void *user, void *memory, size_t size)
{
    (void)user, (void)memory, (void)size;
}

int main(void)
{
    ae_allocator allocator = { no_memory, free_nothing, NULL };
    ae_model_options options = AE_MODEL_OPTIONS_INIT;
    ae_model *model = NULL;
    ae_error error = { .text = "" };
    options.allocator = &allocator;

    ae_status status = ae_model_create(&model, "input 2 | dense 1 | code | dense 2", &options, &error);

    printf("status %d: %s\n", (int)status, error.text);
    return status != AE_ENOMEM || strcmp(error.text, "out of memory") != 0 ||
           strcmp(HOST_NAME(AE_ENOMEM), "the host's sentence") != 0;
}
