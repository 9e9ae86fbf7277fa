#include "io/json.h"
#include "base/memory.h"

ae_status ae_json_expected(const ae_json *j, const char *what)
{
    return ae_fail(j->error, AE_EFORMAT, "byte %zu: expected %s", j->at, what);
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static void skip_blanks(ae_json *j)
{
    while (j->at < j->end && is_blank(j->text[j->at]))
        j->at++;
}

bool ae_json_take(ae_json *j, char c)
{
    skip_blanks(j);
    bool here = j->at < j->end && j->text[j->at] == (unsigned char)c;
    j->at += here;
    return here;
}

ae_status ae_json_expect(ae_json *j, char c)
{
    const char quoted[] = { '\'', c, '\'', 0 };
    return ae_json_take(j, c) ? AE_OK : ae_json_expected(j, quoted);
}

ae_status ae_json_end(ae_json *j)
{
    skip_blanks(j);
    return j->at == j->end ? AE_OK : ae_json_expected(j, "nothing but blanks up to the end of the header");
}

ae_status ae_json_next(ae_json *j, char close, bool *more)
{
    const char either[] = { '\'', ',', '\'', ' ', 'o', 'r', ' ', '\'', close, '\'', 0 };
    *more = ae_json_take(j, ',');
    return *more || ae_json_take(j, close) ? AE_OK : ae_json_expected(j, either);
}

static bool digit_next(const ae_json *j)
{
    return j->at < j->end && j->text[j->at] >= '0' && j->text[j->at] <= '9';
}

ae_status ae_json_size(ae_json *j, size_t *out)
{
    size_t n = 0;
    skip_blanks(j);
    if (!digit_next(j))
        return ae_json_expected(j, "a whole number, 0 or more");
    for (size_t start = j->at; digit_next(j); j->at++) {
        if (n == 0 && j->at > start)
            return ae_json_expected(j, "a number without leading zeros");
        if (!ae_size_mul(&n, n, 10) || !ae_size_add(&n, n, (size_t)(j->text[j->at] - '0')))
            return ae_json_expected(j, "a smaller number");
    }
    *out = n;
    return AE_OK;
}
