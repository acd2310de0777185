#include <stdint.h>
#include <string.h>

#include "validate/check.h"
#include "validate/sum.h"

static const char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";
static const char base32[] = "abcdefghijklmnopqrstuvwxyz234567";
static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			     "abcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit(const char *alphabet, char c)
{
	const char *p = c ? strchr(alphabet, c) : NULL;

	return p ? (int)(p - alphabet) : -1;
}

/* As GitLab ends its routable tokens: seven digits, padded with zeros. */
static enum dlp_verdict
check_crc32_base36(const struct dlp_candidate *cand,
		   const struct dlp_validator_args *args)
{
	struct dlp_span payload = cand->group[args->payload];
	struct dlp_span check = cand->group[args->check];
	uint64_t value = 0;

	if (!payload.ptr || !check.ptr)
		return DLP_UNCHECKED;
	for (size_t i = 0; i < check.len; i++) {
		int d = digit(base36, check.ptr[i]);

		if (d < 0 || value > UINT32_MAX)
			return DLP_INVALID;
		value = value * 36 + (unsigned)d;
	}
	return value == dlp_sum_crc32(payload) ? DLP_VALID : DLP_INVALID;
}

/* As Grafana writes it: the four bytes in hex, the lowest first. */
static enum dlp_verdict
check_crc32_hex_le(const struct dlp_candidate *cand,
		   const struct dlp_validator_args *args)
{
	struct dlp_span payload = cand->group[args->payload];
	struct dlp_span check = cand->group[args->check];
	uint32_t sum;

	if (!payload.ptr || !check.ptr)
		return DLP_UNCHECKED;
	if (check.len != 8)
		return DLP_INVALID;
	sum = dlp_sum_crc32(payload);
	for (size_t i = 0; i < 4; i++, sum >>= 8) {
		unsigned byte = sum & 0xff;

		if (check.ptr[2 * i] != base36[byte >> 4] ||
		    check.ptr[2 * i + 1] != base36[byte & 15])
			return DLP_INVALID;
	}
	return DLP_VALID;
}

/*
 * Of a key id that was made since 2019 or so, the first bit behind the prefix
 * is set, and the 40 behind that are the account.  Older ones tell nothing.
 */
static enum dlp_verdict check_aws_key_id(const struct dlp_candidate *cand,
					 const struct dlp_validator_args *args)
{
	struct dlp_span v = cand->value;
	uint64_t bits = 0;

	(void)args;
	if (v.len != 20)
		return DLP_INVALID;
	for (size_t i = 4; i < v.len; i++) {
		char c = v.ptr[i];
		int d = digit(base32,
			      c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c);

		if (d < 0)
			return DLP_INVALID;
		if (i < 14)
			bits = bits << 5 | (unsigned)d;
	}
	/* Ten characters are 50 bits. */
	if (!(bits >> 49))
		return DLP_UNCHECKED;
	bits = bits >> 9 & 0xffffffffff;
	return bits < 1000000000000 ? DLP_VALID : DLP_INVALID;
}

/* Marvin32, as .NET seeds its string hashes: two words, mixed. */
struct marvin {
	uint32_t a, b;
};

static uint32_t rotate(uint32_t x, unsigned n)
{
	return x << n | x >> (32 - n);
}

static void mix(struct marvin *m, uint32_t word)
{
	m->a += word;
	m->b ^= m->a;
	m->a = rotate(m->a, 20) + m->b;
	m->b = rotate(m->b, 9) ^ m->a;
	m->a = rotate(m->a, 27) + m->b;
	m->b = rotate(m->b, 19);
}

