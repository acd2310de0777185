#include "detect/context.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "detect/words.h"

enum { STRETCH = 512 }; /* bytes looked through at a time */

void dlp_context_init(struct dlp_context *context, struct dlp_engine *engine)
{
	*context = (struct dlp_context){ .engine = engine };
}

void dlp_context_release(struct dlp_context *context)
{
	dlp_literal_hits_release(&context->hits);
	free(context->has);
	free(context->stretch);
	free(context->words.word);
	free(context->near.word);
}

static bool add_word(struct dlp_context_words *words,
		     struct dlp_context_word word)
{
	if (words->count == words->cap) {
		size_t cap = words->cap ? words->cap * 2 : 256;
		struct dlp_context_word *grown =
			realloc(words->word, cap * sizeof(*grown));

		if (!grown)
			return false;
		words->word = grown;
		words->cap = cap;
	}
	words->word[words->count++] = word;
	return true;
}

static bool is_word(struct dlp_span text, size_t pos, size_t len)
{
	return dlp_words_begin(pos ? text.ptr[pos - 1] : ' ', text.ptr[pos]) &&
	       dlp_words_end(text, pos + len, len);
}

/*
 * Where words of two letters may stand in [from, to), a byte each: what
 * dlp_words_begin() and dlp_words_end() say of letters, in loops that compilers
 * make SIMD of.
 */
static void mark_pairs(struct dlp_span text, size_t from, size_t to,
		       unsigned char mark[STRETCH])
{
	/* Of the bytes from one before `from` on; two are behind. */
	unsigned char letter[STRETCH + 4] = { 0 }, capital[STRETCH + 4] = { 0 };
	unsigned char plural[STRETCH + 4] = { 0 };
	const size_t skip = from ? 0 : 1, n = to - from;
	size_t have = text.len - from + 1;
	const char *p = text.ptr + from - 1;

	if (have > n + 4)
		have = n + 4;
	for (size_t i = skip; i < have; i++) {
		unsigned char c = (unsigned char)p[i];

		letter[i] = (unsigned char)((c | 0x20) - 'a') < 26;
		capital[i] = (unsigned char)(c - 'A') < 26;
		plural[i] = c == 's';
	}
	for (size_t i = 0; i < n; i++) {
		const unsigned char small = letter[i] & (capital[i] ^ 1);
		const unsigned char last = letter[i + 2] & (capital[i + 2] ^ 1);
		const unsigned char begins =
			(letter[i] ^ 1) | (small & capital[i + 1]);
		const unsigned char ends =
			(letter[i + 3] ^ 1) | (last & capital[i + 3]) |
			(plural[i + 3] & (letter[i + 4] ^ 1));

		mark[i] = letter[i + 1] & letter[i + 2] & begins & ends;
	}
}

/* Words of two letters that begin in [from, to). */
static bool add_pairs(struct dlp_context *context, size_t from, size_t to)
{
	const struct dlp_span text = context->text;
	unsigned char mark[STRETCH] = { 0 };

	if (to > text.len)
		to = text.len;
	mark_pairs(text, from, to, mark);
	for (size_t i = 0; i < to - from; i++) {
		const char *p = text.ptr + from + i;
		uint32_t id;

		if (!mark[i])
			continue;
		id = dlp_lexicon_pair(context->lexicon, p[0], p[1]);
		if (id != DLP_LITERAL_NONE &&
		    !add_word(&context->words,
			      (struct dlp_context_word){ from + i, id, 2 }))
			return false;
	}
	return true;
}

static bool look_through(struct dlp_context *context, size_t n)
{
	struct dlp_context_stretch *stretch = &context->stretch[n];
	const struct dlp_literals *literals = context->lexicon->literals;

	if (stretch->known)
		return true;
	stretch->first = context->words.count;
	if (context->lexicon->pairs &&
	    !add_pairs(context, n * STRETCH, (n + 1) * STRETCH))
		return false;
	stretch->pairs = context->words.count - stretch->first;
	context->hits.count = 0;
	if (dlp_literals_scan(literals, context->text, n * STRETCH,
			      (n + 1) * STRETCH, &context->hits))
		return false;
	for (size_t i = 0; i < context->hits.count; i++) {
		const struct dlp_literal_hit *hit = &context->hits.hit[i];
		size_t len = dlp_literals_length(literals, hit->id);

		if (is_word(context->text, hit->pos, len) &&
		    !add_word(&context->words,
			      (struct dlp_context_word){ hit->pos, hit->id,
							 (uint32_t)len }))
			return false;
	}
	stretch->count = context->words.count - stretch->first;
	stretch->known = true;
	return true;
}

/* Of words in order, the first at `pos` or behind. */
static size_t first_at(const struct dlp_context_word *word, size_t count,
		       size_t pos)
{
	size_t low = 0;

	while (low < count) {
		size_t middle = low + (count - low) / 2;

		if (word[middle].pos < pos)
			low = middle + 1;
		else
			count = middle;
	}
	return low;
}

/* Of words in order, those that stand wholly in [from, to). */
static bool add_near(struct dlp_context *context, size_t first, size_t count,
		     size_t from, size_t to)
{
	const struct dlp_context_word *word;

	if (!count)
		return true;
	word = context->words.word + first;
	for (size_t i = first_at(word, count, from);
	     i < count && word[i].pos < to; i++)
		if (word[i].len <= to - word[i].pos &&
		    !add_word(&context->near, word[i]))
			return false;
	return true;
}

