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
	unsigned len;
	unsigned low, high;
	unsigned sizes;
};

#define SIZE(n) (1u << (n))
#define SIZES_16_19 (SIZE(16) | SIZE(17) | SIZE(18) | SIZE(19))
#define SIZES_14_19 (SIZE(14) | SIZE(15) | SIZES_16_19)
#define SIZES_12_19 (SIZE(12) | SIZE(13) | SIZES_14_19)

static const struct issuer issuer[] = {
	{ 1, 4, 4, SIZE(13) | SIZE(16) | SIZE(19) }, /* Visa */
	{ 2, 51, 55, SIZE(16) },                     /* Mastercard */
	{ 6, 222100, 272099, SIZE(16) },
	{ 2, 34, 34, SIZE(15) }, /* American Express */
	{ 2, 37, 37, SIZE(15) },
	{ 4, 6011, 6011, SIZES_16_19 }, /* Discover */
	{ 3, 644, 649, SIZES_16_19 },
	{ 2, 65, 65, SIZES_16_19 },
	{ 2, 62, 62, SIZES_16_19 }, /* UnionPay */
	{ 2, 81, 81, SIZES_16_19 },
	{ 4, 3528, 3589, SIZES_16_19 }, /* JCB */
	{ 4, 2131, 2131, SIZE(15) },
	{ 4, 1800, 1800, SIZE(15) },
	{ 3, 300, 305, SIZES_14_19 }, /* Diners Club */
	{ 3, 309, 309, SIZES_14_19 },
	{ 2, 36, 36, SIZES_14_19 },
	{ 2, 38, 39, SIZES_14_19 },
	{ 2, 50, 50, SIZES_12_19 }, /* Maestro and RuPay */
	{ 2, 56, 58, SIZES_12_19 },
	{ 2, 60, 60, SIZES_12_19 },
	{ 2, 63, 63, SIZES_12_19 },
	{ 2, 67, 69, SIZES_12_19 },
	{ 4, 2200, 2204, SIZES_16_19 }, /* Mir */
	{ 2, 82, 82, SIZE(16) },
	{ 4, 9792, 9792, SIZE(16) }, /* Troy */
	{ 1, 1, 1, SIZE(15) },       /* UATP */
};

/*
 * The brands whose numbers are told from chance by range and length together;
 * what is left of `issuer` takes in a quarter of all numbers.
 */
static const struct issuer brand[] = {
	{ 1, 4, 4, SIZE(16) | SIZE(19) }, { 2, 51, 55, SIZE(16) },
	{ 6, 222100, 272099, SIZE(16) },  { 2, 34, 34, SIZE(15) },
	{ 2, 37, 37, SIZE(15) },          { 4, 6011, 6011, SIZE(16) },
	{ 3, 644, 649, SIZE(16) },        { 2, 65, 65, SIZE(16) },
	{ 4, 3528, 3589, SIZE(16) },      { 3, 300, 305, SIZE(14) },
	{ 2, 36, 36, SIZE(14) },          { 2, 38, 38, SIZE(14) },
	{ 4, 2200, 2204, SIZE(16) },      { 3, 622, 628, SIZE(16) },
	{ 4, 5019, 5019, SIZE(16) },      { 4, 6759, 6759, SIZE(16) },
	{ 4, 6761, 6763, SIZE(16) },
};

/* The check digit refuses nine of ten before any range is looked at. */
static enum dlp_verdict check_issuers(struct dlp_span value, size_t least,
				      const struct issuer *of, size_t count)
{
	enum { MOST = 19, HEAD = 6 };
	unsigned head[HEAD + 1] = { 0 }; /* the first digits, by how many */
	struct dlp_compact n;

	if (!dlp_compact_digits(&n, value, least, MOST) ||
	    !dlp_sum_luhn(n.c, n.len) || dlp_all_same(n.c, n.len))
		return DLP_INVALID;
	for (size_t i = 0; i < HEAD; i++)
		head[i + 1] = head[i] * 10 + (unsigned)(n.c[i] - '0');
	for (size_t i = 0; i < count; i++)
		if (head[of[i].len] >= of[i].low &&
		    head[of[i].len] <= of[i].high && of[i].sizes >> n.len & 1)
			return DLP_VALID;
	return DLP_INVALID;
}

static enum dlp_verdict check_brand(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	(void)args;
	return check_issuers(cand->value, 14, brand,
			     sizeof(brand) / sizeof(*brand));
}

static enum dlp_verdict check_card(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	(void)args;
	return check_issuers(cand->value, 12, issuer,
			     sizeof(issuer) / sizeof(*issuer));
}

/*
 * The SWIFT IBAN registry, release 99: what stands behind country and check,
 * in runs of digits (n), letters (a) and either (c).
 */
