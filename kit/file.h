/* Files: what programs ask before they write one, and what is mapped. How the kit itself reads and writes is in kit/file/.
 */
#ifndef KIT_FILE_H
#define KIT_FILE_H

#include "kit/message.h"

enum { KIT_MAX_PATH = 4096 };

/* A file as the page cache holds it: the processes that map it share it, and it takes no memory of this one's. Its bytes are
 * only read. The file must not be cut short meanwhile: the system ends a program that reads behind its end with SIGBUS, and
 * no check beforehand can rule that out. A file that is replaced by another, as kit_sink and most programs do, stays whole
 * here until the mapping ends. */
typedef struct kit_mapping {
    void *start; /* NULL = none */
    size_t size; /* bytes */
} kit_mapping;

/* Ends it, if there is one. */
void kit_mapping_end(kit_mapping *mapping);

/* Could a file be written here? Says no before the work is done rather than after. */
bool kit_writable(const char *path, kit_message *why);

#endif
