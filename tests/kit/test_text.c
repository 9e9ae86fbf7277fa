/* Tables in texts: each kind of file that people have, read, or refused with the right reason. */
#include "folder.h"
#include "kit/schema.h"
#include <math.h>

#define BYTES(literal) literal, sizeof(literal) - 1
#define COUNT(array)   (sizeof(array) / sizeof *(array))

/* A table as a text: cells apart by a blank, rows by " / "; categories as their words, gaps as _. Of long ones the
 * beginning. */
static void show(char text[512], const kit_table *t)
{
    size_t used = 0;
    for (size_t i = 0; i < t->rows * t->width && used < 400; i++) {
        const kit_table_column *c = &t->columns[i % t->width];
        const double x = (double)((const float *)t->data)[i];
        const char *before = i == 0 ? "" : i % t->width ? " " : " / ";
        used += (size_t)(isnan(x)          ? snprintf(text + used, 512 - used, "%s_", before)
                         : c->n_levels > 0 ? snprintf(text + used, 512 - used, "%s%s", before, c->levels[(size_t)x])
                                           : snprintf(text + used, 512 - used, "%s%.7g", before, x));
    }
}

static void show_names(char text[256], const kit_table *t)
{
    *text = 0;
    for (size_t i = 0, used = 0; i < t->width && kit_table_name(t, i) && used < 200; i++)
        used += (size_t)snprintf(text + used, 256 - used, "%s%s", i ? "," : "", kit_table_name(t, i));
}

static void show_labels(char text[256], const kit_table *t)
{
    *text = 0;
    for (size_t i = 0, used = 0; i < t->rows && used < 200; i++)
        used += (size_t)snprintf(text + used, 256 - used, "%s%s%s%s", i ? " " : "", t->labels ? t->labels[i] : "",
                                 t->ids ? ":" : "", t->ids ? t->ids[i] : "");
}

typedef struct good {
    const char *what, *bytes;
    size_t n;
    kit_reading how;
    const char *rows, *names, *guessed, *labels;
} good;

static void check_good(const good *g)
{
    kit_table t;
    kit_message why = { "" };
    char text[512], names[256], labels[256];
    write_file("t.csv", g->bytes, g->n);

    if (!kit_table_read(&t, "t.csv", &g->how, &why))
        fail_msg("%s: %s", g->what, why.text);

    show(text, &t);
    show_names(names, &t);
    show_labels(labels, &t);
    if (strcmp(text, g->rows) != 0 || strcmp(names, g->names ? g->names : "") != 0)
        fail_msg("%s: %s [%s]", g->what, text, names);
    if (strcmp(t.guessed, g->guessed ? g->guessed : "") != 0)
        fail_msg("%s: guessed %s", g->what, t.guessed);
    if (g->labels)
        assert_string_equal(labels, g->labels);
    assert_int_equal(t.dtype, AE_F32);
    kit_table_free(&t);
}

typedef struct bad {
    const char *what, *bytes;
    size_t n;
    kit_reading how;
    const char *says;
} bad;

static void check_bad(const bad *b)
{
    kit_table t = { .rows = 77 };
    kit_message why = { "" };
    write_file("t.csv", b->bytes, b->n);

    if (kit_table_read(&t, "t.csv", &b->how, &why))
        fail_msg("%s was read", b->what);

    assert_says(&why, "t.csv: ");
    assert_says(&why, b->says);
    assert_int_equal(t.rows, 77);
}

/* clang-format off */

#define HEADER "first line is a header"

static const good separators[] = {
    { "comma", BYTES("1,2\n3,4.5e-1\n"), { 0 }, "1 2 / 3 0.45", 0, 0, 0 },
    { "semicolon", BYTES("1;2\n3;4\n"), { 0 }, "1 2 / 3 4", 0, "separator ';'", 0 },
    { "one line", BYTES("1;2\n"), { 0 }, "1 2", 0, "separator ';'", 0 },
    { "tab", BYTES("1\t 2 \n\n3\t4\n"), { 0 }, "1 2 / 3 4", 0, "separator tab", 0 },
    { "bar", BYTES("1|2\n3|4\n"), { 0 }, "1 2 / 3 4", 0, "separator '|'", 0 },
    { "blanks", BYTES("1 2\n3 4\n"), { 0 }, "1 2 / 3 4", 0, "separator blanks", 0 },
    { "runs of blanks and tabs", BYTES("  1  2\t3 \n 4 5   6\n"), { 0 }, "1 2 3 / 4 5 6", 0, "separator blanks", 0 },
    { "blanks beside commas", BYTES(" 1 , -2 \n3,4\n"), { 0 }, "1 -2 / 3 4", 0, 0, 0 },
    { "blanks beside semicolons", BYTES("-1.5 ; 2\n3 ; 4\n"), { 0 }, "-1.5 2 / 3 4", 0, "separator ';'", 0 },
    { "blanks in words", BYTES("city,x\nNew York,1\nSan Diego,2\nNew York,3\n"), { 0 }, "New York 1 / San Diego 2 / New York 3", "city,x", 0, 0 },
    { "comma in a header", BYTES("Temp, inside;Temp, outside;Flow\n1;2;3\n4;5;6\n"), { 0 }, "1 2 3 / 4 5 6",
      "Temp, inside,Temp, outside,Flow", "separator ';'", 0 },
    { "comma between quotes", BYTES("\"a, b\";c\n1;2\n3;4\n"), { 0 }, "1 2 / 3 4", "a, b,c", "separator ';'", 0 },
    { "told", BYTES("1,5;2,5\n"), { .separator = ';', .decimal = ',' }, "1.5 2.5", 0, 0, 0 },
    { "told, none of the guessed ones", BYTES("1:2\n3:4\n"), { .separator = ':' }, "1 2 / 3 4", 0, 0, 0 },
    { "one column", BYTES("7\n8\n"), { 0 }, "7 / 8", 0, 0, 0 },
    { "one column of words with blanks", BYTES("New York\nSan Diego\nNew York\n"), { .header = KIT_NO }, "New York / San Diego / New York", 0, 0, 0 },
};

