#include "ae_watch.h"
#include "ae_bar.h"
#include "kit/program.h"
#include <unistd.h>

void watch_open(watch *w, const char *things, size_t runs, double work, const arguments *a)
{
    *w = (watch){ .things = things, .runs = runs, .work = work, .started = kit_now(), .quiet = a->quiet };
    w->bar = !a->quiet && isatty(STDERR_FILENO);
    pthread_mutex_init(&w->lock, NULL);
}

void watch_close(watch *w)
{
    pthread_mutex_destroy(&w->lock);
}

/* The time left is known once something is done. */
static void draw(watch *w)
{
    char left[32] = "?", text[BAR_MOST + 1];
    size_t room = bar_room();
    if (w->done > 0)
        format_time(left, (kit_now() - w->started) * (w->work - w->done) / w->done);
    int n = snprintf(text, room + 1, "%zu/%zu %s  %s%s%s left", w->ended, w->runs, w->things, w->best, *w->best ? "  " : "",
                     left);
    if (n > (int)room)
        snprintf(text, room + 1, "%zu/%zu  %s left", w->ended, w->runs, left);
    bar_draw(w->work > 0 ? w->done / w->work : 0, text);
    w->drawn = kit_now();
}

int run_on_step(void *user, const ae_progress *p)
{
    run *r = user;
    watch *w = r->watch;
    if (!w->bar)
        return 0;
    double now = r->work * (double)p->step / (double)p->steps;
    pthread_mutex_lock(&w->lock);
    w->done += now - r->told;
    r->told = now;
    if (kit_now() - w->drawn >= 0.1)
        draw(w);
    pthread_mutex_unlock(&w->lock);
    return 0;
}

/* A run that ended early has no work left. */
void run_end(run *r)
{
    watch *w = r->watch;
    pthread_mutex_lock(&w->lock);
    w->ended++;
    w->done += r->work - r->told;
    r->told = r->work;
    if (w->bar)
        bar_clear();
}

void watch_go_on(watch *w)
{
    fflush(stdout);
    if (w->bar && w->ended < w->runs)
        draw(w);
    pthread_mutex_unlock(&w->lock);
}
