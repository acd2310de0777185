#include <string.h>

#include "validate/check.h"

enum { HEADER_MAX = 1024 }; /* bytes of a header that is looked into */

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

/* Base64 of either alphabet, padding optional; bytes, or 0 for none. */
static size_t decode(struct dlp_span in, char *out, size_t max)
{
	unsigned bits = 0, have = 0;
	size_t n = 0;

	while (in.len && in.ptr[in.len - 1] == '=')
		in.len--;
	for (size_t i = 0; i < in.len; i++) {
		int v = value64(in.ptr[i]);

		if (v < 0)
			return 0;
		bits = bits << 6 | (unsigned)v;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (n == max)
			return 0;
		out[n++] = (char)(bits >> have);
		bits &= (1u << have) - 1;
	}
	return n;
}

/* Whether `json` looks like an object with `member`: enough to tell a token
 * from chance, without a parser's memory. */
static bool is_object_with(const char *json, size_t len, const char *member)
{
	size_t n = strlen(member), i = 0;

	while (len && strchr(" \t\r\n", json[len - 1] ? json[len - 1] : 'x'))
		len--;
	if (len < 2 || json[0] != '{' || json[len - 1] != '}')
		return false;
	while (i + n <= len && memcmp(json + i, member, n))
		i++;
	return i + n <= len;
}

/* RFC 7515, section 4.1.1: the header says which algorithm. */
static enum dlp_verdict check_jwt(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	struct dlp_span head = cand->value;
	const char *dot = head.len ? memchr(head.ptr, '.', head.len) : NULL;
	char json[HEADER_MAX];
	size_t n;

	(void)args;
	if (!dot)
		return DLP_INVALID;
	head.len = (size_t)(dot - head.ptr);
	n = decode(head, json, sizeof(json));
	return is_object_with(json, n, "\"alg\"") ? DLP_VALID : DLP_INVALID;
}

static enum dlp_verdict check_base64_json(const struct dlp_candidate *cand,
					  const struct dlp_validator_args *args)
{
	char json[HEADER_MAX];
	size_t n = decode(cand->value, json, sizeof(json));

	(void)args;
	return is_object_with(json, n, "\"") ? DLP_VALID : DLP_INVALID;
}

/* RFC 7468: lines of base64 between the borders, however they are escaped. */
static enum dlp_verdict check_pem(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	enum { BODY_MIN = 40 }; /* an Ed25519 key has 64 */
	struct dlp_span v = cand->value;
	size_t i = 0, body = 0, dashes = 0;

	(void)args;
	/* Behind the second group of dashes, which ends the first border. */
	while (i + 5 <= v.len && dashes < 2) {
		if (!memcmp(v.ptr + i, "-----", 5)) {
			dashes++;
			i += 5;
		} else {
			i++;
		}
	}
	for (; i < v.len && v.ptr[i] != '-'; i++)
		body += value64(v.ptr[i]) >= 0;
	return body >= BODY_MIN ? DLP_VALID : DLP_INVALID;
}

/* HTTP Basic (RFC 7617): user and password around a colon. */
static enum dlp_verdict check_basic(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	char text[HEADER_MAX];
	size_t n = decode(cand->value, text, sizeof(text));
	const char *colon = n ? memchr(text, ':', n) : NULL;

	(void)args;
	if (!colon || colon == text || colon + 1 == text + n)
		return DLP_INVALID;
	for (size_t i = 0; i < n; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return DLP_INVALID;
	return DLP_VALID;
}

const struct dlp_validator dlp_checks_encoded[] = {
	{ "jwt", "", "a JSON header with alg (RFC 7515)", check_jwt },
	{ "base64-json", "", "base64 of a JSON object", check_base64_json },
	{ "pem", "", "a body of base64 behind the border (RFC 7468)",
	  check_pem },
	{ "basic-auth", "", "base64 of user:password (RFC 7617)", check_basic },
	{ 0 },
};
