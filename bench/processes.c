/* What can be seen from outside only: how long a process takes from its start to a code, and how much memory a training
 * run takes at most. The processes are those of child.c. */
#define _DEFAULT_SOURCE
#include "autoencoder.h"
#include "bench.h"
#include "nets.h"
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH = 64 };
extern char **environ;

typedef struct bench_case {
    const char *name;
    const bench_net *net;
    const char *batch; /* NULL: the time of a start */
} bench_case;

static const bench_case cases[] = {
    { "cold_start", &bench_dense, NULL },
    { "peak_rss_dense", &bench_dense, "256" },
    { "peak_rss_conv_32", &bench_conv, "32" },
    { "peak_rss_conv_256", &bench_conv, "256" },
};

static bool run_child(char **arguments, struct rusage *usage)
{
    pid_t child;
    int status = -1;
    if (posix_spawn(&child, BENCH_CHILD, NULL, NULL, arguments, environ) == 0)
        wait4(child, &status, 0, usage);
    return status == 0;
}

/* ---- starts ---- */

typedef struct start {
    char path[PATH];
    bool ok;
} start;

static void start_once(void *argument)
{
    start *s = argument;
    struct rusage usage;
    s->ok &= run_child((char *[]){ BENCH_CHILD, "encode", s->path, NULL }, &usage);
}

static bool save_model(const bench_net *net, const char *path)
{
    ae_model *model = NULL;
    ae_error e;
    bool ok = ae_model_create(&model, net->spec, NULL, &e) == AE_OK && ae_model_save(model, path, &e) == AE_OK;
    ae_model_free(model);
    return ok || bench_failed(e.text);
}

static bool measure_start(const bench_case *c)
{
    start s = { "/tmp/ae-bench-XXXXXX", false };
    int file = mkstemp(s.path);
    if (file < 0)
        return bench_failed("no temporary file could be made");
    close(file);
    s.ok = save_model(c->net, s.path);
    if (s.ok) {
        bench_time t = bench_measure(start_once, &s, BENCH_CASE_SECONDS);
        bench_print(c->name, t.best * 1e6, "us", t.median * 1e6);
    }
    remove(s.path);
    return s.ok || bench_failed("the process that encodes a row failed");
}

/* ---- memory ---- */

#ifdef __APPLE__
static const double maxrss_unit = 1;
#else
static const double maxrss_unit = 1024;
#endif

static bool measure_memory(const bench_case *c)
{
    struct rusage usage;
    if (!run_child((char *[]){ BENCH_CHILD, "train", (char *)c->net->spec, (char *)c->batch, NULL }, &usage))
        return bench_failed("the process that trains failed");
    double peak = (double)usage.ru_maxrss * maxrss_unit / (1024 * 1024);
    bench_print(c->name, peak, "MB", peak);
    return true;
}

static bool measure(size_t index)
{
    return cases[index].batch ? measure_memory(&cases[index]) : measure_start(&cases[index]);
}

static const char *name(size_t index)
{
    return index < sizeof cases / sizeof *cases ? cases[index].name : NULL;
}

const bench_family bench_processes = { name, measure };
