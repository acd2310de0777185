#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of South, South East and East Asia and of Oceania. */

static bool luhn(const char *s, size_t len)
{
	return dlp_sum_luhn(s, len);
}

static unsigned long long value(const char *s, size_t len)
{
	return dlp_digits_value(s, len);
}

/* India, Pakistan, Sri Lanka. */

/* Income Tax Department: the fourth letter is the kind of holder. */
static bool is_pan(const char *s)
{
	return strchr("ABCEFGHJKLPT", s[3]) && memcmp(s + 5, "0000", 4);
}

static bool pan(const char *s, size_t len)
{
	(void)len;
	return is_pan(s);
}

DLP_SCHEME(in_pan, .shape = "aaaaadddda", .also = pan)

/* GSTN: a state, a PAN, a count, Z, and Luhn over 36. */
static bool gstin(const char *s, size_t len)
{
	unsigned state = dlp_two(s);

	return ((state >= 1 && state <= 38) || state == 97) && is_pan(s + 2) &&
	       s[12] != '0' && dlp_sum_luhn_base(s, len, 36);
}

DLP_SCHEME(in_gstin, .shape = "ddaaaaaddddaxZx", .also = gstin)

static bool epic(const char *s, size_t len)
{
	return dlp_sum_luhn(s + 3, len - 3);
}

DLP_SCHEME(in_epic, .shape = "aaaddddddd", .also = epic)

static bool vid(const char *s, size_t len)
{
	size_t i = 0;

	while (i < len / 2 && s[i] == s[len - 1 - i])
		i++;
	return s[0] >= '2' && i < len / 2 && dlp_sum_verhoeff(s, len);
}

DLP_SCHEME(in_vid, .shape = "dddddddddddddddd", .also = vid)

static bool cnic(const char *s, size_t len)
{
	return s[0] >= '1' && s[0] <= '7' && s[len - 1] != '0';
}

DLP_SCHEME(pk_cnic, .shape = "ddddddddddddd", .also = cnic)

/* The day of the year, of women with 500 more. */
static bool nic(const char *s, size_t len)
{
	unsigned day = (unsigned)value(s + (len == 12 ? 4 : 2), 3) % 500;

	if (len == 10 && s[9] != 'V' && s[9] != 'X')
		return false;
	return day >= 1 && day <= 366 &&
	       (len == 10 || !memcmp(s, "19", 2) || !memcmp(s, "20", 2));
}

DLP_SCHEME(lk_nic, .shape = "ddddddddda|dddddddddddd", .also = nic)

/* China, Hong Kong, Taiwan. */

/* GB 11643: a place, a birth, a serial, MOD 11-2. */
static bool ric(const char *s, size_t len)
{
	unsigned place = dlp_two(s);

	return place >= 11 && place <= 82 &&
	       dlp_is_date((unsigned)value(s + 6, 4), dlp_two(s + 10),
			   dlp_two(s + 12)) &&
	       dlp_sum_pure(s, len, 11, 2);
}

DLP_SCHEME(cn_ric, .shape = "dddddddddddddddddd|dddddddddddddddddX",
	   .also = ric)

