#include "match/letters.h"

/* 1 to 36; 0 for what is neither letter nor digit. */
static const unsigned char number_of[256] = {
	['a'] = 1,  ['A'] = 1,  ['b'] = 2,  ['B'] = 2,  ['c'] = 3,  ['C'] = 3,
	['d'] = 4,  ['D'] = 4,  ['e'] = 5,  ['E'] = 5,  ['f'] = 6,  ['F'] = 6,
	['g'] = 7,  ['G'] = 7,  ['h'] = 8,  ['H'] = 8,  ['i'] = 9,  ['I'] = 9,
	['j'] = 10, ['J'] = 10, ['k'] = 11, ['K'] = 11, ['l'] = 12, ['L'] = 12,
	['m'] = 13, ['M'] = 13, ['n'] = 14, ['N'] = 14, ['o'] = 15, ['O'] = 15,
	['p'] = 16, ['P'] = 16, ['q'] = 17, ['Q'] = 17, ['r'] = 18, ['R'] = 18,
	['s'] = 19, ['S'] = 19, ['t'] = 20, ['T'] = 20, ['u'] = 21, ['U'] = 21,
	['v'] = 22, ['V'] = 22, ['w'] = 23, ['W'] = 23, ['x'] = 24, ['X'] = 24,
	['y'] = 25, ['Y'] = 25, ['z'] = 26, ['Z'] = 26, ['0'] = 27, ['1'] = 28,
	['2'] = 29, ['3'] = 30, ['4'] = 31, ['5'] = 32, ['6'] = 33, ['7'] = 34,
	['8'] = 35, ['9'] = 36,
};

unsigned dlp_letters_number(char c)
{
	return number_of[(unsigned char)c];
}

struct dlp_letters dlp_letters_of(struct dlp_span text)
{
	struct dlp_letters letters = { { 0 } };
	unsigned before = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned n = number_of[(unsigned char)text.ptr[i]];
		unsigned pair =
			(before * DLP_LETTERS_KINDS + n) % DLP_LETTERS_PAIRS;

		if (!n)
			continue;
		/* The first has none before it. */
		letters.set[pair / 64] |= (uint64_t)(before != 0) << pair % 64;
		before = n;
	}
	return letters;
}
