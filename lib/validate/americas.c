#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons, firms and accounts of North, Central and South America. */

static bool luhn(const char *s, size_t len)
{
	return dlp_sum_luhn(s, len);
}

static bool varied(const char *s, size_t len)
{
	return !dlp_all_same(s, len);
}

/* IRS publication 1915: 9xx, and the groups in use. */
static bool itin(const char *s, size_t len)
{
	unsigned group = dlp_two(s + 3);

	(void)len;
	return (group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
	       (group >= 90 && group <= 92) || (group >= 94 && group <= 99);
}

DLP_SCHEME(us_itin, .shape = "9dddddddd", .also = itin)
DLP_SCHEME(us_atin, .shape = "9dd93dddd")
DLP_SCHEME(us_ptin, .shape = "Pdddddddd")

/* The IRS's list of prefixes, by campus. */
static bool ein(const char *s, size_t len)
{
	static const unsigned char range[][2] = {
		{ 1, 6 },   { 10, 16 }, { 20, 27 }, { 30, 48 }, { 50, 68 },
		{ 71, 77 }, { 80, 88 }, { 90, 95 }, { 98, 99 },
	};
	unsigned prefix = dlp_two(s);

	for (size_t i = 0; i < sizeof(range) / sizeof(*range); i++)
		if (prefix >= range[i][0] && prefix <= range[i][1])
			return !dlp_all_same(s, len);
	return false;
}

DLP_SCHEME(us_ein, .shape = "ddddddddd", .also = ein)

/* 45 CFR 162.406: Luhn with 80840 in front, which adds 24. */
static bool npi(const char *s, size_t len)
{
	char full[16] = "80840";

	(void)len;
	memcpy(full + 5, s, 10);
	return (s[0] == '1' || s[0] == '2') && dlp_sum_luhn(full, 15);
}

DLP_SCHEME(us_npi, .shape = "dddddddddd", .also = npi)

/* 21 CFR 1301: kind of registrant, initial, weights 1 2, the sum's last. */
static bool dea(const char *s, size_t len)
{
	(void)len;
	return strchr("ABCDEFGHJKLMPRSTUX", s[0]) != NULL;
}

DLP_SCHEME(us_dea, .shape = "aaddddddd|a9ddddddd", .modulus = 10, .n = 6,
	   .from = 2, .w = { 1, 2, 1, 2, 1, 2 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE, .also = dea)

/* CMS: eleven places, letters without S L O I B Z. */
static bool mbi(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("SLOIBZ", s[i]))
			return false;
	return s[0] != '0';
}

DLP_SCHEME(us_mbi, .shape = "daxdaxdaadd", .also = mbi)

/* 9 is a temporary resident's; 0 and 8 are no person's. */
static bool sin_no(const char *s, size_t len)
{
	return s[0] != '0' && s[0] != '8' && dlp_sum_luhn(s, len);
}

DLP_SCHEME(ca_sin, .shape = "ddddddddd", .also = sin_no)

static bool business(const char *s, size_t len)
{
	static const char *const program[] = { "RC", "RM", "RP", "RT", "RR" };

	if (!dlp_sum_luhn(s, 9))
		return false;
	for (size_t i = 0; len > 9 && i < 5; i++)
		if (!memcmp(s + 9, program[i], 2))
			return true;
	return len == 9;
}

DLP_SCHEME(ca_bn, .shape = "ddddddddd|dddddddddaadddd", .also = business)
DLP_SCHEME(ca_ohip, .shape = "dddddddddd|ddddddddddaa", .modulus = 10, .n = 9,
	   .w = { 2, 1, 2, 1, 2, 1, 2, 1, 2 }, .cross = true, .at = 10,
	   .alphabet = DLP_TEN_NONE)
DLP_SCHEME(ca_bc_phn, .shape = "9ddddddddd", .modulus = 11, .from = 1, .n = 8,
	   .w = { 2, 4, 8, 5, 10, 9, 7, 3 }, .alphabet = DLP_TEN_NONE)

/* RENAPO, Instructivo CURP: a name, a birth, a place, a serial. */
static bool curp(const char *s, size_t len)
{
	/* In alphabetical order; & stands where the Ñ is in the alphabet. */
	static const char states[] = "ASBCBSCCCHCLCMCSDFDGGRGTHGJCMCMNMSNENL"
				     "NTOCPLQRQTSLSPSRTCTLTSVZYNZS";
	static const char value[] = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ";
	unsigned year = dlp_two(s + 4) + (s[16] >= 'A' ? 2000 : 1900), sum = 0;
	size_t state = 0;

	(void)len;
	if (!dlp_is_date(year, dlp_two(s + 6), dlp_two(s + 8)) ||
	    !strchr("HMX", s[10]))
		return false;
	while (state + 2 < sizeof(states) && memcmp(states + state, s + 11, 2))
		state += 2;
	if (state + 2 >= sizeof(states))
		return false;
	for (size_t i = 0; i < 17; i++)
		sum += (unsigned)(strchr(value, s[i]) - value) *
		       (unsigned)(18 - i);
	return (10 - sum % 10) % 10 == (unsigned)(s[17] - '0');
}

DLP_SCHEME(mx_curp, .shape = "aaaaddddddaaaaaaxd", .also = curp)

/* SAT: Ñ and & are letters here, so separators are taken out by hand. */
static enum dlp_verdict mx_rfc(const struct dlp_candidate *cand,
			       const struct dlp_validator_args *args)
{
	static const char value[] = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ #";
	struct dlp_span v = cand->value;
	char s[14] = " ";
	size_t n = 0, from;
	unsigned sum = 0, want;

	(void)args;
	for (size_t i = 0; i < v.len; i++) {
		char c = v.ptr[i];

		if (c == ' ' || c == '-')
			continue;
		if (i + 1 < v.len && c == '\xc3' &&
		    (v.ptr[i + 1] == '\x91' || v.ptr[i + 1] == '\xb1')) {
			c = '#';
			i++;
		}
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (n == 13 || !c || c == ' ' || !strchr(value, c))
			return DLP_INVALID;
		s[n++] = c;
	}
	if (n < 12)
		return DLP_INVALID;
	from = n - 9; /* of the date: behind three or four letters */
	for (size_t i = 0; i < from; i++)
		if (s[i] >= '0' && s[i] <= '9')
			return DLP_INVALID;
	if (!dlp_all_digits(s + from, 6) || !dlp_is_yymmdd(s + from))
		return DLP_INVALID;
	if (n == 12) {
		memmove(s + 1, s, n);
		s[0] = ' ';
	}
	for (size_t i = 0; i < 12; i++)
		sum += (unsigned)(strchr(value, s[i]) - value) *
		       (unsigned)(13 - i);
	want = (11 - sum % 11) % 11;
	/* A quarter of real ones fail: older homoclaves follow no rule. */
	return s[12] == "0123456789A"[want] ? DLP_VALID : DLP_UNCHECKED;
}

/* Banxico: a check by weights 3 7 1. */
DLP_SCHEME(mx_clabe, .shape = "dddddddddddddddddd", .modulus = 10, .n = 17,
	   .w = { 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7, 1, 3, 7 },
	   .alphabet = DLP_TEN_NONE, .also = varied)
DLP_SCHEME(mx_nss, .shape = "ddddddddddd", .also = luhn)

/* Receita Federal: two digits, the first counts in the second. */
static bool cpf_first(const char *s, size_t len)
{
	unsigned r =
		11 - dlp_sum_weighted(s, 9,
				      DLP_WEIGHTS(10, 9, 8, 7, 6, 5, 4, 3, 2)) %
			     11;

	return s[9] == (r > 9 ? '0' : (char)('0' + r)) && !dlp_all_same(s, len);
}

DLP_SCHEME(br_cpf, .shape = "ddddddddddd", .modulus = 11, .n = 10,
	   .w = { 11, 10, 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_ZERO,
	   .also = cpf_first)

/* IN RFB 2.229/2024: from July 2026 with letters, that count ASCII - 48. */
static bool cnpj(const char *s, size_t len)
{
	static const unsigned char w[] = {
		6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2
	};

	if (dlp_all_same(s, len))
		return false;
	for (size_t k = 0; k < 2; k++) {
		unsigned sum = 0, r;

		for (size_t i = 0; i < 12 + k; i++)
			sum += (unsigned)(s[i] - '0') * w[i + 1 - k];
		r = sum % 11;
		if (s[12 + k] != (r < 2 ? '0' : (char)('0' + 11 - r)))
			return false;
	}
	return true;
}

DLP_SCHEME(br_cnpj, .shape = "xxxxxxxxxxxxdd", .also = cnpj)
DLP_SCHEME(br_pis, .shape = "ddddddddddd", .modulus = 11, .n = 10,
	   .w = { 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_ZERO,
	   .also = varied)

/* DENATRAN: where the first digit would be 10, the second is 2 lower. */
static bool cnh(const char *s, size_t len)
{
	unsigned a =
		dlp_sum_weighted(s, 9, DLP_WEIGHTS(9, 8, 7, 6, 5, 4, 3, 2, 1)) %
		11;
	unsigned b =
		dlp_sum_weighted(s, 9, DLP_WEIGHTS(1, 2, 3, 4, 5, 6, 7, 8, 9)) %
		11;

	if (a > 9) {
		a = 0;
		b = (b + 9) % 11;
	}
	b = b > 9 ? 0 : b;
	return s[9] == (char)('0' + a) && s[10] == (char)('0' + b) &&
	       !dlp_all_same(s, len);
}

DLP_SCHEME(br_cnh, .shape = "ddddddddddd", .also = cnh)

/* TSE: state 01 to 28; São Paulo and Minas Gerais write 1 for a 0. */
static bool titulo(const char *s, size_t len)
{
	unsigned state = dlp_two(s + 8);
	unsigned a =
		dlp_sum_weighted(s, 8, DLP_WEIGHTS(2, 3, 4, 5, 6, 7, 8, 9)) %
		11;
	unsigned b;

	(void)len;
	a = a == 10 ? 0 : a == 0 && state <= 2 ? 1 : a;
	b = dlp_sum_weighted(s + 8, 3, DLP_WEIGHTS(7, 8, 9)) % 11;
	b = b == 10 ? 0 : b == 0 && state <= 2 ? 1 : b;
	return state >= 1 && state <= 28 && s[10] == (char)('0' + a) &&
	       s[11] == (char)('0' + b);
}

DLP_SCHEME(br_titulo, .shape = "dddddddddddd", .also = titulo)

static bool cuit(const char *s, size_t len)
{
	static const unsigned char kind[] = { 20, 23, 24, 25, 26, 27,
					      30, 33, 34, 50, 51, 55 };
	bool known = false;

	for (size_t i = 0; i < sizeof(kind); i++)
		known |= dlp_two(s) == kind[i];
	return known && varied(s, len);
}

DLP_SCHEME(ar_cuit, .shape = "ddddddddddd", .modulus = 11, .n = 10,
	   .w = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = "01234567899",
	   .also = cuit)

/* BCRA: bank and branch, then the account, a check digit each. */
static bool cbu_first(const char *s, size_t len)
{
	unsigned r = dlp_sum_weighted(s, 7, DLP_WEIGHTS(7, 1, 3, 9, 7, 1, 3));

	return s[7] == (char)('0' + (10 - r % 10) % 10) && varied(s, len);
}

DLP_SCHEME(ar_cbu, .shape = "dddddddddddddddddddddd", .modulus = 10, .from = 8,
	   .n = 13, .w = { 3, 9, 7, 1, 3, 9, 7, 1, 3, 9, 7, 1, 3 },
	   .alphabet = DLP_TEN_NONE, .also = cbu_first)

DLP_SCHEME(cl_rut, .shape = "dddddddx|ddddddddx", .prefix = "CL", .modulus = 11,
	   .right = true, .n = 6, .w = { 2, 3, 4, 5, 6, 7 },
	   .alphabet = "0123456789K")
DLP_SCHEME(co_nit,
	   .shape = "dddddddd|ddddddddd|dddddddddd|ddddddddddd|dddddddddddd|"
		    "ddddddddddddd|dddddddddddddd|ddddddddddddddd|"
		    "dddddddddddddddd",
	   .modulus = 11, .right = true, .n = 15,
	   .w = { 3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71 },
	   .alphabet = "01234567891")

/* RENIEC: a digit of one series or a letter of the other. */
static bool cui(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(s, 8, DLP_WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2)) %
		11;

	return len == 8 || s[8] == "65432110987"[r] || s[8] == "KJIHGFEDCBA"[r];
}

DLP_SCHEME(pe_cui, .shape = "dddddddd|ddddddddx", .also = cui)

static bool pe_kind(const char *s, size_t len)
{
	unsigned kind = dlp_two(s);

	(void)len;
	return kind == 10 || (kind >= 15 && kind <= 17) || kind == 20;
}

DLP_SCHEME(pe_ruc, .shape = "ddddddddddd", .modulus = 11, .n = 10,
	   .w = { 5, 4, 3, 2, 7, 6, 5, 4, 3, 2 }, .alphabet = "11234567890",
	   .also = pe_kind)

/* A province, or 30 and 50 for those abroad. */
static bool ec_province(const char *s)
{
	unsigned province = dlp_two(s);

	return (province >= 1 && province <= 24) || province == 30 ||
	       province == 50;
}

/* Persons have a third digit up to 6. */
static bool ec_person(const char *s)
{
	return ec_province(s) && s[2] <= '6' && dlp_sum_luhn(s, 10);
}

static bool ci(const char *s, size_t len)
{
	(void)len;
	return ec_person(s);
}

DLP_SCHEME(ec_ci, .shape = "dddddddddd", .also = ci)

/* SRI: persons, public bodies and firms, each with its own sum. */
static bool ec_taxpayer(const char *s, size_t len)
{
	(void)len;
	if (!ec_province(s))
		return false;
	if (s[2] == '9')
		return memcmp(s + 10, "000", 3) &&
		       dlp_sum_weighted(
			       s, 10,
			       DLP_WEIGHTS(4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) %
				       11 ==
			       0;
	if (s[2] == '6' && memcmp(s + 9, "0000", 4) &&
	    dlp_sum_weighted(s, 9, DLP_WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2, 1)) %
			    11 ==
		    0)
		return true;
	return memcmp(s + 10, "000", 3) && ec_person(s);
}

DLP_SCHEME(ec_ruc, .shape = "ddddddddddddd", .also = ec_taxpayer)

/* SENIAT: V, E, J, P and G count 4, 8, 12, 16 and 20. */
static bool rif(const char *s, size_t len)
{
	static const char kind[] = "VEJPG";
	const char *at = strchr(kind, s[0]);
	unsigned r;

	(void)len;
	if (!at)
		return false;
	r = (unsigned)(at - kind + 1) * 4 +
	    dlp_sum_weighted(s + 1, 8, DLP_WEIGHTS(3, 2, 7, 6, 5, 4, 3, 2));
	return s[9] == "00987654321"[r % 11];
}

DLP_SCHEME(ve_rif, .shape = "addddddddd", .also = rif)

DLP_SCHEME(uy_ci, .shape = "dddddddd", .modulus = 10, .n = 7,
	   .w = { 2, 9, 8, 7, 6, 3, 4 }, .alphabet = DLP_TEN_NONE,
	   .also = varied)

static bool uy_firm(const char *s, size_t len)
{
	unsigned kind = dlp_two(s);

	(void)len;
	return kind >= 1 && kind <= 22 && memcmp(s + 2, "000000", 6) &&
	       !memcmp(s + 8, "001", 3);
}

DLP_SCHEME(uy_rut, .shape = "dddddddddddd", .prefix = "UY", .modulus = 11,
	   .n = 11, .w = { 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2 },
	   .alphabet = DLP_TEN_NONE, .also = uy_firm)
DLP_SCHEME(py_ruc, .shape = "ddddd|dddddd|ddddddd|dddddddd|ddddddddd",
	   .modulus = 11, .right = true, .n = 8,
	   .w = { 2, 3, 4, 5, 6, 7, 8, 9 }, .alphabet = DLP_TEN_ZERO)
DLP_SCHEME(do_cedula, .shape = "ddddddddddd", .also = luhn)

/* DGII. */
static bool rnc(const char *s, size_t len)
{
	unsigned r =
		dlp_sum_weighted(s, 8, DLP_WEIGHTS(7, 9, 8, 6, 5, 4, 3, 2)) %
		11;

	(void)len;
	return s[8] == (char)('1' + (10 - r) % 9);
}

DLP_SCHEME(do_rnc, .shape = "ddddddddd", .also = rnc)
DLP_SCHEME(gt_nit,
	   .shape = "dx|ddx|dddx|ddddx|dddddx|ddddddx|dddddddx|ddddddddx|"
		    "dddddddddx|ddddddddddx|dddddddddddx",
	   .modulus = 11, .right = true, .n = 11,
	   .w = { 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
	   .alphabet = "0123456789K")

/* RENAP: a check over the first eight, then department and municipality. */
static bool gt_place(const char *s, size_t len)
{
	unsigned department = dlp_two(s + 9), town = dlp_two(s + 11);

	(void)len;
	return department >= 1 && department <= 22 && town >= 1 && town <= 40;
}

DLP_SCHEME(gt_cui, .shape = "ddddddddddddd", .modulus = 11, .n = 8,
	   .w = { 2, 3, 4, 5, 6, 7, 8, 9 }, .as_is = true, .at = 9,
	   .alphabet = DLP_TEN_NONE, .also = gt_place)
DLP_SCHEME(sv_dui, .shape = "ddddddddd", .modulus = 10, .n = 8,
	   .w = { 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE,
	   .also = varied)

/* Two sets of weights, by the serial. */
static bool sv_taxpayer(const char *s, size_t len)
{
	unsigned r;

	(void)len;
	if (!strchr("019", s[0]))
		return false;
	if (dlp_digits_value(s + 10, 3) <= 100)
		r = dlp_sum_weighted(s, 13,
				     DLP_WEIGHTS(14, 13, 12, 11, 10, 9, 8, 7, 6,
						 5, 4, 3, 2)) %
		    11 % 10;
	else
		r = (11 - dlp_sum_weighted(s, 13,
					   DLP_WEIGHTS(2, 7, 6, 5, 4, 3, 2, 7,
						       6, 5, 4, 3, 2)) %
				  11) %
		    11 % 10;
	return s[13] == (char)('0' + r);
}

DLP_SCHEME(sv_nit, .shape = "dddddddddddddd", .prefix = "SV",
	   .also = sv_taxpayer)

/* The seventh digit is the century. */
static bool cu_birth(const char *s, size_t len)
{
	unsigned century = s[6] == '9' ? 1800 : s[6] <= '5' ? 1900 : 2000;

	(void)len;
	return dlp_is_date(century + dlp_two(s), dlp_two(s + 2),
			   dlp_two(s + 4));
}

DLP_SCHEME(cu_ni, .shape = "ddddddddddd", .also = cu_birth)

const struct dlp_validator dlp_checks_americas[] = {
	{ "us.itin", "", "US individual taxpayer", us_itin },
	{ "us.atin", "", "US adoption taxpayer", us_atin },
	{ "us.ptin", "", "US tax preparer", us_ptin },
	{ "us.ein", "", "US employer, by the prefixes in use", us_ein },
	{ "npi", "", "US health care provider", us_npi },
	{ "us.dea", "", "US registrant for controlled drugs", us_dea },
	{ "us.mbi", "", "US Medicare beneficiary, by its shape", us_mbi },
	{ "ca.sin", "", "Canadian social insurance", ca_sin },
	{ "ca.bn", "", "Canadian business", ca_bn },
	{ "ca.ohip", "", "Ontario health card", ca_ohip },
	{ "ca.bc_phn", "", "British Columbia health number", ca_bc_phn },
	{ "mx.curp", "", "Mexican person", mx_curp },
	{ "mx.rfc", "", "Mexican taxpayer", mx_rfc },
	{ "mx.clabe", "", "Mexican bank account", mx_clabe },
	{ "mx.nss", "", "Mexican social security", mx_nss },
	{ "br.cpf", "", "Brazilian person", br_cpf },
	{ "br.cnpj", "", "Brazilian firm", br_cnpj },
	{ "br.pis", "", "Brazilian PIS, PASEP, NIS", br_pis },
	{ "br.cnh", "", "Brazilian driver", br_cnh },
	{ "br.titulo", "", "Brazilian voter", br_titulo },
	{ "ar.cuit", "", "Argentine taxpayer", ar_cuit },
	{ "ar.cbu", "", "Argentine bank account", ar_cbu },
	{ "cl.rut", "", "Chilean person or firm", cl_rut },
	{ "co.nit", "", "Colombian taxpayer", co_nit },
	{ "pe.cui", "", "Peruvian person", pe_cui },
	{ "pe.ruc", "", "Peruvian taxpayer", pe_ruc },
	{ "ec.ci", "", "Ecuadorian person", ec_ci },
	{ "ec.ruc", "", "Ecuadorian taxpayer", ec_ruc },
	{ "ve.rif", "", "Venezuelan taxpayer", ve_rif },
	{ "uy.ci", "", "Uruguayan person", uy_ci },
	{ "uy.rut", "", "Uruguayan taxpayer", uy_rut },
	{ "py.ruc", "", "Paraguayan taxpayer", py_ruc },
	{ "do.cedula", "", "Dominican person", do_cedula },
	{ "do.rnc", "", "Dominican taxpayer", do_rnc },
	{ "gt.nit", "", "Guatemalan taxpayer", gt_nit },
	{ "gt.cui", "", "Guatemalan person", gt_cui },
	{ "sv.dui", "", "Salvadoran person", sv_dui },
	{ "sv.nit", "", "Salvadoran taxpayer", sv_nit },
	{ "cu.ni", "", "Cuban person, by the date", cu_ni },
	{ 0 },
};
