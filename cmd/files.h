#ifndef DLP_CMD_FILES_H
#define DLP_CMD_FILES_H

#include "detect/filter.h"
#include "documents.h"
#include "extract/converter.h"
#include "memo.h"

/*
 * dlp-scan on operands: walks them, reads plain text itself, has the
 * dlp-extract beside it read the rest, and writes what `dlp-extract FILE… |
 * dlp-scan` would, in the order of the walk, with any number of threads.
 */

enum { FILES_JOBS_MAX = 256 };

struct files_opts {
	struct cli_documents *documents;
	unsigned jobs;
	const struct dlp_converter *converters; /* of dlp-extract, or NULL */
	bool raw;    /* operands are the text itself, whatever they look like */
	bool report; /* for people, not records */
	bool colour;
	bool quiet;
	struct dlp_engine *engine;
	struct dlp_scanner_opts scanner;
	struct memo *memo; /* of earlier runs; NULL for none */
	/* Where whole lines of output go, which it clears. */
	void (*write)(void *arg, struct dlp_buf *lines);
	void *write_arg;
};

/* What it came to, over all operands. */
struct files_total {
	struct dlp_scanner_counts found;
	struct dlp_tally seen;
	uint64_t documents; /* numbered, members included */
};

/* Scan; the records between `stream` and the last `end`, or the report. */
void files_scan(const struct files_opts *opts, struct files_total *total);

#endif
