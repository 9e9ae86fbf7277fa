/* What the MPI adapter asks of MPI, and what it makes of the answers; MPI itself is made up. */
#define AE_MPI_HEADER "fake_mpi.h"
#include "autoencoder_mpi.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct world {
    double now;           /* seconds; each look at the clock takes one */
    int tests_until_done; /* negative = never */
    int status, gathered, exchanged, bytes, handler;
} world;

double MPI_Wtime(void)
{
    return world.now++;
}

int MPI_Test(MPI_Request *request, int *done, MPI_Status *status)
{
    (void)request, (void)status;
    *done = world.tests_until_done-- == 0;
    return world.status;
}

int MPI_Iallgather(const void *from, int n, MPI_Datatype type, void *to, int m, MPI_Datatype other, MPI_Comm comm,
                   MPI_Request *request)
{
    (void)from, (void)type, (void)to, (void)m, (void)other, (void)comm, (void)request;
    world.gathered++;
    world.bytes = n;
    return world.status;
}

int MPI_Ialltoall(const void *from, int n, MPI_Datatype type, void *to, int m, MPI_Datatype other, MPI_Comm comm,
                  MPI_Request *request)
{
    (void)from, (void)type, (void)to, (void)m, (void)other, (void)comm, (void)request;
    world.exchanged++;
    world.bytes = n;
    return world.status;
}

int MPI_Comm_rank(MPI_Comm comm, int *rank)
{
    *rank = 3;
    return comm;
}

int MPI_Comm_size(MPI_Comm comm, int *size)
{
    *size = 5;
    return comm;
}

int MPI_Comm_set_errhandler(MPI_Comm comm, MPI_Errhandler handler)
{
    world.handler = handler;
    return comm;
}

static int open_world(void **state)
{
    (void)state;
    world = (struct world){ .now = 100 };
    return 0;
}

static void a_rank_is_a_part(void **state)
{
    ae_mpi link = AE_MPI_INIT;
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    (void)state;
    assert_int_equal(ae_mpi_link(&o, &link), 0);
    assert_int_equal(o.part, 3);
    assert_int_equal(o.parts, 5);
    assert_ptr_equal(o.exchange_user, &link);
    assert_true(o.exchange == ae_mpi_exchange);
    assert_int_equal(world.handler, MPI_ERRORS_RETURN);
}

/* A step of 0 is the same slice for all: that is a gather. */
static void slices_are_exchanged_or_gathered(void **state)
{
    ae_mpi link = AE_MPI_INIT;
    char to[50], from[50] = { 0 };
    (void)state;
    assert_int_equal(ae_mpi_exchange(&link, to, from, 10, 10), 0);
    assert_true(world.exchanged == 1 && world.gathered == 0 && world.bytes == 10);
    world.tests_until_done = 3;
    assert_int_equal(ae_mpi_exchange(&link, to, from, 0, 10), 0);
    assert_true(world.exchanged == 1 && world.gathered == 1);
}

static void no_part_is_waited_for_forever(void **state)
{
    ae_mpi link = AE_MPI_INIT;
    char to[50], from[50] = { 0 };
    (void)state;
    link.seconds = 7;
    world.tests_until_done = -1;
    assert_int_not_equal(ae_mpi_exchange(&link, to, from, 10, 10), 0);
    assert_true(world.now > 107 && world.now < 111);
}

static void errors_are_returned(void **state)
{
    ae_mpi link = AE_MPI_INIT;
    char to[50], from[50] = { 0 };
    (void)state;
    world.status = 17;
    assert_int_not_equal(ae_mpi_exchange(&link, to, from, 10, 10), 0);
    world.status = MPI_SUCCESS;
    assert_int_not_equal(ae_mpi_exchange(&link, to, from, (size_t)INT_MAX + 1, (size_t)INT_MAX + 1), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_rank_is_a_part, open_world),
        cmocka_unit_test_setup(slices_are_exchanged_or_gathered, open_world),
        cmocka_unit_test_setup(no_part_is_waited_for_forever, open_world),
        cmocka_unit_test_setup(errors_are_returned, open_world),
    };
    return cmocka_run_group_tests_name("MPI adapter", tests, NULL, NULL);
}
