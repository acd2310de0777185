#include "match/literal_bucket.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_gram.h"

enum {
	CODES = DLP_LITERAL_CODES,
	PAIRS = CODES * CODES,
	KEY = DLP_LITERAL_KEY,
	GRAMS = DLP_LITERAL_GRAMS,
	QUICK_GRAMS = 1024,
	QUICK_TRIES = 3,
	PAIR_BUCKETS = DLP_LITERAL_PAIR_BUCKETS,
	COLUMN_BUCKETS = DLP_LITERAL_COLUMN_BUCKETS,
	OFFSETS = DLP_LITERAL_LEAD - 1, /* of keys that are looked at */
};

/* What a key itself costs where it stands, beside a candidate's 1. */
static const float key_cost = 0.3f;

/* Grams by a property of them: list i is gram[at[i]] to gram[at[i + 1]]. */
struct index {
	uint16_t at[PAIRS + 1];
	uint16_t gram[GRAMS];
};

/* How many keys want a bit of a table. */
struct wants {
	uint16_t first[PAIR_BUCKETS][PAIRS], second[PAIR_BUCKETS][PAIRS];
	uint16_t column[COLUMN_BUCKETS][KEY][CODES];
};

struct dlp_literal_chooser {
	size_t tries; /* keys of a literal */
	size_t grams; /* that are looked at, the most frequent */
	float weight[GRAMS];
	uint8_t code[GRAMS][KEY];
	struct index by_first, by_second; /* pair */
	struct index by_code[KEY];
	uint16_t first[PAIRS], second[PAIRS];      /* buckets of a pair */
	uint32_t column[KEY][CODES];               /* buckets of a code */
	bool pair_lets[GRAMS], column_lets[GRAMS]; /* through */
	/* For grams that are not known: what of all pairs and codes text has,
	 * and of it those in a bucket. */
	float pair_share[PAIRS], code_share[CODES];
	float in_first[PAIR_BUCKETS], in_second[PAIR_BUCKETS];
	float in_column[COLUMN_BUCKETS][KEY];
	float unknown; /* weight of all of them */
	struct wants wants;
};

/* The codes that a byte of a key may have: one, or all where it is not of the
 * literal. */
struct range {
	unsigned from, to;
};

static unsigned first_of(const uint8_t *code)
{
	return code[0] | (unsigned)code[1] << 6;
}

static unsigned second_of(const uint8_t *code)
{
	return code[2] | (unsigned)code[3] << 6;
}

static void index_grams(struct index *index, unsigned keys,
			const struct dlp_literal_chooser *c,
			unsigned (*key_of)(const uint8_t *code))
{
	for (size_t g = 0; g < c->grams; g++)
		index->at[key_of(c->code[g]) + 1]++;
	for (unsigned k = 0; k < keys; k++)
		index->at[k + 1] = (uint16_t)(index->at[k + 1] + index->at[k]);
	/* From the last to the first: each start moves down to its place. */
	for (size_t g = c->grams; g--;)
		index->gram[--index->at[key_of(c->code[g]) + 1]] = (uint16_t)g;
	memmove(index->at, index->at + 1, keys * sizeof(*index->at));
	index->at[keys] = (uint16_t)c->grams;
}

static unsigned code0(const uint8_t *code)
{
	return code[0];
}

static unsigned code1(const uint8_t *code)
{
	return code[1];
}

static unsigned code2(const uint8_t *code)
{
	return code[2];
}

static unsigned code3(const uint8_t *code)
{
	return code[3];
}

static void learn_grams(struct dlp_literal_chooser *c)
{
	double known = 0;

	for (size_t g = 0; g < c->grams; g++) {
		uint32_t gram = dlp_literal_gram[g];
		double weight =
			dlp_literal_gram_weight(gram) / DLP_LITERAL_GRAM_UNIT;

		for (unsigned j = 0; j < KEY; j++)
			c->code[g][j] = (uint8_t)dlp_literal_gram_code(gram, j);
		c->weight[g] = (float)weight;
		known += weight;
	}
	c->unknown = known < 1 ? (float)(1 - known) : 0;
	index_grams(&c->by_first, PAIRS, c, first_of);
	index_grams(&c->by_second, PAIRS, c, second_of);
	index_grams(&c->by_code[0], CODES, c, code0);
	index_grams(&c->by_code[1], CODES, c, code1);
	index_grams(&c->by_code[2], CODES, c, code2);
	index_grams(&c->by_code[3], CODES, c, code3);
	/* Something is left for what none of the grams has. */
	for (size_t p = 0; p < PAIRS; p++)
		c->pair_share[p] = 0.05f / PAIRS;
	for (size_t g = 0; g < c->grams; g++)
		c->pair_share[first_of(c->code[g])] +=
			0.95f * c->weight[g] / (float)known;
	for (size_t p = 0; p < PAIRS; p++)
		c->code_share[p % CODES] += c->pair_share[p];
}

