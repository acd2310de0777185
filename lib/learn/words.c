#include "learn/words.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { LOOK = 8 }; /* bytes behind an end that decide on it */

enum class {
	BLANK = 1,
	LETTER = 2,
	DIGIT = 4,
	WORD = LETTER | DIGIT,
	APART = 8,    /* it is in no mail address or link */
	JOINT = 16,   /* letters may go on behind it */
	NUMERAL = 32, /* and digits */
	LINK = 64,    /* a link or an address has it */
	END = 128     /* a sentence may end there */
};

/* Of ASCII. */
static const unsigned char classes[128] = {
	[0] = BLANK | JOINT | NUMERAL,
	['\t'] = BLANK,
	['\n'] = BLANK | END,
	['\v'] = BLANK,
	['\f'] = BLANK,
	['\r'] = BLANK,
	[' '] = BLANK,
	['!'] = END,
	['?'] = END,
	['.'] = JOINT | NUMERAL | END,
	[','] = APART | JOINT | NUMERAL,
	['/'] = JOINT | NUMERAL,
	[':'] = JOINT | NUMERAL | LINK,
	['@'] = LINK,
	['#'] = LINK,
	['\''] = JOINT,
	['-'] = JOINT,
	['_'] = JOINT,
	['<'] = APART,
	['>'] = APART,
	['"'] = APART,
	['('] = APART,
	[')'] = APART,
	[';'] = APART,
	['0'] = DIGIT,
	['1'] = DIGIT,
	['2'] = DIGIT,
	['3'] = DIGIT,
	['4'] = DIGIT,
	['5'] = DIGIT,
	['6'] = DIGIT,
	['7'] = DIGIT,
	['8'] = DIGIT,
	['9'] = DIGIT,
	['a'] = LETTER,
	['b'] = LETTER,
	['c'] = LETTER,
	['d'] = LETTER,
	['e'] = LETTER,
	['f'] = LETTER,
	['g'] = LETTER,
	['h'] = LETTER,
	['i'] = LETTER,
	['j'] = LETTER,
	['k'] = LETTER,
	['l'] = LETTER,
	['m'] = LETTER,
	['n'] = LETTER,
	['o'] = LETTER,
	['p'] = LETTER,
	['q'] = LETTER,
	['r'] = LETTER,
	['s'] = LETTER,
	['t'] = LETTER,
	['u'] = LETTER,
	['v'] = LETTER,
	['w'] = LETTER,
	['x'] = LETTER,
	['y'] = LETTER,
	['z'] = LETTER,
	['A'] = LETTER,
	['B'] = LETTER,
	['C'] = LETTER,
	['D'] = LETTER,
	['E'] = LETTER,
	['F'] = LETTER,
	['G'] = LETTER,
	['H'] = LETTER,
	['I'] = LETTER,
	['J'] = LETTER,
	['K'] = LETTER,
	['L'] = LETTER,
	['M'] = LETTER,
	['N'] = LETTER,
	['O'] = LETTER,
	['P'] = LETTER,
	['Q'] = LETTER,
	['R'] = LETTER,
	['S'] = LETTER,
	['T'] = LETTER,
	['U'] = LETTER,
	['V'] = LETTER,
	['W'] = LETTER,
	['X'] = LETTER,
	['Y'] = LETTER,
	['Z'] = LETTER,
};

static unsigned class_of(char c)
{
	return (unsigned char)c < 0x80 ? classes[c & 0x7f] : 0;
}

static bool is_digit(char c)
{
	return (class_of(c) & DIGIT) != 0;
}

static bool is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

/* Letters beyond ASCII are told from other characters by their first byte: what
 * begins with e2 is punctuation, symbols and the like. */
static bool is_letter(struct dlp_span s, size_t i)
{
	unsigned char c = (unsigned char)s.ptr[i];

	if (c < 0x80)
		return (classes[c] & LETTER) != 0;
	return c >= 0xc3 && c != 0xe2 && c < 0xf0;
}

static bool is_trail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static bool is_blank(char c)
{
	return (class_of(c) & BLANK) != 0;
}

/* The end of the character at `i`. */
static size_t step(struct dlp_span s, size_t i)
{
	bool beyond = (unsigned char)s.ptr[i++] >= 0x80;

	while (beyond && i < s.len && is_trail(s.ptr[i]))
		i++;
	return i;
}

static bool is_word(struct dlp_span s, size_t i)
{
	return i < s.len && (is_letter(s, i) || is_digit(s.ptr[i]));
}

