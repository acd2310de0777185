#ifndef DLP_PROBE_H
#define DLP_PROBE_H

#include <stdbool.h>

#include "base/arena.h"
#include "pattern/rule.h"

/*
 * Which bytes the matches of a rule may begin with, one set for each of the
 * first few: read off its regexes, so that most places that a keyword calls a
 * rule to are refused by a byte or two, before the regex is run or even
 * compiled.  What looks around is left out: a probe refuses no match, and lets
 * through what is none.
 *
 * That of a rule of numbers or ids is of their layouts, match/shadow.h, and of
 * how long they are.
 */

enum { DLP_PROBE_BYTES = 16 };

/* A bit for each byte that may stand there. */
struct dlp_probe_set {
	uint8_t bit[32];
};

struct dlp_probe {
	struct dlp_probe_set at[DLP_PROBE_BYTES];
	/* Of layouts: how many bytes they have, a bit each; the last one is
	 * for DLP_PROBE_BYTES and more. */
	uint32_t lengths;
};

/*
 * That of a rule whose matches all begin with a keyword; or whose regexes are
 * all `assigned`: then of what may be a value; or of a shape that has layouts.
 * False where it tells nothing, or for a rule that is more than one of these.
 * `arena` is workspace.
 */
bool dlp_probe_of(const struct dlp_rule *rule, struct dlp_arena *arena,
		  struct dlp_probe *out);

/* Whether every byte is in it. */
bool dlp_probe_is_all(const struct dlp_probe_set *set);

/*
 * Those of the built-in rules, by the build: sets by number, number 0 being
 * all bytes; and of each probe its sets, as far as the first that is all.
 */
struct dlp_probe_row {
	uint16_t set[DLP_PROBE_BYTES];
	uint32_t lengths;
};

extern const struct dlp_probe_set dlp_builtin_probe_set[];
extern const struct dlp_probe_row dlp_builtin_probe[];

/*
 * Whether the built-in probe `number` (struct dlp_rule has it; 0 admits all)
 * admits a match that begins at p[0], of which `len` bytes are there.
 */
static inline bool dlp_probe_admits(unsigned number, const char *p, size_t len)
{
	const uint16_t *set = dlp_builtin_probe[number].set;

	for (size_t i = 0; i < DLP_PROBE_BYTES && i < len && set[i]; i++) {
		unsigned c = (unsigned char)p[i];

		if (!(dlp_builtin_probe_set[set[i]].bit[c / 8] >> c % 8 & 1))
			return false;
	}
	return true;
}

/* The same of a layout, which is all of a match. */
static inline bool dlp_probe_fits(unsigned number, const char *p, size_t len)
{
	const size_t length = len < DLP_PROBE_BYTES ? len : DLP_PROBE_BYTES;

	return !number || (dlp_builtin_probe[number].lengths >> length & 1 &&
			   dlp_probe_admits(number, p, len));
}

#endif
