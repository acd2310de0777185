#ifndef DLP_CMD_LEARN_RECORDS_H
#define DLP_CMD_LEARN_RECORDS_H

#include "detect/unit.h"

/*
 * The documents that dlp-learn learns from: what the dlp-extract beside it
 * reads, or a record stream on the standard input.
 */

/* Who hears of them; the functions may be NULL. */
struct learn_calls {
	/* A document that has text; its name as people see it. */
	void (*begin)(void *arg, struct dlp_span name);
	/* Text of it; `fresh`: that does not follow on what was before. */
	void (*text)(void *arg, struct dlp_span text, bool fresh);
	/* Text that follows on nothing, whole, and what is known of it; for
	 * who has no `text`. */
	void (*unit)(void *arg, struct dlp_unit *unit);
	void (*end)(void *arg);
	void *arg;
};

struct learn_seen {
	uint64_t documents; /* with text */
	uint64_t faults;    /* what was not read, in whole or in part */
};

/*
 * Read files and folders, a NULL-terminated list, or stdin where it has none
 * or "-" alone.  What can't be read is told on stderr, and counted in `seen`.
 */
void learn_records(char *const *names, uint64_t max_record,
		   const struct learn_calls *calls, struct learn_seen *seen);

#endif
