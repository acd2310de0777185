#include "pattern/dialect.h"

#include <stdint.h>
#include <string.h>

#include "base/hex.h"

/* The flags of a group that decide on what is written here. */
struct flags {
	bool verbose, lines;
};

struct writer {
	struct dlp_span in;
	size_t at;
	struct dlp_buf *out;
	bool rust, utf;
	struct flags flags, outer[DLP_DIALECT_DEPTH];
	size_t depth;
	const char *why; /* it can't be said */
};

static char peek(const struct writer *w, size_t ahead)
{
	return w->in.len - w->at > ahead ? w->in.ptr[w->at + ahead] : '\0';
}

static bool more(const struct writer *w)
{
	return w->at < w->in.len;
}

static bool is_at(const struct writer *w, const char *word)
{
	size_t n = strlen(word);

	return w->in.len - w->at >= n && !memcmp(w->in.ptr + w->at, word, n);
}

static void put(struct writer *w, const char *text)
{
	dlp_buf_adds(w->out, text);
}

static void copy(struct writer *w)
{
	char c = w->in.ptr[w->at++];

	w->utf |= (unsigned char)c > 127;
	dlp_buf_addc(w->out, c);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || c == '_' ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* With the flag x: blanks, and comments to the end of their lines. */
static bool skip_verbose(struct writer *w)
{
	size_t from = w->at;

	if (!w->flags.verbose)
		return false;
	while (more(w)) {
		char c = peek(w, 0);

		if (c == '#')
			while (more(w) && peek(w, 0) != '\n')
				w->at++;
		else if (c == ' ' || (c >= '\t' && c <= '\r'))
			w->at++;
		else
			break;
	}
	return w->at > from;
}

static void put_scalar(struct writer *w, uint32_t c)
{
	dlp_buf_addf(w->out, c < 256 ? "\\x%02x" : "\\x{%x}", (unsigned)c);
}

/*
 * Hex digits, in braces or `digits` of them, behind the letter.  What is over
 * 127 is a character, but for a byte of Rust.
 */
static void put_hex(struct writer *w, size_t digits, bool byte)
{
	bool braces = peek(w, 0) == '{';
	uint32_t c = 0;
	size_t n = 0;

	w->at += braces;
	for (; dlp_hex_digit(peek(w, 0)) >= 0 && n < (braces ? 8 : digits); n++)
		c = c << 4 | (uint32_t)dlp_hex_digit(w->in.ptr[w->at++]);
	if (!n || c > 0x10ffff || (braces && peek(w, 0) != '}')) {
		w->why = "a number that is none";
		return;
	}
	w->at += braces;
	w->utf |= c > (byte ? 255 : 127);
	put_scalar(w, c);
}

/* \123 of Go. */
static bool put_octal(struct writer *w)
{
	uint32_t c = 0;
	size_t n = 0;

	if (w->rust || (peek(w, 0) != '0' && !is_digit(peek(w, 1))))
		return false;
	for (; n < 3 && peek(w, 0) >= '0' && peek(w, 0) <= '7'; n++)
		c = c * 8 + (uint32_t)(w->in.ptr[w->at++] - '0');
	if (!n)
		return false;
	w->utf |= c > 127;
	put_scalar(w, c);
	return true;
}

/* Escapes that mean the same in a class and outside; at the letter. */
static void put_escape(struct writer *w)
{
	char c = peek(w, 0);

	if (is_digit(c) && put_octal(w))
		return;
	switch (c) {
	case 'v':
		w->at++;
		put(w, "\\x0b");
		return;
	case 'x':
		w->at++;
		put_hex(w, 2, w->rust);
		return;
	case 'u':
	case 'U':
		if (!w->rust)
			break;
		w->at++;
		put_hex(w, c == 'u' ? 4 : 8, false);
		return;
	case 'p':
	case 'P':
		w->utf = true;
		put(w, "\\");
		copy(w);
		if (peek(w, 0) == '{')
			while (more(w) && w->in.ptr[w->at - 1] != '}')
				copy(w);
		else if (more(w))
			copy(w);
		return;
	default:
		break;
	}
	put(w, "\\");
	if (more(w))
		copy(w);
}

/* What stands between \Q and \E, or the end. */
static void put_quoted(struct writer *w)
{
	for (; more(w) && !is_at(w, "\\E");) {
		if (!is_word(peek(w, 0)) && !((unsigned char)peek(w, 0) & 0x80))
			put(w, "\\");
		copy(w);
	}
	if (more(w))
		w->at += 2;
}

static const struct {
	const char *rust, *here;
} borders[] = {
	{ "b{start-half}", "(?<!\\w)" }, { "b{end-half}", "(?!\\w)" },
	{ "b{start}", "\\b(?=\\w)" },    { "b{end}", "\\b(?<=\\w)" },
	{ "<", "\\b(?=\\w)" },           { ">", "\\b(?<=\\w)" },
};

/* The end of all: unlike \z, $ knows whether it is that. */
static void put_end(struct writer *w)
{
	put(w, w->flags.lines ? "(?-m:$(?!\\n))" : "$(?!\\n)");
}

static void write_escape(struct writer *w)
{
	w->at++;
	for (size_t i = 0; w->rust && i < sizeof(borders) / sizeof(*borders);
	     i++)
		if (is_at(w, borders[i].rust)) {
			put(w, borders[i].here);
			w->at += strlen(borders[i].rust);
			return;
		}
	switch (peek(w, 0)) {
	case 'z':
		put_end(w);
		break;
	case 'A':
		put(w, w->flags.lines ? "(?-m:^)" : "^");
		break;
	case 'C':
		put(w, "(?s:.)");
		break;
	case 'Q':
		w->at++;
		put_quoted(w);
		return;
	case 'E':
		break;
	default:
		put_escape(w);
		return;
	}
	w->at++;
}

static bool is_posix(const struct writer *w)
{
	size_t i = 2;

	if (!is_at(w, "[:"))
		return false;
	i += peek(w, i) == '^';
	while (is_word(peek(w, i)))
		i++;
	return peek(w, i) == ':' && peek(w, i + 1) == ']';
}

/* Names of what can be written out are, since that is understood by all. */
static void put_posix(struct writer *w)
{
	static const struct {
		const char *name, *range;
	} plain[] = {
		{ "[:alnum:]", "0-9A-Za-z" },  { "[:alpha:]", "A-Za-z" },
		{ "[:digit:]", "0-9" },        { "[:lower:]", "a-z" },
		{ "[:upper:]", "A-Z" },        { "[:word:]", "0-9A-Za-z_" },
		{ "[:xdigit:]", "0-9A-Fa-f" },
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (is_at(w, plain[i].name)) {
			put(w, plain[i].range);
			w->at += strlen(plain[i].name);
			return;
		}
	do
		copy(w);
	while (w->in.ptr[w->at - 1] != ']');
}

/* At the bracket.  A class in a class of Rust is what it has, unless it is
 * turned round. */
static void write_class(struct writer *w)
{
	size_t depth = 0;
	bool first = true;

	copy(w);
	if (peek(w, 0) == '^')
		copy(w);
	while (more(w) && !w->why) {
		char c = peek(w, 0);

		if (w->rust && skip_verbose(w))
			continue;
		if (is_posix(w)) {
			put_posix(w);
		} else if (c == '\\') {
			w->at++;
			put_escape(w);
		} else if ((c == '[' && !w->rust) || (c == ']' && first)) {
			put(w, "\\");
			copy(w);
		} else if (c == '[' && peek(w, 1) != '^' &&
			   depth < DLP_DIALECT_DEPTH) {
			depth++;
			w->at++;
			first = true;
			continue;
		} else if (c == '[') {
			w->why = "a class that is not another";
		} else if (w->rust && (is_at(w, "&&") || is_at(w, "--") ||
				       is_at(w, "~~"))) {
			w->why = "a class made of two";
		} else if (c == ']' && depth) {
			depth--;
			w->at++;
		} else {
			copy(w);
			if (c == ']')
				return;
		}
		first = false;
	}
	if (!w->why)
		w->why = "a class without an end";
}

/* (?flags) and (?flags: behind the question mark; false for another group. */
static bool write_flags(struct writer *w)
{
	size_t at = w->at;
	struct flags flags = w->flags;
	char on[8] = "", off[8] = "";
	bool minus = false;

	for (; at < w->in.len; at++) {
		char c = w->in.ptr[at], *list = minus ? off : on;

		if (c == ')' || c == ':')
			break;
		if (c == 'm')
			flags.lines = !minus;
		if (c == 'x')
			flags.verbose = !minus;
		if (c == '-')
			minus = true;
		else if (strchr("ismU", c) && strlen(list) < 7)
			list[strlen(list)] = c;
		else if (c == 'R' && w->rust)
			w->why = "the flag R";
		else if (c != 'x' && !(c == 'u' && w->rust))
			return false;
	}
	if (at == w->in.len)
		return false;
	w->at = at + 1;
	if (w->in.ptr[at] == ')') {
		w->flags = flags;
		if (*on || *off)
			dlp_buf_addf(w->out, "(?%s%s%s)", on, *off ? "-" : "",
				     off);
		return true;
	}
	dlp_buf_addf(w->out, "(?%s%s%s:", on, *off ? "-" : "", off);
	w->outer[w->depth++] = w->flags;
	w->flags = flags;
	return true;
}

/* (?P<name> and (?<name>, of which PCRE2 takes what begins with a letter. */
static bool write_name(struct writer *w)
{
	size_t from = w->at + (is_at(w, "(?P<") ? 4 : 3), n = 0;
	bool good = true;

	if ((!is_at(w, "(?P<") && !is_at(w, "(?<")) || is_at(w, "(?<=") ||
	    is_at(w, "(?<!"))
		return false;
	while (from + n < w->in.len && w->in.ptr[from + n] != '>')
		good &= is_word(w->in.ptr[from + n++]);
	if (from + n == w->in.len)
		return false;
	good &= n && n <= 32 && !is_digit(w->in.ptr[from]);
	put(w, "(");
	if (good)
		dlp_buf_addf(w->out, "?<%.*s>", (int)n, w->in.ptr + from);
	w->at = from + n + 1;
	return true;
}

static void write_group(struct writer *w)
{
	if (is_at(w, "(?#")) {
		while (more(w) && peek(w, 0) != ')')
			w->at++;
		w->at += more(w);
		return;
	}
	if (w->depth == DLP_DIALECT_DEPTH) {
		w->why = "groups too deep";
		return;
	}
	if (is_at(w, "(?") && strchr("imsUxuR-", peek(w, 2)) && peek(w, 2)) {
		w->at += 2;
		if (!write_flags(w) && !w->why)
			w->why = "a group that is not known";
		return;
	}
	w->outer[w->depth++] = w->flags;
	if (!write_name(w))
		copy(w);
}

/* {n}, {n,}, {n,m}; a brace that begins none of these is itself. */
static void write_brace(struct writer *w)
{
	size_t i = 1, digits = 0;

	while (is_digit(peek(w, i)))
		i++, digits++;
	if (peek(w, i) == ',') {
		i++;
		while (is_digit(peek(w, i)))
			i++;
	}
	if (peek(w, i) != '}' || (!digits && !(w->rust && i > 2))) {
		put(w, "\\");
		copy(w);
		return;
	}
	copy(w);
	if (!digits)
		put(w, "0");
	for (; i; i--)
		copy(w);
}

static void write_one(struct writer *w)
{
	switch (peek(w, 0)) {
	case '\\':
		write_escape(w);
		break;
	case '[':
		write_class(w);
		break;
	case '(':
		write_group(w);
		break;
	case ')':
		if (w->depth)
			w->flags = w->outer[--w->depth];
		copy(w);
		break;
	case '$':
		w->at++;
		if (w->flags.lines)
			put(w, "$");
		else
			put_end(w);
		break;
	case '{':
		write_brace(w);
		break;
	default:
		copy(w);
	}
}

enum dlp_status dlp_dialect_translate(enum dlp_dialect dialect,
				      struct dlp_span in, struct dlp_buf *out,
				      bool *utf, struct dlp_error *err)
{
	struct writer w = { .in = in,
			    .out = out,
			    .rust = dialect == DLP_DIALECT_RUST };

	while (more(&w) && !w.why)
		if (!skip_verbose(&w))
			write_one(&w);
	if (out->status == DLP_FATAL)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	if (w.why || out->status)
		return dlp_error_set(err, DLP_SKIP, 0, "at %zu: %s", w.at,
				     w.why ? w.why : "too long");
	*utf = w.utf;
	return DLP_OK;
}
