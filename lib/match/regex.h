#ifndef DLP_REGEX_H
#define DLP_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/span.h"
#include "pattern/rule.h"

/*
 * PCRE2 behind the limits that a pattern from outside needs: no UTF unless
 * asked, no \C, no (*VERB) in front, no callouts, a match limit and a heap
 * limit; compiled by its JIT when a few searches have shown that it is in use.
 *
 * A compiled regex may be shared between threads; the workspace may not.
 */
struct dlp_regex;
struct dlp_regex_space;

enum dlp_regex_flags {
	DLP_REGEX_UTF = 1 << 0,
	DLP_REGEX_ANCHORED = 1 << 2, /* matches begin where they are asked to */
	DLP_REGEX_WHOLE = 1 << 3,    /* and end at the end of the subject */
	DLP_REGEX_ONCE = 1 << 4, /* without the JIT, as where there is none */
};

enum {
	DLP_REGEX_MATCH_LIMIT = 100 * 1000, /* PCRE2's unit: match() calls */
	DLP_REGEX_HEAP_LIMIT = 1024,        /* KiB */
};

/* Where a match stands, bytes of the subject; group 0 is the whole. */
struct dlp_regex_match {
	size_t groups;
	/* [start, end); a group that took no part has start SIZE_MAX. */
	struct {
		size_t start, end;
	} group[DLP_RULE_GROUPS];
};

enum dlp_regex_result {
	DLP_REGEX_NONE,
	DLP_REGEX_FOUND,
	/* The search was given up, by the JIT and by the interpreter: not the
	 * same as none. */
	DLP_REGEX_LIMIT,
	DLP_REGEX_NOMEM,
};

/* Of PCRE2 and of its JIT, a line for --version; terminated. */
const char *dlp_regex_version(void);

/* DLP_SKIP: it does not compile; err->offset is where. */
DLP_MUST_CHECK enum dlp_status dlp_regex_compile(struct dlp_span pattern,
						 unsigned flags,
						 struct dlp_regex **out,
						 struct dlp_error *err);
void dlp_regex_free(struct dlp_regex *regex);

/* The number of a group given by number or name; -1 where there is none. */
int dlp_regex_group(const struct dlp_regex *regex, struct dlp_span name);

/* False where no match begins with the byte `c`. */
bool dlp_regex_begins(const struct dlp_regex *regex, char c);

struct dlp_regex_space *dlp_regex_space_new(void);
void dlp_regex_space_free(struct dlp_regex_space *space);

/*
 * The first match that begins in [from, last] of `subject`; an anchored regex
 * matches at `from` only.  `open_left` and `open_right` say that the subject
 * is cut out of a longer text there, so that ^ and $ must not match.
 */
enum dlp_regex_result
dlp_regex_find(struct dlp_regex *regex, struct dlp_regex_space *space,
	       struct dlp_span subject, size_t from, size_t last,
	       bool open_left, bool open_right, struct dlp_regex_match *match);

#endif