/* GB 32100: 31 characters, weights 3^i by 31. */
static bool uscc(const char *s, size_t len)
{
	static const char letter[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
	unsigned sum = 0, power = 1;

	for (size_t i = 0; i + 1 < len; i++) {
		const char *p = strchr(letter, s[i]);

		if (!p)
			return false;
		sum += (unsigned)(p - letter) * power;
		power = power * 3 % 31;
	}
	return dlp_all_digits(s + 2, 6) &&
	       letter[(31 - sum % 31) % 31] == s[len - 1];
}

DLP_SCHEME(cn_uscc, .shape = "xxxxxxxxxxxxxxxxxx", .also = uscc)

/* ImmD: a blank before a single letter counts 36. */
static bool hkid(const char *s, size_t len)
{
	static const unsigned char w[] = { 9, 8, 7, 6, 5, 4, 3, 2 };
	unsigned sum = len == 8 ? 36 * 9 : 0, r;

	sum += dlp_sum_weighted(s, len - 1, w + (9 - len));
	r = (11 - sum % 11) % 11;
	return s[len - 1] == "0123456789A"[r];
}

DLP_SCHEME(hk_plain, .shape = "addddddx|aaddddddx", .also = hkid)

/* The check stands in brackets, as a rule. */
static enum dlp_verdict hk_id(const struct dlp_candidate *cand,
			      const struct dlp_validator_args *args)
{
	struct dlp_candidate plain = { 0 };
	char text[16];
	size_t n = 0;

	for (size_t i = 0; i < cand->value.len && n < sizeof(text); i++)
		if (cand->value.ptr[i] != '(' && cand->value.ptr[i] != ')')
			text[n++] = cand->value.ptr[i];
	plain.value = (struct dlp_span){ text, n };
	return hk_plain(&plain, args);
}

/* MOI: the letter of the place as two digits. */
static bool tw_person(const char *s, size_t len)
{
	static const unsigned char place[] = { 10, 11, 12, 13, 14, 15, 16,
					       17, 34, 18, 19, 20, 21, 22,
					       35, 23, 24, 25, 26, 27, 28,
					       29, 32, 30, 31, 33 };
	unsigned v = place[s[0] - 'A'];

	(void)len;
	return strchr("1289", s[1]) &&
	       (v / 10 + v % 10 * 9 +
		dlp_sum_weighted(s + 1, 9,
				 DLP_WEIGHTS(8, 7, 6, 5, 4, 3, 2, 1, 1))) %
			       10 ==
		       0;
}

DLP_SCHEME(tw_id, .shape = "addddddddd", .also = tw_person)

/* FIA: cross sums by 5; a seventh digit of 7 has two. */
static bool ubn(const char *s, size_t len)
{
	static const unsigned char w[] = { 1, 2, 1, 2, 1, 2, 4, 1 };
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned p = (unsigned)(s[i] - '0') * w[i];

		sum += p / 10 + p % 10;
	}
	return sum % 5 == 0 || (s[6] == '7' && (sum + 1) % 5 == 0);
}

DLP_SCHEME(tw_ubn, .shape = "dddddddd", .also = ubn)

/* Korea and Japan. */

/* The digit behind the birth is its century and the sex. */
static bool korean_birth(const char *s)
{
	unsigned century = strchr("1256", s[6])   ? 1900
			   : strchr("3478", s[6]) ? 2000
						  : 1800;

	return dlp_is_date(century + dlp_two(s), dlp_two(s + 2),
			   dlp_two(s + 4));
}

/*
 * Those of foreigners may add 2.  Numbers given out since October 2020 have no
 * check digit.
 */
static enum dlp_verdict korean(struct dlp_span v, bool foreign)
{
	static const unsigned char w[] = { 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5 };
	struct dlp_compact n;
	unsigned sum;

	if (!dlp_compact_digits(&n, v, 13, 13) || !korean_birth(n.c) ||
	    (n.c[6] >= '5' && n.c[6] <= '8') != foreign ||
	    (!foreign && dlp_two(n.c + 7) > 96))
		return DLP_INVALID;
	sum = dlp_sum_weighted(n.c, 12, w) % 11;
	if (n.c[12] == (char)('0' + (11 - sum) % 10) ||
	    (foreign && n.c[12] == (char)('0' + (13 - sum) % 10)))
		return DLP_VALID;
	return strchr("3478", n.c[6]) && value(n.c, 2) >= 20 ? DLP_UNCHECKED
							     : DLP_INVALID;
}

static enum dlp_verdict kr_frn(const struct dlp_candidate *cand,
			       const struct dlp_validator_args *args)
{
	(void)args;
	return korean(cand->value, true);
}

static enum dlp_verdict kr_rrn(const struct dlp_candidate *cand,
			       const struct dlp_validator_args *args)
{
	(void)args;
	return korean(cand->value, false);
}

