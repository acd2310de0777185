#include "extract/sqlite.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "extract/sqlite_rest.h"
#include "extract/sqlite_row.h"
#include "extract/sqlite_schema.h"
#include "extract/strings.h"

/* A table, as the schema has it. */
struct table {
	size_t name, name_length; /* bytes of `schema` */
	size_t statement, length;
	uint32_t root;
	bool is_index;
};

struct database {
	struct dlp_sqlite_file file;
	struct dlp_sqlite_rows rows;
	struct dlp_input *input;
	struct dlp_buf schema; /* names and statements */
	struct dlp_buf tables; /* struct table, one behind the other */
	struct dlp_buf payload, at;
	/* Of the tree at hand. */
	const struct dlp_sqlite_columns *columns; /* NULL for the schema */
	struct dlp_span name;
	uint64_t row;  /* rows so far */
	bool told;     /* a row was, with the names of its columns */
	bool is_index; /* its rows stand in a table as well */
	bool deep;
};

/* A page on the way down a tree. */
struct level {
	unsigned char *mem;
	uint32_t number;
	struct dlp_sqlite_page page;
	size_t next; /* the cell that is next; `cells` for the page behind */
	size_t room; /* bytes that its cells have not taken yet */
};

static struct dlp_span schema_span(const struct database *db, size_t at,
				   size_t len)
{
	return len ? (struct dlp_span){ db->schema.ptr + at, len }
		   : DLP_SPAN("");
}

static void add_string(struct database *db, const struct dlp_sqlite_value *v,
		       size_t *at, size_t *len)
{
	uint64_t bad = 0;

	*at = db->schema.len;
	if (v->type == DLP_SQLITE_TEXT) {
		if (db->file.charset == DLP_CHARSET_UTF8)
			dlp_utf8_mend(&db->schema, v->bytes);
		else if (v->bytes.len)
			dlp_charset_convert(db->input->reading->task->charsets,
					    db->file.charset, v->bytes, true,
					    &db->schema, &bad);
	}
	*len = db->schema.status ? 0 : db->schema.len - *at;
}

/* A row of the schema: type, name, table, first page, statement. */
static void take_object(struct database *db, struct dlp_sqlite_record *record)
{
	struct dlp_sqlite_value value[5] = { { .type = DLP_SQLITE_NULL } };
	struct table table = { .root = 0 };
	size_t n = 0;

	while (n < 5 && dlp_sqlite_record_next(record, &value[n]))
		n++;
	if (value[3].type == DLP_SQLITE_INTEGER && value[3].integer > 0 &&
	    value[3].integer <= db->file.pages)
		table.root = (uint32_t)value[3].integer;
	add_string(db, &value[0], &table.name, &table.name_length);
	table.is_index = dlp_span_is(
		schema_span(db, table.name, table.name_length), "index");
	if (!db->schema.status)
		db->schema.len = table.name;
	add_string(db, &value[1], &table.name, &table.name_length);
	add_string(db, &value[4], &table.statement, &table.length);
	dlp_buf_add(&db->tables, &table, sizeof(table));
}

/* The `at` of a row. */
static void set_at(struct database *db, int64_t rowid)
{
	struct dlp_buf *at = &db->at;

	dlp_buf_clear(at);
	dlp_json_open(at, '{');
	dlp_json_add_text(at, "table", db->name);
	dlp_buf_addf(at, ",\"row\":%lld", (long long)rowid);
	if (!db->told && db->columns->count) {
		dlp_json_key(at, "columns");
		dlp_json_open(at, '[');
		for (size_t i = 0; i < db->columns->count; i++)
			dlp_json_text(at, db->columns->name[i]);
		dlp_json_close(at, ']');
	}
	dlp_json_close(at, '}');
	if (!at->status)
		dlp_teller_at(db->input->teller, dlp_buf_span(at));
	db->told = true;
}

/* Remember a blob that is a document: table/row/column. */
static void take_blob(struct database *db, const struct level *level,
		      size_t value, int64_t rowid)
{
	struct dlp_sqlite_rows *rows = &db->rows;
	struct dlp_sqlite_blob blob = { .page = level->number,
					.cell = (uint32_t)level->next,
					.value = (uint32_t)value,
					.name = rows->names.len };

	/* One more than may be read, so that it is told. */
	if (rows->blobs.len / sizeof(blob) >
	    db->input->reading->task->limits.entries)
		return;
	dlp_buf_addspan(&rows->names, db->name);
	dlp_buf_addf(&rows->names, "/%lld/", (long long)rowid);
	if (value < db->columns->count)
		dlp_buf_addspan(&rows->names, db->columns->name[value]);
	else
		dlp_buf_addf(&rows->names, "%zu", value + 1);
	blob.name_length = rows->names.len - blob.name;
	dlp_buf_add(&rows->blobs, &blob, sizeof(blob));
}