static bool grow_stretches(struct dlp_context *context, size_t need)
{
	struct dlp_context_stretch *grown;

	if (need <= context->stretches)
		return true;
	grown = realloc(context->stretch, need * sizeof(*grown));
	if (!grown)
		return false;
	for (size_t i = context->stretches; i < need; i++)
		grown[i] = (struct dlp_context_stretch){ 0 };
	context->stretch = grown;
	context->stretches = need;
	return true;
}

/* The words of [from, to), less than a stretch. */
static bool gather(struct dlp_context *context, size_t from, size_t to)
{
	if (from == to)
		return true;
	for (size_t n = from / STRETCH; n * STRETCH < to; n++) {
		const struct dlp_context_stretch *stretch;

		if (!grow_stretches(context, n + 1) ||
		    !look_through(context, n))
			return false;
		stretch = &context->stretch[n];
		if (!add_near(context, stretch->first, stretch->pairs, from,
			      to) ||
		    !add_near(context, stretch->first + stretch->pairs,
			      stretch->count - stretch->pairs, from, to))
			return false;
	}
	return true;
}

void dlp_context_begin(struct dlp_context *context, struct dlp_span text)
{
	context->text = text;
	context->words.count = 0;
	for (size_t i = 0; i < context->stretches; i++)
		context->stretch[i].known = false;
	context->start = context->end = SIZE_MAX;
}

static bool open_lexicon(struct dlp_context *context)
{
	if (!context->lexicon)
		context->lexicon = dlp_engine_lexicon(context->engine);
	if (context->lexicon && !context->has)
		context->has =
			calloc(context->lexicon->stride, sizeof(uint64_t));
	return context->has != NULL;
}

/* The rules that want a word nearby. */
static void gather_rules(struct dlp_context *context)
{
	const struct dlp_lexicon *lexicon = context->lexicon;
	const size_t stride = lexicon->stride;
	uint64_t *has = context->has;

	memset(has, 0, stride * sizeof(*has));
	for (size_t i = 0; i < context->near.count; i++) {
		const uint64_t *wanted =
			lexicon->wanted + context->near.word[i].id * stride;

		for (size_t j = 0; j < stride; j++)
			has[j] |= wanted[j];
	}
	for (size_t i = 0; i < lexicon->odds[DLP_LEXICON_CONTEXT]; i++) {
		uint32_t rule = lexicon->odd[DLP_LEXICON_CONTEXT][i];

		has[rule / 64] |= UINT64_C(1) << rule % 64;
	}
}

/* Go to the value at [start, end).  False without memory. */
static bool move_to(struct dlp_context *context, size_t start, size_t end)
{
	const size_t reach = DLP_CONTEXT_REACH, len = context->text.len;

	if (context->start == start && context->end == end)
		return true;
	context->start = context->end = SIZE_MAX;
	context->near.count = 0;
	if (!open_lexicon(context) ||
	    !gather(context, start > reach ? start - reach : 0, start) ||
	    !gather(context, end, len - end > reach ? end + reach : len)) {
		context->failed = true;
		return false;
	}
	gather_rules(context);
	context->start = start;
	context->end = end;
	return true;
}

/* Whether the word stands in text [from, to), the lexicon apart. */
static bool stands_in(struct dlp_span text, size_t from, size_t to,
		      struct dlp_span word)
{
	for (; from < to && word.len <= to - from; from++)
		if (!strncasecmp(text.ptr + from, word.ptr, word.len) &&
		    is_word(text, from, word.len))
			return true;
	return false;
}

static bool stands_near(const struct dlp_context *context, struct dlp_span word)
{
	const size_t reach = DLP_CONTEXT_REACH, len = context->text.len;
	const size_t start = context->start, end = context->end;

	for (size_t i = 0; i < context->near.count; i++) {
		const struct dlp_context_word *w = &context->near.word[i];

		if (w->len == word.len &&
		    !strncasecmp(context->text.ptr + w->pos, word.ptr,
				 word.len))
			return true;
	}
	if (!dlp_lexicon_is_odd(word))
		return false;
	return stands_in(context->text, start > reach ? start - reach : 0,
			 start, word) ||
	       stands_in(context->text, end,
			 len - end > reach ? end + reach : len, word);
}

static bool holds(const uint32_t *rule, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		if (rule[i] == index)
			return true;
	return false;
}

/* Whether it pays to look for each word of the rule. */
static bool may_have(const struct dlp_context *context, size_t index,
		     enum dlp_lexicon_kind kind)
{
	const struct dlp_lexicon *lexicon = context->lexicon;
	const struct dlp_rows *rows = &lexicon->unwanted;

	if (kind == DLP_LEXICON_CONTEXT)
		return context->has[index / 64] >> index % 64 & 1;
	for (size_t i = 0; i < context->near.count; i++) {
		uint32_t id = context->near.word[i].id;

		if (holds(rows->rule + rows->at[id],
			  rows->at[id + 1] - rows->at[id], index))
			return true;
	}
	return holds(lexicon->odd[kind], lexicon->odds[kind], index);
}

const uint64_t *dlp_context_rules(struct dlp_context *context, size_t start,
				  size_t end)
{
	return move_to(context, start, end) ? context->has : NULL;
}

const struct dlp_span *dlp_context_find(struct dlp_context *context,
					size_t index,
					enum dlp_lexicon_kind kind,
					size_t start, size_t end)
{
	const struct dlp_rule *rule =
		dlp_catalog_rule(dlp_engine_catalog(context->engine), index);
	struct dlp_list list = dlp_lexicon_list(rule, kind);

	if (!list.count || !move_to(context, start, end) ||
	    !may_have(context, index, kind))
		return NULL;
	for (size_t i = 0; i < list.count; i++)
		if (stands_near(context, list.item[i]))
			return &list.item[i];
	return NULL;
}
