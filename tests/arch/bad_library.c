/* All that the library must not do, for the checks to find. */
#include <stdio.h>
#include <stdlib.h>

void speak_and_leave(const char *text);

void speak_and_leave(const char *text)
{
    puts(text);
    exit(1);
}
