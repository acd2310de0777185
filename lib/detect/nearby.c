#include "detect/nearby.h"

#include <stdlib.h>

#include "detect/words.h"
#include "match/run.h"

_Static_assert((DLP_NEARBY_STRETCH + 2 * 64) / 64 <= DLP_RUN_WORDS,
	       "masks hold a stretch and what is behind it");
_Static_assert(DLP_NEARBY_BLOCK == 64, "a block is a word of masks");

void dlp_nearby_init(struct dlp_nearby *nearby,
		     const struct dlp_lexicon *lexicon)
{
	*nearby = (struct dlp_nearby){ .lexicon = lexicon };
	for (unsigned a = 0; a < 26; a++)
		for (unsigned b = 0; b < 26; b++)
			nearby->pair[a][b] = dlp_lexicon_pair(
				lexicon, (char)('a' + a), (char)('a' + b));
}

void dlp_nearby_release(struct dlp_nearby *nearby)
{
	dlp_literal_hits_release(&nearby->hits);
	free(nearby->stretch);
	free(nearby->words.word);
	free(nearby->found.word);
	free(nearby->pairs.word);
}

/* Room for one more. */
static bool reserve(struct dlp_nearby_words *words)
{
	size_t cap = words->cap ? words->cap * 2 : 256;
	struct dlp_nearby_word *grown;

	if (words->count < words->cap)
		return true;
	grown = realloc(words->word, cap * sizeof(*grown));
	if (!grown)
		return false;
	words->word = grown;
	words->cap = cap;
	return true;
}

static inline bool add_word(struct dlp_nearby_words *words,
			    struct dlp_nearby_word word)
{
	if (words->count == words->cap && !reserve(words))
		return false;
	words->word[words->count++] = word;
	return true;
}

bool dlp_nearby_is_word(struct dlp_span text, size_t pos, size_t len)
{
	return dlp_words_begin(pos ? text.ptr[pos - 1] : ' ', text.ptr[pos]) &&
	       dlp_words_end(text, pos + len, len);
}

/* Mask `mask` of word `w`, moved so that bit i speaks of byte i + by. */
static uint64_t ahead(const uint64_t *mask, size_t w, unsigned by)
{
	return mask[w] >> by | mask[w + 1] << (64 - by);
}

/*
 * Where words of two letters may stand in word `w` of the masks, as
 * dlp_words_begin() and dlp_words_end() say of letters; `before` is the byte
 * before it.  A plural may be none: what follows may be no s.
 */
static uint64_t pairs_in(const struct dlp_runs *runs, size_t w, char before)
{
	const uint64_t *a = runs->alpha, *c = runs->capital;
	const uint64_t letter =
		(uint64_t)((before | 0x20) >= 'a' && (before | 0x20) <= 'z');
	const uint64_t large = (uint64_t)(before >= 'A' && before <= 'Z');
	const uint64_t left = a[w] << 1 | letter;
	const uint64_t small = left & ~(c[w] << 1 | large);
	const uint64_t begins = ~left | (small & c[w]);
	const uint64_t ends = ~ahead(a, w, 2) |
			      (~ahead(c, w, 1) & ahead(c, w, 2)) |
			      ~ahead(a, w, 3);

	return a[w] & ahead(a, w, 1) & begins & ends;
}

/* Words of two letters that begin in [from, to). */
static bool find_pairs(struct dlp_nearby *nearby, size_t from, size_t to)
{
	const struct dlp_span text = nearby->text;
	/* Three bytes behind a pair say whether it ends there. */
	const size_t seen = text.len - to > 64 ? to + 64 : text.len;
	struct dlp_runs runs;

	nearby->pairs.count = 0;
	if (!nearby->lexicon->pairs)
		return true;
	dlp_runs_mask(&runs, (struct dlp_span){ text.ptr, seen }, from);
	for (size_t w = 0; w * 64 < to - from; w++) {
		const size_t at = from + w * 64;
		uint64_t bits = pairs_in(&runs, w, at ? text.ptr[at - 1] : ' ');

		for (; bits; bits &= bits - 1) {
			const size_t pos = at + dlp_runs_lowest(bits);
			const char *p = text.ptr + pos;
			const uint32_t id = nearby->pair[(p[0] | 0x20) - 'a']
							[(p[1] | 0x20) - 'a'];

			if (pos >= to)
				break;
			if (id != DLP_LITERAL_NONE &&
			    dlp_words_end(text, pos + 2, 2) &&
			    !add_word(&nearby->pairs,
				      (struct dlp_nearby_word){ pos, id, 2 }))
				return false;
		}
	}
	return true;
}

