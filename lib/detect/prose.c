#include "detect/prose.h"

#include <stdint.h>

enum sign { OTHER, SMALL, CAPITAL, BLANK, CODE };

/* Signs of programs and data; what prose has too, now and then, is OTHER. */
static const uint8_t signs[256] = {
	['\t'] = BLANK,  ['\n'] = BLANK,  [' '] = BLANK,   ['{'] = CODE,
	['}'] = CODE,    ['['] = CODE,    [']'] = CODE,    ['<'] = CODE,
	['>'] = CODE,    ['='] = CODE,    [';'] = CODE,    ['_'] = CODE,
	['\\'] = CODE,   ['|'] = CODE,    ['#'] = CODE,    ['$'] = CODE,
	['&'] = CODE,    ['*'] = CODE,    ['+'] = CODE,    ['`'] = CODE,
	['~'] = CODE,    ['^'] = CODE,    ['%'] = CODE,    [0] = CODE,
	['a'] = SMALL,   ['b'] = SMALL,   ['c'] = SMALL,   ['d'] = SMALL,
	['e'] = SMALL,   ['f'] = SMALL,   ['g'] = SMALL,   ['h'] = SMALL,
	['i'] = SMALL,   ['j'] = SMALL,   ['k'] = SMALL,   ['l'] = SMALL,
	['m'] = SMALL,   ['n'] = SMALL,   ['o'] = SMALL,   ['p'] = SMALL,
	['q'] = SMALL,   ['r'] = SMALL,   ['s'] = SMALL,   ['t'] = SMALL,
	['u'] = SMALL,   ['v'] = SMALL,   ['w'] = SMALL,   ['x'] = SMALL,
	['y'] = SMALL,   ['z'] = SMALL,   ['A'] = CAPITAL, ['B'] = CAPITAL,
	['C'] = CAPITAL, ['D'] = CAPITAL, ['E'] = CAPITAL, ['F'] = CAPITAL,
	['G'] = CAPITAL, ['H'] = CAPITAL, ['I'] = CAPITAL, ['J'] = CAPITAL,
	['K'] = CAPITAL, ['L'] = CAPITAL, ['M'] = CAPITAL, ['N'] = CAPITAL,
	['O'] = CAPITAL, ['P'] = CAPITAL, ['Q'] = CAPITAL, ['R'] = CAPITAL,
	['S'] = CAPITAL, ['T'] = CAPITAL, ['U'] = CAPITAL, ['V'] = CAPITAL,
	['W'] = CAPITAL, ['X'] = CAPITAL, ['Y'] = CAPITAL, ['Z'] = CAPITAL,
};

bool dlp_prose_may_be(struct dlp_span text)
{
	size_t count[CODE + 1] = { 0 }, letters, beyond = 0;
	size_t n = text.len < DLP_PROSE_GLANCE ? text.len : DLP_PROSE_GLANCE;

	for (size_t i = 0; i < n; i++) {
		count[signs[(unsigned char)text.ptr[i]]]++;
		beyond += (unsigned char)text.ptr[i] >= 0x80;
	}
	letters = count[SMALL] + count[CAPITAL] + beyond;
	/* Of the signs one in 24, and two at any rate; of blanks one in 20, and
	 * half of all are letters. */
	return (count[CAPITAL] || beyond) && letters * 2 >= n &&
	       (count[CODE] <= 2 || count[CODE] * 24 <= n) &&
	       count[BLANK] * 20 >= n && count[BLANK] * 2 <= n;
}
