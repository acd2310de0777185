#include "learn_table.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/escape.h"
#include "cli.h"

static bool is_called(struct dlp_span name, struct dlp_span word)
{
	name = dlp_span_trim(name);
	return name.len == word.len &&
	       !strncasecmp(name.ptr, word.ptr, word.len);
}

/* The next word of a comma list; false behind the last. */
static bool next_word(const char **list, struct dlp_span *word)
{
	size_t len = strcspn(*list, ",");

	if (!**list)
		return false;
	*word = dlp_span_trim((struct dlp_span){ *list, len });
	*list += len + ((*list)[len] == ',');
	return true;
}

static void choose(struct learn_table *t, const struct dlp_span *name,
		   size_t count)
{
	const char *list = t->columns ? t->columns : "";
	struct dlp_span word;

	free(t->chosen);
	t->chosen = calloc(count + 1, sizeof(*t->chosen));
	if (!t->chosen)
		cli_die_memory();
	t->count = count;
	for (size_t i = 0; i < count; i++)
		t->chosen[i] = !t->columns;
	while (next_word(&list, &word)) {
		bool found = false;

		for (size_t i = 0; i < count; i++)
			if (is_called(name[i], word))
				t->chosen[i] = found = true;
		if (!found)
			cli_die(0, "--columns: a table has no column of each "
				   "of these names");
	}
}

/* The names of what was chosen; of the first table, since it says enough. */
static void note_names(struct learn_table *t, const struct dlp_span *name)
{
	if (t->tables++)
		return;
	dlp_buf_clear(&t->names);
	for (size_t i = 0; i < t->count; i++) {
		if (!t->chosen[i])
			continue;
		if (t->names.len)
			dlp_buf_adds(&t->names, ", ");
		dlp_escape(&t->names, dlp_span_trim(name[i]));
	}
}

static void take_cell(struct learn_table *t, size_t column,
		      struct dlp_span value)
{
	if (column >= t->count || !t->chosen[column])
		return;
	if (dlp_exact_add(t->draft, t->rows, value) == DLP_FATAL)
		cli_die_memory();
}

static void end_row(struct learn_table *t)
{
	if (++t->rows == DLP_EXACT_ROWS)
		cli_die(0, "over %d rows", DLP_EXACT_ROWS - 1);
}

/* All rows of a text. */
static void take_rows(struct learn_table *t, const struct dlp_table *table,
		      struct dlp_span text)
{
	struct dlp_table_walk walk = { 0 };
	size_t start = 0;
	bool empty = true;

	for (size_t i = 0; i <= text.len; i++) {
		const bool last = i == text.len;
		const uint32_t column = walk.cell;
		struct dlp_span cell = { text.ptr + start, i - start };

		if (!last && !dlp_table_step(&walk, table, text.ptr[i]))
			continue;
		cell = dlp_table_content(table, cell);
		start = i + 1;
		if (cell.len) {
			take_cell(t, column, cell);
			empty = false;
		}
		if ((last || !walk.cell) && !empty) {
			end_row(t);
			empty = true;
		}
	}
}

/* Whether a row is that of the names. */
static bool is_names(const struct dlp_unit *unit)
{
	struct dlp_span row = dlp_buf_span(&unit->text), cell;

	while (row.len && row.ptr[row.len - 1] == '\n')
		row.len--;
	for (size_t i = 0; i < unit->columns; i++)
		if (!dlp_table_next(&unit->table, &row, &cell) ||
		    !dlp_span_eq(dlp_span_trim(cell),
				 dlp_span_trim(unit->column_name[i])))
			return false;
	return true;
}

void learn_table_take(struct learn_table *t, struct dlp_unit *unit)
{
	struct dlp_span text = dlp_buf_span(&unit->text), names;
	struct dlp_table table = { '\t', false };
	size_t head;

	if (unit->columns) {
		choose(t, unit->column_name, unit->columns);
		if (is_names(unit))
			note_names(t, unit->column_name);
		else
			take_rows(t, &table, text);
		return;
	}
	if (!dlp_unit_is_own(unit) ||
	    dlp_table_begins(text, true, &table, &names, &head) !=
		    DLP_TABLE_BEGINS ||
	    dlp_unit_name(unit, &table, names, unit->base + head))
		return;
	choose(t, unit->column_name, unit->columns);
	note_names(t, unit->column_name);
	text.ptr += head, text.len -= head;
	take_rows(t, &table, text);
}

void learn_table_release(struct learn_table *t)
{
	free(t->chosen);
	dlp_buf_release(&t->names);
	*t = (struct learn_table){ 0 };
}
