#ifndef DLP_STANZA_H
#define DLP_STANZA_H

#include "base/arena.h"
#include "base/error.h"
#include "base/span.h"
#include "pattern/rule.h"

/*
 * The text of a pattern file, stanza by stanza.  A stanza begins with [id] and
 * holds `key = value` lines; # begins a comment line.  A value is the rest of
 * its line without blanks at either end.
 */
struct dlp_stanza_reader {
	const char *p, *end;
	uint32_t line; /* of `p`, from 1 */
	struct dlp_span file;
};

/* What a stanza of a directory does to a rule that is there already. */
enum dlp_stanza_mode {
	DLP_STANZA_NEW,
	DLP_STANZA_OVERRIDE,
	DLP_STANZA_EXTEND,
};

struct dlp_stanza {
	struct dlp_rule rule;
	enum dlp_stanza_mode mode;
	uint64_t keys;           /* bit set of those that stood in it */
	struct dlp_span disable; /* glob list; nothing else stands with it */
};

void dlp_stanza_open(struct dlp_stanza_reader *reader, struct dlp_span file,
		     struct dlp_span text);

/*
 * The next stanza, its lists in `arena`, its text borrowed from what was
 * opened.  DLP_EOF behind the last one.  DLP_SKIP for anything that is not as
 * it should be, unknown keys included: err->msg has file, line and the fix,
 * and reading cannot go on.
 */
DLP_MUST_CHECK enum dlp_status dlp_stanza_next(struct dlp_stanza_reader *reader,
					       struct dlp_arena *arena,
					       struct dlp_stanza *stanza,
					       struct dlp_error *err);

/*
 * Apply `more`, which says `extend = yes`, to a rule: the keys named replace,
 * lists append.  DLP_SKIP without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_stanza_extend(struct dlp_rule *rule,
						 const struct dlp_stanza *more,
						 struct dlp_arena *arena,
						 struct dlp_error *err);

/*
 * What a rule must hold beside well-formed keys: name, category, a trigger, an
 * example and a counter-example, a keyword in each example.  DLP_SKIP with
 * file, line and the fix.
 */
DLP_MUST_CHECK enum dlp_status dlp_rule_check(const struct dlp_rule *rule,
					      struct dlp_error *err);

#endif
