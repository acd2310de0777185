#ifndef DLP_CMD_SARIF_H
#define DLP_CMD_SARIF_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "pattern/catalog.h"
#include "record/record.h"

/*
 * Findings as one SARIF 2.1.0 log (OASIS, Static Analysis Results Interchange
 * Format) on stdout, for code scanning and CI.  It is made of the records that
 * would stand there otherwise, one after another: what is kept is the rules
 * that were met and, up to SARIF_NOTES bytes, what could not be read.
 *
 * Members of an object have no order, so the results come first, and behind
 * them what is only known at the end: rules, notifications, counts.  The same
 * records make the same bytes.
 */

enum {
	SARIF_NOTES = 1 << 20, /* bytes of notifications; more are counted */
	SARIF_OPEN = DLP_MEMBER_DEPTH + 2, /* documents within one another */
};

struct sarif {
	const struct dlp_catalog *catalog;
	bool suppressions; /* suppressed findings are among the results */
	/* The rest is the module's. */
	struct dlp_arena arena; /* of a record */
	struct dlp_arena kept;  /* ids of rules, which outlive their records */
	struct dlp_span *rule;  /* met so far, in order: an index into it */
	size_t rules, cap;
	uint32_t *table; /* of the indices, 1 more, by hash; 0 is free */
	size_t slots;
	struct {
		uint64_t doc;
		bool own; /* its text is the file's, byte for byte */
	} open[SARIF_OPEN];
	size_t opens;
	struct dlp_buf out, notes;
	uint64_t results, faults, untold; /* untold: of the faults */
};

struct sarif_total {
	uint64_t documents, low, filtered, suppressed;
	int status; /* that the process will end with */
};

/* The beginning of the log goes out.  The process ends without memory. */
void sarif_open(struct sarif *sarif, const struct dlp_catalog *catalog,
		bool suppressions);

/* Take whole lines of records, which are cleared; `arg` is the sarif. */
void sarif_take(void *arg, struct dlp_buf *lines);

/* The rest of it; everything is freed. */
void sarif_close(struct sarif *sarif, const struct sarif_total *total);

#endif
