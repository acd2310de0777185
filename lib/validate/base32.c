#include <stdint.h>

#include "validate/check.h"

/* Keys that people and programs write in base 32 (RFC 4648, section 6). */

enum { BYTES_MAX = 128 };

static int value32(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a';
	return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/*
 * The bytes, in `out` of BYTES_MAX; 0 for what is no base 32: another
 * character, a length that none has, bits left over that are not zero.
 * Padding is optional.
 */
static size_t decode32(struct dlp_span in, unsigned char *out)
{
	unsigned bits = 0, have = 0;
	size_t len = 0;

	while (in.len && in.ptr[in.len - 1] == '=')
		in.len--;
	if (in.len % 8 == 1 || in.len % 8 == 3 || in.len % 8 == 6)
		return 0;
	for (size_t i = 0; i < in.len; i++) {
		int v = value32(in.ptr[i]);

		if (v < 0)
			return 0;
		bits = (bits << 5 | (unsigned)v) & 0xfff;
		have += 5;
		if (have < 8)
			continue;
		if (len == BYTES_MAX)
			return 0;
		have -= 8;
		out[len++] = (unsigned char)(bits >> have);
	}
	return bits & ((1U << have) - 1) ? 0 : len;
}

/* A shared secret of one-time passwords: RFC 4226 asks for 128 bits, and 80
 * are what most services give. */
static enum dlp_verdict check_base32(const struct dlp_candidate *cand,
				     const struct dlp_validator_args *args)
{
	enum { LEAST = 10 };
	unsigned char out[BYTES_MAX];

	(void)args;
	return decode32(cand->value, out) >= LEAST ? DLP_VALID : DLP_INVALID;
}

/* CRC-16 of XMODEM: polynomial 0x1021, from 0. */
static unsigned crc16(const unsigned char *p, size_t len)
{
	unsigned crc = 0;

	for (size_t i = 0; i < len; i++) {
		crc ^= (unsigned)p[i] << 8;
		for (int b = 0; b < 8; b++)
			crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
		crc &= 0xffff;
	}
	return crc;
}

/* NATS: a byte or two of what it is, 32 of the key, and their CRC-16, low byte
 * first. */
static enum dlp_verdict check_nkey(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	unsigned char out[BYTES_MAX];
	size_t len = decode32(cand->value, out);

	(void)args;
	if (len < 35)
		return DLP_INVALID;
	return crc16(out, len - 2) ==
			       (out[len - 2] | (unsigned)out[len - 1] << 8)
		       ? DLP_VALID
		       : DLP_INVALID;
}

const struct dlp_validator dlp_checks_base32[] = {
	{ "base32", "", "base 32 of ten bytes or more (RFC 4648)",
	  check_base32 },
	{ "nkey", "", "NATS key or seed, with its CRC-16", check_nkey },
	{ 0 },
};