static const good decimals[] = {
    { "comma", BYTES("-0,652;-0,175\n1,664;0,659\n"), { 0 }, "-0.652 -0.175 / 1.664 0.659", 0, "separator ';', decimal comma", 0 },
    { "comma, a line alone", BYTES("1,5;2,5\n"), { 0 }, "1.5 2.5", 0, "separator ';', decimal comma", 0 },
    { "comma, under a header", BYTES("a;b\n0,5;1\n2;2,25\n"), { 0 }, "0.5 1 / 2 2.25", "a,b", "separator ';', decimal comma", 0 },
    { "comma, tabs", BYTES("1,5\t2\n3\t4,5\n"), { 0 }, "1.5 2 / 3 4.5", 0, "separator tab, decimal comma", 0 },
    { "comma, blanks", BYTES("1,5 2\n3 4,25\n"), { 0 }, "1.5 2 / 3 4.25", 0, "separator blanks, decimal comma", 0 },
    { "comma, between quotes", BYTES("\"1,5\",2\n3,\"4,5\"\n"), { 0 }, "1.5 2 / 3 4.5", 0, "decimal comma", 0 },
    { "comma, with exponents", BYTES("1,5e3;2E-1\n3;4\n"), { 0 }, "1500 0.2 / 3 4", 0, "separator ';', decimal comma", 0 },
    { "points beside whole numbers, told", BYTES("x;y\n950;1\n1.200;2\n15.300;3\n"), { .decimal = '.' }, "950 1 / 1.2 2 / 15.3 3", "x,y", "separator ';'", 0 },
    { "points beside whole numbers, commas separate", BYTES("x,y\n950,1\n1.200,2\n15.300,3\n"), { 0 }, "950 1 / 1.2 2 / 15.3 3", "x,y", 0, 0 },
    { "points beside whole numbers, as words", BYTES("x;y\n950;1\n1.200;2\n15.300;3\n"), { .category = "x" }, "950 1 / 1.200 2 / 15.300 3", "x,y", "separator ';'", 0 },
    { "three decimals, and numbers below 1", BYTES("0.123 100\n12.345 200\n20.500 300\n"), { 0 }, "0.123 100 / 12.345 200 / 20.5 300", 0, "separator blanks", 0 },
    { "three decimals, and numbers above 999", BYTES("1012;1\n999.125;2\n998.375;3\n"), { 0 }, "1012 1 / 999.125 2 / 998.375 3", 0, "separator ';'", 0 },
    { "three decimals in all numbers", BYTES("30.740;1\n12.345;2\n"), { 0 }, "30.74 1 / 12.345 2", 0,
      "separator ';', points taken as decimal points; if they part thousands, remove them", 0 },
    { "three decimals in all numbers, others elsewhere", BYTES("30.740;1.5\n12.345;2\n"), { 0 }, "30.74 1.5 / 12.345 2", 0, "separator ';'", 0 },
    { "comma, told to be no thousands", BYTES("1,234;5,678\n"), { .decimal = ',' }, "1.234 5.678", 0, "separator ';'", 0 },
    { "signs, points and exponents", BYTES("1E+03,-2.5e-4,+7\n.5,5.,1e5\n"), { 0 }, "1000 -0.00025 7 / 0.5 5 100000", 0, 0, 0 },
    { "between quotes, with blanks", BYTES("\"1\", \" 2 \" \n"), { 0 }, "1 2", 0, 0, 0 },
};

static const good headers[] = {
    { "words", BYTES("a,b\n1,2\n"), { 0 }, "1 2", "a,b", 0, 0 },
    { "quotes inside quotes", BYTES("\"a,\"\"b\"\"\",c\n1,2\n3,4\n"), { 0 }, "1 2 / 3 4", "a,\"b\",c", 0, 0 },
    { "a count over fractions", BYTES("0,1,2,3\n-0.6,0.1,1.6,0.6\n0.2,0.3,0.4,0.5\n"), { 0 }, "-0.6 0.1 1.6 0.6 / 0.2 0.3 0.4 0.5", "0,1,2,3", HEADER, 0 },
    { "a count from 1", BYTES("1,2,3\n0.5,0.1,7\n0.25,1.5,8\n"), { 0 }, "0.5 0.1 7 / 0.25 1.5 8", "1,2,3", HEADER, 0 },
    { "a count over whole numbers", BYTES("0,1,2,3\n7,255,0,3\n9,12,0,4\n"), { 0 }, "7 255 0 3 / 9 12 0 4", "0,1,2,3", HEADER, 0 },
    { "a count over an index and fractions", BYTES(",0,1,2\n0,0.5,1.5,2.5\n1,0.1,0.2,0.3\n"), { 0 }, "0 0.5 1.5 2.5 / 1 0.1 0.2 0.3", ",0,1,2", HEADER, 0 },
    { "0 where something begins", BYTES("0\n0.5\n0.25\n"), { 0 }, "0 / 0.5 / 0.25", 0, 0, 0 },
    { "years beside a word", BYTES("day,2023,2024\n1.5,2,-0.1\n2.5,4,-0.2\n"), { 0 }, "1.5 2 -0.1 / 2.5 4 -0.2", "day,2023,2024", HEADER, 0 },
    { "rows that go on counting", BYTES("1,2,3\n4,5,6\n7,8,9\n"), { 0 }, "1 2 3 / 4 5 6 / 7 8 9", 0, 0, 0 },
    { "rows alike", BYTES("1,2,3\n1,2,3\n"), { 0 }, "1 2 3 / 1 2 3", 0, 0, 0 },
    { "two whole numbers", BYTES("0,1\n1,0\n1,1\n"), { 0 }, "0 1 / 1 0 / 1 1", 0, 0, 0 },
    { "a count in one column", BYTES("0\n1\n2\n"), { 0 }, "0 / 1 / 2", 0, 0, 0 },
    { "words over words that come again", BYTES("pet,home\ncat,house\ndog,house\ncat,flat\n"), { 0 }, "cat house / dog house / cat flat", "pet,home", HEADER, 0 },
    { "no header over words", BYTES("cat,house\ndog,house\ncat,flat\n"), { 0 }, "cat house / dog house / cat flat", 0, 0, 0 },
    { "told to be one", BYTES("1,2\n3,4\n"), { .header = KIT_YES }, "3 4", "1,2", 0, 0 },
    { "told to be none", BYTES("0,1,2\n0.5,1.5,2.5\n"), { .header = KIT_NO }, "0 1 2 / 0.5 1.5 2.5", 0, 0, 0 },
    { "in a comment", BYTES("# made by hand\n# a b\n1.5 2\n3 4\n"), { 0 }, "1.5 2 / 3 4", "a,b", "separator blanks, the names are in a comment", 0 },
    { "in a comment, commas", BYTES("#a,b\n1.5,2\n3,4\n"), { 0 }, "1.5 2 / 3 4", "a,b", "the names are in a comment", 0 },
    { "without a name for names of rows", BYTES("\"x\" \"y\"\n\"1\" 0.5 2\n\"2\" 1 4\n"), { 0 }, "1 0.5 2 / 2 1 4", ",x,y",
      "separator blanks, first column has no name", 0 },
    { "under a line of Excel's", BYTES("sep=;\r\na;b\r\n1,5;2\r\n"), { 0 }, "1.5 2", "a,b", "decimal comma", 0 },
    { "after lines left out", BYTES("Export of plant 7\n\na,b\n1,2\n"), { .skip = 2 }, "1 2", "a,b", 0, 0 },
    { "the first of two", BYTES("time,temp,place\ns,degC,-\n\n1.5,2,x\n2.5,3,y\n"), { .header = KIT_YES }, "1.5 2 x / 2.5 3 y", "time,temp,place",
      "line 2, words over numbers, left out", 0 },
    { "in a comment, with units", BYTES("# time [s] p\n1.5 2\n3 4\n"), { 0 }, "1.5 2 / 3 4", 0,
      "separator blanks, a comment of 3 words is not taken for the names of 2 columns", 0 },
    { "the second of two", BYTES("time,temp\ns,degC\n1.5,2\n"), { .skip = 1 }, "1.5 2", "s,degC", 0, 0 },
};

