#include "match/literal_chooser.h"

/*
 * What it costs to compare a literal, beside a candidate's 1, where a byte
 * beside its key, on no side, on one, on both, has already been looked at.
 */
static const float key_cost[] = { 3, 1, 0.4f };

static bool in(struct range range, unsigned code)
{
	return code >= range.from && code < range.to;
}

/* What half a key adds to the share of pairs that each bucket has. */
static void weigh_half(const struct dlp_literal_chooser *c,
		       const uint16_t *table, const struct range *half,
		       float *share)
{
	float all = 0;

	for (unsigned y = half[1].from; y < half[1].to; y++)
		for (unsigned x = half[0].from; x < half[0].to; x++) {
			unsigned pair = x | y << 6;

			all += c->pair_share[pair];
			/* Few have it already. */
			spread(share, table[pair], -c->pair_share[pair]);
		}
	for (unsigned b = 0; b < PAIR_BUCKETS; b++)
		share[b] += all;
}

/* Add the grams that pass with this pair as the first of a key. */
static void weigh_first(const struct dlp_literal_chooser *c,
			const struct range *key, unsigned pair, float *lets)
{
	const struct index *index = &c->by_first;

	for (size_t i = index->at[pair]; i < index->at[pair + 1]; i++) {
		size_t g = index->gram[i];
		uint32_t buckets = c->second[second_of(c->code[g])];

		if (c->pair_lets[g])
			continue;
		if (in(key[2], c->code[g][2]) && in(key[3], c->code[g][3]))
			buckets = 0xffff;
		spread(lets, buckets, c->weight[g]);
	}
}

/* The same as the second, but for those that passed with the first. */
static void weigh_second(const struct dlp_literal_chooser *c,
			 const struct range *key, unsigned pair, float *lets)
{
	const struct index *index = &c->by_second;

	for (size_t i = index->at[pair]; i < index->at[pair + 1]; i++) {
		size_t g = index->gram[i];

		if (c->pair_lets[g] ||
		    (in(key[0], c->code[g][0]) && in(key[1], c->code[g][1])))
			continue;
		spread(lets, c->first[first_of(c->code[g])], c->weight[g]);
	}
}

static void weigh_grams(const struct dlp_literal_chooser *c,
			const struct range *key, float *lets)
{
	for (unsigned y = key[1].from; y < key[1].to; y++)
		for (unsigned x = key[0].from; x < key[0].to; x++)
			weigh_first(c, key, x | y << 6, lets);
	for (unsigned y = key[3].from; y < key[3].to; y++)
		for (unsigned x = key[2].from; x < key[2].to; x++)
			weigh_second(c, key, x | y << 6, lets);
}

/* The bucket with the least sum, which is added to `total`. */
static uint8_t cheapest(const float *sum, unsigned count, float *total)
{
	unsigned best = 0;

	for (unsigned b = 1; b < count; b++)
		if (sum[b] < sum[best])
			best = b;
	*total += sum[best];
	return (uint8_t)best;
}

/* The share of text that is told by pairs and codes. */
static float strangers(const struct dlp_literal_chooser *c)
{
	return c->thorough ? c->unknown : 1;
}

/* The bucket for a key whose window is `key`; its cost is added. */
static uint8_t choose_pair(const struct dlp_literal_chooser *c,
			   const struct range *key, float *cost)
{
	float lets[PAIR_BUCKETS] = { 0 };
	float first[PAIR_BUCKETS] = { 0 }, second[PAIR_BUCKETS] = { 0 };

	if (c->thorough)
		weigh_grams(c, key, lets);
	weigh_half(c, c->first, key, first);
	weigh_half(c, c->second, key + 2, second);
	for (unsigned b = 0; b < PAIR_BUCKETS; b++)
		lets[b] += strangers(c) *
			   (c->in_first[b] * second[b] +
			    first[b] * (c->in_second[b] + second[b]));
	return cheapest(lets, PAIR_BUCKETS, cost);
}

