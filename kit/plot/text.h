/* How wide texts are. No font is known here, so that this is what a wide one takes. */
#ifndef KIT_PLOT_TEXT_H
#define KIT_PLOT_TEXT_H

#include <stddef.h>

enum { KIT_TEXT_ROOM = 256, KIT_TEXT_SIZE = 13, KIT_TITLE_SIZE = 15 };

/* A page for a phone writes them so large: there has to be room for that. */
enum { KIT_TEXT_LARGE = 16, KIT_TITLE_LARGE = 18 };

double kit_text_width(const char *text, double size);

/* The text, or as much of it as fits into the width, with an ellipsis. NULL is "". */
void kit_text_fit(char out[KIT_TEXT_ROOM], const char *text, double width, double size);

#endif