static void judge_pair(struct dlp_literal_chooser *c, size_t g)
{
	c->pair_lets[g] = c->first[first_of(c->code[g])] &
			  c->second[second_of(c->code[g])];
}

static void judge_column(struct dlp_literal_chooser *c, size_t g)
{
	uint32_t buckets = ~UINT32_C(0);

	for (unsigned j = 0; j < KEY; j++)
		buckets &= c->column[j][c->code[g][j]];
	c->column_lets[g] = buckets != 0;
}

struct dlp_literal_chooser *
dlp_literal_chooser_new(const struct dlp_literals *set, bool thorough)
{
	struct dlp_literal_chooser *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->tries = thorough ? OFFSETS : QUICK_TRIES;
	c->grams = thorough ? GRAMS : QUICK_GRAMS;
	learn_grams(c);
	if (!set)
		return c;
	for (size_t p = 0; p < PAIRS; p++) {
		c->first[p] = (uint16_t)set->pair[p];
		c->second[p] = (uint16_t)(set->pair[p] >> 16);
		for (unsigned b = 0; b < PAIR_BUCKETS; b++) {
			c->wants.first[b][p] = c->first[p] >> b & 1;
			c->wants.second[b][p] = c->second[p] >> b & 1;
			if (c->wants.first[b][p])
				c->in_first[b] += c->pair_share[p];
			if (c->wants.second[b][p])
				c->in_second[b] += c->pair_share[p];
		}
	}
	for (unsigned b = 0; b < COLUMN_BUCKETS; b++)
		for (unsigned j = 0; j < KEY; j++)
			for (unsigned k = 0; k < CODES; k++) {
				if (!(set->column[b / 8][j][k] >> b % 8 & 1))
					continue;
				c->column[j][k] |= UINT32_C(1) << b;
				c->wants.column[b][j][k] = 1;
				c->in_column[b][j] += c->code_share[k];
			}
	for (size_t g = 0; g < c->grams; g++) {
		judge_pair(c, g);
		judge_column(c, g);
	}
	return c;
}

void dlp_literal_chooser_free(struct dlp_literal_chooser *chooser)
{
	free(chooser);
}

/* What stands at a key from byte `at` of its literal on. */
static void window(struct dlp_span literal, size_t at, struct range key[KEY])
{
	/* `at` may be before 0: it wraps. */
	for (size_t j = 0; j < KEY; j++, at++) {
		key[j] = (struct range){ 0, CODES };
		if (at < literal.len) {
			key[j].from = dlp_literal_code(literal.ptr[at]);
			key[j].to = key[j].from + 1;
		}
	}
}

static bool in(struct range range, unsigned code)
{
	return code >= range.from && code < range.to;
}

/* Add a weight to the sums of some buckets. */
static void spread(float *sum, uint32_t buckets, float weight)
{
	for (; buckets; buckets &= buckets - 1)
		sum[__builtin_ctz(buckets)] += weight;
}

/*
 * What half a key adds to each bucket: to `lets` the known grams that pass
 * when it is in, to `share` its share of unknown ones.
 */
static void weigh_first(const struct dlp_literal_chooser *c,
			const struct range *key, float *lets, float *share)
{
	for (unsigned y = key[1].from; y < key[1].to; y++)
		for (unsigned x = key[0].from; x < key[0].to; x++) {
			unsigned pair = x | y << 6;

			spread(share, 0xffff & ~(uint32_t)c->first[pair],
			       c->pair_share[pair]);
			for (size_t i = c->by_first.at[pair];
			     i < c->by_first.at[pair + 1]; i++) {
				size_t g = c->by_first.gram[i];
				uint32_t buckets =
					c->second[second_of(c->code[g])];

				if (c->pair_lets[g])
					continue;
				if (in(key[2], c->code[g][2]) &&
				    in(key[3], c->code[g][3]))
					buckets = 0xffff;
				spread(lets, buckets, c->weight[g]);
			}
		}
}

