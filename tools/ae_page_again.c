/* How to repeat all of it: commands, versions, seeds, and what tells files apart. */
#include "ae_command.h"
#include "ae_page.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number that changes with any byte of a file (FNV-1a, 64 bits). False: it cannot be read. */
static bool digest_file(uint64_t *out, const char *path)
{
    FILE *file = fopen(path, "rb");
    uint64_t hash = 0xCBF29CE484222325u;
    if (!file)
        return false;
    for (int c; (c = getc(file)) != EOF;)
        hash = (hash ^ (uint64_t)(unsigned char)c) * 0x100000001B3u;
    *out = hash;
    const bool ok = !ferror(file);
    return fclose(file) == 0 && ok;
}

static void put_fact(const page *p, const char *name, const char *text)
{
    fputs("<dt>", p->to);
    kit_html_text(p->to, name);
    fputs("</dt><dd>", p->to);
    kit_html_text(p->to, text);
    fputs("</dd>\n", p->to);
}

static void put_file(const page *p, const char *path)
{
    uint64_t hash;
    char text[64] = "could not be read again";
    if (digest_file(&hash, path))
        snprintf(text, sizeof text, "FNV-1a %016llx", (unsigned long long)hash);
    put_fact(p, path, text);
}

static void put_rows_digest(const page *p, const page_rows *r)
{
    char text[128];
    snprintf(text, sizeof text, "%zu rows of %zu, digest %016llx", r->s.table.rows, r->s.table.width,
             (unsigned long long)kit_table_digest(&r->s.table));
    put_fact(p, r->name, text);
}

static void put_training(const page *p)
{
    char text[256];
    const ae_model_info *i = &p->info;
    if (!*i->optimizer)
        return;
    snprintf(text, sizeof text, "%zu steps, %zu rows, batch %zu, seed %llu", i->trained_steps, i->trained_rows, i->batch,
             (unsigned long long)i->seed);
    put_fact(p, "its training", text);
    put_fact(p, "its optimizer", i->optimizer);
}

/* A line may break before an option, but not within its "--". */
static void put_words(const page *p, const char *text)
{
    for (const char *option; (option = strstr(text, " --")); text = option) {
        const int before = (int)(++option - text), length = (int)strcspn(option, " \n");
        kit_html_print(p->to, "%.*s", before, text);
        fputs("<span>", p->to);
        kit_html_print(p->to, "%.*s", length, option);
        fputs("</span>", p->to);
        option += length;
    }
    kit_html_text(p->to, text);
}

/* Takes the text over. */
static void put_command(const page *p, const char *what, char *text)
{
    fputs("<p>", p->to);
    kit_html_text(p->to, what);
    fputs("</p>\n<pre>", p->to);
    put_words(p, text);
    fputs("</pre>\n", p->to);
    free(text);
}

static bool put_commands(const page *p, kit_message *why)
{
    char *training = NULL, *page_text;
    if (p->log && !page_log_command(&training, p->log, why))
        return false;
    page_text = command_text("report", REPORT, p->arguments, NULL, 0);
    if (training)
        put_command(p, "The training, as far as its log tells:", training);
    if (page_text)
        put_command(p, "This page:", page_text);
    return page_text || kit_explain(why, "out of memory");
}

bool page_again(page *p, kit_message *why)
{
    if (!put_commands(p, why))
        return false;
    fputs("<p>The same spec, seed, rows and options give the same model, byte for byte, and the same files this "
          "page.</p>\n<dl>\n",
          p->to);
    put_file(p, p->arguments->model);
    for (size_t i = 0; i < p->sides; i++)
        put_rows_digest(p, &p->side[i]);
    put_training(p);
    put_fact(p, "libautoencoder", ae_version());
    put_fact(p, "kernels", p->info.kernels);
    fputs("</dl>\n", p->to);
    return true;
}
