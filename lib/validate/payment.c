#include <string.h>

#include "validate/check.h"
#include "validate/compact.h"
#include "validate/sum.h"

/*
 * Issuer ranges of ISO/IEC 7812-1 as the brands publish them: the first `len`
 * digits lie in [low, high], and the number has one of the lengths in `sizes`
 * (bit n for n digits).
 */
struct issuer {
	unsigned char len;
	unsigned low, high;
	unsigned sizes;
	bool unchecked; /* the brand has issued numbers without a check digit */
};

#define SIZE(n) (1u << (n))
#define SIZES_16_19 (SIZE(16) | SIZE(17) | SIZE(18) | SIZE(19))
#define SIZES_14_19 (SIZE(14) | SIZE(15) | SIZES_16_19)
#define SIZES_12_19 (SIZE(12) | SIZE(13) | SIZES_14_19)

static const struct issuer issuer[] = {
	{ 1, 4, 4, SIZE(13) | SIZE(16) | SIZE(19), false }, /* Visa */
	{ 2, 51, 55, SIZE(16), false },                     /* Mastercard */
	{ 6, 222100, 272099, SIZE(16), false },
	{ 2, 34, 34, SIZE(15), false }, /* American Express */
	{ 2, 37, 37, SIZE(15), false },
	{ 4, 6011, 6011, SIZES_16_19, false }, /* Discover */
	{ 3, 644, 649, SIZES_16_19, false },
	{ 2, 65, 65, SIZES_16_19, false },
	{ 2, 62, 62, SIZES_16_19, true }, /* UnionPay */
	{ 2, 81, 81, SIZES_16_19, true },
	{ 4, 3528, 3589, SIZES_16_19, false }, /* JCB */
	{ 4, 2131, 2131, SIZE(15), false },
	{ 4, 1800, 1800, SIZE(15), false },
	{ 3, 300, 305, SIZES_14_19, false }, /* Diners Club */
	{ 3, 309, 309, SIZES_14_19, false },
	{ 2, 36, 36, SIZES_14_19, false },
	{ 2, 38, 39, SIZES_14_19, false },
	{ 2, 50, 50, SIZES_12_19, false }, /* Maestro and RuPay */
	{ 2, 56, 58, SIZES_12_19, false },
	{ 2, 60, 60, SIZES_12_19, false },
	{ 2, 63, 63, SIZES_12_19, false },
	{ 2, 67, 69, SIZES_12_19, false },
	{ 4, 2200, 2204, SIZES_16_19, false }, /* Mir */
	{ 2, 82, 82, SIZE(16), false },
	{ 4, 9792, 9792, SIZE(16), false }, /* Troy */
};

/*
 * The brands whose numbers are told from chance by range and length together;
 * what is left of `issuer` takes in a quarter of all numbers.
 */
static enum dlp_verdict check_brand(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	static const struct issuer brand[] = {
		{ 1, 4, 4, SIZE(16) | SIZE(19), false },
		{ 2, 51, 55, SIZE(16), false },
		{ 6, 222100, 272099, SIZE(16), false },
		{ 2, 34, 34, SIZE(15), false },
		{ 2, 37, 37, SIZE(15), false },
		{ 4, 6011, 6011, SIZE(16), false },
		{ 3, 644, 649, SIZE(16), false },
		{ 2, 65, 65, SIZE(16), false },
		{ 4, 3528, 3589, SIZE(16), false },
		{ 3, 300, 305, SIZE(14), false },
		{ 2, 36, 36, SIZE(14), false },
		{ 2, 38, 38, SIZE(14), false },
		{ 4, 2200, 2204, SIZE(16), false },
		{ 3, 622, 628, SIZE(16), false },
	};
	struct dlp_compact n;

	(void)args;
	if (!dlp_compact_digits(&n, cand->value, 14, 19) ||
	    dlp_all_same(n.c, n.len) || !dlp_sum_luhn(n.c, n.len))
		return DLP_INVALID;
	for (size_t i = 0; i < sizeof(brand) / sizeof(*brand); i++) {
		unsigned long long head = dlp_digits_value(n.c, brand[i].len);

		if (head >= brand[i].low && head <= brand[i].high &&
		    brand[i].sizes >> n.len & 1)
			return DLP_VALID;
	}
	return DLP_INVALID;
}

