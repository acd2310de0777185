#include "validate/sum.h"

#include <stdint.h>
#include <string.h>

#include "validate/check.h"
#include "validate/compact.h"

unsigned dlp_sum_digit(char c)
{
	if (c >= '0' && c <= '9')
		return (unsigned)(c - '0');
	if (c >= 'A' && c <= 'Z')
		return (unsigned)(c - 'A') + 10;
	return 99;
}

bool dlp_sum_luhn_base(const char *s, size_t n, unsigned base)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = dlp_sum_digit(s[n - 1 - i]);

		if (d >= base)
			return false;
		if (i % 2)
			d = d * 2 / base + d * 2 % base;
		sum += d;
	}
	return n > 1 && sum % base == 0;
}

/*
 * Of the eight digits at `s` every second from the first on is doubled, with
 * the digits of that added up; the sum, or 255 where one is no digit.
 */
static unsigned luhn_of_eight(const char *s)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t second = UINT64_C(0x00ff00ff00ff00ff);
	uint64_t x, twice;

	memcpy(&x, s, 8);
	x ^= ones * '0';
	/* 0x76 more keeps bit 7 clear of a digit, 0x7b of one below five. */
	if (((x + ones * 0x76) | x) & ones * 0x80)
		return 255;
	twice = x & second;
	x += twice - 9 * ((twice + ones * 0x7b) >> 7 & ones);
	return (unsigned)(x * ones >> 56);
#else
	static const unsigned char twice[10] = { 0, 2, 4, 6, 8, 1, 3, 5, 7, 9 };
	unsigned sum = 0;

	for (size_t i = 0; i < 8; i++) {
		unsigned d = (unsigned)(unsigned char)s[i] - '0';

		if (d > 9)
			return 255;
		sum += i % 2 ? d : twice[d];
	}
	return sum;
#endif
}

bool dlp_sum_luhn(const char *s, size_t n)
{
	char head[8];
	unsigned sum = 0, part;

	if (n < 2)
		return false;
	for (; n >= 8; n -= 8) {
		part = luhn_of_eight(s + n - 8);
		if (part == 255)
			return false;
		sum += part;
	}
	/* What is left, with zeros in front, which add nothing. */
	memset(head, '0', sizeof(head));
	memcpy(head + 8 - n, s, n);
	part = luhn_of_eight(head);
	return part != 255 && (sum + part) % 10 == 0;
}

bool dlp_sum_verhoeff(const char *s, size_t n)
{
	/* Multiplication in the dihedral group D5, and the permutation. */
	static const unsigned char d5[10][10] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
		{ 1, 2, 3, 4, 0, 6, 7, 8, 9, 5 },
		{ 2, 3, 4, 0, 1, 7, 8, 9, 5, 6 },
		{ 3, 4, 0, 1, 2, 8, 9, 5, 6, 7 },
		{ 4, 0, 1, 2, 3, 9, 5, 6, 7, 8 },
		{ 5, 9, 8, 7, 6, 0, 4, 3, 2, 1 },
		{ 6, 5, 9, 8, 7, 1, 0, 4, 3, 2 },
		{ 7, 6, 5, 9, 8, 2, 1, 0, 4, 3 },
		{ 8, 7, 6, 5, 9, 3, 2, 1, 0, 4 },
		{ 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 },
	};
	static const unsigned char permute[10] = {
		1, 5, 7, 6, 2, 8, 3, 0, 9, 4
	};
	unsigned c = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = dlp_sum_digit(s[n - 1 - i]);

		if (d > 9)
			return false;
		for (size_t k = 0; k < i % 8; k++)
			d = permute[d];
		c = d5[c][d];
	}
	return n > 1 && c == 0;
}

bool dlp_sum_damm(const char *s, size_t n)
{
	/* The quasigroup of Damm's thesis, p. 111. */
	static const unsigned char q[10][10] = {
		{ 0, 3, 1, 7, 5, 9, 8, 6, 4, 2 },
		{ 7, 0, 9, 2, 1, 5, 4, 8, 6, 3 },
		{ 4, 2, 0, 6, 8, 7, 1, 3, 5, 9 },
		{ 1, 7, 5, 0, 9, 8, 3, 4, 2, 6 },
		{ 6, 1, 2, 3, 0, 4, 5, 9, 7, 8 },
		{ 3, 6, 7, 4, 2, 0, 9, 5, 8, 1 },
		{ 5, 8, 6, 9, 7, 2, 0, 1, 3, 4 },
		{ 8, 9, 4, 5, 3, 6, 2, 0, 1, 7 },
		{ 9, 4, 3, 8, 6, 1, 7, 2, 0, 5 },
		{ 2, 5, 8, 1, 4, 3, 6, 7, 9, 0 },
	};
	unsigned c = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = dlp_sum_digit(s[i]);

		if (d > 9)
			return false;
		c = q[c][d];
	}
	return n > 1 && c == 0;
}