static bool brn(const char *s, size_t len)
{
	unsigned sum =
		dlp_sum_weighted(s, 9, DLP_WEIGHTS(1, 3, 7, 1, 3, 7, 1, 3, 5)) +
		(unsigned)(s[8] - '0') * 5 / 10;

	(void)len;
	return (10 - sum % 10) % 10 == (unsigned)(s[9] - '0') &&
	       value(s, 3) >= 101;
}

DLP_SCHEME(kr_brn, .shape = "dddddddddd", .also = brn)
DLP_SCHEME(jp_my_number, .shape = "dddddddddddd", .modulus = 11, .n = 11,
	   .w = { 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_ZERO)

/* NTA: the first digit is the check, by 9. */
static bool corporate(const char *s, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 1; i < len; i++)
		sum += (unsigned)(s[i] - '0') * ((len - i) % 2 ? 1 : 2);
	return 9 - sum % 9 == (unsigned)(s[0] - '0');
}

DLP_SCHEME(jp_cn, .shape = "ddddddddddddd", .also = corporate)

/* Thailand, Vietnam, Malaysia, Singapore, Indonesia. */

static bool thai_person(const char *s, size_t len)
{
	(void)len;
	return s[0] >= '1' && s[0] <= '8';
}

static bool thai_firm(const char *s, size_t len)
{
	(void)len;
	return s[0] == '0';
}

static bool thai_any(const char *s, size_t len)
{
	(void)len;
	return s[0] <= '8';
}

#define THAI                                              \
	.shape = "ddddddddddddd", .modulus = 11, .n = 12, \
	.w = { 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 },  \
	.alphabet = "11234567890"

DLP_SCHEME(th_pin, THAI, .also = thai_person)
DLP_SCHEME(th_moa, THAI, .also = thai_firm)
DLP_SCHEME(th_tin, THAI, .also = thai_any)

static bool mst(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(s, 9,
				 DLP_WEIGHTS(31, 29, 23, 19, 17, 13, 7, 5, 3)) %
		11;

	return r <= 10 && 10 - r == (unsigned)(s[9] - '0') &&
	       memcmp(s + 2, "0000000", 7) &&
	       (len == 10 || memcmp(s + 10, "000", 3));
}

DLP_SCHEME(vn_mst, .shape = "dddddddddd|ddddddddddddd", .also = mst)

/* JPN: a birth, then a state or a country. */
static bool mykad(const char *s, size_t len)
{
	unsigned place = dlp_two(s + 6);

	(void)len;
	return dlp_is_yymmdd(s) &&
	       ((place >= 1 && place <= 16) || (place >= 21 && place <= 68) ||
		place == 71 || place == 72 || (place >= 74 && place <= 79) ||
		(place >= 82 && place <= 93) || place >= 98);
}

DLP_SCHEME(my_nric, .shape = "dddddddddddd", .also = mykad)

/* ICA: the letter in front chooses the letters at the end. */
static bool nric(const char *s, size_t len)
{
	unsigned sum =
		dlp_sum_weighted(s + 1, 7, DLP_WEIGHTS(2, 7, 6, 5, 4, 3, 2));

	(void)len;
	switch (s[0]) {
	case 'S':
		return s[8] == "JZIHGFEDCBA"[sum % 11];
	case 'T':
		return s[8] == "JZIHGFEDCBA"[(sum + 4) % 11];
	case 'F':
		return s[8] == "XWUTRQPNMLK"[sum % 11];
	case 'G':
		return s[8] == "XWUTRQPNMLK"[(sum + 4) % 11];
	case 'M':
		return s[8] == "XWUTRQPNJLK"[(sum + 3) % 11];
	default:
		return false;
	}
}

DLP_SCHEME(sg_nric, .shape = "addddddda", .also = nric)

