#include "model/triangle.h"
#include <math.h>

void ae_triangle_factorise(double *a, size_t n, double least)
{
    double *row = a;
    for (size_t i = 0; i < n; row += ++i) {
        const double *other = a;
        for (size_t c = 0; c <= i; other += ++c) {
            double rest = row[c];
            for (size_t k = 0; k < c; k++)
                rest -= row[k] * other[k];
            row[c] = c < i ? rest / other[c] : sqrt(rest > least ? rest : least);
        }
    }
}
