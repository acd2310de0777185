#ifndef DLP_LEXICON_H
#define DLP_LEXICON_H

#include <stdbool.h>

#include "match/literal.h"
#include "match/rows.h"
#include "pattern/rule.h"

/*
 * The words that rules want nearby, or do not want: each once, to be looked
 * for all at a time, and which rules it is of.  Never changed once it is made;
 * any thread.  That of the built-in rules is made by the build.
 */

enum dlp_lexicon_kind {
	DLP_LEXICON_CONTEXT,
	DLP_LEXICON_NOT_CONTEXT,
	DLP_LEXICON_KINDS
};

struct dlp_lexicon {
	/* Words of DLP_LITERAL_MIN to DLP_LITERAL_MAX bytes. */
	const struct dlp_literals *literals;
	/* Words of two letters, in lower case, the first one high; ascending.
	 */
	const uint16_t *pair;
	size_t pairs;
	/* By word, pairs behind literals: the rules that have it. */
	struct dlp_rows rows[DLP_LEXICON_KINDS];
	/* The rules that have words of other lengths. */
	const uint32_t *odd[DLP_LEXICON_KINDS];
	size_t odds[DLP_LEXICON_KINDS];
};

extern const struct dlp_lexicon dlp_builtin_lexicon;

/*
 * Of `rules` rules, with the literals of `base`, where it is not NULL, and
 * more; `passes` are those of dlp_literals_build().  NULL without memory.
 */
struct dlp_lexicon *dlp_lexicon_new(const struct dlp_rule *const *rule,
				    size_t rules,
				    const struct dlp_lexicon *base,
				    unsigned passes);
void dlp_lexicon_free(struct dlp_lexicon *lexicon);

/* The list of that kind. */
static inline struct dlp_list dlp_lexicon_list(const struct dlp_rule *rule,
					       enum dlp_lexicon_kind kind)
{
	return kind == DLP_LEXICON_CONTEXT ? rule->context : rule->not_context;
}

/* Whether a word is none of those that are looked for together. */
bool dlp_lexicon_is_odd(struct dlp_span word);

/* The number of the word that is the two letters; DLP_LITERAL_NONE for none. */
uint32_t dlp_lexicon_pair(const struct dlp_lexicon *lexicon, char first,
			  char second);

#endif