static const good lines[] = {
    { "CRLF", BYTES("a,b\r\n1,2\r\n3,4\r\n"), { 0 }, "1 2 / 3 4", "a,b", 0, 0 },
    { "CR", BYTES("a,b\r1,2\r3,4\r"), { 0 }, "1 2 / 3 4", "a,b", 0, 0 },
    { "no end", BYTES("1,2\r\n3,4"), { 0 }, "1 2 / 3 4", 0, 0, 0 },
    { "empty ones", BYTES("\n1,2\n\n \n3,4\n\n\n"), { 0 }, "1 2 / 3 4", 0, 0, 0 },
    { "empty ones in one column", BYTES("x\n1\n\n3\n"), { 0 }, "1 / 3", "x", 0, 0 },
    { "separators behind all", BYTES("a;b;\n1;2;\n3;4;\n"), { 0 }, "1 2 / 3 4", "a,b", "separator ';', last column is empty and left out", 0 },
    { "separators behind rows", BYTES("a;b\n1;2;\n3;4;\n"), { 0 }, "1 2 / 3 4", "a,b", "separator ';', last column is empty and left out", 0 },
    { "a separator behind the header", BYTES("a;b;\n1;2\n3;4\n"), { 0 }, "1 2 / 3 4", "a,b", "separator ';'", 0 },
    { "a separator behind one row", BYTES("a;b\n1;2\n3;4;\n5;6\n"), { 0 }, "1 2 / 3 4 / 5 6", "a,b", "separator ';'", 0 },
    { "a separator behind one column", BYTES("1,\n2,\n"), { 0 }, "1 / 2", 0, "last column is empty and left out", 0 },
    { "a named column without a value", BYTES("a,b,c\n1,2,\n3,4,\n"), { 0 }, "1 2 / 3 4", "a,b", "last column is empty and left out", 0 },
    { "separators alone at the end", BYTES("a,b\n1,2\n3,4\n,\n,\n"), { 0 }, "1 2 / 3 4", "a,b", 0, 0 },
    { "control Z", BYTES("1,2\r\n3,4\r\n\x1a"), { 0 }, "1 2 / 3 4", 0, 0, 0 },
    { "comments", BYTES("# made by hand\n1,2\n  # a remark\n3,4\n"), { 0 }, "1 2 / 3 4", 0, "1 line with # left out", 0 },
    { "comments of another sign", BYTES("% by Octave\n1,2\n%3,4\n5,6\n"), { .comment = '%' }, "1 2 / 5 6", 0, 0, 0 },
    { "comments that look like rows", BYTES("1,2\n#3,4\n5,6\n"), { .comment = '#' }, "1 2 / 5 6", 0, 0, 0 },
    { "line ends between quotes", BYTES("x,\"a\nname\"\n1,\"two\r\nlines\"\n2,b\n3,b\n"), { .header = KIT_YES }, "1 two\r\nlines / 2 b / 3 b", "x,a\nname", 0, 0 },
    { "nothing but #", BYTES("#1,2\n#3,4\n"), { .header = KIT_NO }, "#1 2 / #3 4", 0, 0, 0 },
};

static const good encodings[] = {
    { "UTF-8 with a mark", BYTES("\xef\xbb\xbf" "1,2\n"), { 0 }, "1 2", 0, 0, 0 },
    { "a mark before quotes", BYTES("\xef\xbb\xbf\"a\",\"b\"\n\"1\",\"2\"\n"), { 0 }, "1 2", "a,b", 0, 0 },
    { "UTF-8", BYTES("gr\xc3\xb6\xc3\x9f" "e,b\n1,2\n"), { 0 }, "1 2", "gr\xc3\xb6\xc3\x9f" "e,b", 0, 0 },
    { "UTF-16, little end first", BYTES("\xff\xfe" "1\0,\0002\0\n\0"), { 0 }, "1 2", 0, "UTF-16", 0 },
    { "UTF-16, big end first", BYTES("\xfe\xff" "\0001\0,\0002\0\n"), { 0 }, "1 2", 0, "UTF-16", 0 },
    { "UTF-16 without a mark", BYTES("a\0,\0b\0\n\0001\0,\0002\0\n\0"), { 0 }, "1 2", "a,b", "UTF-16LE", 0 },
    { "UTF-16 without a mark, big end first", BYTES("\0a\0,\0b\0\n\0001\0,\0002\0\n"), { 0 }, "1 2", "a,b", "UTF-16BE", 0 },
    { "Latin-1", BYTES("gr\xf6\xdf" "e,b\n1,2\n"), { .encoding = "latin1" }, "1 2", "gr\xc3\xb6\xc3\x9f" "e,b", 0, 0 },
    { "UTF-16, told", BYTES("1\0,\0002\0\n\0"), { .encoding = "UTF-16LE" }, "1 2", 0, 0, 0 },
};

