#ifndef DLP_VALIDATOR_H
#define DLP_VALIDATOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"

/*
 * Checksums and structures by name: what `validator` in a pattern file may
 * ask for.  All of it is const tables and functions of their arguments alone:
 * no allocation, no state, any thread.
 */

/* What a check says of a candidate. */
enum dlp_verdict {
	DLP_VALID,
	DLP_INVALID,
	/* It can't tell: a part that it needs did not take part in the match,
	 * or the number is of a kind that has no check digit. */
	DLP_UNCHECKED,
};

enum {
	DLP_CANDIDATE_GROUPS = 17,  /* the whole match and 16 groups */
	DLP_VALIDATOR_WEIGHTS = 32, /* in one list */
};

struct dlp_compact;

/* What a rule matched.  Spans are borrowed for the call. */
struct dlp_candidate {
	struct dlp_span value; /* the part that the rule calls the value */
	/* What dlp_compact() makes of the value, for who asks many checks
	 * about one; NULL: each makes its own. */
	const struct dlp_compact *compact;
	/* Group 0 is the match; one that took no part has ptr NULL. */
	struct dlp_span group[DLP_CANDIDATE_GROUPS];
};

/* Arguments, parsed: `key=value` words behind the validator's name. */
struct dlp_validator_args {
	unsigned payload, check; /* numbers of groups, 0 when not given */
	double min;              /* bits a character */
	unsigned char weight[DLP_VALIDATOR_WEIGHTS];
	size_t weights;
	char ten;              /* how a check digit of 10 is written, or 0 */
	unsigned char set[32]; /* bit set of bytes */
	bool has_set;
	unsigned need; /* bit set of classes: validate/token.c */
};

struct dlp_validator {
	const char *name;
	/*
	 * The arguments it takes, for people and for the parser, in the form
	 * "payload=GROUP check=GROUP [min=BITS]"; brackets around those that
	 * may be left out.  Empty for none.
	 */
	const char *args;
	const char *about; /* one clause */
	enum dlp_verdict (*check)(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args);
};

/* NULL where there is none of that name. */
const struct dlp_validator *dlp_validator_find(struct dlp_span name);

/* The i-th of the table, for listing; NULL past the end. */
const struct dlp_validator *dlp_validator_at(size_t i);

/* A validator with its arguments; holds no pointer into the text parsed. */
struct dlp_validator_call {
	const struct dlp_validator *validator;
	struct dlp_validator_args args;
};

/*
 * Understand `spec`, a name and its arguments between blanks: once, when a
 * rule is loaded.  DLP_SKIP for an unknown name, an argument it does not take,
 * one that is missing, given twice, or has a bad value.
 */
DLP_MUST_CHECK enum dlp_status
dlp_validator_parse(struct dlp_span spec, struct dlp_validator_call *out,
		    struct dlp_error *err);

enum dlp_verdict dlp_validator_run(const struct dlp_validator_call *call,
				   const struct dlp_candidate *cand);

#endif
