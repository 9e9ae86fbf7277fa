/* As much of mpi.h as the adapter uses. */
#ifndef FAKE_MPI_H
#define FAKE_MPI_H

typedef int MPI_Comm;
typedef int MPI_Request;
typedef int MPI_Datatype;
typedef int MPI_Errhandler;
typedef int MPI_Status;

#define MPI_COMM_WORLD    0
#define MPI_SUCCESS       0
#define MPI_BYTE          1
#define MPI_ERRORS_RETURN 2
#define MPI_STATUS_IGNORE ((MPI_Status *)0)

double MPI_Wtime(void);
int MPI_Test(MPI_Request *request, int *done, MPI_Status *status);
int MPI_Iallgather(const void *from, int n, MPI_Datatype type, void *to, int m, MPI_Datatype other, MPI_Comm comm,
                   MPI_Request *request);
int MPI_Ialltoall(const void *from, int n, MPI_Datatype type, void *to, int m, MPI_Datatype other, MPI_Comm comm,
                  MPI_Request *request);
int MPI_Comm_rank(MPI_Comm comm, int *rank);
int MPI_Comm_size(MPI_Comm comm, int *size);
int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler handler);

#endif
