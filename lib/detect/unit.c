#include "detect/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/line.h"
#include "base/utf8.h"

/* Members of `at` whose change ends a text; a row goes on in its table. */
static const char *const border[] = { "part", "sheet", "table", "slide",
				      "row" };

enum {
	BORDERS = sizeof(border) / sizeof(*border),
	TABLE_BORDERS = BORDERS - 1,
	AT_MAX = 8 << 20, /* bytes that an `at` may take when it is read */
};

void dlp_unit_init(struct dlp_unit *unit)
{
	*unit = (struct dlp_unit){ 0 };
	dlp_buf_init(&unit->text, 0);
	dlp_arena_init(&unit->names, AT_MAX);
	dlp_arena_init(&unit->parsed, AT_MAX);
}

static void forget_ats(struct dlp_unit *unit, size_t n)
{
	if (!n)
		return;
	for (size_t i = 0; i < n; i++)
		free((void *)(uintptr_t)unit->at[i].at.ptr);
	unit->ats -= n;
	if (unit->ats)
		memmove(unit->at, unit->at + n, unit->ats * sizeof(*unit->at));
}

void dlp_unit_release(struct dlp_unit *unit)
{
	forget_ats(unit, unit->ats);
	free(unit->at);
	free(unit->mark);
	free(unit->walks.mark);
	dlp_buf_release(&unit->text);
	dlp_arena_release(&unit->names);
	dlp_arena_release(&unit->parsed);
}

static const struct dlp_span *last_at(const struct dlp_unit *unit)
{
	static const struct dlp_span none = { 0 };

	return unit->ats ? &unit->at[unit->ats - 1].at : &none;
}

/* Raw values of what makes a border; false where `at` is not JSON. */
static bool borders_of(struct dlp_span at, struct dlp_span out[BORDERS],
		       struct dlp_arena *arena)
{
	struct dlp_error err;
	struct dlp_json *json;

	memset(out, 0, BORDERS * sizeof(*out));
	if (!at.len)
		return true;
	if (dlp_json_parse(at, arena, &json, &err))
		return false;
	for (size_t i = 0; i < BORDERS; i++) {
		const struct dlp_json *m = dlp_json_get(json, border[i]);

		if (m)
			out[i] = m->raw;
	}
	return true;
}

/* Whether the first `n` borders of both are the same. */
static bool same_borders(struct dlp_arena *arena, struct dlp_span x,
			 struct dlp_span y, size_t n)
{
	struct dlp_span a[BORDERS], b[BORDERS];

	if (dlp_span_eq(x, y))
		return true;
	dlp_arena_reset(arena);
	if (!borders_of(x, a, arena) || !borders_of(y, b, arena))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!dlp_span_eq(a[i], b[i]))
			return false;
	return true;
}

bool dlp_unit_continues(struct dlp_unit *unit, const struct dlp_text *text)
{
	return unit->open && text->offset == unit->base + unit->text.len &&
	       same_borders(&unit->parsed, *last_at(unit), text->at, BORDERS);
}

bool dlp_unit_is_own(struct dlp_unit *unit)
{
	return same_borders(&unit->parsed, (struct dlp_span){ 0 },
			    dlp_unit_at(unit, 0), BORDERS);
}

/* There is to be room for `n` others. */
static enum dlp_status forget_names(struct dlp_unit *unit, size_t n)
{
	dlp_arena_reset(&unit->names);
	unit->columns = 0;
	unit->column_name =
		dlp_arena_alloc(&unit->names, n + 1, sizeof(struct dlp_span));
	return unit->column_name ? DLP_OK : DLP_FATAL;
}

static enum dlp_status add_name(struct dlp_unit *unit, struct dlp_span name)
{
	char *copy = dlp_arena_alloc(&unit->names, 1, name.len + 1);

	if (!copy)
		return DLP_FATAL;
	if (name.len)
		memcpy(copy, name.ptr, name.len);
	unit->column_name[unit->columns++] =
		(struct dlp_span){ copy, name.len };
	return DLP_OK;
}

/* A first row may name the columns; what is no row has none. */
static enum dlp_status take_columns(struct dlp_unit *unit, struct dlp_span at)
{
	struct dlp_error err;
	struct dlp_json *json;
	const struct dlp_json *list;
	size_t n = 0;

	/* What is a table by itself stays one. */
	if (!at.len || unit->table.quotes)
		return DLP_OK;
	dlp_arena_reset(&unit->parsed);
	if (dlp_json_parse(at, &unit->parsed, &json, &err))
		return DLP_OK;
	if (!dlp_json_get(json, "row"))
		unit->columns = 0;
	list = dlp_json_get(json, "columns");
	if (!list || list->type != DLP_JSON_ARRAY)
		return DLP_OK;
	for (const struct dlp_json *m = list->child; m; m = m->next)
		n++;
	if (forget_names(unit, n))
		return DLP_FATAL;
	unit->table = (struct dlp_table){ '\t', false };
	for (const struct dlp_json *m = list->child; m; m = m->next)
		if (add_name(unit, m->text))
			return DLP_FATAL;
	return DLP_OK;
}

