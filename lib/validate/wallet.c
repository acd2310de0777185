#include "base/sha256.h"
#include "validate/check.h"
#include "validate/keccak.h"

#include <stdint.h>

/* Addresses and keys with a checksum of the Bitcoin family. */

enum {
	BASE58_MAX = 128,  /* characters */
	BECH32_MAX = 1023, /* BIP-173: what its code can still correct */
	SEGWIT_MAX = 90,
};

static const uint32_t bech32_one = 1, bech32m_one = 0x2bc830a3;

static const char base58[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
			     "abcdefghijkmnopqrstuvwxyz";

/* XRP Ledger, "base58 encodings": the same in another order. */
static const char ripple58[] = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8"
			       "oFqi1tuvAxyz";

/* The bytes that base 58 writes, in `out` of BASE58_MAX; 0 for none. */
static size_t decode58(struct dlp_span in, const char *alphabet,
		       unsigned char *out)
{
	unsigned char number[BASE58_MAX] = { 0 }; /* the lowest byte first */
	size_t len = 0, zeros = 0;

	if (in.len > BASE58_MAX)
		return 0;
	while (zeros < in.len && in.ptr[zeros] == *alphabet)
		zeros++;
	for (size_t i = 0; i < in.len; i++) {
		const char *p = in.ptr[i] ? strchr(alphabet, in.ptr[i]) : NULL;
		unsigned carry;

		if (!p)
			return 0;
		carry = (unsigned)(p - alphabet);
		for (size_t k = 0; k < len || carry; k++) {
			if (k == len)
				len++;
			carry += number[k] * 58U;
			number[k] = (unsigned char)carry;
			carry >>= 8;
		}
	}
	if (zeros + len > BASE58_MAX)
		return 0;
	memset(out, 0, zeros);
	for (size_t i = 0; i < len; i++)
		out[zeros + i] = number[len - 1 - i];
	return zeros + len;
}

/* The payload's length when the last four bytes are its double SHA-256. */
static size_t payload58(struct dlp_span in, const char *alphabet,
			unsigned char *out)
{
	unsigned char digest[DLP_SHA256_SIZE];
	size_t len = decode58(in, alphabet, out);
	struct dlp_sha256 sha;

	if (len < 5)
		return 0;
	dlp_sha256_init(&sha);
	dlp_sha256_add(&sha, out, len - 4);
	dlp_sha256_final(&sha, digest);
	dlp_sha256_init(&sha);
	dlp_sha256_add(&sha, digest, sizeof(digest));
	dlp_sha256_final(&sha, digest);
	return memcmp(digest, out + len - 4, 4) ? 0 : len - 4;
}

static enum dlp_verdict check_base58(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	unsigned char out[BASE58_MAX];

	(void)args;
	return payload58(cand->value, base58, out) ? DLP_VALID : DLP_INVALID;
}

static uint32_t polymod(uint32_t c, unsigned value)
{
	static const uint32_t generator[] = { 0x3b6a57b2, 0x26508e6d,
					      0x1ea119fa, 0x3d4233dd,
					      0x2a1462b3 };
	uint32_t top = c >> 25;

	c = (c & 0x1ffffff) << 5 ^ value;
	for (int i = 0; i < 5; i++)
		c ^= top >> i & 1 ? generator[i] : 0;
	return c;
}

static char lower(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	return c;
}

/*
 * BIP-173: the remainder that the checksum leaves, and where the data begin;
 * 0 (which no checksum leaves) for what is no such string.
 */
static uint32_t bech32_remainder(struct dlp_span in, size_t *data)
{
	static const char charset[] = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
	bool small = false, capital = false;
	size_t one = in.len;
	uint32_t c = 1;

	while (one > 0 && in.ptr[one - 1] != '1')
		one--;
	if (one < 2 || in.len > BECH32_MAX || in.len - one < 6)
		return 0;
	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] < '!' || in.ptr[i] > '~')
			return 0;
		small |= in.ptr[i] >= 'a' && in.ptr[i] <= 'z';
		capital |= in.ptr[i] >= 'A' && in.ptr[i] <= 'Z';
	}
	if (small && capital)
		return 0;
	for (size_t i = 0; i + 1 < one; i++)
		c = polymod(c, (unsigned char)lower(in.ptr[i]) >> 5);
	c = polymod(c, 0);
	for (size_t i = 0; i + 1 < one; i++)
		c = polymod(c, (unsigned char)lower(in.ptr[i]) & 31);
	for (size_t i = one; i < in.len; i++) {
		const char *p = strchr(charset, lower(in.ptr[i]));

		if (!p)
			return 0;
		c = polymod(c, (unsigned)(p - charset));
	}
	*data = one;
	return c;
}

static enum dlp_verdict check_bech32(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	size_t data;

	(void)args;
	return bech32_remainder(cand->value, &data) == bech32_one ? DLP_VALID
								  : DLP_INVALID;
}

static enum dlp_verdict check_bech32m(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	size_t data;

	(void)args;
	return bech32_remainder(cand->value, &data) == bech32m_one
		       ? DLP_VALID
		       : DLP_INVALID;
}

/*
 * BIP-141, 173 and 350: a witness of version 0 has 20 or 32 bytes and the
 * first checksum, later ones 2 to 40 bytes and the second.
 */
