/* How fast text is read: tables as CSV, beside counting their lines and beside strtod alone. Each is measured in a process
 * of its own, in turn, so that its memory shows, too. */
#include "kit/table.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct kind {
    const char *name, *format;
    size_t rows, columns;
    double low, high;
} kind;

static const kind kinds[] = {
    { "six-decimals", "%.6f", 400000, 20, -2, 2 },
    { "savetxt", "%.18e", 150000, 20, -2, 2 },
    { "17-digits", "%.17g", 200000, 20, -2, 2 },
    { "grey-levels", "%.0f", 25000, 784, 0, 255 },
};
enum { KINDS = sizeof kinds / sizeof *kinds, ROUNDS = 5, BLOCK = 1 << 18 };

static bool write_table(const char *path, const kind *k)
{
    FILE *file = fopen(path, "w");
    unsigned long long state = 1;
    for (size_t i = 0; file && i < k->rows * k->columns; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        fprintf(file, k->format, k->low + (k->high - k->low) * (double)(state >> 11) * 0x1p-53);
        fputc((i + 1) % k->columns ? ',' : '\n', file);
    }
    return file && fclose(file) == 0;
}

/* ---- What is measured --------------------------------------------------------------------------------------------- */

static size_t count_lines(const char *path)
{
    static char block[BLOCK];
    size_t lines = 0, n;
    FILE *file = fopen(path, "rb");
    while (file && (n = fread(block, 1, BLOCK, file)) > 0)
        for (const char *at = block; (at = memchr(at, '\n', (size_t)(block + n - at))); at++)
            lines++;
    if (file)
        fclose(file);
    return lines;
}

/* Line by line, each number by strtod: the plainest reader there is, which keeps nothing. */
static size_t call_strtod(const char *path)
{
    static char line[1 << 16];
    size_t numbers = 0;
    FILE *file = fopen(path, "rb");
    while (file && fgets(line, sizeof line, file))
        for (char *at = line, *end; strtod(at, &end), end > at; at = end + 1)
            numbers++;
    if (file)
        fclose(file);
    return numbers;
}

static size_t read_table(const char *path)
{
    kit_table t;
    kit_message why;
    if (!kit_table_read(&t, path, NULL, &why)) {
        fprintf(stderr, "%s\n", why.text);
        return 0;
    }
    const size_t numbers = t.rows * t.width;
    kit_table_free(&t);
    return numbers;
}

static const struct {
    const char *name;
    size_t (*run)(const char *path);
} ways[] = { { "lines", count_lines }, { "strtod", call_strtod }, { "table", read_table } };
enum { WAYS = sizeof ways / sizeof *ways };

/* ---- In turn ------------------------------------------------------------------------------------------------------ */

static double seconds_of(const struct timeval *t)
{
    return (double)t->tv_sec + (double)t->tv_usec * 1e-6;
}

/* The processor's seconds for a run in a process of its own, which others on the machine do not count in, and the memory
 * that this process held at its peak, in KB. */
static double run_apart(size_t (*run)(const char *path), const char *path, long *memory)
{
    struct rusage usage = { 0 };
    int status = 1;
    const pid_t child = fork();
    if (child == 0)
        _exit(run(path) == 0);
    if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0)
        return -1;
    *memory = usage.ru_maxrss;
    return seconds_of(&usage.ru_utime) + seconds_of(&usage.ru_stime);
}

static bool measure(const kind *k, const char *path)
{
    double best[WAYS] = { 0 };
    long memory = 0;
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < WAYS; i++) {
            const double seconds = run_apart(ways[i].run, path, &memory);
            if (seconds < 0)
                return false;
            best[i] = round == 0 || seconds < best[i] ? seconds : best[i];
        }
    FILE *file = fopen(path, "rb");
    const double bytes = file && fseek(file, 0, SEEK_END) == 0 ? (double)ftell(file) : 0;
    if (file)
        fclose(file);
    printf("%-14s", k->name);
    for (size_t i = 0; i < WAYS; i++)
        printf("%8.0f MB/s %s", bytes / best[i] / 1e6, ways[i].name);
    printf("%8.2f x strtod%8.1f MB beside the table\n", best[1] / best[2],
           (double)memory / 1024 - (double)(k->rows * k->columns * sizeof(float)) / (1 << 20));
    return true;
}

int main(void)
{
    char path[] = "/tmp/ae-texts-XXXXXX";
    const int descriptor = mkstemp(path);
    bool ok = descriptor >= 0;
    for (size_t i = 0; ok && i < KINDS; i++)
        ok = write_table(path, &kinds[i]) && measure(&kinds[i], path);
    if (descriptor >= 0) {
        close(descriptor);
        unlink(path);
    }
    return ok ? 0 : 1;
}
