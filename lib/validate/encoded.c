#include <string.h>

#include "validate/check.h"
#include "validate/shape.h"

static int value64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	if (c == '/' || c == '_')
		return 63;
	return -1;
}

/*
 * Base64 of either alphabet, padding optional, one byte after the other: it
 * may be of any length.
 */
struct decoder {
	struct dlp_span in;
	unsigned bits, have;
	bool bad;
};

static void decoder_init(struct decoder *d, struct dlp_span in)
{
	while (in.len && in.ptr[in.len - 1] == '=')
		in.len--;
	*d = (struct decoder){ .in = in };
}

/* False at the end, and where `bad` says so. */
static bool decoder_next(struct decoder *d, char *out)
{
	while (d->have < 8) {
		int v = d->in.len ? value64(*d->in.ptr) : -1;

		if (v < 0) {
			d->bad = d->in.len > 0;
			return false;
		}
		d->in.ptr++;
		d->in.len--;
		d->bits = (d->bits << 6 | (unsigned)v) & 0xffff;
		d->have += 6;
	}
	d->have -= 8;
	*out = (char)(d->bits >> d->have);
	return true;
}

/* Whether it is base64 of a JSON object, with the member `key` if not NULL. */
static bool is_object(struct dlp_span in, const char *key)
{
	struct dlp_shape shape;
	struct decoder d;
	char c;

	decoder_init(&d, in);
	dlp_shape_init(&shape, key ? key : "");
	while (decoder_next(&d, &c))
		if (!dlp_shape_add(&shape, c))
			return false;
	return !d.bad && dlp_shape_done(&shape) && (!key || shape.found);
}

/* RFC 7515, section 4.1.1: the header says which algorithm. */
static enum dlp_verdict check_jwt(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	struct dlp_span head = cand->value;
	const char *dot = head.len ? memchr(head.ptr, '.', head.len) : NULL;

	(void)args;
	if (!dot)
		return DLP_INVALID;
	head.len = (size_t)(dot - head.ptr);
	return is_object(head, "alg") ? DLP_VALID : DLP_INVALID;
}

static enum dlp_verdict check_base64_json(const struct dlp_candidate *cand,
					  const struct dlp_validator_args *args)
{
	(void)args;
	return is_object(cand->value, NULL) ? DLP_VALID : DLP_INVALID;
}

static const char *find(struct dlp_span in, const char *what)
{
	size_t n = strlen(what);

	for (; in.len >= n; in.ptr++, in.len--)
		if (!memcmp(in.ptr, what, n))
			return in.ptr;
	return NULL;
}

/*
 * What stands between the borders, taken off its front: a line, up to a
 * newline or the `\n` and `\r` that a string of a program has for it.
 */
static struct dlp_span next_line(struct dlp_span *body)
{
	struct dlp_span line = { body->ptr, 0 };

	while (line.len < body->len && line.ptr[line.len] != '\n' &&
	       line.ptr[line.len] != '\r' && line.ptr[line.len] != '\\')
		line.len++;
	body->ptr += line.len;
	body->len -= line.len;
	if (body->len) {
		size_t n = *body->ptr == '\\' && body->len > 1 ? 2 : 1;

		body->ptr += n;
		body->len -= n;
	}
	return line;
}

/* Characters of base64 in a line that has nothing else; else 0. */
static size_t base64_line(struct dlp_span line)
{
	size_t n = 0;

	for (size_t i = 0; i < line.len; i++) {
		char c = line.ptr[i];

		if (c == ' ' || c == '\t' || c == '"' || c == '\'' ||
		    c == ',' || c == '+')
			n += c == '+';
		else if (value64(c) >= 0 || c == '=')
			n++;
		else
			return 0;
	}
	return n;
}

/*
 * RFC 7468, and the older form with headers (RFC 1421): borders of one name,
 * and base64 between them, however its lines are escaped.  Without a second
 * border it is the beginning of a key, which is less and still tells.
 */
static enum dlp_verdict check_pem(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	enum { BODY_MIN = 40 }; /* an Ed25519 key has 64 */
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	struct dlp_span rest = cand->value, name, body;
	const char *p = find(rest, begin);
	size_t n = 0;

	(void)args;
	if (!p)
		return DLP_INVALID;
	name.ptr = p + strlen(begin);
	rest.len -= (size_t)(name.ptr - rest.ptr);
	rest.ptr = name.ptr;
	p = find(rest, "-----");
	if (!p)
		return DLP_INVALID;
	name.len = (size_t)(p - name.ptr);
	body = (struct dlp_span){ p + 5, rest.len - name.len - 5 };
	p = find(body, end);
	if (p) {
		struct dlp_span tail = { p + strlen(end), 0 };

		tail.len = (size_t)(body.ptr + body.len - tail.ptr);
		if (tail.len < name.len || memcmp(tail.ptr, name.ptr, name.len))
			return DLP_INVALID;
		body.len = (size_t)(p - body.ptr);
	}
	while (body.len)
		n += base64_line(next_line(&body));
	return n >= BODY_MIN ? DLP_VALID : DLP_INVALID;
}

/* HTTP Basic (RFC 7617): user and password around a colon. */
static enum dlp_verdict check_basic(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	size_t n = 0, colon = 0;
	struct decoder d;
	char c;

	(void)args;
	decoder_init(&d, cand->value);
	for (; decoder_next(&d, &c); n++) {
		if ((unsigned char)c < 0x20 || c == 0x7f)
			return DLP_INVALID;
		if (c == ':' && !colon)
			colon = n;
	}
	return !d.bad && colon && colon + 1 < n ? DLP_VALID : DLP_INVALID;
}

const struct dlp_validator dlp_checks_encoded[] = {
	{ "jwt", "", "a JSON header with alg (RFC 7515)", check_jwt },
	{ "base64-json", "", "base64 of a JSON object", check_base64_json },
	{ "pem", "", "borders of one name around base64 (RFC 7468)",
	  check_pem },
	{ "basic-auth", "", "base64 of user:password (RFC 7617)", check_basic },
	{ 0 },
};
