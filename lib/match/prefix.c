#include "match/prefix.h"

#include <string.h>
#include <strings.h>

enum {
	TEXTS = 128, /* beginnings told apart */
	LENGTH = 24, /* bytes of one; a longer keyword is compared so far */
	DEPTH = 16,
};

/* The possible beginnings of what was read so far. */
struct texts {
	char text[TEXTS][LENGTH];
	unsigned char len[TEXTS];
	bool closed[TEXTS]; /* what follows is not plain */
	size_t count;
};

struct parser {
	const char *p, *end;
	unsigned depth;
	bool failed; /* too varied or not understood */
};

static bool next_is(const struct parser *ps, const char *set)
{
	return ps->p < ps->end && *ps->p && strchr(set, *ps->p);
}

static void close_all(struct texts *texts)
{
	memset(texts->closed, true, texts->count);
}

static bool all_closed(const struct texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		if (!texts->closed[i])
			return false;
	return true;
}

/* The text `i` of `texts`, and when it is open the text `j` of `tail`. */
static void join(struct texts *out, const struct texts *texts, size_t i,
		 const struct texts *tail, size_t j)
{
	size_t n = out->count++, len = texts->len[i], more;

	memcpy(out->text[n], texts->text[i], len);
	out->closed[n] = texts->closed[i];
	if (!texts->closed[i]) {
		more = tail->len[j];
		out->closed[n] = tail->closed[j];
		if (more > LENGTH - len) {
			more = LENGTH - len;
			out->closed[n] = true;
		}
		memcpy(out->text[n] + len, tail->text[j], more);
		len += more;
	}
	out->len[n] = (unsigned char)len;
}

/* One byte behind each of `texts` that is open: most of what is appended. */
static void append_byte(struct texts *texts, char byte)
{
	for (size_t i = 0; i < texts->count; i++) {
		if (texts->closed[i])
			continue;
		if (texts->len[i] < LENGTH)
			texts->text[i][texts->len[i]++] = byte;
		else
			texts->closed[i] = true;
	}
}

/* Put each of `tail` behind each of `texts` that is open. */
static void append(struct parser *ps, struct texts *texts,
		   const struct texts *tail)
{
	struct texts out;

	out.count = 0;
	for (size_t i = 0; i < texts->count; i++) {
		size_t times = texts->closed[i] ? 1 : tail->count;

		for (size_t j = 0; j < times; j++) {
			if (out.count == TEXTS) {
				ps->failed = true;
				return;
			}
			join(&out, texts, i, tail, j);
		}
	}
	texts->count = out.count;
	memcpy(texts->text, out.text, out.count * LENGTH);
	memcpy(texts->len, out.len, out.count);
	memcpy(texts->closed, out.closed, out.count);
}

/* One of a few bytes. */
static void append_bytes(struct parser *ps, struct texts *texts,
			 const char *bytes, size_t count)
{
	struct texts tail;

	tail.count = count;
	for (size_t i = 0; i < count; i++) {
		tail.text[i][0] = bytes[i];
		tail.len[i] = 1;
		tail.closed[i] = false;
	}
	append(ps, texts, &tail);
}

static void parse_alternatives(struct parser *ps, struct texts *out);
static void skip_rest(struct parser *ps);

/* (?=…) and its kin match no bytes: what follows begins where they do. */
static bool skip_assertion(struct parser *ps)
{
	static const char *const mark[] = { "(?=", "(?!", "(?<=", "(?<!" };
	size_t left = (size_t)(ps->end - ps->p);

	for (size_t i = 0; i < sizeof(mark) / sizeof(*mark); i++) {
		size_t len = strlen(mark[i]);

		if (left < len || memcmp(ps->p, mark[i], len))
			continue;
		ps->p += len;
		for (skip_rest(ps); next_is(ps, "|"); skip_rest(ps))
			ps->p++;
		ps->p += ps->p < ps->end;
		return true;
	}
	return false;
}

