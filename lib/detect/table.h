#ifndef DLP_TABLE_H
#define DLP_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * How cells stand in a text: with a delimiter between those of a row, and, in a
 * text that is a table by itself (CSV, RFC 4180), in quotes where they hold
 * delimiters, quotes or line ends.  A quote within such a cell is doubled; one
 * within a cell without them means nothing.
 */

enum {
	DLP_TABLE_FIRST = 4 << 10,  /* bytes of a first row, at most */
	DLP_TABLE_HEAD = 64 << 10,  /* of the first two rows together */
	DLP_TABLE_QUOTE = 64 << 10, /* in quotes: then a line end is one */
	DLP_TABLE_STRIDE = 128,
};

struct dlp_table {
	char delimiter;
	bool quotes; /* cells may stand in quotes */
};

/* Where in a table one is; all zero at its beginning. */
struct dlp_table_walk {
	uint32_t cell;        /* of the row, from 0 */
	uint32_t since;       /* bytes in quotes */
	unsigned char quoted; /* 1: in quotes; 2: a quote may have ended them */
	bool inside;          /* the cell has begun */
};

/* Go on over `c`; whether it ends a cell, and so is in none. */
static inline bool dlp_table_step(struct dlp_table_walk *walk,
				  const struct dlp_table *table, char c)
{
	if (walk->quoted == 1) {
		if (c == '"')
			walk->quoted = 2;
		if (c != '\n' || walk->since < DLP_TABLE_QUOTE) {
			walk->since += walk->since < DLP_TABLE_QUOTE;
			return false;
		}
	}
	if (c == '"' && table->quotes && (walk->quoted == 2 || !walk->inside)) {
		walk->quoted = 1;
		walk->inside = true;
		return false;
	}
	if (c == table->delimiter) {
		*walk = (struct dlp_table_walk){ .cell = walk->cell + 1 };
		return true;
	}
	if (c == '\n' || c == '\r') {
		*walk = (struct dlp_table_walk){ 0 };
		return true;
	}
	walk->quoted = 0;
	walk->inside = true;
	return false;
}

/*
 * Where each byte of a text stands that is kept in part: walks are remembered
 * each DLP_TABLE_STRIDE bytes, so that any byte is near to one, and the last as
 * well, as the next to be asked for is mostly behind.
 */
struct dlp_table_walks {
	struct dlp_table_walk first, *mark; /* owned: to be freed */
	size_t marks, cap;
	size_t at; /* where `last` stands */
	struct dlp_table_walk last;
};

/* Another text begins, or another part of it, with a byte that stands there. */
void dlp_table_walk_from(struct dlp_table_walks *walks,
			 struct dlp_table_walk first);

/* Where text.ptr[i] stands. */
struct dlp_table_walk dlp_table_walk_to(struct dlp_table_walks *walks,
					const struct dlp_table *table,
					struct dlp_span text, size_t i);

/* What a cell holds, without blanks around it and the quotes that it is in. */
struct dlp_span dlp_table_content(const struct dlp_table *table,
				  struct dlp_span cell);

/* The content of the next cell of a row; false behind the last. */
bool dlp_table_next(const struct dlp_table *table, struct dlp_span *row,
		    struct dlp_span *content);

/*
 * Whether a text that is a table by itself begins with a row of names, two or
 * more, and a row of as many cells.  `*names` is then the first row, and
 * `*head` where the second begins.  DLP_TABLE_UNKNOWN: that takes more of the
 * text, which this is not the `last` of.  However much of the text is there,
 * the answer does not change once it is known.
 */
enum dlp_table_begin { DLP_TABLE_NONE, DLP_TABLE_UNKNOWN, DLP_TABLE_BEGINS };
enum dlp_table_begin dlp_table_begins(struct dlp_span text, bool last,
				      struct dlp_table *table,
				      struct dlp_span *names, size_t *head);

#endif
