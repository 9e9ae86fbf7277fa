/* The pictures of a folder, or of a list. */
#ifndef KIT_TABLE_PATHS_H
#define KIT_TABLE_PATHS_H

#include "kit/table/format.h"

typedef struct kit_path {
    char *path;       /* to be opened */
    const char *name; /* within it, to call the row by */
    kit_label label;  /* the name of the folder that it lies in, of those of a folder of folders; else "" */
} kit_path;

typedef struct kit_paths {
    kit_path *items;
    size_t n, room;
    size_t others; /* files that are no .png, and were passed over */
} kit_paths;

/* The .png files of a folder, or, if it has none itself, of each folder in it. They are in the order of their names, where
 * numbers count by value: 2.png comes before 10.png. */
bool kit_paths_of_folder(kit_paths *out, const char *folder, kit_message *why);

/* Those that a text names, one a line, in its order. A path that is not absolute leads from the folder of the list, or, if
 * nothing is there, from the working folder. */
bool kit_paths_of_list(kit_paths *out, kit_source *list);

void kit_paths_free(kit_paths *paths);

#endif