/* Of both lists, what comes next. */
static bool next_word(struct dlp_nearby *nearby, size_t *pair, size_t *hit,
		      struct dlp_nearby_word *word)
{
	const struct dlp_literals *literals = nearby->lexicon->literals;
	const struct dlp_literal_hits *hits = &nearby->hits;
	const struct dlp_nearby_words *pairs = &nearby->pairs;

	for (; *hit < hits->count; ++*hit) {
		const size_t pos = hits->hit[*hit].pos;
		const uint32_t id = hits->hit[*hit].id;
		const size_t len = dlp_literals_length(literals, id);

		if (*pair < pairs->count && pairs->word[*pair].pos < pos)
			break;
		if (!dlp_nearby_is_word(nearby->text, pos, len))
			continue;
		*word = (struct dlp_nearby_word){ pos, id, (uint32_t)len };
		++*hit;
		return true;
	}
	if (*pair == pairs->count)
		return false;
	*word = pairs->word[(*pair)++];
	return true;
}

static bool look_through(struct dlp_nearby *nearby, size_t n)
{
	struct dlp_nearby_stretch *stretch = &nearby->stretch[n];
	const size_t from = n * DLP_NEARBY_STRETCH;
	const size_t left = nearby->text.len - from;
	const size_t to = left > DLP_NEARBY_STRETCH ? from + DLP_NEARBY_STRETCH
						    : nearby->text.len;
	size_t pair = 0, hit = 0, block = 0;
	struct dlp_nearby_word word;

	nearby->hits.count = 0;
	if (!find_pairs(nearby, from, to) ||
	    dlp_literals_scan(nearby->lexicon->literals, nearby->text, from, to,
			      &nearby->hits))
		return false;
	stretch->first = nearby->words.count;
	while (next_word(nearby, &pair, &hit, &word)) {
		const uint16_t count =
			(uint16_t)(nearby->words.count - stretch->first);

		while (block * DLP_NEARBY_BLOCK <= word.pos - from)
			stretch->before[block++] = count;
		if (!add_word(&nearby->words, word))
			return false;
	}
	stretch->end = nearby->words.count;
	while (block < DLP_NEARBY_STRETCH / DLP_NEARBY_BLOCK)
		stretch->before[block++] =
			(uint16_t)(stretch->end - stretch->first);
	stretch->known = true;
	return true;
}

static bool grow_stretches(struct dlp_nearby *nearby, size_t need)
{
	struct dlp_nearby_stretch *grown;

	grown = realloc(nearby->stretch, need * sizeof(*grown));
	if (!grown)
		return false;
	for (size_t i = nearby->stretches; i < need; i++)
		grown[i].known = false;
	nearby->stretch = grown;
	nearby->stretches = need;
	return true;
}

/* Whether the stretch is looked through, or can be. */
static bool know(struct dlp_nearby *nearby, size_t n)
{
	if (n >= nearby->stretches && !grow_stretches(nearby, n + 1))
		return false;
	return nearby->stretch[n].known || look_through(nearby, n);
}

void dlp_nearby_begin(struct dlp_nearby *nearby, struct dlp_span text)
{
	nearby->text = text;
	nearby->words.count = nearby->found.count = 0;
	for (size_t i = 0; i < nearby->stretches; i++)
		nearby->stretch[i].known = false;
}

bool dlp_nearby_find(struct dlp_nearby *nearby, size_t start, size_t end)
{
	const size_t reach = DLP_NEARBY_REACH, len = nearby->text.len;
	const size_t from = start > reach ? start - reach : 0;
	const size_t to = len - end > reach ? end + reach : len;
	size_t n = from / DLP_NEARBY_STRETCH, block;

	nearby->found.count = 0;
	block = from % DLP_NEARBY_STRETCH / DLP_NEARBY_BLOCK;
	for (; n * DLP_NEARBY_STRETCH < to; n++, block = 0) {
		const struct dlp_nearby_stretch *stretch;
		const struct dlp_nearby_word *word, *last;

		/* What a long value covers alone does not matter. */
		if (n * DLP_NEARBY_STRETCH >= start &&
		    (n + 1) * DLP_NEARBY_STRETCH <= end)
			continue;
		if (!know(nearby, n))
			return false;
		stretch = &nearby->stretch[n];
		if (stretch->first == stretch->end)
			continue;
		word = nearby->words.word + stretch->first +
		       stretch->before[block];
		last = nearby->words.word + stretch->end;
		for (; word < last && word->pos < to; word++) {
			const size_t behind = word->pos + word->len;

			if (word->pos < from || behind > to ||
			    (behind > start && word->pos < end))
				continue;
			if (!add_word(&nearby->found, *word))
				return false;
		}
	}
	return true;
}
