#ifndef DLP_OPERATOR_H
#define DLP_OPERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/span.h"

/* What stands in a clean copy instead of a value. */

enum dlp_operator {
	DLP_OPERATOR_LABEL, /* the replacement text */
	DLP_OPERATOR_MASK,  /* eight stars and the last characters */
	DLP_OPERATOR_HASH,  /* a pseudonym that only the key's owner can link */
	DLP_OPERATOR_REMOVE, /* nothing */
	DLP_OPERATORS,
};

enum {
	DLP_OPERATOR_KEEP = 4,      /* characters that a mask keeps, default */
	DLP_OPERATOR_KEEP_MAX = 16, /* the most it may be told to */
	DLP_OPERATOR_TEXT = 1024,   /* bytes of a replacement text */
};

/* An operator for the rules that a comma list of globs names. */
struct dlp_operator_choice {
	struct dlp_span globs;
	enum dlp_operator op;
};

/* Zero-initialised: labels.  Everything is borrowed. */
struct dlp_operator_opts {
	enum dlp_operator op; /* where no choice says otherwise */
	const struct dlp_operator_choice *choice; /* the last that fits wins */
	size_t choices;
	struct dlp_span replacement; /* `{rule}` in it is the rule's id */
	bool has_replacement;        /* else `[REDACTED:{rule}]` */
	size_t keep;
	struct dlp_span key; /* for hash; DLP_OPERATOR_HASH needs one */
};

/* False for a word that is no operator. */
bool dlp_operator_parse(const char *word, enum dlp_operator *out);

/*
 * DLP_FATAL for options that can't be meant: hash without a key, a
 * replacement that is too long, holds controls or is not UTF-8.
 */
DLP_MUST_CHECK enum dlp_status
dlp_operator_check(const struct dlp_operator_opts *opts, struct dlp_error *err);

/* One value on its way out, in pieces of any size and in constant memory. */
struct dlp_mark {
	const struct dlp_operator_opts *opts;
	const char *rule;
	enum dlp_operator op;
	uint64_t characters;
	struct dlp_hmac hmac;
	/* The end of the value, for a mask. */
	char tail[DLP_OPERATOR_KEEP_MAX * 4];
	size_t tail_len;
};

/* `rule` must live until the mark has ended. */
void dlp_mark_begin(struct dlp_mark *mark, const struct dlp_operator_opts *opts,
		    const char *rule);
void dlp_mark_add(struct dlp_mark *mark, struct dlp_span value);

/*
 * Add what stands instead to `out` and wipe the mark.  With `whole` false the
 * bytes were not exactly one value, and a mask keeps nothing of them; it never
 * keeps more than half of the characters.
 */
void dlp_mark_end(struct dlp_mark *mark, bool whole, struct dlp_buf *out);

#endif
