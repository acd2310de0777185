#include "detect/fingerprint.h"

#include <string.h>

/* Length first, so that no two lists of spans hash alike. */
static void add_span(struct dlp_sha256 *sha, struct dlp_span span)
{
	unsigned char len[8];

	for (size_t i = 0; i < sizeof(len); i++)
		len[i] = (unsigned char)((uint64_t)span.len >> (56 - 8 * i));
	dlp_sha256_add(sha, len, sizeof(len));
	dlp_sha256_add(sha, span.ptr, span.len);
}

/* Numbers beside a value change from row to row: fold them. */
static void add_side(struct dlp_sha256 *sha, struct dlp_span side)
{
	char folded[DLP_FINGERPRINT_SIDE];

	for (size_t i = 0; i < side.len; i++)
		folded[i] = side.ptr[i] >= '0' && side.ptr[i] <= '9'
				    ? '0'
				    : side.ptr[i];
	add_span(sha, (struct dlp_span){ folded, side.len });
}

/* Hex digits of the check: none of them may give the value away. */
static size_t check_digits(const struct dlp_rule *rule)
{
	if (rule->entropy_high)
		return 16;
	if (rule->category == DLP_CATEGORY_SECRET ||
	    rule->category == DLP_CATEGORY_CREDENTIAL_HASH)
		return 3;
	return 1;
}

void dlp_fingerprint_init(struct dlp_fingerprint *fp,
			  const struct dlp_match *match, struct dlp_span text,
			  struct dlp_span path, const struct dlp_where *where,
			  struct dlp_span key)
{
	const unsigned char version = DLP_FINGERPRINT_VERSION;
	size_t left = match->value_start, right = match->value_end;
	unsigned char sum[DLP_SHA256_SIZE];

	fp->digits = key.len ? 2 * sizeof(fp->sum) : check_digits(match->rule);
	while (left && match->value_start - left < DLP_FINGERPRINT_SIDE &&
	       text.ptr[left - 1] != '\n')
		left--;
	while (right < text.len &&
	       right - match->value_end < DLP_FINGERPRINT_SIDE &&
	       text.ptr[right] != '\n')
		right++;
	dlp_sha256_init(&fp->place);
	dlp_sha256_add(&fp->place, &version, 1);
	add_span(&fp->place, match->rule->id);
	add_span(&fp->place, path);
	for (size_t i = 0; i < where->members; i++)
		add_span(&fp->place, where->member[i]);
	add_side(&fp->place, (struct dlp_span){ text.ptr + left,
						match->value_start - left });
	add_side(&fp->place, (struct dlp_span){ text.ptr + match->value_end,
						right - match->value_end });
	if (key.len) {
		struct dlp_hmac hmac;

		dlp_hmac_init(&hmac, key);
		dlp_hmac_add(&hmac, "check", 5);
		dlp_hmac_add(&hmac, match->candidate.value.ptr,
			     match->candidate.value.len);
		dlp_hmac_final(&hmac, sum);
	} else {
		struct dlp_sha256 sha;

		dlp_sha256_init(&sha);
		dlp_sha256_add(&sha, match->candidate.value.ptr,
			       match->candidate.value.len);
		dlp_sha256_final(&sha, sum);
	}
	memcpy(fp->sum, sum, sizeof(fp->sum));
}

void dlp_fingerprint_widen(struct dlp_fingerprint *fp, uint64_t more)
{
	unsigned char sum[DLP_SHA256_SIZE], bytes[sizeof(more)];
	struct dlp_sha256 sha;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)(more >> (56 - 8 * i));
	dlp_sha256_init(&sha);
	dlp_sha256_add(&sha, fp->sum, sizeof(fp->sum));
	dlp_sha256_add(&sha, bytes, sizeof(bytes));
	dlp_sha256_final(&sha, sum);
	memcpy(fp->sum, sum, sizeof(fp->sum));
}

/* The half about the value, in hex. */
static void check_text(const struct dlp_fingerprint *fp,
		       char out[2 * sizeof(fp->sum)])
{
	dlp_hex(out, fp->sum, sizeof(fp->sum));
}

uint64_t dlp_fingerprint_key(const struct dlp_fingerprint *fp)
{
	struct dlp_sha256 place = fp->place;
	unsigned char sum[DLP_SHA256_SIZE];
	char check[2 * sizeof(fp->sum)];
	uint64_t v;

	check_text(fp, check);
	dlp_sha256_add(&place, check, fp->digits);
	dlp_sha256_final(&place, sum);
	memcpy(&v, sum, sizeof(v));
	return v;
}

void dlp_fingerprint_text(const struct dlp_fingerprint *fp, uint16_t nth,
			  char out[DLP_FINGERPRINT_MAX + 1])
{
	const unsigned char n[2] = { (unsigned char)(nth >> 8),
				     (unsigned char)nth };
	struct dlp_sha256 place = fp->place;
	unsigned char sum[DLP_SHA256_SIZE];
	char check[2 * sizeof(fp->sum)];

	dlp_sha256_add(&place, n, sizeof(n));
	dlp_sha256_final(&place, sum);
	dlp_hex(out, sum, 16);
	check_text(fp, check);
	out[32] = '-';
	memcpy(out + 33, check, fp->digits);
	out[33 + fp->digits] = '\0';
}

void dlp_value_id(const struct dlp_rule *rule, struct dlp_span value,
		  struct dlp_span key, char out[DLP_VALUE_ID_SIZE + 1])
{
	const char *dot = memchr(rule->id.ptr, '.', rule->id.len);
	unsigned char sum[DLP_SHA256_SIZE];
	struct dlp_hmac hmac;

	dlp_hmac_init(&hmac, key);
	dlp_hmac_add(&hmac, "value", 5);
	dlp_hmac_add(&hmac, rule->id.ptr,
		     dot ? (size_t)(dot - rule->id.ptr) : rule->id.len);
	/* A blank ends the family, so that no other begins like it. */
	dlp_hmac_add(&hmac, " ", 1);
	for (size_t i = 0; i < value.len; i++)
		if (!strchr(" -./\t", value.ptr[i] ? value.ptr[i] : 'x'))
			dlp_hmac_add(&hmac, value.ptr + i, 1);
	dlp_hmac_final(&hmac, sum);
	dlp_hex(out, sum, DLP_VALUE_ID_SIZE / 2);
	out[DLP_VALUE_ID_SIZE] = '\0';
}
