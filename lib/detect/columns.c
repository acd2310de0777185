#include "detect/columns.h"

#include <string.h>

#include "base/pages.h"

enum { SLOTS = 128 }; /* names kept; a power of two */

struct slot {
	char name[DLP_COLUMN_MAX];
	size_t len; /* 0: none is kept */
	struct dlp_rule_set set;
};

struct dlp_columns {
	struct dlp_engine *engine;
	const struct dlp_headings *headings; /* NULL until it is asked for */
	size_t stride;
	uint64_t last; /* number given out */
	struct slot slot[SLOTS];
	uint64_t rules[]; /* `stride` for each slot */
};

struct dlp_columns *dlp_columns_new(struct dlp_engine *engine)
{
	size_t rules = dlp_catalog_count(dlp_engine_catalog(engine));
	size_t stride = rules / 64 + 1;
	struct dlp_columns *columns = dlp_pages_new(
		1, sizeof(*columns) + SLOTS * stride * sizeof(uint64_t));

	if (!columns)
		return NULL;
	columns->engine = engine;
	columns->stride = stride;
	return columns;
}

void dlp_columns_free(struct dlp_columns *columns)
{
	dlp_pages_free(columns);
}

static size_t slot_of(struct dlp_span name)
{
	uint64_t hash = name.len, part;

	for (size_t i = 0; i < name.len; i += sizeof(part)) {
		size_t left = name.len - i;

		part = 0;
		memcpy(&part, name.ptr + i,
		       left < sizeof(part) ? left : sizeof(part));
		hash = (hash ^ part) * UINT64_C(0x9e3779b97f4a7c15);
		hash ^= hash >> 32;
	}
	return (size_t)hash & (SLOTS - 1);
}

/* Add those of the row of names that the column says. */
static void take_row(const struct dlp_headings *headings, size_t row,
		     struct dlp_column *column, uint64_t *set)
{
	const struct dlp_rows *names = &headings->by_gram;
	const struct dlp_rows *rules = &headings->rules;

	for (size_t i = names->at[row]; i < names->at[row + 1]; i++) {
		const uint32_t n = names->rule[i];
		const struct dlp_list one = { &headings->name[n], 1 };

		if (!dlp_column_find(column, one, &headings->letters[n]))
			continue;
		for (size_t r = rules->at[n]; r < rules->at[n + 1]; r++)
			set[rules->rule[r] / 64] |= UINT64_C(1)
						    << rules->rule[r] % 64;
	}
}

static inline void take_gram(const struct dlp_headings *headings, unsigned a,
			     unsigned b, unsigned c, struct dlp_column *column,
			     uint64_t *set)
{
	const size_t row = dlp_headings_row(a, b, c);
	const uint32_t *at = headings->by_gram.at;

	/* Most are empty. */
	if (at[row] != at[row + 1])
		take_row(headings, row, column, set);
}

/* Add those of all names that the column says. */
static void take_rows(const struct dlp_headings *headings,
		      struct dlp_column *column, uint64_t *set)
{
	const struct dlp_span name = column->name;
	unsigned a = 0, b = 0;
	bool high = false;

	for (size_t i = 0; i < name.len; i++) {
		unsigned c = dlp_letters_number(name.ptr[i]);

		high |= (unsigned char)name.ptr[i] >= 0x80;
		if (!c)
			continue;
		if (a)
			take_gram(headings, a, b, c, column, set);
		if (b)
			take_gram(headings, b, c, 0, column, set);
		a = b;
		b = c;
	}
	take_row(headings, DLP_HEADINGS_FEW, column, set);
	if (high)
		take_row(headings, DLP_HEADINGS_HIGH, column, set);
}

const struct dlp_rule_set *dlp_columns_rules(struct dlp_columns *columns,
					     struct dlp_column *column)
{
	const struct dlp_span name = column->name;
	const size_t at = slot_of(name);
	struct slot *slot = &columns->slot[at];
	uint64_t *rules = columns->rules + at * columns->stride;

	if (slot->len == name.len && !memcmp(slot->name, name.ptr, name.len))
		return &slot->set;
	if (!columns->headings)
		columns->headings = dlp_engine_headings(columns->engine);
	if (!columns->headings)
		return NULL;
	memset(rules, 0, columns->stride * sizeof(*rules));
	take_rows(columns->headings, column, rules);
	memcpy(slot->name, name.ptr, name.len);
	slot->len = name.len;
	slot->set.rules = rules;
	slot->set.number = ++columns->last;
	return &slot->set;
}
