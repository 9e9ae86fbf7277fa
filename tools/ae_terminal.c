#include "ae.h"
#include <langinfo.h>
#include <locale.h>
#include <string.h>
#include <sys/ioctl.h>

/* One column stays free: a terminal may go on to the next line when its last one is written. */
size_t room_on_terminal(int descriptor)
{
    struct winsize window;
    bool known = ioctl(descriptor, TIOCGWINSZ, &window) == 0 && window.ws_col > 0;
    return (known ? window.ws_col : 80u) - 1;
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