static const good gaps[] = {
    { "kept", BYTES("a,b\n1,\n?,2\nNA,n/a\nnan,NULL\n3,-\n4,5\n"), { .gaps = KIT_GAPS_KEEP }, "1 _ / _ 2 / _ _ / _ _ / 3 _ / 4 5", "a,b", 0, 0 },
    { "left out", BYTES("a,b\n1,\n3,4\n?,2\n5,6\n"), { .gaps = KIT_GAPS_DROP }, "3 4 / 5 6", "a,b", "2 rows with gaps left out (lines 2, 4)", 0 },
    { "many left out", BYTES("a,b\n1,\n2,\n3,\n4,\n5,\n6,\n7,8\n"), { .gaps = KIT_GAPS_DROP }, "7 8", "a,b",
      "6 rows with gaps left out (lines 2, 3, 4, 5, 6 ...)", 0 },
    { "further words", BYTES("1,missing\n-9999.0,2\n3,4\n"), { .gaps = KIT_GAPS_KEEP, .gap_words = "missing,-9999" }, "1 _ / _ 2 / 3 4", 0, 0, 0 },
    { "infinite numbers as gaps", BYTES("1,inf\n-Inf,2\n3,INF\n4,5\nNaN,6\n"), { .gaps = KIT_GAPS_KEEP, .gap_words = "inf,-inf" }, "1 _ / _ 2 / 3 _ / 4 5 / _ 6", 0, 0, 0 },
    { "a last column of gaps", BYTES("a,b,c\n1,2,\n3,4,\n"), { .gaps = KIT_GAPS_KEEP }, "1 2 _ / 3 4 _", "a,b,c", 0, 0 },
    { "a last column of gaps that a model knows", BYTES("1,2,\n"), { .gaps = KIT_GAPS_KEEP, .schema = &(const kit_schema){ .width = 3 } }, "1 2 _", 0, 0, 0 },
    { "words", BYTES("a,b\nx,1\n,2\ny,3\nx,4\n"), { .gaps = KIT_GAPS_KEEP }, "x 1 / _ 2 / y 3 / x 4", "a,b", 0, 0 },
    { "levels of rows that are left out", BYTES("a,b\nx,1\nq,\ny,3\nx,4\n"), { .gaps = KIT_GAPS_DROP }, "x 1 / y 3 / x 4", "a,b",
      "1 row with gaps left out (line 3)", 0 },
    { "lines of separators between rows", BYTES("1,2\n,\n3,4\n"), { .gaps = KIT_GAPS_KEEP }, "1 2 / _ _ / 3 4", 0, 0, 0 },
    { "taken as they come", BYTES(",\n1,\n"), { .take_nan = true }, "_ / 1", 0, "last column is empty and left out", 0 },
    { "no numbers, taken as they come", BYTES("x,y\n1,\nnan,2\n-inf,no\n3,4\n"), { .take_nan = true }, "1 _ / _ 2 / inf inf / 3 4", "x,y", 0, 0 },
    { "too large, taken as they come", BYTES("1e39,1e999\n1,2\n"), { .take_nan = true }, "inf inf / 1 2", 0, 0, 0 },
};

static const good kinds[] = {
    { "categories", BYTES("age,city,smoker\n20,Oslo,yes\n21,Turin,no\n22,Oslo,no\n"), { 0 }, "20 Oslo yes / 21 Turin no / 22 Oslo no", "age,city,smoker", 0, 0 },
    { "categories with numbers among them", BYTES("1,a\n2,b\n3,7\n4,b\n"), { 0 }, "1 a / 2 b / 3 7 / 4 b", 0, 0, 0 },
    { "numbers told to be categories", BYTES("k,x\n10,0.5\n9,1.5\n10,2.5\n"), { .category = "k" }, "10 0.5 / 9 1.5 / 10 2.5", "k,x", 0, 0 },
    { "words that differ in case", BYTES("x,y\nYes,1\nno,2\nyes,3\nno,4\nYes,5\n"), { 0 }, "Yes 1 / no 2 / yes 3 / no 4 / Yes 5", "x,y",
      "column 'x': 'Yes' and 'yes' are different words", 0 },
    { "words that differ in blanks", BYTES("x,y\na,1\n\"a \",2\na,3\n"), { 0 }, "a 1 / a  2 / a 3", "x,y", "column 'x': 'a' and 'a ' are different words", 0 },
    { "dates", BYTES("day,x\n2024-01-02,1\n2024-01-03 10:30,2\n"), { 0 }, "2024-01-02 1 / 2024-01-03 10:30 2", "day,x", 0, 0 },
    { "logarithms", BYTES("a,b\n0,1\n1,2\n"), { .log1p = "a" }, "0 1 / 0.6931472 2", "a,b", 0, 0 },
};

static const good columns[] = {
    { "label in front", BYTES("label,p1,p2\n7,0,1\n3,1,0\n"), { .label = "label" }, "0 1 / 1 0", "p1,p2", 0, "7 3" },
    { "label by its number", BYTES("7,0,1\n3,1,0\n"), { .label = "1" }, "0 1 / 1 0", 0, 0, "7 3" },
    { "label last", BYTES("1,2,\"a,b\"\n3,4,c\n"), { .label = KIT_LAST }, "1 2 / 3 4", 0, 0, "a,b c" },
    { "label before an empty column", BYTES("1,2,x,\n3,4,y,\n"), { .label = KIT_LAST }, "1 2 / 3 4", 0, "last column is empty and left out", "x y" },
    { "label and id", BYTES("id,x,kind\nr1,1,cat\nr2,2,dog\n"), { .label = "kind", .id = "id" }, "1 / 2", "x", 0, "cat:r1 dog:r2" },
    { "chosen ones", BYTES("a,b,c\n1,2,3\n4,5,6\n"), { .columns = "c,a" }, "1 3 / 4 6", "a,c", 0, 0 },
    { "not those", BYTES("a,b,c\n1,x,3\n4,5,6\n7,8,9\n"), { .drop = "b" }, "1 3 / 4 6 / 7 9", "a,c", 0, 0 },
    { "rows with a label", BYTES("x,y\n1,0\n2,1\n,1\n3,0\n"), { .label = "y", .where = "y=0.0" }, "1 / 3", "x", 0, "0 0" },
    { "rows with a quoted word", BYTES("x,y\n1,\"a\nb\"\n2,c\n3,\"a\nb\"\n"), { .where = "y=c", .drop = "y" }, "2", "x", 0, 0 },
};

