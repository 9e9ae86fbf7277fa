/* Sets a note of a model file, as a host would: set_note MODEL KEY TEXT */
#include <autoencoder.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    ae_model *model = NULL;
    ae_error e;
    if (argc != 4)
        return 2;
    int ok = ae_model_load(&model, argv[1], NULL, &e) == AE_OK && ae_model_set_note(model, argv[2], argv[3], &e) == AE_OK &&
             ae_model_save(model, argv[1], &e) == AE_OK;
    if (!ok)
        fprintf(stderr, "%s\n", e.text);
    ae_model_free(model);
    return !ok;
}
