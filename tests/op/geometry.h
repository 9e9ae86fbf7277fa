/* Random convolutions, and what they compute as plain sums over all terms, for the tests of ops. */
#ifndef TESTS_OP_GEOMETRY_H
#define TESTS_OP_GEOMETRY_H

#include "base/random.h"
#include "kernel/conv.h"

/* A number below n that is a function of which geometry it is for and how many were asked for before. */
typedef struct dice {
    uint32_t number, asked;
} dice;

static inline size_t roll(dice *d, size_t n)
{
    uint32_t word[4];
    ae_place place = { .seed = 41, .row = d->number };
    ae_random_quad(word, &place, d->asked++);
    return word[0] % n;
}

/* `y` outputs, with any padding that leaves something of x, and what the stride leaves over behind. */
static inline ae_conv_axis random_axis(dice *d, size_t most)
{
    ae_conv_axis a = {
        .y = 1 + roll(d, most), .kernel = 1 + roll(d, 5), .stride = 1 + roll(d, 3), .dilation = 1 + roll(d, 2)
    };
    size_t reach = (a.y - 1) * a.stride + (a.kernel - 1) * a.dilation + 1, rest = roll(d, a.stride);
    a.pad = roll(d, a.kernel * a.dilation + 1);
    size_t behind = roll(d, a.kernel * a.dilation + 1);
    a.x = reach > a.pad + behind ? reach - a.pad - behind + rest : 1 + rest;
    return a;
}

static inline ae_conv random_conv(uint32_t number)
{
    dice d = { number, 0 };
    ae_conv c = { .groups = 1 + roll(&d, 3) * roll(&d, 2) };
    c.x_channels = c.groups * (1 + roll(&d, 6));
    c.y_channels = c.groups * (1 + roll(&d, roll(&d, 2) ? 20 : 3));
    c.h = random_axis(&d, 9);
    c.w = random_axis(&d, roll(&d, 3) ? 9 : 40);
    if (roll(&d, 4) == 0) /* a signal */
        c.h = (ae_conv_axis){ 1, 1, 1, 1, 1, 0 };
    return c;
}

static inline size_t x_size(const ae_conv *c)
{
    return c->x_channels * c->h.x * c->w.x;
}

static inline size_t y_size(const ae_conv *c)
{
    return c->y_channels * c->h.y * c->w.y;
}

static inline size_t weights_size(const ae_conv *c)
{
    return c->x_channels / c->groups * c->h.kernel * c->w.kernel * c->y_channels;
}

/* A product w x that y has a share of, as indices into one image of x, the weights, and one image of y. */
typedef struct term {
    size_t x, w, y;
} term;

/* Where output y and a tap meet, or a number beyond x. */
static inline size_t meets(const ae_conv_axis *a, size_t y, size_t tap)
{
    size_t at = y * a->stride + tap * a->dilation;
    return at < a->pad ? a->x : at - a->pad;
}

static inline void each_tap(const ae_conv *c, size_t channel, size_t filter, size_t ky, size_t kx,
                            void (*visit)(void *user, const term *t), void *user)
{
    size_t weight = ((channel % (c->x_channels / c->groups) * c->h.kernel + ky) * c->w.kernel + kx) * c->y_channels + filter;
    for (size_t oy = 0; oy < c->h.y; oy++)
        for (size_t ox = 0; ox < c->w.y; ox++) {
            size_t iy = meets(&c->h, oy, ky), ix = meets(&c->w, ox, kx);
            if (iy < c->h.x && ix < c->w.x)
                visit(user, &(term){ (channel * c->h.x + iy) * c->w.x + ix, weight, (filter * c->h.y + oy) * c->w.y + ox });
        }
}

/* All terms of one image. */
static inline void each_term(const ae_conv *c, void (*visit)(void *user, const term *t), void *user)
{
    size_t in = c->x_channels / c->groups, out = c->y_channels / c->groups;
    for (size_t channel = 0; channel < c->x_channels; channel++)
        for (size_t filter = channel / in * out; filter < (channel / in + 1) * out; filter++)
            for (size_t ky = 0; ky < c->h.kernel; ky++)
                for (size_t kx = 0; kx < c->w.kernel; kx++)
                    each_tap(c, channel, filter, ky, kx, visit, user);
}

#endif
