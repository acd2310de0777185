#ifndef DLP_ALLOW_H
#define DLP_ALLOW_H

#include <stdatomic.h>

#include "base/error.h"
#include "pattern/catalog.h"
#include "record/record.h"

/*
 * Allowlists: what somebody has looked at and lets pass, with the reason.
 * Files of them are plain stanzas, dlp-scan(1):
 *
 *	[fixtures]
 *	reason = Made-up cards of the parser's tests.
 *	rules  = card.*, iban.*
 *	paths  = tests/fixtures/cards.txt
 *
 * All keys of a stanza have to hold, and of a key one of its items.  Reading
 * is strict: an allowlist that says less than was meant hides nothing, one that
 * says more hides a leak.
 */

enum {
	DLP_ALLOW_FILE_MAX = 4 << 20, /* bytes of a file */
	DLP_ALLOW_MAX = 4096,         /* stanzas in one run */
	DLP_ALLOW_WORD_MIN = 3,       /* bytes */
};

struct dlp_allow {
	struct dlp_span id, reason;
	struct dlp_span label; /* "allow:" and the id */
	struct dlp_list rules; /* globs on ids */
	struct dlp_list paths; /* globs on path and member */
	struct dlp_list words; /* a value holds one, case ignored */
	/* Of findings; stands without the other keys, which it implies. */
	struct dlp_list fingerprints;
	struct dlp_span file;
	uint32_t line;
	_Atomic uint64_t count; /* findings that it let pass */
	struct dlp_allow *next; /* in the order they were read */
};

struct dlp_allowlist;

/* NULL without memory. */
struct dlp_allowlist *dlp_allowlist_new(void);
/* Takes NULL. */
void dlp_allowlist_free(struct dlp_allowlist *list);

/*
 * Add the stanzas of `path`: a file, or each *.conf of a folder, by name.
 * DLP_SKIP with file, line and what is wrong.
 */
DLP_MUST_CHECK enum dlp_status dlp_allowlist_load(struct dlp_allowlist *list,
						  const char *path,
						  struct dlp_error *err);

/* Add what the command line allows: a comma list of globs on ids. */
DLP_MUST_CHECK enum dlp_status dlp_allowlist_rules(struct dlp_allowlist *list,
						   const char *globs,
						   struct dlp_error *err);

/* Whether each glob on ids names a rule: DLP_SKIP for one that does not. */
DLP_MUST_CHECK enum dlp_status
dlp_allowlist_check(const struct dlp_allowlist *list,
		    const struct dlp_catalog *catalog, struct dlp_error *err);

/* The first; NULL where there is none, and for a NULL `list`. */
struct dlp_allow *dlp_allowlist_first(const struct dlp_allowlist *list);

/*
 * The first that lets a match pass, NULL where none does; any thread.  `where`
 * has a NUL behind path and members that does not count, and so has
 * `relative`, the path less --root.
 */
struct dlp_allow *dlp_allowlist_match(const struct dlp_allowlist *list,
				      const struct dlp_rule *rule,
				      const struct dlp_where *where,
				      struct dlp_span relative,
				      struct dlp_span value);

/* The same for the finding of that fingerprint. */
struct dlp_allow *dlp_allowlist_find(const struct dlp_allowlist *list,
				     struct dlp_span fingerprint);

#endif