/* The end of the letters and digits at `i`. */
static size_t skip_word(struct dlp_span s, size_t i)
{
	for (;;) {
		while (i < s.len && class_of(s.ptr[i]) & WORD)
			i++;
		if (!is_word(s, i))
			return i;
		i = step(s, i);
	}
}

/* The right single quotation mark, which is an apostrophe as well. */
static size_t apostrophe(struct dlp_span s, size_t i)
{
	if (s.ptr[i] == '\'')
		return 1;
	return s.len - i >= 3 && !memcmp(s.ptr + i, "\xe2\x80\x99", 3) ? 3 : 0;
}

/* Whether at `i` there is 's or the like, which is a word of its own. */
static bool is_clitic(struct dlp_span s, size_t i)
{
	size_t n = apostrophe(s, i), at = i + n, end;

	if (!n)
		return false;
	end = skip_word(s, at);
	return (end - at == 1 && s.ptr[at] != 'a') ||
	       (end - at == 2 &&
		(!memcmp(s.ptr + at, "ll", 2) || !memcmp(s.ptr + at, "re", 2) ||
		 !memcmp(s.ptr + at, "ve", 2)));
}

/* The end of the word of letters and digits that begins at `i`. */
static size_t word_end(struct dlp_span s, size_t i)
{
	bool digit = is_digit(s.ptr[i]);
	size_t start = i, joint;

	for (;;) {
		i = skip_word(s, i);
		if (i == s.len || ((unsigned char)s.ptr[i] < 0x80 &&
				   !(class_of(s.ptr[i]) & JOINT)))
			return i;
		/* J. and U.S. */
		if (s.ptr[i] == '.' && is_letter(s, i - 1) &&
		    (i - start == 1 || s.ptr[i - 2] == '.')) {
			i++;
			if (!is_word(s, i))
				return i;
			continue;
		}
		joint = apostrophe(s, i);
		if (joint && is_clitic(s, i))
			return i;
		if (!joint && (s.ptr[i] == '-' || s.ptr[i] == '_'))
			joint = 1;
		if (!joint && digit && class_of(s.ptr[i]) & NUMERAL &&
		    i + 1 < s.len && is_digit(s.ptr[i + 1]))
			joint = 1;
		if (!joint || !is_word(s, i + joint))
			return i;
		i += joint;
	}
}

/* The end of a mail address or link that begins at `i`, in characters that may
 * be of one up to `end`; `i` where none does: a slash before the @ is one of
 * Notes, "Ada King/London/Firm@Firm". */
static size_t link_end(struct dlp_span s, size_t i, size_t end)
{
	bool link = false;

	if (s.ptr[i] == '@' || s.ptr[i] == '#')
		return end - i > 1 && is_word(s, i + 1) ? word_end(s, i + 1)
							: i;
	for (size_t k = i + 1; k + 1 < end && s.ptr[k] != '/' && !link; k++)
		link = s.ptr[k] == '@' ||
		       (end - k > 3 && !memcmp(s.ptr + k, "://", 3));
	if (end - i > 4 && !memcmp(s.ptr + i, "www.", 4))
		link = true;
	while (link && end > i + 1 && strchr(".!?:'", s.ptr[end - 1]))
		end--;
	return link ? end : i;
}

static size_t any_end(struct dlp_span s, size_t i, size_t *checked)
{
	char c = s.ptr[i];

	/* One look for each run of what is not blank. */
	if (i >= *checked) {
		size_t run = i, end = i;
		unsigned class = 0, has = 0;
		bool plain = true;

		for (; run < s.len; run++) {
			class = class_of(s.ptr[run]);
			if (class & (BLANK | APART))
				break;
			has |= class;
			plain &= (class & WORD) != 0;
		}
		*checked = run + (run == i);
		if (has & LINK || c == 'w')
			end = link_end(s, i, run);
		if (end > i)
			return end;
		/* Letters and digits, and nothing that joins more to them. */
		if (plain && run > i && (run == s.len || !(class & JOINT)))
			return run;
	}
	if (is_word(s, i))
		return word_end(s, i);
	if (is_clitic(s, i))
		return skip_word(s, i + apostrophe(s, i));
	i = step(s, i);
	while ((unsigned char)c < 0x80 && i < s.len && s.ptr[i] == c)
		i++;
	return i;
}

size_t dlp_words_cut(struct dlp_span s, struct dlp_word word[DLP_WORDS_MAX],
		     size_t *used)
{
	size_t n = 0, i = 0, checked = 0;

	while (i < s.len && n < DLP_WORDS_MAX) {
		if (is_blank(s.ptr[i])) {
			i++;
			continue;
		}
		word[n].start = i;
		i = any_end(s, i, &checked);
		word[n++].end = i;
	}
	*used = i;
	return n;
}

