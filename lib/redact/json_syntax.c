/*
 * JSON (RFC 8259) as a tokenizer in constant memory: a sequence of values, one
 * response or one a line; strings of any length.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_string.h"
#include "base/utf8.h"
#include "redact/syntax.h"

enum { DEPTH = 65536 };

enum expect {
	START,         /* a BOM may stand here */
	TOP,           /* a value, or the end of the input */
	VALUE,         /* after a comma or colon */
	FIRST_ELEMENT, /* a value or ] */
	FIRST_KEY,     /* a name or } */
	KEY,
	COLON,
	SEPARATOR, /* a comma or the closing bracket */
	STRING,
};

struct json {
	enum expect expect;
	bool key;    /* the string is a member's name */
	bool object; /* the innermost container is one */
	bool solid;  /* a string or an object was seen */
	size_t depth;
	/* One bit a container around the innermost: whether it is an object. */
	unsigned char outer[DEPTH / 8];
};

struct step {
	struct json *json;
	struct dlp_layout *layout;
	const char *p, *end;
	const char *fixed; /* structure from here to `p` is not laid out yet */
	bool last;
	struct dlp_syntax_error bad;
};

static void refuse(struct step *s, enum dlp_code code, const char *why)
{
	s->bad = (struct dlp_syntax_error){ code, why };
}

static void settle(struct step *s)
{
	if (s->p > s->fixed)
		dlp_layout_add(s->layout, DLP_SEGMENT_FIXED, 0,
			       (struct dlp_span){ s->fixed,
						  (size_t)(s->p - s->fixed) });
}

/* The next `n` bytes, for a segment of their own. */
static struct dlp_span take(struct step *s, size_t n)
{
	struct dlp_span in = { s->p, n };

	settle(s);
	s->p += n;
	s->fixed = s->p;
	return in;
}

/* The next `n` bytes are structure. */
static void fixed(struct step *s, size_t n, unsigned flags)
{
	if (flags)
		dlp_layout_add(s->layout, DLP_SEGMENT_FIXED, flags, take(s, n));
	else
		s->p += n;
}

/* False where more bytes are needed. */
static bool starts(struct step *s)
{
	static const char bom[] = "\xef\xbb\xbf";
	size_t n = (size_t)(s->end - s->p);

	if (n < 3 && !memcmp(s->p, bom, n) && !s->last)
		return false;
	if (n >= 3 && !memcmp(s->p, bom, 3))
		dlp_layout_add_fixed(s->layout, take(s, 3), DLP_SPAN(""));
	s->json->expect = TOP;
	return true;
}

static void open_container(struct step *s, bool object)
{
	struct json *json = s->json;
	unsigned char *byte, bit;

	if (json->depth == DEPTH) {
		refuse(s, DLP_CODE_TOO_DEEP, "nested too deeply");
		return;
	}
	byte = &json->outer[json->depth / 8];
	bit = (unsigned char)(1u << json->depth % 8);
	*byte = (unsigned char)(json->object ? *byte | bit : *byte & ~bit);
	fixed(s, 1, json->depth ? 0 : DLP_SEGMENT_ROOT);
	json->depth++;
	json->object = object;
	json->solid |= object;
	json->expect = object ? FIRST_KEY : FIRST_ELEMENT;
}

static void end_value(struct json *json)
{
	json->expect = json->depth ? SEPARATOR : TOP;
}

static void close_container(struct step *s)
{
	struct json *json = s->json;

	fixed(s, 1, 0);
	json->depth--;
	json->object = json->outer[json->depth / 8] >> json->depth % 8 & 1;
	end_value(json);
}

static bool string(struct step *s);

static bool open_string(struct step *s, bool key)
{
	fixed(s, 1, 0);
	s->json->key = key;
	s->json->solid = true;
	s->json->expect = STRING;
	return s->p == s->end || string(s);
}

static bool in_scalar(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z') || c == '+' || c == '-' || c == '.';
}

static const char *digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* RFC 8259, section 6. */
static bool is_number(const char *p, const char *end)
{
	const char *from;

	p += p < end && *p == '-';
	from = p;
	p = digits(p, end);
	if (p == from || (*from == '0' && p - from > 1))
		return false;
	if (p < end && *p == '.') {
		from = ++p;
		p = digits(p, end);
		if (p == from)
			return false;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		p += p < end && (*p == '+' || *p == '-');
		from = p;
		p = digits(p, end);
		if (p == from)
			return false;
	}
	return p == end;
}

