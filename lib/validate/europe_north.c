#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of the Nordic and Baltic countries. */

static bool luhn(const char *s, size_t len)
{
	return dlp_sum_luhn(s, len);
}

/* Sweden. */

/* Skatteverket SKV 704: coordination numbers have the day and 60. */
static bool personnummer(const char *s, size_t len)
{
	const char *n = s + (len - 10);
	unsigned day = dlp_two(n + 4);

	if (len == 12 && memcmp(s, "18", 2) && memcmp(s, "19", 2) &&
	    memcmp(s, "20", 2))
		return false;
	return dlp_is_date(2000 + dlp_two(n), dlp_two(n + 2),
			   day > 60 ? day - 60 : day) &&
	       dlp_sum_luhn(n, 10);
}

DLP_SCHEME(se_person, .shape = "dddddddddd|dddddddddddd", .also = personnummer)

/* With + for those over a hundred years old, which is no separator. */
static enum dlp_verdict se_personnummer(const struct dlp_candidate *cand,
					const struct dlp_validator_args *args)
{
	struct dlp_span v = cand->value;
	struct dlp_candidate copy = { .value = v };
	char text[16];

	if (v.len < 5 || v.len > sizeof(text) || v.ptr[v.len - 5] != '+')
		return se_person(cand, args);
	memcpy(text, v.ptr, v.len);
	text[v.len - 5] = '-';
	copy.value.ptr = text;
	return se_person(&copy, args);
}

static bool se_firm(const char *s, size_t len)
{
	return s[2] >= '2' && dlp_sum_luhn(s, len);
}

DLP_SCHEME(se_orgnr, .shape = "dddddddddd", .also = luhn)
DLP_SCHEME(se_organisation, .shape = "dddddddddd", .also = se_firm)

static bool se_taxpayer(const char *s, size_t len)
{
	(void)len;
	return dlp_sum_luhn(s, 10) && !memcmp(s + 10, "01", 2);
}

DLP_SCHEME(se_vat, .shape = "dddddddddddd", .prefix = "SE", .also = se_taxpayer)

/* Norway. */

