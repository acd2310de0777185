#ifndef DLP_UNIT_H
#define DLP_UNIT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "detect/table.h"
#include "record/record.h"

/*
 * A unit is a stretch of a document's text that matches may run over: pieces
 * of contiguous offset in one part, sheet, table and row.  This keeps what of
 * it is still looked at, and knows of each byte the line, the column and the
 * `at` of its piece.
 */

/* `at` of the pieces from `offset` on. */
struct dlp_unit_at {
	uint64_t offset;
	struct dlp_span at; /* JSON; owned */
};

/* The line that a text says stands at `offset`, whatever its line ends say. */
struct dlp_unit_line {
	uint64_t offset, line;
	uint64_t before; /* what its line ends say, once the memo is behind */
};

struct dlp_unit {
	struct dlp_buf text; /* text.ptr[0] stands at `base` */
	uint64_t start;      /* offset of the unit in the document */
	uint64_t base;
	/* Line of text.ptr[0], and characters before it in that line. */
	uint64_t line, column;
	struct dlp_unit_at *at;
	size_t ats, ats_cap;
	struct dlp_unit_line *mark; /* of what is kept, by offset */
	size_t marks, marks_cap;
	bool open;
	struct dlp_arena parsed; /* what is read of an `at` */
	/* Names of the columns of the sheet or table that rows come from, or of
	 * the table that the text is by itself; then where its rows begin. */
	struct dlp_arena names;
	struct dlp_span *column_name;
	size_t columns;
	struct dlp_table table;
	uint64_t head;
	struct dlp_table_walks walks; /* through it; text.ptr[0] is first */
	/* Where the last question was answered: the next is mostly behind. */
	size_t memo, memo_column, memo_mark;
	uint64_t memo_line;
};

void dlp_unit_init(struct dlp_unit *unit);
void dlp_unit_release(struct dlp_unit *unit);

/* Whether `text` goes on where the unit stands. */
bool dlp_unit_continues(struct dlp_unit *unit, const struct dlp_text *text);

/* Begin a unit with `text`, or add to it.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_unit_begin(struct dlp_unit *unit,
					      const struct dlp_text *text);
DLP_MUST_CHECK enum dlp_status dlp_unit_add(struct dlp_unit *unit,
					    const struct dlp_text *text);

/* Forget the first `n` bytes of text. */
void dlp_unit_drop(struct dlp_unit *unit, size_t n);

/*
 * Line and column, from 1, of text.ptr[i]: the line of the document, and the
 * column in that of the text.
 */
void dlp_unit_position(struct dlp_unit *unit, size_t i, uint64_t *line,
		       uint64_t *column);

/* Whether its text is a document's own, and no part, sheet or row of one. */
bool dlp_unit_is_own(struct dlp_unit *unit);

/* The `at` of text.ptr[i]; empty without one. */
struct dlp_span dlp_unit_at(const struct dlp_unit *unit, size_t i);

/*
 * The unit, which no `at` says anything of, is a table by itself: rows of
 * `table` from `head` on, an offset, behind that of `names`, which are copied.
 * DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_unit_name(struct dlp_unit *unit,
					     const struct dlp_table *table,
					     struct dlp_span names,
					     uint64_t head);

/* Where in the table text.ptr[i] stands; columns have names. */
struct dlp_table_walk dlp_unit_walk(struct dlp_unit *unit, size_t i);

/*
 * The cell that text.ptr[i] stands in, from 0, and the name of its column:
 * empty where the unit is no row or its columns have no names.
 */
struct dlp_span dlp_unit_column(struct dlp_unit *unit, size_t i, size_t *cell);

/* A new document: names of columns are forgotten. */
void dlp_unit_reset(struct dlp_unit *unit);

#endif