unsigned dlp_sum_remainder(const char *s, size_t n, unsigned modulus)
{
	uint64_t r = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = dlp_sum_digit(s[i]);

		r = (r * (d > 9 ? 100 : 10) + d) % modulus;
	}
	return (unsigned)r;
}

bool dlp_sum_hybrid(const char *s, size_t n, unsigned base)
{
	unsigned p = base;

	for (size_t i = 0; i + 1 < n; i++) {
		unsigned d = dlp_sum_digit(s[i]);

		if (d >= base)
			return false;
		p = (p + d) % base;
		p = (p ? p : base) * 2 % (base + 1);
	}
	return n > 1 && dlp_sum_digit(s[n - 1]) < base &&
	       (p + dlp_sum_digit(s[n - 1])) % base == 1;
}

bool dlp_sum_pure(const char *s, size_t n, unsigned modulus, unsigned radix)
{
	unsigned p = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned d = dlp_sum_digit(s[i]);

		if (i + 1 == n && (s[i] == '*' || (modulus == 11 && d == 33)))
			d = modulus - 1;
		if (d >= modulus)
			return false;
		p = (p * radix + d) % modulus;
	}
	return n > 1 && p == 1;
}

unsigned dlp_sum_weighted(const char *s, size_t n, const unsigned char *weight)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += dlp_sum_digit(s[i]) * weight[i];
	return sum;
}

uint32_t dlp_sum_crc32(struct dlp_span in)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < in.len; i++) {
		crc ^= (unsigned char)in.ptr[i];
		for (int k = 0; k < 8; k++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc;
}

static enum dlp_verdict verdict(bool ok)
{
	return ok ? DLP_VALID : DLP_INVALID;
}

static enum dlp_verdict check_luhn(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(
		dlp_compact_digits(&n, cand->value, 2, DLP_COMPACT_MAX) &&
		dlp_sum_luhn(n.c, n.len));
}

static enum dlp_verdict check_verhoeff(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(
		dlp_compact_digits(&n, cand->value, 2, DLP_COMPACT_MAX) &&
		dlp_sum_verhoeff(n.c, n.len));
}

static enum dlp_verdict check_damm(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(
		dlp_compact_digits(&n, cand->value, 2, DLP_COMPACT_MAX) &&
		dlp_sum_damm(n.c, n.len));
}

static enum dlp_verdict check_mod97(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(dlp_compact(&n, cand->value) && n.len > 2 &&
		       dlp_sum_remainder(n.c, n.len, 97) == 1);
}

static enum dlp_verdict check_mod11_10(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(dlp_compact(&n, cand->value) &&
		       dlp_sum_hybrid(n.c, n.len, 10));
}

static enum dlp_verdict check_mod37_36(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(dlp_compact(&n, cand->value) &&
		       dlp_sum_hybrid(n.c, n.len, 36));
}

static enum dlp_verdict check_mod11_2(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return verdict(dlp_compact(&n, cand->value) &&
		       dlp_sum_pure(n.c, n.len, 11, 2));
}

/* One weight for each digit before the check digit. */
static bool weighted(struct dlp_span value,
		     const struct dlp_validator_args *args, unsigned modulus)
{
	struct dlp_compact n;
	unsigned want, digit;

	if (!dlp_compact(&n, value) || n.len != args->weights + 1 ||
	    !dlp_all_digits(n.c, n.len - 1))
		return false;
	want = modulus -
	       dlp_sum_weighted(n.c, n.len - 1, args->weight) % modulus;
	want %= modulus;
	digit = (unsigned char)n.c[n.len - 1];
	if (want == 10)
		return digit == (args->ten ? (unsigned char)args->ten : 'X');
	return digit == '0' + want;
}

static enum dlp_verdict check_mod11(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	return verdict(weighted(cand->value, args, 11));
}

static enum dlp_verdict check_mod10(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	return verdict(weighted(cand->value, args, 10));
}

const struct dlp_validator dlp_checks_sum[] = {
	{ "luhn", "", "Luhn check digit (ISO/IEC 7812-1)", check_luhn },
	{ "verhoeff", "", "Verhoeff check digit", check_verhoeff },
	{ "damm", "", "Damm check digit", check_damm },
	{ "mod97", "", "remainder 1 by 97 (ISO/IEC 7064 MOD 97-10)",
	  check_mod97 },
	{ "mod11-10", "", "ISO/IEC 7064 MOD 11,10", check_mod11_10 },
	{ "mod37-36", "", "ISO/IEC 7064 MOD 37,36", check_mod37_36 },
	{ "mod11-2", "", "ISO/IEC 7064 MOD 11-2, X for 10", check_mod11_2 },
	{ "mod11", "weights=N,N… [ten=CHAR]",
	  "weighted sum, check digit last, 10 written as CHAR (X)",
	  check_mod11 },
	{ "mod10", "weights=N,N…", "weighted sum by 10, check digit last",
	  check_mod10 },
	{ 0 },
};