enum dlp_status dlp_unit_name(struct dlp_unit *unit,
			      const struct dlp_table *table,
			      struct dlp_span names, uint64_t head)
{
	struct dlp_span row = names, name;
	size_t n = 0;

	while (dlp_table_next(table, &row, &name))
		n++;
	if (forget_names(unit, n))
		return DLP_FATAL;
	unit->table = *table;
	unit->head = head;
	while (dlp_table_next(table, &names, &name))
		if (add_name(unit, name))
			return DLP_FATAL;
	return DLP_OK;
}

static enum dlp_status push_at(struct dlp_unit *unit, uint64_t offset,
			       struct dlp_span at)
{
	struct dlp_unit_at *grown;
	char *copy = NULL;

	if (unit->ats && dlp_span_eq(*last_at(unit), at))
		return DLP_OK;
	if (take_columns(unit, at))
		return DLP_FATAL;
	if (unit->ats == unit->ats_cap) {
		unit->ats_cap = unit->ats_cap ? unit->ats_cap * 2 : 8;
		grown = realloc(unit->at, unit->ats_cap * sizeof(*grown));
		if (!grown)
			return DLP_FATAL;
		unit->at = grown;
	}
	if (at.len) {
		copy = malloc(at.len);
		if (!copy)
			return DLP_FATAL;
		memcpy(copy, at.ptr, at.len);
	}
	unit->at[unit->ats++] =
		(struct dlp_unit_at){ offset, { copy, at.len } };
	return DLP_OK;
}

static enum dlp_status push_mark(struct dlp_unit *unit, uint64_t offset,
				 uint64_t line)
{
	struct dlp_unit_line *grown;

	if (unit->marks == unit->marks_cap) {
		unit->marks_cap = unit->marks_cap ? unit->marks_cap * 2 : 8;
		grown = realloc(unit->mark, unit->marks_cap * sizeof(*grown));
		if (!grown)
			return DLP_FATAL;
		unit->mark = grown;
	}
	unit->mark[unit->marks++] =
		(struct dlp_unit_line){ .offset = offset, .line = line };
	return DLP_OK;
}

static enum dlp_status take_lines(struct dlp_unit *unit,
				  const struct dlp_text *text)
{
	struct dlp_error err;
	struct dlp_json *json;
	uint64_t at, line;

	if (!text->lines.len)
		return DLP_OK;
	dlp_arena_reset(&unit->parsed);
	if (dlp_json_parse(text->lines, &unit->parsed, &json, &err))
		return DLP_OK;
	for (const struct dlp_json *m = json->child; m; m = m->next)
		if (m->child && dlp_json_uint(m->child, &at) &&
		    m->child->next && dlp_json_uint(m->child->next, &line) &&
		    at < text->text.len &&
		    push_mark(unit, text->offset + at, line))
			return DLP_FATAL;
	return DLP_OK;
}

enum dlp_status dlp_unit_add(struct dlp_unit *unit, const struct dlp_text *text)
{
	if (push_at(unit, text->offset, text->at) || take_lines(unit, text))
		return DLP_FATAL;
	return dlp_buf_addspan(&unit->text, text->text);
}

enum dlp_status dlp_unit_begin(struct dlp_unit *unit,
			       const struct dlp_text *text)
{
	uint64_t line = unit->line, column;

	/* Who does not count lines goes on from the last text. */
	if (text->line)
		line = text->line;
	else if (unit->open)
		dlp_unit_position(unit, unit->text.len, &line, &column);
	if (unit->table.quotes || !same_borders(&unit->parsed, *last_at(unit),
						text->at, TABLE_BORDERS))
		unit->columns = 0;
	unit->table = (struct dlp_table){ '\t', false };
	dlp_table_walk_from(&unit->walks, (struct dlp_table_walk){ 0 });
	forget_ats(unit, unit->ats);
	dlp_buf_clear(&unit->text);
	unit->start = unit->base = text->offset;
	unit->marks = unit->memo_mark = 0;
	unit->line = line ? line : 1;
	unit->column = 0;
	unit->memo = unit->memo_column = 0;
	unit->memo_line = unit->line;
	unit->open = true;
	return dlp_unit_add(unit, text);
}

void dlp_unit_reset(struct dlp_unit *unit)
{
	forget_ats(unit, unit->ats);
	dlp_buf_clear(&unit->text);
	unit->marks = unit->memo_mark = 0;
	unit->columns = 0;
	unit->table.quotes = false;
	unit->line = 0;
	unit->open = false;
}

