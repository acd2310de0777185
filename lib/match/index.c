#include "match/index.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_set.h"
#include "match/prefix.h"
#include "match/vocabulary.h"

_Static_assert((size_t)DLP_LITERAL_MIN <= DLP_RULE_KEYWORD_MIN &&
		       (size_t)DLP_LITERAL_MAX >= DLP_RULE_KEYWORD_MAX,
	       "every keyword is a literal");

enum { LISTS = 3 }; /* by literal, by shape, by digits */

/* An index that is made here, with what it owns. */
struct own {
	struct dlp_index index;
	struct dlp_literals *literals; /* NULL where they are borrowed */
	struct dlp_brief *brief;
	uint32_t *rows[LISTS];
	/* While it is made: the keywords of the rules that are not known. */
	const struct dlp_index_rules *rules;
	struct dlp_vocabulary_word *keyword;
	size_t keywords;
	struct dlp_rows_item *item;
};

static unsigned most_digits(const struct dlp_rule *rule)
{
	if (rule->shape != DLP_SHAPE_DIGITS)
		return 0;
	return rule->most < DLP_RULE_DIGITS_MAX ? rule->most
						: DLP_RULE_DIGITS_MAX;
}

static size_t items_by_literal(const struct own *own)
{
	const struct dlp_index_rules *rules = own->rules;
	size_t n = 0;

	for (size_t r = rules->known; r < rules->count; r++)
		for (size_t i = 0; i < rules->rule[r]->keywords.count; i++, n++)
			own->item[n] =
				(struct dlp_rows_item){ own->keyword[n].literal,
							(uint32_t)r };
	return n;
}

static size_t items_by_shape(const struct own *own)
{
	const struct dlp_index_rules *rules = own->rules;
	size_t n = 0;

	for (size_t r = rules->known; r < rules->count; r++)
		own->item[n++] = (struct dlp_rows_item){ rules->rule[r]->shape,
							 (uint32_t)r };
	return n;
}

static size_t items_by_digits(const struct own *own)
{
	const struct dlp_index_rules *rules = own->rules;
	size_t n = 0;

	for (size_t r = rules->known; r < rules->count; r++)
		for (unsigned d = rules->rule[r]->least;
		     d <= most_digits(rules->rule[r]); d++)
			own->item[n++] =
				(struct dlp_rows_item){ d, (uint32_t)r };
	return n;
}

/* No rules: what there is where none are known. */
static const struct dlp_index nothing = { 0 };

static bool make_rows(struct own *own)
{
	struct dlp_index *index = &own->index;
	const struct dlp_index *base =
		own->rules->known ? own->rules->base : &nothing;
	size_t shapes = DLP_SHAPE_ANY + 1, digits = DLP_RULE_DIGITS_MAX + 1;
	const bool known = own->rules->known != 0;

	own->rows[0] = dlp_rows_make(
		base->by_literal, known ? base->literals->count : 0, own->item,
		items_by_literal(own), index->literals->count,
		&index->by_literal);
	own->rows[1] =
		dlp_rows_make(base->by_shape, known ? shapes : 0, own->item,
			      items_by_shape(own), shapes, &index->by_shape);
	own->rows[2] =
		dlp_rows_make(base->by_digits, known ? digits : 0, own->item,
			      items_by_digits(own), digits, &index->by_digits);
	return own->rows[0] && own->rows[1] && own->rows[2];
}

static struct dlp_brief brief_of(const struct dlp_rule *rule)
{
	return (struct dlp_brief){
		.near = DLP_INDEX_NONE,
		.window = rule->window,
		.least = (uint16_t)rule->least,
		.most = (uint16_t)rule->most,
		.probe = (uint16_t)rule->probe,
		.confidence = (uint8_t)rule->confidence,
		.alone = rule->builtin ? rule->alone : dlp_prefix_alone(rule),
		.assigned = rule->assigned.count && !rule->regex.count,
		.grouped = rule->value.len != 0,
		.words = rule->context.count != 0,
		.columns = rule->columns.count != 0,
		.scoped = rule->paths.count || rule->not_paths.count ||
			  rule->path_regex.count || rule->not_path_regex.count,
		.scored = rule->scored,
	};
}

