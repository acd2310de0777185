#ifndef DLP_LITERAL_BUCKET_H
#define DLP_LITERAL_BUCKET_H

#include "match/literal_set.h"

/*
 * The choice of the key of a literal, and of the buckets that it goes into.
 *
 * A filter lets through what its buckets have in common by chance: the more
 * keys share a bucket, the more pairs of a first and a second half that are of
 * no key.  How much text each choice would let through more is told from the
 * grams that text is made of (match/literal_gram.h), and the least is taken.
 * Any choice finds the same; a good one finds it in half the time.
 */
struct dlp_literal_choice {
	uint8_t offset; /* of the key in the literal */
	/* Of pairs, by the parity of where the key stands; of columns. */
	uint8_t even, odd, column;
};

struct dlp_literal_chooser;

/*
 * A start from nothing, or from the tables of a set, whose literals can't be
 * taken out.  A thorough one knows of grams and weighs each key that a literal
 * may have, in a millisecond a literal; the other knows how frequent pairs are
 * and looks at the rarest few, in a microsecond.  NULL without memory.
 */
struct dlp_literal_chooser *
dlp_literal_chooser_new(const struct dlp_literals *set, bool thorough);
void dlp_literal_chooser_free(struct dlp_literal_chooser *chooser);

/* The best for a literal as the buckets are now. */
struct dlp_literal_choice
dlp_literal_choose(const struct dlp_literal_chooser *chooser,
		   struct dlp_span literal);

/* Put a literal into buckets; take it out of those it was put into. */
void dlp_literal_put(struct dlp_literal_chooser *chooser,
		     struct dlp_span literal, struct dlp_literal_choice choice);
void dlp_literal_take(struct dlp_literal_chooser *chooser,
		      struct dlp_span literal,
		      struct dlp_literal_choice choice);

/* Write the tables of the buckets. */
void dlp_literal_chooser_tables(const struct dlp_literal_chooser *chooser,
				struct dlp_literals *set);

#endif
