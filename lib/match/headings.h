#ifndef DLP_HEADINGS_H
#define DLP_HEADINGS_H

#include "match/letters.h"
#include "match/rows.h"
#include "pattern/rule.h"

enum {
	DLP_HEADINGS_GRAMS = 4096, /* rows of letters in a row; a power of 2 */
	/* Behind them, of names of less than two letters: ASCII, and others. */
	DLP_HEADINGS_FEW = DLP_HEADINGS_GRAMS,
	DLP_HEADINGS_HIGH,
	DLP_HEADINGS_ROWS
};

/*
 * The names of columns and keys that rules look for, each once, and the rules
 * that each is of: so that a name that is met is compared with the few that
 * have three letters in a row with it, not with those of all rules.  Never
 * changed once it is made; any thread.  That of the built-in rules is made by
 * the build.
 */
struct dlp_headings {
	const struct dlp_span *name;
	const struct dlp_letters *letters; /* of each name */
	size_t names;
	struct dlp_rows rules; /* by name */
	/*
	 * Each name once, by three of its letters in a row, whatever stands
	 * between them, or by its only two: dlp_headings_row().
	 */
	struct dlp_rows by_gram;
};

/*
 * The row of names that have the letters `a`, `b`, `c` in a row, as
 * dlp_letters_number() tells them, or that have `a` and `b` alone when `c` is
 * 0.  Other names are there too.
 */
static inline size_t dlp_headings_row(unsigned a, unsigned b, unsigned c)
{
	const uint32_t gram =
		(a * DLP_LETTERS_KINDS + b) * DLP_LETTERS_KINDS + c;

	return gram * UINT32_C(0x9e3779b1) >> 20;
}

extern const struct dlp_headings dlp_builtin_headings;

/* NULL without memory. */
struct dlp_headings *dlp_headings_new(const struct dlp_rule *const *rule,
				      size_t rules);
void dlp_headings_free(struct dlp_headings *headings);

#endif
