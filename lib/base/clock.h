/* Time that only goes forward. */
#ifndef AE_BASE_CLOCK_H
#define AE_BASE_CLOCK_H

double ae_seconds(void); /* since some moment in the past */

#endif
