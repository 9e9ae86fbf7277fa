/* The formats of tables, and what they share. */
#ifndef KIT_TABLE_FORMAT_H
#define KIT_TABLE_FORMAT_H

#include "kit/file/source.h"
#include "kit/table.h"

/* The readers. Each fills *out except its name and leaves nothing behind when it fails. */
bool kit_read_idx(kit_table *out, kit_source *source, const kit_reading *how);
bool kit_read_npy(kit_table *out, kit_source *source, const kit_reading *how);
bool kit_read_npz(kit_table *out, kit_source *source, const kit_reading *how);
bool kit_read_codes(kit_table *out, kit_source *source, const kit_reading *how); /* packed ones */
bool kit_read_png(kit_table *out, kit_source *source, const kit_reading *how);
bool kit_read_list(kit_table *out, kit_source *source, const kit_reading *how); /* of PNG files */
bool kit_read_libsvm(kit_table *out, kit_source *source, const kit_reading *how);
bool kit_read_csv(kit_table *out, kit_source *source, const kit_reading *how);

/* Does a file of packed codes begin like this? */
bool kit_codes_begin(const unsigned char *head, size_t n);

/* Does a text begin with a row of LIBSVM's? */
bool kit_libsvm_begins(const unsigned char *head, size_t n);

/* The PNG files of a folder. */
bool kit_read_folder(kit_table *out, const char *folder, kit_message *why);

/* Row count and row shape from a file's dimensions, `rank` of them: the first counts the rows. */
bool kit_table_shape(kit_table *out, kit_source *source, const uint64_t *dims, size_t rank);

/* Leaves out the rows with a gap, and says which. It is an error if none is left. */
bool kit_table_drop_gaps(kit_table *table, kit_message *why);

/* Is every number finite, and no bigger than a float can be? NaN is a gap, and may be there where gaps are kept. */
bool kit_table_check(const kit_table *table, kit_gaps gaps, kit_message *why);

/* Number i of a table's rows x width, whatever its type. */
double kit_table_element(const kit_table *table, size_t i);

/* Gives back the rows, what goes with each of them and their file, and keeps the rest. */
void kit_table_drop_rows(kit_table *table);

/* The table's rows become these, which it then owns; what goes with each of them stays. */
void kit_table_replace(kit_table *table, void *data, ae_dtype dtype, size_t width, kit_table_column *columns);

/* The table's new rows are old rows `list`, which may repeat and come in any order. */
bool kit_table_take_rows(kit_table *table, const size_t *list, size_t n, kit_message *why);

/* What the reading says of columns, for a table of which all columns were read; text has done this while it was read. */
bool kit_table_select(kit_table *table, const kit_reading *how, kit_message *why);

/* Bytes of an element. */
size_t kit_dtype_size(ae_dtype dtype);

#endif