/* (…), (?:…), (?|…), (?i-s:…), (?<name>…), and (?i) which is no group. */
static bool parse_group(struct parser *ps, struct texts *texts)
{
	struct texts inside;

	if (skip_assertion(ps))
		return !next_is(ps, "?*+{");
	ps->p++;
	if (next_is(ps, "?")) {
		ps->p++;
		while (next_is(ps, "ims-"))
			ps->p++;
		if (next_is(ps, ")")) {
			ps->p++;
			return true;
		}
		if (next_is(ps, "<P")) {
			const char *close =
				memchr(ps->p, '>', (size_t)(ps->end - ps->p));

			if (!close)
				return false;
			ps->p = close;
		} else if (!next_is(ps, ":|")) {
			return false;
		}
		ps->p++;
	}
	if (++ps->depth > DEPTH)
		return false;
	parse_alternatives(ps, &inside);
	ps->depth--;
	if (ps->failed || !next_is(ps, ")"))
		return false;
	ps->p++;
	if (next_is(ps, "?*+{"))
		return false;
	append(ps, texts, &inside);
	return true;
}

/* [abc] of plain bytes, at most eight of them. */
static bool parse_class(struct parser *ps, struct texts *texts)
{
	char byte[8];
	size_t n = 0;

	for (ps->p++; ps->p < ps->end && *ps->p != ']'; ps->p++) {
		if (strchr("\\^-[", *ps->p) || n == sizeof(byte))
			return false;
		byte[n++] = *ps->p;
	}
	if (ps->p == ps->end || !n)
		return false;
	ps->p++;
	if (next_is(ps, "?*+{"))
		return false;
	append_bytes(ps, texts, byte, n);
	return true;
}

static bool parse_byte(struct parser *ps, struct texts *texts)
{
	static const char special[] = "^$.*+?{}[]()|\\";
	char c = *ps->p;

	if (c == '\\') {
		if (ps->end - ps->p < 2)
			return false;
		c = *++ps->p;
		if (c == 'b') {
			ps->p++;
			return true;
		}
		/* Escaped letters and digits mean something else. */
		if ((c >= '0' && c <= '9') ||
		    ((c | 32) >= 'a' && (c | 32) <= 'z'))
			return false;
	} else if (!c || strchr(special, c)) {
		return false;
	}
	ps->p++;
	if (next_is(ps, "?*{"))
		return false;
	append_byte(texts, c);
	if (next_is(ps, "+"))
		close_all(texts);
	return true;
}

/* To the end of a group whose rest does not matter; classes and escapes may
 * hold brackets. */
static void skip_rest(struct parser *ps)
{
	unsigned depth = 0;

	for (; ps->p < ps->end; ps->p++) {
		if (*ps->p == '\\') {
			if (++ps->p == ps->end)
				return;
		} else if (*ps->p == '[') {
			ps->p++;
			if (next_is(ps, "^"))
				ps->p++;
			if (next_is(ps, "]"))
				ps->p++;
			while (ps->p < ps->end && *ps->p != ']')
				ps->p += *ps->p == '\\' && ps->p + 1 < ps->end
						 ? 2
						 : 1;
			if (ps->p >= ps->end)
				return;
		} else if (*ps->p == '(') {
			depth++;
		} else if (*ps->p == ')') {
			if (!depth)
				return;
			depth--;
		} else if (*ps->p == '|' && !depth) {
			return;
		}
	}
}

static void parse_sequence(struct parser *ps, struct texts *out)
{
	out->count = 1;
	out->len[0] = 0;
	out->closed[0] = false;
	while (ps->p < ps->end && !next_is(ps, "|)") && !all_closed(out) &&
	       !ps->failed) {
		const char *from = ps->p;
		bool plain = *ps->p == '('   ? parse_group(ps, out)
			     : *ps->p == '[' ? parse_class(ps, out)
					     : parse_byte(ps, out);

		if (!plain) {
			ps->p = from;
			close_all(out);
		}
	}
	skip_rest(ps);
}

static void parse_alternatives(struct parser *ps, struct texts *out)
{
	out->count = 0;
	for (;;) {
		struct texts one;

		parse_sequence(ps, &one);
		if (ps->failed || one.count > TEXTS - out->count) {
			ps->failed = true;
			return;
		}
		memcpy(out->text[out->count], one.text[0], one.count * LENGTH);
		memcpy(out->len + out->count, one.len, one.count);
		memcpy(out->closed + out->count, one.closed, one.count);
		out->count += one.count;
		if (!next_is(ps, "|"))
			return;
		ps->p++;
	}
}

