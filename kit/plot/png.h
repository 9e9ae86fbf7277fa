/* Plots in pixels, by librsvg and cairo. */
#ifndef KIT_PLOT_PNG_H
#define KIT_PLOT_PNG_H

#include "kit/plot.h"

/* `path` is for the message. */
bool kit_plots_png(FILE *to, const kit_plot *plots, size_t n, const char *path, kit_message *why);

#endif
