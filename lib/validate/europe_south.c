#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of Southern Europe. */

static unsigned long long value(const char *s, size_t len)
{
	return dlp_digits_value(s, len);
}

/* Italy. */

/* DM 23/12/1976: values of the odd places; the even ones count as they are. */
static bool codice_fiscale(const char *s, size_t len)
{
	static const unsigned char odd[] = { 1,  0,  5,  7,  9,  13, 15, 17, 19,
					     21, 2,  4,  18, 20, 11, 3,  6,  8,
					     12, 14, 16, 10, 22, 25, 24, 23 };
	static const char month[] = "ABCDEHLMPRST";
	/* Omocodia: letters for digits where two people would be one. */
	static const char omo[] = "LMNPQRSTUV";
	static const unsigned char digits[] = { 6, 7, 9, 10, 12, 13, 14 };
	unsigned sum = 0, day;
	char n[16];

	memcpy(n, s, len);
	for (size_t i = 0; i < sizeof(digits); i++) {
		const char *p = strchr(omo, n[digits[i]]);

		if (p)
			n[digits[i]] = (char)('0' + (p - omo));
		if (n[digits[i]] > '9')
			return false;
	}
	day = dlp_two(n + 9) % 40;
	if (!strchr(month, n[8]) ||
	    !dlp_is_date(2000 + dlp_two(n + 6),
			 (unsigned)(strchr(month, n[8]) - month) + 1, day))
		return false;
	for (size_t i = 0; i < 15; i++) {
		unsigned v = s[i] > '9' ? (unsigned)(s[i] - 'A')
					: (unsigned)(s[i] - '0');

		sum += i % 2 ? v : odd[v];
	}
	return s[15] == (char)('A' + sum % 26);
}

static bool it_office(const char *s, size_t len)
{
	unsigned office = (unsigned)value(s + 7, 3);

	return value(s, 7) > 0 &&
	       ((office >= 1 && office <= 100) || office == 120 ||
		office == 121 || office == 888 || office == 999) &&
	       dlp_sum_luhn(s, len);
}

DLP_SCHEME(it_iva, .shape = "ddddddddddd", .prefix = "IT", .also = it_office)

/* Firms have the number of their value added tax. */
static bool codice(const char *s, size_t len)
{
	return len == 11 ? it_office(s, len) : codice_fiscale(s, len);
}

DLP_SCHEME(it_codicefiscale, .shape = "aaaaaaxxaxxaxxxa|ddddddddddd",
	   .also = codice)

/* Spain. */

static const char es_letter[] = "TRWAGMYFPDXBNJZSQVHLCKE";

/* Of old ones people leave out the zero in front. */
static bool dni(const char *s, size_t len)
{
	return es_letter[value(s, len - 1) % 23] == s[len - 1];
}

DLP_SCHEME(es_dni, .shape = "dddddddda|ddddddda", .prefix = "ES", .also = dni)

static bool nie(const char *s, size_t len)
{
	char n[9];

	memcpy(n, s, len);
	n[0] = (char)('0' + (s[0] - 'X'));
	return s[0] >= 'X' && dni(n, len);
}

DLP_SCHEME(es_nie, .shape = "addddddda", .prefix = "ES", .also = nie)

/* Orden EHA/451/2008: Luhn; some kinds write it as a letter. */
static bool cif(const char *s, size_t len)
{
	unsigned sum = 0, d;

	(void)len;
	for (size_t i = 0; i < 7; i++) {
		unsigned p = (unsigned)(s[1 + i] - '0') * (i % 2 ? 1 : 2);

		sum += p / 10 + p % 10;
	}
	d = (10 - sum % 10) % 10;
	if (strchr("KLM", s[0]) || strchr("PQRSNW", s[0]))
		return s[8] == "JABCDEFGHI"[d];
	if (strchr("ABEH", s[0]))
		return s[8] == (char)('0' + d);
	return strchr("CDFGJUV", s[0]) &&
	       (s[8] == (char)('0' + d) || s[8] == "JABCDEFGHI"[d]);
}

DLP_SCHEME(es_cif, .shape = "adddddddx", .prefix = "ES", .also = cif)

static bool nif(const char *s, size_t len)
{
	if (s[0] <= '9')
		return dlp_all_digits(s, 8) && dni(s, len);
	if (s[0] >= 'X')
		return s[8] >= 'A' && nie(s, len);
	/* K, L, M: persons without a DNI. */
	if (strchr("KLM", s[0]))
		return es_letter[value(s + 1, 7) % 23] == s[8] || cif(s, len);
	return cif(s, len);
}

DLP_SCHEME(es_nif, .shape = "xdddddddx", .prefix = "ES", .also = nif)

/* Banco de España: bank and branch, then the account. */
static bool ccc(const char *s, size_t len)
{
	static const unsigned char w[] = { 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 };
	unsigned a = dlp_sum_weighted(s, 8, w + 2) % 11;
	unsigned b = dlp_sum_weighted(s + 10, 10, w) % 11;

	(void)len;
	return s[8] == "01987654321"[a] && s[9] == "01987654321"[b];
}

DLP_SCHEME(es_ccc, .shape = "dddddddddddddddddddd", .also = ccc)

