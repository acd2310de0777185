#include "match/index.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_build.h"

_Static_assert((size_t)DLP_LITERAL_MIN <= DLP_RULE_KEYWORD_MIN &&
		       (size_t)DLP_LITERAL_MAX >= DLP_RULE_KEYWORD_MAX,
	       "every keyword is a literal");

struct keyword {
	struct dlp_span word;
	uint32_t literal;
};

/* An index that is made here, with what it owns. */
struct own {
	struct dlp_index index;
	struct dlp_literals *literals; /* NULL where they are borrowed */
	struct keyword *keyword;       /* in the order of rules */
	uint32_t *number;              /* all lists */
	bool *is_near;
};

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
	const struct keyword *const *x = a, *const *y = b;

	return compare_words((*x)->word, (*y)->word);
}

/*
 * Number the keywords that `base` does not have, equal ones alike; their
 * words, once each, in `more`.
 */
static size_t number_more(struct keyword **sorted, size_t count, size_t first,
			  struct dlp_span *more)
{
	size_t n = 0;

	qsort(sorted, count, sizeof(*sorted), by_word);
	for (size_t i = 0; i < count; i++) {
		if (!i || compare_words(sorted[i]->word, more[n - 1]))
			more[n++] = sorted[i]->word;
		sorted[i]->literal = (uint32_t)(first + n - 1);
	}
	return n;
}

static bool make_literals(struct own *own, size_t keywords,
			  const struct dlp_literals *base, unsigned passes)
{
	struct keyword **unknown = calloc(keywords + 1, sizeof(*unknown));
	struct dlp_span *more = calloc(keywords + 1, sizeof(*more));
	size_t n = 0;

	if (!unknown || !more)
		goto out;
	for (size_t i = 0; i < keywords; i++) {
		struct keyword *k = &own->keyword[i];

		k->literal = base ? dlp_literals_find(base, k->word)
				  : DLP_LITERAL_NONE;
		if (k->literal == DLP_LITERAL_NONE)
			unknown[n++] = k;
	}
	own->index.literals = base;
	if (n || !base) {
		n = number_more(unknown, n, base ? base->count : 0, more);
		own->literals = base ? dlp_literals_extend(base, more, n)
				     : dlp_literals_build(more, n, passes);
		own->index.literals = own->literals;
	}
out:
	free(unknown);
	free(more);
	return own->index.literals != NULL;
}

/*
 * Lists are filled in two rounds over what they hold: the first counts, in
 * at[i + 1] for list i; then these become ends; the second goes backwards,
 * and moves each end down to its start.
 */
static size_t count_to_ends(uint32_t *at, size_t lists)
{
	for (size_t i = 0; i < lists; i++)
		at[i + 1] += at[i];
	return at[lists];
}

static struct dlp_index_lists ends_to_starts(uint32_t *at, size_t lists,
					     uint32_t *rule, size_t total)
{
	memmove(at, at + 1, lists * sizeof(*at));
	at[lists] = (uint32_t)total;
	return (struct dlp_index_lists){ rule, at };
}

static struct dlp_index_lists list_by_literal(const struct own *own,
					      const struct dlp_rule *rule,
					      size_t rules, size_t keywords,
					      uint32_t *at, uint32_t *out)
{
	size_t literals = own->index.literals->count, k = keywords;

	for (size_t i = 0; i < keywords; i++)
		at[own->keyword[i].literal + 1]++;
	count_to_ends(at, literals);
	for (size_t r = rules; r--;)
		for (size_t i = rule[r].keywords.count; i--;)
			out[--at[own->keyword[--k].literal + 1]] = (uint32_t)r;
	return ends_to_starts(at, literals, out, keywords);
}

static struct dlp_index_lists list_by_shape(const struct dlp_rule *rule,
					    size_t rules, uint32_t *at,
					    uint32_t *out)
{
	for (size_t r = 0; r < rules; r++)
		at[rule[r].shape + 1]++;
	count_to_ends(at, DLP_SHAPE_ANY + 1);
	for (size_t r = rules; r--;)
		out[--at[rule[r].shape + 1]] = (uint32_t)r;
	return ends_to_starts(at, DLP_SHAPE_ANY + 1, out, rules);
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

static struct dlp_index_lists list_by_digits(const struct dlp_rule *rule,
					     size_t rules, uint32_t *at,
					     uint32_t *out)
{
	size_t total;

	for (size_t r = 0; r < rules; r++)
		for (unsigned d = rule[r].least; d <= most_digits(&rule[r]);
		     d++)
			at[d + 1]++;
	total = count_to_ends(at, DLP_RULE_DIGITS_MAX + 1);
	for (size_t r = rules; r--;)
		for (unsigned d = rule[r].least; d <= most_digits(&rule[r]);
		     d++)
			out[--at[d + 1]] = (uint32_t)r;
	return ends_to_starts(at, DLP_RULE_DIGITS_MAX + 1, out, total);
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
	if (!p || !own->is_near)
		return DLP_FATAL;
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
			own->keyword[n++].word = rule[r].keywords.item[i];
	if (own->keyword &&
	    make_literals(own, keywords, base ? base->literals : NULL, passes))
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
	free(own);
}
