/* ae report: conducts the page, a section after the other. */
#include "ae_page.h"
#include "ae_remarks.h"
#include "kit/file/sink.h"
#include <math.h>
#include <string.h>

/* ---- Sections ----------------------------------------------------------------------------------------------------- */

static bool always(const page *p)
{
    return p != NULL;
}

static bool is_measured(const page *p)
{
    return p->shown->measured;
}

static bool has_log(const page *p)
{
    return p->log != NULL;
}

static bool has_decoder(const page *p)
{
    return p->decodes;
}

static bool has_heads(const page *p)
{
    return p->shown->s.heads.n > 0;
}

static const struct section {
    const char *id, *title;
    bool (*applies)(const page *p);
    bool (*write)(page *p, kit_message *why);
} sections[] = {
    { "net", "What the net is", always, page_net },
    { "training", "How it was trained", has_log, page_training },
    { "figures", "How well it does", is_measured, page_figures },
    { "rows", "Rows, and what comes back", has_decoder, page_examples },
    { "extremes", "The best and the worst rows", has_decoder, page_extremes },
    { "codes", "Where the rows lie among the codes", page_has_plane, page_codes },
    { "scores", "How unusual the rows are", has_decoder, page_scores },
    { "columns", "Errors by column", has_decoder, page_columns },
    { "pca", "Beside principal components", page_can_pca, page_pca },
    { "heads", "What is told of the labels", has_heads, page_heads },
    { "samples", "New rows", page_can_sample, page_samples },
    { "health", "Health of the code", page_has_health, page_health },
    { "again", "How to repeat all of this", always, page_again },
};

enum { SECTIONS = sizeof sections / sizeof *sections };

static void put_contents(const page *p)
{
    fputs("<nav aria-label=\"Contents\"><ul>", p->to);
    for (size_t i = 0; i < SECTIONS; i++)
        if (sections[i].applies(p)) {
            fprintf(p->to, "<li><a href=\"#%s\">", sections[i].id);
            kit_html_text(p->to, sections[i].title);
            fputs("</a></li>", p->to);
        }
    fputs("</ul></nav>\n", p->to);
}

static bool put_section(page *p, const struct section *s, kit_message *why)
{
    if (!s->applies(p))
        return true;
    fprintf(p->to, "<section id=\"%s\"><h2>", s->id);
    kit_html_text(p->to, s->title);
    fputs("</h2>\n", p->to);
    const bool ok = s->write(p, why);
    fputs("</section>\n", p->to);
    return ok;
}

/* ---- The page ----------------------------------------------------------------------------------------------------- */

const char *page_count(char text[PAGE_COUNT], size_t n)
{
    char digits[PAGE_COUNT];
    const size_t length = (size_t)snprintf(digits, sizeof digits, "%zu", n);
    size_t used = 0;
    for (size_t i = 0; i < length && used + 2 < PAGE_COUNT; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = 0;
    return text;
}

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static void put_lines(FILE *to, const char *element, const char *const *lines)
{
    fprintf(to, "<%s>\n", element);
    for (; *lines; lines++)
        fputs(*lines, to);
    fprintf(to, "</%s>\n", element);
}

static void put_head(const page *p)
{
    fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta name=\"color-scheme\" content=\"light dark\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
          "'unsafe-inline'; script-src 'unsafe-inline'\">\n<title>",
          p->to);
    kit_html_print(p->to, "What %s learnt", file_name(p->arguments->model));
    fputs("</title>\n", p->to);
    put_lines(p->to, "style", page_style);
    fputs("</head>\n<body>\n", p->to);
}

/* The first words say what one sees. */
static void put_summary(const page *p)
{
    char in[PAGE_COUNT], rows[PAGE_COUNT], code[PAGE_COUNT];
    const double explained = p->decodes ? explained_by(&p->shown->metrics) : (double)NAN;
    fputs("<header><h1>", p->to);
    kit_html_print(p->to, "What %s learnt", file_name(p->arguments->model));
    fputs("</h1>\n<p class=\"lead\">", p->to);
    kit_html_print(
        p->to,
        "A net that turns rows of %s number%s into a code of %s%s. This page shows what it makes of the %s rows of %s%s",
        page_count(in, p->info.input_width), p->info.input_width == 1 ? "" : "s", page_count(code, p->info.code_width),
        p->decodes ? ", and the code into rows again" : "", page_count(rows, p->shown->s.rows.n), p->shown->name,
        p->sides > 1 ? ", which were held out." : ".");
    if (isfinite(explained))
        kit_html_print(p->to, " What comes back explains %.1f %% of how %s differ.", 100 * explained,
                       has_words(p->shown->s.model) ? "the numbers of these rows" : "these rows");
    fputs("</p>\n", p->to);
    put_contents(p);
    fputs("</header>\n<main>\n", p->to);
}

static bool put_page(page *p, kit_message *why)
{
    put_head(p);
    put_summary(p);
    for (size_t i = 0; i < SECTIONS; i++)
        if (!put_section(p, &sections[i], why))
            return false;
    fputs("</main>\n", p->to);
    put_lines(p->to, "script", page_script);
    fputs("</body>\n</html>\n", p->to);
    return true;
}

static bool write_page(page *p, kit_message *why)
{
    kit_sink sink;
    if (!kit_sink_open(&sink, p->arguments->out, why))
        return false;
    p->to = sink.file;
    return kit_sink_close(&sink, put_page(p, why));
}

bool run_report(const arguments *a, kit_message *why)
{
    page p;
    if (!kit_writable(a->out, why))
        return false;
    const bool ok = page_open(&p, a, why) && write_page(&p, why);
    page_close(&p);
    if (ok && !a->quiet)
        printf("%s: one page, to be opened in any browser\n", a->out);
    return ok;
}