/* ACRA: businesses, companies by year, and others by kind. */
static bool uen(const char *s, size_t len)
{
	static const char letter[] = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
	static const unsigned char w[] = { 4, 3, 5, 3, 10, 2, 2, 5, 7 };
	static const char kinds[] = "CCCDCHCLCMCPCSCXDPFBFCFMFNGAGBGSHSLLLPMB"
				    "MCMDMHMMMQNBNRPAPBPFRFRPSMSSTCTUVHXL";
	unsigned sum = 0;
	size_t kind = 0;

	if (len == 9)
		return s[8] ==
		       "XMKECAWLJDB"[dlp_sum_weighted(s, 8,
						      DLP_WEIGHTS(10, 4, 9, 3,
								  8, 2, 7, 1)) %
				     11];
	if (s[0] <= '9')
		return dlp_all_digits(s, 9) &&
		       s[9] == "ZKCMDNERGWH"[dlp_sum_weighted(
						     s, 9,
						     DLP_WEIGHTS(10, 8, 6, 4, 9,
								 7, 5, 3, 1)) %
					     11];
	if (!strchr("RST", s[0]) || !dlp_all_digits(s + 1, 2) ||
	    !dlp_all_digits(s + 5, 4))
		return false;
	while (kinds[kind] && memcmp(kinds + kind, s + 3, 2))
		kind += 2;
	if (!kinds[kind])
		return false;
	for (size_t i = 0; i < 9; i++) {
		const char *p = strchr(letter, s[i]);

		if (!p)
			return false;
		sum += (unsigned)(p - letter) * w[i];
	}
	return s[9] == letter[(sum + 6) % 11];
}

DLP_SCHEME(sg_uen, .shape = "dddddddda|xddxxdddda|ddddddddda", .also = uen)

/* Dukcapil: a region, a birth (women's day and 40), a serial. */
static bool nik(const char *s, size_t len)
{
	unsigned province = dlp_two(s), day = dlp_two(s + 6);

	(void)len;
	return province >= 11 && province <= 96 && memcmp(s + 12, "0000", 4) &&
	       dlp_is_date(2000 + dlp_two(s + 10), dlp_two(s + 8),
			   day > 40 ? day - 40 : day);
}

DLP_SCHEME(id_nik, .shape = "dddddddddddddddd", .also = nik)

/* DJP: since 2024 persons have their NIK, firms a zero in front. */
static bool npwp(const char *s, size_t len)
{
	if (len == 16 && s[0] != '0')
		return nik(s, len);
	return dlp_sum_luhn(s + (len - 15), 9);
}

DLP_SCHEME(id_npwp, .shape = "ddddddddddddddd|dddddddddddddddd", .also = npwp)

/* Australia and New Zealand. */

/* ABR: the first digit less one, by 89. */
static bool abn(const char *s, size_t len)
{
	unsigned sum = dlp_sum_weighted(
		s, len, DLP_WEIGHTS(10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19));

	return s[0] != '0' && (sum - 10) % 89 == 0;
}

DLP_SCHEME(au_abn, .shape = "ddddddddddd", .also = abn)
DLP_SCHEME(au_acn, .shape = "ddddddddd", .modulus = 10, .n = 8,
	   .w = { 8, 7, 6, 5, 4, 3, 2, 1 }, .alphabet = DLP_TEN_NONE)

static bool tfn(const char *s, size_t len)
{
	const unsigned char *w =
		len == 9 ? DLP_WEIGHTS(1, 4, 3, 7, 5, 8, 6, 9, 10)
			 : DLP_WEIGHTS(10, 7, 8, 4, 6, 3, 5, 1);

	return dlp_sum_weighted(s, len, w) % 11 == 0 && !dlp_all_same(s, len);
}

DLP_SCHEME(au_tfn, .shape = "ddddddddd|dddddddd", .also = tfn)

static bool medicare(const char *s, size_t len)
{
	(void)len;
	return s[0] >= '2' && s[0] <= '6';
}

DLP_SCHEME(au_medicare, .shape = "dddddddddd|ddddddddddd", .modulus = 10,
	   .n = 8, .w = { 1, 3, 7, 9, 1, 3, 7, 9 }, .as_is = true, .at = 9,
	   .alphabet = DLP_TEN_NONE, .also = medicare)
DLP_SCHEME(au_ihi, .shape = "800360dddddddddd", .also = luhn)