static const bad bads[] = {
    { "nothing but line ends", BYTES("\n\n\n"), { 0 }, "is empty: it has no row" },
    { "a header alone", BYTES("a,b\n"), { 0 }, "is empty: it has no row" },
    { "a mark alone", BYTES("\xef\xbb\xbf"), { 0 }, "is empty" },
    { "comments alone, told", BYTES("#1\n#2\n"), { .comment = '#' }, "is empty" },
    { "too few columns", BYTES("1,2\n3,4\n5\n"), { 0 }, "line 3 has 1 column, where the lines before have 2" },
    { "too many columns", BYTES("1,2\n3,4\n5,6,7\n"), { 0 }, "line 3 has 3 columns, where the lines before have 2" },
    { "a word among numbers", BYTES("x,y\n1,2\n3,four\n5,6\n"), { 0 }, "line 3, column 'y': 'four' is no number: it is a word; --gap-words four takes it as missing" },
    { "a word among numbers, no names", BYTES("1,2\n3,four\n5,6\n"), { 0 }, "line 2, column 2: 'four' is no number" },
    { "as many words as numbers", BYTES("x,y\n1,2\n3,four\n"), { 0 }, "line 3, column 'y': 'four' is no number" },
    { "infinite", BYTES("1,-inf\n2,3\n4,5\n"), { 0 }, "line 1, column 2: '-inf' is no number: it is not finite; --gap-words -inf takes it as missing" },
    { "a word with a blank", BYTES("1,2\n3,not known\n5,6\n"), { 0 }, "it is a word; --gap-words 'not known' takes it" },
    { "too large", BYTES("1,2\n3,1e39\n"), { 0 }, "line 2, column 2: '1e39' does not fit a float" },
    { "much too large", BYTES("1,2\n3,1e999\n"), { 0 }, "line 2, column 2: '1e999' does not fit a float" },
    { "hexadecimal", BYTES("1,0x10\n2,3\n4,5\n"), { 0 }, "'0x10' is no number: it is hexadecimal" },
    { "thousands", BYTES("\"1,234.5\",2\n\"6,789.5\",3\n"), { 0 }, "'1,234.5' is no number: nothing may stand between its thousands: remove the points, commas, blanks" },
    { "thousands beside decimal commas", BYTES("x;y\n30.740;1\n2,6;2\n3,5;3\n4,5;1\n"), { 0 }, "line 2, column 'x': '30.740' is no number: it has another decimal sign than the file (--decimal); where the file has both" },
    { "a decimal comma beside points", BYTES("\"307,40\",1\n2.6,2\n2.7,2\n"), { 0 }, "'307,40' is no number: it has another decimal sign" },
    { "thousands and decimal commas", BYTES("a;b\n1.000,50;1\n2.000,75;2\n"), { 0 }, "line 2, column 'a': '1.000,50' is no number: nothing may stand between" },
    { "another minus", BYTES("a,b\n\xe2\x88\x92" "5,1\n6,2\n7,3\n"), { 0 }, "is no number: its minus is another sign than -" },
    { "a row that lacks its first field", BYTES("1,2\n3,4,5\n6,7,8\n"), { 0 }, "line 1 has 2 columns, where most lines after it have 3" },
    { "thousands with blanks", BYTES("a;b\n1 234;2\n3;4\n5;6\n"), { 0 }, "line 2, column 'a': '1 234' is no number: nothing may stand between" },
    { "thousands with apostrophes", BYTES("1'234;2\n3;4\n5;6\n"), { 0 }, "'1'234' is no number: nothing may stand between" },
    { "percent", BYTES("5%,2\n6%,3\n"), { 0 }, "line 1, column 1: '5%' is no number: it has a percent sign: remove it" },
    { "currency", BYTES("x;y\n$5;2\n6;3\n7;4\n"), { 0 }, "line 2, column 'x': '$5' is no number: it has a currency: remove it" },
    { "Fortran's exponents", BYTES("1.5D+03,2\n2.5D-01,3\n"), { 0 }, "'1.5D+03' is no number: its exponent begins with D, where E is due" },
    { "a date among numbers", BYTES("1,2\n2024-01-02,3\n4,5\n"), { 0 }, "'2024-01-02' is no number: a date or time is none" },
    { "units", BYTES("1,2\n2.5 kg,3\n4,5\n"), { 0 }, "'2.5 kg' is no number: something stands behind it" },
    { "the other decimal sign", BYTES("1.5;2\n2.5;3\n4,5;5\n"), { 0 }, "'4,5' is no number: it has another decimal sign" },
    { "gap", BYTES("x,y\n1,2\n?,4\n"), { 0 }, "line 3, column 'x' has a gap, '?': --missing drop leaves out rows with gaps; a model trained with --missing mean or mask" },
    { "empty field", BYTES("x,y\n1,2\n,4\n"), { 0 }, "line 3, column 'x' is empty: --missing drop" },
    { "a gap before a word", BYTES("1,2\n,4\n5,x\n7,8\n"), { 0 }, "line 2, column 1 is empty" },
    { "a word before a gap", BYTES("1,2\n5,x\n,4\n7,8\n"), { 0 }, "line 2, column 2: 'x'" },
    { "gaps in every row", BYTES("1,\n,2\n"), { .gaps = KIT_GAPS_DROP }, "each of its 2 rows has a gap" },
    { "an open quote", BYTES("1,\"2\n3,4\n"), { 0 }, "line 1, column 2: a field that begins with a quote" },
    { "a word behind a quote", BYTES("1,2\n\"1\"x,2\n"), { 0 }, "line 2, column 1: a field that begins with a quote" },
    { "a zero byte", BYTES("1,2\n3,x\0y\n5,6\n"), { 0 }, "line 2, column 2: 'x' holds a zero byte" },
    { "control characters", BYTES("1,2\n3,\033[2J\n4,5\n"), { 0 }, "'?[2J' is no number" },
    { "title", BYTES("Export of plant 7\na,b\n1,2\n3,4\n"), { 0 }, "line 1 has 1 column, where most lines after it have 2: if it is a title, --skip 1 leaves it out" },
    { "title of some words", BYTES("Plant seven\n5 6 7\n8 9 10\n"), { 0 }, "line 1 has 2 columns, where most lines after it have 3: if it is a title, --skip 1" },
    { "title over an empty line", BYTES("Export\n\na,b\n1,2\n3,4\n"), { 0 }, "--skip 2 leaves it out" },
    { "two headers", BYTES("time,temp\ns,degC\n1.5,2\n2.5,3\n"), { 0 }, "line 2 is a second header: 's' stands in column 1, where numbers follow; --header yes keeps the names of line 1 and leaves it out, --skip 1" },
    { "a row under a header, told", BYTES("name,age\nBob,unknown\nEve,5\nBob,7\nAda,8\n"), { .header = KIT_YES }, "line 2, column 'age': 'unknown' is no number: it is a word; --gap-words unknown takes it as missing" },
    { "names with blanks", BYTES("time [s] p\n1.5 2\n3 4\n"), { 0 }, "--skip 1 leaves it out; if it has the names of columns, those with blanks inside need quotes" },
    { "a separator that is another", BYTES("a,b,c\n1.5,2,x\n2.5,3,y\n"), { .separator = ';' }, "--separator makes 1 column of its lines, where ',' would make 3 of each" },
    { "a comma that is decimal", BYTES("a;b;c\n1,5;2;3\n2,5;3;4\n"), { .separator = ',' }, "--separator makes 2 columns of its lines, where ';' would make 3 of each" },
    { "a header or a row", BYTES("a,1\n2,3\n4,5\n"), { 0 }, "line 1 may be a header or a row: say --header yes" },
    { "a header or a row of words", BYTES("a,b\nc,d\n"), { 0 }, "line 1 may be a header or a row" },
    { "a count of two", BYTES("0,1\n0.5,0.1\n"), { 0 }, "line 1 may be a header or a row" },
    { "one line too short", BYTES("1,2\n3\n"), { 0 }, "line 2 has 1 column, where the lines before have 2" },
    { "thousands or decimal commas", BYTES("1,234;5,678\n"), { 0 }, "say --decimal ," },
    { "points between thousands or decimal", BYTES("x;y\n950;0.5\n880;1\n1.200;2\n15.300;3\n"), { 0 }, "column 'x' has numbers such as 1.200 beside whole ones: say --decimal . if" },
    { "points between thousands or decimal, one column", BYTES("950\n880\n1.200\n15.300\n"), { 0 }, "column 1 has numbers such as 1.200" },
    { "points between thousands or decimal, in the first line", BYTES("950;1\n1.200;2\n-15.300;3\n"), { 0 }, "column 1 has numbers such as 1.200" },
    { "commas that separate or are decimal", BYTES("-0,652,-0,175\n1,5,2,25\n"), { 0 }, "--separator ," },
    { "two separators", BYTES("a|b,c\nd|e,f\n"), { .header = KIT_NO }, "',' and '|' both make columns of its lines: say which by --separator" },
    { "a row like a comment", BYTES("1,2\n#3,4\n5,6\n"), { 0 }, "line 2 begins with # and has as many columns as a row: --comment #" },
    { "Latin-1 in a header", BYTES("gr\xf6\xdf" "e,b\n1,2\n"), { 0 }, "line 1: the name of column 1 is not UTF-8; say what it is, such as --encoding latin1" },
    { "Latin-1 in a word", BYTES("a,b\n1,K\xf6ln\n2,K\xf6ln\n"), { 0 }, "line 2, column 'b'" },
    { "an encoding that nobody knows", BYTES("1,2\n"), { .encoding = "latin99" }, "--encoding latin99: this system does not know it" },
    { "not in its encoding", BYTES("1,\xff\n"), { .encoding = "ascii" }, "are no text in its encoding" },
    { "more lines left out than there are", BYTES("1,2\n3,4\n"), { .skip = 3 }, "has 2 lines, fewer than --skip leaves out" },
    { "a label alone", BYTES("1\n2\n"), { .label = KIT_LAST }, "none of its 1 columns is left" },
    { "a long label", BYTES("1,abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz0123456789\n"), { .label = KIT_LAST }, "is too long: a label or id has at most" },
    { "no such column", BYTES("a,b\n1,2\n"), { .drop = "c" }, "there is no column 'c'" },
    { "no such row", BYTES("a,b\n1,2\n"), { .where = "a=7" }, "--where: none of its 1 rows has '7' there" },
    { "a weight below 0", BYTES("w,x\n1,2\n-1,3\n"), { .weight = "w" }, "line 3, column 'w': '-1' is no weight" },
    { "a weight that is a gap", BYTES("w,x\n1,2\n?,3\n"), { .weight = "w", .gaps = KIT_GAPS_KEEP }, "line 3, column 'w': '?' is no weight" },
    { "no logarithm", BYTES("w,x\n1,2\n-1,3\n"), { .log1p = "w" }, "line 3, column 'w': '-1' has no log1p: numbers above -1 have" },
};
/* clang-format on */

