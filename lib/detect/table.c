#include "detect/table.h"

#include <stdlib.h>
#include <string.h>

#include "detect/column.h"

static const char bom[] = "\xef\xbb\xbf";

void dlp_table_walk_from(struct dlp_table_walks *walks,
			 struct dlp_table_walk first)
{
	walks->first = walks->last = first;
	walks->marks = walks->at = 0;
}

/* Without memory it is only walked again. */
static void add_mark(struct dlp_table_walks *walks, struct dlp_table_walk walk)
{
	size_t cap = walks->cap ? walks->cap * 2 : 64;
	struct dlp_table_walk *grown;

	if (walks->marks == walks->cap) {
		grown = realloc(walks->mark, cap * sizeof(*grown));
		if (!grown)
			return;
		walks->mark = grown;
		walks->cap = cap;
	}
	walks->mark[walks->marks++] = walk;
}

struct dlp_table_walk dlp_table_walk_to(struct dlp_table_walks *walks,
					const struct dlp_table *table,
					struct dlp_span text, size_t i)
{
	const size_t stretch = i / DLP_TABLE_STRIDE;
	const size_t known = stretch < walks->marks ? stretch : walks->marks;
	struct dlp_table_walk walk =
		known ? walks->mark[known - 1] : walks->first;
	size_t at = known * DLP_TABLE_STRIDE;

	if (walks->at >= at && walks->at <= i) {
		at = walks->at;
		walk = walks->last;
	}
	while (at < i) {
		dlp_table_step(&walk, table, text.ptr[at]);
		if (++at == (walks->marks + 1) * DLP_TABLE_STRIDE)
			add_mark(walks, walk);
	}
	walks->at = i;
	walks->last = walk;
	return walk;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct dlp_span dlp_table_content(const struct dlp_table *table,
				  struct dlp_span cell)
{
	if (cell.len >= 3 && !memcmp(cell.ptr, bom, 3))
		cell.ptr += 3, cell.len -= 3;
	if (table->quotes && cell.len && *cell.ptr == '"') {
		cell.ptr++, cell.len--;
		cell.len -= cell.len && cell.ptr[cell.len - 1] == '"';
	}
	while (cell.len && is_blank(*cell.ptr))
		cell.ptr++, cell.len--;
	while (cell.len && is_blank(cell.ptr[cell.len - 1]))
		cell.len--;
	return cell;
}

/* A byte that stands in no name: of sentences, addresses, numbers, code. */
static bool is_odd(char c)
{
	return (unsigned char)c < ' ' || strchr("@:=\"'`<>{}[]!\\%^*~+", c);
}

/* A few words that begin with a letter; nothing is a name too. */
static bool is_name(struct dlp_span name)
{
	enum { WORDS = 4 };
	size_t words = 1, digits = 0;

	if (!name.len)
		return true;
	if (name.len > DLP_COLUMN_MAX)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		if (is_odd(name.ptr[i]))
			return false;
		words += name.ptr[i] == ' ';
		digits += name.ptr[i] >= '0' && name.ptr[i] <= '9';
	}
	return words <= WORDS && digits * 2 <= name.len &&
	       !strchr("0123456789-.,/$", *name.ptr);
}

/* What of the delimiters the line has most of; NUL for none. */
static char delimiter_of(struct dlp_span line)
{
	static const char known[] = ",;\t|";
	size_t count[sizeof(known) - 1] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < line.len; i++) {
		const char *k = strchr(known, line.ptr[i]);

		quoted ^= line.ptr[i] == '"';
		if (k && !quoted)
			count[k - known]++;
	}
	for (size_t i = 1; i < sizeof(count) / sizeof(*count); i++)
		if (count[i] > count[best])
			best = i;
	return count[best] ? known[best] : '\0';
}

/* The first line, if what stands in it may be names. */
static enum dlp_table_begin first_line(struct dlp_span text,
				       struct dlp_span *line)
{
	size_t n = 0;

	while (n < text.len && n < DLP_TABLE_FIRST &&
	       (!is_odd(text.ptr[n]) || text.ptr[n] == '"' ||
		text.ptr[n] == '\t'))
		n++;
	*line = (struct dlp_span){ text.ptr, n };
	if (n == text.len)
		return DLP_TABLE_UNKNOWN;
	return text.ptr[n] == '\n' || text.ptr[n] == '\r' ? DLP_TABLE_BEGINS
							  : DLP_TABLE_NONE;
}

/* Cells of the line, two or more, that are all names; 0 otherwise. */
static size_t count_names(const struct dlp_table *table, struct dlp_span line)
{
	struct dlp_span cell;
	size_t names = 0, filled = 0;

	while (dlp_table_next(table, &line, &cell)) {
		if (!is_name(cell))
			return 0;
		names++;
		filled += cell.len != 0;
	}
	return filled < 2 ? 0 : names;
}

/* Cells of a row at the text's beginning; 0 where its end is not there. */
static size_t count_cells(const struct dlp_table *table, struct dlp_span text,
			  bool last)
{
	struct dlp_table_walk walk = { 0 };
	size_t cells = 1;

	for (size_t i = 0; i < text.len; i++) {
		if (!dlp_table_step(&walk, table, text.ptr[i]))
			continue;
		if (!walk.cell)
			return cells;
		cells++;
	}
	return last && text.len ? cells : 0;
}

bool dlp_table_next(const struct dlp_table *table, struct dlp_span *row,
		    struct dlp_span *content)
{
	struct dlp_table_walk walk = { 0 };
	size_t n = 0;

	if (!row->ptr)
		return false;
	while (n < row->len && !dlp_table_step(&walk, table, row->ptr[n]))
		n++;
	*content = dlp_table_content(table, (struct dlp_span){ row->ptr, n });
	if (n == row->len) {
		*row = (struct dlp_span){ 0 };
	} else {
		row->ptr += n + 1;
		row->len -= n + 1;
	}
	return true;
}

enum dlp_table_begin dlp_table_begins(struct dlp_span text, bool last,
				      struct dlp_table *table,
				      struct dlp_span *names, size_t *head)
{
	enum dlp_table_begin begin;
	const bool cut = text.len > DLP_TABLE_HEAD;
	size_t count, cells;

	if (cut)
		text.len = DLP_TABLE_HEAD;
	begin = first_line(text, names);
	if (begin != DLP_TABLE_BEGINS)
		return last ? DLP_TABLE_NONE : begin;
	*table = (struct dlp_table){ delimiter_of(*names), true };
	count = table->delimiter ? count_names(table, *names) : 0;
	if (!count)
		return DLP_TABLE_NONE;
	*head = names->len + 1;
	if (*head < text.len && text.ptr[*head - 1] == '\r' &&
	    text.ptr[*head] == '\n')
		++*head;
	cells = count_cells(
		table, (struct dlp_span){ text.ptr + *head, text.len - *head },
		last && !cut);
	if (!cells && !last && !cut)
		return DLP_TABLE_UNKNOWN;
	return cells == count ? DLP_TABLE_BEGINS : DLP_TABLE_NONE;
}
