#include "detect/keys_walk.h"

/*
 * JSON by blocks of 64 bytes, a bit a byte: quotes tell what is a string, and
 * outside of those only brackets and commas are looked at.  Keys are read at
 * the end, of the levels that are open then.  All is as dlp_keys_flow() has it.
 */

#if defined(__x86_64__)

#include <immintrin.h>

enum {
	BLOCK = 64,
	WORTH = 4 * BLOCK, /* bytes that are worth to begin with blocks */
};

#define NOWHERE SIZE_MAX

struct blocks {
	struct dlp_keys *keys;
	struct dlp_span text;
	uint64_t quoted;  /* all bits, or none: the next block begins so */
	uint64_t escaped; /* its first bit */
	size_t rest;      /* behind the last bracket or comma */
	size_t lowest;    /* depth; levels that it leaves out stay as known */
	/* Of a level: where its item begins, if that is in the text, and the
	 * first level in it, if there is one. */
	size_t item[DLP_KEYS_DEPTH], child[DLP_KEYS_DEPTH];
};

struct marks {
	uint64_t quote, backslash, bracket, comma;
};

__attribute__((target("avx2"))) static inline uint64_t
equal(__m256i low, __m256i high, char c)
{
	const __m256i all = _mm256_set1_epi8(c);
	uint32_t a, b;

	a = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, all));
	b = (uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, all));
	return a | (uint64_t)b << 32;
}

__attribute__((target("avx2"))) static inline uint64_t brackets(__m256i low,
								__m256i high)
{
	const __m256i bit = _mm256_set1_epi8(0x20);
	const __m256i open = _mm256_set1_epi8('{');
	const __m256i close = _mm256_set1_epi8('}');
	uint32_t a, b;

	/* A bit makes those of one kind of the other. */
	low = _mm256_or_si256(low, bit);
	high = _mm256_or_si256(high, bit);
	low = _mm256_or_si256(_mm256_cmpeq_epi8(low, open),
			      _mm256_cmpeq_epi8(low, close));
	high = _mm256_or_si256(_mm256_cmpeq_epi8(high, open),
			       _mm256_cmpeq_epi8(high, close));
	a = (uint32_t)_mm256_movemask_epi8(low);
	b = (uint32_t)_mm256_movemask_epi8(high);
	return a | (uint64_t)b << 32;
}

__attribute__((target("avx2"))) static inline void find(struct marks *marks,
							const char *p)
{
	const __m256i *v = (const __m256i *)(const void *)p;
	const __m256i low = _mm256_loadu_si256(v);
	const __m256i high = _mm256_loadu_si256(v + 1);

	marks->quote = equal(low, high, '"');
	marks->backslash = equal(low, high, '\\');
	marks->comma = equal(low, high, ',');
	marks->bracket = brackets(low, high);
}

/* What a backslash is before, which takes `backslash` for one in a string. */
static uint64_t find_escaped(struct blocks *blocks, uint64_t backslash)
{
	uint64_t escaped = blocks->escaped, bit;

	backslash &= ~escaped;
	blocks->escaped = 0;
	while (backslash) {
		bit = backslash & (~backslash + 1);
		escaped |= bit << 1;
		blocks->escaped = bit >> 63;
		backslash &= ~(bit | bit << 1);
	}
	return escaped;
}

/* Bytes from each odd bit on, up to the even one. */
static inline uint64_t between(uint64_t bits)
{
	for (unsigned n = 1; n < BLOCK; n *= 2)
		bits ^= bits << n;
	return bits;
}

/* Commas of the level that we are in, in the block at `i`. */
__attribute__((target("popcnt"))) static inline void
take_commas(struct blocks *blocks, size_t i, uint64_t commas)
{
	struct dlp_keys *keys = blocks->keys;

	if (!commas)
		return;
	blocks->rest = i + BLOCK - (size_t)__builtin_clzll(commas);
	if (!keys->depth)
		return;
	keys->level[keys->depth - 1].index +=
		(uint64_t)__builtin_popcountll(commas);
	blocks->item[keys->depth - 1] = blocks->rest;
	blocks->child[keys->depth - 1] = NOWHERE;
}

static void open_level(struct blocks *blocks, size_t i)
{
	struct dlp_keys *keys = blocks->keys;

	if (keys->depth && blocks->child[keys->depth - 1] == NOWHERE)
		blocks->child[keys->depth - 1] = i;
	dlp_keys_push(keys, blocks->text.ptr[i] == '[', 0);
	blocks->item[keys->depth - 1] = blocks->rest = i + 1;
	blocks->child[keys->depth - 1] = NOWHERE;
}

