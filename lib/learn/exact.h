#ifndef DLP_EXACT_H
#define DLP_EXACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "learn/buckets.h"
#include "learn/cell.h"
#include "learn/sieve.h"

/*
 * The cells of a table, to be known again in a text: which rows have a value.
 *
 * A cell is 32 bits of its hash, in buckets (buckets.h), and 24 of its row: 7
 * to 8 bytes.  A value that is in no cell of 5 million is taken for one with a
 * chance of a billionth.
 */

enum {
	DLP_EXACT_FEATURES = 2,
	DLP_EXACT_ROWS = 1 << 24, /* of a table */
	/* Rows that one value may be in; one in more of them tells none. */
	DLP_EXACT_SHARED = 64,
	/* Bits of the sieve more than of buckets: it is a tenth of the index.
	 */
	DLP_EXACT_SIEVE = 5,
};

/* Cells that are being learned; zero-initialise it and set `key`. */
struct dlp_exact_draft {
	struct dlp_cell_key key;
	uint64_t check;                /* dlp_cell_key_check() */
	struct dlp_bucket_draft cells; /* their owners are rows */
	struct dlp_bucket_sections sections;
	uint64_t lengths[DLP_CELL_KINDS][2]; /* bit n: a cell has n letters */
	uint32_t *sum; /* the upper half of dlp_cell_roll(), of each */
	size_t sums, cap;
	uint64_t odd; /* cells left out: too few letters, or too many */
};

/* A value of row `row`, below DLP_EXACT_ROWS.  DLP_SKIP: left out, and
 * counted; DLP_FATAL without memory. */
enum dlp_status dlp_exact_add(struct dlp_exact_draft *draft, uint32_t row,
			      struct dlp_span value);

/*
 * The model, behind what `out` has, which is nothing or aligned; `facts` are
 * added to those that this module has.  The same cells, in any order, make the
 * same bytes.  The draft can only be released then.
 */
DLP_MUST_CHECK enum dlp_status dlp_exact_write(struct dlp_exact_draft *draft,
					       struct dlp_span facts,
					       struct dlp_buf *out);
void dlp_exact_draft_release(struct dlp_exact_draft *draft);

/* An index at work; it borrows the model. */
struct dlp_exact {
	struct dlp_cell_key key;
	uint64_t lengths[DLP_CELL_KINDS][2];
	struct dlp_buckets cells;
	struct dlp_sieve sieve; /* of dlp_cell_roll() */
	const unsigned char *row;
};

/* DLP_SKIP when `key` is not the one that it was learned with, or the model is
 * not whole. */
DLP_MUST_CHECK enum dlp_status dlp_exact_use(struct dlp_exact *exact,
					     const struct dlp_model *model,
					     struct dlp_span key,
					     struct dlp_error *err);

/* Whether a value of `count` letters, of which `digits` are digits, may be
 * there. */
static inline bool dlp_exact_length(const struct dlp_exact *exact, size_t count,
				    size_t digits)
{
	const uint64_t *lengths = exact->lengths[dlp_cell_kind(count, digits)];

	return count < 128 && lengths[count / 64] >> count % 64 & 1;
}

/* The row of a cell that dlp_buckets_find() found; a value has at most
 * DLP_EXACT_SHARED, and they go up. */
static inline uint32_t dlp_exact_row(const struct dlp_exact *exact, size_t cell)
{
	const unsigned char *p = exact->row + 3 * cell;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
}

#endif