static void check_all(const good *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        check_good(&list[i]);
}

static void separators_are_found(void **state)
{
    (void)state;
    check_all(separators, COUNT(separators));
}

static void decimal_signs_are_found(void **state)
{
    (void)state;
    check_all(decimals, COUNT(decimals));
}

static void headers_are_told_from_rows(void **state)
{
    (void)state;
    check_all(headers, COUNT(headers));
}

static void lines_end_and_look_in_many_ways(void **state)
{
    (void)state;
    check_all(lines, COUNT(lines));
}

static void encodings_are_read(void **state)
{
    (void)state;
    check_all(encodings, COUNT(encodings));
}

static void gaps_are_kept_or_left_out(void **state)
{
    (void)state;
    check_all(gaps, COUNT(gaps));
}

static void columns_have_their_kinds(void **state)
{
    (void)state;
    check_all(kinds, COUNT(kinds));
}

static void columns_have_their_use(void **state)
{
    (void)state;
    check_all(columns, COUNT(columns));
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(bads); i++)
        check_bad(&bads[i]);
}

static kit_table read_text(const char *path, const kit_reading *how)
{
    kit_table t;
    kit_message why = { "" };
    if (!kit_table_read(&t, path, how, &why))
        fail_msg("%s", why.text);
    return t;
}

/* ---- What is known of columns ------------------------------------------------------------------------------------- */

static void kinds_levels_and_gaps_are_described(void **state)
{
    const kit_reading how = { .gaps = KIT_GAPS_KEEP };
    (void)state;
    write_file("t.csv", BYTES("n,city,day\n1,Porto,1/2/2024\n,Oslo,3/2/2024\n3,,1/2/2024\n4,Porto,\n"));

    kit_table t = read_text("t.csv", &how);

    assert_int_equal(t.columns[0].kind, KIT_NUMBER);
    assert_int_equal(t.columns[0].n_levels, 0);
    assert_null(t.columns[0].levels);
    assert_int_equal(t.columns[1].kind, KIT_CATEGORY);
    assert_int_equal(t.columns[1].n_levels, 2);
    assert_string_equal(t.columns[1].levels[0], "Oslo");
    assert_string_equal(t.columns[1].levels[1], "Porto");
    assert_int_equal(t.columns[2].kind, KIT_DATE);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(t.columns[i].gaps, 1);
    kit_table_free(&t);
}

static void many_ways_to_write_a_date_are_known(void **state)
{
    static const char *const dates[] = { "2024-01-31",
                                         "31.1.2024",
                                         "1/31/24",
                                         "31-Jan-2024",
                                         "31 January 2024",
                                         "2024/1/5",
                                         "9:30",
                                         "09:30:15.25",
                                         "9:30 PM",
                                         "2024-01-31T10:30:00Z",
                                         "1/31/24 9:30",
                                         "2024-01-31 10:30:15+02:00",
                                         "2024-01-31 10:30:15 UTC" };
    static const char *const words[] = { "a-b-c", "12-3", "1:2:3:x", "555-1234-99", "3.4.5", "v1.2.3", "31-Foo-2024" };
    char text[128];
    (void)state;
    for (size_t i = 0; i < COUNT(dates) + COUNT(words); i++) {
        const char *word = i < COUNT(dates) ? dates[i] : words[i - COUNT(dates)];
        write_file("t.csv", text, (size_t)snprintf(text, sizeof text, "when,x\n\"%s\",1\n\"%s\",2\n", word, word));

        kit_table t = read_text("t.csv", &(kit_reading){ .separator = ',' });

        if ((t.columns[0].kind == KIT_DATE) != (i < COUNT(dates)))
            fail_msg("%s is of kind %d", word, (int)t.columns[0].kind);
        kit_table_free(&t);
    }
}

