#ifndef DLP_SCAN_H
#define DLP_SCAN_H

#include "detect/cells.h"
#include "detect/findings.h"
#include "detect/header.h"
#include "detect/limits.h"
#include "detect/naming.h"
#include "detect/scope.h"
#include "detect/views.h"

/*
 * What a scanner is made of, and how its own thread looks at the text it has:
 * for detect/scanner.h, which is what others use, and detect/ahead.h.
 *
 * Places are looked at in order.  What stands before `done` was, by rules; the
 * blocks before `viewed` were decoded too; and of what begins before `settled`
 * all has been told.
 */

struct dlp_ranges;  /* detect/ranges.h */
struct dlp_learned; /* detect/learned.h */

struct dlp_scanner {
	struct dlp_scanner_opts opts;
	struct dlp_engine *engine;
	const struct dlp_catalog *catalog;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	struct dlp_views *views; /* NULL: nothing is decoded */
	struct dlp_cells *cells; /* made when columns first have names */
	struct dlp_naming *naming;
	struct dlp_header header;
	struct dlp_scope scope;
	struct dlp_unit unit;
	struct dlp_findings findings;
	struct dlp_limits limits;
	struct dlp_learned *learned; /* NULL: nothing was */
	struct dlp_arena told;       /* a description */
	uint64_t done, viewed, settled;
	/* Ranges that other threads are at; made when first needed. */
	struct dlp_ranges *ranges;
	struct dlp_matcher_memory *memory;
	uint64_t sent; /* places before this were, or are in ranges */
};

/* What looks: `opts` and `engine` are there.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status dlp_scan_init(struct dlp_scanner *scanner);
void dlp_scan_release(struct dlp_scanner *scanner);

/* A document begins, at which scope and limits are; then a unit does. */
void dlp_scan_document(struct dlp_scanner *scanner);
void dlp_scan_begin(struct dlp_scanner *scanner);

/*
 * Read the names of the columns, where the text is a table: false where that
 * takes more of it than is there.  Nothing is looked at before.  `last`: there
 * is no more.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_scan_header(struct dlp_scanner *scanner,
					       bool last, bool *known,
					       struct dlp_error *err);

/* Where the text ends that is there. */
uint64_t dlp_scan_end(const struct dlp_scanner *scanner);

/*
 * Look at places up to `to`, an offset, as far as can be told; slice by slice,
 * so that what is found and not told is never much.  `last`: the text ends
 * there.  DLP_FATAL: no memory, or findings can't be told.
 */
DLP_MUST_CHECK enum dlp_status dlp_scan_look(struct dlp_scanner *scanner,
					     uint64_t to, bool last,
					     struct dlp_error *err);

/*
 * Have views of the text before `done`; `*first` becomes what dlp_scan_tell()
 * takes.
 */
DLP_MUST_CHECK enum dlp_status dlp_scan_views(struct dlp_scanner *scanner,
					      uint64_t done, bool last,
					      uint64_t *first,
					      struct dlp_error *err);

/*
 * All places before `done` were looked at, and nothing that begins before
 * `first` is still to be found in views: tell what can be.
 */
DLP_MUST_CHECK enum dlp_status dlp_scan_tell(struct dlp_scanner *scanner,
					     uint64_t done, uint64_t first,
					     bool last, struct dlp_error *err);

/* Take what a rule matched and was weighed; false where that is nothing. */
bool dlp_scan_take(struct dlp_scanner *scanner, const struct dlp_match *match,
		   enum dlp_outcome outcome,
		   const struct dlp_evidence *evidence,
		   struct dlp_described *described);

/*
 * Forget text that nothing looks at any more: not often, since it moves what
 * is behind.  False without memory.
 */
bool dlp_scan_drop(struct dlp_scanner *scanner);

#endif