/* Words whose full stop ends no sentence. */
static bool is_short(struct dlp_span s, size_t stop)
{
	static const char *const known[] = {
		"mr",  "mrs",  "ms", "dr", "prof", "st",  "sr",  "jr",
		"rev", "capt", "lt", "no", "gen",  "sgt", "hon", "vs",
	};
	size_t i = stop;

	while (i && (is_word(s, i - 1) || is_trail(s.ptr[i - 1])))
		i--;
	if (stop - i <= 1)
		return true;
	for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
		size_t len = strlen(known[k]), j = 0;

		while (j < len && len == stop - i &&
		       (s.ptr[i + j] | 0x20) == known[k][j])
			j++;
		if (j == len)
			return true;
	}
	return false;
}

/* Whether the line end at `i`, of a line that began at `line`, ends a sentence;
 * LOOK bytes behind it say. */
static bool line_ends(struct dlp_span s, size_t line, size_t i)
{
	size_t next = i + 1;

	if (i - line < DLP_SENTENCE_LINE)
		return true;
	while (next < s.len && next < i + LOOK && is_blank(s.ptr[next]) &&
	       s.ptr[next] != '\n')
		next++;
	return !is_word(s, next) || is_digit(s.ptr[next]);
}

/* Whether what begins at 0 may be an address, whose line from `line` to `i` is
 * not the last: the next one begins with a number or a capital, and with no
 * label ("Tel:"), which LOOK bytes say. */
static bool is_address(struct dlp_span s, size_t line, size_t i)
{
	bool number = line != 0;

	if (i - line >= DLP_SENTENCE_LINE || i == line || i + 1 == s.len ||
	    strchr(":;", s.ptr[i - 1]) ||
	    !(is_digit(s.ptr[i + 1]) || is_capital(s.ptr[i + 1]) ||
	      (unsigned char)s.ptr[i + 1] >= 0x80))
		return false;
	for (size_t k = 0; k < i && !number; k++)
		number = is_digit(s.ptr[k]);
	for (size_t k = i + 1; k < i + LOOK && k < s.len; k++)
		if (s.ptr[k] == ':')
			return false;
	return number;
}

/* Whether the byte at `i` is the stop of a sentence. */
static bool stop_ends(struct dlp_span s, size_t i)
{
	char c = s.ptr[i];

	if ((c != '.' && c != '!' && c != '?') || !i || i + 2 >= s.len ||
	    !is_blank(s.ptr[i + 1]) || (c == '.' && is_short(s, i)))
		return false;
	return is_capital(s.ptr[i + 2]) || is_blank(s.ptr[i + 2]) ||
	       (unsigned char)s.ptr[i + 2] >= 0x80;
}

/* The first byte from `i` on, before `end`, at which a sentence may end. */
static size_t next_end(struct dlp_span s, size_t i, size_t end)
{
#ifdef __SSE2__
	for (; end - i >= 16; i += 16) {
		const __m128i v = _mm_loadu_si128((const __m128i *)(s.ptr + i));
		const __m128i line = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));
		const __m128i stop = _mm_cmpeq_epi8(v, _mm_set1_epi8('.'));
		const __m128i call = _mm_cmpeq_epi8(v, _mm_set1_epi8('!'));
		const __m128i query = _mm_cmpeq_epi8(v, _mm_set1_epi8('?'));
		const unsigned ends = (unsigned)_mm_movemask_epi8(_mm_or_si128(
			_mm_or_si128(line, stop), _mm_or_si128(call, query)));

		if (ends)
			return i + (size_t)__builtin_ctz(ends);
	}
#endif
	while (i < end && !(class_of(s.ptr[i]) & END))
		i++;
	return i;
}

size_t dlp_sentence_length(struct dlp_span text, bool last)
{
	size_t end = last ? text.len : text.len < LOOK ? 0 : text.len - LOOK;
	size_t line = 0, i = 0, rows = 0;

	if (end > DLP_SENTENCE_MAX)
		end = DLP_SENTENCE_MAX;
	for (; (i = next_end(text, i, end)) < end; i++) {
		if (stop_ends(text, i))
			return i + 1;
		if (text.ptr[i] != '\n')
			continue;
		if (line_ends(text, line, i) &&
		    (++rows == DLP_SENTENCE_ROWS || !is_address(text, line, i)))
			return i + 1;
		line = i + 1;
	}
	if (end < DLP_SENTENCE_MAX)
		return last ? end : 0;
	/* Between words, where there is such a place. */
	while (i > end / 2 && !is_blank(text.ptr[i - 1]))
		i--;
	return i > end / 2 ? i : end;
}