/* Characters that begin in [from, to), a line or less of the text. */
static size_t characters(const char *text, size_t from, size_t to)
{
	enum { CHUNK = 224 }; /* whole vectors, and no more than a byte */
	size_t count = 0;

	/* Sums of bytes, as far as a byte holds them: so SIMD adds best. */
	while (from < to) {
		size_t end = to - from < CHUNK ? to : from + CHUNK;
		unsigned char sum = 0;

		for (size_t i = from; i < end; i++)
			sum = (unsigned char)(sum + ((text[i] & 0xc0) != 0x80));
		count += sum;
		from = end;
	}
	return count;
}

/* Line ends in [from, to) of the text. */
static uint64_t line_ends(const struct dlp_unit *unit, size_t from, size_t to)
{
	return dlp_line_count(
		(struct dlp_span){ unit->text.ptr + from, to - from });
}

/* Move the memo to text.ptr[i], forwards. */
static void advance(struct dlp_unit *unit, size_t i)
{
	const struct dlp_span text = dlp_buf_span(&unit->text);
	size_t from = unit->memo, line;

	line = dlp_line_start(text, i, from);
	if (line > from)
		unit->memo_column = 0;
	for (; unit->memo_mark < unit->marks; unit->memo_mark++) {
		struct dlp_unit_line *mark = &unit->mark[unit->memo_mark];

		if (mark->offset > unit->base + i)
			break;
		mark->before = unit->memo_line;
		mark->before += line_ends(unit, from,
					  (size_t)(mark->offset - unit->base));
		from = (size_t)(mark->offset - unit->base);
		unit->memo_line = mark->line;
	}
	if (line > from)
		unit->memo_line += line_ends(unit, from, line);
	unit->memo_column += characters(text.ptr, line, i);
	unit->memo = i;
}

/* And back, which is never far: not from the beginning again, since the text
 * may be long. */
static void retreat(struct dlp_unit *unit, size_t i)
{
	const struct dlp_span text = dlp_buf_span(&unit->text);
	size_t line = dlp_line_start(text, unit->memo, i), at = unit->memo;

	if (line > i) {
		line = dlp_line_start(text, i, 0);
		unit->memo_column = (line ? 0 : unit->column) +
				    characters(text.ptr, line, i);
	} else {
		unit->memo_column -= characters(text.ptr, i, unit->memo);
	}
	for (; unit->memo_mark; unit->memo_mark--) {
		const struct dlp_unit_line *mark =
			&unit->mark[unit->memo_mark - 1];

		if (mark->offset <= unit->base + i)
			break;
		at = (size_t)(mark->offset - unit->base);
		unit->memo_line = mark->before;
	}
	unit->memo_line -= line_ends(unit, i, at);
	unit->memo = i;
}

static void move_memo(struct dlp_unit *unit, size_t i)
{
	if (i < unit->memo)
		retreat(unit, i);
	else
		advance(unit, i);
}

void dlp_unit_position(struct dlp_unit *unit, size_t i, uint64_t *line,
		       uint64_t *column)
{
	move_memo(unit, i);
	*line = unit->memo_line;
	*column = unit->memo_column + 1;
}

struct dlp_table_walk dlp_unit_walk(struct dlp_unit *unit, size_t i)
{
	return dlp_table_walk_to(&unit->walks, &unit->table,
				 dlp_buf_span(&unit->text), i);
}

void dlp_unit_drop(struct dlp_unit *unit, size_t n)
{
	size_t keep = 0;

	/* Where columns have no names nobody asks for a cell. */
	dlp_table_walk_from(&unit->walks,
			    unit->columns ? dlp_unit_walk(unit, n)
					  : (struct dlp_table_walk){ 0 });
	move_memo(unit, n);
	unit->line = unit->memo_line;
	unit->column = unit->memo_column;
	unit->memo = 0;
	unit->base += n;
	dlp_buf_consume(&unit->text, n);
	unit->marks -= unit->memo_mark;
	if (unit->marks)
		memmove(unit->mark, unit->mark + unit->memo_mark,
			unit->marks * sizeof(*unit->mark));
	unit->memo_mark = 0;
	while (keep + 1 < unit->ats && unit->at[keep + 1].offset <= unit->base)
		keep++;
	forget_ats(unit, keep);
}

struct dlp_span dlp_unit_at(const struct dlp_unit *unit, size_t i)
{
	size_t n = unit->ats;

	while (n > 1 && unit->at[n - 1].offset > unit->base + i)
		n--;
	return n ? unit->at[n - 1].at : (struct dlp_span){ 0 };
}

struct dlp_span dlp_unit_column(struct dlp_unit *unit, size_t i, size_t *cell)
{
	*cell = 0;
	if (!unit->columns)
		return (struct dlp_span){ 0 };
	*cell = dlp_unit_walk(unit, i).cell;
	return *cell < unit->columns ? unit->column_name[*cell]
				     : (struct dlp_span){ 0 };
}
