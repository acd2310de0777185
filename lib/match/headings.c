#include "match/headings.h"

#include <stdlib.h>

/* One that is made here, with what it owns. */
struct own {
	struct dlp_headings headings;
	struct dlp_span *name;
	struct dlp_letters *letters;
	uint32_t *number; /* all rows */
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

static void fill_rules(struct own *own, const struct use *use, size_t uses,
		       uint32_t *at)
{
	size_t names = own->headings.names;
	uint32_t *rule = at + names + 2;

	for (size_t i = 0; i < uses; i++)
		at[use[i].number + 1]++;
	dlp_rows_ends(at, names);
	for (size_t i = uses; i--;)
		rule[--at[use[i].number + 1]] = use[i].rule;
	own->headings.rules = dlp_rows_starts(at, names, rule, uses);
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

/* `row` is workspace: a number for each name. */
static void fill_grams(struct own *own, uint32_t *at, uint32_t *row)
{
	size_t names = own->headings.names, rows = DLP_HEADINGS_ROWS;
	uint32_t *name = at + rows + 2;

	for (size_t i = 0; i < names; i++) {
		row[i] = (uint32_t)row_of(own->name[i], at + 1);
		at[row[i] + 1]++;
	}
	dlp_rows_ends(at, rows);
	for (size_t i = names; i--;)
		name[--at[row[i] + 1]] = (uint32_t)i;
	own->headings.by_gram = dlp_rows_starts(at, rows, name, names);
}

struct dlp_headings *dlp_headings_new(const struct dlp_rule *rule, size_t rules)
{
	struct own *own = calloc(1, sizeof(*own));
	struct use *use = NULL;
	size_t uses = 0, n = 0, numbers;

	if (!own)
		return NULL;
	for (size_t r = 0; r < rules; r++)
		uses += rule[r].columns.count;
	numbers = uses + 2 + uses + DLP_HEADINGS_ROWS + 2 + uses;
	use = calloc(uses + 1, sizeof(*use));
	own->name = calloc(uses + 1, sizeof(*own->name));
	own->letters = calloc(uses + 1, sizeof(*own->letters));
	own->number = calloc(numbers + uses, sizeof(*own->number));
	if (!use || !own->name || !own->letters || !own->number) {
		free(use);
		dlp_headings_free(&own->headings);
		return NULL;
	}
	for (size_t r = 0; r < rules; r++)
		for (size_t i = 0; i < rule[r].columns.count; i++)
			use[n++] = (struct use){ rule[r].columns.item[i],
						 (uint32_t)r, 0 };
	number_names(own, use, uses);
	fill_rules(own, use, uses, own->number);
	fill_grams(own, own->number + own->headings.names + 2 + uses,
		   own->number + numbers);
	free(use);
	return &own->headings;
}

void dlp_headings_free(struct dlp_headings *headings)
{
	struct own *own = (void *)headings; /* its first member */

	if (!own)
		return;
	free(own->name);
	free(own->letters);
	free(own->number);
	free(own);
}
