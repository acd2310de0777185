#ifndef DLP_SCANNER_H
#define DLP_SCANNER_H

#include "detect/suppress.h"
#include "record/record.h"

/*
 * From text to findings: one scanner for one thread, used for one document
 * after another.  It never sees how the text was cut into pieces: the same
 * text gives the same findings, whatever the pieces.
 */

struct dlp_pool;    /* threads: base/pool.h */
struct dlp_catalog; /* the rules in force: pattern/catalog.h */
struct dlp_trace;   /* match/trace.h */
struct dlp_engine;  /* what is compiled of them: match/engine.h */
struct dlp_scanner;
struct dlp_excerpts; /* learn/excerpts.h */
struct dlp_exact;    /* learn/exact.h */
struct dlp_class;    /* learn/class.h */
struct dlp_model;    /* learn/model.h */

/* What was learned; borrowed. */
struct dlp_scanner_learned {
	/* Documents and tables that are known again; NULL for none. */
	const struct dlp_excerpts *excerpts;
	const struct dlp_exact *exact;
	/* Classes of documents; their rules are in the catalog, or not in
	 * force. */
	const struct dlp_class *cls;
	size_t classes;
	/* Sound models, of dlp_names_use() and dlp_secret_open(), in place of
	 * those that are built in; NULL for these. */
	const struct dlp_model *names, *secret;
};

struct dlp_scanner_opts {
	enum dlp_confidence min_confidence; /* below: counted, not told */
	enum dlp_severity min_severity;
	unsigned categories; /* bit set of 1 << enum dlp_category; 0 is all */
	bool show_values;
	bool hidden; /* tell of `visible = no` rules too */
	/*
	 * Of a finding tell rule, place, parts, severity and confidence only:
	 * what is about to be replaced need not be described.
	 */
	bool bare;
	/*
	 * How many layers of encodings are looked through, at most
	 * DLP_DECODES, and how many bytes are decoded for each byte of text:
	 * detect/views.h.  0 is the default of either.
	 */
	unsigned decode_depth, decode_work;
	bool no_decode;      /* the text as it stands alone */
	struct dlp_span key; /* of --key-file; borrowed; empty for none */
	struct dlp_scanner_learned learned;
	/* For paths in fingerprints: detect/relative.h; borrowed. */
	struct dlp_span root, cwd;
	struct dlp_suppress suppress;
	/* Hears what becomes of each place; without `pool`.  NULL for none. */
	const struct dlp_trace *trace;
	/*
	 * Threads that scan ranges of a long text beside; borrowed; NULL for
	 * none.  What is told is the same, a little later.
	 */
	struct dlp_pool *pool;
	size_t range; /* bytes of one; 0 for the default */
};

/* Findings that were not told, by cause; for totals and summaries. */
struct dlp_scanner_counts {
	uint64_t found; /* told, but for those suppressed */
	/* Below min_confidence, as far as looked for: detect/weak.h. */
	uint64_t low;
	uint64_t filtered; /* below min_severity or of another category */
	/* That would have been told, by what they were not. */
	uint64_t suppressed[DLP_SUPPRESSORS];
};

/*
 * The engine is shared by all scanners of a run, and outlives them.  `tell`
 * gets `finding` and `error` (`match-limit`) records, in their final order.
 * NULL without memory.
 */
struct dlp_scanner *dlp_scanner_new(struct dlp_engine *engine,
				    const struct dlp_scanner_opts *opts,
				    dlp_record_fn *tell, void *arg);
void dlp_scanner_free(struct dlp_scanner *scanner);

/* A new document begins; `where` is copied. */
DLP_MUST_CHECK enum dlp_status dlp_scanner_begin(struct dlp_scanner *scanner,
						 const struct dlp_where *where,
						 struct dlp_error *err);

/*
 * More of its text.  A piece whose offset does not follow on the last one, or
 * whose `at` names another part, sheet, table or row, begins a text of its
 * own: no match crosses that border.  text->line may be 0 where the caller
 * does not count lines: the scanner goes on counting.  DLP_FATAL without
 * memory or when `tell` said so.
 */
DLP_MUST_CHECK enum dlp_status dlp_scanner_feed(struct dlp_scanner *scanner,
						const struct dlp_text *text,
						struct dlp_error *err);

/*
 * What has been fed may be all for a while: look at it as far as can be told,
 * and tell.  Without `pool` each feed does so.  DLP_FATAL as from a feed.
 */
DLP_MUST_CHECK enum dlp_status dlp_scanner_flush(struct dlp_scanner *scanner,
						 struct dlp_error *err);

/*
 * The document is at its end: what was held back is decided and told.
 * DLP_SKIP: told, but incomplete (a rule passed its match limit, or there was
 * more to decode than may be, and an error record was told).
 */
DLP_MUST_CHECK enum dlp_status dlp_scanner_end(struct dlp_scanner *scanner,
					       struct dlp_error *err);

/*
 * Every finding whose value begins before this offset has been told: text up
 * to here may leave a filter.  Moves with each feed.
 */
uint64_t dlp_scanner_settled(const struct dlp_scanner *scanner);

const struct dlp_scanner_counts *
dlp_scanner_counts(const struct dlp_scanner *scanner);

#endif
