/* A bar on standard error that says how far things are, for a terminal. */
#ifndef AE_TOOL_BAR_H
#define AE_TOOL_BAR_H

#include <stddef.h>

enum { BAR_MOST = 200 }; /* characters that a line of it ever has */

/* Characters that fit on a line now, at most BAR_MOST. */
size_t bar_room(void);

/* Draws the share, 0 ... 1, that is done, and the text, which fits; of the bar itself, as much as there is room for. */
void bar_draw(double share, const char *text);

/* Leaves its line empty. */
void bar_clear(void);

/* 1:05, or 1:01:05. */
void format_time(char text[32], double seconds);

#endif
