#ifndef DLP_CATALOG_H
#define DLP_CATALOG_H

#include "base/digest.h"
#include "base/error.h"
#include "base/span.h"
#include "pattern/foreign.h"
#include "pattern/imprint.h"
#include "pattern/packed.h"
#include "pattern/rule.h"

/*
 * The rules in force: the built-in ones, then those of files and directories,
 * with what overrides, extends and disables them.  Nothing is replaced
 * silently: an id that is there already is an error unless the stanza says
 * what it means.  Immutable once the engine is made of it.
 */
struct dlp_catalog;

/* Whose rules a directory holds, and so what they may do to others. */
enum dlp_trust {
	DLP_TRUST_ADD, /* the user's own: may add rules and nothing else */
	DLP_TRUST_ALL, /* /etc and the command line */
};

/* With the built-in rules in it, or empty.  NULL without memory. */
struct dlp_catalog *dlp_catalog_new(bool builtin);
void dlp_catalog_free(struct dlp_catalog *catalog);

/*
 * Read one file, or each *.conf, *.toml, *.yml and *.yaml of a directory in
 * order of name.  What it holds says what it is: a pattern file, or the rules
 * of another scanner, pattern/foreign.h.  DLP_SKIP with file, line and the fix;
 * the catalog is then not to be used.
 */
DLP_MUST_CHECK enum dlp_status dlp_catalog_load(struct dlp_catalog *catalog,
						const char *path,
						enum dlp_trust trust,
						struct dlp_error *err);

/* One rule more, whose spans are borrowed.  DLP_SKIP for an id that is there
 * already. */
DLP_MUST_CHECK enum dlp_status dlp_catalog_add(struct dlp_catalog *catalog,
					       const struct dlp_rule *rule,
					       struct dlp_error *err);

/*
 * Comma lists of globs on ids: keep only these; leave these out.  DLP_SKIP
 * for a glob that names no rule.
 */
DLP_MUST_CHECK enum dlp_status dlp_catalog_select(struct dlp_catalog *catalog,
						  const char *globs,
						  struct dlp_error *err);
DLP_MUST_CHECK enum dlp_status dlp_catalog_disable(struct dlp_catalog *catalog,
						   const char *globs,
						   struct dlp_error *err);

/* What was not taken as it stands in the files of other scanners, in order:
 * 0 to notes - 1. */
size_t dlp_catalog_notes(const struct dlp_catalog *catalog);
const struct dlp_note *dlp_catalog_note(const struct dlp_catalog *catalog,
					size_t i);

/* Whether the built-in rules are in force, all of them as they are, and no
 * other. */
bool dlp_catalog_is_builtin(const struct dlp_catalog *catalog);

/* How many in front are the built-in ones: all, as they are, or none. */
size_t dlp_catalog_builtin(const struct dlp_catalog *catalog);

/*
 * In the order they were read: 0 to count - 1.  A built-in one is unpacked when
 * it is first asked for, by any thread; none moves once the engine is made.
 */
size_t dlp_catalog_count(const struct dlp_catalog *catalog);
const struct dlp_rule *dlp_catalog_rule(const struct dlp_catalog *catalog,
					size_t i);
/* Its id, for which it need not be unpacked. */
struct dlp_span dlp_catalog_id(const struct dlp_catalog *catalog, size_t i);
/* NULL where there is none. */
const struct dlp_rule *dlp_catalog_find(const struct dlp_catalog *catalog,
					struct dlp_span id);

/* The digest of what is in force, for the `stream` record: one of the imprints
 * of all rules, in order.  Terminated; empty without memory. */
void dlp_catalog_digest(const struct dlp_catalog *catalog,
			char out[DLP_DIGEST_SIZE + 1]);

/* The tables that the build writes from patterns.d. */
extern const struct dlp_packed dlp_builtin;
extern const struct dlp_imprint dlp_builtin_imprint[]; /* by rule */

#endif
