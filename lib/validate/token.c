#include "validate/token.h"

#include <stdint.h>

#include "base/hex.h"
#include "validate/check.h"
#include "validate/sum.h"

enum {
	NEED_LOWER = 1,
	NEED_UPPER = 2,
	NEED_LETTER = 4,
	NEED_DIGIT = 8,
	NEED_OTHER = 16,
};

static const struct {
	const char *name;
	unsigned bit;
} class[] = {
	{ "lower", NEED_LOWER },   { "upper", NEED_UPPER },
	{ "letter", NEED_LETTER }, { "digit", NEED_DIGIT },
	{ "other", NEED_OTHER },
};

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz";

bool dlp_token_set(struct dlp_span in, struct dlp_validator_args *args)
{
	const unsigned char *p = (const unsigned char *)in.ptr;

	for (size_t i = 0; i < in.len; i++) {
		unsigned from = p[i], to = from;

		if (i + 2 < in.len && p[i + 1] == '-') {
			to = p[i + 2];
			i += 2;
		}
		if (to < from)
			return false;
		for (unsigned c = from; c <= to; c++)
			args->set[c / 8] |= (unsigned char)(1U << c % 8);
	}
	args->has_set = true;
	return in.len > 0;
}

bool dlp_token_need(struct dlp_span in, struct dlp_validator_args *args)
{
	while (in.len) {
		const char *comma = memchr(in.ptr, ',', in.len);
		size_t len = comma ? (size_t)(comma - in.ptr) : in.len;
		size_t i = 0, n = sizeof(class) / sizeof(class[0]);

		while (i < n && !(strlen(class[i].name) == len &&
				  !memcmp(class[i].name, in.ptr, len)))
			i++;
		if (i == n)
			return false;
		args->need |= class[i].bit;
		len += comma != NULL;
		in.ptr += len;
		in.len -= len;
	}
	return true;
}

/* Bit by bit, so that no program has to link the mathematics library. */
static double log2_of(size_t n)
{
	double result = 0, x = (double)n, bit = 1;

	while (x >= 2) {
		x /= 2;
		result += 1;
	}
	for (int i = 0; i < 20; i++) {
		bit /= 2;
		x *= x;
		if (x >= 2) {
			x /= 2;
			result += bit;
		}
	}
	return result;
}

/* Shannon's, in bits a byte, of the bytes' own distribution. */
static double entropy(struct dlp_span in)
{
	size_t count[256] = { 0 };
	double sum = 0;

	for (size_t i = 0; i < in.len; i++)
		count[(unsigned char)in.ptr[i]]++;
	for (size_t i = 0; i < 256; i++)
		if (count[i] > 1)
			sum += (double)count[i] * log2_of(count[i]);
	return in.len ? log2_of(in.len) - sum / (double)in.len : 0;
}

static enum dlp_verdict check_entropy(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	return entropy(cand->value) >= args->min ? DLP_VALID : DLP_INVALID;
}

static unsigned class_of(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return NEED_LOWER | NEED_LETTER;
	if (c >= 'A' && c <= 'Z')
		return NEED_UPPER | NEED_LETTER;
	return c >= '0' && c <= '9' ? NEED_DIGIT : NEED_OTHER;
}

static enum dlp_verdict check_charset(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	unsigned seen = 0;

	for (size_t i = 0; i < cand->value.len; i++) {
		unsigned char c = (unsigned char)cand->value.ptr[i];

		seen |= class_of(c);
		if (args->has_set && !(args->set[c / 8] >> c % 8 & 1))
			return DLP_INVALID;
	}
	return (seen & args->need) == args->need ? DLP_VALID : DLP_INVALID;
}

/* Each class as often as `least` says, in that order. */
static enum dlp_verdict check_counts(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	static const unsigned order[] = { NEED_DIGIT, NEED_LOWER, NEED_UPPER,
					  NEED_OTHER };
	enum { CLASSES = sizeof(order) / sizeof(*order) };
	size_t seen[CLASSES] = { 0 };

	for (size_t i = 0; i < cand->value.len; i++)
		for (size_t c = 0; c < CLASSES; c++)
			seen[c] +=
				(class_of((unsigned char)cand->value.ptr[i]) &
				 order[c]) != 0;
	for (size_t c = 0; c < CLASSES && c < args->weights; c++)
		if (seen[c] < args->weight[c])
			return DLP_INVALID;
	return DLP_VALID;
}

