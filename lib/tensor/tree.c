#include "tensor/tree.h"
#include "base/size.h"

static double block_sum(const double *x, const float *weight, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (weight ? (double)weight[i] : 1) * (x ? x[i] : 1);
    return sum;
}

/* As in a binary counter: two sums of the same level make one of the next. */
static void push(ae_tree *t, double sum)
{
    int l = 0;
    for (; t->blocks >> l & 1; l++)
        sum = t->level[l] + sum;
    t->level[l] = sum;
    t->blocks++;
}

void ae_tree_add(ae_tree *t, const double *x, const float *weight, size_t n)
{
    for (size_t i = 0; i < n; i += AE_TREE_BLOCK)
        push(t, block_sum(x ? x + i : NULL, weight ? weight + i : NULL, n - i < AE_TREE_BLOCK ? n - i : AE_TREE_BLOCK));
}

double ae_tree_total(const ae_tree *t)
{
    double sum = 0;
    int seen = 0;
    for (int l = 0; t->blocks >> l; l++)
        if (t->blocks >> l & 1)
            sum = seen++ ? t->level[l] + sum : t->level[l];
    return sum;
}

size_t ae_tree_piece(size_t rows, size_t pieces)
{
    size_t piece = AE_TREE_BLOCK;
    while (ae_times(piece, pieces) < rows)
        piece *= 2;
    return piece;
}
