#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of Africa, the Middle East and the Caucasus. */

static bool luhn(const char *s, size_t len)
{
	return dlp_sum_luhn(s, len);
}

static unsigned long long value(const char *s, size_t len)
{
	return dlp_digits_value(s, len);
}

/* Shorter ones have zeros in front, which Luhn does not see. */
static bool il_person(const char *s, size_t len)
{
	return value(s, len) > 0 && dlp_sum_luhn(s, len);
}

DLP_SCHEME(il_idnr, .shape = "ddddd|dddddd|ddddddd|dddddddd|ddddddddd",
	   .also = il_person)
DLP_SCHEME(il_hp, .shape = "5dddddddd", .also = luhn)
DLP_SCHEME(sa_id, .shape = "1ddddddddd|2ddddddddd", .also = luhn)
DLP_SCHEME(ae_id, .shape = "784dddddddddddd", .also = luhn)

/* PACI: a century, a birth, 11 less the sum. */
static bool civil(const char *s, size_t len)
{
	(void)len;
	return (s[0] == '2' || s[0] == '3') && dlp_is_yymmdd(s + 1);
}

DLP_SCHEME(kw_civil, .shape = "dddddddddddd", .modulus = 11, .n = 11,
	   .w = { 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 }, .alphabet = DLP_TEN_NONE,
	   .also = civil)

/* A century, a birth, a governorate (88 for abroad). */
static bool eg_person(const char *s, size_t len)
{
	unsigned place = dlp_two(s + 7);

	(void)len;
	return (s[0] == '2' || s[0] == '3') &&
	       dlp_is_date((s[0] == '2' ? 1900 : 2000) + dlp_two(s + 1),
			   dlp_two(s + 3), dlp_two(s + 5)) &&
	       ((place >= 1 && place <= 35) || place == 88);
}

DLP_SCHEME(eg_nid, .shape = "dddddddddddddd", .also = eg_person)

/* Firms 1, persons 2 at the end. */
static bool voen(const char *s, size_t len)
{
	static const unsigned char w[] = { 4, 1, 8, 6, 2, 7, 5, 3 };
	char n[10] = "0";

	memcpy(n + (10 - len), s, len);
	return (n[9] == '1' || n[9] == '2') &&
	       dlp_sum_weighted(n, 8, w) % 11 == (unsigned)(n[8] - '0');
}

DLP_SCHEME(az_voen, .shape = "dddddddddd|ddddddddd", .also = voen)

/* DHA: a birth, citizenship 0, 1 or 2. */
static bool za_person(const char *s, size_t len)
{
	return dlp_is_yymmdd(s) && s[10] <= '2' && dlp_sum_luhn(s, len);
}

DLP_SCHEME(za_idnr, .shape = "ddddddddddddd", .also = za_person)

static bool za_taxpayer(const char *s, size_t len)
{
	return strchr("01239", s[0]) && dlp_sum_luhn(s, len);
}

DLP_SCHEME(za_tin, .shape = "dddddddddd", .also = za_taxpayer)
DLP_SCHEME(ke_pin, .shape = "Addddddddda|Pddddddddda")

static bool gh_kind(const char *s, size_t len)
{
	(void)len;
	return strchr("PCGQV", s[0]) != NULL;
}

DLP_SCHEME(gh_tin, .shape = "a00dddddddx", .modulus = 11, .from = 1, .n = 9,
	   .w = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, .as_is = true,
	   .alphabet = DLP_TEN_X, .also = gh_kind)

static bool mu_birth(const char *s, size_t len)
{
	(void)len;
	return dlp_is_ddmmyy(s + 1);
}

DLP_SCHEME(mu_nid, .shape = "addddddxxxxxxx", .modulus = 17, .n = 13,
	   .w = { 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 },
	   .alphabet = "0123456789ABCDEFG", .also = mu_birth)
DLP_SCHEME(mz_nuit, .shape = "ddddddddd", .modulus = 11, .n = 8,
	   .w = { 8, 9, 4, 5, 6, 7, 8, 9 }, .as_is = true,
	   .alphabet = "01234567891")

static bool ice(const char *s, size_t len)
{
	return value(s, len) % 97 == 0;
}

DLP_SCHEME(ma_ice, .shape = "ddddddddddddddd", .also = ice)

/* Seven or nine digits, then perhaps the tax office's three. */
static bool ninea(const char *s, size_t len)
{
	static const unsigned char w[] = { 1, 2, 1, 2, 1, 2, 1, 2, 1 };
	size_t n = len == 7 || len == 10 ? 7 : 9;

	if (len > 9 && (s[n] > '2' || strchr("IO", s[n + 1])))
		return false;
	return dlp_sum_weighted(s, n, w + (9 - n)) % 10 == 0;
}

DLP_SCHEME(sn_ninea, .shape = "ddddddd|ddddddddd|ddddddddad|ddddddddddad",
	   .also = ninea)
DLP_SCHEME(gn_nifp, .shape = "ddddddddd", .also = luhn)

/* A letter without I, O, U; kinds of tax, and a branch only of E. */
static bool mf(const char *s, size_t len)
{
	size_t n = 0;

	while (s[n] <= '9')
		n++;
	if (strchr("IOU", s[n]))
		return false;
	return len == n + 1 ||
	       (strchr("ABPDN", s[n + 1]) && strchr("CMNPE", s[n + 2]) &&
		(s[n + 2] == 'E') == (memcmp(s + n + 3, "000", 3) != 0));
}

DLP_SCHEME(tn_mf, .shape = "dddddda|ddddddda|ddddddaaaddd|dddddddaaaddd",
	   .also = mf)

const struct dlp_validator dlp_checks_africa[] = {
	{ "il.idnr", "", "Israeli person", il_idnr },
	{ "il.hp", "", "Israeli firm", il_hp },
	{ "sa.id", "", "Saudi person or resident", sa_id },
	{ "ae.id", "", "Emirates identity card", ae_id },
	{ "kw.civil", "", "Kuwaiti person", kw_civil },
	{ "eg.nid", "", "Egyptian person, by date and place", eg_nid },
	{ "az.voen", "", "Azerbaijani taxpayer", az_voen },
	{ "za.idnr", "", "South African person", za_idnr },
	{ "za.tin", "", "South African taxpayer", za_tin },
	{ "ke.pin", "", "Kenyan taxpayer, by the shape", ke_pin },
	{ "gh.tin", "", "Ghanaian taxpayer", gh_tin },
	{ "mu.nid", "", "Mauritian person", mu_nid },
	{ "mz.nuit", "", "Mozambican taxpayer", mz_nuit },
	{ "ma.ice", "", "Moroccan firm", ma_ice },
	{ "sn.ninea", "", "Senegalese taxpayer", sn_ninea },
	{ "gn.nifp", "", "Guinean taxpayer", gn_nifp },
	{ "tn.mf", "", "Tunisian taxpayer, by the shape", tn_mf },
	{ 0 },
};
