#include "match/headings.h"

#include <stdlib.h>

/* One that is made here, with what it owns. */
struct own {
	struct dlp_headings headings;
	struct dlp_span *name;
	struct dlp_letters *letters;
	uint32_t *rules, *grams; /* the rows */
};

/* A name in the list of a rule. */
struct use {
	struct dlp_span name;
	uint32_t rule, number;
};

static int by_name(const void *a, const void *b)
{
	const struct use *x = a, *y = b;
	size_t n = x->name.len < y->name.len ? x->name.len : y->name.len;
	int order = n ? memcmp(x->name.ptr, y->name.ptr, n) : 0;

	return order ? order
		     : (x->name.len > y->name.len) -
			       (x->name.len < y->name.len);
}

/* The names, each once, in order; `use` says which. */
static void number_names(struct own *own, struct use *use, size_t uses)
{
	size_t n = 0;

	qsort(use, uses, sizeof(*use), by_name);
	for (size_t i = 0; i < uses; i++) {
		if (!i || by_name(&use[i - 1], &use[i])) {
			own->letters[n] = dlp_letters_of(use[i].name);
			own->name[n++] = use[i].name;
		}
		use[i].number = (uint32_t)n - 1;
	}
	own->headings.name = own->name;
	own->headings.letters = own->letters;
	own->headings.names = n;
}

/* `item` is workspace: one for each use. */
static bool fill_rules(struct own *own, const struct use *use, size_t uses,
		       struct dlp_rows_item *item)
{
	for (size_t i = 0; i < uses; i++)
		item[i] = (struct dlp_rows_item){ use[i].number, use[i].rule };
	own->rules = dlp_rows_make((struct dlp_rows){ 0 }, 0, item, uses,
				   own->headings.names, &own->headings.rules);
	return own->rules != NULL;
}

/* Whether a name has a byte beyond ASCII. */
static bool is_high(struct dlp_span name)
{
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] >= 0x80)
			return true;
	return false;
}

/* Of the rows that a name may stand in, that which the fewest were put in. */
static size_t row_of(struct dlp_span name, const uint32_t *count)
{
	size_t best = is_high(name) ? DLP_HEADINGS_HIGH : DLP_HEADINGS_FEW;
	unsigned a = 0, b = 0;
	bool any = false;

	for (size_t i = 0; i < name.len; i++) {
		unsigned c = dlp_letters_number(name.ptr[i]);
		size_t row = dlp_headings_row(a, b, c);

		if (!c)
			continue;
		if (a && (!any || count[row] < count[best])) {
			best = row;
			any = true;
		}
		a = b;
		b = c;
	}
	return a && !any ? dlp_headings_row(a, b, 0) : best;
}

/* `item` is workspace: one for each name. */
static bool fill_grams(struct own *own, struct dlp_rows_item *item)
{
	size_t names = own->headings.names;
	uint32_t *count = calloc(DLP_HEADINGS_ROWS, sizeof(*count));

	if (!count)
		return false;
	for (size_t i = 0; i < names; i++) {
		size_t row = row_of(own->name[i], count);

		item[i] = (struct dlp_rows_item){ (uint32_t)row, (uint32_t)i };
		count[row]++;
	}
	free(count);
	own->grams = dlp_rows_make((struct dlp_rows){ 0 }, 0, item, names,
				   DLP_HEADINGS_ROWS, &own->headings.by_gram);
	return own->grams != NULL;
}

struct dlp_headings *dlp_headings_new(const struct dlp_rule *const *rule,
				      size_t rules)
{
	struct own *own = calloc(1, sizeof(*own));
	struct dlp_rows_item *item = NULL;
	struct use *use = NULL;
	size_t uses = 0, n = 0;
	bool ok = false;

	if (!own)
		return NULL;
	for (size_t r = 0; r < rules; r++)
		uses += rule[r]->columns.count;
	use = calloc(uses + 1, sizeof(*use));
	item = calloc(uses + 1, sizeof(*item));
	own->name = calloc(uses + 1, sizeof(*own->name));
	own->letters = calloc(uses + 1, sizeof(*own->letters));
	if (use && item && own->name && own->letters) {
		for (size_t r = 0; r < rules; r++)
			for (size_t i = 0; i < rule[r]->columns.count; i++)
				use[n++] =
					(struct use){ rule[r]->columns.item[i],
						      (uint32_t)r, 0 };
		number_names(own, use, uses);
		ok = fill_rules(own, use, uses, item) && fill_grams(own, item);
	}
	free(use);
	free(item);
	if (ok)
		return &own->headings;
	dlp_headings_free(&own->headings);
	return NULL;
}

void dlp_headings_free(struct dlp_headings *headings)
{
	struct own *own = (void *)headings; /* its first member */

	if (!own)
		return;
	free(own->name);
	free(own->letters);
	free(own->rules);
	free(own->grams);
	free(own);
}
