#include "match/onset.h"

#include "match/prefix.h"
#include "pattern/required.h"
#include "pattern/syntax.h"

#define UNKNOWN UINT32_MAX

enum { CHILDREN = 64 }; /* of a row that are looked at */

struct search {
	struct dlp_list keywords;
	uint32_t shortest; /* of them, in bytes */
	struct dlp_arena *arena;
};

/* Whether all that the node matches holds a keyword. */
static bool holds(const struct search *s, const struct dlp_syntax *node)
{
	struct dlp_list texts;

	return dlp_required_texts(node, s->keywords, s->arena, &texts) &&
	       dlp_required_imply(texts, s->keywords);
}

static uint32_t add(uint32_t a, uint32_t b)
{
	return a < UNKNOWN / 2 && b < UNKNOWN / 2 ? a + b : UNKNOWN;
}

static uint32_t onset(const struct search *s, const struct dlp_syntax *node);

/* Of a row, as of the fewest of its first children that hold one. */
static uint32_t onset_in_row(const struct search *s,
			     const struct dlp_syntax *row)
{
	struct dlp_syntax part = *row;
	struct dlp_syntax child[CHILDREN];
	uint32_t before = 0;
	size_t n = 0;

	for (const struct dlp_syntax *next = row->child;
	     next && n < CHILDREN && before != UNKNOWN; next = next->next) {
		uint32_t here = onset(s, next);

		if (here != UNKNOWN)
			return add(before, here);
		before = add(before, dlp_syntax_longest(next));
		child[n] = *next;
		child[n].next = NULL;
		if (n)
			child[n - 1].next = &child[n];
		n++;
		part.child = child;
		if (before != UNKNOWN && n > 1 && holds(s, &part))
			return before - s->shortest;
	}
	return UNKNOWN;
}

static uint32_t onset(const struct search *s, const struct dlp_syntax *node)
{
	uint32_t most = 0, here;

	switch (node->kind) {
	case DLP_SYNTAX_CHOICE:
		for (node = node->child; node; node = node->next) {
			here = onset(s, node);
			if (here > most)
				most = here;
		}
		return most;
	case DLP_SYNTAX_GROUP:
		return node->child ? onset(s, node->child) : UNKNOWN;
	case DLP_SYNTAX_ROW:
		return onset_in_row(s, node);
	case DLP_SYNTAX_REPEAT:
		return node->least ? onset(s, node->child) : UNKNOWN;
	default:
		return UNKNOWN;
	}
}

uint32_t dlp_onset_of(const struct dlp_rule *rule, struct dlp_arena *arena)
{
	struct search s = { rule->keywords, UINT32_MAX, arena };
	uint32_t most = 0;

	/* What another case is in Unicode is not known here. */
	if (!rule->keywords.count || !rule->regex.count || rule->utf ||
	    rule->shape != DLP_SHAPE_NONE)
		return 0;
	for (size_t i = 0; i < rule->keywords.count; i++)
		if (rule->keywords.item[i].len < s.shortest)
			s.shortest = (uint32_t)rule->keywords.item[i].len;
	for (size_t i = 0; i < rule->regex.count; i++) {
		struct dlp_syntax *root;
		struct dlp_error err;
		uint32_t here;

		if (dlp_prefix_begins(rule->regex.item[i], rule->keywords))
			continue;
		if (dlp_syntax_parse(rule->regex.item[i], arena, &root, &err))
			return 0;
		if (dlp_syntax_longest(root) > rule->window)
			return 0;
		here = onset(&s, root);
		if (here > most)
			most = here;
	}
	/* Further back than text is kept none is looked for. */
	return most < DLP_RULE_WINDOW && most < rule->window ? most + 1 : 0;
}