static void close_level(struct blocks *blocks, size_t i)
{
	struct dlp_keys *keys = blocks->keys;

	blocks->rest = i + 1;
	dlp_keys_pop(keys);
	if (keys->depth >= blocks->lowest)
		return;
	blocks->lowest = keys->depth;
	if (!keys->depth)
		return;
	blocks->item[keys->depth - 1] = NOWHERE;
	blocks->child[keys->depth - 1] = i;
}

/* Take the block at `i`, but for its strings; false when that goes too deep. */
__attribute__((target("avx2,popcnt"))) static inline bool
take_block(struct blocks *blocks, size_t *i, const struct marks *marks,
	   uint64_t strings)
{
	uint64_t left = marks->bracket & ~strings;
	uint64_t commas = marks->comma & ~strings;

	for (; left; left &= left - 1) {
		const uint64_t before = (left & (~left + 1)) - 1;
		const size_t at = *i + (size_t)__builtin_ctzll(left);
		const char c = blocks->text.ptr[at];

		take_commas(blocks, *i, commas & before);
		commas &= ~before;
		if (c == '}' || c == ']') {
			close_level(blocks, at);
		} else if (blocks->keys->depth == DLP_KEYS_DEPTH) {
			*i = at;
			return false;
		} else {
			open_level(blocks, at);
		}
	}
	take_commas(blocks, *i, commas);
	return true;
}

/* As many blocks as can be taken; returns where that ended. */
__attribute__((target("avx2,popcnt"))) static size_t
take_blocks(struct blocks *blocks, size_t i)
{
	const struct dlp_span text = blocks->text;

	for (; text.len - i >= BLOCK; i += BLOCK) {
		const uint64_t was = blocks->escaped;
		struct marks marks;
		uint64_t strings;

		find(&marks, text.ptr + i);
		if (marks.backslash | was)
			marks.quote &= ~find_escaped(blocks, marks.backslash);
		strings = between(marks.quote) ^ blocks->quoted;
		/* Outside of a string it means nothing. */
		if (marks.backslash & ~strings)
			break;
		if (!take_block(blocks, &i, &marks, strings))
			break;
		blocks->quoted = strings >> 63 ? UINT64_MAX : 0;
	}
	return i;
}

static void read_range(struct blocks *blocks, size_t from, size_t to)
{
	struct dlp_keys *keys = blocks->keys;

	keys->naming = keys->inside = keys->backslash = false;
	keys->quote = 0;
	dlp_keys_flow(keys, (struct dlp_span){ blocks->text.ptr, to }, from);
}

/* Read what was passed and is not known: all as it is before text.ptr[i]. */
static void settle(struct blocks *blocks, size_t i)
{
	struct dlp_keys *keys = blocks->keys;
	const size_t depth = keys->depth;

	for (size_t n = blocks->lowest ? blocks->lowest : 1; n <= depth; n++) {
		struct dlp_keys_level *level = &keys->level[n - 1];
		const size_t item = blocks->item[n - 1];
		const size_t child = blocks->child[n - 1];

		if (item != NOWHERE) {
			level->named = level->past = false;
			keys->depth = n;
			if (!level->list && child != NOWHERE)
				read_range(blocks, item, child);
		}
		level->past = child != NOWHERE;
	}
	keys->depth = depth;
	read_range(blocks, blocks->rest, i);
}

/* An item begins at `i`. */
static size_t pass_blocks(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	struct blocks blocks = {
		.keys = keys, .text = text, .rest = i, .lowest = keys->depth
	};

	if (keys->depth) {
		blocks.item[keys->depth - 1] = i;
		blocks.child[keys->depth - 1] = NOWHERE;
	}
	i = take_blocks(&blocks, i);
	settle(&blocks, i);
	return i;
}

static bool blocks_work(void)
{
	return __builtin_cpu_supports("avx2") &&
	       __builtin_cpu_supports("popcnt");
}

size_t dlp_keys_json(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	const bool work = blocks_work();
	size_t tried = i;

	while (i < text.len) {
		i = dlp_keys_item(keys, text, i);
		if (!work || i < tried || text.len - i < WORTH || keys->deeper)
			continue;
		i = pass_blocks(keys, text, i);
		/* A block that can't be taken is read, and not tried again. */
		tried = i + BLOCK;
	}
	return i;
}

#else

size_t dlp_keys_json(struct dlp_keys *keys, struct dlp_span text, size_t i)
{
	return dlp_keys_flow(keys, text, i);
}

#endif
