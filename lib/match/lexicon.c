#include "match/lexicon.h"

#include <stdlib.h>

#include "match/literal_set.h"
#include "match/vocabulary.h"

/* One that is made here, with what it owns. */
struct own {
	struct dlp_lexicon lexicon;
	struct dlp_literals *literals; /* NULL where they are borrowed */
	struct dlp_vocabulary_word *word;
	uint32_t *number; /* all rows */
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
	const struct dlp_rule *rule;
	size_t rules, r, i;
	unsigned kind;
	struct dlp_span word;
};

static bool next_word(struct walk *w)
{
	for (; w->r < w->rules; w->r++, w->kind = 0, w->i = 0)
		for (; w->kind < DLP_LEXICON_KINDS; w->kind++, w->i = 0) {
			struct dlp_list list = dlp_lexicon_list(
				&w->rule[w->r], (enum dlp_lexicon_kind)w->kind);

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
		if (walk.word.len == 2)
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
	return word.len == 2 ? dlp_lexicon_pair(&own->lexicon, word.ptr[0],
						word.ptr[1])
			     : DLP_LITERAL_NONE;
}

/* The rows of a kind, at `p`, and the rules with odd words behind them.  A
 * rule that has a word twice stands twice. */
static uint32_t *fill(struct own *own, struct walk walk, unsigned kind,
		      size_t rows, uint32_t *p)
{
	const struct walk begin = walk;
	size_t literal = 0, total, odds = 0;
	uint32_t *at = p, *rule, *odd;

	while (next_word(&walk)) {
		uint32_t n = number_of(own, walk.word, &literal);

		if (walk.kind != kind)
			continue;
		if (n != DLP_LITERAL_NONE)
			at[n + 1]++;
	}
	total = dlp_rows_ends(at, rows);
	rule = at + rows + 2;
	odd = rule + total;
	literal = 0;
	for (walk = begin; next_word(&walk);) {
		uint32_t n = number_of(own, walk.word, &literal);

		if (walk.kind != kind)
			continue;
		if (n != DLP_LITERAL_NONE)
			rule[--at[n + 1]] = (uint32_t)walk.r;
		else if (!odds || odd[odds - 1] != walk.r)
			odd[odds++] = (uint32_t)walk.r;
	}
	own->lexicon.rules[kind] = dlp_rows_starts(at, rows, rule, total);
	own->lexicon.odd[kind] = odd;
	own->lexicon.odds[kind] = odds;
	return odd + odds;
}

struct dlp_lexicon *dlp_lexicon_new(const struct dlp_rule *rule, size_t rules,
				    const struct dlp_lexicon *base,
				    unsigned passes)
{
	struct own *own = calloc(1, sizeof(*own));
	struct walk walk = { .rule = rule, .rules = rules }, count = walk;
	size_t total = 0, words = 0, rows;
	uint32_t *p;

	if (!own)
		return NULL;
	while (next_word(&count))
		total++;
	own->word = calloc(total + 1, sizeof(*own->word));
	own->pair = calloc(total + 1, sizeof(*own->pair));
	if (!own->word || !own->pair)
		goto nomem;
	collect(own, walk, &words);
	own->lexicon.literals = dlp_vocabulary_number(
		own->word, words, base ? base->literals : NULL, passes,
		&own->literals);
	if (!own->lexicon.literals)
		goto nomem;
	rows = own->lexicon.literals->count + own->lexicon.pairs;
	own->number = calloc(2 * (rows + 2) + total + 1, sizeof(*own->number));
	if (!own->number)
		goto nomem;
	p = own->number;
	for (unsigned kind = 0; kind < DLP_LEXICON_KINDS; kind++)
		p = fill(own, walk, kind, rows, p);
	free(own->word);
	own->word = NULL;
	return &own->lexicon;
nomem:
	dlp_lexicon_free(&own->lexicon);
	return NULL;
}

void dlp_lexicon_free(struct dlp_lexicon *lexicon)
{
	struct own *own = (void *)lexicon; /* its first member */

	if (!own)
		return;
	dlp_literals_free(own->literals);
	free(own->word);
	free(own->number);
	free(own->pair);
	free(own);
}
