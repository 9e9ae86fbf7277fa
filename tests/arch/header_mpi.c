/* The adapter alone, with an mpi.h of its user's choice. */
#define AE_MPI_HEADER "fake_mpi.h"
#include "autoencoder_mpi.h"

int use_the_adapter(ae_fit_options *options);

int use_the_adapter(ae_fit_options *options)
{
    static ae_mpi link = AE_MPI_INIT;
    return ae_mpi_link(options, &link);
}
