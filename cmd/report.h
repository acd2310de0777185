#ifndef DLP_CMD_REPORT_H
#define DLP_CMD_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "record/record.h"

/*
 * Findings for people: grouped by file, the line with what is sensitive
 * masked, and a line that says what it comes to.
 */
struct report {
	struct dlp_buf *out;
	bool colour;
	bool show_values;
	/* The document whose heading stands. */
	struct dlp_buf heading;
	bool open;
};

void report_init(struct report *report, struct dlp_buf *out, bool colour,
		 bool show_values);
void report_release(struct report *report);

/*
 * What a finding stands in, by `at` of its record, with blanks between: "page 3
 * key user.card".  Not escaped; nothing where there is nothing to say.
 */
void report_at(struct dlp_buf *out, struct dlp_span at);

/* Put a finding or an error record; of others nothing is shown. */
void report_record(struct report *report, const struct dlp_record *record);

/* The same of an error record, as one line on stderr. */
void report_warn(const struct dlp_record *record);

/* The file that was reported last has no more. */
void report_close(struct report *report);

struct report_total {
	uint64_t found, documents, low, faults;
	uint64_t by_severity[DLP_SEVERITIES];
	const struct dlp_count *suppressed; /* by cause */
	size_t n_suppressed;
};

void report_total(struct report *report, const struct report_total *total);

#endif
