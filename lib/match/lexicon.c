#include "match/lexicon.h"

#include <stdlib.h>

#include "match/literal_set.h"
#include "match/vocabulary.h"

/* One that is made here, with what it owns. */
struct own {
	struct dlp_lexicon lexicon;
	struct dlp_literals *literals; /* NULL where they are borrowed */
	struct dlp_vocabulary_word *word;
	struct dlp_rows_item *item; /* while it is made: of a kind's rows */
	uint32_t *rows[DLP_LEXICON_KINDS], *odd;
	uint16_t *pair;
};

static uint16_t pair_of(char first, char second)
{
	return (uint16_t)(dlp_literal_fold(first) << 8 |
			  dlp_literal_fold(second));
}

static bool is_literal(struct dlp_span word)
{
	return word.len >= DLP_LITERAL_MIN && word.len <= DLP_LITERAL_MAX;
}

static bool is_letter(char c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool is_pair(struct dlp_span word)
{
	return word.len == 2 && is_letter(word.ptr[0]) &&
	       is_letter(word.ptr[1]);
}

bool dlp_lexicon_is_odd(struct dlp_span word)
{
	return !is_literal(word) && !is_pair(word);
}

static int by_number(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

uint32_t dlp_lexicon_pair(const struct dlp_lexicon *lexicon, char first,
			  char second)
{
	const uint16_t want = pair_of(first, second);
	size_t low = 0, high = lexicon->pairs;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (lexicon->pair[middle] < want)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == lexicon->pairs || lexicon->pair[low] != want)
		return DLP_LITERAL_NONE;
	return (uint32_t)(lexicon->literals->count + low);
}

/* Each word of each list, in this order whoever asks. */
struct walk {
	const struct dlp_rule *const *rule;
	size_t rules, r, i;
	unsigned kind;
	struct dlp_span word;
};

static bool next_word(struct walk *w)
{
	for (; w->r < w->rules; w->r++, w->kind = 0, w->i = 0)
		for (; w->kind < DLP_LEXICON_KINDS; w->kind++, w->i = 0) {
			struct dlp_list list = dlp_lexicon_list(
				w->rule[w->r], (enum dlp_lexicon_kind)w->kind);

			if (w->i < list.count) {
				w->word = list.item[w->i++];
				return true;
			}
		}
	return false;
}

/* The pairs, each once; and the words that are literals. */
static void collect(struct own *own, struct walk walk, size_t *words)
{
	size_t pairs = 0, n = 0;

	while (next_word(&walk)) {
		if (is_pair(walk.word))
			own->pair[pairs++] =
				pair_of(walk.word.ptr[0], walk.word.ptr[1]);
		else if (is_literal(walk.word))
			own->word[(*words)++].text = walk.word;
	}
	qsort(own->pair, pairs, sizeof(*own->pair), by_number);
	for (size_t i = 0; i < pairs; i++)
		if (!i || own->pair[i] != own->pair[n - 1])
			own->pair[n++] = own->pair[i];
	own->lexicon.pair = own->pair;
	own->lexicon.pairs = n;
}

/* The number of the word at hand, of which `*literal` counts the literals. */
static uint32_t number_of(const struct own *own, struct dlp_span word,
			  size_t *literal)
{
	if (is_literal(word))
		return own->word[(*literal)++].literal;
	return is_pair(word) ? dlp_lexicon_pair(&own->lexicon, word.ptr[0],
						word.ptr[1])
			     : DLP_LITERAL_NONE;
}

/* The rows of a kind.  False without memory. */
static bool fill_rows(struct own *own, struct walk walk,
		      enum dlp_lexicon_kind kind, size_t rows)
{
	size_t literal = 0, items = 0;

	while (next_word(&walk)) {
		uint32_t n = number_of(own, walk.word, &literal);

		if (n != DLP_LITERAL_NONE && walk.kind == kind)
			own->item[items++] =
				(struct dlp_rows_item){ n, (uint32_t)walk.r };
	}
	own->rows[kind] = dlp_rows_make((struct dlp_rows){ 0 }, 0, own->item,
					items, rows, &own->lexicon.rows[kind]);
	return own->rows[kind] != NULL;
}

/* The rules with odd words, of either kind. */
static void fill_odds(struct own *own, const struct walk begin)
{
	uint32_t *odd = own->odd;

	for (unsigned kind = 0; kind < DLP_LEXICON_KINDS; kind++) {
		struct walk walk = begin;
		size_t odds = 0;

		while (next_word(&walk))
			if (walk.kind == kind &&
			    dlp_lexicon_is_odd(walk.word) &&
			    (!odds || odd[odds - 1] != walk.r))
				odd[odds++] = (uint32_t)walk.r;
		own->lexicon.odd[kind] = odd;
		own->lexicon.odds[kind] = odds;
		odd += odds;
	}
}

static bool make(struct own *own, const struct walk walk,
		 const struct dlp_lexicon *base, unsigned passes)
{
	struct walk count = walk;
	size_t total = 0, words = 0, rows;

	while (next_word(&count))
		total++;
	own->word = calloc(total + 1, sizeof(*own->word));
	own->pair = calloc(total + 1, sizeof(*own->pair));
	own->item = calloc(total + 1, sizeof(*own->item));
	own->odd = calloc(total + 1, sizeof(*own->odd));
	if (!own->word || !own->pair || !own->item || !own->odd)
		return false;
	collect(own, walk, &words);
	own->lexicon.literals = dlp_vocabulary_number(
		own->word, words, base ? base->literals : NULL, passes,
		&own->literals);
	if (!own->lexicon.literals)
		return false;
	rows = own->lexicon.literals->count + own->lexicon.pairs;
	fill_odds(own, walk);
	return fill_rows(own, walk, DLP_LEXICON_CONTEXT, rows) &&
	       fill_rows(own, walk, DLP_LEXICON_NOT_CONTEXT, rows);
}

struct dlp_lexicon *dlp_lexicon_new(const struct dlp_rule *const *rule,
				    size_t rules,
				    const struct dlp_lexicon *base,
				    unsigned passes)
{
	const struct walk walk = { .rule = rule, .rules = rules };
	struct own *own = calloc(1, sizeof(*own));
	bool ok;

	if (!own)
		return NULL;
	ok = make(own, walk, base, passes);
	free(own->word);
	free(own->item);
	own->word = NULL;
	own->item = NULL;
	if (ok)
		return &own->lexicon;
	dlp_lexicon_free(&own->lexicon);
	return NULL;
}

void dlp_lexicon_free(struct dlp_lexicon *lexicon)
{
	struct own *own = (void *)lexicon; /* its first member */

	if (!own)
		return;
	dlp_literals_free(own->literals);
	for (size_t kind = 0; kind < DLP_LEXICON_KINDS; kind++)
		free(own->rows[kind]);
	free(own->odd);
	free(own->pair);
	free(own);
}