static bool is_scalar(struct dlp_span token)
{
	return is_number(token.ptr, token.ptr + token.len) ||
	       dlp_span_eq(token, DLP_SPAN("null")) ||
	       dlp_span_eq(token, DLP_SPAN("true")) ||
	       dlp_span_eq(token, DLP_SPAN("false"));
}

/* A number or a literal; it is held until its end is there. */
static bool scalar(struct step *s)
{
	struct dlp_span token = { s->p, 0 };

	while (s->p + token.len < s->end && in_scalar(s->p[token.len]) &&
	       token.len <= DLP_SCALAR_MAX)
		token.len++;
	if (token.len > DLP_SCALAR_MAX) {
		refuse(s, DLP_CODE_TOO_LARGE, "number too long");
		return true;
	}
	if (s->p + token.len == s->end && !s->last)
		return false;
	if (!is_scalar(token)) {
		refuse(s, DLP_CODE_CORRUPT, "value expected");
		return true;
	}
	dlp_layout_add(s->layout, DLP_SEGMENT_SCALAR, 0, take(s, token.len));
	end_value(s->json);
	return true;
}

static bool value(struct step *s)
{
	switch (*s->p) {
	case '{':
		open_container(s, true);
		return true;
	case '[':
		open_container(s, false);
		return true;
	case '"':
		return open_string(s, false);
	default:
		return scalar(s);
	}
}

/*
 * The four hex digits `at` bytes on; -1 where there are none, CUT where the
 * input ends too early to tell.
 */
enum { CUT = -2 };
static int32_t hex4(const struct step *s, size_t at)
{
	int32_t v = 0;

	for (const char *p = s->p + at, *stop = p + 4; p < stop; p++) {
		if (p >= s->end)
			return CUT;
		if (*p >= '0' && *p <= '9')
			v = v << 4 | (*p - '0');
		else if (*p >= 'a' && *p <= 'f')
			v = v << 4 | (*p - 'a' + 10);
		else if (*p >= 'A' && *p <= 'F')
			v = v << 4 | (*p - 'A' + 10);
		else
			return -1;
	}
	return v;
}

/* The second half of a surrogate pair, behind the first; as hex4(). */
static int32_t low_half(const struct step *s)
{
	static const char lead[] = "\\u";
	int32_t low;

	for (size_t i = 0; i < 2; i++) {
		if (s->p + 6 + i >= s->end)
			return CUT;
		if (s->p[6 + i] != lead[i])
			return -1;
	}
	low = hex4(s, 8);
	return low == CUT || (low >= 0xdc00 && low <= 0xdfff) ? low : -1;
}

/* The escape of a character by its number; likewise. */
static bool unicode(struct step *s)
{
	int32_t cp = hex4(s, 2), low = -1;
	char text[DLP_UTF8_MAX];
	size_t used = 6, len;

	if (cp >= 0xd800 && cp <= 0xdbff)
		low = low_half(s);
	if ((cp == CUT || low == CUT) && !s->last)
		return false;
	if (cp < 0) {
		refuse(s, DLP_CODE_CORRUPT, "bad escape in a string");
		return true;
	}
	if (low >= 0) {
		cp = 0x10000 + ((cp - 0xd800) << 10) + (low - 0xdc00);
		used = 12;
	}
	/* Half a pair is no character, but it is JSON. */
	len = dlp_utf8_encode((uint32_t)cp, text);
	dlp_layout_add_atom(s->layout, take(s, used),
			    (struct dlp_span){ text, len });
	return true;
}