/* Case 23: ten seconds apart are the same float. */
static void numbers_that_a_float_does_not_tell_apart_are_counted(void **state)
{
    (void)state;
    write_file("t.csv", BYTES("1700000000,1\n1700000010,1\n1700000020,2\n1700000020,3\n1700000500,3\n"));

    kit_table t = read_text("t.csv", NULL);

    assert_int_equal(t.columns[0].merged, 2);
    assert_int_equal(t.columns[1].merged, 0);
    kit_table_free(&t);
}

static void rows_left_out_are_not_compared(void **state)
{
    (void)state;
    write_file("t.csv", BYTES("a,b\n167.5,1\n155.5,?\n167.5,2\n1700000000,3\n1700000010,?\n1700000500,4\n"));

    kit_table t = read_text("t.csv", &(kit_reading){ .gaps = KIT_GAPS_DROP });

    assert_int_equal(t.rows, 4);
    assert_int_equal(t.columns[0].merged, 0);
    kit_table_free(&t);
}

static void weights_go_with_their_rows(void **state)
{
    const kit_reading how = { .weight = "w", .gaps = KIT_GAPS_DROP };
    (void)state;
    write_file("t.csv", BYTES("x,w\n1,0.5\n2,\n3,2\n"));

    kit_table t = read_text("t.csv", &how);

    assert_int_equal(t.rows, 2);
    assert_true(t.weights[0] == 0.5f && t.weights[1] == 2.0f);
    kit_table_free(&t);
}

/* ---- Numbers ------------------------------------------------------------------------------------------------------ */

static uint64_t chance(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 16;
}

/* Decimals of every length, among them such as lie in the middle between two floats, or next to it. */
static void write_number(char text[128], uint64_t *seed)
{
    const uint64_t bits = chance(seed) << 32 ^ chance(seed);
    const uint32_t half = (uint32_t)(bits >> 7);
    float x;
    memcpy(&x, &half, sizeof x);
    x = isfinite(x) ? x : 1.5f;
    const double middle = (double)x * (1 + 0x1p-24);
    switch (chance(seed) % 6) {
    case 0:
        snprintf(text, 128, "%.17g", middle);
        break;
    case 1:
        snprintf(text, 128, "%.*e", (int)(chance(seed) % 40), middle);
        break;
    case 2:
        snprintf(text, 128, "%.18e", (double)(int64_t)bits / 1e18);
        break;
    case 3:
        snprintf(text, 128, "%llu.%llue%d", (unsigned long long)chance(seed) % 1000, (unsigned long long)chance(seed),
                 (int)(chance(seed) % 90) - 45);
        break;
    case 4:
        snprintf(text, 128, "-%llu%llu.%llu", (unsigned long long)chance(seed), (unsigned long long)chance(seed),
                 (unsigned long long)chance(seed));
        break;
    default:
        snprintf(text, 128, "%.*g", (int)(chance(seed) % 12) + 1, (double)x);
    }
}

static void numbers_are_those_of_strtod(void **state)
{
    enum { N = 200000 };
    static char texts[N][128];
    static const char *const hard[] = { "1.00000005960464477539062500000000000001",
                                        "16777217",
                                        "16777217.0000000000000001",
                                        "0.1e-44",
                                        "7.006492321624085e-46",
                                        "7.006492321624086e-46",
                                        "3.4028235677973362e38",
                                        "1e-400",
                                        "0e999999999",
                                        "-0.0",
                                        "123456789012345678901234567890e-20",
                                        "9007199254740993",
                                        "0.000000000000000000000000000000000000000000001e45" };
    uint64_t seed = 1;
    FILE *file = fopen("n.csv", "w");
    (void)state;
    for (size_t i = 0; i < N; i++) {
        if (i < COUNT(hard))
            snprintf(texts[i], sizeof *texts, "%s", hard[i]);
        else
            write_number(texts[i], &seed);
        fprintf(file, "%s%c", texts[i], i % 8 == 7 ? '\n' : ';');
    }
    fclose(file);

    kit_table t = read_text("n.csv", &(kit_reading){ .take_nan = true, .separator = ';', .decimal = '.', .header = KIT_NO });

    assert_int_equal(t.rows * t.width, N);
    for (size_t i = 0; i < N; i++) {
        const float due = (float)strtod(texts[i], NULL);
        if (memcmp(&due, (const float *)t.data + i, sizeof due) != 0)
            fail_msg("%s became %.9g, where %.9g is due", texts[i], (double)((const float *)t.data)[i], (double)due);
    }
    kit_table_free(&t);
}

/* ---- Texts that are longer than a block --------------------------------------------------------------------------- */

static void write_long(const char *path, size_t rows, const char *at_last)
{
    FILE *file = fopen(path, "w");
    fputs("a,word,b\n", file);
    for (size_t i = 0; i < rows; i++)
        fprintf(file, "%zu.5,\"w%zu,\n\"\"%zu\"\"\",%zu\n", i, i % 3, i % 3, i);
    fputs(at_last, file);
    fclose(file);
}

static void fields_may_lie_across_blocks(void **state)
{
    enum { ROWS = 60000 }; /* some 1.5 MB */
    (void)state;
    write_long("long.csv", ROWS, "");

    kit_table t = read_text("long.csv", NULL);

    assert_int_equal(t.rows, ROWS);
    assert_int_equal(t.columns[1].n_levels, 3);
    assert_string_equal(t.columns[1].levels[2], "w2,\n\"2\"");
    for (size_t i = 0; i < ROWS; i++) {
        const float *row = (const float *)t.data + 3 * i;
        if (row[0] != (float)((double)i + 0.5) || row[1] != (float)(i % 3) || row[2] != (float)i)
            fail_msg("row %zu is %g %g %g", i, (double)row[0], (double)row[1], (double)row[2]);
    }
    kit_table_free(&t);
}

static void lines_are_counted_with_those_between_quotes(void **state)
{
    kit_table t;
    kit_message why = { "" };
    (void)state;
    write_long("long.csv", 60000, "1,w,2\n1,w,x\n");

    assert_false(kit_table_read(&t, "long.csv", NULL, &why));

    assert_says(&why, "long.csv: line 120003, column 'b': 'x' is no number");
}

