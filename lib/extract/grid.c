#include "extract/grid.h"

#include <string.h>

#include "base/json.h"

enum { SHOWN, HIDDEN, PIECE = 64 << 10 };

void dlp_grid_init(struct dlp_grid *grid, struct dlp_teller *teller)
{
	*grid = (struct dlp_grid){ .teller = teller };
	dlp_buf_init(&grid->sheet, 0);
	dlp_buf_init(&grid->at, 0);
	dlp_buf_init(&grid->stored, DLP_GRID_STORED);
	dlp_buf_init(&grid->line[SHOWN].text, 0);
	dlp_buf_init(&grid->line[HIDDEN].text, DLP_GRID_LINE);
}

void dlp_grid_release(struct dlp_grid *grid)
{
	dlp_buf_release(&grid->sheet);
	dlp_buf_release(&grid->at);
	dlp_buf_release(&grid->stored);
	dlp_buf_release(&grid->line[SHOWN].text);
	dlp_buf_release(&grid->line[HIDDEN].text);
}

void dlp_grid_begin(struct dlp_grid *grid, struct dlp_span sheet, bool hidden)
{
	dlp_buf_clear(&grid->sheet);
	dlp_buf_addspan(&grid->sheet, sheet);
	dlp_buf_clear(&grid->stored);
	grid->hidden = hidden;
	grid->named = false;
	grid->row = 0;
}

static void open_at(struct dlp_grid *grid)
{
	dlp_buf_clear(&grid->at);
	dlp_json_open(&grid->at, '{');
}

static void close_at(struct dlp_grid *grid, bool hidden)
{
	if (hidden) {
		dlp_json_key(&grid->at, "hidden");
		dlp_json_bool(&grid->at, true);
	}
	dlp_json_close(&grid->at, '}');
	if (!grid->at.status)
		dlp_teller_at(grid->teller, dlp_buf_span(&grid->at));
}

/* Take the next cell off a line. */
static struct dlp_span take_cell(struct dlp_span *line)
{
	const char *tab = line->len ? memchr(line->ptr, '\t', line->len) : NULL;
	struct dlp_span cell = *line;

	if (!tab) {
		*line = DLP_SPAN("");
		return cell;
	}
	cell.len = (size_t)(tab - line->ptr);
	line->ptr += cell.len + 1;
	line->len -= cell.len + 1;
	return cell;
}

/* The row names the columns, of shown cells and hidden ones. */
static void add_names(struct dlp_grid *grid)
{
	struct dlp_span shown = dlp_buf_span(&grid->line[SHOWN].text);
	struct dlp_span hidden = dlp_buf_span(&grid->line[HIDDEN].text);

	dlp_json_key(&grid->at, "columns");
	dlp_json_open(&grid->at, '[');
	while (shown.len || hidden.len) {
		struct dlp_span a = take_cell(&shown), b = take_cell(&hidden);

		dlp_json_text(&grid->at, a.len ? a : b);
	}
	dlp_json_close(&grid->at, ']');
	grid->named = true;
}

static void tell_row_at(struct dlp_grid *grid, bool hidden)
{
	const size_t names =
		grid->line[SHOWN].text.len + grid->line[HIDDEN].text.len;

	open_at(grid);
	dlp_json_add_text(&grid->at, "sheet", dlp_buf_span(&grid->sheet));
	dlp_json_add_number(&grid->at, "row", grid->row);
	if (!grid->named && !grid->numbers && grid->words > 1 && !grid->told &&
	    names <= DLP_GRID_NAMES)
		add_names(grid);
	close_at(grid, hidden);
}

void dlp_grid_begin_row(struct dlp_grid *grid, uint64_t row, bool hidden)
{
	grid->row = row;
	grid->hidden_row = hidden;
	grid->numbers = grid->told = false;
	grid->words = 0;
	for (unsigned i = 0; i < 2; i++) {
		dlp_buf_clear(&grid->line[i].text);
		grid->line[i].column = 0;
	}
}

/* What there is of a long row. */
static void tell_shown(struct dlp_grid *grid)
{
	struct dlp_buf *text = &grid->line[SHOWN].text;

	if (!grid->told)
		tell_row_at(grid, grid->hidden || grid->hidden_row);
	grid->told = true;
	dlp_teller_text(grid->teller, dlp_buf_span(text));
	dlp_buf_clear(text);
}

void dlp_grid_end_row(struct dlp_grid *grid)
{
	struct dlp_grid_line *shown = &grid->line[SHOWN];
	struct dlp_grid_line *hidden = &grid->line[HIDDEN];

	if (shown->column) {
		tell_shown(grid);
		dlp_teller_text(grid->teller, DLP_SPAN("\n"));
	}
	if (hidden->text.status)
		dlp_teller_error(grid->teller, DLP_CODE_TOO_LARGE,
				 "too much text in hidden cells");
	if (hidden->column) {
		tell_row_at(grid, true);
		dlp_teller_text(grid->teller, dlp_buf_span(&hidden->text));
		dlp_teller_text(grid->teller, DLP_SPAN("\n"));
	}
	shown->column = hidden->column = 0;
}

static void add_text(struct dlp_buf *out, struct dlp_span text)
{
	size_t from = out->len;

	if (dlp_buf_addspan(out, text))
		return;
	for (size_t i = from; i < out->len; i++)
		if (out->ptr[i] == '\t' || out->ptr[i] == '\n' ||
		    out->ptr[i] == '\r')
			out->ptr[i] = ' ';
}

void dlp_grid_add(struct dlp_grid *grid, const struct dlp_grid_cell *cell,
		  struct dlp_span text)
{
	const bool aside = cell->hidden && !grid->hidden && !grid->hidden_row;
	struct dlp_grid_line *line = &grid->line[aside ? HIDDEN : SHOWN];
	unsigned column = cell->column < DLP_GRID_COLUMNS ? cell->column
							  : DLP_GRID_COLUMNS;

	if (!text.len)
		return;
	/* One that is not behind the last is a cell more, in some column. */
	if (column <= line->column)
		column = line->column + 1;
	line->column += !line->column;
	for (; line->column < column; line->column++)
		dlp_buf_addc(&line->text, '\t');
	add_text(&line->text, text);
	grid->numbers = grid->numbers || cell->number;
	grid->words += !cell->number;
	if (!aside && line->text.len > PIECE)
		tell_shown(grid);
}

void dlp_grid_store(struct dlp_grid *grid, struct dlp_span text)
{
	dlp_buf_addspan(&grid->stored, text);
	dlp_buf_addc(&grid->stored, '\n');
}

void dlp_grid_end(struct dlp_grid *grid)
{
	if (grid->stored.status)
		dlp_teller_error(grid->teller, DLP_CODE_TOO_LARGE,
				 "too much text aside");
	if (grid->stored.len) {
		open_at(grid);
		dlp_json_add_text(&grid->at, "part", DLP_SPAN("stored"));
		dlp_json_add_text(&grid->at, "sheet",
				  dlp_buf_span(&grid->sheet));
		close_at(grid, grid->hidden);
		dlp_teller_text(grid->teller, dlp_buf_span(&grid->stored));
	}
	dlp_buf_clear(&grid->stored);
}
