#ifndef DLP_ENGINE_H
#define DLP_ENGINE_H

#include "match/headings.h"
#include "match/index.h"
#include "match/letters.h"
#include "match/lexicon.h"
#include "match/literal.h"
#include "match/regex.h"
#include "pattern/catalog.h"
#include "record/record.h"
#include "validate/validator.h"

/*
 * What is compiled of a catalog: the tables that send a place in a text to
 * the rules that may match there.  Rules themselves are compiled at their
 * first candidate, so that a run pays for those it meets.  Shared by all
 * threads, and never changed but for that.
 */

/* Rules by what calls them up; indices into the catalog. */
struct dlp_engine_rules {
	const uint32_t *rule;
	size_t count;
};

struct dlp_engine;

/*
 * The catalog is borrowed until the engine is freed.  The rules of users are
 * compiled at once, but for those of other scanners, which were when they were
 * read: DLP_SKIP with file, line and reason for one that can't be, and for a
 * `near` that names no rule in force.
 */
DLP_MUST_CHECK enum dlp_status dlp_engine_new(const struct dlp_catalog *catalog,
					      struct dlp_engine **out,
					      struct dlp_error *err);
void dlp_engine_free(struct dlp_engine *engine);

const struct dlp_catalog *dlp_engine_catalog(const struct dlp_engine *engine);

/* The literals of all keyword rules, and the rules that one of them calls. */
const struct dlp_literals *dlp_engine_literals(const struct dlp_engine *engine);
struct dlp_engine_rules dlp_engine_by_literal(const struct dlp_engine *engine,
					      uint32_t literal);
/* Rules of a shape; those of digits by how many digits there are. */
struct dlp_engine_rules dlp_engine_by_shape(const struct dlp_engine *engine,
					    enum dlp_shape shape);
struct dlp_engine_rules dlp_engine_by_digits(const struct dlp_engine *engine,
					     size_t digits);
/* The fewest digits or token bytes that any rule wants; 0 without one. */
unsigned dlp_engine_least(const struct dlp_engine *engine,
			  enum dlp_shape shape);
/* What is asked of many rules, by rule. */
const struct dlp_brief *dlp_engine_briefs(const struct dlp_engine *engine);
/* The rule that `near` of a rule names; SIZE_MAX without one. */
size_t dlp_engine_near(const struct dlp_engine *engine, size_t rule);
/* Whether a rule is one that others name so; and whether any is. */
bool dlp_engine_is_near(const struct dlp_engine *engine, size_t rule);
bool dlp_engine_has_near(const struct dlp_engine *engine);
/* The widest window of the rules that nothing calls up; 0 without one. */
size_t dlp_engine_any_window(const struct dlp_engine *engine);

enum { DLP_ENGINE_VALIDATORS = 4, DLP_ENGINE_ALLOWS = 8 };

/* One regex of a rule, with what its groups mean. */
struct dlp_engine_regex {
	struct dlp_regex *regex;
	bool at_keyword; /* every match begins with the keyword */
	bool assigned;   /* it is matched against a value: match/assignment.h */
	int value;       /* group */
	int part[DLP_PARTS];
};

/* A rule, compiled. */
struct dlp_engine_rule {
	struct dlp_engine_regex *regex;
	size_t regexes;
	struct dlp_validator_call validator[DLP_ENGINE_VALIDATORS];
	size_t validators;
	/* Of the value, then of the match, then of its lines; up to which. */
	struct dlp_regex *allow[DLP_ENGINE_ALLOWS];
	size_t allows, match_allows, line_allows;
	/*
	 * The validators say of a candidate's whole text, before any regex,
	 * what is no finding.
	 */
	bool early;
	/* match/letters.h of each word of these lists. */
	struct dlp_letters *column_letters, *not_column_letters, *allow_letters;
};

/*
 * The compiled form of a rule, made at the first call; any thread.  NULL with
 * `err` where it can't be: out of memory, or a built-in rule that is broken.
 */
const struct dlp_engine_rule *
dlp_engine_rule(struct dlp_engine *engine, size_t index, struct dlp_error *err);

/*
 * Which regexes of a rule may match a number that is `text` when each of its
 * digits is made a 0: a bit set of the first 32, all bits when there are more
 * or when it can't be told; 1 for a rule without a regex that takes any.
 */
uint32_t dlp_engine_admits(struct dlp_engine *engine, size_t index,
			   struct dlp_span text, struct dlp_regex_space *space);

/*
 * The words that rules want nearby, made at the first call; any thread.  NULL
 * without memory.
 */
const struct dlp_lexicon *dlp_engine_lexicon(struct dlp_engine *engine);

/* The names of columns that rules look for, likewise. */
const struct dlp_headings *dlp_engine_headings(struct dlp_engine *engine);

#endif
