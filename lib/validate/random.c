#include <string.h>

#include "validate/check.h"

/*
 * Whether a value looks drawn by lot or chosen by somebody: what tells a key
 * from the name of a key.  Letters that can be spoken, sequences and
 * repetitions are what a name, a path and a sample are made of; in a drawn
 * value they are short and rare.
 */

enum {
	LEAST = 8,  /* below that there is nothing to see */
	SAMPLE = 8, /* a sequence, 12345678, that chance does not make */
};

enum kind { OTHER, DIGIT, LOWER, UPPER };

/* A table: in a drawn value no branch can be foreseen. */
static const unsigned char kinds[256] = {
	['0'] = DIGIT, ['1'] = DIGIT, ['2'] = DIGIT, ['3'] = DIGIT,
	['4'] = DIGIT, ['5'] = DIGIT, ['6'] = DIGIT, ['7'] = DIGIT,
	['8'] = DIGIT, ['9'] = DIGIT, ['a'] = LOWER, ['b'] = LOWER,
	['c'] = LOWER, ['d'] = LOWER, ['e'] = LOWER, ['f'] = LOWER,
	['g'] = LOWER, ['h'] = LOWER, ['i'] = LOWER, ['j'] = LOWER,
	['k'] = LOWER, ['l'] = LOWER, ['m'] = LOWER, ['n'] = LOWER,
	['o'] = LOWER, ['p'] = LOWER, ['q'] = LOWER, ['r'] = LOWER,
	['s'] = LOWER, ['t'] = LOWER, ['u'] = LOWER, ['v'] = LOWER,
	['w'] = LOWER, ['x'] = LOWER, ['y'] = LOWER, ['z'] = LOWER,
	['A'] = UPPER, ['B'] = UPPER, ['C'] = UPPER, ['D'] = UPPER,
	['E'] = UPPER, ['F'] = UPPER, ['G'] = UPPER, ['H'] = UPPER,
	['I'] = UPPER, ['J'] = UPPER, ['K'] = UPPER, ['L'] = UPPER,
	['M'] = UPPER, ['N'] = UPPER, ['O'] = UPPER, ['P'] = UPPER,
	['Q'] = UPPER, ['R'] = UPPER, ['S'] = UPPER, ['T'] = UPPER,
	['U'] = UPPER, ['V'] = UPPER, ['W'] = UPPER, ['X'] = UPPER,
	['Y'] = UPPER, ['Z'] = UPPER,
};

static enum kind kind_of(char c)
{
	return (enum kind)kinds[(unsigned char)c];
}

/* The letters that in English words often follow a, b, and so on, each in its
 * place in the alphabet. */
static const char follows[26][27] = {
	"-bcd-fg-i-klmn-p-rstuv--y-", "a---e---i--l--o--rs-u-----",
	"a-c-e--hi-kl--o--r-tu-----", "a--de---i--l--o--rs-u-----",
	"abcdefg-i--lmnopqrst-vwxy-", "a---ef--i--l--o--r-tu-----",
	"a---e--hi--l-no--rs-u-----", "a---e---i-----o--r-t------",
	"abcdefg----lmnop-rst-v-x-z", "a---e---------o-----u-----",
	"a---e---i--l-no---s-----y-", "a--de---i--l--o---stu---y-",
	"ab--e---i---m-op--s-u-----", "a-cdefg-i-kl-no---stuv----",
	"abcd-fg-i-klmnop-rstuvw---", "a---e---i--l--op-rstu---y-",
	"--------------------u-----", "a-cdefg-i-klmnop-rstuv--y-",
	"a-c-e--hi-kl--op--stu---y-", "a-cde--hi--l--o--rstu---y-",
	"abcde-g-i--lmn-p-rst------", "a---e---i-----o---------y-",
	"a---e--hi--l-no--rs-------", "--c-e---i------p---t------",
	"a---e------l--op--st------", "a---e---i--l--o----------z",
};

/*
 * The length of the word at `at`: letters of one case, or small ones behind a
 * capital.
 */