/* Whole bytes in hex, the letters in one case, not one digit repeated. */
static enum dlp_verdict check_hex(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	struct dlp_span v = cand->value;
	bool lower = false, upper = false, varied = false;

	(void)args;
	for (size_t i = 0; i < v.len; i++) {
		if (dlp_hex_digit(v.ptr[i]) < 0)
			return DLP_INVALID;
		lower |= v.ptr[i] >= 'a';
		upper |= v.ptr[i] >= 'A' && v.ptr[i] <= 'F';
		varied |= v.ptr[i] != v.ptr[0];
	}
	return varied && v.len % 2 == 0 && !(lower && upper) ? DLP_VALID
							     : DLP_INVALID;
}

/* RFC 9562: groups of 8-4-4-4-12, version 1 to 8, the variant of the RFC. */
static enum dlp_verdict check_uuid(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	struct dlp_span v = cand->value;

	(void)args;
	if (v.len != 36)
		return DLP_INVALID;
	for (size_t i = 0; i < v.len; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? v.ptr[i] != '-' : dlp_hex_digit(v.ptr[i]) < 0)
			return DLP_INVALID;
	}
	if (v.ptr[14] < '1' || v.ptr[14] > '8' ||
	    (dlp_hex_digit(v.ptr[19]) & 12) != 8)
		return DLP_INVALID;
	return DLP_VALID;
}

/* The two groups that a checksum needs; false where one took no part. */
static bool two_groups(const struct dlp_candidate *cand,
		       const struct dlp_validator_args *args,
		       struct dlp_span *payload, struct dlp_span *check)
{
	*payload = cand->group[args->payload];
	*check = cand->group[args->check];
	return payload->ptr && check->ptr && payload->len && check->len;
}

/*
 * As GitHub and npm write it ("Behind GitHub's new authentication token
 * formats", 2021): base62, digits first, padded with zeros on the left.
 */
static enum dlp_verdict
check_crc32_base62(const struct dlp_candidate *cand,
		   const struct dlp_validator_args *args)
{
	struct dlp_span payload, check;
	uint64_t value = 0;

	if (!two_groups(cand, args, &payload, &check))
		return DLP_UNCHECKED;
	for (size_t i = 0; i < check.len; i++) {
		char c = check.ptr[i];
		const char *p = c ? strchr(base62, c) : NULL;

		if (!p || value > UINT32_MAX)
			return DLP_INVALID;
		value = value * 62 + (size_t)(p - base62);
	}
	return value == dlp_sum_crc32(payload) ? DLP_VALID : DLP_INVALID;
}

static enum dlp_verdict check_crc32_hex(const struct dlp_candidate *cand,
					const struct dlp_validator_args *args)
{
	struct dlp_span payload, check;
	uint64_t value = 0;

	if (!two_groups(cand, args, &payload, &check))
		return DLP_UNCHECKED;
	for (size_t i = 0; i < check.len; i++) {
		int d = dlp_hex_digit(check.ptr[i]);

		if (d < 0 || value > UINT32_MAX)
			return DLP_INVALID;
		value = value << 4 | (unsigned)d;
	}
	return value == dlp_sum_crc32(payload) ? DLP_VALID : DLP_INVALID;
}

const struct dlp_validator dlp_checks_token[] = {
	{ "entropy", "min=BITS", "bits a character (Shannon), at least BITS",
	  check_entropy },
	{ "charset", "[set=CHARS] [need=CLASS,CLASS…]",
	  "characters of a set; classes lower upper letter digit other",
	  check_charset },
	{ "counts", "least=DIGITS,LOWER,UPPER,OTHER",
	  "characters of each class, at least so many", check_counts },
	{ "hex", "", "whole bytes in hex, one case", check_hex },
	{ "uuid", "", "RFC 9562, with version and variant", check_uuid },
	{ "crc32-base62", "payload=GROUP check=GROUP",
	  "CRC-32 of a group, in base 62 (GitHub, npm)", check_crc32_base62 },
	{ "crc32-hex", "payload=GROUP check=GROUP", "CRC-32 of a group, in hex",
	  check_crc32_hex },
	{ 0 },
};
