#ifndef DLP_FINGERPRINT_H
#define DLP_FINGERPRINT_H

#include "base/sha256.h"
#include "match/matcher.h"
#include "record/record.h"

/*
 * Names a finding, so that it is known again after edits elsewhere and a new
 * value in its place is not: dlp-records(5).  The first half is a hash of
 * where it stands, the second tells a changed value and is too short to be
 * turned back into one.
 */

enum {
	DLP_FINGERPRINT_VERSION = 1,
	DLP_FINGERPRINT_SIDE = 64, /* bytes of the line on either side */
	DLP_FINGERPRINT_MAX = 32 + 1 + 16, /* characters */
	DLP_VALUE_ID_SIZE = 32,
};

/* The half about the place, before it is known how often it occurred. */
struct dlp_fingerprint {
	struct dlp_sha256 place;
	uint64_t mix; /* of what went into it */
	/* The half about the value, and how many of its digits count. */
	unsigned char sum[8];
	size_t digits;
};

/* `path` is the one relative to --root; `key` may be empty. */
void dlp_fingerprint_init(struct dlp_fingerprint *fp,
			  const struct dlp_match *match, struct dlp_span text,
			  struct dlp_span path, const struct dlp_where *where,
			  struct dlp_span key);

/*
 * The finding reaches beyond the value, over others that `more` is a hash of:
 * they are part of what may not change.
 */
void dlp_fingerprint_widen(struct dlp_fingerprint *fp, uint64_t more);

/*
 * A number that findings share whose place and value are the same, as far as
 * the fingerprint tells; for counting them.  It is no hash to rely on.
 */
uint64_t dlp_fingerprint_key(const struct dlp_fingerprint *fp);

/* As text, terminated; `nth` tells equal ones of a document apart. */
void dlp_fingerprint_text(const struct dlp_fingerprint *fp, uint16_t nth,
			  char out[DLP_FINGERPRINT_MAX + 1]);

/*
 * The same for equal values of a family of rules, to whoever has the key;
 * letters and digits count, what separates them does not.
 */
void dlp_value_id(const struct dlp_rule *rule, struct dlp_span value,
		  struct dlp_span key, char out[DLP_VALUE_ID_SIZE + 1]);

#endif