static void weigh_second(const struct dlp_literal_chooser *c,
			 const struct range *key, float *lets, float *share)
{
	for (unsigned y = key[3].from; y < key[3].to; y++)
		for (unsigned x = key[2].from; x < key[2].to; x++) {
			unsigned pair = x | y << 6;

			spread(share, 0xffff & ~(uint32_t)c->second[pair],
			       c->pair_share[pair]);
			for (size_t i = c->by_second.at[pair];
			     i < c->by_second.at[pair + 1]; i++) {
				size_t g = c->by_second.gram[i];

				if (c->pair_lets[g] ||
				    (in(key[0], c->code[g][0]) &&
				     in(key[1], c->code[g][1])))
					continue;
				spread(lets, c->first[first_of(c->code[g])],
				       c->weight[g]);
			}
		}
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

/* The bucket for a key whose window is `key`; its cost is added. */
static uint8_t choose_pair(const struct dlp_literal_chooser *c,
			   const struct range *key, float *cost)
{
	float lets[PAIR_BUCKETS] = { 0 };
	float first[PAIR_BUCKETS] = { 0 }, second[PAIR_BUCKETS] = { 0 };

	weigh_first(c, key, lets, first);
	weigh_second(c, key, lets, second);
	for (unsigned b = 0; b < PAIR_BUCKETS; b++)
		lets[b] +=
			c->unknown * (c->in_first[b] * second[b] +
				      first[b] * (c->in_second[b] + second[b]));
	return cheapest(lets, PAIR_BUCKETS, cost);
}

static uint8_t choose_column(const struct dlp_literal_chooser *c,
			     const struct range *key, float *cost)
{
	float lets[COLUMN_BUCKETS] = { 0 };

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
		float was = c->unknown, is = c->unknown;

		for (unsigned j = 0; j < KEY; j++) {
			float more = 0;

			for (unsigned k = key[j].from; k < key[j].to; k++)
				if (!(c->column[j][k] >> b & 1))
					more += c->code_share[k];
			was *= c->in_column[b][j];
			is *= c->in_column[b][j] + more;
		}
		lets[b] += is - was;
	}
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
	*cost = pairs / 2 + columns + key_cost * frequency(c, key);
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

/* One key more, or less, wants a pair in a bucket. */
static void count_pair(struct dlp_literal_chooser *c, unsigned half,
		       unsigned bucket, unsigned pair, int by)
{
	const struct index *index = half ? &c->by_second : &c->by_first;
	uint16_t *table = half ? c->second : c->first;
	uint16_t *wants =
		half ? c->wants.second[bucket] : c->wants.first[bucket];
	float *sum = half ? c->in_second : c->in_first;
	bool was = wants[pair] != 0;

	wants[pair] = (uint16_t)(wants[pair] + by);
	if (was == (wants[pair] != 0))
		return;
	table[pair] ^= (uint16_t)(1u << bucket);
	sum[bucket] += (float)by * c->pair_share[pair];
	for (size_t i = index->at[pair]; i < index->at[pair + 1]; i++)
		judge_pair(c, index->gram[i]);
}

static void count_pairs(struct dlp_literal_chooser *c, unsigned bucket,
			const struct range *key, int by)
{
	for (unsigned half = 0; half < 2; half++, key += 2)
		for (unsigned y = key[1].from; y < key[1].to; y++)
			for (unsigned x = key[0].from; x < key[0].to; x++)
				count_pair(c, half, bucket, x | y << 6, by);
}

static void count_columns(struct dlp_literal_chooser *c, unsigned bucket,
			  const struct range *key, int by)
{
	for (unsigned j = 0; j < KEY; j++)
		for (unsigned k = key[j].from; k < key[j].to; k++) {
			uint16_t *wants = &c->wants.column[bucket][j][k];
			bool was = *wants != 0;

			*wants = (uint16_t)(*wants + by);
			if (was == (*wants != 0))
				continue;
			c->column[j][k] ^= UINT32_C(1) << bucket;
			c->in_column[bucket][j] += (float)by * c->code_share[k];
			for (size_t i = c->by_code[j].at[k];
			     i < c->by_code[j].at[k + 1]; i++)
				judge_column(c, c->by_code[j].gram[i]);
		}
}

static void count(struct dlp_literal_chooser *c, struct dlp_span literal,
		  struct dlp_literal_choice choice, int by)
{
	struct range key[KEY];

	window(literal, choice.offset, key);
	count_pairs(c, choice.even, key, by);
	count_columns(c, choice.column, key, by);
	window(literal, choice.offset - (size_t)1, key);
	count_pairs(c, choice.odd, key, by);
}

void dlp_literal_put(struct dlp_literal_chooser *chooser,
		     struct dlp_span literal, struct dlp_literal_choice choice)
{
	count(chooser, literal, choice, 1);
}

void dlp_literal_take(struct dlp_literal_chooser *chooser,
		      struct dlp_span literal, struct dlp_literal_choice choice)
{
	count(chooser, literal, choice, -1);
}

void dlp_literal_chooser_tables(const struct dlp_literal_chooser *chooser,
				struct dlp_literals *set)
{
	for (size_t p = 0; p < PAIRS; p++)
		set->pair[p] = chooser->first[p] | (uint32_t)chooser->second[p]
							   << 16;
	for (unsigned b = 0; b < COLUMN_BUCKETS; b++)
		for (unsigned j = 0; j < KEY; j++)
			for (unsigned k = 0; k < CODES; k++)
				if (chooser->column[j][k] >> b & 1)
					set->column[b / 8][j][k] |=
						(uint8_t)(1u << b % 8);
}