static size_t word_length(struct dlp_span v, size_t at)
{
	enum kind first = kind_of(v.ptr[at]), rest = first;
	size_t end = at + 1;

	if (first < LOWER)
		return 1;
	if (end < v.len && first == UPPER && kind_of(v.ptr[end]) == LOWER)
		rest = LOWER;
	while (end < v.len && kind_of(v.ptr[end]) == rest)
		end++;
	return end - at;
}

/* Four letters or more, of which but one in five follows oddly. */
static bool is_spoken(const char *s, size_t n)
{
	size_t odd = 0;

	if (n < 4)
		return false;
	for (size_t i = 1; i < n; i++)
		odd += follows[(s[i - 1] | 0x20) - 'a'][(s[i] | 0x20) - 'a'] ==
		       '-';
	return odd <= (n - 2) / 5;
}

/* The length of the sequence at `at`: abcd, 4321, aaaa. */
static size_t sequence_length(struct dlp_span v, size_t at)
{
	int step = at + 1 < v.len ? v.ptr[at + 1] - v.ptr[at] : 2;
	size_t end = at + 1;

	if (step < -1 || step > 1)
		return 1;
	while (end < v.len && v.ptr[end] - v.ptr[end - 1] == step)
		end++;
	return end - at;
}

/* The length of two sequences that take turns at `at`: a1b2c3d4, d4c3b2a1. */
static size_t braid_length(struct dlp_span v, size_t at)
{
	int step = at + 2 < v.len ? v.ptr[at + 2] - v.ptr[at] : 0;
	size_t end = at + 2;

	if (step != 1 && step != -1)
		return 1;
	while (end < v.len && v.ptr[end] - v.ptr[end - 2] == step)
		end++;
	return end - at < 6 ? 1 : end - at;
}

/* The bytes of a value that stand twice in a row: 12341234, abcabcabc. */
static bool repeats(struct dlp_span v)
{
	for (size_t step = 2; step <= v.len / 2 && step <= 16; step++) {
		const size_t pairs = v.len - step;
		size_t differ = 0;

		for (size_t i = step; i < v.len && differ * 4 < pairs; i++)
			differ += v.ptr[i] != v.ptr[i - step];
		if (differ * 4 < pairs)
			return true;
	}
	return false;
}

/* Without digits the case must change all the time, as in base64. */
static bool is_mixed(struct dlp_span v)
{
	size_t letters = 0, digits = 0, breaks = 0;
	enum kind last = kind_of(*v.ptr);

	for (size_t i = 0; i < v.len; i++) {
		const enum kind kind = kind_of(v.ptr[i]);

		letters += kind >= LOWER;
		digits += kind == DIGIT;
		breaks += kind != last;
		last = kind;
	}
	return letters && (digits || breaks * 4 >= v.len) &&
	       breaks * 8 >= v.len;
}

static bool is_words(struct dlp_span v)
{
	size_t spoken = 0;

	for (size_t i = 0, n; i < v.len; i += n) {
		n = word_length(v, i);
		if (is_spoken(v.ptr + i, n))
			spoken += n;
	}
	return spoken * 3 >= v.len;
}

static bool is_sequences(struct dlp_span v)
{
	size_t sequence = 0, longest = 0;

	for (size_t i = 0, n; i < v.len; i += n) {
		n = sequence_length(v, i);
		if (n < 4)
			n = braid_length(v, i);
		if (n >= 4)
			sequence += n;
		if (n > longest)
			longest = n;
	}
	return longest >= SAMPLE || sequence * 4 > v.len;
}

/* What is told soonest is asked first. */
static enum dlp_verdict check_random(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	struct dlp_span v = cand->value;

	(void)args;
	while (v.len && v.ptr[v.len - 1] == '=')
		v.len--;
	if (v.len < LEAST || !is_mixed(v) || is_words(v) || is_sequences(v) ||
	    repeats(v))
		return DLP_INVALID;
	return DLP_VALID;
}

const struct dlp_validator dlp_checks_random[] = {
	{ "random", "", "no words, sequences, repetitions: drawn by lot",
	  check_random },
	{ 0 },
};
