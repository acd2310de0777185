#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of Central and Eastern Europe. */

static bool mod11_10(const char *s, size_t len)
{
	return dlp_sum_hybrid(s, len, 10);
}

static unsigned long long value(const char *s, size_t len)
{
	return dlp_digits_value(s, len);
}

static bool varied(const char *s, size_t len)
{
	return !dlp_all_same(s, len);
}

/* A month that carries a century: each `step` above 12 is another. */
static bool century_date(const char *s, unsigned step, unsigned steps)
{
	unsigned month = dlp_two(s + 2);

	for (unsigned i = 0; i < steps && month > step; i++)
		month -= step;
	return dlp_is_date(2000 + dlp_two(s), month, dlp_two(s + 4));
}

/* Poland. */

static bool pesel(const char *s, size_t len)
{
	(void)len;
	return century_date(s, 20, 4);
}

DLP_SCHEME(pl_pesel, .shape = "ddddddddddd", .modulus = 10, .n = 10,
	   .w = { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3 }, .alphabet = DLP_TEN_NONE,
	   .also = pesel)
DLP_SCHEME(pl_nip, .shape = "dddddddddd", .prefix = "PL", .modulus = 11, .n = 9,
	   .w = { 6, 5, 7, 2, 3, 4, 5, 6, 7 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE, .also = varied)

/* GUS: nine digits, or fourteen with a second check. */
static bool regon(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(s, 8, DLP_WEIGHTS(8, 9, 2, 3, 4, 5, 6, 7)) %
		11 % 10;

	if (s[8] != (char)('0' + r))
		return false;
	r = dlp_sum_weighted(
		    s, len - 1,
		    DLP_WEIGHTS(2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)) %
	    11 % 10;
	return len == 9 || s[13] == (char)('0' + r);
}

DLP_SCHEME(pl_regon, .shape = "ddddddddd|dddddddddddddd", .also = regon)

/* MSWiA: the fourth place is the check of an identity card. */
DLP_SCHEME(pl_dowod, .shape = "aaadddddd", .modulus = 10, .n = 9,
	   .w = { 7, 3, 1, 0, 7, 3, 1, 7, 3 }, .as_is = true, .at = 4,
	   .alphabet = DLP_TEN_NONE)
DLP_SCHEME(pl_passport, .shape = "aaddddddd", .modulus = 10, .n = 9,
	   .w = { 7, 3, 0, 1, 7, 3, 1, 7, 3 }, .as_is = true, .at = 3,
	   .alphabet = DLP_TEN_NONE)

/* Czechia and Slovakia. */

/* Zákon 133/2000: women have the month and 50, and 20 more of either. */
static bool rodne_cislo(const char *s, size_t len)
{
	unsigned month = dlp_two(s + 2) % 50, day = dlp_two(s + 4);
	unsigned year = 1900 + dlp_two(s);
	unsigned long long r;

	/* Nine digits are from before 1954. */
	if (len == 9) {
		year -= year > 1980 ? 100 : 0;
		return year < 1954 && dlp_is_date(year, month, day);
	}
	if (month > 20)
		month -= 20;
	if (year < 1954)
		year += 100;
	r = value(s, 9) % 11;
	return dlp_is_date(year, month, day) &&
	       r % 10 == (unsigned)(s[9] - '0');
}

DLP_SCHEME(cz_rc, .shape = "ddddddddd|dddddddddd", .prefix = "CZ",
	   .also = rodne_cislo)
DLP_SCHEME(cz_ico, .shape = "dddddddd", .prefix = "CZ", .modulus = 11, .n = 7,
	   .w = { 8, 7, 6, 5, 4, 3, 2 }, .alphabet = "11234567890")

/* A firm, a person, or of the kind that begins with 6. */
static bool dic(const char *s, size_t len)
{
	unsigned r;

	if (len == 8) {
		r = (11 -
		     dlp_sum_weighted(s, 7, DLP_WEIGHTS(8, 7, 6, 5, 4, 3, 2)) %
			     11) %
		    11;
		return s[0] != '9' && s[7] == "11234567890"[r];
	}
	if (len == 9 && s[0] == '6') {
		r = dlp_sum_weighted(s + 1, 7,
				     DLP_WEIGHTS(8, 7, 6, 5, 4, 3, 2)) %
		    11;
		return s[8] == (char)('0' + (18 - (21 - r) % 11) % 10);
	}
	return rodne_cislo(s, len);
}

DLP_SCHEME(cz_dic, .shape = "dddddddd|ddddddddd|dddddddddd", .prefix = "CZ",
	   .also = dic)

static bool sk_taxpayer(const char *s, size_t len)
{
	return s[0] != '0' && strchr("234789", s[2]) && value(s, len) % 11 == 0;
}

DLP_SCHEME(sk_dph, .shape = "dddddddddd", .prefix = "SK", .also = sk_taxpayer)

/* Hungary. */

DLP_SCHEME(hu_anum, .shape = "dddddddd", .prefix = "HU", .modulus = 10, .n = 7,
	   .w = { 9, 7, 3, 1, 9, 7, 3 }, .alphabet = DLP_TEN_NONE)
DLP_SCHEME(hu_adoszam, .shape = "ddddddddddd", .modulus = 10, .n = 7,
	   .w = { 9, 7, 3, 1, 9, 7, 3 }, .at = 8, .alphabet = DLP_TEN_NONE)
DLP_SCHEME(hu_taj, .shape = "ddddddddd", .modulus = 10, .n = 8,
	   .w = { 3, 7, 3, 7, 3, 7, 3, 7 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE, .also = varied)
DLP_SCHEME(hu_adojel, .shape = "8ddddddddd", .modulus = 11, .n = 9,
	   .w = { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE)

/* Romania. */

static bool cnp(const char *s, size_t len)
{
	unsigned county = dlp_two(s + 7);
	unsigned century = strchr("34", s[0])   ? 1800
			   : strchr("56", s[0]) ? 2000
						: 1900;

	(void)len;
	return s[0] != '0' &&
	       dlp_is_date(century + dlp_two(s + 1), dlp_two(s + 3),
			   dlp_two(s + 5)) &&
	       ((county >= 1 && county <= 48) || county == 51 || county == 52 ||
		county == 70 || (county >= 80 && county <= 83));
}

DLP_SCHEME(ro_cnp, .shape = "ddddddddddddd", .modulus = 11, .n = 12,
	   .w = { 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9 }, .as_is = true,
	   .alphabet = "01234567891", .also = cnp)

/* ANAF: ten times the sum; weights stand at the right. */
static bool cui(const char *s, size_t len)
{
	static const unsigned char w[] = { 7, 5, 3, 2, 1, 7, 5, 3, 2 };

	return s[0] != '0' &&
	       dlp_sum_weighted(s, len - 1, w + (10 - len)) * 10 % 11 % 10 ==
		       (unsigned)(s[len - 1] - '0');
}

#define CUI_SHAPE \
	"dd|ddd|dddd|ddddd|dddddd|ddddddd|dddddddd|ddddddddd|dddddddddd"

DLP_SCHEME(ro_cui, .shape = CUI_SHAPE, .prefix = "RO", .also = cui)

static enum dlp_verdict ro_cf(const struct dlp_candidate *cand,
			      const struct dlp_validator_args *args)
{
	if (ro_cui(cand, args) == DLP_VALID)
		return DLP_VALID;
	return ro_cnp(cand, args);
}

/* Bulgaria. */

static bool egn(const char *s, size_t len)
{
	(void)len;
	return century_date(s, 20, 2);
}

DLP_SCHEME(bg_egn, .shape = "dddddddddd", .modulus = 11, .n = 9,
	   .w = { 2, 4, 8, 5, 10, 9, 7, 3, 6 }, .as_is = true,
	   .alphabet = DLP_TEN_ZERO, .also = egn)
DLP_SCHEME(bg_pnf, .shape = "dddddddddd", .modulus = 10, .n = 9,
	   .w = { 21, 19, 17, 13, 11, 9, 7, 3, 1 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE)
DLP_SCHEME(bg_other, .shape = "dddddddddd", .prefix = "BG", .modulus = 11,
	   .n = 9, .w = { 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_ZERO)

/* Firms have nine digits and, like the Baltic, two rows of weights. */
static bool bg_firm(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(s, 8, DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7, 8)) %
		11;

	(void)len;
	if (r == 10)
		r = dlp_sum_weighted(s, 8,
				     DLP_WEIGHTS(3, 4, 5, 6, 7, 8, 9, 10)) %
		    11 % 10;
	return s[8] == (char)('0' + r);
}

DLP_SCHEME(bg_legal, .shape = "ddddddddd", .prefix = "BG", .also = bg_firm)

static enum dlp_verdict bg_vat(const struct dlp_candidate *cand,
			       const struct dlp_validator_args *args)
{
	if (bg_legal(cand, args) == DLP_VALID ||
	    bg_egn(cand, args) == DLP_VALID || bg_pnf(cand, args) == DLP_VALID)
		return DLP_VALID;
	return bg_other(cand, args);
}

/* The lands of former Yugoslavia, and Albania. */

DLP_SCHEME(hr_oib, .shape = "ddddddddddd", .prefix = "HR", .also = mod11_10)
DLP_SCHEME(rs_pib, .shape = "ddddddddd", .prefix = "SR", .also = mod11_10)
DLP_SCHEME(me_pib, .shape = "dddddddd", .modulus = 11, .n = 7,
	   .w = { 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_ZERO)
DLP_SCHEME(mk_edb, .shape = "ddddddddddddd", .prefix = "MK", .modulus = 11,
	   .n = 12, .w = { 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 },
	   .alphabet = DLP_TEN_ZERO)

/* JMBG: the year has three digits. */
static bool jmbg(const char *s, size_t len)
{
	unsigned year = (unsigned)value(s + 4, 3);

	(void)len;
	return dlp_is_date(year + (year < 800 ? 2000 : 1000), dlp_two(s + 2),
			   dlp_two(s));
}

DLP_SCHEME(si_emso, .shape = "ddddddddddddd", .modulus = 11, .n = 12,
	   .w = { 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 },
	   .alphabet = DLP_TEN_ZERO, .also = jmbg)

static bool no_zero(const char *s, size_t len)
{
	(void)len;
	return s[0] != '0';
}

/* A sum that divides by 11 is not issued, one that leaves 1 has 0. */
DLP_SCHEME(si_ddv, .shape = "dddddddd", .prefix = "SI", .modulus = 11, .n = 7,
	   .w = { 8, 7, 6, 5, 4, 3, 2 }, .alphabet = "-1234567890",
	   .also = no_zero)
DLP_SCHEME(si_maticna, .shape = "ddddddd|dddddddxdd", .modulus = 11, .n = 6,
	   .w = { 7, 6, 5, 4, 3, 2 }, .at = 7, .alphabet = "-1234567890")
static bool al_decade(const char *s, size_t len)
{
	(void)len;
	return s[0] <= 'M';
}

DLP_SCHEME(al_nipt, .shape = "adddddddda", .prefix = "AL", .also = al_decade)

/* Ukraine, Belarus, Moldova. */

static bool rnokpp(const char *s, size_t len)
{
	/* -1 by 11 is 10. */
	unsigned r = dlp_sum_weighted(
			     s, 9, DLP_WEIGHTS(10, 5, 7, 9, 4, 6, 10, 5, 7)) %
		     11 % 10;

	(void)len;
	return s[9] == (char)('0' + r);
}

DLP_SCHEME(ua_rntrc, .shape = "dddddddddd", .also = rnokpp)

/* Derzhstat: other weights between 30 and 60 million, two passes. */
static bool edrpou(const char *s, size_t len)
{
	bool middle = s[0] >= '3' && s[0] <= '5';
	const unsigned char *w = middle ? DLP_WEIGHTS(7, 1, 2, 3, 4, 5, 6)
					: DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7);
	unsigned r = dlp_sum_weighted(s, 7, w) % 11;

	(void)len;
	if (r == 10)
		r = dlp_sum_weighted(
			    s, 7,
			    middle ? DLP_WEIGHTS(9, 3, 4, 5, 6, 7, 8)
				   : DLP_WEIGHTS(3, 4, 5, 6, 7, 8, 9)) %
		    11 % 10;
	return s[7] == (char)('0' + r);
}

DLP_SCHEME(ua_edrpou, .shape = "dddddddd", .also = edrpou)

/* Of persons it begins with two letters, that count by their places. */
static bool unp(const char *s, size_t len)
{
	static const unsigned char w[] = { 29, 23, 19, 17, 13, 7, 5, 3 };
	static const char first[] = "ABCEHKM", second[] = "ABCEHKMOPT";
	char n[9];
	unsigned r;

	memcpy(n, s, len);
	if (s[0] >= 'A') {
		const char *a = strchr(first, s[0]), *b = strchr(second, s[1]);

		if (!a || !b)
			return false;
		n[1] = (char)('0' + (b - second));
		n[0] = s[0];
	}
	r = dlp_sum_weighted(n, 8, w) % 11;
	return r < 10 && s[8] == (char)('0' + r) && s[0] != '0' &&
	       s[0] != '8' && s[0] != '9';
}

DLP_SCHEME(by_unp, .shape = "ddddddddd|aaddddddd", .prefix = "UNP", .also = unp)
DLP_SCHEME(md_idno, .shape = "ddddddddddddd", .modulus = 10, .n = 12,
	   .w = { 7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE, .also = no_zero)

/* Russia and Kazakhstan. */

static bool inn_sum(const char *s, size_t n, const unsigned char *w)
{
	return dlp_sum_weighted(s, n, w) % 11 % 10 == (unsigned)(s[n] - '0');
}

/* FNS: a firm's ten, a person's twelve digits. */
static bool inn(const char *s, size_t len)
{
	static const unsigned char w[] = { 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8 };

	if (dlp_all_same(s, len))
		return false;
	if (len == 10)
		return inn_sum(s, 9, w + 2);
	return inn_sum(s, 10, w + 1) && inn_sum(s, 11, w);
}

DLP_SCHEME(ru_inn, .shape = "dddddddddd|dddddddddddd", .also = inn)

/* SFR: no check below 001-001-998. */
static bool snils(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(s, 9, DLP_WEIGHTS(9, 8, 7, 6, 5, 4, 3, 2, 1)) %
		101 % 100;

	(void)len;
	return value(s, 9) <= 1001998 ? value(s, 9) > 0 : r == dlp_two(s + 9);
}

DLP_SCHEME(ru_snils, .shape = "ddddddddddd", .also = snils)

static bool ogrn(const char *s, size_t len)
{
	return strchr(len == 13 ? "15" : "34", s[0]) &&
	       value(s, len - 1) % (len == 13 ? 11 : 13) % 10 ==
		       (unsigned)(s[len - 1] - '0');
}

DLP_SCHEME(ru_ogrn, .shape = "ddddddddddddd|ddddddddddddddd", .also = ogrn)

/* The same two passes as in the Baltic, other weights. */
static bool iin(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(
			s, 11, DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)) %
		11;

	(void)len;
	if (r == 10)
		r = dlp_sum_weighted(
			    s, 11,
			    DLP_WEIGHTS(3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) %
		    11;
	return r < 10 && s[11] == (char)('0' + r) && dlp_is_yymmdd(s) &&
	       s[6] <= '6';
}

DLP_SCHEME(kz_iin, .shape = "dddddddddddd", .also = iin)

/* Turkey. */

static bool tckn(const char *s, size_t len)
{
	unsigned odd = 0, even = 0;

	(void)len;
	for (size_t i = 0; i < 9; i++)
		*(i % 2 ? &even : &odd) += (unsigned)(s[i] - '0');
	return s[0] != '0' &&
	       (7 * odd + 90 - even) % 10 == (unsigned)(s[9] - '0') &&
	       (odd + even + (unsigned)(s[9] - '0')) % 10 ==
		       (unsigned)(s[10] - '0');
}

DLP_SCHEME(tr_tckimlik, .shape = "ddddddddddd", .also = tckn)

/* GİB: each digit and its place, by powers of two, by 9. */
static bool vkn(const char *s, size_t len)
{
	unsigned sum = 0;

	(void)len;
	for (size_t i = 0; i < 9; i++) {
		unsigned c = ((unsigned)(s[i] - '0') + 9 - (unsigned)i) % 10;
		unsigned p = (c << (9 - i)) % 9;

		sum += c && !p ? 9 : p;
	}
	return (10 - sum % 10) % 10 == (unsigned)(s[9] - '0');
}

DLP_SCHEME(tr_vkn, .shape = "dddddddddd", .also = vkn)

const struct dlp_validator dlp_checks_europe_east[] = {
	{ "pl.pesel", "", "Polish person", pl_pesel },
	{ "pl.nip", "", "Polish taxpayer", pl_nip },
	{ "pl.regon", "", "Polish firm", pl_regon },
	{ "pl.dowod", "", "Polish identity card", pl_dowod },
	{ "pl.passport", "", "Polish passport", pl_passport },
	{ "cz.rc", "", "Czech person", cz_rc },
	{ "sk.rc", "", "Slovak person", cz_rc },
	{ "cz.ico", "", "Czech firm", cz_ico },
	{ "sk.ico", "", "Slovak firm", cz_ico },
	{ "cz.dic", "", "Czech value added tax", cz_dic },
	{ "sk.dph", "", "Slovak value added tax", sk_dph },
	{ "hu.anum", "", "Hungarian value added tax", hu_anum },
	{ "hu.adoszam", "", "Hungarian tax number", hu_adoszam },
	{ "hu.taj", "", "Hungarian social security", hu_taj },
	{ "hu.adojel", "", "Hungarian tax identification", hu_adojel },
	{ "ro.cnp", "", "Romanian person", ro_cnp },
	{ "ro.cui", "", "Romanian firm", ro_cui },
	{ "ro.cf", "", "Romanian taxpayer", ro_cf },
	{ "bg.egn", "", "Bulgarian person", bg_egn },
	{ "bg.pnf", "", "Bulgarian foreigner", bg_pnf },
	{ "bg.vat", "", "Bulgarian value added tax", bg_vat },
	{ "hr.oib", "", "Croatian person or firm", hr_oib },
	{ "rs.pib", "", "Serbian taxpayer", rs_pib },
	{ "me.pib", "", "Montenegrin taxpayer", me_pib },
	{ "mk.edb", "", "North Macedonian taxpayer", mk_edb },
	{ "si.emso", "", "Slovenian person, and the JMBG", si_emso },
	{ "si.ddv", "", "Slovenian value added tax", si_ddv },
	{ "si.maticna", "", "Slovenian firm", si_maticna },
	{ "al.nipt", "", "Albanian taxpayer, by its shape", al_nipt },
	{ "ua.rntrc", "", "Ukrainian person", ua_rntrc },
	{ "ua.edrpou", "", "Ukrainian firm", ua_edrpou },
	{ "by.unp", "", "Belarusian taxpayer", by_unp },
	{ "md.idno", "", "Moldovan person or firm", md_idno },
	{ "ru.inn", "", "Russian taxpayer", ru_inn },
	{ "ru.snils", "", "Russian pension insurance", ru_snils },
	{ "ru.ogrn", "", "Russian firm", ru_ogrn },
	{ "kz.iin", "", "Kazakh person", kz_iin },
	{ "tr.tckimlik", "", "Turkish person", tr_tckimlik },
	{ "tr.vkn", "", "Turkish taxpayer", tr_vkn },
	{ 0 },
};
