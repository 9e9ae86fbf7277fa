/* Ctrl-C and SIGTERM end a training in good order: what is under way is finished, and what is done is kept. */
#include "ae.h"
#include <signal.h>

static volatile int32_t stopped_by; /* a signal's number; 0 = none */
static int cut_short_by;            /* as stopped_by; a signal that comes after the last step does not count */

/* From now on both signals do what they do to any program: a second one ends at once. */
static void on_stop(int signal_number)
{
    stopped_by = signal_number;
    signal(SIGINT, SIG_DFL);
    signal(SIGTERM, SIG_DFL);
}

/* Each waits while the other one is handled, so that a second signal always meets the default. */
const volatile int32_t *catch_stops(void)
{
    struct sigaction action = { .sa_handler = on_stop, .sa_flags = SA_RESTART };
    sigemptyset(&action.sa_mask);
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    return &stopped_by;
}

const char *note_cut_short(void)
{
    cut_short_by = stopped_by;
    return cut_short_by == SIGTERM ? "SIGTERM" : "Ctrl-C";
}

int training_cut_short(void)
{
    return cut_short_by;
}
