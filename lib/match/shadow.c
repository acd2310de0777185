#include "match/shadow.h"

#include <string.h>

struct parser {
	const char *p, *end;
	struct dlp_buf *out;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

char dlp_shadow_char(char c)
{
	if (is_digit(c))
		return '0';
	if (c >= 'A' && c <= 'Z')
		return 'A';
	return c >= 'a' && c <= 'z' ? 'a' : c;
}

static bool next_is(const struct parser *ps, const char *set)
{
	return ps->p < ps->end && *ps->p && strchr(set, *ps->p);
}

static bool begins(const struct parser *ps, const char *text)
{
	size_t n = strlen(text);

	return (size_t)(ps->end - ps->p) >= n && !memcmp(ps->p, text, n);
}

/* Copy `n` bytes as they are. */
static void copy(struct parser *ps, size_t n)
{
	dlp_buf_add(ps->out, ps->p, n);
	ps->p += n;
}

/* Past a class, at whose [ it stands. */
static bool skip_class(struct parser *ps)
{
	ps->p++;
	if (next_is(ps, "^"))
		ps->p++;
	if (next_is(ps, "]"))
		ps->p++;
	for (; ps->p < ps->end && *ps->p != ']'; ps->p++)
		if (*ps->p == '\\' || *ps->p == '[')
			ps->p++;
	return ps->p++ < ps->end;
}

/* Past a group that looks around; it may capture nothing, or the groups behind
 * would have other numbers. */
static bool skip_group(struct parser *ps)
{
	size_t depth = 0;

	while (ps->p < ps->end) {
		if (*ps->p == '\\') {
			ps->p++;
		} else if (*ps->p == '[') {
			if (!skip_class(ps))
				return false;
			continue;
		} else if (*ps->p == '(') {
			if (!begins(ps, "(?:") && !begins(ps, "(?=") &&
			    !begins(ps, "(?!") && !begins(ps, "(?<=") &&
			    !begins(ps, "(?<!"))
				return false;
			depth++;
		} else if (*ps->p == ')' && !--depth) {
			ps->p++;
			/* What looks around is not repeated, but by mistake. */
			return !next_is(ps, "?*+{");
		}
		ps->p++;
	}
	return false;
}

/* One member of a class, or an end of a range; -1 for a shorthand, -2 for what
 * is not followed. */
static int class_member(struct parser *ps)
{
	int c = (unsigned char)*ps->p;

	if (c == '[')
		return -2;
	if (c == '\\') {
		if (ps->end - ps->p < 2)
			return -2;
		c = (unsigned char)*++ps->p;
		if (strchr("dDwWsS", c)) {
			ps->p++;
			return -1;
		}
		if (is_digit((char)c) ||
		    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'))
			return -2;
	}
	ps->p++;
	return c;
}

/* What a class holds. */
struct kinds {
	bool digit, capital, small;
};

/* A class: with 0, A and a in it where it holds such. */
static bool parse_class(struct parser *ps)
{
	const char *from = ps->p++;
	bool negated = next_is(ps, "^");
	struct kinds kinds = { 0 };

	if (negated)
		ps->p++;
	if (next_is(ps, "]"))
		return false;
	while (ps->p < ps->end && *ps->p != ']') {
		int low = class_member(ps), high = low;

		if (low == -2)
			return false;
		if (low >= 0 && ps->end - ps->p > 1 && *ps->p == '-' &&
		    ps->p[1] != ']') {
			ps->p++;
			high = class_member(ps);
			if (high < 0)
				return false;
		}
		kinds.digit |= low >= 0 && low <= '9' && high >= '0';
		kinds.capital |= low >= 0 && low <= 'Z' && high >= 'A';
		kinds.small |= low >= 0 && low <= 'z' && high >= 'a';
	}
	if (ps->p == ps->end ||
	    (negated && (kinds.digit || kinds.capital || kinds.small)))
		return false;
	ps->p++;
	dlp_buf_adds(ps->out, "(?:");
	dlp_buf_adds(ps->out, kinds.digit ? "0|" : "");
	dlp_buf_adds(ps->out, kinds.capital ? "A|" : "");
	dlp_buf_adds(ps->out, kinds.small ? "a|" : "");
	dlp_buf_add(ps->out, from, (size_t)(ps->p - from));
	dlp_buf_addc(ps->out, ')');
	return true;
}

/* The head of a group. */
static bool parse_group(struct parser *ps)
{
	static const char *const around[] = { "(?=", "(?!", "(?<=", "(?<!" };

	if (begins(ps, "(*"))
		return false;
	if (!begins(ps, "(?")) {
		copy(ps, 1);
		return true;
	}
	for (size_t i = 0; i < sizeof(around) / sizeof(*around); i++)
		if (begins(ps, around[i]))
			return skip_group(ps);
	if (begins(ps, "(?:") || begins(ps, "(?i)")) {
		copy(ps, *(ps->p + 2) == ':' ? 3 : 4);
		return true;
	}
	if (begins(ps, "(?i:")) {
		copy(ps, 4);
		return true;
	}
	return false;
}

static bool parse_escape(struct parser *ps)
{
	char c;

	if (ps->end - ps->p < 2)
		return false;
	c = ps->p[1];
	if (c == 'b') {
		ps->p += 2;
		return !next_is(ps, "?*+{");
	}
	/* Back references too: equal texts have equal layouts. */
	if (strchr("dDwWsS", c) || (c >= '1' && c <= '9') || !c ||
	    !((c | 0x20) >= 'a' && (c | 0x20) <= 'z')) {
		if (!c || c == '0' ||
		    (is_digit(c) && ps->end - ps->p > 2 && is_digit(ps->p[2])))
			return false;
		/* In a group: what goes may bring a digit up behind it. */
		if (is_digit(c))
			dlp_buf_adds(ps->out, "(?:");
		copy(ps, 2);
		if (is_digit(c))
			dlp_buf_addc(ps->out, ')');
		return true;
	}
	return false;
}

/* What repeats, without being possessive. */
static bool parse_quantifier(struct parser *ps)
{
	if (*ps->p == '{') {
		const char *close =
			memchr(ps->p, '}', (size_t)(ps->end - ps->p));

		if (!close)
			return false;
		for (const char *q = ps->p + 1; q < close; q++)
			if (!is_digit(*q) && *q != ',')
				return false;
		copy(ps, (size_t)(close - ps->p) + 1);
	} else {
		copy(ps, 1);
	}
	if (next_is(ps, "+"))
		ps->p++;
	else if (next_is(ps, "?"))
		copy(ps, 1);
	return true;
}

bool dlp_shadow_of(struct dlp_span regex, struct dlp_buf *out)
{
	struct parser ps = { regex.ptr, regex.ptr + regex.len, out };

	while (ps.p < ps.end) {
		bool followed = true;

		switch (*ps.p) {
		case '[':
			followed = parse_class(&ps);
			break;
		case '(':
			followed = parse_group(&ps);
			break;
		case '\\':
			followed = parse_escape(&ps);
			break;
		case '?':
		case '*':
		case '+':
		case '{':
			followed = parse_quantifier(&ps);
			break;
		case '#':
			return false;
		default:
			dlp_buf_addc(out, dlp_shadow_char(*ps.p++));
		}
		if (!followed)
			return false;
	}
	return !out->status;
}