/* What is known of each rule, and of all. */
static void make_briefs(struct own *own)
{
	const struct dlp_index_rules *rules = own->rules;
	struct dlp_index *index = &own->index;

	if (rules->known) {
		memcpy(own->brief, rules->base->brief,
		       rules->known * sizeof(*own->brief));
		memcpy(index->least, rules->base->least, sizeof(index->least));
		index->any_window = rules->base->any_window;
		index->has_near = rules->base->has_near;
	}
	for (size_t r = rules->known; r < rules->count; r++) {
		const struct dlp_rule *rule = rules->rule[r];
		unsigned *least = &index->least[rule->shape];

		own->brief[r] = brief_of(rule);
		if (rule->shape == DLP_SHAPE_ANY &&
		    rule->window > index->any_window)
			index->any_window = rule->window;
		if (!*least || rule->least < *least)
			*least = rule->least ? rule->least : 1;
	}
	index->brief = own->brief;
}

static enum dlp_status find_nears(struct own *own, size_t *wrong)
{
	const struct dlp_index_rules *rules = own->rules;

	for (size_t r = rules->known; r < rules->count; r++) {
		const struct dlp_span near = rules->rule[r]->near;
		size_t other = 0;

		if (!near.len)
			continue;
		while (other < rules->count &&
		       !dlp_span_eq(rules->rule[other]->id, near))
			other++;
		*wrong = r;
		if (other == rules->count || other == r)
			return DLP_SKIP;
		own->brief[r].near = (uint32_t)other;
		own->brief[other].is_near = true;
		own->index.has_near = true;
	}
	return DLP_OK;
}

/* The keywords, numbered; and room for the longest list of items. */
static bool find_keywords(struct own *own, unsigned passes)
{
	const struct dlp_index_rules *rules = own->rules;
	size_t items = rules->count, digits = 0, n = 0;

	for (size_t r = rules->known; r < rules->count; r++) {
		const struct dlp_rule *rule = rules->rule[r];

		own->keywords += rule->keywords.count;
		for (unsigned d = rule->least; d <= most_digits(rule); d++)
			digits++;
	}
	items = items > digits ? items : digits;
	items = items > own->keywords ? items : own->keywords;
	own->item = calloc(items + 1, sizeof(*own->item));
	own->keyword = calloc(own->keywords + 1, sizeof(*own->keyword));
	own->brief = calloc(rules->count + 1, sizeof(*own->brief));
	if (!own->item || !own->keyword || !own->brief)
		return false;
	for (size_t r = rules->known; r < rules->count; r++)
		for (size_t i = 0; i < rules->rule[r]->keywords.count; i++)
			own->keyword[n++].text =
				rules->rule[r]->keywords.item[i];
	own->index.literals = dlp_vocabulary_number(
		own->keyword, own->keywords,
		rules->base ? rules->base->literals : NULL, passes,
		&own->literals);
	return own->index.literals != NULL;
}

enum dlp_status dlp_index_new(const struct dlp_index_rules *rules,
			      unsigned passes, struct dlp_index **out,
			      size_t *wrong)
{
	struct own *own = calloc(1, sizeof(*own));
	enum dlp_status status = DLP_FATAL;

	if (!own)
		return DLP_FATAL;
	own->rules = rules;
	if (find_keywords(own, passes) && make_rows(own)) {
		make_briefs(own);
		status = find_nears(own, wrong);
	}
	free(own->keyword);
	free(own->item);
	own->keyword = NULL;
	own->item = NULL;
	own->rules = NULL;
	*out = &own->index;
	if (status) {
		dlp_index_free(*out);
		*out = NULL;
	}
	return status;
}

void dlp_index_free(struct dlp_index *index)
{
	struct own *own = (void *)index; /* its first member */

	if (!own)
		return;
	dlp_literals_free(own->literals);
	for (size_t i = 0; i < LISTS; i++)
		free(own->rows[i]);
	free(own->brief);
	free(own);
}
