/* Zip archives, which libzip reads: their members become sources. */
#ifndef KIT_FILE_ARCHIVE_H
#define KIT_FILE_ARCHIVE_H

#include "kit/file/source.h"

typedef struct kit_archive {
    void *zip;
    size_t members;
    const kit_source *file; /* it must stay open as long as the archive */
} kit_archive;

bool kit_archive_open(kit_archive *out, const kit_source *file);
void kit_archive_close(kit_archive *archive);

/* The name of member `i`; "" where it has none that can be read. */
const char *kit_archive_name(const kit_archive *archive, size_t i);

/* Member `i` as a source of its own, called `path` in messages. The size that the archive claims of it is only an upper
 * bound, and no more than what so many bytes may hold. */
bool kit_archive_source(kit_source *out, const kit_archive *archive, size_t i, const char *path);

#endif