static void words_behind_a_long_run_of_numbers_are_not_guessed_at(void **state)
{
    kit_table t;
    kit_message why = { "" };
    const kit_reading how = { .category = "2" };
    FILE *file = fopen("late.csv", "w");
    (void)state;
    for (size_t i = 0; i < 200000; i++)
        fprintf(file, i < 90000 ? "1,%zu\n" : "1,w%zu\n", i % 5);
    fclose(file);

    assert_false(kit_table_read(&t, "late.csv", NULL, &why));
    assert_says(&why, "line 90001, column 2: 'w0' is one of 110000 words, and numbers stand before them: --category");

    t = read_text("late.csv", &how);
    assert_int_equal(t.columns[1].n_levels, 10);
    kit_table_free(&t);
}

static void an_open_quote_does_not_take_the_rest_of_a_long_text(void **state)
{
    kit_table t;
    kit_message why = { "" };
    FILE *file = fopen("open.csv", "w");
    (void)state;
    fputs("1,2\n3,\"4\n", file);
    for (size_t i = 0; i < 200000; i++)
        fputs("5,6\n", file);
    fclose(file);

    assert_false(kit_table_read(&t, "open.csv", NULL, &why));

    assert_says(&why, "open.csv: line 2, column 2: a field that begins with a quote");
}

static void utf16_is_read_across_blocks(void **state)
{
    enum { ROWS = 100000 };
    FILE *file = fopen("wide.csv", "w");
    char line[32];
    (void)state;
    fwrite("\xff\xfe", 1, 2, file);
    for (size_t i = 0; i < ROWS; i++) {
        snprintf(line, sizeof line, "%zu,%zu.25\r\n", i, i % 10);
        for (const char *c = line; *c; c++)
            fwrite((char[]){ *c, 0 }, 1, 2, file);
    }
    fclose(file);

    kit_table t = read_text("wide.csv", &(kit_reading){ .header = KIT_NO });

    assert_int_equal(t.rows, ROWS);
    assert_true(((const float *)t.data)[2 * (ROWS - 1)] == ROWS - 1);
    assert_true(((const float *)t.data)[2 * ROWS - 1] == 9.25f);
    kit_table_free(&t);
}

static void a_column_may_have_as_many_words_as_rows(void **state)
{
    enum { ROWS = 30000 };
    FILE *file = fopen("ids.csv", "w");
    (void)state;
    fputs("id,x\n", file);
    for (size_t i = 0; i < ROWS; i++)
        fprintf(file, "user%zu,%zu\n", i, i);
    fclose(file);

    kit_table t = read_text("ids.csv", NULL);

    assert_int_equal(t.columns[0].kind, KIT_CATEGORY);
    assert_int_equal(t.columns[0].n_levels, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        const size_t code = (size_t)((const float *)t.data)[2 * i];
        assert_true(code < ROWS && (size_t)atol(t.columns[0].levels[code] + 4) == i);
    }
    kit_table_free(&t);
}

/* ---- Hostile texts ------------------------------------------------------------------------------------------------ */

/* Bytes that mean something come often. */
static size_t write_hostile(char *bytes, size_t room, uint64_t *seed)
{
    static const char often[] = ",,,;;\t|  \n\n\n\r\"\"#0011..--+eExX?NA%'$\xef\xbb\xbf\xff\xfe\x1a\0a";
    const size_t n = chance(seed) % room;
    for (size_t i = 0; i < n; i++)
        bytes[i] = chance(seed) % 20 ? often[chance(seed) % (sizeof often - 1)] : (char)chance(seed);
    return n;
}

static kit_reading choose_reading(uint64_t *seed)
{
    static const char separators_[] = "\0\0\0\0,; \t|";
    kit_reading how = { .separator = separators_[chance(seed) % 9], .decimal = "\0\0.,"[chance(seed) % 4] };
    how.header = (kit_header)(chance(seed) % 3);
    how.gaps = (kit_gaps)(chance(seed) % 3);
    how.skip = chance(seed) % 8 == 0;
    how.take_nan = chance(seed) % 4 == 0;
    how.label = chance(seed) % 4 == 0 ? KIT_LAST : NULL;
    how.gap_words = chance(seed) % 4 == 0 ? "x,0" : NULL;
    how.encoding = chance(seed) % 8 == 0 ? "latin1" : NULL;
    return how;
}

static void check_codes(const kit_table *t)
{
    for (size_t i = 0; i < t->rows * t->width; i++) {
        const kit_table_column *c = &t->columns[i % t->width];
        const float x = ((const float *)t->data)[i];
        assert_true(c->kind == KIT_NUMBER || isnan(x) || (size_t)x < c->n_levels);
    }
    for (size_t k = 0; k < t->width; k++)
        for (size_t i = 1; i < t->columns[k].n_levels; i++)
            assert_true(strcmp(t->columns[k].levels[i - 1], t->columns[k].levels[i]) < 0);
}

static void any_bytes_make_a_table_or_an_error(void **state)
{
    char bytes[400];
    uint64_t seed = 7;
    size_t tables = 0;
    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        kit_table t;
        kit_message why = { "" };
        const kit_reading how = choose_reading(&seed);
        write_file("t.csv", bytes, write_hostile(bytes, sizeof bytes, &seed));
        if (kit_table_read(&t, "t.csv", &how, &why)) {
            tables++;
            check_codes(&t);
            kit_table_free(&t);
        } else {
            assert_says(&why, "t.csv: ");
        }
    }
    assert_true(tables > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separators_are_found),
        cmocka_unit_test(decimal_signs_are_found),
        cmocka_unit_test(headers_are_told_from_rows),
        cmocka_unit_test(lines_end_and_look_in_many_ways),
        cmocka_unit_test(encodings_are_read),
        cmocka_unit_test(gaps_are_kept_or_left_out),
        cmocka_unit_test(columns_have_their_kinds),
        cmocka_unit_test(columns_have_their_use),
        cmocka_unit_test(what_is_wrong_is_told),
        cmocka_unit_test(kinds_levels_and_gaps_are_described),
        cmocka_unit_test(many_ways_to_write_a_date_are_known),
        cmocka_unit_test(numbers_that_a_float_does_not_tell_apart_are_counted),
        cmocka_unit_test(rows_left_out_are_not_compared),
        cmocka_unit_test(weights_go_with_their_rows),
        cmocka_unit_test(numbers_are_those_of_strtod),
        cmocka_unit_test(fields_may_lie_across_blocks),
        cmocka_unit_test(lines_are_counted_with_those_between_quotes),
        cmocka_unit_test(words_behind_a_long_run_of_numbers_are_not_guessed_at),
        cmocka_unit_test(an_open_quote_does_not_take_the_rest_of_a_long_text),
        cmocka_unit_test(utf16_is_read_across_blocks),
        cmocka_unit_test(a_column_may_have_as_many_words_as_rows),
        cmocka_unit_test(any_bytes_make_a_table_or_an_error),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
