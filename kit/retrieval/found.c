#include "kit/file/sink.h"
#include "kit/retrieval.h"
#include "kit/table/write.h"

/* Texts of a query and of a neighbour, which not every table has. */
static void write_texts(FILE *file, const kit_label *of_queries, size_t query, const kit_label *texts, size_t row)
{
    const char *const both[] = { of_queries ? of_queries[query] : NULL, texts ? texts[row] : NULL };
    for (int i = 0; i < 2; i++)
        if (both[i]) {
            fputc(',', file);
            kit_write_text(file, both[i]);
        }
}

static void write_names(FILE *file, const kit_found *f)
{
    fprintf(file, "query,rank,row,distance%s%s%s%s\n", f->queries->ids ? ",query_id" : "", f->among->ids ? ",id" : "",
            f->queries->labels ? ",query_label" : "", f->among->labels ? ",label" : "");
}

static void write_neighbour(FILE *file, const kit_found *f, size_t query, size_t place)
{
    char distance[KIT_FLOAT_TEXT];
    const size_t i = query * f->k + place, row = f->rows[i];
    kit_float_text(distance, f->distances[i]);
    fprintf(file, "%zu,%zu,%zu,%s", query, place + 1, row, distance);
    write_texts(file, f->queries->ids, query, f->among->ids, row);
    write_texts(file, f->queries->labels, query, f->among->labels, row);
    fputc('\n', file);
}

bool kit_found_write(const char *path, const kit_found *f, kit_message *why)
{
    kit_sink sink;
    if (!kit_sink_open(&sink, path, why))
        return false;
    write_names(sink.file, f);
    for (size_t query = 0; query < f->queries->rows && !ferror(sink.file); query++)
        for (size_t place = 0; place < f->k; place++)
            write_neighbour(sink.file, f, query, place);
    return kit_sink_close(&sink, kit_sink_check(&sink));
}
