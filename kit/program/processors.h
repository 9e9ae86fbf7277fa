/* How much processor time a control group of Linux leaves to its processes. */
#ifndef KIT_PROGRAM_PROCESSORS_H
#define KIT_PROGRAM_PROCESSORS_H

#include <stddef.h>

enum { KIT_MOST_PROCESSORS = 256 };

/* The group "/a/b" has its limit in ROOT/a/b/cpu.max, and keeps those of ROOT/a and ROOT, too. Returns the least of them in
 * whole processors, rounded up; KIT_MOST_PROCESSORS where nothing is limited. */
size_t kit_group_processors(const char *root, const char *group);

#endif
