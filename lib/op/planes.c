#include "op/planes.h"
#include "base/size.h"
#include "kernel/carve.h"
#include "op/rows.h"

typedef struct job {
    const ae_call *call;
    ae_plane_fn fn;
    ae_plane first;
    size_t planes, block; /* of all rows, of one task */
    size_t room;
} job;

static size_t plane_size(const ae_shape *s)
{
    return ae_times(s->dim[1], s->dim[2]);
}

/* A worker's part of the scratch. */
typedef struct desk {
    ae_real *room;
    ae_real *sums; /* a plane, for the gradients that are to be added to others */
} desk;

static desk carve(ae_carve *c, const ae_shape *in, size_t room)
{
    desk d;
    d.room = ae_carve_take(c, room, sizeof *d.room);
    d.sums = ae_carve_take(c, plane_size(in), sizeof *d.sums);
    return d;
}

static size_t desk_size(const ae_shape *in, size_t room)
{
    ae_carve c = { NULL, 0 };
    carve(&c, in, room);
    return c.bytes;
}

size_t ae_planes_scratch(const ae_shape *in, size_t room, unsigned threads)
{
    return ae_times(desk_size(in, room), threads);
}

static void forward_plane(const job *j, ae_plane *p, ae_real *sums, size_t index)
{
    (void)sums;
    p->x = j->call->in[0] + index * p->height * p->width;
    p->y = j->call->out + index * p->out_height * p->out_width;
    j->fn(p);
}

/* Gradients that are added to others are summed up on their own first. */
static void backward_plane(const job *j, ae_plane *p, ae_real *sums, size_t index)
{
    const size_t size = p->height * p->width;
    ae_real *dx = j->call->din[0] + index * size;
    bool add = j->call->add[0];
    p->dx = add ? sums : dx;
    p->x = j->call->in[0] ? j->call->in[0] + index * size : NULL;
    p->dy = j->call->dout + index * p->out_height * p->out_width;
    ae_row_fill(p->dx, 0, size);
    j->fn(p);
    if (add)
        ae_row_add(dx, p->dx, size);
}

static void task(const job *j, size_t index, unsigned worker, void (*one)(const job *, ae_plane *, ae_real *, size_t))
{
    const ae_shape *in = &j->call->shape[0];
    ae_carve mine = { (char *)j->call->run->scratch + worker * desk_size(in, j->room), 0 };
    const desk d = carve(&mine, in, j->room);
    ae_plane plane = j->first;
    plane.room = d.room;
    for (size_t i = index * j->block; i < j->planes && i < (index + 1) * j->block; i++)
        one(j, &plane, d.sums, i);
}

static void forward_task(void *argument, size_t index, unsigned worker)
{
    task(argument, index, worker, forward_plane);
}

static void backward_task(void *argument, size_t index, unsigned worker)
{
    task(argument, index, worker, backward_plane);
}

static void run(const ae_call *call, ae_plane_fn fn, size_t room, ae_task_fn in_task)
{
    const ae_shape *in = &call->shape[0], *out = call->out_shape;
    job j = { .call = call, .fn = fn, .planes = call->run->rows * in->dim[0], .room = room };
    j.first = (ae_plane){
        .attr = call->attr, .height = in->dim[1], .width = in->dim[2], .out_height = out->dim[1], .out_width = out->dim[2]
    };
    j.block = 1 + AE_SERIAL_ELEMENTS / (plane_size(in) + plane_size(out));
    ae_pool_run(call->run->pool, ae_parts(j.planes, j.block), in_task, &j);
}

void ae_planes_forward(const ae_call *call, ae_plane_fn fn, size_t room)
{
    run(call, fn, room, forward_task);
}

void ae_planes_backward(const ae_call *call, ae_plane_fn fn, size_t room)
{
    if (call->din[0])
        run(call, fn, room, backward_task);
}
