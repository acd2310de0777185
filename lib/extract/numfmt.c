#include "extract/numfmt.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/numfmt_date.h"

enum { DIGITS = 17, CONDITION = 32 };

struct dlp_span dlp_numfmt_built_in(unsigned number)
{
	static const char *const code[] = {
		[14] = "m/d/yyyy", [15] = "d-mmm-yy",   [16] = "d-mmm",
		[17] = "mmm-yy",   [18] = "h:mm AM/PM", [19] = "h:mm:ss AM/PM",
		[20] = "h:mm",     [21] = "h:mm:ss",    [22] = "m/d/yyyy h:mm",
		[45] = "mm:ss",    [46] = "[h]:mm:ss",  [47] = "mm:ss.0",
	};

	/* Dates of East Asia. */
	if ((number >= 27 && number <= 36) || (number >= 50 && number <= 58))
		return DLP_SPAN("yyyy-mm-dd");
	if (number >= sizeof(code) / sizeof(code[0]) || !code[number])
		return DLP_SPAN("");
	return (struct dlp_span){ code[number], strlen(code[number]) };
}

/* Whether it is a number of this many digits at most, without a fraction. */
static bool is_whole(double value, double limit)
{
	return value > -limit && value < limit &&
	       value == (double)(int64_t)value;
}

void dlp_numfmt_add_stored(double value, struct dlp_buf *out)
{
	if (is_whole(value, 1e17))
		dlp_buf_addf(out, "%lld", (long long)value);
	else
		dlp_buf_addf(out, "%.15g", value);
}

size_t dlp_numfmt_token(struct dlp_span code, size_t at)
{
	const char *end;

	switch (code.ptr[at]) {
	case '\\':
	case '_':
	case '*':
		return code.len - at < 2 ? 1 : 2;
	case '"':
	case '[':
		end = memchr(code.ptr + at + 1, code.ptr[at] == '"' ? '"' : ']',
			     code.len - at - 1);
		return end ? (size_t)(end - code.ptr) + 1 - at : code.len - at;
	default:
		return 1;
	}
}

/* The section that begins at `at`, up to its semicolon. */
static struct dlp_span section(struct dlp_span code, size_t at)
{
	size_t end = at;

	while (end < code.len && code.ptr[end] != ';')
		end += dlp_numfmt_token(code, end);
	return (struct dlp_span){ code.ptr + at, end - at };
}

/* Whether the section has a condition of its own, such as [<=9999999]. */
static bool condition(struct dlp_span part, double value, bool *holds)
{
	char number[CONDITION];
	double limit;

	for (size_t at = 0; at < part.len;) {
		size_t n = dlp_numfmt_token(part, at), from = at + 2;
		char op = n > 2 ? part.ptr[at + 1] : '\0';
		bool equal = n > 3 && part.ptr[at + 2] == '=';

		at += n;
		if (part.ptr[from - 2] != '[' ||
		    (op != '<' && op != '>' && op != '='))
			continue;
		from += equal || (n > 3 && part.ptr[from] == '>');
		snprintf(number, sizeof(number), "%.*s",
			 (int)(at - from < CONDITION ? at - from : CONDITION),
			 part.ptr + from);
		limit = strtod(number, NULL);
		*holds = op == '<'   ? value < limit
			 : op == '>' ? value > limit
				     : value == limit;
		*holds = *holds || (equal && value == limit);
		return true;
	}
	return false;
}

/* The section for this number: by their conditions, or its sign. */
static struct dlp_span choose(struct dlp_span code, double value)
{
	struct dlp_span part[3];
	bool holds;
	size_t n = 0;

	for (size_t at = 0; n < 3 && at <= code.len; n++) {
		part[n] = section(code, at);
		at += part[n].len + 1;
	}
	if (condition(part[0], value, &holds)) {
		if (holds || n < 2)
			return part[0];
		return n > 2 && condition(part[1], value, &holds) && !holds
			       ? part[2]
			       : part[1];
	}
	if (value < 0 && n > 1)
		return part[1];
	return value == 0 && n > 2 ? part[2] : part[0];
}

static bool is_place(char c)
{
	return c == '0' || c == '#' || c == '?';
}

/* Places for digits in the section; 0 where it does more than to group them. */
static size_t places(struct dlp_span part)
{
	size_t n = 0;

	for (size_t at = 0; at < part.len;) {
		char c = part.ptr[at];

		if (strchr(".,%/@", c) || (c | 0x20) == 'e' ||
		    (c | 0x20) == 'g')
			return 0;
		n += is_place(c);
		at += dlp_numfmt_token(part, at);
	}
	return n;
}

/* What the token shows that is no place. */
static void add_literal(struct dlp_span token, struct dlp_buf *out)
{
	switch (*token.ptr) {
	case '\\':
		dlp_buf_add(out, token.ptr + 1, token.len - 1);
		break;
	case '"':
		token.ptr++, token.len--;
		if (token.len && token.ptr[token.len - 1] == '"')
			token.len--;
		dlp_buf_addspan(out, token);
		break;
	case '_':
		dlp_buf_addc(out, ' ');
		break;
	case '[':
	case '*':
		break;
	default:
		dlp_buf_addspan(out, token);
		break;
	}
}

void dlp_numfmt_add_literal(struct dlp_span token, struct dlp_buf *out)
{
	add_literal(token, out);
}

/* Digits from the right into their places; those that are more than places
 * stand before the first. */
static void add_grouped(struct dlp_span part, size_t left, const char *digits,
			struct dlp_buf *out)
{
	size_t n = strlen(digits), done = 0;

	for (size_t at = 0; at < part.len;) {
		size_t size = dlp_numfmt_token(part, at);

		if (!is_place(part.ptr[at])) {
			add_literal((struct dlp_span){ part.ptr + at, size },
				    out);
		} else {
			for (; done < n && n - done >= left; done++)
				dlp_buf_addc(out, digits[done]);
			if (n < left && part.ptr[at] != '#')
				dlp_buf_addc(out,
					     part.ptr[at] == '0' ? '0' : ' ');
			left--;
		}
		at += size;
	}
}

bool dlp_numfmt_add(struct dlp_span code, double value, bool from_1904,
		    struct dlp_buf *out)
{
	struct dlp_span part;
	char digits[DIGITS + 1];
	size_t n;

	if (!code.len)
		return false;
	part = choose(code, value);
	if (dlp_numfmt_is_date(part))
		return dlp_numfmt_add_date(part, value, from_1904, out);
	n = places(part);
	if (!n || !is_whole(value, 1e15))
		return false;
	snprintf(digits, sizeof(digits), "%lld",
		 (long long)(value < 0 ? -value : value));
	/* Only a section of its own has its own sign. */
	if (value < 0 && part.ptr == code.ptr)
		dlp_buf_addc(out, '-');
	add_grouped(part, n, digits, out);
	return true;
}
