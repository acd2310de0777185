#include "learn/topic.h"

#include <stdlib.h>
#include <string.h>

/* FNV-1a, 32 bits (Fowler, Noll, Vo); and another odd number. */
static const uint32_t basis = 2166136261U, prime = 16777619U,
		      golden = 2654435769U;

/* A byte of a word as it counts; 0 for one that parts words. */
static const unsigned char letter[256] = {
#define FOUR(b) \
	[b] = (b), [(b) + 1] = (b) + 1, [(b) + 2] = (b) + 2, [(b) + 3] = (b) + 3
#define MANY(b) FOUR(b), FOUR((b) + 4), FOUR((b) + 8), FOUR((b) + 12)
	['0'] = '0', ['1'] = '0', ['2'] = '0', ['3'] = '0', ['4'] = '0',
	['5'] = '0', ['6'] = '0', ['7'] = '0', ['8'] = '0', ['9'] = '0',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
	['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
	['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
	['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i',
	['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's',
	['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
	['Y'] = 'y', ['Z'] = 'z', MANY(0x80),  MANY(0x90),  MANY(0xa0),
	MANY(0xb0),  MANY(0xc0),  MANY(0xd0),  MANY(0xe0),  MANY(0xf0),
#undef FOUR
#undef MANY
};

enum dlp_status dlp_topic_init(struct dlp_topic *topic)
{
	*topic = (struct dlp_topic){
		.times = calloc(DLP_TOPIC_ROWS, sizeof(*topic->times)),
		/* One more: what is written there may count for nothing. */
		.seen = malloc((DLP_TOPIC_ROWS + 1) * sizeof(*topic->seen)),
		.hash = basis,
	};
	if (topic->times && topic->seen)
		return DLP_OK;
	dlp_topic_release(topic);
	return DLP_FATAL;
}

void dlp_topic_release(struct dlp_topic *topic)
{
	free(topic->times);
	free(topic->seen);
	*topic = (struct dlp_topic){ 0 };
}

/* The low bits of such a hash know little of the last letters. */
static uint16_t row_of(uint32_t hash)
{
	return (uint16_t)((hash * golden) >> 16);
}

static void see(struct dlp_topic *topic, uint32_t hash)
{
	const uint16_t row = row_of(hash);

	topic->seen[topic->rows] = row;
	topic->rows += !topic->times[row];
	topic->times[row] += topic->times[row] != UINT32_MAX;
}

/* The word ended whose hash that is. */
static void see_word(struct dlp_topic *topic, uint32_t hash)
{
	see(topic, hash);
	if (topic->before)
		see(topic, (topic->before ^ hash >> 15) * prime ^ hash);
	topic->before = hash;
	topic->words++;
}

void dlp_topic_add(struct dlp_topic *topic, struct dlp_span piece)
{
	uint32_t hash = topic->hash;

	for (size_t i = 0; i < piece.len; i++) {
		const unsigned char byte = letter[(unsigned char)piece.ptr[i]];

		if (byte) {
			hash = (hash ^ byte) * prime;
		} else if (hash != basis) {
			see_word(topic, hash);
			hash = basis;
		}
	}
	topic->hash = hash;
}

void dlp_topic_part(struct dlp_topic *topic)
{
	if (topic->hash != basis)
		see_word(topic, topic->hash);
	topic->hash = basis;
	topic->before = 0;
}

void dlp_topic_clear(struct dlp_topic *topic)
{
	for (size_t i = 0; i < topic->rows; i++)
		topic->times[topic->seen[i]] = 0;
	topic->rows = 0;
	topic->words = 0;
	topic->hash = basis;
	topic->before = 0;
}

uint32_t dlp_topic_floor(const struct dlp_topic *topic)
{
	const uint64_t floor = 1 + topic->words / DLP_TOPIC_SPAN;

	return floor < UINT32_MAX ? (uint32_t)floor : UINT32_MAX;
}

/* Bit by bit, to 1/1024. */
double dlp_topic_root(size_t rows)
{
	const uint64_t square = (uint64_t)rows << 20;
	uint64_t root = 0;

	for (uint64_t bit = UINT64_C(1) << 31; bit; bit >>= 1)
		if ((root | bit) * (root | bit) <= square)
			root |= bit;
	return (double)root / 1024;
}

uint16_t dlp_topic_row(struct dlp_span word)
{
	uint32_t hash = basis;

	for (size_t i = 0; i < word.len; i++)
		hash = (hash ^ letter[(unsigned char)word.ptr[i]]) * prime;
	return row_of(hash);
}
