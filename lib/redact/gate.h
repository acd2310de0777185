#ifndef DLP_GATE_H
#define DLP_GATE_H

#include "redact/raw.h"

/*
 * What stands in the way of one stream of data: it lets it through with the
 * values replaced, lets it through and tells, or lets it through only when
 * nothing was found.
 */
struct dlp_gate;

enum dlp_gate_mode { DLP_GATE_REDACT, DLP_GATE_LOG, DLP_GATE_BLOCK };

enum { DLP_GATE_HOLD = 16 << 20 }; /* bytes held by DLP_GATE_BLOCK, default */

struct dlp_gate_opts {
	enum dlp_gate_mode mode;
	size_t hold; /* bytes; data that is longer is blocked */
	/* `replace` is set by the mode. */
	struct dlp_raw_opts raw;
};

/* As dlp_raw_new(). */
struct dlp_gate *dlp_gate_new(const struct dlp_gate_opts *opts,
			      const struct dlp_where *where,
			      struct dlp_error *err);
void dlp_gate_free(struct dlp_gate *gate);

/*
 * Take `in` and add what may leave to `out`.  DLP_FATAL: nothing more may;
 * what is held is blocked.
 */
DLP_MUST_CHECK enum dlp_status dlp_gate_feed(struct dlp_gate *gate,
					     struct dlp_span in,
					     struct dlp_buf *out,
					     struct dlp_error *err);

/*
 * The end, which may be `cut`: the input could not be read further.  DLP_SKIP
 * when an `error` was told.  Blocking, `out` gets all of the data or none; in
 * its place, where it is JSON, an object that says so:
 * {"error":"blocked","reason":"findings","findings":3}.
 */
DLP_MUST_CHECK enum dlp_status dlp_gate_end(struct dlp_gate *gate, bool cut,
					    struct dlp_buf *out,
					    struct dlp_error *err);

/* After the end: findings told, and why it was blocked; NULL: it was not. */
uint64_t dlp_gate_found(const struct dlp_gate *gate);
const char *dlp_gate_blocked(const struct dlp_gate *gate);

#endif