static uint32_t marvin32(const unsigned char *p, size_t len, uint64_t seed)
{
	struct marvin m = { (uint32_t)seed, (uint32_t)(seed >> 32) };
	uint32_t last = 0x80;

	for (; len >= 4; p += 4, len -= 4)
		mix(&m, (uint32_t)p[0] | (uint32_t)p[1] << 8 |
				(uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
	while (len)
		last = last << 8 | p[--len];
	mix(&m, last);
	mix(&m, 0);
	return m.a ^ m.b;
}

/*
 * Bytes of base64 of either alphabet, without what pads it; 0 where there is
 * anything else, or more than `size`.
 */
static size_t decode(struct dlp_span in, unsigned char *out, size_t size)
{
	uint32_t bits = 0;
	unsigned have = 0;
	size_t n = 0;

	while (in.len && in.ptr[in.len - 1] == '=')
		in.len--;
	for (size_t i = 0; i < in.len; i++) {
		char c = in.ptr[i];
		int d = digit(base64, c == '-' ? '+' : c == '_' ? '/' : c);

		if (d < 0)
			return 0;
		bits = bits << 6 | (unsigned)d;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (n == size)
			return 0;
		out[n++] = (unsigned char)(bits >> have);
	}
	return n;
}

/*
 * What a service of Azure writes in front of the checksum, and the names that
 * seed it, eight characters each.
 */
static const struct {
	char signature[5];
	char seed[64];
} azure[] = {
	{ "+ASt", "Default0" },
	{ "AzFu", "Master00System00Functi00" },
	{ "AzSe", "Query000PAdmin00" },
	{ "ACDb", "SysAll00Resour00MastRO00SystRO00Encryp00MastRW00SystRW00" },
	{ "AzCa", "Access00" },
	{ "+ABa", "AbAcct00" },
	{ "+ACR", "ACRDflt0" },
	{ "+SQL", "UsrPwd00" },
	{ "AIoT", "IoTHub00DpsKey00Device00" },
	{ "+AMC", "Classic0" },
	{ "APIM", "Tenant00IoTHub00Gatewy00GitKey00" },
	{ "+ASb", "System00Unknown0Send0000Manage00Listen00" },
	{ "+AEh", "System00Unknown0Send0000Manage00Listen00" },
	{ "+ARm", "System00Unknown0Send0000Manage00Listen00" },
};

static uint64_t seed_of(const char *name)
{
	uint64_t seed = 0;

	for (size_t i = 0; i < 8; i++)
		seed = seed << 8 | (unsigned char)name[i];
	return seed;
}

static uint32_t little(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

/* JQQJ and its metadata: three bytes of the sum stand behind sixty. */
static enum dlp_verdict check_annotated(const unsigned char *p, size_t len)
{
	uint32_t sum;

	if (len < 63)
		return DLP_INVALID;
	sum = marvin32(p, 60, seed_of("Default0"));
	for (size_t i = 0; i < 3; i++, sum >>= 8)
		if (p[60 + i] != (sum & 0xff))
			return DLP_INVALID;
	return DLP_VALID;
}

/*
 * Keys that say whose they are (microsoft/security-utilities, "identifiable
 * secrets"): base64 whose last four bytes are a Marvin32 of those before, and
 * the newer form of 84 characters with JQQJ at the 53rd.
 */
static enum dlp_verdict check_azure_key(const struct dlp_candidate *cand,
					const struct dlp_validator_args *args)
{
	enum { TAIL = 10 }; /* signature and checksum, in base64 */
	unsigned char key[96];
	struct dlp_span v = cand->value;
	size_t len = decode(v, key, sizeof(key));
	uint32_t sum;

	(void)args;
	while (v.len && v.ptr[v.len - 1] == '=')
		v.len--;
	if (v.len >= 84 && !memcmp(v.ptr + 52, "JQQJ", 4))
		return check_annotated(key, len);
	if (len < 16 || v.len < TAIL)
		return DLP_INVALID;
	sum = little(key + len - 4);
	for (size_t i = 0; i < sizeof(azure) / sizeof(azure[0]); i++) {
		if (memcmp(v.ptr + v.len - TAIL, azure[i].signature, 4) != 0)
			continue;
		for (const char *s = azure[i].seed; *s; s += 8)
			if (marvin32(key, len - 4, seed_of(s)) == sum)
				return DLP_VALID;
		return DLP_INVALID;
	}
	return DLP_UNCHECKED; /* of a service whose seed is not published */
}

/*
 * Azure DevOps, the older form: 32 bytes in base 32, of which those at 22, 8,
 * 7 and 2 are a CRC-32 of the others, xor a number that tells who made it
 * (microsoft/security-utilities).
 */
static enum dlp_verdict check_azure_pat(const struct dlp_candidate *cand,
					const struct dlp_validator_args *args)
{
	static const uint32_t maker[] = { 0xe0b9692d, 0x1019f92e };
	unsigned char bytes[33], rest[28];
	struct dlp_span v = cand->value;
	uint32_t bits = 0, sum;
	unsigned have = 0;
	size_t n = 0, k = 0;

	(void)args;
	if (v.len != 52)
		return DLP_INVALID;
	for (size_t i = 0; i < v.len; i++) {
		int d = digit(base32, v.ptr[i]);

		if (d < 0)
			return DLP_INVALID;
		bits = bits << 5 | (unsigned)d;
		have += 5;
		if (have >= 8)
			bytes[n++] = (unsigned char)(bits >> (have -= 8));
	}
	for (size_t i = 0; i < 32; i++)
		if (i != 2 && i != 7 && i != 8 && i != 22)
			rest[k++] = bytes[i];
	sum = dlp_sum_crc32((struct dlp_span){ (const char *)rest, k });
	sum ^= (uint32_t)bytes[22] | (uint32_t)bytes[8] << 8 |
	       (uint32_t)bytes[7] << 16 | (uint32_t)bytes[2] << 24;
	return sum == maker[0] || sum == maker[1] ? DLP_VALID : DLP_INVALID;
}

const struct dlp_validator dlp_checks_provider[] = {
	{ "crc32-base36", "payload=GROUP check=GROUP",
	  "CRC-32 of a group, in base 36 (GitLab)", check_crc32_base36 },
	{ "crc32-hex-le", "payload=GROUP check=GROUP",
	  "CRC-32 of a group, in hex, lowest byte first (Grafana)",
	  check_crc32_hex_le },
	{ "aws-key-id", "", "an account in the id of an AWS key",
	  check_aws_key_id },
	{ "azure-key", "", "the checksum of keys that Azure makes",
	  check_azure_key },
	{ "azure-pat", "", "the checksum of Azure DevOps tokens",
	  check_azure_pat },
	{ 0 },
};
