#include "decode/escape.h"

#include "base/hex.h"
#include "base/utf8.h"

/* `n` hex digits at `at`; false where there are fewer. */
static bool read_hex(struct dlp_span text, size_t at, size_t n, uint32_t *out)
{
	*out = 0;
	if (at > text.len || n > text.len - at)
		return false;
	for (size_t i = 0; i < n; i++) {
		int v = dlp_hex_digit(text.ptr[at + i]);

		if (v < 0)
			return false;
		*out = *out << 4 | (uint32_t)v;
	}
	return true;
}

static size_t byte(struct dlp_escape *out, uint32_t c, size_t width)
{
	out->bytes[0] = (char)c;
	out->len = 1;
	return width;
}

static size_t character(struct dlp_escape *out, uint32_t cp, size_t width)
{
	out->len = dlp_utf8_encode(cp, out->bytes);
	return width;
}

static size_t read_percent(struct dlp_span text, size_t at,
			   struct dlp_escape *out)
{
	uint32_t c;

	return read_hex(text, at + 1, 2, &c) ? byte(out, c, 3) : 0;
}

/* \uHHHH, two of them for what UTF-16 writes as two. */
static size_t read_utf16(struct dlp_span text, size_t at,
			 struct dlp_escape *out)
{
	uint32_t cp, low;

	if (!read_hex(text, at + 2, 4, &cp))
		return 0;
	if (cp >= 0xd800 && cp < 0xdc00 && text.len - at >= 12 &&
	    text.ptr[at + 6] == '\\' && text.ptr[at + 7] == 'u' &&
	    read_hex(text, at + 8, 4, &low) && low >= 0xdc00 && low < 0xe000)
		return character(
			out, 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00),
			12);
	return character(out, cp, 6);
}

static bool is_octal(char c)
{
	return c >= '0' && c <= '7';
}

/* Of JSON (RFC 8259, section 7) and C (C11, 6.4.4.4). */
static size_t read_escape(struct dlp_span text, size_t at,
			  struct dlp_escape *out)
{
	const char *p = text.ptr + at;
	uint32_t c;

	if (text.len - at < 2)
		return 0;
	switch (p[1]) {
	case 'n':
		return byte(out, '\n', 2);
	case 't':
		return byte(out, '\t', 2);
	case 'r':
		return byte(out, '\r', 2);
	case 'b':
	case 'f':
	case 'v':
		return byte(out, ' ', 2);
	case '"':
	case '\'':
	case '/':
	case '\\':
		return byte(out, (unsigned char)p[1], 2);
	case 'u':
		return read_utf16(text, at, out);
	case 'U':
		return read_hex(text, at + 2, 8, &c) ? character(out, c, 10)
						     : 0;
	case 'x':
		return read_hex(text, at + 2, 2, &c) ? byte(out, c, 4) : 0;
	default:
		if (text.len - at < 4 || p[1] < '0' || p[1] > '3' ||
		    !is_octal(p[2]) || !is_octal(p[3]))
			return 0;
		c = (uint32_t)((p[1] - '0') << 6 | (p[2] - '0') << 3 |
			       (p[3] - '0'));
		return byte(out, c, 4);
	}
}

/* Of the names of HTML those that may stand in, or end, a value. */
static size_t read_name(struct dlp_span text, size_t at, struct dlp_escape *out)
{
	enum { LONGEST = 7 };
	static const struct {
		const char *name;
		uint32_t cp;
	} names[] = {
		{ "amp;", '&' },       { "apos;", '\'' },
		{ "ast;", '*' },       { "bsol;", '\\' },
		{ "colon;", ':' },     { "comma;", ',' },
		{ "commat;", '@' },    { "dash;", 0x2010 },
		{ "dollar;", '$' },    { "ensp;", 0x2002 },
		{ "emsp;", 0x2003 },   { "equals;", '=' },
		{ "excl;", '!' },      { "gt;", '>' },
		{ "hyphen;", 0x2010 }, { "lowbar;", '_' },
		{ "lt;", '<' },        { "mdash;", 0x2014 },
		{ "minus;", 0x2212 },  { "nbsp;", 0xa0 },
		{ "ndash;", 0x2013 },  { "NewLine;", '\n' },
		{ "num;", '#' },       { "percnt;", '%' },
		{ "period;", '.' },    { "plus;", '+' },
		{ "quot;", '"' },      { "semi;", ';' },
		{ "shy;", 0xad },      { "sol;", '/' },
		{ "Tab;", '\t' },      { "thinsp;", 0x2009 },
		{ "zwj;", 0x200d },    { "zwnj;", 0x200c },
	};
	const char *p = text.ptr + at + 1;
	size_t left = text.len - at - 1, n = 0;

	/* Most of what begins with & is none. */
	while (n < LONGEST && n < left && p[n] >= 'A')
		n++;
	if (!n || n == left || p[n] != ';')
		return 0;
	n++;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (*p == *names[i].name && strlen(names[i].name) == n &&
		    !memcmp(p, names[i].name, n))
			return character(out, names[i].cp, n + 1);
	return 0;
}

/* A reference by name, or by number, whose ; may be missing. */
static size_t read_html(struct dlp_span text, size_t at, struct dlp_escape *out)
{
	enum { DIGITS = 8 };
	size_t i = at + 2, from;
	uint32_t cp = 0;
	bool is_hex;

	if (text.len - at < 4)
		return 0;
	if (text.ptr[at + 1] != '#')
		return read_name(text, at, out);
	is_hex = (text.ptr[i] | 0x20) == 'x';
	i += is_hex;
	for (from = i; i < text.len && i - from < DIGITS; i++) {
		int v = dlp_hex_digit(text.ptr[i]);

		if (v < 0 || (v > 9 && !is_hex))
			break;
		cp = cp * (is_hex ? 16 : 10) + (uint32_t)v;
	}
	if (i == from)
		return 0;
	if (i < text.len && text.ptr[i] == ';')
		i++;
	return character(out, cp, i - at);
}

/* A byte, or a line end that is none. */
static size_t read_quoted(struct dlp_span text, size_t at,
			  struct dlp_escape *out)
{
	size_t i = at + 1;
	uint32_t c;

	if (read_hex(text, i, 2, &c))
		return byte(out, c, 3);
	while (i < text.len && i - at < DLP_ESCAPE_WIDTH - 2 &&
	       (text.ptr[i] == ' ' || text.ptr[i] == '\t'))
		i++;
	if (i < text.len && text.ptr[i] == '\r')
		i++;
	if (i >= text.len || text.ptr[i] != '\n')
		return 0;
	out->len = 0;
	return i + 1 - at;
}

char dlp_escape_lead(enum dlp_encoding encoding)
{
	switch (encoding) {
	case DLP_ENCODING_PERCENT:
		return '%';
	case DLP_ENCODING_ESCAPE:
		return '\\';
	case DLP_ENCODING_HTML:
		return '&';
	case DLP_ENCODING_QUOTED:
		return '=';
	default:
		return '\0';
	}
}

size_t dlp_escape_read(enum dlp_encoding encoding, struct dlp_span text,
		       size_t at, struct dlp_escape *out)
{
	if (at >= text.len || text.ptr[at] != dlp_escape_lead(encoding))
		return 0;
	switch (encoding) {
	case DLP_ENCODING_PERCENT:
		return read_percent(text, at, out);
	case DLP_ENCODING_ESCAPE:
		return read_escape(text, at, out);
	case DLP_ENCODING_HTML:
		return read_html(text, at, out);
	case DLP_ENCODING_QUOTED:
		return read_quoted(text, at, out);
	default:
		return 0;
	}
}