static void take_row(struct database *db, const struct level *level,
		     struct dlp_sqlite_record *record, int64_t rowid)
{
	const struct dlp_sqlite_columns *columns = db->columns;
	struct dlp_sqlite_value value;

	dlp_sqlite_row_begin(&db->rows);
	for (size_t i = 0; dlp_sqlite_record_next(record, &value); i++) {
		if (i == columns->rowid && value.type == DLP_SQLITE_NULL)
			value = (struct dlp_sqlite_value){
				.type = DLP_SQLITE_INTEGER, .integer = rowid
			};
		if (dlp_sqlite_row_add(&db->rows, &value))
			take_blob(db, level, i, rowid);
	}
	if (db->rows.text)
		set_at(db, rowid);
	dlp_sqlite_row_end(&db->rows);
}

static void take_cell(struct database *db, const struct level *level,
		      const struct dlp_sqlite_cell *cell)
{
	struct dlp_sqlite_record record;
	struct dlp_span payload;

	db->row++;
	payload = dlp_sqlite_payload(&db->file, cell, false, &db->payload);
	if (db->is_index)
		return;
	if (!dlp_sqlite_record_parse(payload, &record))
		db->file.damaged++;
	else if (!db->columns)
		take_object(db, &record);
	else
		take_row(db, level, &record,
			 level->page.index ? (int64_t)db->row : cell->rowid);
}

/* Enter the page below; false where it is none of this tree. */
static bool enter(struct database *db, struct level *level, uint32_t number)
{
	struct dlp_sqlite_file *file = &db->file;

	if (!number || number > file->pages || file->use[number])
		return false;
	if (!level->mem)
		level->mem = malloc(file->page_size);
	if (!level->mem || !dlp_sqlite_read(file, number, level->mem))
		return false;
	level->number = number;
	level->next = 0;
	level->room = file->usable;
	if (!dlp_sqlite_page_parse(
		    (struct dlp_span){ (char *)level->mem, file->usable },
		    number, &level->page))
		return false;
	file->use[number] = DLP_SQLITE_TREE;
	return true;
}

/* The rest of a page: cells of a leaf; else up to the next page below. */
static uint32_t take_cells(struct database *db, struct level *level)
{
	struct dlp_sqlite_cell cell;

	for (; level->next < level->page.cells; level->next++) {
		if (!dlp_sqlite_cell_parse(&level->page, level->next, &cell)) {
			db->file.damaged++;
			continue;
		}
		/* Cells that lie over one another would be told for ever. */
		if (cell.local.len > level->room) {
			db->file.damaged++;
			continue;
		}
		level->room -= cell.local.len;
		if (level->page.index || level->page.leaf)
			take_cell(db, level, &cell);
		if (cell.left) {
			level->next++;
			return cell.left;
		}
	}
	level->next++;
	return level->next == level->page.cells + 1 ? level->page.right : 0;
}

/* Walk a tree; all of its pages are marked. */
static void walk_tree(struct database *db, uint32_t root)
{
	struct level *level = calloc(DLP_SQLITE_DEPTH, sizeof(*level));
	size_t depth = 0;

	db->row = 0;
	db->told = false;
	if (!level || !enter(db, level, root)) {
		db->file.damaged++;
		free(level ? level->mem : NULL);
		free(level);
		return;
	}
	for (depth = 1; depth && !db->input->teller->status;) {
		struct level *top = &level[depth - 1];
		uint32_t below = take_cells(db, top);

		if (!below)
			depth -= top->next > top->page.cells;
		else if (depth == DLP_SQLITE_DEPTH)
			db->deep = true;
		else if (enter(db, &level[depth], below))
			depth++;
		else
			db->file.damaged++;
	}
	for (size_t i = 0; i < DLP_SQLITE_DEPTH; i++)
		free(level[i].mem);
	free(level);
}