/*
 * Whether `regex` holds what changes how the rest of it is to be read: quoted
 * stretches, comments, classes within classes, the x of extended syntax.
 */
static bool is_strange(struct dlp_span regex)
{
	static const char *const mark[] = { "\\Q", "\\E", "(?#", "(?P>",
					    "(?P=" };

	for (size_t i = 0; i < regex.len; i++) {
		const char *p = regex.ptr + i;
		size_t left = regex.len - i, n = 2;

		for (size_t m = 0; m < sizeof(mark) / sizeof(*mark); m++)
			if (left >= strlen(mark[m]) &&
			    !memcmp(p, mark[m], strlen(mark[m])))
				return true;
		/* [:alpha:], not [:=]. */
		if (left > 2 && p[0] == '[' && p[1] == ':' &&
		    (p[2] == '^' || (p[2] >= 'a' && p[2] <= 'z')))
			return true;
		if (left < 3 || memcmp(p, "(?", 2) != 0)
			continue;
		while (n < left && p[n] && strchr("imsnJU^-", p[n]))
			n++;
		if (n < left && p[n] == 'x')
			return true;
	}
	return false;
}

bool dlp_prefix_begins(struct dlp_span regex, struct dlp_list keywords)
{
	struct parser ps = { regex.ptr, regex.ptr + regex.len, 0, false };
	struct texts texts;

	if (is_strange(regex))
		return false;
	parse_alternatives(&ps, &texts);
	if (ps.failed || ps.p != ps.end)
		return false;
	for (size_t i = 0; i < texts.count; i++) {
		size_t k = 0;

		for (; k < keywords.count; k++) {
			struct dlp_span word = keywords.item[k];

			if (word.len <= texts.len[i] &&
			    !strncasecmp(word.ptr, texts.text[i], word.len))
				break;
		}
		if (k == keywords.count)
			return false;
	}
	return true;
}

/* Past (?<![…]), when its class has all letters and digits. */
static bool skip_border(struct parser *ps)
{
	static const char mark[] = "(?<![", all[] = "azAZ09";
	bool range[3] = { false }, word = false;

	if ((size_t)(ps->end - ps->p) < sizeof(mark) ||
	    memcmp(ps->p, mark, sizeof(mark) - 1) != 0)
		return false;
	for (ps->p += sizeof(mark) - 1; ps->p < ps->end && *ps->p != ']';
	     ps->p++) {
		if (*ps->p == '\\' && ++ps->p < ps->end) {
			word |= *ps->p == 'w';
			continue;
		}
		for (size_t i = 0; i < 3; i++)
			range[i] |= ps->end - ps->p > 3 && ps->p[1] == '-' &&
				    ps->p[0] == all[2 * i] &&
				    ps->p[2] == all[2 * i + 1];
	}
	if (ps->end - ps->p < 2 || ps->p[1] != ')')
		return false;
	ps->p += 2;
	return word || (range[0] && range[1] && range[2]);
}

/* Whether `regex` has a border before all that it matches. */
static bool has_border(struct dlp_span regex)
{
	struct parser ps = { regex.ptr, regex.ptr + regex.len, 0, false };

	skip_rest(&ps);
	if (ps.p != ps.end)
		return false;
	ps.p = regex.ptr;
	if (regex.len > 4 && !memcmp(ps.p, "(?i)", 4))
		ps.p += 4;
	return (regex.len > 2 && !memcmp(ps.p, "\\b", 2)) || skip_border(&ps);
}

bool dlp_prefix_alone(const struct dlp_rule *rule)
{
	if (!rule->keywords.count || rule->assigned.count)
		return false;
	/* \\b says so of words only. */
	for (size_t i = 0; i < rule->keywords.count; i++) {
		char c = *rule->keywords.item[i].ptr;

		if (!(c >= '0' && c <= '9') &&
		    !((c | 32) >= 'a' && (c | 32) <= 'z') && c != '_')
			return false;
	}
	for (size_t i = 0; i < rule->regex.count; i++)
		if (!has_border(rule->regex.item[i]) ||
		    !dlp_prefix_begins(rule->regex.item[i], rule->keywords))
			return false;
	return true;
}