/* The escape at s->p; false where more bytes are needed. */
static bool escape(struct step *s)
{
	static const char name[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";
	const char *known = NULL;

	if (s->end - s->p < 2 && !s->last)
		return false;
	if (s->end - s->p >= 2) {
		if (s->p[1] == 'u')
			return unicode(s);
		known = memchr(name, s->p[1], sizeof(name) - 1);
	}
	if (known)
		dlp_layout_add_atom(
			s->layout, take(s, 2),
			(struct dlp_span){ meant + (known - name), 1 });
	else
		refuse(s, DLP_CODE_CORRUPT, "bad escape in a string");
	return true;
}

static bool string(struct step *s)
{
	const char *p = s->p;

	for (;;) {
		p += dlp_json_plain(
			(struct dlp_span){ p, (size_t)(s->end - p) });
		if (p == s->end || (unsigned char)*p < 0x80)
			break;
		p++;
	}
	dlp_layout_add(s->layout, DLP_SEGMENT_STRING, 0,
		       take(s, (size_t)(p - s->p)));
	if (p == s->end)
		return true;
	if (*p == '\\')
		return escape(s);
	if (*p != '"') {
		refuse(s, DLP_CODE_CORRUPT, "control byte in a string");
		return true;
	}
	fixed(s, 1, s->json->key ? DLP_SEGMENT_KEY_END : 0);
	if (s->json->key)
		s->json->expect = COLON;
	else
		end_value(s->json);
	return true;
}

/*
 * The usual name of a member, without escapes and with its colon behind it, at
 * once; false where it is another.
 */
static bool whole_key(struct step *s)
{
	const size_t left = (size_t)(s->end - s->p) - 1;
	const size_t n = dlp_json_plain((struct dlp_span){ s->p + 1, left });

	if (left - n < 2 || s->p[1 + n] != '"' || s->p[2 + n] != ':')
		return false;
	fixed(s, 1, 0);
	dlp_layout_add(s->layout, DLP_SEGMENT_STRING, 0, take(s, n));
	fixed(s, 2, DLP_SEGMENT_KEY_END);
	s->json->solid = true;
	s->json->expect = VALUE;
	return true;
}

/* One token; false where more bytes are needed. */
static bool token(struct step *s)
{
	struct json *json = s->json;
	const char c = *s->p;

	switch (json->expect) {
	case START:
		return starts(s);
	case STRING:
		return string(s);
	case TOP:
	case VALUE:
		return value(s);
	case FIRST_ELEMENT:
		if (c != ']')
			return value(s);
		close_container(s);
		return true;
	case FIRST_KEY:
	case KEY:
		if (c == '"')
			return whole_key(s) || open_string(s, true);
		if (c == '}' && json->expect == FIRST_KEY)
			close_container(s);
		else
			refuse(s, DLP_CODE_CORRUPT, "member without a name");
		return true;
	case COLON:
		if (c != ':') {
			refuse(s, DLP_CODE_CORRUPT, "member without a value");
			return true;
		}
		fixed(s, 1, 0);
		json->expect = VALUE;
		return true;
	case SEPARATOR:
		if (c == (json->object ? '}' : ']')) {
			close_container(s);
		} else if (c == ',') {
			fixed(s, 1, 0);
			json->expect = json->object ? KEY : VALUE;
		} else {
			refuse(s, DLP_CODE_CORRUPT,
			       "comma or closing bracket expected");
		}
		return true;
	}
	return true;
}

/* White space; between values also the separator of RFC 7464. */
static void space(struct step *s)
{
	const char *p = s->p;

	if ((unsigned char)*p > ' ' || s->json->expect == START ||
	    s->json->expect == STRING)
		return;
	while (p < s->end &&
	       (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r' ||
		(*p == 0x1e && s->json->expect == TOP)))
		p++;
	if (p > s->p)
		fixed(s, (size_t)(p - s->p), 0);
}

static size_t parse(void *state, struct dlp_layout *layout, struct dlp_span in,
		    bool last, struct dlp_syntax_error *bad)
{
	struct step s = {
		.json = state,
		.layout = layout,
		.p = in.ptr,
		.fixed = in.ptr,
		.end = in.ptr + in.len,
		.last = last,
	};

	for (;;) {
		if (s.p < s.end)
			space(&s);
		if (s.p == s.end || !token(&s) || s.bad.why)
			break;
	}
	settle(&s);
	if (s.p == s.end && last && !s.bad.why && s.json->expect > TOP)
		refuse(&s, DLP_CODE_TRUNCATED, "cut off");
	*bad = s.bad;
	return (size_t)(s.p - in.ptr);
}

static void quote(const void *state, struct dlp_buf *out, struct dlp_span text)
{
	(void)state;
	dlp_buf_addc(out, '"');
	dlp_json_escape(out, text);
	dlp_buf_addc(out, '"');
}

static bool doubtful(const void *state)
{
	return !((const struct json *)state)->solid;
}

const struct dlp_syntax dlp_syntax_json = {
	.state = sizeof(struct json),
	.parse = parse,
	.escape = dlp_json_escape,
	.quote = quote,
	.doubtful = doubtful,
};