/* IRD: other weights where the first give 10. */
static bool ird(const char *s, size_t len)
{
	unsigned long long n = value(s, len);
	char padded[9] = "0";
	unsigned r;

	memcpy(padded + (9 - len), s, len);
	r = (11 -
	     dlp_sum_weighted(padded, 8, DLP_WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2)) %
		     11) %
	    11;
	if (r == 10)
		r = (11 -
		     dlp_sum_weighted(padded, 8,
				      DLP_WEIGHTS(7, 4, 3, 2, 5, 2, 7, 6)) %
			     11) %
		    11;
	return n > 10000000 && n < 150000000 && padded[8] == (char)('0' + r);
}

DLP_SCHEME(nz_ird, .shape = "dddddddd|ddddddddd", .prefix = "NZ", .also = ird)

/* HISO 10046: letters without I and O count 1 to 24. */
static bool nhi(const char *s, size_t len)
{
	static const char letter[] = "ABCDEFGHJKLMNPQRSTUVWXYZ";
	unsigned sum = 0, r;

	for (size_t i = 0; i + 1 < len; i++) {
		const char *p = strchr(letter, s[i]);

		if (s[i] > '9' && !p)
			return false;
		sum += (s[i] > '9' ? (unsigned)(p - letter) + 1
				   : (unsigned)(s[i] - '0')) *
		       (unsigned)(7 - i);
	}
	if (s[6] > '9')
		return s[6] == letter[22 - sum % 23];
	r = sum % 11;
	return r && s[6] == (char)('0' + (11 - r) % 10);
}

DLP_SCHEME(nz_nhi, .shape = "aaadddd|aaaddaa", .also = nhi)

const struct dlp_validator dlp_checks_asia[] = {
	{ "in.pan", "", "Indian taxpayer, by the shape", in_pan },
	{ "in.gstin", "", "Indian goods and services tax", in_gstin },
	{ "in.epic", "", "Indian voter", in_epic },
	{ "in.vid", "", "Indian virtual identity", in_vid },
	{ "pk.cnic", "", "Pakistani person, by the shape", pk_cnic },
	{ "lk.nic", "", "Sri Lankan person, by the day", lk_nic },
	{ "cn.ric", "", "Chinese person", cn_ric },
	{ "cn.uscc", "", "Chinese firm", cn_uscc },
	{ "hk.id", "", "Hong Kong person", hk_id },
	{ "tw.id", "", "Taiwanese person", tw_id },
	{ "tw.ubn", "", "Taiwanese firm", tw_ubn },
	{ "kr.rrn", "", "Korean person", kr_rrn },
	{ "kr.frn", "", "foreigner in Korea", kr_frn },
	{ "kr.brn", "", "Korean firm", kr_brn },
	{ "jp.my_number", "", "Japanese person", jp_my_number },
	{ "jp.cn", "", "Japanese firm", jp_cn },
	{ "th.pin", "", "Thai person", th_pin },
	{ "th.moa", "", "Thai firm", th_moa },
	{ "th.tin", "", "Thai taxpayer", th_tin },
	{ "vn.mst", "", "Vietnamese taxpayer", vn_mst },
	{ "my.nric", "", "Malaysian person, by date and place", my_nric },
	{ "sg.nric", "", "Singaporean person or resident", sg_nric },
	{ "sg.uen", "", "Singaporean firm", sg_uen },
	{ "id.nik", "", "Indonesian person, by date and place", id_nik },
	{ "id.npwp", "", "Indonesian taxpayer", id_npwp },
	{ "au.abn", "", "Australian business", au_abn },
	{ "au.acn", "", "Australian company", au_acn },
	{ "au.tfn", "", "Australian taxpayer", au_tfn },
	{ "au.medicare", "", "Australian Medicare", au_medicare },
	{ "au.ihi", "", "Australian health identifier", au_ihi },
	{ "nz.ird", "", "New Zealand taxpayer", nz_ird },
	{ "nz.nhi", "", "New Zealand health", nz_nhi },
	{ 0 },
};
