#include "match/literal_chooser.h"

#include <stdlib.h>

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
	c->unknown = 1;
	for (size_t g = 0; g < c->grams; g++) {
		uint32_t gram = dlp_literal_gram[g];

		for (unsigned j = 0; j < KEY; j++)
			c->code[g][j] = (uint8_t)dlp_literal_gram_code(gram, j);
		c->weight[g] =
			dlp_literal_gram_weight(gram) / DLP_LITERAL_GRAM_UNIT;
		c->unknown -= c->weight[g];
	}
	if (c->unknown < 0)
		c->unknown = 0;
	index_grams(&c->by_first, PAIRS, c, first_of);
	if (!c->thorough)
		return;
	index_grams(&c->by_second, PAIRS, c, second_of);
	index_grams(&c->by_code[0], CODES, c, code0);
	index_grams(&c->by_code[1], CODES, c, code1);
	index_grams(&c->by_code[2], CODES, c, code2);
	index_grams(&c->by_code[3], CODES, c, code3);
}

/* What the most frequent grams begin with, and a little of everything. */
static void learn_pairs(struct dlp_literal_chooser *c)
{
	const float rest = 0.05f;
	float sum = 0;

	for (size_t g = 0; g < c->grams; g++)
		sum += dlp_literal_gram_weight(dlp_literal_gram[g]);
	for (size_t p = 0; p < PAIRS; p++)
		c->pair_share[p] = rest / PAIRS;
	for (size_t g = 0; g < c->grams; g++)
		c->pair_share[dlp_literal_gram[g] & (PAIRS - 1)] +=
			(1 - rest) *
			dlp_literal_gram_weight(dlp_literal_gram[g]) / sum;
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

/* The tables of a set, as if one key wanted each bit. */
static void take_over(struct dlp_literal_chooser *c,
		      const struct dlp_literals *set)
{
	for (size_t p = 0; p < PAIRS; p++) {
		c->first[p] = (uint16_t)set->pair[p];
		c->second[p] = (uint16_t)(set->pair[p] >> 16);
		spread(c->in_first, c->first[p], c->pair_share[p]);
		spread(c->in_second, c->second[p], c->pair_share[p]);
	}
	for (unsigned b = 0; b < COLUMN_BUCKETS; b++)
		for (unsigned j = 0; j < KEY; j++)
			for (unsigned k = 0; k < CODES; k++) {
				if (!(set->column[b / 8][j][k] >> b % 8 & 1))
					continue;
				c->column[j][k] |= UINT32_C(1) << b;
				c->in_column[j][b] += c->code_share[k];
			}
}

struct dlp_literal_chooser *
dlp_literal_chooser_new(const struct dlp_literals *set, bool thorough)
{
	struct dlp_literal_chooser *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	c->thorough = thorough;
	c->tries = thorough ? OFFSETS : QUICK_TRIES;
	c->grams = thorough ? GRAMS : QUICK_GRAMS;
	learn_grams(c);
	learn_pairs(c);
	if (set)
		take_over(c, set);
	if (!thorough)
		return c;
	c->wants = calloc(1, sizeof(*c->wants));
	if (c->wants)
		return c;
	free(c);
	return NULL;
}

void dlp_literal_chooser_free(struct dlp_literal_chooser *chooser)
{
	if (chooser)
		free(chooser->wants);
	free(chooser);
}

/* One key more, or less, wants a bit that is set or not; whether it changes. */
static bool changes(uint16_t *wants, bool set, int by)
{
	if (!wants)
		return set != (by > 0);
	*wants = (uint16_t)(*wants + by);
	return set != (*wants != 0);
}

static void count_pair(struct dlp_literal_chooser *c, unsigned half,
		       unsigned bucket, unsigned pair, int by)
{
	const struct index *index = half ? &c->by_second : &c->by_first;
	uint16_t *table = half ? c->second : c->first;
	float *sum = half ? c->in_second : c->in_first;
	uint16_t *wants = NULL;

	if (c->wants)
		wants = half ? &c->wants->second[bucket][pair]
			     : &c->wants->first[bucket][pair];
	if (!changes(wants, table[pair] >> bucket & 1, by))
		return;
	table[pair] ^= (uint16_t)(1u << bucket);
	sum[bucket] += (float)by * c->pair_share[pair];
	for (size_t i = index->at[pair]; c->thorough && i < index->at[pair + 1];
	     i++)
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
			uint16_t *wants =
				c->wants ? &c->wants->column[bucket][j][k]
					 : NULL;

			if (!changes(wants, c->column[j][k] >> bucket & 1, by))
				continue;
			c->column[j][k] ^= UINT32_C(1) << bucket;
			c->in_column[j][bucket] += (float)by * c->code_share[k];
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
