#include "detect/fingerprint.h"

#include <string.h>

#include "base/line.h"

/* What is hashed, put together: that is cheaper than to hash each piece. */
struct message {
	struct dlp_fingerprint *fp;
	size_t len;
	unsigned char text[448];
};

static uint64_t mix(uint64_t sum, uint64_t more)
{
	sum = (sum ^ more) * UINT64_C(0x9e3779b97f4a7c15);
	return sum ^ sum >> 32;
}

static void add_bytes(struct dlp_fingerprint *fp, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;
	uint64_t word = len;

	dlp_sha256_add(&fp->place, p, len);
	fp->mix = mix(fp->mix, word);
	for (; len >= sizeof(word); len -= sizeof(word), p += sizeof(word)) {
		memcpy(&word, p, sizeof(word));
		fp->mix = mix(fp->mix, word);
	}
	word = 0;
	memcpy(&word, p, len);
	fp->mix = mix(fp->mix, word);
}

static void flush(struct message *m)
{
	add_bytes(m->fp, m->text, m->len);
	m->len = 0;
}

/* Length first, so that no two lists of spans hash alike. */
static void add_length(struct message *m, size_t len)
{
	if (sizeof(m->text) - m->len < 8)
		flush(m);
	for (size_t i = 0; i < 8; i++)
		m->text[m->len++] =
			(unsigned char)((uint64_t)len >> (56 - 8 * i));
}

static void add_span(struct message *m, struct dlp_span span)
{
	add_length(m, span.len);
	if (span.len > sizeof(m->text) - m->len)
		flush(m);
	if (span.len > sizeof(m->text)) {
		add_bytes(m->fp, span.ptr, span.len);
	} else if (span.len) {
		memcpy(m->text + m->len, span.ptr, span.len);
		m->len += span.len;
	}
}

/* Numbers beside a value change from row to row: fold them. */
static void add_side(struct message *m, struct dlp_span side)
{
	unsigned char *to;

	add_length(m, side.len);
	if (side.len > sizeof(m->text) - m->len)
		flush(m);
	to = m->text + m->len;
	m->len += side.len;
	for (size_t i = 0; i < side.len; i++) {
		unsigned char c = (unsigned char)side.ptr[i];

		to[i] = (unsigned char)(c - '0') < 10 ? '0' : c;
	}
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
	const size_t start = match->value_start, end = match->value_end;
	const size_t left = dlp_line_start(
		text, start,
		start > DLP_FINGERPRINT_SIDE ? start - DLP_FINGERPRINT_SIDE
					     : 0);
	const size_t right = dlp_line_end(text, end,
					  text.len - end > DLP_FINGERPRINT_SIDE
						  ? end + DLP_FINGERPRINT_SIDE
						  : text.len);
	struct message m;
	unsigned char sum[DLP_SHA256_SIZE];

	fp->digits = key.len ? 2 * sizeof(fp->sum) : check_digits(match->rule);
	fp->mix = 0;
	dlp_sha256_init(&fp->place);
	m.fp = fp;
	m.len = 0;
	m.text[m.len++] = DLP_FINGERPRINT_VERSION;
	add_span(&m, match->rule->id);
	add_span(&m, path);
	for (size_t i = 0; i < where->members; i++)
		add_span(&m, where->member[i]);
	add_side(&m, (struct dlp_span){ text.ptr + left, start - left });
	add_side(&m, (struct dlp_span){ text.ptr + end, right - end });
	flush(&m);
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

uint64_t dlp_fingerprint_key(const struct dlp_fingerprint *fp)
{
	uint64_t check = 0;

	for (size_t i = 0; i < sizeof(fp->sum); i++)
		check = check << 8 | fp->sum[i];
	return mix(fp->mix, check >> (64 - 4 * fp->digits));
}

void dlp_fingerprint_text(const struct dlp_fingerprint *fp, uint16_t nth,
			  char out[DLP_FINGERPRINT_MAX + 1])
{
	const unsigned char n[2] = { (unsigned char)(nth >> 8),
				     (unsigned char)nth };
	struct dlp_sha256 place = fp->place;
	unsigned char sum[DLP_SHA256_SIZE];

	dlp_sha256_add(&place, n, sizeof(n));
	dlp_sha256_final(&place, sum);
	dlp_hex(out, sum, 16);
	out[32] = '-';
	/* All of it, of which only the first digits stand. */
	dlp_hex(out + 33, fp->sum, sizeof(fp->sum));
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
