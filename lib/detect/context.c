#include "detect/context.h"

#include <stdlib.h>
#include <strings.h>

#include "detect/words.h"

enum { STRETCH = 2 << 10 }; /* bytes looked through at a time */

enum dlp_status dlp_context_init(struct dlp_context *context,
				 struct dlp_engine *engine)
{
	size_t rules = dlp_catalog_count(dlp_engine_catalog(engine));

	*context = (struct dlp_context){ .engine = engine };
	for (size_t k = 0; k < DLP_LEXICON_KINDS; k++) {
		context->has[k] = calloc(rules / 64 + 1, sizeof(uint64_t));
		if (!context->has[k])
			return DLP_FATAL;
	}
	return DLP_OK;
}

void dlp_context_release(struct dlp_context *context)
{
	dlp_literal_hits_release(&context->hits);
	for (size_t k = 0; k < DLP_LEXICON_KINDS; k++)
		free(context->has[k]);
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

/* Words of two bytes that begin in [from, to). */
static bool add_pairs(struct dlp_context *context, size_t from, size_t to)
{
	const struct dlp_span text = context->text;
	char before = from ? text.ptr[from - 1] : ' ';

	if (to > text.len - 1)
		to = text.len - 1;
	for (size_t i = from; i < to; before = text.ptr[i++]) {
		uint32_t id;

		if (!dlp_words_begin(before, text.ptr[i]) ||
		    !dlp_words_end(text, i + 2, 2))
			continue;
		id = dlp_lexicon_pair(context->lexicon, text.ptr[i],
				      text.ptr[i + 1]);
		if (id != DLP_LITERAL_NONE &&
		    !add_word(&context->words,
			      (struct dlp_context_word){ i, id, 2 }))
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
	const struct dlp_context_word *word = context->words.word + first;

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

static void mark_rules(uint64_t *set, const struct dlp_rows *rows, uint32_t id,
		       bool has)
{
	for (size_t r = rows->at[id]; r < rows->at[id + 1]; r++) {
		uint64_t bit = UINT64_C(1) << rows->rule[r] % 64;

		if (has)
			set[rows->rule[r] / 64] |= bit;
		else
			set[rows->rule[r] / 64] &= ~bit;
	}
}

/* Have the rules of the words nearby, or have them no more. */
static void mark(struct dlp_context *context, bool has)
{
	for (size_t i = 0; i < context->near.count; i++)
		for (size_t k = 0; k < DLP_LEXICON_KINDS; k++)
			mark_rules(context->has[k], &context->lexicon->rules[k],
				   context->near.word[i].id, has);
	if (!has)
		context->near.count = 0;
}

void dlp_context_begin(struct dlp_context *context, struct dlp_span text)
{
	mark(context, false);
	context->text = text;
	context->words.count = 0;
	for (size_t i = 0; i < context->stretches; i++)
		context->stretch[i].known = false;
	context->start = context->end = SIZE_MAX;
}

/* Go to the value at [start, end).  False without memory. */
static bool move_to(struct dlp_context *context, size_t start, size_t end)
{
	const size_t reach = DLP_CONTEXT_REACH, len = context->text.len;

	if (context->start == start && context->end == end)
		return true;
	mark(context, false);
	if (!context->lexicon)
		context->lexicon = dlp_engine_lexicon(context->engine);
	if (!context->lexicon ||
	    !gather(context, start > reach ? start - reach : 0, start) ||
	    !gather(context, end, len - end > reach ? end + reach : len)) {
		context->near.count = 0;
		context->failed = true;
		return false;
	}
	mark(context, true);
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

static bool is_odd(const struct dlp_context *context, size_t index,
		   enum dlp_lexicon_kind kind)
{
	const uint32_t *odd = context->lexicon->odd[kind];

	for (size_t i = 0; i < context->lexicon->odds[kind]; i++)
		if (odd[i] == index)
			return true;
	return false;
}

bool dlp_context_has(struct dlp_context *context, size_t index,
		     enum dlp_lexicon_kind kind, size_t start, size_t end)
{
	if (!move_to(context, start, end))
		return false;
	if (context->has[kind][index / 64] >> index % 64 & 1)
		return true;
	return context->lexicon->odds[kind] && is_odd(context, index, kind) &&
	       dlp_context_find(context, index, kind, start, end);
}

const struct dlp_span *dlp_context_find(struct dlp_context *context,
					size_t index,
					enum dlp_lexicon_kind kind,
					size_t start, size_t end)
{
	const struct dlp_rule *rule =
		dlp_catalog_rule(dlp_engine_catalog(context->engine), index);
	struct dlp_list list = dlp_lexicon_list(rule, kind);

	if (!list.count || !move_to(context, start, end))
		return NULL;
	if (!(context->has[kind][index / 64] >> index % 64 & 1) &&
	    !(context->lexicon->odds[kind] && is_odd(context, index, kind)))
		return NULL;
	for (size_t i = 0; i < list.count; i++)
		if (stands_near(context, list.item[i]))
			return &list.item[i];
	return NULL;
}
