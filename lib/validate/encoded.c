#include <string.h>

#include "validate/check.h"
#include "validate/shape.h"
#include "validate/sum.h"

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

/* A token's header, that is encoded once more with all that follows. */
static enum dlp_verdict check_jwt_base64(const struct dlp_candidate *cand,
					 const struct dlp_validator_args *args)
{
	enum { HEADER_MAX = 2048 };
	char head[HEADER_MAX];
	size_t len = 0;
	struct decoder d;
	char c;

	(void)args;
	decoder_init(&d, cand->value);
	while (len < HEADER_MAX && decoder_next(&d, &c) && c != '.')
		head[len++] = c;
	if (d.bad || len == HEADER_MAX)
		return DLP_INVALID;
	return is_object((struct dlp_span){ head, len }, NULL) ? DLP_VALID
							       : DLP_INVALID;
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

/* CRC-24 of OpenPGP (RFC 9580, section 6.1.1), a byte further. */
static uint32_t crc24(uint32_t crc, unsigned char c)
{
	crc ^= (uint32_t)c << 16;
	for (int i = 0; i < 8; i++) {
		crc <<= 1;
		if (crc & 0x1000000)
			crc ^= 0x1864cfb;
	}
	return crc;
}

/* Up to `n` characters of base64 from `line`, more significant first. */
static uint32_t number64(struct dlp_span line, size_t n)
{
	uint32_t number = 0;

	for (size_t i = 0; i < line.len && i < n; i++)
		number = number << 6 | ((unsigned)value64(line.ptr[i]) & 63);
	return number;
}

/*
 * RFC 9580, section 6.2: headers, an empty line, base64, and a line of `=` and
 * the CRC-24 of the bytes, which newer programs leave out.
 */
static enum dlp_verdict check_pgp(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	static const char border[] = "-----";
	enum { CRC_START = 0xb704ce };
	struct dlp_span rest = cand->value, line;
	const char *p = find(rest, border);
	uint32_t crc = CRC_START;
	size_t n = 0;

	(void)args;
	for (int i = 0; p && i < 2; i++) {
		rest.len -= (size_t)(p + strlen(border) - rest.ptr);
		rest.ptr = p + strlen(border);
		p = i ? p : find(rest, border);
	}
	if (!p)
		return DLP_INVALID;
	while (rest.len) {
		struct decoder d;
		char c;

		line = next_line(&rest);
		if (line.len >= 5 && !memcmp(line.ptr, border, 5))
			break;
		if (line.len == 5 && line.ptr[0] == '=') {
			line.ptr++, line.len--;
			return n && number64(line, 4) == crc ? DLP_VALID
							     : DLP_INVALID;
		}
		if (!base64_line(line))
			continue;
		decoder_init(&d, line);
		for (; decoder_next(&d, &c); n++)
			crc = crc24(crc, (unsigned char)c) & 0xffffff;
	}
	return n ? DLP_UNCHECKED : DLP_INVALID;
}

/* A number in groups of seven bits, low ones first; false at the end. */
static bool next_varint(struct decoder *d, uint32_t *out)
{
	char c;

	*out = 0;
	for (unsigned shift = 0; shift < 28; shift += 7) {
		if (!decoder_next(d, &c))
			return false;
		*out |= ((unsigned)c & 0x7f) << shift;
		if (!(c & 0x80))
			return true;
	}
	return false;
}

/* A field: its type, and its bytes passed over. */
static bool next_field(struct decoder *d, uint32_t *type, uint32_t *len)
{
	char c;

	if (!next_varint(d, type))
		return false;
	if (!*type)
		return true;
	if (!next_varint(d, len))
		return false;
	for (uint32_t i = 0; i < *len; i++)
		if (!decoder_next(d, &c))
			return false;
	return true;
}

/*
 * A macaroon in the binary format of libmacaroons, version 2: fields of a
 * place and an identifier, then of each caveat, each list ended by 0, and a
 * signature of 32 bytes at the end.
 */
static enum dlp_verdict check_macaroon(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	enum { EOS = 0, IDENTIFIER = 2, SIGNATURE = 6, SIGNATURE_SIZE = 32 };
	uint32_t type, before = IDENTIFIER, len = 0;
	bool identifier = false;
	struct decoder d;
	char c;

	(void)args;
	decoder_init(&d, cand->value);
	if (!decoder_next(&d, &c) || c != 2)
		return DLP_INVALID;
	for (;;) {
		if (!next_field(&d, &type, &len))
			return DLP_INVALID;
		if (type == EOS && before == EOS)
			break;
		identifier |= type == IDENTIFIER;
		before = type;
	}
	if (!identifier || !next_field(&d, &type, &len))
		return DLP_INVALID;
	return type == SIGNATURE && len == SIGNATURE_SIZE &&
			       !decoder_next(&d, &c) && !d.bad
		       ? DLP_VALID
		       : DLP_INVALID;
}

/* What stands before the first dot is base64 of an account's number. */
static enum dlp_verdict check_discord(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	struct dlp_span head = cand->value;
	const char *dot = head.len ? memchr(head.ptr, '.', head.len) : NULL;
	struct decoder d;
	size_t n = 0;
	char c;

	(void)args;
	if (dot)
		head.len = (size_t)(dot - head.ptr);
	decoder_init(&d, head);
	for (; decoder_next(&d, &c); n++)
		if (c < '0' || c > '9')
			return DLP_INVALID;
	return !d.bad && n >= 17 && n <= 20 ? DLP_VALID : DLP_INVALID;
}

static bool has_member(struct dlp_span object, const char *key)
{
	struct dlp_shape shape;

	dlp_shape_init(&shape, key);
	for (size_t i = 0; i < object.len; i++)
		if (!dlp_shape_add(&shape, object.ptr[i]))
			return false;
	return dlp_shape_done(&shape) && shape.found;
}

/* RFC 7517 and 7518: a key's type, and the part that is private: `d`, or `k`
 * of a symmetric one. */
static enum dlp_verdict check_jwk(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	(void)args;
	return has_member(cand->value, "kty") &&
			       (has_member(cand->value, "d") ||
				has_member(cand->value, "k"))
		       ? DLP_VALID
		       : DLP_INVALID;
}

/* Whole base64 (RFC 4648) of a byte or more, padded where it must be. */
static enum dlp_verdict check_base64(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	struct decoder d;
	size_t n = 0;
	char c;

	(void)args;
	decoder_init(&d, cand->value);
	while (decoder_next(&d, &c))
		n++;
	return n && !d.bad && cand->value.len % 4 == 0 ? DLP_VALID
						       : DLP_INVALID;
}

/* CRC-32 of a group, low byte first, in base64 without its padding. */
static enum dlp_verdict check_crc32(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	struct dlp_span payload = cand->group[args->payload];
	struct dlp_span check = cand->group[args->check];
	uint32_t crc = 0;
	struct decoder d;
	unsigned n = 0;
	char c;

	if (!payload.ptr || !check.ptr)
		return DLP_UNCHECKED;
	decoder_init(&d, check);
	for (; n < 4 && decoder_next(&d, &c); n++)
		crc |= (uint32_t)(unsigned char)c << 8 * n;
	return n == 4 && !decoder_next(&d, &c) && !d.bad &&
			       crc == dlp_sum_crc32(payload)
		       ? DLP_VALID
		       : DLP_INVALID;
}

/*
 * HTTP Basic (RFC 7617): user and password around a colon.  Services that take
 * a key as the user want no password.
 */
static enum dlp_verdict check_basic(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	enum { KEY = 16 }; /* fewer are a name */
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
	return !d.bad && colon && (colon + 1 < n || colon >= KEY) ? DLP_VALID
								  : DLP_INVALID;
}

const struct dlp_validator dlp_checks_encoded[] = {
	{ "jwt", "", "a JSON header with alg (RFC 7515)", check_jwt },
	{ "jwt-base64", "", "a JSON header in base64 that is encoded again",
	  check_jwt_base64 },
	{ "base64-json", "", "base64 of a JSON object", check_base64_json },
	{ "pem", "", "borders of one name around base64 (RFC 7468)",
	  check_pem },
	{ "crc32-base64", "payload=GROUP check=GROUP",
	  "CRC-32 of a group, in base64 (Confluent)", check_crc32 },
	{ "pgp", "", "an armored block with its CRC-24 (RFC 9580)", check_pgp },
	{ "macaroon", "", "fields and signature of a macaroon, version 2",
	  check_macaroon },
	{ "discord", "", "base64 of an account's number, then a dot",
	  check_discord },
	{ "jwk", "", "a JSON key with its private part (RFC 7517)", check_jwk },
	{ "base64", "", "whole base64, with its padding (RFC 4648)",
	  check_base64 },
	{ "basic-auth", "", "base64 of user:password (RFC 7617)", check_basic },
	{ 0 },
};
