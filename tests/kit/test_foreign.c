/* Files of other programs: each is called by its name, with a way to a format that can be read. */
#include "folder.h"

#define BYTES(text) text, sizeof text - 1

static const struct {
    const char *path, *bytes;
    size_t n;
    const char *says;
} others[] = {
    { "a.jpg", BYTES("\xff\xd8\xff\xe0\0\x10JFIF\0\1"), "a.jpg: is a JPEG picture; convert it to PNG" },
    { "a.csv", BYTES("\xff\xd8\xff\xe0\0\x10JFIF\0\1"), "a.csv: is a JPEG picture" },
    { "a.bmp", BYTES("BM\x46\1\0\0\0\0\0\0\x36\0\0\0"), "a BMP picture" },
    { "a.webp", BYTES("RIFF\1\2\3\4WEBPVP8 "), "a WebP picture" },
    { "a.pgm", BYTES("P5\n4 4\n255\n0123456789abcdef"), "a.pgm: is a PNM picture (PGM, PPM); convert it to PNG" },
    { "a.json", BYTES(" {\"a\":[1,2]}"), "a.json: is JSON; pandas.read_json(FILE).to_csv(" },
    { "a.arff", BYTES("% 1. Title\n\n@RELATION x\n@attribute a numeric\n@data\n1,2\n"), "a.arff: is ARFF (Weka)" },
    { "a.html", BYTES("<!DOCTYPE html><html>"), "a.html: is a web page; if it is a download" },
    { "a.parquet", BYTES("PAR1\x15\4"), "is Parquet; pandas.read_parquet(FILE).to_csv(" },
    { "a.h5", BYTES("\x89HDF\r\n\x1a\n"), "is HDF5; h5py reads it" },
    { "a.mat", BYTES("MATLAB 5.0 MAT-file"), "is a MATLAB file; scipy.io.loadmat" },
    { "a.pkl", BYTES("\x80\4\x95\1"), "is a Python pickle; numpy.save" },
    { "a.xls", BYTES("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0"), "is an old Excel or Office file; save the sheet as CSV" },
    { "m.safetensors", BYTES("\x10\0\0\0\0\0\0\0{\"__metadata__\":{}}"), "is a safetensors file, such as a model" },
    { "a.csv.xz",
      BYTES("\xfd"
            "7zXZ\0\0"),
      "is packed by xz; unpack it first: xz -d FILE" },
    { "a.csv.bz2", BYTES("BZh91AY&SY"), "is packed by bzip2" },
#ifndef KIT_HAVE_ZSTD
    { "a.csv.zst", BYTES("\x28\xb5\x2f\xfd\1"), "is packed by zstd, which this build cannot read" },
#endif
#ifndef KIT_HAVE_ZIP
    { "a.npz", BYTES("PK\3\4\1"), "is an npz or another zip archive, which this build cannot read" },
#endif
};

static void each_is_called_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        kit_table t;
        kit_message why = { "" };
        write_file(others[i].path, others[i].bytes, others[i].n);
        if (kit_table_read(&t, others[i].path, NULL, &why))
            fail_msg("%s was read", others[i].path);
        assert_says(&why, others[i].says);
    }
}

/* Headers of tables that begin like something else. */
static void tables_are_not_taken_for_something_else(void **state)
{
    (void)state;
    static const char *const tables[] = { "BMI,age\n1,2\n", "P5\n4\n4\n255\n", "P1,P2\n1,2\n", "MMOL\n7\n", "GIF,x\n1,2\n" };
    for (size_t i = 0; i < 5; i++) {
        kit_table t;
        kit_message why = { "" };
        write_file("t.csv", tables[i], strlen(tables[i]));
        if (!kit_table_read(&t, "t.csv", NULL, &why))
            fail_msg("%s", why.text);
        kit_table_free(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_is_called_by_its_name),
        cmocka_unit_test(tables_are_not_taken_for_something_else),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
