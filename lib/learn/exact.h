#ifndef DLP_EXACT_H
#define DLP_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "learn/cell.h"
#include "learn/model.h"

/*
 * The cells of a table, to be known again in a text: which rows have a value.
 *
 * A cell is 32 bits of its hash and 24 of its row, in order of the hash, in
 * buckets by its upper bits; with these some 52 bits of the hash are kept, and
 * a value that is in no cell is taken for one with a chance of the number of
 * cells in 2^52 (a billionth at 5 million).
 */

enum {
	DLP_EXACT_FEATURES = 1,
	DLP_EXACT_ROWS = 1 << 24, /* of a table */
	/* Rows that one value may be in; one in more of them tells none. */
	DLP_EXACT_SHARED = 64,
};

/* Cells that are being learned; zero-initialise it and set `key`. */
struct dlp_exact_draft {
	struct dlp_cell_key key;
	uint64_t check; /* dlp_cell_key_check() */
	struct dlp_exact_cell {
		uint64_t hash;
		uint32_t row;
	} * cell;
	size_t cells, cap;
	uint64_t lengths[2]; /* bit n: there is a cell of n letters */
	/* Cells left out: without enough letters or with too many; in too many
	 * rows. */
	uint64_t odd, shared;
};

/* A value of row `row`, below DLP_EXACT_ROWS.  DLP_SKIP: left out, and
 * counted; DLP_FATAL without memory. */
enum dlp_status dlp_exact_add(struct dlp_exact_draft *draft, uint32_t row,
			      struct dlp_span value);

/*
 * The model, behind what `out` has, which is nothing or aligned; `facts` are
 * added to those that this module has.  The same cells, in any order, make the
 * same bytes.
 */
DLP_MUST_CHECK enum dlp_status dlp_exact_write(struct dlp_exact_draft *draft,
					       struct dlp_span facts,
					       struct dlp_buf *out);
void dlp_exact_draft_release(struct dlp_exact_draft *draft);

/* An index at work; it borrows the model. */
struct dlp_exact {
	struct dlp_cell_key key;
	uint64_t lengths[2];
	unsigned bits; /* of the hash that choose a bucket */
	const uint32_t *bucket;
	const uint32_t *rest; /* the next 32 bits of the hash */
	const unsigned char *row;
	size_t cells;
};

/* DLP_SKIP when `key` is not the one that it was learned with, or the model is
 * not whole. */
DLP_MUST_CHECK enum dlp_status dlp_exact_use(struct dlp_exact *exact,
					     const struct dlp_model *model,
					     struct dlp_span key,
					     struct dlp_error *err);

/* Whether a value of `count` letters may be there. */
static inline bool dlp_exact_length(const struct dlp_exact *exact, size_t count)
{
	return count < 128 && exact->lengths[count / 64] >> count % 64 & 1;
}

/* The cells with a hash: the first, and how many, at most DLP_EXACT_SHARED; and
 * the row of one.  Rows of one hash go up. */
size_t dlp_exact_find(const struct dlp_exact *exact, uint64_t hash,
		      size_t *first);
static inline uint32_t dlp_exact_row(const struct dlp_exact *exact, size_t cell)
{
	const unsigned char *p = exact->row + 3 * cell;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

#endif
