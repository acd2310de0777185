#ifndef DLP_CELLS_H
#define DLP_CELLS_H

#include "detect/evidence.h"
#include "detect/scanner.h"
#include "detect/unit.h"

/*
 * What rules find in the cells of a table when each is read behind the name of
 * its column, as `name: value`: a password says nothing by itself, and the name
 * that says it stands in another row.  What a value would not be read over, and
 * one whose name is a keyword in quotes only, stands in quotes there.
 *
 * Only where a rule's keyword is in the name.  Shapes are left out, as they
 * are found without a name, which is evidence for them as it is
 * (dlp_unit_column()).
 */
struct dlp_cells;

enum {
	DLP_CELLS_NAME = 64,    /* bytes of a name that count */
	DLP_CELLS_VALUE = 1024, /* a longer cell is not looked at */
};

/* How the cells of a column are read. */
enum dlp_cells_form { DLP_CELLS_NOT, DLP_CELLS_BARE, DLP_CELLS_QUOTED };

/*
 * How those of a column of that name are: DLP_CELLS_NOT where no rule's keyword
 * is in it.  `room` is workspace.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_cells_form(struct dlp_engine *engine,
					      struct dlp_span name,
					      struct dlp_literal_hits *room,
					      enum dlp_cells_form *form);

struct dlp_cells_calls {
	/* Rule, index, value and parts alone: bytes of the unit's text. */
	void (*found)(void *arg, const struct dlp_match *match,
		      enum dlp_outcome outcome,
		      const struct dlp_evidence *evidence);
	/* A search was given up at the match limit. */
	void (*limit)(void *arg, size_t rule);
	void *arg;
	const struct dlp_where *where; /* dlp_weigher_where(): or NULL */
};

/* NULL without memory.  The engine outlives it. */
struct dlp_cells *dlp_cells_new(struct dlp_engine *engine,
				const struct dlp_scanner_opts *opts,
				const struct dlp_cells_calls *calls);
void dlp_cells_free(struct dlp_cells *cells);

/* To mute rules in, and nothing else. */
struct dlp_matcher *dlp_cells_matcher(struct dlp_cells *cells);

/* Another unit begins. */
void dlp_cells_begin(struct dlp_cells *cells, const struct dlp_unit *unit);

/*
 * Look at the cells that end before `to`, an offset, or with the unit where it
 * is the `last` of it.  `*first`, unless it is less already, becomes where the
 * next cell begins that may be looked at: no value is found before it.  Of the
 * unit's text DLP_CELLS_VALUE bytes before `to` are there.  DLP_FATAL as from a
 * matcher.
 */
DLP_MUST_CHECK enum dlp_status
dlp_cells_scan(struct dlp_cells *cells, struct dlp_unit *unit, uint64_t to,
	       bool last, uint64_t *first, struct dlp_error *err);

#endif
