/* write_sample FILE: writes a document as the library does, for check_safetensors.py to judge. */
#include "io/file.h"
#include "io/safetensors.h"
#include <stdio.h>

static const float numbers[] = { 1, -2, 0.5f, 4, 1e-40f, -0.0f, 3.25f, 1e38f };

static ae_string strings[] = { { "format", "1" }, { "spec", "input 4\n\"\\\x01 \xc3\xa9 \xf0\x9f\x98\x80" } };
static ae_tensor tensors[] = {
    { "dense1.weight", { 2, { 4, 2 } }, numbers, 0 },
    { "a \"name\"/with\nall", { 4, { 1, 2, 1, 3 } }, numbers, 0 },
    { "dense1.bias", { 1, { 2 } }, numbers + 6, 0 },
};

int main(int argc, char **argv)
{
    static unsigned char bytes[4096];
    ae_document d = { strings, 2, 2, tensors, 3, 3 };
    ae_error e = { 0 };
    size_t size = ae_safetensors_size(&d);
    if (argc != 2 || size > sizeof bytes)
        return 2;
    ae_safetensors_write(&d, bytes, size);
    if (ae_file_replace(argv[1], bytes, size, false, &e) == AE_OK)
        return 0;
    fprintf(stderr, "write_sample: %s\n", e.text);
    return 1;
}
