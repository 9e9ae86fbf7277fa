/* Texts with choices in braces, of which a search tries many fillings:
 *
 *   {relu,elu}              one of these texts; one may be empty, and they may hold choices themselves
 *   {a,b; c}                where a ; stands between them, a comma is part of a text
 *   {8..64}                 a whole number, both ends included
 *   {16..128 step 16}       one of 16, 32, 48 ... 128
 *   {8..512 log}            a whole number whose logarithm is spread evenly
 *   {0.0..0.5}, {1e-4..1e-1 log}   a real number, as one of the ends is not written as a whole one; it has three digits
 *   {width: 8..64}          a choice with a name ...
 *   {width}                 ... which is used again
 *
 * Blanks around a text in a list do not count. Neither braces nor .. stand anywhere in a spec or in what a training is told
 * by. */
#ifndef KIT_TEMPLATE_H
#define KIT_TEMPLATE_H

#include "kit/message.h"

typedef struct kit_choice {
    char label[32];  /* its name, or what stands before it: `lr` of lr={...}, `dense` of dense {...}; may be empty */
    char value[256]; /* the text that was chosen */
    bool named;
} kit_choice;

enum { KIT_MOST_CHOICES = 32 };
typedef struct kit_choices {
    size_t count;
    kit_choice items[KIT_MOST_CHOICES];
} kit_choices;

/* Does the text have choices? */
bool kit_template_varies(const char *template);

/* Writes the template to `text`, which has room for `capacity` bytes, with each choice made by chance: a function of the
 * seed and of its place in the template. Adds what was chosen to *chosen; names that are there already can be used. False:
 * it cannot be understood, and *why says what would be right. */
bool kit_template_fill(char *text, size_t capacity, kit_choices *chosen, const char *template, uint64_t seed,
                       kit_message *why);

#endif