/* Skatteetaten: D numbers have the day and 40, others the month and 40, 80. */
static bool fodselsnummer(const char *s, size_t len)
{
	unsigned day = dlp_two(s), month = dlp_two(s + 2), r;

	(void)len;
	r = dlp_sum_weighted(s, 9, DLP_WEIGHTS(3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11;
	return dlp_is_date(2000 + dlp_two(s + 4),
			   month > 80   ? month - 80
			   : month > 40 ? month - 40
					: month,
			   day > 40 ? day - 40 : day) &&
	       s[9] == (char)('0' + (11 - r) % 11);
}

DLP_SCHEME(no_fodselsnummer, .shape = "ddddddddddd", .modulus = 11, .n = 10,
	   .w = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE,
	   .also = fodselsnummer)
DLP_SCHEME(no_orgnr, .shape = "ddddddddd", .modulus = 11, .n = 8,
	   .w = { 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE)
DLP_SCHEME(no_mva, .shape = "dddddddddMVA", .prefix = "NO", .modulus = 11,
	   .n = 8, .w = { 3, 2, 7, 6, 5, 4, 3, 2 }, .at = 9,
	   .alphabet = DLP_TEN_NONE)
DLP_SCHEME(no_kontonr, .shape = "ddddddddddd", .modulus = 11, .n = 10,
	   .w = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE)

/* Denmark and the Faroe Islands. */

/*
 * cpr.dk: since 2007 numbers are given out that do not pass the check, so a
 * failure tells nothing.
 */
static enum dlp_verdict dk_cpr(const struct dlp_candidate *cand,
			       const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	if (!dlp_compact_digits(&n, cand->value, 10, 10) || !dlp_is_ddmmyy(n.c))
		return DLP_INVALID;
	return dlp_sum_weighted(n.c, 10,
				DLP_WEIGHTS(4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) %
				       11 ==
			       0
		       ? DLP_VALID
		       : DLP_UNCHECKED;
}

DLP_SCHEME(dk_cvr, .shape = "dddddddd", .prefix = "DK", .modulus = 11, .n = 7,
	   .w = { 2, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE)

/* Finland. */

static char upper(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return c;
}

/* DVV: the sign between is the century's; 31 letters, by 31. */
static enum dlp_verdict fi_hetu(const struct dlp_candidate *cand,
				const struct dlp_validator_args *args)
{
	static const char sign[] = "+-ABCDEFYXWVU";
	static const char letter[] = "0123456789ABCDEFHJKLMNPRSTUVWXY";
	struct dlp_span v = cand->value;
	unsigned century, serial;
	char n[9], last, mark;

	(void)args;
	if (v.len != 11 || !dlp_all_digits(v.ptr, 6) ||
	    !dlp_all_digits(v.ptr + 7, 3))
		return DLP_INVALID;
	mark = upper(v.ptr[6]);
	last = upper(v.ptr[10]);
	if (!mark || !strchr(sign, mark))
		return DLP_INVALID;
	century = mark == '+' ? 1800 : strchr("ABCDEF", mark) ? 2000 : 1900;
	memcpy(n, v.ptr, 6);
	memcpy(n + 6, v.ptr + 7, 3);
	serial = (unsigned)dlp_digits_value(n + 6, 3);
	if (serial < 2 ||
	    !dlp_is_date(century + dlp_two(n + 4), dlp_two(n + 2), dlp_two(n)))
		return DLP_INVALID;
	return letter[dlp_digits_value(n, 9) % 31] == last ? DLP_VALID
							   : DLP_INVALID;
}

DLP_SCHEME(fi_ytunnus, .shape = "dddddddd", .prefix = "FI", .modulus = 11,
	   .n = 7, .w = { 7, 9, 10, 5, 8, 4, 2 }, .alphabet = DLP_TEN_NONE)

/* Iceland: firms have the day and 40; the last digit is the century. */
static bool kennitala(const char *s, size_t len)
{
	unsigned day = dlp_two(s);

	(void)len;
	return dlp_is_date(2000 + dlp_two(s + 4), dlp_two(s + 2),
			   day > 40 ? day - 40 : day) &&
	       strchr("890", s[9]);
}

DLP_SCHEME(is_kennitala, .shape = "dddddddddd", .modulus = 11, .n = 8,
	   .w = { 3, 2, 7, 6, 5, 4, 3, 2 }, .at = 9, .alphabet = DLP_TEN_NONE,
	   .also = kennitala)

/* Estonia and Lithuania: a second row of weights where the first gives 10. */

static bool two_rows(const char *s, size_t n, const unsigned char *first,
		     const unsigned char *second)
{
	unsigned r = dlp_sum_weighted(s, n, first) % 11;

	if (r == 10)
		r = dlp_sum_weighted(s, n, second) % 11 % 10;
	return s[n] == (char)('0' + r);
}

static bool baltic_sum(const char *s)
{
	return two_rows(s, 10, DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7, 8, 9, 1),
			DLP_WEIGHTS(3, 4, 5, 6, 7, 8, 9, 1, 2, 3));
}

static bool baltic_person(const char *s)
{
	unsigned sex = (unsigned)(s[0] - '0');

	return sex >= 1 && sex <= 8 &&
	       dlp_is_date(1800 + (sex - 1) / 2 * 100 + dlp_two(s + 1),
			   dlp_two(s + 3), dlp_two(s + 5)) &&
	       baltic_sum(s);
}

static bool isikukood(const char *s, size_t len)
{
	(void)len;
	return baltic_person(s);
}

/* Those whose birth is not known begin with 9. */
static bool asmens(const char *s, size_t len)
{
	(void)len;
	return s[0] == '9' ? baltic_sum(s) : baltic_person(s);
}

DLP_SCHEME(ee_ik, .shape = "ddddddddddd", .also = isikukood)
DLP_SCHEME(lt_asmens, .shape = "ddddddddddd", .also = asmens)
DLP_SCHEME(ee_kmkr, .shape = "ddddddddd", .prefix = "EE", .modulus = 10, .n = 8,
	   .w = { 3, 7, 1, 3, 7, 1, 3, 7 }, .alphabet = DLP_TEN_NONE)

static bool registrikood(const char *s, size_t len)
{
	(void)len;
	return strchr("1789", s[0]) &&
	       two_rows(s, 7, DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7),
			DLP_WEIGHTS(3, 4, 5, 6, 7, 8, 9));
}

DLP_SCHEME(ee_registrikood, .shape = "dddddddd", .also = registrikood)

static bool lt_taxpayer(const char *s, size_t len)
{
	static const unsigned char first[] = {
		1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2
	};
	static const unsigned char second[] = {
		3, 4, 5, 6, 7, 8, 9, 1, 2, 3, 4
	};

	return s[len - 2] == '1' && two_rows(s, len - 1, first, second);
}

DLP_SCHEME(lt_pvm, .shape = "ddddddddd|dddddddddddd", .prefix = "LT",
	   .also = lt_taxpayer)

/* Latvia: firms by 3, persons by 1 and weights; new ones have no birth. */
static bool latvian(const char *s, size_t len)
{
	unsigned century =
		s[6] <= '2' ? 1800 + 100 * (unsigned)(s[6] - '0') : 0;

	if (s[0] > '3')
		return dlp_sum_weighted(
			       s, len,
			       DLP_WEIGHTS(9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) %
			       11 ==
		       3;
	return (!memcmp(s, "32", 2) ||
		(century && dlp_is_date(century + dlp_two(s + 4),
					dlp_two(s + 2), dlp_two(s)))) &&
	       (1 +
		dlp_sum_weighted(s, 10,
				 DLP_WEIGHTS(10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) %
			       11 % 10 ==
		       (unsigned)(s[10] - '0');
}

DLP_SCHEME(lv_pvn, .shape = "ddddddddddd", .prefix = "LV", .also = latvian)

const struct dlp_validator dlp_checks_europe_north[] = {
	{ "se.personnummer", "", "Swedish person", se_personnummer },
	{ "se.orgnr", "", "Swedish firm or person in trade", se_orgnr },
	{ "se.organisation", "", "Swedish firm", se_organisation },
	{ "se.vat", "", "Swedish value added tax", se_vat },
	{ "no.fodselsnummer", "", "Norwegian person", no_fodselsnummer },
	{ "no.orgnr", "", "Norwegian firm", no_orgnr },
	{ "no.mva", "", "Norwegian value added tax", no_mva },
	{ "no.kontonr", "", "Norwegian bank account", no_kontonr },
	{ "dk.cpr", "", "Danish person, by the date", dk_cpr },
	{ "dk.cvr", "", "Danish firm", dk_cvr },
	{ "fi.hetu", "", "Finnish person", fi_hetu },
	{ "fi.ytunnus", "", "Finnish firm", fi_ytunnus },
	{ "is.kennitala", "", "Icelandic person or firm", is_kennitala },
	{ "ee.ik", "", "Estonian person", ee_ik },
	{ "ee.kmkr", "", "Estonian value added tax", ee_kmkr },
	{ "ee.registrikood", "", "Estonian firm", ee_registrikood },
	{ "lt.asmens", "", "Lithuanian person", lt_asmens },
	{ "lt.pvm", "", "Lithuanian value added tax", lt_pvm },
	{ "lv.pvn", "", "Latvian person or firm", lv_pvn },
	{ 0 },
};
