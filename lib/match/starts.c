#include "match/starts.h"

#include <string.h>

/*
 * What follows are loops over words that compilers make SIMD of, once for what
 * every processor has and once for AVX2; hence the inline.
 */
#define LOOPS static inline __attribute__((always_inline))

/*
 * `word` moved up by `by` bits, those of the word below moved in.  The first
 * has none below; loops over the others are without a test of that.
 */
LOOPS uint64_t up(const uint64_t *word, size_t w, unsigned by, bool first)
{
	return word[w] << by | (first ? 0 : word[w - 1] >> (64 - by));
}

LOOPS uint64_t down(const uint64_t *word, size_t w, unsigned by)
{
	return word[w] >> by | word[w + 1] << (64 - by);
}

/* Digits, and separators with digits on both sides: next to them for digits,
 * within three bytes for phones. */
LOOPS void fill_gap(const struct dlp_runs *runs, uint64_t *digits,
		    uint64_t *phone, size_t w, bool first)
{
	const uint64_t *d = runs->digit, *join = runs->join;
	uint64_t left = up(d, w, 1, first), right = down(d, w, 1);

	digits[w] = d[w] | (join[w] & left & right);
	left |= up(d, w, 2, first) | up(d, w, 3, first);
	right |= down(d, w, 2) | down(d, w, 3);
	phone[w] = d[w] | (join[w] & left & right);
}

/* One word of zeros is behind both. */
LOOPS void fill_gaps(const struct dlp_runs *runs, uint64_t *digits,
		     uint64_t *phone)
{
	/* Read again, it might be what was just stored: no loop of vectors. */
	const size_t words = runs->words;

	if (words)
		fill_gap(runs, digits, phone, 0, true);
	for (size_t w = 1; w < words; w++)
		fill_gap(runs, digits, phone, w, false);
	digits[words] = phone[words] = 0;
}

/*
 * Keep the bits that `length` set bits in a row begin at, 1 <= length <= 64, of
 * `words` words with one of zeros behind them.
 */
LOOPS void keep(uint64_t *mask, size_t words, unsigned length)
{
	unsigned have = 1;

	/* A bit comes to stand for `have` bits in a row; join two such. */
	while (have < length) {
		unsigned by = have < length - have ? have : length - have;

		for (size_t w = 0; w < words; w++)
			mask[w] &= mask[w] >> by | mask[w + 1] << (64 - by);
		have += by;
	}
}

/* Words of letters and digits, and where they begin. */
LOOPS void find_words(const struct dlp_runs *runs, uint64_t *word,
		      uint64_t *begins)
{
	const size_t words = runs->words;

	for (size_t w = 0; w <= words; w++)
		word[w] = runs->digit[w] | runs->alpha[w];
	*begins = *word & ~(*word << 1 | (uint64_t)runs->word_before);
	for (size_t w = 1; w < words; w++)
		begins[w] = word[w] & ~(word[w] << 1 | word[w - 1] >> 63);
}

/* Of numbers, those that begin a word and do not go on behind a dash. */
LOOPS void keep_first(const struct dlp_runs *runs, const uint64_t *begins,
		      struct dlp_starts *starts)
{
	const uint64_t *d = runs->digit, *dash = runs->dash;
	const size_t words = runs->words;
	uint64_t joined = (dash[0] << 1 &
			   (d[0] << 2 | (uint64_t)runs->digit_before << 1)) |
			  (uint64_t)runs->joined_before;

	starts->digits[0] &= begins[0] & ~joined;
	starts->phone[0] &= begins[0] & ~joined;
	for (size_t w = 1; w < words; w++) {
		joined = (dash[w] << 1 | dash[w - 1] >> 63) &
			 (d[w] << 2 | d[w - 1] >> 62);
		starts->digits[w] &= begins[w] & d[w] & ~joined;
		starts->phone[w] &= begins[w] & d[w] & ~joined;
	}
	starts->digits[0] &= d[0];
	starts->phone[0] &= d[0];
}

/* Bits within four of those of `mask`, downwards, or upwards. */
LOOPS uint64_t below(const uint64_t *mask, size_t w)
{
	return down(mask, w, 1) | down(mask, w, 2) | down(mask, w, 3) |
	       down(mask, w, 4);
}

LOOPS uint64_t above(const uint64_t *mask, size_t w, bool first)
{
	return up(mask, w, 1, first) | up(mask, w, 2, first) |
	       up(mask, w, 3, first) | up(mask, w, 4, first);
}

/*
 * The first digit behind a word's letters, or letter behind its digits, in a
 * row of five or more, or of a capital near to what joins two words; and
 * digits and letters with a separator between, where neither has four letters
 * in a row: capitals, but for one letter behind a dash.  `five` has where such
 * rows begin, and `joint` such separators.
 */
