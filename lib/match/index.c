#include "match/index.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_set.h"
#include "match/prefix.h"
#include "match/vocabulary.h"

_Static_assert((size_t)DLP_LITERAL_MIN <= DLP_RULE_KEYWORD_MIN &&
		       (size_t)DLP_LITERAL_MAX >= DLP_RULE_KEYWORD_MAX,
	       "every keyword is a literal");

/* An index that is made here, with what it owns. */
struct own {
	struct dlp_index index;
	struct dlp_literals *literals;       /* NULL where they are borrowed */
	struct dlp_vocabulary_word *keyword; /* in the order of rules */
	uint32_t *number;                    /* all lists */
	bool *is_near, *alone;
};

static struct dlp_rows list_by_literal(const struct own *own,
				       const struct dlp_rule *rule,
				       size_t rules, size_t keywords,
				       uint32_t *at, uint32_t *out)
{
	size_t literals = own->index.literals->count, k = keywords;

	for (size_t i = 0; i < keywords; i++)
		at[own->keyword[i].literal + 1]++;
	dlp_rows_ends(at, literals);
	for (size_t r = rules; r--;)
		for (size_t i = rule[r].keywords.count; i--;)
			out[--at[own->keyword[--k].literal + 1]] = (uint32_t)r;
	return dlp_rows_starts(at, literals, out, keywords);
}

static struct dlp_rows list_by_shape(const struct dlp_rule *rule, size_t rules,
				     uint32_t *at, uint32_t *out)
{
	for (size_t r = 0; r < rules; r++)
		at[rule[r].shape + 1]++;
	dlp_rows_ends(at, DLP_SHAPE_ANY + 1);
	for (size_t r = rules; r--;)
		out[--at[rule[r].shape + 1]] = (uint32_t)r;
	return dlp_rows_starts(at, DLP_SHAPE_ANY + 1, out, rules);
}

static unsigned most_digits(const struct dlp_rule *rule)
{
	if (rule->shape != DLP_SHAPE_DIGITS)
		return 0;
	return rule->most < DLP_RULE_DIGITS_MAX ? rule->most
						: DLP_RULE_DIGITS_MAX;
}

static size_t count_digits(const struct dlp_rule *rule, size_t rules)
{
	size_t n = 0;

	for (size_t r = 0; r < rules; r++)
		for (unsigned d = rule[r].least; d <= most_digits(&rule[r]);
		     d++)
			n++;
	return n;
}

static struct dlp_rows list_by_digits(const struct dlp_rule *rule, size_t rules,
				      uint32_t *at, uint32_t *out)
{
	size_t total;

	for (size_t r = 0; r < rules; r++)
		for (unsigned d = rule[r].least; d <= most_digits(&rule[r]);
		     d++)
			at[d + 1]++;
	total = dlp_rows_ends(at, DLP_RULE_DIGITS_MAX + 1);
	for (size_t r = rules; r--;)
		for (unsigned d = rule[r].least; d <= most_digits(&rule[r]);
		     d++)
			out[--at[d + 1]] = (uint32_t)r;
	return dlp_rows_starts(at, DLP_RULE_DIGITS_MAX + 1, out, total);
}

static enum dlp_status find_nears(struct own *own, const struct dlp_rule *rule,
				  size_t rules, uint32_t *near, size_t *wrong)
{
	own->index.near = near;
	own->index.is_near = own->is_near;
	for (size_t r = 0; r < rules; r++) {
		size_t other = 0;

		near[r] = DLP_INDEX_NONE;
		if (!rule[r].near.len)
			continue;
		while (other < rules &&
		       !dlp_span_eq(rule[other].id, rule[r].near))
			other++;
		*wrong = r;
		if (other == rules || other == r)
			return DLP_SKIP;
		near[r] = (uint32_t)other;
		own->is_near[other] = true;
		own->index.has_near = true;
	}
	return DLP_OK;
}

static void measure(struct dlp_index *index, const struct dlp_rule *rule,
		    size_t rules)
{
	for (size_t r = 0; r < rules; r++) {
		unsigned *least = &index->least[rule[r].shape];

		if (rule[r].shape == DLP_SHAPE_ANY &&
		    rule[r].window > index->any_window)
			index->any_window = rule[r].window;
		if (!*least || rule[r].least < *least)
			*least = rule[r].least ? rule[r].least : 1;
	}
}

static enum dlp_status fill(struct own *own, const struct dlp_rule *rule,
			    size_t rules, size_t keywords, size_t *wrong)
{
	size_t literals = own->index.literals->count;
	size_t digits = count_digits(rule, rules);
	uint32_t *p;

	p = calloc(literals + 1 + keywords + DLP_SHAPE_ANY + 2 + rules +
			   DLP_RULE_DIGITS_MAX + 2 + digits + rules,
		   sizeof(*p));
	own->number = p;
	own->is_near = calloc(rules + 1, sizeof(*own->is_near));
	own->alone = calloc(rules + 1, sizeof(*own->alone));
	if (!p || !own->is_near || !own->alone)
		return DLP_FATAL;
	for (size_t r = 0; r < rules; r++)
		own->alone[r] = rule[r].builtin ? rule[r].alone
						: dlp_prefix_alone(&rule[r]);
	own->index.alone = own->alone;
	own->index.by_literal = list_by_literal(own, rule, rules, keywords, p,
						p + literals + 1);
	p += literals + 1 + keywords;
	own->index.by_shape =
		list_by_shape(rule, rules, p, p + DLP_SHAPE_ANY + 2);
	p += DLP_SHAPE_ANY + 2 + rules;
	own->index.by_digits =
		list_by_digits(rule, rules, p, p + DLP_RULE_DIGITS_MAX + 2);
	p += DLP_RULE_DIGITS_MAX + 2 + digits;
	measure(&own->index, rule, rules);
	return find_nears(own, rule, rules, p, wrong);
}

enum dlp_status dlp_index_new(const struct dlp_rule *rule, size_t rules,
			      const struct dlp_index *base, unsigned passes,
			      struct dlp_index **out, size_t *wrong)
{
	struct own *own = calloc(1, sizeof(*own));
	enum dlp_status status = DLP_FATAL;
	size_t keywords = 0, n = 0;

	if (!own)
		return DLP_FATAL;
	for (size_t r = 0; r < rules; r++)
		keywords += rule[r].keywords.count;
	own->keyword = calloc(keywords + 1, sizeof(*own->keyword));
	for (size_t r = 0; own->keyword && r < rules; r++)
		for (size_t i = 0; i < rule[r].keywords.count; i++)
			own->keyword[n++].text = rule[r].keywords.item[i];
	if (own->keyword)
		own->index.literals = dlp_vocabulary_number(
			own->keyword, keywords, base ? base->literals : NULL,
			passes, &own->literals);
	if (own->index.literals)
		status = fill(own, rule, rules, keywords, wrong);
	free(own->keyword);
	own->keyword = NULL;
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
	free(own->number);
	free(own->is_near);
	free(own->alone);
	free(own);
}
