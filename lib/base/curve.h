/* Functions of doubles, by series in a fixed order: the same bits with every compiler and C library, which libm's are not.
 * For what is asked once a step or drawn once a model, such as a schedule's rate or a first weight. */
#ifndef AE_BASE_CURVE_H
#define AE_BASE_CURVE_H

/* cos(pi x) for 0 <= x <= 1, good to 1e-15 of itself; exact at 0, 1/2 and 1. */
double ae_cos_pi(double x);

/* base^exponent for a finite base > 0 and a finite exponent. Good to 1e-15 (1 + |log(result)|) of itself; exact where the
 * exponent is 0 or 1. Too small a result is 0, too large a one infinite. */
double ae_power(double base, double exponent);

/* e^x for finite x. Good to 1e-15 (1 + |x|) of itself; otherwise as ae_power. */
double ae_exp(double x);

/* log x for finite x > 0, good to 1e-15 of itself. */
double ae_log(double x);

/* sin x and cos x for |x| <= pi / 4, good to 1e-15 of themselves. */
void ae_sine_cosine(double *sine, double *cosine, double x);

#endif
