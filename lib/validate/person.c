#include <string.h>

#include "validate/check.h"
#include "validate/compact.h"
#include "validate/sum.h"

/*
 * The Social Security Administration's rules: area not 000, 666 or 900-999,
 * group not 00, serial not 0000; and numbers that were printed on sample cards
 * and in advertising.
 */
static enum dlp_verdict check_ssn(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	static const char *const printed[] = { "078051120", "219099999",
					       "457555462" };
	struct dlp_compact n;

	(void)args;
	if (!dlp_compact_digits(&n, cand->value, 9, 9) || n.c[0] == '9' ||
	    !memcmp(n.c, "000", 3) || !memcmp(n.c, "666", 3) ||
	    !memcmp(n.c + 3, "00", 2) || !memcmp(n.c + 5, "0000", 4) ||
	    dlp_all_same(n.c, 9))
		return DLP_INVALID;
	for (size_t i = 0; i < sizeof(printed) / sizeof(*printed); i++)
		if (!memcmp(n.c, printed[i], 9))
			return DLP_INVALID;
	return DLP_VALID;
}

/* UIDAI: twelve digits, the first 2 to 9, a Verhoeff digit, no palindrome. */
static enum dlp_verdict check_aadhaar(const struct dlp_candidate *cand,
				      const struct dlp_validator_args *args)
{
	struct dlp_compact n;
	size_t i = 0;

	(void)args;
	if (!dlp_compact_digits(&n, cand->value, 12, 12) || n.c[0] < '2' ||
	    !dlp_sum_verhoeff(n.c, 12))
		return DLP_INVALID;
	while (i < 6 && n.c[i] == n.c[11 - i])
		i++;
	return i == 6 ? DLP_INVALID : DLP_VALID;
}

/* North American Numbering Plan: area and office begin with 2 to 9 and are no
 * service code, which ends in 11. */
static bool is_nanp(const char *n)
{
	return n[0] >= '2' && n[3] >= '2' && memcmp(n + 1, "11", 2) &&
	       memcmp(n + 4, "11", 2) && !dlp_all_same(n, 10);
}

/* ITU-T E.164: at most 15 digits; national numbers as far as we know them. */
static enum dlp_verdict check_phone(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	char digits[16];
	size_t n = 0;
	bool plus = cand->value.len && *cand->value.ptr == '+';

	(void)args;
	for (size_t i = 0; i < cand->value.len; i++) {
		char c = cand->value.ptr[i];

		if (c < '0' || c > '9')
			continue;
		if (n == 15)
			return DLP_INVALID;
		digits[n++] = c;
	}
	if (n < 8 || dlp_all_same(digits, n))
		return DLP_INVALID;
	if (plus && digits[0] == '0')
		return DLP_INVALID;
	if (plus && digits[0] == '1')
		return n == 11 && is_nanp(digits + 1) ? DLP_VALID : DLP_INVALID;
	if (plus)
		return DLP_VALID;
	if (n == 10)
		return is_nanp(digits) ? DLP_VALID : DLP_UNCHECKED;
	if (n == 11 && digits[0] == '1')
		return is_nanp(digits + 1) ? DLP_VALID : DLP_INVALID;
	return DLP_UNCHECKED;
}

/*
 * RFC 5321 limits, RFC 1035 labels, and a last label of letters (or xn--) that
 * is no file name's: what reads user@2x.png is no address.
 */
static enum dlp_verdict check_email(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	static const char *const file[] = { "png",      "jpg",  "jpeg", "gif",
					    "svg",      "webp", "css",  "js",
					    "json",     "html", "txt",  "local",
					    "localhost" };
	struct dlp_span v = cand->value;
	const char *at = v.len ? memchr(v.ptr, '@', v.len) : NULL;
	const char *last = NULL, *end = v.ptr + v.len;
	size_t label = 0;

	(void)args;
	if (!at || at == v.ptr || at - v.ptr > 64 || end - at > 255 ||
	    at[-1] == '.')
		return DLP_INVALID;
	for (const char *p = v.ptr; p + 1 < at; p++)
		if (p[0] == '.' && p[1] == '.')
			return DLP_INVALID;
	for (const char *p = at + 1; p <= end; p++) {
		if (p < end && *p != '.') {
			label++;
			continue;
		}
		if (!label || label > 63)
			return DLP_INVALID;
		last = p - label;
		if (*last == '-' || p[-1] == '-')
			return DLP_INVALID;
		label = 0;
	}
	if (!last || end - last < 2 || last == at + 1)
		return DLP_INVALID;
	for (size_t i = 0; i < sizeof(file) / sizeof(*file); i++)
		if (strlen(file[i]) == (size_t)(end - last) &&
		    !memcmp(last, file[i], strlen(file[i])))
			return DLP_INVALID;
	if (end - last > 4 && !memcmp(last, "xn--", 4))
		return DLP_VALID;
	for (; last < end; last++)
		if ((*last | 0x20) < 'a' || (*last | 0x20) > 'z')
			return DLP_INVALID;
	return DLP_VALID;
}

const struct dlp_validator dlp_checks_person[] = {
	{ "ssn", "", "US Social Security number, as the SSA issues them",
	  check_ssn },
	{ "aadhaar", "", "Indian Aadhaar: first digit and Verhoeff digit",
	  check_aadhaar },
	{ "phone", "", "E.164 length, North American numbering plan",
	  check_phone },
	{ "email", "", "RFC 5321 lengths, labels, a plausible last label",
	  check_email },
	{ 0 },
};
