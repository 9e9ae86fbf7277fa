#include "ae_parts.h"
#include "autoencoder_mpi.h"
#include "kit/program.h"
#include <stdio.h>
#include <unistd.h>

static ae_mpi together = AE_MPI_INIT;
static size_t processors;
static bool lost; /* another part does not answer any more */
static bool own;  /* the leader has no such error */

static int rank(void)
{
    int number = 0;
    MPI_Comm_rank(together.comm, &number);
    return number;
}

/* A launcher may have given each program processors of its own. If not, those of a machine share them. */
static size_t count_processors(void)
{
    MPI_Comm machine;
    int here = 1;
    size_t mine = kit_processors(), all = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    MPI_Comm_split_type(together.comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine);
    MPI_Comm_size(machine, &here);
    MPI_Comm_free(&machine);
    size_t share = mine < all ? mine : mine / (size_t)here;
    return share > 0 ? share : 1;
}

/* What all have to do together is done here, as not all commands are run by all. */
void parts_begin(int *argc, char ***argv)
{
    MPI_Init(argc, argv);
    processors = count_processors();
    if (!parts_lead() && !freopen("/dev/null", "w", stdout))
        perror("/dev/null");
}

/* Where one was lost, the others are not waited for. */
int parts_end(int code)
{
    if (lost)
        MPI_Abort(together.comm, code);
    MPI_Finalize();
    return code;
}

bool parts_lead(void)
{
    return rank() == 0;
}

size_t parts_processors(void)
{
    return processors;
}

bool parts_agree(bool ready)
{
    int mine = ready, leader = ready, all = 1;
    MPI_Allreduce(&mine, &all, 1, MPI_INT, MPI_MIN, together.comm);
    MPI_Bcast(&leader, 1, MPI_INT, 0, together.comm);
    own = !ready && leader;
    return all;
}

void parts_join(ae_fit_options *options)
{
    ae_mpi_link(options, &together);
}

/* A divergence is known to all, and rows of other parts are theirs. */
void parts_note(ae_status status)
{
    lost = status == AE_EHOST;
    own = status != AE_EHOST && status != AE_EDIVERGED;
}

bool parts_tell(void)
{
    return own || parts_lead();
}