/* TGSS: small numbers are shorter in the sum. */
static bool nss(const char *s, size_t len)
{
	unsigned long long province = value(s, 2), n = value(s + 2, len - 4);
	unsigned long long all =
		n < 10000000 ? province * 10000000 + n : value(s, len - 2);

	return all % 97 == value(s + len - 2, 2) && province >= 1 &&
	       province <= 66;
}

DLP_SCHEME(es_nss, .shape = "dddddddddddd|ddddddddddd", .also = nss)

/* A supply point of energy: 16 digits by 529, as two letters. */
static bool cups(const char *s, size_t len)
{
	unsigned long long r = value(s + 2, 16) % 529;

	return es_letter[r / 23] == s[18] && es_letter[r % 23] == s[19] &&
	       (len == 20 || strchr("FPRCXYZ", s[21]));
}

DLP_SCHEME(es_cups, .shape = "ESddddddddddddddddaa|ESddddddddddddddddaada",
	   .also = cups)

/* Portugal. */

static bool pt_kind(const char *s, size_t len)
{
	(void)len;
	return strchr("1235689", s[0]) != NULL ||
	       (s[0] == '4' && s[1] == '5') ||
	       (s[0] == '7' && strchr("0124579", s[1]));
}

DLP_SCHEME(pt_nif, .shape = "ddddddddd", .prefix = "PT", .modulus = 11, .n = 8,
	   .w = { 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_ZERO,
	   .also = pt_kind)

static bool luhn36(const char *s, size_t len)
{
	/* Letters are doubled as the numbers that they stand for. */
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned v = dlp_sum_digit(s[len - 1 - i]);

		if (i % 2) {
			v *= 2;
			v -= v > 9 ? 9 : 0;
		}
		sum += v;
	}
	return sum % 10 == 0;
}

DLP_SCHEME(pt_cc, .shape = "dddddddddxxd", .also = luhn36)

static bool niss(const char *s, size_t len)
{
	unsigned sum = dlp_sum_weighted(
		s, 10, DLP_WEIGHTS(29, 23, 19, 17, 13, 11, 7, 5, 3, 2));

	(void)len;
	return (s[0] == '1' || s[0] == '2') &&
	       9 - sum % 10 == (unsigned)(s[10] - '0');
}

DLP_SCHEME(pt_niss, .shape = "ddddddddddd", .also = niss)

/* Greece, Cyprus, Malta. */

static bool amka(const char *s, size_t len)
{
	return dlp_is_ddmmyy(s) && dlp_sum_luhn(s, len);
}

DLP_SCHEME(gr_amka, .shape = "ddddddddddd", .also = amka)

/* Powers of two, by 11, by 10. */
static bool afm(const char *s, size_t len)
{
	char n[9] = "0";
	unsigned sum = 0;

	memcpy(n + (9 - len), s, len);
	for (size_t i = 0; i < 8; i++)
		sum += (unsigned)(n[i] - '0') << (8 - i);
	return sum % 11 % 10 == (unsigned)(n[8] - '0') && !dlp_all_same(n, 9);
}

DLP_SCHEME(gr_vat, .shape = "ddddddddd|dddddddd", .prefix = "EL", .also = afm)

static bool cy_taxpayer(const char *s, size_t len)
{
	static const unsigned char odd[] = {
		1, 0, 5, 7, 9, 13, 15, 17, 19, 21
	};
	unsigned sum = 0;

	(void)len;
	for (size_t i = 0; i < 8; i++)
		sum += i % 2 ? (unsigned)(s[i] - '0') : odd[s[i] - '0'];
	return memcmp(s, "12", 2) && s[8] == (char)('A' + sum % 26);
}

DLP_SCHEME(cy_vat, .shape = "dddddddda", .prefix = "CY", .also = cy_taxpayer)

static bool mt_taxpayer(const char *s, size_t len)
{
	(void)len;
	return s[0] != '0' &&
	       (dlp_sum_weighted(s, 6, DLP_WEIGHTS(3, 4, 6, 7, 8, 9)) +
		value(s + 6, 2)) %
			       37 ==
		       0;
}

DLP_SCHEME(mt_vat, .shape = "dddddddd", .prefix = "MT", .also = mt_taxpayer)

const struct dlp_validator dlp_checks_europe_south[] = {
	{ "it.codicefiscale", "", "Italian person", it_codicefiscale },
	{ "it.iva", "", "Italian value added tax", it_iva },
	{ "es.dni", "", "Spanish person", es_dni },
	{ "es.nie", "", "Spanish resident", es_nie },
	{ "es.cif", "", "Spanish firm", es_cif },
	{ "es.nif", "", "Spanish taxpayer", es_nif },
	{ "es.ccc", "", "Spanish bank account", es_ccc },
	{ "es.nss", "", "Spanish social security", es_nss },
	{ "es.cups", "", "Spanish supply point of energy", es_cups },
	{ "pt.nif", "", "Portuguese taxpayer", pt_nif },
	{ "pt.cc", "", "Portuguese citizen card", pt_cc },
	{ "pt.niss", "", "Portuguese social security", pt_niss },
	{ "gr.amka", "", "Greek social security", gr_amka },
	{ "gr.vat", "", "Greek taxpayer", gr_vat },
	{ "cy.vat", "", "Cypriot value added tax", cy_vat },
	{ "mt.vat", "", "Maltese value added tax", mt_vat },
	{ 0 },
};
