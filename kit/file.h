/* Files: what programs ask before they write one. How the kit itself reads and writes is in kit/file/. */
#ifndef KIT_FILE_H
#define KIT_FILE_H

#include "kit/message.h"

enum { KIT_MAX_PATH = 4096 };

/* Could a file be written here? Says no before the work is done rather than after. */
bool kit_writable(const char *path, kit_message *why);

#endif
