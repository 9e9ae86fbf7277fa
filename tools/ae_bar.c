#include "ae_bar.h"
#include "ae.h"
#include <string.h>
#include <unistd.h>

size_t bar_room(void)
{
    size_t room = room_on_terminal(STDERR_FILENO);
    return room < BAR_MOST ? room : BAR_MOST;
}

void bar_draw(double share, const char *text)
{
    static const char done[] = "========================", open[] = "........................";
    enum { WIDEST = sizeof done - 1, NARROWEST = 4, AROUND = 3 };
    size_t room = bar_room(), used = strlen(text) + AROUND, width = used < room ? room - used : 0;
    width = width < WIDEST ? width : WIDEST;
    int filled = (int)((double)width * share);
    if (width < NARROWEST)
        fprintf(stderr, "\r%s\033[K", text);
    else
        fprintf(stderr, "\r[%.*s%.*s] %s\033[K", filled, done, (int)width - filled, open, text);
}

void bar_clear(void)
{
    fputs("\r\033[K", stderr);
}

void format_time(char text[32], double seconds)
{
    unsigned long long s = seconds < 1e9 ? (unsigned long long)(seconds + 0.5) : 0;
    if (s < 3600)
        snprintf(text, 32, "%llu:%02llu", s / 60, s % 60);
    else
        snprintf(text, 32, "%llu:%02llu:%02llu", s / 3600, s / 60 % 60, s % 60);
}
