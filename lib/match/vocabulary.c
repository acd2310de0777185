#include "match/vocabulary.h"

#include <stdlib.h>

#include "match/literal_build.h"

static size_t shortest(struct dlp_span a, struct dlp_span b)
{
	return a.len < b.len ? a.len : b.len;
}

static int compare_words(struct dlp_span a, struct dlp_span b)
{
	for (size_t i = 0; i < shortest(a, b); i++) {
		int x = dlp_literal_fold(a.ptr[i]);
		int y = dlp_literal_fold(b.ptr[i]);

		if (x != y)
			return x - y;
	}
	return (a.len > b.len) - (a.len < b.len);
}

static int by_word(const void *a, const void *b)
{
	const struct dlp_vocabulary_word *const *x = a, *const *y = b;

	return compare_words((*x)->text, (*y)->text);
}

/*
 * Number the words that `base` does not have, equal ones alike; they stand,
 * once each, in `more` then.
 */
static size_t number_more(struct dlp_vocabulary_word **sorted, size_t count,
			  size_t first, struct dlp_span *more)
{
	size_t n = 0;

	qsort(sorted, count, sizeof(*sorted), by_word);
	for (size_t i = 0; i < count; i++) {
		if (!i || compare_words(sorted[i]->text, more[n - 1]))
			more[n++] = sorted[i]->text;
		sorted[i]->literal = (uint32_t)(first + n - 1);
	}
	return n;
}

const struct dlp_literals *
dlp_vocabulary_number(struct dlp_vocabulary_word *word, size_t count,
		      const struct dlp_literals *base, unsigned passes,
		      struct dlp_literals **own)
{
	struct dlp_vocabulary_word **unknown =
		calloc(count + 1, sizeof(*unknown));
	struct dlp_span *more = calloc(count + 1, sizeof(*more));
	const struct dlp_literals *set = NULL;
	size_t n = 0;

	*own = NULL;
	if (!unknown || !more)
		goto out;
	for (size_t i = 0; i < count; i++) {
		word[i].literal = base ? dlp_literals_find(base, word[i].text)
				       : DLP_LITERAL_NONE;
		if (word[i].literal == DLP_LITERAL_NONE)
			unknown[n++] = &word[i];
	}
	set = base;
	if (n || !base) {
		n = number_more(unknown, n, base ? base->count : 0, more);
		*own = base ? dlp_literals_extend(base, more, n)
			    : dlp_literals_build(more, n, passes);
		set = *own;
	}
out:
	free(unknown);
	free(more);
	return set;
}
