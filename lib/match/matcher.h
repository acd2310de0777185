#ifndef DLP_MATCHER_H
#define DLP_MATCHER_H

#include "match/engine.h"
#include "match/rule_set.h"
#include "match/trace.h"

/*
 * Runs an engine over a window of a text: finds the places where rules may
 * match, and tries them there.  One for each thread.
 *
 * What is found depends on the text around a place only, as far as the window
 * of a rule reaches, never on how the text was cut: a place whose window is
 * not wholly there yet is left for the next call.
 */
struct dlp_matcher;

enum {
	/*
	 * Bytes behind a place that a decision may look at beyond the rule's
	 * window, and bytes before it: context, excerpt, fingerprint.
	 */
	DLP_MATCHER_AHEAD = 1024,
	DLP_MATCHER_BACK = 1536,
	/* Rules that nothing calls up are tried by blocks of the whole text. */
	DLP_MATCHER_BLOCK = 4 << 10,
	/* No value begins further before `*done` than this. */
	DLP_MATCHER_REACH = DLP_RULE_WINDOW + 32,
};

struct dlp_match {
	const struct dlp_rule *rule;
	const struct dlp_engine_rule *compiled;
	size_t index; /* of the rule in the catalog */
	/* Offsets into the window, half open. */
	size_t start, end;             /* of the whole match */
	size_t value_start, value_end; /* of what is sensitive in it */
	struct {
		size_t start, end; /* both 0 for one that took no part */
	} part[DLP_PARTS];
	struct dlp_candidate candidate; /* for validators */
};

struct dlp_matcher_calls {
	/* False: it is no finding after all, go on as if it had not matched. */
	bool (*match)(void *arg, const struct dlp_match *match);
	/* A search was given up at the match limit. */
	void (*limit)(void *arg, size_t rule);
	void *arg;
	/*
	 * The rules whose matches are wanted that are the number or id at
	 * [start, end) of the window: others are not looked for.  Borrowed
	 * until the next call; NULL without memory, when nothing is.  No
	 * function: all are wanted everywhere.
	 */
	const struct dlp_rule_set *(*wants)(void *arg, size_t start,
					    size_t end);
	const struct dlp_trace *trace; /* borrowed; NULL for none */
};

/* A window of a text. */
struct dlp_window {
	struct dlp_span text; /* from DLP_MATCHER_BACK before `from`, or from
			       * the beginning, to whatever is there */
	uint64_t base;        /* offset of text.ptr[0] in the whole */
	bool first;           /* text begins where the whole does */
	bool last;            /* text ends where the whole does */
	size_t from; /* places in [from, …) are new; index into text */
	size_t to;   /* places from here on are left alone; 0: none is */
};

/*
 * What a matcher remembers of a rule: all of the text before that decides on
 * what is found behind.
 */
struct dlp_matcher_memory {
	uint64_t next; /* no match begins before this offset of the whole */
	bool muted;
};

/* NULL without memory.  The engine outlives it. */
struct dlp_matcher *dlp_matcher_new(struct dlp_engine *engine,
				    const struct dlp_matcher_calls *calls);
void dlp_matcher_free(struct dlp_matcher *matcher);

/* Try that rule and no other, until told of another; SIZE_MAX for all. */
void dlp_matcher_only(struct dlp_matcher *matcher, size_t rule);

/* Look for keywords, and what nothing calls up, and for no shapes. */
void dlp_matcher_no_shapes(struct dlp_matcher *matcher);

/* Another text begins: what earlier matches forbid is forgotten. */
void dlp_matcher_reset(struct dlp_matcher *matcher);

/*
 * Leave a rule out from here on, until the next document: it has passed its
 * match limit too often.
 */
void dlp_matcher_mute(struct dlp_matcher *matcher, size_t rule);
void dlp_matcher_unmute(struct dlp_matcher *matcher);

/* Leave rules out in all documents: a bit set of them, borrowed. */
void dlp_matcher_without(struct dlp_matcher *matcher, const uint64_t *rules);

/*
 * Copy out what the matcher remembers, and have it remember that again or what
 * another one of its engine did: an array by rule, of as many as the catalog
 * has.  One that looks at the same places remembering the same finds the same.
 */
void dlp_matcher_save(const struct dlp_matcher *matcher,
		      struct dlp_matcher_memory *memory);
void dlp_matcher_load(struct dlp_matcher *matcher,
		      const struct dlp_matcher_memory *memory);

/*
 * Look at the places of `window` from window->from on.  `*done` is how far it
 * came: an index into the text, where the next call begins; its end when
 * window->last.  Never behind window->to, which is a multiple of
 * DLP_MATCHER_BLOCK in the whole, or the rules that nothing calls up would see
 * other blocks.  DLP_FATAL without memory, or when a built-in rule does not
 * compile.
 */
DLP_MUST_CHECK enum dlp_status dlp_matcher_scan(struct dlp_matcher *matcher,
						const struct dlp_window *window,
						size_t *done,
						struct dlp_error *err);

#endif
