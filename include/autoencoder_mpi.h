/* SPDX-License-Identifier: MIT
 *
 * One training on several machines, linked by MPI: Open MPI, MPICH, Intel MPI, any with MPI 3.
 *
 *     #include <autoencoder_mpi.h>
 *     ...
 *     MPI_Init(&argc, &argv);
 *     ae_mpi link = AE_MPI_INIT;                   (MPI_COMM_WORLD, 60 seconds)
 *     ae_fit_options options = AE_FIT_OPTIONS_INIT;
 *     if (ae_mpi_link(&options, &link) != 0) ...
 *     ae_model_fit(model, &rows, &options, &error);   (on all ranks, with the same arguments)
 *
 * The ranks of the communicator are the parts of the training. Each computes its share of every batch; the model that comes
 * out is the same on all, and the same, bit for bit, for any number of ranks. So one of them saves it.
 *
 * A rank that dies: the others wait for it for `seconds`, then the fit returns AE_EHOST. Many launchers end all ranks before
 * that; Open MPI's mpirun does unless it is told --enable-recovery. After AE_EHOST the communicator is of no use any more,
 * and MPI may still write to memory that it was given: save what is to be saved and end the program by MPI_Abort. */
#ifndef AUTOENCODER_MPI_H
#define AUTOENCODER_MPI_H

#ifdef AE_MPI_HEADER
#include AE_MPI_HEADER
#else
#include <mpi.h>
#endif
#include "autoencoder.h"
#include <limits.h>
#include <sched.h>

typedef struct ae_mpi {
    MPI_Comm comm;
    double seconds; /* that an exchange may take */
} ae_mpi;
/* clang-format off */
#define AE_MPI_INIT { MPI_COMM_WORLD, 60 }
/* clang-format on */

/* Waits for an exchange under way, but not forever. The processor is left to others meanwhile. */
static inline int ae_mpi_wait_(MPI_Request *request, double seconds)
{
    double end = MPI_Wtime() + seconds;
    int done = 0;
    while (!done) {
        if (MPI_Test(request, &done, MPI_STATUS_IGNORE) != MPI_SUCCESS || (!done && MPI_Wtime() > end))
            return 1;
        if (!done)
            sched_yield();
    }
    return 0;
}

/* An ae_exchange_fn; `user` is an ae_mpi. */
static inline int ae_mpi_exchange(void *user, void *to, const void *from, size_t step, size_t bytes)
{
    const ae_mpi *link = (const ae_mpi *)user;
    MPI_Request request;
    int n = (int)bytes, status;
    if (bytes > INT_MAX)
        return 1;
    if (step == 0)
        status = MPI_Iallgather(from, n, MPI_BYTE, to, n, MPI_BYTE, link->comm, &request);
    else
        status = MPI_Ialltoall(from, n, MPI_BYTE, to, n, MPI_BYTE, link->comm, &request);
    return status == MPI_SUCCESS ? ae_mpi_wait_(&request, link->seconds) : 1;
}

/* Makes this rank a part of the training. The link must live as long as the training, and errors of its communicator are
 * returned from now on. Returns 0 or MPI's own error. */
static inline int ae_mpi_link(ae_fit_options *options, ae_mpi *link)
{
    int rank = 0, size = 1, status = MPI_Comm_set_errhandler(link->comm, MPI_ERRORS_RETURN);
    if (status == MPI_SUCCESS)
        status = MPI_Comm_rank(link->comm, &rank);
    if (status == MPI_SUCCESS)
        status = MPI_Comm_size(link->comm, &size);
    options->exchange = ae_mpi_exchange;
    options->exchange_user = link;
    options->part = (size_t)rank;
    options->parts = (size_t)size;
    return status;
}

#endif
