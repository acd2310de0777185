#include "detect/prose.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

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

struct glance {
	size_t count[CODE + 1], beyond, bytes;
};

static struct glance glance_at(struct dlp_span text)
{
	struct glance g = { .bytes = text.len };

	if (g.bytes > DLP_PROSE_GLANCE)
		g.bytes = DLP_PROSE_GLANCE;
	for (size_t i = 0; i < g.bytes; i++) {
		g.count[signs[(unsigned char)text.ptr[i]]]++;
		g.beyond += (unsigned char)text.ptr[i] >= 0x80;
	}
	return g;
}

/* One sign in 24 bytes is no prose any more, but two may be in any. */
static bool is_code(const struct glance *g)
{
	return g->count[CODE] > 2 && g->count[CODE] * 24 > g->bytes;
}

bool dlp_prose_may_be(struct dlp_span text)
{
	const struct glance g = glance_at(text);
	const size_t letters = g.count[SMALL] + g.count[CAPITAL] + g.beyond;

	/* Without a capital little but words stands there, and more than two.
	 */
	if (!g.count[CAPITAL] && !g.beyond &&
	    (g.count[BLANK] < 2 ||
	     (g.count[SMALL] + g.count[BLANK]) * 8 < g.bytes * 7))
		return false;
	/* Half of all are letters, and one in 20 to one in 2 is a blank; but a
	 * single word may be a name, as at the end of a letter. */
	return letters * 2 >= g.bytes && !is_code(&g) &&
	       (g.count[BLANK] + 1) * 20 >= g.bytes &&
	       g.count[BLANK] * 2 <= g.bytes;
}

bool dlp_prose_is_code(struct dlp_span sentence)
{
	const struct glance g = glance_at(sentence);

	return is_code(&g);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* 17:04:59 */
static bool is_time(const char *s)
{
	return is_digit(s[0]) && is_digit(s[1]) && s[2] == ':' &&
	       is_digit(s[3]) && is_digit(s[4]) && s[5] == ':' &&
	       is_digit(s[6]) && is_digit(s[7]);
}

/* Behind a time of the line, but for fractions and zones; NULL without one. */
static const char *find_time(struct dlp_span line)
{
	enum { COLON = 2, TIME = 8 };
	const size_t look = DLP_PROSE_TIME + COLON;
	const size_t end = line.len < look ? line.len : look;
	const char *colon;

	for (size_t i = 0; i < end; i = (size_t)(colon - line.ptr) + 1) {
		colon = memchr(line.ptr + i, ':', end - i);
		if (!colon)
			break;
		i = (size_t)(colon - line.ptr);
		if (i >= COLON && line.len - i >= TIME - COLON &&
		    is_time(colon - COLON))
			return memchr(line.ptr, '\n', i) ? NULL
							 : colon - COLON + TIME;
	}
	return NULL;
}

/* How grave something is. */
static bool is_level(struct dlp_span word)
{
	static const char *const known[] = { "TRACE",  "DEBUG",  "INFO",
					     "NOTICE", "WARN",   "WARNING",
					     "ERROR",  "SEVERE", "CRITICAL",
					     "FATAL" };

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (dlp_span_is(word, known[i]))
			return true;
	return false;
}

/* [712]: */
static bool is_number(struct dlp_span s)
{
	size_t i = 1;

	while (i < s.len && is_digit(s.ptr[i]))
		i++;
	return s.len && *s.ptr == '[' && i > 1 && s.len - i >= 2 &&
	       s.ptr[i] == ']' && s.ptr[i + 1] == ':';
}

bool dlp_prose_is_log(struct dlp_span sentence)
{
	const char *time = find_time(sentence);
	struct dlp_span rest;
	size_t end;

	if (!time)
		return false;
	rest.ptr = time;
	rest.len = sentence.len - (size_t)(time - sentence.ptr);
	if (rest.len > DLP_PROSE_LOG)
		rest.len = DLP_PROSE_LOG;
	for (size_t i = 0; i < rest.len; i = end + 1) {
		for (end = i; end < rest.len &&
			      signs[(unsigned char)rest.ptr[end]] == CAPITAL;)
			end++;
		if (is_level((struct dlp_span){ rest.ptr + i, end - i }) ||
		    is_number((struct dlp_span){ rest.ptr + i, rest.len - i }))
			return true;
	}
	return false;
}

bool dlp_prose_is_program(struct dlp_span path)
{
	static const char *const known[] = {
		"c",    "h",     "cc",     "cpp",  "cxx",   "hh",    "hpp",
		"m",    "mm",    "cs",     "java", "kt",    "kts",   "scala",
		"go",   "rs",    "swift",  "d",    "zig",   "nim",   "py",
		"pyi",  "rb",    "pl",     "pm",   "php",   "js",    "mjs",
		"cjs",  "jsx",   "ts",     "tsx",  "vue",   "lua",   "r",
		"jl",   "hs",    "ml",     "mli",  "ex",    "exs",   "erl",
		"clj",  "lisp",  "el",     "scm",  "f90",   "asm",   "s",
		"sh",   "bash",  "zsh",    "fish", "ps1",   "bat",   "awk",
		"sql",  "css",   "scss",   "less", "json",  "yaml",  "yml",
		"toml", "ini",   "conf",   "cfg",  "xml",   "proto", "tf",
		"mk",   "cmake", "gradle", "lock", "patch", "diff",  "map",
		"pem",  "log",   "inc",    "inl",  "tcc",   "tpp",   "hxx",
		"def",  "td",    "pyc",    "pyo",  "class", "o",     "a",
		"so",   "wasm",
	};
	size_t dot = path.len;

	while (dot && path.ptr[dot - 1] != '.' && path.ptr[dot - 1] != '/')
		dot--;
	if (!dot || path.ptr[dot - 1] != '.')
		return false;
	path.ptr += dot, path.len -= dot;
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strlen(known[i]) == path.len &&
		    !strncasecmp(known[i], path.ptr, path.len))
			return true;
	return false;
}