static const struct {
	char country[3];
	const char *account;
} iban[] = {
	{ "AD", "8n12c" },    { "AE", "19n" },      { "AL", "8n16c" },
	{ "AT", "16n" },      { "AZ", "4a20c" },    { "BA", "16n" },
	{ "BE", "12n" },      { "BG", "4a6n8c" },   { "BH", "4a14c" },
	{ "BI", "23n" },      { "BR", "23n1a1c" },  { "BY", "4c4n16c" },
	{ "CH", "5n12c" },    { "CR", "18n" },      { "CY", "8n16c" },
	{ "CZ", "20n" },      { "DE", "18n" },      { "DJ", "23n" },
	{ "DK", "14n" },      { "DO", "4c20n" },    { "EE", "16n" },
	{ "EG", "25n" },      { "ES", "20n" },      { "FI", "14n" },
	{ "FK", "2a12n" },    { "FO", "14n" },      { "FR", "10n11c2n" },
	{ "GB", "4a14n" },    { "GE", "2a16n" },    { "GI", "4a15c" },
	{ "GL", "14n" },      { "GR", "7n16c" },    { "GT", "24c" },
	{ "HN", "4a20n" },    { "HR", "17n" },      { "HU", "24n" },
	{ "IE", "4a14n" },    { "IL", "19n" },      { "IQ", "4a15n" },
	{ "IS", "22n" },      { "IT", "1a10n12c" }, { "JO", "4a4n18c" },
	{ "KW", "4a22c" },    { "KZ", "3n13c" },    { "LB", "4n20c" },
	{ "LC", "4a24c" },    { "LI", "5n12c" },    { "LT", "16n" },
	{ "LU", "3n13c" },    { "LV", "4a13c" },    { "LY", "21n" },
	{ "MC", "10n11c2n" }, { "MD", "20c" },      { "ME", "18n" },
	{ "MK", "3n10c2n" },  { "MN", "16n" },      { "MR", "23n" },
	{ "MT", "4a5n18c" },  { "MU", "4a19n3a" },  { "NI", "4a20n" },
	{ "NL", "4a10n" },    { "NO", "11n" },      { "OM", "3n16c" },
	{ "PK", "4a16c" },    { "PL", "24n" },      { "PS", "4a21c" },
	{ "PT", "21n" },      { "QA", "4a21c" },    { "RO", "4a16c" },
	{ "RS", "18n" },      { "RU", "14n15c" },   { "SA", "2n18c" },
	{ "SC", "4a20n3a" },  { "SD", "14n" },      { "SE", "20n" },
	{ "SI", "15n" },      { "SK", "20n" },      { "SM", "1a10n12c" },
	{ "SO", "19n" },      { "ST", "21n" },      { "SV", "4a20n" },
	{ "TL", "19n" },      { "TN", "20n" },      { "TR", "6n16c" },
	{ "UA", "6n19c" },    { "VA", "18n" },      { "VG", "4a16n" },
	{ "XK", "16n" },      { "YE", "4a4n18c" },
};

/* Whether `s` is made of the runs of `shape`. */
static bool has_runs(const char *s, size_t len, const char *shape)
{
	while (*shape) {
		size_t run = 0;

		for (; *shape >= '0' && *shape <= '9'; shape++)
			run = run * 10 + (size_t)(*shape - '0');
		if (run > len)
			return false;
		for (size_t i = 0; i < run; i++) {
			bool digit = s[i] <= '9'; /* else a letter */

			if ((*shape == 'n' && !digit) ||
			    (*shape == 'a' && digit))
				return false;
		}
		s += run;
		len -= run;
		shape++;
	}
	return len == 0;
}

/* Where the account has a check of its own that all its banks use. */
static bool account_fits(const char *country, const char *s)
{
	static const unsigned char w[] = { 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 };
	static const char es[] = "01987654321";
	unsigned long long be;

	if (!memcmp(country, "BE", 2)) {
		be = dlp_digits_value(s, 10) % 97;
		return (be ? be : 97) == dlp_digits_value(s + 10, 2);
	}
	if (!memcmp(country, "ES", 2))
		return s[8] == es[dlp_sum_weighted(s, 8, w + 2) % 11] &&
		       s[9] == es[dlp_sum_weighted(s + 10, 10, w) % 11];
	if (!memcmp(country, "NO", 2))
		return dlp_sum_weighted(s, 11,
					(const unsigned char[]){ 5, 4, 3, 2, 7,
								 6, 5, 4, 3, 2,
								 1 }) %
			       11 ==
		       0;
	return true;
}

/* ISO 13616-1: the country's shape, and remainder 1 with the head moved
 * behind the account. */
static enum dlp_verdict check_iban(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	struct dlp_compact n;
	char moved[DLP_COMPACT_MAX];

	(void)args;
	if (!dlp_compact(&n, cand->value) || n.len < 15 || n.len > 34 ||
	    !dlp_all_digits(n.c + 2, 2))
		return DLP_INVALID;
	for (size_t i = 0; i < sizeof(iban) / sizeof(*iban); i++) {
		if (memcmp(n.c, iban[i].country, 2))
			continue;
		if (!has_runs(n.c + 4, n.len - 4, iban[i].account) ||
		    !account_fits(n.c, n.c + 4))
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
	{ "iban", "", "shape by country and MOD 97-10 (ISO 13616-1)",
	  check_iban },
	{ 0 },
};
