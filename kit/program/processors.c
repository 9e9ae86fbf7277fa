/* As many threads as can work at the same time: the processors that this process may run on, as nproc counts them, but no
 * more than a container's share of processor time. Threads beyond that share would only wait for each other. */
#define _GNU_SOURCE /* sched_getaffinity */
#include "kit/program/processors.h"
#include "kit/program.h"
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t allowed(void)
{
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        return (size_t)CPU_COUNT(&set);
#endif
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : (size_t)n;
}

/* The file says "150000 100000", time in each period in microseconds, or "max 100000". */
static size_t read_limit(const char *path)
{
    double time = 0, period = 0;
    FILE *file = fopen(path, "r");
    if (!file)
        return KIT_MOST_PROCESSORS;
    bool limited = fscanf(file, "%lf %lf", &time, &period) == 2 && time > 0 && period > 0;
    fclose(file);
    return limited ? (size_t)fmin(ceil(time / period), KIT_MOST_PROCESSORS) : KIT_MOST_PROCESSORS;
}

size_t kit_group_processors(const char *root, const char *group)
{
    size_t most = KIT_MOST_PROCESSORS;
    char path[4096];
    for (size_t n = strlen(group) + 1; n-- > 0;)
        if (group[n] == '/' || group[n] == 0) {
            snprintf(path, sizeof path, "%s%.*s/cpu.max", root, (int)n, group);
            most = least(most, read_limit(path));
        }
    return most;
}

/* Version 2 of control groups has the line "0::/its/path". */
static size_t granted(void)
{
    char line[2048];
    size_t most = KIT_MOST_PROCESSORS;
    FILE *groups = fopen("/proc/self/cgroup", "r");
    while (groups && fgets(line, sizeof line, groups))
        if (strncmp(line, "0::/", 4) == 0) {
            line[strcspn(line, "\n")] = 0;
            most = kit_group_processors("/sys/fs/cgroup", line + 3);
        }
    if (groups)
        fclose(groups);
    return most;
}

size_t kit_processors(void)
{
    return least(allowed(), granted());
}
