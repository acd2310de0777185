#include "detect/context.h"

#include <stdlib.h>

enum { STRETCH = 2 << 10 }; /* bytes looked through at a time */

void dlp_context_init(struct dlp_context *context, struct dlp_engine *engine)
{
	*context = (struct dlp_context){ .engine = engine };
}

void dlp_context_release(struct dlp_context *context)
{
	dlp_literal_hits_release(&context->hits);
	free(context->stretch);
	free(context->near);
}

void dlp_context_begin(struct dlp_context *context, struct dlp_span text)
{
	context->text = text;
	context->hits.count = 0;
	for (size_t i = 0; i < context->stretches; i++)
		context->stretch[i].known = false;
	context->start = context->end = SIZE_MAX;
}

/* The bytes before and behind the value that was asked for last. */
static struct dlp_span side_of(const struct dlp_context *context, bool behind)
{
	size_t from = context->end, to = context->text.len;

	if (!behind) {
		to = context->start;
		from = to > DLP_WORDS_REACH ? to - DLP_WORDS_REACH : 0;
	} else if (to - from > DLP_WORDS_REACH) {
		to = from + DLP_WORDS_REACH;
	}
	return (struct dlp_span){ context->text.ptr + from, to - from };
}

static bool grow_stretches(struct dlp_context *context)
{
	size_t need = context->text.len / STRETCH + 1;
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

static bool look_through(struct dlp_context *context, size_t n)
{
	struct dlp_context_stretch *stretch = &context->stretch[n];

	if (stretch->known)
		return true;
	stretch->first = context->hits.count;
	if (dlp_literals_scan(dlp_lexicon_literals(context->lexicon),
			      context->text, n * STRETCH, (n + 1) * STRETCH,
			      &context->hits))
		return false;
	stretch->count = (uint32_t)(context->hits.count - stretch->first);
	stretch->known = true;
	return true;
}

static bool add_near(struct dlp_context *context, uint32_t id)
{
	if (context->nears == context->near_cap) {
		size_t cap = context->near_cap ? context->near_cap * 2 : 64;
		uint32_t *grown = realloc(context->near, cap * sizeof(*grown));

		if (!grown)
			return false;
		context->near = grown;
		context->near_cap = cap;
	}
	context->near[context->nears++] = id;
	context->near_bits |= UINT64_C(1) << id % 64;
	return true;
}

/* Whether a hit in `side` is a word there. */
static bool is_word(const struct dlp_context *context,
		    const struct dlp_literal_hit *hit, struct dlp_span side)
{
	size_t at = hit->pos - (size_t)(side.ptr - context->text.ptr);
	size_t len = dlp_lexicon_length(context->lexicon, hit->id);

	return len <= side.len - at &&
	       dlp_words_begin(at ? side.ptr[at - 1] : ' ', side.ptr[at]) &&
	       dlp_words_end(side, at + len, len);
}

/* Words of the lexicon that stand in `side`. */
static bool gather(struct dlp_context *context, struct dlp_span side)
{
	const char *text = context->text.ptr;
	size_t from = (size_t)(side.ptr - text), to = from + side.len;

	for (size_t n = from / STRETCH; n * STRETCH < to; n++) {
		const struct dlp_literal_hit *hit, *end;

		if (!look_through(context, n))
			return false;
		if (!context->stretch[n].count)
			continue;
		hit = context->hits.hit + context->stretch[n].first;
		end = hit + context->stretch[n].count;
		while (hit < end && hit->pos < from)
			hit++;
		for (; hit < end && hit->pos < to; hit++)
			if (is_word(context, hit, side) &&
			    !add_near(context, hit->id))
				return false;
	}
	return true;
}

static bool has(struct dlp_context *context, struct dlp_span word)
{
	if (!context->sides) {
		dlp_words_find(&context->side[0], side_of(context, false));
		dlp_words_find(&context->side[1], side_of(context, true));
		context->sides = true;
	}
	return dlp_words_has(&context->side[0], word) ||
	       dlp_words_has(&context->side[1], word);
}

/* One by one: for a few questions, and where memory is short. */
static const struct dlp_span *find_plainly(struct dlp_context *context,
					   struct dlp_list list)
{
	for (size_t i = 0; i < list.count; i++)
		if (has(context, list.item[i]))
			return &list.item[i];
	return NULL;
}

static bool is_near(const struct dlp_context *context, uint32_t id)
{
	if (!(context->near_bits >> id % 64 & 1))
		return false;
	for (size_t i = 0; i < context->nears; i++)
		if (context->near[i] == id)
			return true;
	return false;
}

static const struct dlp_span *find_known(struct dlp_context *context,
					 struct dlp_list list,
					 struct dlp_lexicon_list known)
{
	if (!(context->near_bits & known.bits) && !known.odd)
		return NULL;
	for (size_t i = 0; i < list.count; i++)
		if (known.word[i] == DLP_LEXICON_ODD
			    ? has(context, list.item[i])
			    : is_near(context, known.word[i]))
			return &list.item[i];
	return NULL;
}

/* Go to the value at [start, end): whether `near` tells what is there. */
static bool move_to(struct dlp_context *context, size_t start, size_t end)
{
	if (context->start == start && context->end == end)
		return context->gathered;
	context->start = start;
	context->end = end;
	context->sides = false;
	context->gathered = false;
	context->nears = 0;
	context->near_bits = 0;
	if (!context->lexicon && context->asked++ < DLP_CONTEXT_SMALL)
		return false;
	if (!context->lexicon)
		context->lexicon = dlp_engine_lexicon(context->engine);
	context->gathered = context->lexicon && grow_stretches(context) &&
			    gather(context, side_of(context, false)) &&
			    gather(context, side_of(context, true));
	return context->gathered;
}

const struct dlp_span *dlp_context_find(struct dlp_context *context,
					size_t index,
					enum dlp_lexicon_kind kind,
					size_t start, size_t end)
{
	const struct dlp_rule *rule =
		dlp_catalog_rule(dlp_engine_catalog(context->engine), index);
	struct dlp_list list =
		kind == DLP_LEXICON_CONTEXT ? rule->context : rule->not_context;

	if (!list.count)
		return NULL;
	if (move_to(context, start, end))
		return find_known(
			context, list,
			dlp_lexicon_list(context->lexicon, index, kind));
	return find_plainly(context, list);
}
