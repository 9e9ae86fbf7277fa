/* The link between the parts of a training: what is moved, added and told. */
#include "../help.h"
#include "ranks.h"
#include "train/link.h"
#include "train/share.h"

enum { N = 5003, MOST = 9 };

static float slab[MOST][N];

static void fill(size_t ranks)
{
    for (size_t r = 0; r < ranks; r++)
        for (size_t i = 0; i < N; i++) {
            uint32_t word[4];
            ae_place place = { .seed = 3, .row = (uint32_t)r };
            ae_random_quad(word, &place, (uint32_t)i);
            slab[r][i] = (float)word[0] / 1e9f;
        }
}

/* By the definition of the tree: the left half holds the largest power of two that is smaller than their number. */
static float tree(size_t first, size_t n, size_t i)
{
    size_t left = 1;
    if (n == 1)
        return slab[first][i];
    while (2 * left < n)
        left *= 2;
    return tree(first, left, i) + tree(first + left, n - left, i);
}

static ae_fit_options options_of(rank *r)
{
    ae_fit_options o = AE_FIT_OPTIONS_INIT;
    o.exchange = rank_exchange;
    o.exchange_user = r;
    o.part = r->number;
    o.parts = r->hub->ranks;
    return o;
}

typedef struct site {
    ae_arena arena;
    ae_link link;
    ae_fpu host;
} site;

static void open_site(site *s, rank *r)
{
    ae_fit_options o = options_of(r);
    ae_error e = { 0, 0, 0, "" };
    ae_arena_init(&s->arena, NULL);
    s->host = ae_fpu_enter();
    if (ae_link_open(&s->link, &o, &s->host, &s->arena, &e) != AE_OK)
        print_error("%s\n", e.text);
}

static void close_site(site *s)
{
    ae_fpu_leave(s->host);
    ae_arena_free(&s->arena);
}

/* ---- sums ---- */

typedef struct result {
    size_t owners;
    float sum[MOST][N];
    double packets[MOST][AE_PACKET_SUMS];
    ae_status status[MOST];
    char text[MOST][200];
} result;

static void keep(result *out, rank *r, ae_status status, const ae_error *e)
{
    out->status[r->number] = status;
    memcpy(out->text[r->number], e->text, sizeof out->text[0] - 1);
}

static void add_up(void *user, rank *r)
{
    result *out = user;
    site s;
    ae_error e = { 0, 0, 0, "" };
    open_site(&s, r);
    float *mine = ae_arena_take(&s.arena, ae_link_slab(&s.link, N), sizeof *mine);
    const ae_link_sum sum = {
        mine, ae_arena_take(&s.arena, ae_link_room(&s.link, N), sizeof *mine), N, out->owners, 0, NULL
    };
    memcpy(mine, slab[r->number], sizeof slab[0]);
    keep(out, r, ae_link_add_up(&s.link, &sum, &e), &e);
    memcpy(out->sum[r->number], mine, sizeof slab[0]);
    close_site(&s);
}

/* Given 2 to 9 parts, of which all or only some have numbers; then all parts get the sum by the tree, bit for bit. */
static void slabs_are_summed_by_the_tree(void **state)
{
    static result out;
    (void)state;
    fill(MOST);
    for (size_t ranks = 2; ranks <= MOST; ranks++)
        for (size_t owners = 1; owners <= ranks; owners++) {
            out.owners = owners;
            ranks_run(ranks, add_up, &out, 0, 0);
            for (size_t r = 0; r < ranks; r++)
                for (size_t i = 0; i < N; i++)
                    assert_true(out.status[r] == AE_OK && out.sum[r][i] == tree(0, owners, i));
        }
}

/* More than is exchanged at once: each part has its number plus the place. */
static void add_up_many(void *user, rank *r)
{
    enum { MANY = 2500000 };
    result *out = user;
    site s;
    ae_error e = { 0, 0, 0, "" };
    open_site(&s, r);
    float *mine = ae_arena_take(&s.arena, ae_link_slab(&s.link, MANY), sizeof *mine);
    const ae_link_sum sum = { mine, ae_arena_take(&s.arena, ae_link_room(&s.link, MANY), sizeof *mine), MANY, 3, 0, NULL };
    for (size_t i = 0; i < MANY; i++)
        mine[i] = (float)(r->number + i);
    keep(out, r, ae_link_add_up(&s.link, &sum, &e), &e);
    out->sum[r->number][0] = 0;
    for (size_t i = 0; i < MANY; i++)
        out->sum[r->number][0] += mine[i] != (float)(3 * i + 3);
    close_site(&s);
}

static void large_slabs_are_summed_in_turns(void **state)
{
    static result out;
    (void)state;
    ranks_run(3, add_up_many, &out, 0, 0);
    for (size_t r = 0; r < 3; r++)
        assert_true(out.status[r] == AE_OK && out.sum[r][0] == 0);
}

