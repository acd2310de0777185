#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Numbers of goods, securities, firms and vehicles, the same in the world. */

/* ISO 6166: letters become two digits, then Luhn over all of them. */
static bool isin(const char *s, size_t len)
{
	char digits[2 * 12];
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned v = dlp_sum_digit(s[i]);

		if (v > 9)
			digits[n++] = (char)('0' + v / 10);
		digits[n++] = (char)('0' + v % 10);
	}
	return dlp_sum_luhn(digits, n);
}

DLP_SCHEME(check_isin, .shape = "aaxxxxxxxxxd", .also = isin)

/* ANSI X9.6: every second value doubled, digits of the products added. */
static bool cusip(const char *s, size_t len)
{
	unsigned sum = 0;

	(void)len;
	for (size_t i = 0; i < 8; i++) {
		unsigned v = dlp_sum_digit(s[i]) * (i % 2 ? 2 : 1);

		sum += v / 10 + v % 10;
	}
	return (10 - sum % 10) % 10 == dlp_sum_digit(s[8]);
}

DLP_SCHEME(check_cusip, .shape = "xxxxxxxxd", .also = cusip)

/* As CUSIP, without vowels, no country's letters in front, G third. */
static bool figi(const char *s, size_t len)
{
	static const char *const no[] = { "BS", "BM", "GG", "GB", "VG" };
	unsigned sum = 0;

	(void)len;
	for (size_t i = 0; i < sizeof(no) / sizeof(*no); i++)
		if (!memcmp(s, no[i], 2))
			return false;
	for (size_t i = 0; i < 11; i++) {
		unsigned v = dlp_sum_digit(s[i]) * (i % 2 ? 2 : 1);

		if (strchr("AEIOU", s[i]))
			return false;
		sum += v / 10 + v % 10;
	}
	return (10 - sum % 10) % 10 == dlp_sum_digit(s[11]);
}

DLP_SCHEME(check_figi, .shape = "aaGxxxxxxxxd", .also = figi)

static bool no_vowel(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("AEIOU", s[i]))
			return false;
	return true;
}

DLP_SCHEME(check_sedol, .shape = "xxxxxxd", .modulus = 10, .n = 6,
	   .w = { 1, 3, 1, 7, 3, 9 }, .alphabet = DLP_TEN_NONE,
	   .also = no_vowel)

static bool mod97(const char *s, size_t len)
{
	return dlp_sum_remainder(s, len, 97) == 1;
}

DLP_SCHEME(check_lei, .shape = "xxxxxxxxxxxxxxxxxxdd", .also = mod97)

/* ISO 11649: a creditor's reference, RF in front. */
static bool creditor(const char *s, size_t len)
{
	char moved[DLP_COMPACT_MAX];

	memcpy(moved, s + 4, len - 4);
	memcpy(moved + len - 4, s, 4);
	return dlp_all_digits(s + 2, 2) && mod97(moved, len);
}

static enum dlp_verdict check_creditor(const struct dlp_candidate *cand,
				       const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	return dlp_compact(&n, cand->value) && n.len >= 5 && n.len <= 25 &&
			       !memcmp(n.c, "RF", 2) && creditor(n.c, n.len)
		       ? DLP_VALID
		       : DLP_INVALID;
}

/* IFPI: a release of recorded music. */
static bool mod37_36(const char *s, size_t len)
{
	return dlp_sum_hybrid(s, len, 36);
}

DLP_SCHEME(check_grid, .shape = "A1xxxxxxxxxxxxxxxx", .also = mod37_36)

/* EINECS and its kin. */
DLP_SCHEME(check_ecnumber, .shape = "ddddddd", .modulus = 11, .n = 6,
	   .w = { 1, 2, 3, 4, 5, 6 }, .as_is = true, .alphabet = DLP_TEN_NONE)