static uint8_t choose_column(const struct dlp_literal_chooser *c,
			     const struct range *key, float *cost)
{
	float lets[COLUMN_BUCKETS] = { 0 };
	float was[COLUMN_BUCKETS], is[COLUMN_BUCKETS];

	for (unsigned j = 0; j < KEY; j++) {
		const struct index *index = &c->by_code[j];
		size_t i = index->at[key[j].from], end = index->at[key[j].to];

		for (; i < end; i++) {
			const uint8_t *code = c->code[index->gram[i]];
			uint32_t buckets = ~UINT32_C(0);
			bool met = c->column_lets[index->gram[i]];

			/* It came by an earlier byte already. */
			for (unsigned k = 0; k < j; k++)
				met |= in(key[k], code[k]);
			for (unsigned k = 0; k < KEY && !met; k++)
				if (!in(key[k], code[k]))
					buckets &= c->column[k][code[k]];
			if (!met)
				spread(lets, buckets,
				       c->weight[index->gram[i]]);
		}
	}
	for (unsigned b = 0; b < COLUMN_BUCKETS; b++) {
		was[b] = strangers(c);
		is[b] = strangers(c);
	}
	for (unsigned j = 0; j < KEY; j++) {
		float with[COLUMN_BUCKETS];
		float share = c->code_share[key[j].from];
		bool any = key[j].to - key[j].from > 1;

		for (unsigned b = 0; b < COLUMN_BUCKETS; b++) {
			was[b] *= c->in_column[j][b];
			with[b] = any ? 1 : c->in_column[j][b] + share;
		}
		/* Few have it already. */
		if (!any)
			spread(with, c->column[j][key[j].from], -share);
		for (unsigned b = 0; b < COLUMN_BUCKETS; b++)
			is[b] *= with[b];
	}
	for (unsigned b = 0; b < COLUMN_BUCKETS; b++)
		lets[b] += is[b] - was[b];
	return cheapest(lets, COLUMN_BUCKETS, cost);
}

/* How often a key stands in text. */
static float frequency(const struct dlp_literal_chooser *c,
		       const struct range *key)
{
	unsigned pair = key[0].from | key[1].from << 6;
	float sum = c->unknown * c->pair_share[pair];
	float second = 0;

	for (unsigned y = key[3].from; y < key[3].to; y++)
		second += c->pair_share[key[2].from | y << 6];
	sum *= second;
	for (size_t i = c->by_first.at[pair]; i < c->by_first.at[pair + 1]; i++)
		if (in(key[2], c->code[c->by_first.gram[i]][2]) &&
		    in(key[3], c->code[c->by_first.gram[i]][3]))
			sum += c->weight[c->by_first.gram[i]];
	return sum;
}

/* On how many sides of a key the literal goes on. */
static unsigned sides_of(struct dlp_span literal, size_t offset)
{
	return (unsigned)(offset != 0) + (offset + KEY < literal.len);
}

/* The best with the key at `offset`, and what it costs. */
static struct dlp_literal_choice choose_at(const struct dlp_literal_chooser *c,
					   struct dlp_span literal,
					   size_t offset, float *cost)
{
	struct dlp_literal_choice choice = { .offset = (uint8_t)offset };
	struct range key[KEY], before[KEY];
	float pairs = 0, columns = 0;

	window(literal, offset, key);
	window(literal, offset - 1, before);
	choice.even = choose_pair(c, key, &pairs);
	choice.odd = choose_pair(c, before, &pairs);
	choice.column = choose_column(c, key, &columns);
	*cost = pairs / 2 + columns +
		key_cost[sides_of(literal, offset)] * frequency(c, key);
	return choice;
}

struct dlp_literal_choice
dlp_literal_choose(const struct dlp_literal_chooser *chooser,
		   struct dlp_span literal)
{
	size_t offsets = literal.len > KEY ? literal.len - KEY + 1 : 1;
	struct dlp_literal_choice best = { 0 }, choice;
	float often[OFFSETS], cost, least_cost = 0;
	size_t tried = 0;

	if (offsets > OFFSETS)
		offsets = OFFSETS;
	for (size_t i = 0; i < offsets; i++) {
		struct range key[KEY];

		window(literal, i, key);
		often[i] = frequency(chooser, key);
	}
	for (; tried < offsets && tried < chooser->tries; tried++) {
		size_t rarest = 0;

		for (size_t i = 1; i < offsets; i++)
			if (often[i] < often[rarest])
				rarest = i;
		choice = choose_at(chooser, literal, rarest, &cost);
		if (!tried || cost < least_cost) {
			least_cost = cost;
			best = choice;
		}
		often[rarest] = 2; /* more than any: not again */
	}
	return best;
}
