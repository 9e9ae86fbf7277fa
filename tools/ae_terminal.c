#include "ae.h"
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* One column stays free: a terminal may go on to the next line when its last one is written. */
size_t room_on_terminal(int descriptor)
{
    struct winsize window;
    bool known = ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
    return (known ? window.ws_col : 80u) - 1;
}

static bool has(const char *variable, const char *word)
{
    const char *text = getenv(variable);
    return text && strstr(text, word);
}

static bool is_set(const char *variable)
{
    const char *text = getenv(variable);
    return text && *text;
}

/* Pictures need many colours; the eight or sixteen that every terminal has are of no use for them. */
kit_colors colors_on_terminal(int descriptor)
{
    if (!isatty(descriptor) || is_set("NO_COLOR") || !is_set("TERM") || has("TERM", "dumb"))
        return KIT_COLORS_NONE;
    if (has("COLORTERM", "truecolor") || has("COLORTERM", "24bit") || has("TERM", "direct"))
        return KIT_COLORS_ALL;
    return has("TERM", "256color") ? KIT_COLORS_256 : KIT_COLORS_NONE;
}

/* Asked of a locale of its own, for that of the process decides how numbers are written. */
bool takes_utf8(void)
{
    locale_t locale = newlocale(LC_CTYPE_MASK, "", NULL);
    bool utf8 = locale && strcmp(nl_langinfo_l(CODESET, locale), "UTF-8") == 0;
    if (locale)
        freelocale(locale);
    return utf8;
}
