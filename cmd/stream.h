#ifndef DLP_CMD_STREAM_H
#define DLP_CMD_STREAM_H

#include "base/digest.h"
#include "files.h"
#include "report.h"

/* dlp-scan on a record stream: stdin to stdout. */

/* What leaves dlp-scan, of a stream and of files alike. */
struct sink {
	struct dlp_buf buf;
	struct report report;
	bool report_it; /* for people, not records */
	bool announced; /* our own `stream` stands in this part */
	char rules[DLP_DIGEST_SIZE + 1];
	struct dlp_filter *filter; /* that holds text back; NULL for none */
	/* Where whole lines of `buf` go, which it clears. */
	void (*write)(void *arg, struct dlp_buf *lines);
	void *write_arg;
};

/* The `stream` record of a tool, "dlp-scan 1.0"; nothing in a report. */
void sink_announce(struct sink *sink, const char *tool);

/* With `jobs` threads: a long text is shared out by ranges. */
void stream_scan(struct dlp_engine *engine, const struct dlp_scanner_opts *opts,
		 unsigned jobs, uint64_t max_record, struct sink *sink,
		 struct files_total *total);

/* Say what is wrong with the records on stdin, a line each. */
int stream_check(uint64_t max_record);

#endif
