#ifndef DLP_NAMING_H
#define DLP_NAMING_H

#include "detect/scanner.h"
#include "detect/unit.h"
#include "learn/names.h"
#include "match/engine.h"

/*
 * Names of persons and addresses in the sentences of a text, for the rules of
 * shape `learned`.
 *
 * The text is looked at sentence by sentence where a glance says that it may be
 * prose (detect/prose.h): one glance for DLP_NAMING_STRIDE bytes.  Where a
 * sentence begins and ends depends on the text from the unit's start alone.
 */
struct dlp_naming;

enum {
	DLP_NAMING_STRIDE = 2048,
	/* Bytes of text before `to` that dlp_naming_scan() needs. */
	DLP_NAMING_BACK = DLP_SENTENCE_MAX + 64,
	/* Percent of probability from which on confidence is medium, and high.
	 */
	DLP_NAMING_MEDIUM = 50,
	DLP_NAMING_HIGH = 94,
};

struct dlp_naming_found {
	size_t rule;       /* in the catalog */
	size_t start, end; /* bytes of the unit's text, half-open */
	double sure;       /* how probable it is, 0 to 1 */
	enum dlp_confidence confidence;
};

typedef void dlp_naming_fn(void *arg, const struct dlp_naming_found *found);

/* By the model and with the trace of `opts`, which it borrows.  A rule that is
 * not told counts where `opts` say so, another rule wants it nearby, or a trace
 * hears of it.  NULL without memory.  The engine outlives it. */
struct dlp_naming *dlp_naming_new(struct dlp_engine *engine,
				  const struct dlp_scanner_opts *opts);
void dlp_naming_free(struct dlp_naming *naming);

/* A document begins, the last name of whose place is `path`.  In a message of a
 * commit, which dlp-extract gives the name .git, a line "Author:", "Committer:"
 * or "Signed-off-by:" and the like names no person: each commit has some. */
void dlp_naming_document(struct dlp_naming *naming, struct dlp_span path);

/* A unit begins. */
void dlp_naming_begin(struct dlp_naming *naming, const struct dlp_unit *unit);

/*
 * Look at the sentences that end before `to`, an offset, or with the unit where
 * it is the `last` of it.  `*first`, unless it is less already, becomes where
 * the next sentence begins: no name is found before it.  DLP_FATAL without
 * memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_naming_scan(struct dlp_naming *naming, const struct dlp_unit *unit,
		uint64_t to, bool last, uint64_t *first, dlp_naming_fn *found,
		void *arg, struct dlp_error *err);

#endif
