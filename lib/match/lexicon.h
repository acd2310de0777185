#ifndef DLP_LEXICON_H
#define DLP_LEXICON_H

#include "match/literal.h"
#include "pattern/catalog.h"

/*
 * The words that rules want nearby, or do not want: each once, to be looked
 * for all at a time.  Never changed once it is made; any thread.
 */
struct dlp_lexicon;

/* Not among the literals: shorter or longer than those may be. */
#define DLP_LEXICON_ODD UINT32_MAX

/* One list of a rule, in its order. */
struct dlp_lexicon_list {
	const uint32_t *word; /* the literal's id, or DLP_LEXICON_ODD */
	size_t count;
	uint64_t bits; /* 1 << id % 64 of each literal */
	bool odd;      /* holds such a word */
};

enum dlp_lexicon_kind {
	DLP_LEXICON_CONTEXT,
	DLP_LEXICON_NOT_CONTEXT,
	DLP_LEXICON_KINDS
};

/* Of a catalog that outlives it.  NULL without memory. */
struct dlp_lexicon *dlp_lexicon_new(const struct dlp_catalog *catalog);
void dlp_lexicon_free(struct dlp_lexicon *lexicon);

const struct dlp_literals *
dlp_lexicon_literals(const struct dlp_lexicon *lexicon);

/* Bytes of a literal. */
size_t dlp_lexicon_length(const struct dlp_lexicon *lexicon, uint32_t id);

/* A list of the rule at `index` in the catalog. */
struct dlp_lexicon_list dlp_lexicon_list(const struct dlp_lexicon *lexicon,
					 size_t index,
					 enum dlp_lexicon_kind kind);

#endif