static enum dlp_verdict check_card(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	if (!dlp_compact_digits(&n, cand->value, 12, 19) ||
	    dlp_all_same(n.c, n.len))
		return DLP_INVALID;
	for (size_t i = 0; i < sizeof(issuer) / sizeof(*issuer); i++) {
		unsigned long long head = dlp_digits_value(n.c, issuer[i].len);

		if (head < issuer[i].low || head > issuer[i].high ||
		    !(issuer[i].sizes >> n.len & 1))
			continue;
		if (dlp_sum_luhn(n.c, n.len))
			return DLP_VALID;
		if (!issuer[i].unchecked)
			return DLP_INVALID;
	}
	return DLP_INVALID;
}

/* Lengths of the SWIFT IBAN registry, release 99. */
static const struct {
	char country[3];
	unsigned char len;
} iban[] = {
	{ "AD", 24 }, { "AE", 23 }, { "AL", 28 }, { "AT", 20 }, { "AZ", 28 },
	{ "BA", 20 }, { "BE", 16 }, { "BG", 22 }, { "BH", 22 }, { "BI", 27 },
	{ "BR", 29 }, { "BY", 28 }, { "CH", 21 }, { "CR", 22 }, { "CY", 28 },
	{ "CZ", 24 }, { "DE", 22 }, { "DJ", 27 }, { "DK", 18 }, { "DO", 28 },
	{ "EE", 20 }, { "EG", 29 }, { "ES", 24 }, { "FI", 18 }, { "FK", 18 },
	{ "FO", 18 }, { "FR", 27 }, { "GB", 22 }, { "GE", 22 }, { "GI", 23 },
	{ "GL", 18 }, { "GR", 27 }, { "GT", 28 }, { "HN", 28 }, { "HR", 21 },
	{ "HU", 28 }, { "IE", 22 }, { "IL", 23 }, { "IQ", 23 }, { "IS", 26 },
	{ "IT", 27 }, { "JO", 30 }, { "KW", 30 }, { "KZ", 20 }, { "LB", 28 },
	{ "LC", 32 }, { "LI", 21 }, { "LT", 20 }, { "LU", 20 }, { "LV", 21 },
	{ "LY", 25 }, { "MC", 27 }, { "MD", 24 }, { "ME", 22 }, { "MK", 19 },
	{ "MN", 20 }, { "MR", 27 }, { "MT", 31 }, { "MU", 30 }, { "NI", 28 },
	{ "NL", 18 }, { "NO", 15 }, { "OM", 23 }, { "PK", 24 }, { "PL", 28 },
	{ "PS", 29 }, { "PT", 25 }, { "QA", 29 }, { "RO", 24 }, { "RS", 22 },
	{ "RU", 33 }, { "SA", 24 }, { "SC", 31 }, { "SD", 18 }, { "SE", 24 },
	{ "SI", 19 }, { "SK", 24 }, { "SM", 27 }, { "SO", 23 }, { "ST", 25 },
	{ "SV", 28 }, { "TL", 23 }, { "TN", 24 }, { "TR", 26 }, { "UA", 29 },
	{ "VA", 22 }, { "VG", 24 }, { "XK", 20 }, { "YE", 30 },
};

/* ISO 13616-1: the country's length, and remainder 1 with the head moved
 * behind the account. */
static enum dlp_verdict check_iban(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	struct dlp_compact n;
	char moved[DLP_COMPACT_MAX];

	(void)args;
	if (!dlp_compact(&n, cand->value) || n.len < 15 || n.len > 34)
		return DLP_INVALID;
	for (size_t i = 0; i < sizeof(iban) / sizeof(*iban); i++) {
		if (memcmp(n.c, iban[i].country, 2))
			continue;
		if (n.len != iban[i].len || !dlp_all_digits(n.c + 2, 2))
			return DLP_INVALID;
		memcpy(moved, n.c + 4, n.len - 4);
		memcpy(moved + n.len - 4, n.c, 4);
		return dlp_sum_remainder(moved, n.len, 97) == 1 ? DLP_VALID
								: DLP_INVALID;
	}
	return DLP_INVALID;
}

const struct dlp_validator dlp_checks_payment[] = {
	{ "card", "", "issuer range, length and Luhn digit of a payment card",
	  check_card },
	{ "card-brand", "", "the same, of brands that chance rarely makes",
	  check_brand },
	{ "iban", "", "length by country and MOD 97-10 (ISO 13616-1)",
	  check_iban },
	{ 0 },
};
