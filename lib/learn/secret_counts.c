#include "learn/secret_counts.h"

#include <stdint.h>

/* What is counted of the characters of a value, side by side in one number. */
enum part {
	DIGIT,
	LOWER,
	UPPER,
	HEX,
	VOWEL,
	SLASH,
	DOT,
	DASH,
	LOW,
	PLUS,
	PART = 6,              /* bits of one */
	MOST = (1 << PART) - 1 /* characters until one may be full */
};
#define ONE(part) (UINT64_C(1) << PART * (part))
#define NUMBER (ONE(DIGIT) | ONE(HEX))
#define SMALL (ONE(LOWER))
#define CAPITAL (ONE(UPPER))

static const uint64_t parts[256] = {
	['0'] = NUMBER,
	['1'] = NUMBER,
	['2'] = NUMBER,
	['3'] = NUMBER,
	['4'] = NUMBER,
	['5'] = NUMBER,
	['6'] = NUMBER,
	['7'] = NUMBER,
	['8'] = NUMBER,
	['9'] = NUMBER,
	['/'] = ONE(SLASH),
	['.'] = ONE(DOT),
	['-'] = ONE(DASH),
	['_'] = ONE(LOW),
	['+'] = ONE(PLUS),
	['='] = ONE(PLUS),
	['a'] = SMALL | ONE(HEX) | ONE(VOWEL),
	['b'] = SMALL | ONE(HEX),
	['c'] = SMALL | ONE(HEX),
	['d'] = SMALL | ONE(HEX),
	['e'] = SMALL | ONE(HEX) | ONE(VOWEL),
	['f'] = SMALL | ONE(HEX),
	['g'] = SMALL,
	['h'] = SMALL,
	['i'] = SMALL | ONE(VOWEL),
	['j'] = SMALL,
	['k'] = SMALL,
	['l'] = SMALL,
	['m'] = SMALL,
	['n'] = SMALL,
	['o'] = SMALL | ONE(VOWEL),
	['p'] = SMALL,
	['q'] = SMALL,
	['r'] = SMALL,
	['s'] = SMALL,
	['t'] = SMALL,
	['u'] = SMALL | ONE(VOWEL),
	['v'] = SMALL,
	['w'] = SMALL,
	['x'] = SMALL,
	['y'] = SMALL,
	['z'] = SMALL,
	['A'] = CAPITAL | ONE(HEX) | ONE(VOWEL),
	['B'] = CAPITAL | ONE(HEX),
	['C'] = CAPITAL | ONE(HEX),
	['D'] = CAPITAL | ONE(HEX),
	['E'] = CAPITAL | ONE(HEX) | ONE(VOWEL),
	['F'] = CAPITAL | ONE(HEX),
	['G'] = CAPITAL,
	['H'] = CAPITAL,
	['I'] = CAPITAL | ONE(VOWEL),
	['J'] = CAPITAL,
	['K'] = CAPITAL,
	['L'] = CAPITAL,
	['M'] = CAPITAL,
	['N'] = CAPITAL,
	['O'] = CAPITAL | ONE(VOWEL),
	['P'] = CAPITAL,
	['Q'] = CAPITAL,
	['R'] = CAPITAL,
	['S'] = CAPITAL,
	['T'] = CAPITAL,
	['U'] = CAPITAL | ONE(VOWEL),
	['V'] = CAPITAL,
	['W'] = CAPITAL,
	['X'] = CAPITAL,
	['Y'] = CAPITAL,
	['Z'] = CAPITAL,
};

static size_t part_of(uint64_t sum, enum part part)
{
	return (size_t)(sum >> PART * part) & MOST;
}

static void add_parts(struct dlp_secret_counts *n, uint64_t sum)
{
	n->digit += part_of(sum, DIGIT);
	n->lower += part_of(sum, LOWER);
	n->upper += part_of(sum, UPPER);
	n->hex += part_of(sum, HEX);
	n->vowels += part_of(sum, VOWEL);
	n->slash += part_of(sum, SLASH);
	n->dot += part_of(sum, DOT);
	n->dash += part_of(sum, DASH);
	n->low += part_of(sum, LOW);
	n->plus += part_of(sum, PLUS);
}

static size_t greater(size_t a, size_t b)
{
	return a > b ? a : b;
}

void dlp_secret_count(struct dlp_span value, struct dlp_secret_counts *n)
{
	const uint64_t letter = ONE(LOWER) | ONE(UPPER);
	size_t letters = 0, smalls = 0, numbers = 0;
	uint64_t last = UINT64_MAX;

	*n = (struct dlp_secret_counts){ 0 };
	for (size_t i = 0, end; i < value.len; i = end) {
		uint64_t sum = 0;

		end = value.len - i < MOST ? value.len : i + MOST;
		for (size_t k = i; k < end; k++) {
			const unsigned char c = (unsigned char)value.ptr[k];
			const uint64_t part = parts[c];
			const uint64_t kind = part & (letter | ONE(DIGIT));
			const size_t seen = n->seen[c];

			sum += part;
			letters = kind & letter ? letters + 1 : 0;
			smalls = kind & ONE(LOWER) ? smalls + 1 : 0;
			numbers = kind & ONE(DIGIT) ? numbers + 1 : 0;
			n->letters = greater(letters, n->letters);
			n->smalls = greater(smalls, n->smalls);
			n->numbers = greater(numbers, n->numbers);
			n->changes += k && kind != last;
			n->same += k && c == (unsigned char)value.ptr[k - 1];
			last = kind;
			n->distinct += !seen;
			if (seen == UINT8_MAX)
				continue;
			/* From one square to the next. */
			n->squares += 2 * seen + 1;
			n->seen[c]++;
		}
		add_parts(n, sum);
	}
	n->other = value.len - n->digit - n->lower - n->upper;
}
