#include "kit/table/foreign.h"
#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#define PICTURE         "; convert it to PNG (ImageMagick: mogrify -format png FILES)"
#define SHEET           "; save the sheet as CSV"
#define PANDAS(format)  "; pandas.read_" format "(FILE).to_csv(\"out.csv\", index=False) makes a CSV of it"
#define UNPACK(command) "; unpack it first: " command

/* Bytes at the beginning of a file; '?' is any byte. */
static const struct magic {
    const char *bytes;
    size_t n;
    const char *is;
} magics[] = {
#define MAGIC(text, is)           \
    {                             \
        text, sizeof text - 1, is \
    }
    MAGIC("\xff\xd8\xff", "a JPEG picture" PICTURE),
    MAGIC("GIF8", "a GIF picture" PICTURE),
    MAGIC("II*\0", "a TIFF picture" PICTURE),
    MAGIC("MM\0*", "a TIFF picture" PICTURE),
    MAGIC("BM????\0\0\0\0", "a BMP picture" PICTURE),
    MAGIC("RIFF????WEBP", "a WebP picture" PICTURE),
    MAGIC("RIFF????WAVE", "a WAV sound; scipy.io.wavfile.read and numpy.save make an npy of it"),
    MAGIC("%PDF", "a PDF document"),
    MAGIC("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel or Office file" SHEET),
    MAGIC("PAR1", "Parquet" PANDAS("parquet")),
    MAGIC("ARROW1\0\0", "a Feather file (Arrow)" PANDAS("feather")),
    MAGIC("FEA1", "a Feather file" PANDAS("feather")),
    MAGIC("ORC\n", "ORC" PANDAS("orc")),
    MAGIC("\x89HDF\r\n\x1a\n", "HDF5; h5py reads it, and numpy.save makes an npy of an array"),
    MAGIC("CDF\1", "NetCDF; scipy.io.netcdf_file reads it, and numpy.save makes an npy of an array"),
    MAGIC("CDF\2", "NetCDF; scipy.io.netcdf_file reads it, and numpy.save makes an npy of an array"),
    MAGIC("MATLAB 5.0", "a MATLAB file; scipy.io.loadmat reads it, and numpy.save makes an npy of an array"),
    MAGIC("SQLite format 3\0", "an SQLite database; sqlite3 -csv -header FILE \"select ...\" makes a CSV of a table"),
    MAGIC("RDX?\n", "an R workspace; write.csv makes a CSV of a table"),
    MAGIC("\x80\2", "a Python pickle; numpy.save makes an npy of an array"),
    MAGIC("\x80\3", "a Python pickle; numpy.save makes an npy of an array"),
    MAGIC("\x80\4", "a Python pickle; numpy.save makes an npy of an array"),
    MAGIC("\x80\5", "a Python pickle; numpy.save makes an npy of an array"),
    MAGIC("????????{\"", "a safetensors file, such as a model, where rows are due"),
    MAGIC("\xfd"
          "7zXZ\0",
          "packed by xz" UNPACK("xz -d FILE")),
    MAGIC("BZh?1AY&SY", "packed by bzip2" UNPACK("bzip2 -d FILE")),
    MAGIC("\x04\x22\x4d\x18", "packed by lz4" UNPACK("lz4 -d FILE")),
    MAGIC("7z\xbc\xaf\x27\x1c", "a 7-Zip archive" UNPACK("7z x FILE")),
    MAGIC("Rar!\x1a\x07", "a RAR archive" UNPACK("unrar x FILE")),
    MAGIC("\x28\xb5\x2f\xfd",
          "packed by zstd, which this build cannot read, as it was made without libzstd" UNPACK("zstd -d FILE")),
    MAGIC("PK\3\4",
          "an npz or another zip archive, which this build cannot read, as it was made without libzip" UNPACK("unzip FILE")),
#undef MAGIC
};

/* The first letters of a text, small or capital, after blanks and after lines of comment. */
static const struct beginning {
    const char *letters;
    const char *is;
} beginnings[] = {
    { "{", "JSON" PANDAS("json") },
    { "[", "JSON" PANDAS("json") },
    { "@relation", "ARFF (Weka); scipy.io.arff.loadarff reads it, and pandas.DataFrame(data).to_csv makes a CSV of it" },
    { "<!doctype", "a web page; if it is a download, the address leads elsewhere" },
    { "<html", "a web page; if it is a download, the address leads elsewhere" },
    { "<?xml", "XML; save the table as CSV" },
};

static bool fits(const struct magic *m, const unsigned char *head, size_t n)
{
    if (n < m->n)
        return false;
    for (size_t i = 0; i < m->n; i++)
        if (m->bytes[i] != '?' && (unsigned char)m->bytes[i] != head[i])
            return false;
    return true;
}

static const char *find_text(const unsigned char *head, size_t n)
{
    size_t at = 0;
    while (at < n && (isspace(head[at]) || head[at] == '%')) {
        const unsigned char *end = head[at] == '%' ? memchr(head + at, '\n', n - at) : NULL;
        at = end ? (size_t)(end - head) + 1 : at + 1;
    }
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t k = strlen(beginnings[i].letters);
        if (n - at >= k && strncasecmp((const char *)head + at, beginnings[i].letters, k) == 0)
            return beginnings[i].is;
    }
    return NULL;
}

/* PBM, PGM and PPM: "P5", then "width height" on a line of their own, which no column's header is followed by. */
static bool is_pnm(const unsigned char *head, size_t n)
{
    size_t at = 3, digits[2] = { 0 };
    if (n < 4 || head[0] != 'P' || head[1] < '1' || head[1] > '6' || !isspace(head[2]))
        return false;
    for (size_t k = 0; k < 2; k++) {
        for (; at < n && isdigit(head[at]); at++)
            digits[k]++;
        if (k == 0 && at < n && head[at] == ' ')
            at++;
    }
    return digits[0] && digits[1];
}

const char *kit_foreign_find(const unsigned char *head, size_t n)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (fits(&magics[i], head, n))
            return magics[i].is;
    return is_pnm(head, n) ? "a PNM picture (PGM, PPM)" PICTURE : find_text(head, n);
}