/* GS1: EAN-8, UPC-A, EAN-13, GTIN-14. */
DLP_SCHEME(check_ean,
	   .shape = "dddddddd|dddddddddddd|ddddddddddddd|dddddddddddddd",
	   .modulus = 10, .n = 2, .w = { 3, 1 }, .right = true,
	   .alphabet = DLP_TEN_NONE)

/* ISO 2108: ten characters by 11, or thirteen as an EAN of books. */
static bool isbn(const char *s, size_t len)
{
	if (len == 13)
		return !memcmp(s, "978", 3) || !memcmp(s, "979", 3);
	return true;
}

DLP_SCHEME(check_isbn13, .shape = "ddddddddddddd", .modulus = 10, .n = 2,
	   .w = { 3, 1 }, .right = true, .alphabet = DLP_TEN_NONE, .also = isbn)
DLP_SCHEME(check_isbn10, .shape = "dddddddddx", .modulus = 11, .n = 9,
	   .w = { 10, 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_X)

static enum dlp_verdict check_isbn(const struct dlp_candidate *cand,
				   const struct dlp_validator_args *args)
{
	if (check_isbn13(cand, args) == DLP_VALID)
		return DLP_VALID;
	return check_isbn10(cand, args);
}

DLP_SCHEME(check_issn, .shape = "dddddddx", .modulus = 11, .n = 7,
	   .w = { 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_X)

static bool isni(const char *s, size_t len)
{
	return dlp_sum_pure(s, len, 11, 2);
}

DLP_SCHEME(check_isni, .shape = "dddddddddddddddx", .also = isni)

/* 3GPP TS 23.003, annex B; the software version has no check digit. */
static bool imei(const char *s, size_t len)
{
	return len != 15 || dlp_sum_luhn(s, len);
}

DLP_SCHEME(check_imei, .shape = "ddddddddddddddd|dddddddddddddddd",
	   .also = imei)

/* ITU-T E.118. */
static bool luhn(const char *s, size_t len)
{
	return dlp_sum_luhn(s, len);
}

DLP_SCHEME(check_iccid, .shape = "89ddddddddddddddddd|89dddddddddddddddddd",
	   .also = luhn)

/* IMO resolution A.1117: a ship. */
DLP_SCHEME(check_imo, .shape = "ddddddd", .prefix = "IMO", .modulus = 10,
	   .n = 6, .w = { 7, 6, 5, 4, 3, 2 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE)

static bool no_zero(const char *s, size_t len)
{
	(void)len;
	return s[0] != '0';
}

/* Chemical Abstracts: weights from the right, 1 upwards. */
DLP_SCHEME(check_casrn,
	   .shape = "ddddd|dddddd|ddddddd|dddddddd|ddddddddd|dddddddddd",
	   .modulus = 10, .n = 10, .w = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 },
	   .right = true, .as_is = true, .alphabet = DLP_TEN_NONE,
	   .also = no_zero)

/* ISO 6346: letters skip the multiples of 11; doubling weights. */
static bool container(const char *s, size_t len)
{
	static const unsigned char letter[] = { 10, 12, 13, 14, 15, 16, 17,
						18, 19, 20, 21, 23, 24, 25,
						26, 27, 28, 29, 30, 31, 32,
						34, 35, 36, 37, 38 };
	unsigned sum = 0;

	(void)len;
	for (size_t i = 0; i < 10; i++)
		sum += (s[i] >= 'A' ? letter[s[i] - 'A']
				    : (unsigned)(s[i] - '0'))
		       << i;
	return sum % 11 % 10 == (unsigned)(s[10] - '0') &&
	       strchr("UJZ", s[3]) != NULL;
}

DLP_SCHEME(check_container, .shape = "aaaaddddddd", .also = container)

/* ISO 9362: bank, country (ISO 3166-1, and Kosovo), place, branch. */
static bool bic(const char *s, size_t len)
{
	static const char country[] =
		"ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBN"
		"BOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICKCLCMCNCOCRCUCVCWCXCYCZ"
		"DEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGL"
		"GMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJM"
		"JOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULVLYMAMCMDME"
		"MFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP"
		"NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSD"
		"SESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTO"
		"TRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSXKYEYTZAZMZW";

	(void)len;
	for (size_t i = 0; i + 1 < sizeof(country); i += 2)
		if (!memcmp(s + 4, country + i, 2))
			return true;
	return false;
}

DLP_SCHEME(check_bic, .shape = "xxxxaaxx|xxxxaaxxxxx", .also = bic)

/* ABA routing number policy: the Federal Reserve's districts in front. */
static bool aba(const char *s, size_t len)
{
	unsigned district = dlp_two(s);

	return (district <= 12 || (district >= 21 && district <= 32) ||
		(district >= 61 && district <= 72) || district == 80) &&
	       !dlp_all_same(s, len);
}

DLP_SCHEME(check_aba, .shape = "ddddddddd", .modulus = 10, .n = 8,
	   .w = { 3, 7, 1, 3, 7, 1, 3, 7 }, .alphabet = DLP_TEN_NONE,
	   .also = aba)

/*
 * ISO 3779, 49 CFR 565.15: letters count as the keyboard of 1952 has them.
 * Outside North America (first 1 to 5) position 9 need not be a check digit.
 */
static enum dlp_verdict check_vin(const struct dlp_candidate *cand,
				  const struct dlp_validator_args *args)
{
	static const char value[] = "12345678.12345.7.923456789";
	static const unsigned char weight[] = { 8, 7, 6, 5, 4, 3, 2, 10, 0,
						9, 8, 7, 6, 5, 4, 3, 2 };
	struct dlp_compact n;
	unsigned sum = 0;

	(void)args;
	if (!dlp_compact(&n, cand->value) || n.len != 17 ||
	    dlp_all_same(n.c, 17) || strchr("UZ0", n.c[9]) ||
	    !dlp_all_digits(n.c + 13, 4))
		return DLP_INVALID;
	for (size_t i = 0; i < 17; i++) {
		char c = n.c[i];

		if (c == 'I' || c == 'O' || c == 'Q')
			return DLP_INVALID;
		if (c >= 'A')
			c = value[c - 'A'];
		sum += (unsigned)(c - '0') * weight[i];
	}
	if (DLP_TEN_X[sum % 11] == n.c[8])
		return DLP_VALID;
	return n.c[0] >= '1' && n.c[0] <= '5' ? DLP_INVALID : DLP_UNCHECKED;
}

const struct dlp_validator dlp_checks_trade[] = {
	{ "isin", "", "security (ISO 6166)", check_isin },
	{ "cusip", "", "North American security (ANSI X9.6)", check_cusip },
	{ "figi", "", "financial instrument (OMG FIGI)", check_figi },
	{ "sedol", "", "London Stock Exchange security", check_sedol },
	{ "lei", "", "legal entity (ISO 17442)", check_lei },
	{ "ean", "", "EAN-8, UPC-A, EAN-13, GTIN-14 (GS1)", check_ean },
	{ "isbn", "", "book (ISO 2108)", check_isbn },
	{ "issn", "", "serial (ISO 3297)", check_issn },
	{ "isni", "", "name, ORCID (ISO 27729)", check_isni },
	{ "iso11649", "", "creditor reference (ISO 11649)", check_creditor },
	{ "grid", "", "music release (IFPI GRid)", check_grid },
	{ "eu.ecnumber", "", "chemical (European list)", check_ecnumber },
	{ "imei", "", "mobile equipment (3GPP TS 23.003)", check_imei },
	{ "iccid", "", "SIM card (ITU-T E.118)", check_iccid },
	{ "imo", "", "ship (IMO)", check_imo },
	{ "casrn", "", "chemical (CAS registry number)", check_casrn },
	{ "container", "", "freight container (ISO 6346)", check_container },
	{ "bic", "", "bank (ISO 9362), by its shape", check_bic },
	{ "aba", "", "US bank, ABA routing number", check_aba },
	{ "vin", "", "vehicle (ISO 3779, 49 CFR 565)", check_vin },
	{ 0 },
};