static bool is_segwit(struct dlp_span in)
{
	size_t data = 0, groups, bytes;
	uint32_t remainder = bech32_remainder(in, &data);
	char version;

	if (!remainder || in.len > SEGWIT_MAX || in.len - data < 7)
		return false;
	version = lower(in.ptr[data]);
	groups = in.len - data - 7;
	bytes = groups * 5 / 8;
	if (groups * 5 % 8 > 4)
		return false;
	if (version == 'q')
		return remainder == bech32_one && (bytes == 20 || bytes == 32);
	return remainder == bech32m_one && bytes >= 2 && bytes <= 40 &&
	       strchr("pzry9x8gf2tvdw0s", version) != NULL;
}

/* An address: of a key (1…), of a script (3…), of a witness (bc1…). */
static enum dlp_verdict check_bitcoin(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	struct dlp_span v = cand->value;
	unsigned char out[BASE58_MAX];
	bool ok;

	(void)args;
	if (v.len > 3 && lower(v.ptr[0]) == 'b' && lower(v.ptr[1]) == 'c' &&
	    v.ptr[2] == '1')
		ok = is_segwit(v);
	else
		ok = payload58(v, base58, out) == 21 &&
		     (out[0] == 0 || out[0] == 5);
	return ok ? DLP_VALID : DLP_INVALID;
}

static enum dlp_verdict check_ripple(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	unsigned char out[BASE58_MAX];

	(void)args;
	/* An account: a zero and twenty bytes. */
	return payload58(cand->value, ripple58, out) == 21 && !out[0]
		       ? DLP_VALID
		       : DLP_INVALID;
}

/*
 * EIP-55: a letter is a capital where the digest of the address in small ones
 * has a digit of 8 or more.  One case alone says nothing.
 */
static enum dlp_verdict check_eip55(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	enum { DIGITS = 40 };
	unsigned char digest[DLP_KECCAK_SIZE];
	const char *p = cand->value.ptr;
	bool small = false, capital = false;
	char address[DIGITS];

	(void)args;
	if (cand->value.len != DIGITS + 2 || memcmp(p, "0x", 2))
		return DLP_INVALID;
	p += 2;
	for (size_t i = 0; i < DIGITS; i++) {
		small |= p[i] >= 'a' && p[i] <= 'f';
		capital |= p[i] >= 'A' && p[i] <= 'F';
		address[i] = lower(p[i]);
		if (!strchr("0123456789abcdef", address[i]) || !address[i])
			return DLP_INVALID;
	}
	if (!small || !capital)
		return DLP_UNCHECKED;
	dlp_keccak256((struct dlp_span){ address, DIGITS }, digest);
	for (size_t i = 0; i < DIGITS; i++) {
		unsigned digit = digest[i / 2] >> (i % 2 ? 0 : 4) & 15;

		if (address[i] > '9' &&
		    (digit >= 8) != (p[i] >= 'A' && p[i] <= 'F'))
			return DLP_INVALID;
	}
	return DLP_VALID;
}

/* Eight bytes in eleven characters, the last seven of them five bytes. */
static bool decode_monero(struct dlp_span in, unsigned char *out, size_t *len)
{
	enum { BLOCK = 11, LAST = 7 };

	if (in.len % BLOCK != LAST || in.len > BASE58_MAX)
		return false;
	*len = 0;
	for (size_t at = 0; at < in.len; at += BLOCK) {
		size_t n = in.len - at < BLOCK ? LAST : BLOCK;
		size_t bytes = n == BLOCK ? 8 : 5;
		uint64_t value = 0;

		for (size_t i = at; i < at + n; i++) {
			const char *p =
				in.ptr[i] ? strchr(base58, in.ptr[i]) : NULL;

			if (!p || value > (UINT64_MAX - 57) / 58)
				return false;
			value = value * 58 + (unsigned)(p - base58);
		}
		if (bytes < 8 && value >> bytes * 8)
			return false;
		for (size_t i = bytes; i--; value >>= 8)
			out[*len + i] = (unsigned char)value;
		*len += bytes;
	}
	return true;
}

/* Two keys, a payment id perhaps, and four bytes of their digest. */
static enum dlp_verdict check_monero(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	unsigned char bytes[BASE58_MAX], digest[DLP_KECCAK_SIZE];
	struct dlp_span payload = { (const char *)bytes, 0 };
	size_t len;

	(void)args;
	if (!decode_monero(cand->value, bytes, &len) ||
	    (len != 69 && len != 77))
		return DLP_INVALID;
	payload.len = len - 4;
	dlp_keccak256(payload, digest);
	return memcmp(digest, bytes + payload.len, 4) ? DLP_INVALID : DLP_VALID;
}

const struct dlp_validator dlp_checks_wallet[] = {
	{ "base58check", "", "base 58 with a double SHA-256 checksum",
	  check_base58 },
	{ "bech32", "", "BIP-173, as addresses and age keys have it",
	  check_bech32 },
	{ "bech32m", "", "BIP-350", check_bech32m },
	{ "bitcoin", "", "Bitcoin address of any kind", check_bitcoin },
	{ "ripple", "", "XRP Ledger account", check_ripple },
	{ "eip55", "", "Ethereum address, where its letters tell",
	  check_eip55 },
	{ "monero", "", "Monero address", check_monero },
	{ 0 },
};
