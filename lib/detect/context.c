#include "detect/context.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
	SLOTS = 128, /* lists of words kept; a power of two */
	WORDS = 24,  /* of one that is kept */
};

/* Words that stood beside a value, by id, and the rules that want one. */
struct slot {
	uint64_t number; /* 0: none is kept */
	size_t count;
	uint32_t id[WORDS];
};

struct dlp_context_slots {
	size_t stride; /* of the sets of rules */
	uint64_t last; /* number given out */
	/* One more, for a list that is too long. */
	struct slot slot[SLOTS + 1];
	uint64_t rules[]; /* of each slot; then those of odd words */
};

void dlp_context_init(struct dlp_context *context, struct dlp_engine *engine)
{
	*context = (struct dlp_context){ .engine = engine };
}

void dlp_context_release(struct dlp_context *context)
{
	dlp_nearby_release(&context->nearby);
	free(context->slots);
}

void dlp_context_begin(struct dlp_context *context, struct dlp_span text)
{
	dlp_nearby_begin(&context->nearby, text);
	context->start = context->end = SIZE_MAX;
}

static bool open_lexicon(struct dlp_context *context)
{
	const struct dlp_span text = context->nearby.text;
	const struct dlp_lexicon *lexicon = dlp_engine_lexicon(context->engine);
	const size_t stride =
		dlp_catalog_count(dlp_engine_catalog(context->engine)) / 64 + 1;
	struct dlp_context_slots *slots;
	uint64_t *odd;

	if (!lexicon)
		return false;
	slots = calloc(1, sizeof(*slots) +
				  (SLOTS + 2) * stride * sizeof(uint64_t));
	if (!slots)
		return false;
	slots->stride = stride;
	odd = slots->rules + (SLOTS + 1) * stride;
	for (size_t i = 0; i < lexicon->odds[DLP_LEXICON_CONTEXT]; i++) {
		uint32_t rule = lexicon->odd[DLP_LEXICON_CONTEXT][i];

		odd[rule / 64] |= UINT64_C(1) << rule % 64;
	}
	context->slots = slots;
	dlp_nearby_init(&context->nearby, lexicon);
	dlp_nearby_begin(&context->nearby, text);
	return true;
}

static bool is_kept(const struct slot *slot,
		    const struct dlp_nearby_words *words)
{
	if (!slot->number || slot->count != words->count)
		return false;
	for (size_t i = 0; i < slot->count; i++)
		if (slot->id[i] != words->word[i].id)
			return false;
	return true;
}

static void fill(struct dlp_context_slots *slots, struct slot *slot,
		 uint64_t *rules, const struct dlp_nearby *nearby)
{
	const struct dlp_rows *rows =
		&nearby->lexicon->rows[DLP_LEXICON_CONTEXT];
	const size_t stride = slots->stride;

	slot->number = ++slots->last;
	slot->count = nearby->found.count;
	memcpy(rules, slots->rules + (SLOTS + 1) * stride,
	       stride * sizeof(*rules));
	for (size_t i = 0; i < nearby->found.count; i++) {
		const uint32_t id = nearby->found.word[i].id;

		if (i < WORDS)
			slot->id[i] = id;
		for (size_t r = rows->at[id]; r < rows->at[id + 1]; r++)
			rules[rows->rule[r] / 64] |= UINT64_C(1)
						     << rows->rule[r] % 64;
	}
}

/* The rules that want a word nearby. */
static void find_rules(struct dlp_context *context)
{
	const struct dlp_nearby_words *words = &context->nearby.found;
	struct dlp_context_slots *slots = context->slots;
	uint64_t hash = words->count;
	size_t at = SLOTS;
	uint64_t *rules;

	for (size_t i = 0; i < words->count; i++)
		hash = (hash ^ words->word[i].id) *
		       UINT64_C(0x9e3779b97f4a7c15);
	if (words->count <= WORDS)
		at = (hash >> 32) % SLOTS;
	rules = slots->rules + at * slots->stride;
	if (at == SLOTS || !is_kept(&slots->slot[at], words))
		fill(slots, &slots->slot[at], rules, &context->nearby);
	context->has.rules = rules;
	context->has.number = slots->slot[at].number;
}

/* Go to the value at [start, end).  False without memory. */
static bool move_to(struct dlp_context *context, size_t start, size_t end)
{
	if (context->start == start && context->end == end)
		return true;
	context->start = context->end = SIZE_MAX;
	if ((!context->slots && !open_lexicon(context)) ||
	    !dlp_nearby_find(&context->nearby, start, end)) {
		context->failed = true;
		return false;
	}
	find_rules(context);
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
		    dlp_nearby_is_word(text, from, word.len))
			return true;
	return false;
}

static bool stands_near(const struct dlp_context *context, struct dlp_span word)
{
	const size_t reach = DLP_CONTEXT_REACH;
	const struct dlp_nearby_words *words = &context->nearby.found;
	const struct dlp_span text = context->nearby.text;
	const size_t start = context->start, end = context->end;

	for (size_t i = 0; i < words->count; i++)
		if (words->word[i].len == word.len &&
		    !strncasecmp(text.ptr + words->word[i].pos, word.ptr,
				 word.len))
			return true;
	if (!dlp_lexicon_is_odd(word))
		return false;
	return stands_in(text, start > reach ? start - reach : 0, start,
			 word) ||
	       stands_in(text, end,
			 text.len - end > reach ? end + reach : text.len, word);
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
	const struct dlp_lexicon *lexicon = context->nearby.lexicon;
	const struct dlp_nearby_words *words = &context->nearby.found;
	const struct dlp_rows *rows = &lexicon->rows[kind];

	if (kind == DLP_LEXICON_CONTEXT)
		return context->has.rules[index / 64] >> index % 64 & 1;
	for (size_t i = 0; i < words->count; i++) {
		uint32_t id = words->word[i].id;

		if (holds(rows->rule + rows->at[id],
			  rows->at[id + 1] - rows->at[id], index))
			return true;
	}
	return holds(lexicon->odd[kind], lexicon->odds[kind], index);
}

const struct dlp_rule_set *dlp_context_rules(struct dlp_context *context,
					     size_t start, size_t end)
{
	return move_to(context, start, end) ? &context->has : NULL;
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
