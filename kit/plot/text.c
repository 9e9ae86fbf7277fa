#include "kit/plot/text.h"
#include "kit/letter.h"
#include <string.h>

/* In parts of the text's size. Letters of East Asia are as wide as high. */
static double width_of(unsigned code)
{
    static const struct {
        const char *letters;
        double width;
    } kinds[] = { { " ijl.,:;'|![]()ftI", 0.42 }, { "mwMW%@", 1 }, { "<>=+~#&", 0.84 }, { "-rs/", 0.55 } };
    for (size_t i = 0; code < 0x80 && i < sizeof kinds / sizeof *kinds; i++)
        if (strchr(kinds[i].letters, (int)code))
            return kinds[i].width;
    return code >= 0x1100 && code != KIT_REPLACED ? 1 : code >= 'A' && code <= 'Z' ? 0.76 : 0.65;
}

double kit_text_width(const char *text, double size)
{
    double width = 0;
    while (*text) {
        const kit_letter l = kit_letter_first(text);
        width += width_of(l.code) * size;
        text += l.bytes;
    }
    return width;
}

void kit_text_fit(char out[KIT_TEXT_ROOM], const char *text, double width, double size)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    double room = width - size; /* for the ellipsis */
    size_t n = 0;
    if (!text)
        text = "";
    if (strlen(text) < KIT_TEXT_ROOM && kit_text_width(text, size) <= width) {
        strcpy(out, text);
        return;
    }
    while (text[n]) {
        const kit_letter l = kit_letter_first(text + n);
        room -= width_of(l.code) * size;
        if (room < 0 || n + l.bytes + sizeof ellipsis > KIT_TEXT_ROOM)
            break;
        n += l.bytes;
    }
    memcpy(out, text, n);
    strcpy(out + n, ellipsis);
}