LOOPS uint64_t id_of(const struct dlp_runs *runs, const uint64_t *word,
		     const uint64_t *begins, const uint64_t *five,
		     const uint64_t *joint, size_t w, bool first)
{
	const uint64_t *d = runs->digit, *a = runs->alpha, *c = runs->capital;
	/* A word goes on from the one before, for all that is known. */
	const uint64_t b = begins[w] | (word[w] & 1);
	const uint64_t gap = up(runs->join, w, 1, first);
	const uint64_t large = five[w] | above(five, w, first) |
			       ((c[w] | up(c, w, 1, first)) &
				(above(joint, w, first) | below(joint, w)));
	uint64_t meet, before, behind;

	/* What is added at the first of a row goes behind its last. */
	meet = (d[w] & (a[w] + (b & a[w])) & ~a[w]) |
	       (a[w] & (d[w] + (b & d[w])) & ~d[w]) |
	       (((d[w] & up(a, w, 1, first)) | (a[w] & up(d, w, 1, first))) &
		1);
	before =
		gap & up(c, w, 2, first) &
		~(up(a, w, 3, first) & up(a, w, 4, first) & up(a, w, 5, first));
	behind = gap & up(d, w, 2, first) &
		 (c[w] | (up(runs->dash, w, 1, first) & ~down(a, w, 1))) &
		 ~(down(a, w, 1) & down(a, w, 2) & down(a, w, 3));
	return (meet & large) | (d[w] & before) | (a[w] & behind);
}

/* `five` and `joint` are workspace. */
LOOPS void find_ids(const struct dlp_runs *runs, const uint64_t *word,
		    const uint64_t *begins, uint64_t *five, uint64_t *joint,
		    uint64_t *id)
{
	const uint64_t *join = runs->join;
	const size_t words = runs->words;

	for (size_t w = 0; w < words; w++) {
		five[w] = word[w] & down(word, w, 1);
		joint[w] = join[w] & down(word, w, 1);
	}
	five[words] = joint[words] = 0;
	for (size_t w = 0; w < words; w++)
		five[w] &= down(five, w, 2) & down(word, w, 4);
	*id = id_of(runs, word, begins, five, joint, 0, true);
	for (size_t w = 1; w < words; w++)
		id[w] = id_of(runs, word, begins, five, joint, w, false);
}

/* What the masks before the block would say, for all that it may matter to. */
static uint64_t first_ids(const struct dlp_runs *runs, const uint64_t *word)
{
	enum { REACH = 6 };
	unsigned far = REACH;

	if (runs->word_before)
		far += dlp_runs_from(word, 0);
	return far < 64 ? *word & ((UINT64_C(1) << far) - 1) : *word;
}

LOOPS void find(const struct dlp_runs *runs,
		const struct dlp_starts_wants *wants, struct dlp_starts *starts)
{
	enum { PHONE_DIGITS = 8 };
	const uint64_t *d = runs->digit, *a = runs->alpha;
	const size_t words = runs->words, size = (words + 1) * sizeof(*d);
	uint64_t begins[DLP_RUN_WORDS + 1];

	find_words(runs, starts->token, begins);
	if (wants->id && words) {
		find_ids(runs, starts->token, begins, starts->phone,
			 starts->iban, starts->id);
		*starts->id |= first_ids(runs, starts->token);
	} else {
		memset(starts->id, 0, size);
	}
	if (wants->token) {
		keep(starts->token, words, wants->token);
		/* One without a digit in sight, and that ends in sight, has
		 * none. */
		for (size_t w = 0; w < words; w++)
			starts->token[w] &=
				d[w] | d[w + 1] || !~a[w + 1] ? begins[w] : 0;
	} else {
		memset(starts->token, 0, size);
	}
	fill_gaps(runs, starts->digits, starts->phone);
	if (wants->digits)
		keep(starts->digits, words, wants->digits);
	else
		memset(starts->digits, 0, size);
	if (wants->phone)
		keep(starts->phone, words, PHONE_DIGITS);
	else
		memset(starts->phone, 0, size);
	keep_first(runs, begins, starts);
	memset(starts->iban, 0, size);
	for (size_t w = 0; wants->iban && w < words; w++)
		starts->iban[w] = begins[w] & a[w] &
				  (a[w] >> 1 | a[w + 1] << 63) &
				  (d[w] >> 2 | d[w + 1] << 62) &
				  (d[w] >> 3 | d[w + 1] << 61);
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) static void
find_avx2(const struct dlp_runs *runs, const struct dlp_starts_wants *wants,
	  struct dlp_starts *starts)
{
	find(runs, wants, starts);
}
#endif

void dlp_starts_find(const struct dlp_runs *runs,
		     const struct dlp_starts_wants *wants,
		     struct dlp_starts *starts)
{
#if defined(__x86_64__)
	if (__builtin_cpu_supports("avx2")) {
		find_avx2(runs, wants, starts);
		return;
	}
#endif
	find(runs, wants, starts);
}