static void tell(void *user, rank *r)
{
    result *out = user;
    site s;
    ae_packet mine = { .subject = 5 };
    ae_error e = { 0, 0, 0, "" };
    open_site(&s, r);
    for (size_t i = 0; i < AE_PACKET_SUMS; i++)
        mine.sum[i] = (double)slab[r->number][i];
    keep(out, r, ae_link_tell(&s.link, &mine, &e), &e);
    ae_link_sums(out->packets[r->number], &s.link, out->owners);
    keep(out, r, ae_link_leave(&s.link, out->status[r->number], &e), &e);
    close_site(&s);
}

static void packets_are_summed_by_the_tree(void **state)
{
    static result out;
    (void)state;
    fill(MOST);
    out.owners = 3;
    ranks_run(4, tell, &out, 0, 0);
    for (size_t r = 0; r < 4; r++)
        for (size_t i = 0; i < AE_PACKET_SUMS; i++) {
            double a = (double)slab[0][i], b = (double)slab[1][i], c = (double)slab[2][i];
            assert_int_equal(out.status[r], AE_OK);
            assert_true(out.packets[r][i] == (a + b) + c);
        }
}

/* ---- failures ---- */

static void fail_on_one(void *user, rank *r)
{
    result *out = user;
    site s;
    const ae_packet mine = { .subject = 5 };
    ae_error e = { 0, 0, 0, "" };
    open_site(&s, r);
    ae_status status = r->number == 2 ? ae_fail(&e, AE_ENONFINITE, "a row of mine") : ae_link_tell(&s.link, &mine, &e);
    keep(out, r, ae_link_leave(&s.link, status, &e), &e);
    close_site(&s);
}

/* Given a part that ends with an error of its own; then it tells so, and the others return at once. */
static void a_part_that_fails_tells_the_others(void **state)
{
    static result out;
    (void)state;
    ranks_run(4, fail_on_one, &out, 0, 0);
    for (size_t r = 0; r < 4; r++)
        assert_int_equal(out.status[r], r == 2 ? AE_ENONFINITE : AE_EHOST);
    assert_string_equal(out.text[0], "part 2 of 4 has failed; its own error says why");
    assert_string_equal(out.text[2], "a row of mine");
}

/* Given a part that is not there any more; then the host's function says so, and nothing else is exchanged. */
static void a_part_that_is_gone_ends_the_others(void **state)
{
    static result out;
    (void)state;
    ranks_run(3, tell, &out, 1, 1);
    for (size_t r = 0; r < 3; r++)
        assert_int_equal(out.status[r], AE_EHOST);
    assert_string_equal(out.text[0], "part 0 of 3: the exchange with the other parts returned 8");
}

static void train_another(void *user, rank *r)
{
    result *out = user;
    site s;
    const ae_packet mine = { .subject = r->number == 1 };
    ae_error e = { 0, 0, 0, "" };
    open_site(&s, r);
    ae_status status = ae_link_tell(&s.link, &mine, &e);
    keep(out, r, ae_link_leave(&s.link, status, &e), &e);
    close_site(&s);
}

static void parts_must_train_the_same(void **state)
{
    static result out;
    (void)state;
    ranks_run(3, train_another, &out, 0, 0);
    for (size_t r = 0; r < 3; r++)
        assert_int_equal(out.status[r], AE_EOPTION);
    assert_non_null(strstr(out.text[2], "part 1 of 3"));
}

/* ---- shares ---- */

/* Every row is in one piece of one part; pieces are 32 x 2^k rows, and begin at multiples of that. */
static void shares_cover_the_batch(void **state)
{
    (void)state;
    for (size_t rows = 1; rows < 700; rows += 13)
        for (size_t parts = 1; parts < 10; parts++)
            for (size_t pieces = 1; pieces < 10; pieces += 2) {
                size_t next = 0;
                for (size_t part = 0; part < parts; part++) {
                    ae_share s = ae_share_of(rows, parts, part, pieces);
                    size_t blocks = s.piece / 32;
                    assert_true(s.first == next && s.piece % 32 == 0 && (blocks & (blocks - 1)) == 0);
                    assert_true(s.n == 0 || s.first % s.piece == 0);
                    assert_int_equal(s.n > 0, part < s.owners);
                    next += s.n;
                }
                assert_int_equal(next, rows);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(large_slabs_are_summed_in_turns),
        cmocka_unit_test(slabs_are_summed_by_the_tree),
        cmocka_unit_test(packets_are_summed_by_the_tree),
        cmocka_unit_test(a_part_that_fails_tells_the_others),
        cmocka_unit_test(a_part_that_is_gone_ends_the_others),
        cmocka_unit_test(parts_must_train_the_same),
        cmocka_unit_test(shares_cover_the_batch),
    };
    return cmocka_run_group_tests_name("link", tests, NULL, NULL);
}