static void read_table(struct database *db, const struct table *table)
{
	struct dlp_sqlite_columns columns;

	if (!table->root)
		return;
	if (!dlp_sqlite_columns_init(&columns, schema_span(db, table->statement,
							   table->length))) {
		dlp_teller_error(db->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
		return;
	}
	db->columns = &columns;
	db->is_index = table->is_index;
	db->name = schema_span(db, table->name, table->name_length);
	walk_tree(db, table->root);
	dlp_sqlite_columns_release(&columns);
	db->columns = NULL;
}

static void tell_schema(struct database *db)
{
	const size_t n = db->tables.len / sizeof(struct table);
	struct dlp_teller *teller = db->input->teller;
	struct table table;

	dlp_teller_at(teller, DLP_SPAN("{\"part\":\"schema\"}"));
	for (size_t i = 0; i < n; i++) {
		memcpy(&table, db->tables.ptr + i * sizeof(table),
		       sizeof(table));
		if (!table.length)
			continue;
		dlp_teller_text(teller,
				schema_span(db, table.statement, table.length));
		dlp_teller_text(teller, DLP_SPAN("\n"));
	}
}

static void read_tables(struct database *db)
{
	size_t n;
	struct table table;

	walk_tree(db, 1);
	if (db->schema.status || db->tables.status)
		dlp_teller_error(db->input->teller, DLP_CODE_TOO_LARGE,
				 "the schema is too large");
	n = db->tables.len / sizeof(table);
	for (size_t i = 0; i < n; i++) {
		memcpy(&table, db->tables.ptr + i * sizeof(table),
		       sizeof(table));
		read_table(db, &table);
	}
	tell_schema(db);
}

/* The blob at this place, once more. */
static void tell_blob(struct database *db, const struct dlp_sqlite_blob *blob,
		      unsigned char *mem)
{
	struct dlp_document document = { .has_size = true };
	struct dlp_sqlite_file *file = &db->file;
	struct dlp_sqlite_page page;
	struct dlp_sqlite_cell cell;
	struct dlp_sqlite_record record;
	struct dlp_sqlite_value value = { .type = DLP_SQLITE_NULL };
	enum dlp_code code = DLP_CODE_TOO_LARGE;
	struct dlp_error err = { 0 };
	struct dlp_source source;
	struct dlp_view view;
	struct dlp_span name;

	if (!dlp_sqlite_read(file, blob->page, mem) ||
	    !dlp_sqlite_page_parse(
		    (struct dlp_span){ (char *)mem, file->usable }, blob->page,
		    &page) ||
	    !dlp_sqlite_cell_parse(&page, blob->cell, &cell) ||
	    !dlp_sqlite_record_parse(
		    dlp_sqlite_payload(file, &cell, true, &db->payload),
		    &record))
		return;
	for (size_t i = 0; i <= blob->value; i++)
		if (!dlp_sqlite_record_next(&record, &value))
			return;
	name = (struct dlp_span){ db->rows.names.ptr + blob->name,
				  blob->name_length };
	document.size = value.bytes.len;
	/* Pages that lie about their order may be loaded again and again. */
	if (!dlp_reading_count(db->input->reading, db->payload.len, &code,
			       &err)) {
		dlp_teller_error_sys(db->input->teller, code, &err);
		return;
	}
	dlp_view_init_memory(&view, value.bytes);
	if (!dlp_source_init_view(&source, &view))
		dlp_reading_member(db->input, &source, name, &document);
	else
		dlp_teller_error(db->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	dlp_source_release(&source);
}

static void tell_blobs(struct database *db)
{
	const size_t n = db->rows.blobs.len / sizeof(struct dlp_sqlite_blob);
	unsigned char *mem = malloc(db->file.page_size);
	struct dlp_sqlite_blob blob;

	if (db->rows.blobs.status || db->rows.names.status || !mem)
		dlp_teller_error(db->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	for (size_t i = 0; mem && i < n; i++) {
		if (!dlp_reading_may_enter(db->input))
			break;
		memcpy(&blob, db->rows.blobs.ptr + i * sizeof(blob),
		       sizeof(blob));
		tell_blob(db, &blob, mem);
	}
	free(mem);
}

static void tell_faults(struct database *db)
{
	struct dlp_teller *teller = db->input->teller;

	if (db->file.cut)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "the database lacks some of its pages");
	else if (db->file.damaged)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "some pages of the database are damaged");
	if (db->deep)
		dlp_teller_error(teller, DLP_CODE_TOO_DEEP,
				 "too many pages above one another");
	if (db->file.cut_payload)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
				 "a row too large to be read whole");
}

static void read_database(struct database *db)
{
	dlp_sqlite_rows_init(&db->rows, db->input, db->file.charset);
	dlp_buf_init(&db->schema, DLP_SQLITE_SCHEMA);
	dlp_buf_init(&db->tables, DLP_SQLITE_SCHEMA);
	dlp_buf_init(&db->payload, 0);
	dlp_buf_init(&db->at, 0);
	read_tables(db);
	dlp_sqlite_rest_tell(&db->file, &db->rows);
	tell_faults(db);
	dlp_teller_flush(db->input->teller);
	tell_blobs(db);
	dlp_sqlite_rows_release(&db->rows);
	dlp_buf_release(&db->schema);
	dlp_buf_release(&db->tables);
	dlp_buf_release(&db->payload);
	dlp_buf_release(&db->at);
}

void dlp_sqlite_database_read(struct dlp_input *input)
{
	struct database db = { .input = input };
	struct dlp_error err = { 0 };

	dlp_reading_begin(input, DLP_IS_SQLITE);
	if (dlp_sqlite_open(&db.file, input->view,
			    (size_t)input->reading->task->limits.entry, &err)) {
		dlp_teller_error_sys(input->teller, DLP_CODE_CORRUPT, &err);
		dlp_sqlite_rest_strings(input);
	} else {
		read_database(&db);
		dlp_sqlite_close(&db.file);
	}
	dlp_reading_end(input);
}
