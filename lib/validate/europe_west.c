#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of Western and Southern Europe. */

static bool luhn(const char *s, size_t len)
{
	return dlp_sum_luhn(s, len);
}

static bool mod97(const char *s, size_t len)
{
	return dlp_sum_remainder(s, len, 97) == 1;
}

static unsigned long long value(const char *s, size_t len)
{
	return dlp_digits_value(s, len);
}

/* United Kingdom and Ireland. */

static bool varied(const char *s, size_t len)
{
	return !dlp_all_same(s, len);
}

DLP_SCHEME(gb_nhs, .shape = "dddddddddd", .modulus = 11, .n = 9,
	   .w = { 10, 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE,
	   .also = varied)

/* NHS Scotland: a birth in front of the same check. */
static bool chi(const char *s, size_t len)
{
	(void)len;
	return dlp_is_ddmmyy(s);
}

DLP_SCHEME(gb_chi, .shape = "dddddddddd", .modulus = 11, .n = 9,
	   .w = { 10, 9, 8, 7, 6, 5, 4, 3, 2 }, .alphabet = DLP_TEN_NONE,
	   .also = chi)

/* HMRC NIM39110: letters that are not issued, pairs that are barred. */
static bool nino(const char *s, size_t len)
{
	static const char *const barred[] = { "BG", "GB", "KN", "NK",
					      "NT", "TN", "ZZ" };

	if (strchr("DFIQUV", s[0]) || strchr("DFIOQUV", s[1]) ||
	    (len == 9 && s[8] > 'D'))
		return false;
	for (size_t i = 0; i < sizeof(barred) / sizeof(*barred); i++)
		if (!memcmp(s, barred[i], 2))
			return false;
	return true;
}

DLP_SCHEME(gb_nino, .shape = "aadddddd|aadddddda", .also = nino)
DLP_SCHEME(gb_utr, .shape = "dddddddddd", .prefix = "K", .modulus = 11,
	   .from = 1, .n = 9, .w = { 6, 7, 8, 9, 10, 5, 4, 3, 2 },
	   .as_is = true, .at = 1, .alphabet = "21987654321")

/* HMRC: 97, since 2010 also 97 less 55; bodies of state and health apart. */
static bool gb_taxpayer(const char *s, size_t len)
{
	unsigned r;

	if (s[0] > '9') {
		unsigned n = (unsigned)value(s + (len == 5 ? 2 : 6), 3);

		return (s[0] == 'H') == (n >= 500) &&
		       (len == 5 || n % 97 == dlp_two(s + 9));
	}
	r = dlp_sum_weighted(s, 9, DLP_WEIGHTS(8, 7, 6, 5, 4, 3, 2, 10, 1)) %
	    97;
	return r == 0 || (r == 42 && value(s, 3) >= 100);
}

DLP_SCHEME(gb_vat,
	   .shape = "ddddddddd|dddddddddddd|GDddd|HAddd|"
		    "GD8888ddddd|HA8888ddddd",
	   .prefix = "GB", .also = gb_taxpayer)

/* DfE: the letter is the sum's; a temporary number ends in one too. */
static bool upn(const char *s, size_t len)
{
	static const char letter[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
	unsigned sum = 0;

	for (size_t i = 1; i < len; i++) {
		const char *p = strchr(letter, s[i]);

		if (s[i] > '9' && !p)
			return false;
		sum += (p && s[i] > '9' ? (unsigned)(p - letter)
					: (unsigned)(s[i] - '0')) *
		       (unsigned)(i + 1);
	}
	return letter[sum % 23] == s[0];
}

DLP_SCHEME(gb_upn, .shape = "addddddddddddd|adddddddddddx|addddddddddddx",
	   .also = upn)

/* Seven digits, a letter by 23, since 2013 a second one that counts 9. */
static bool pps(const char *s, size_t len)
{
	unsigned sum = dlp_sum_weighted(s, 7, DLP_WEIGHTS(8, 7, 6, 5, 4, 3, 2));

	if (len == 9) {
		if (!strchr("ABCDEFGHIWTX", s[8]))
			return false;
		/* W, T and X are of the time before: they count nothing. */
		if (s[8] <= 'I')
			sum += 9 * (unsigned)(s[8] - 'A' + 1);
	}
	return s[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
}

DLP_SCHEME(ie_pps, .shape = "ddddddda|dddddddaa", .also = pps)

/* As the person's, or of the old form with the second place a letter. */
static bool ie_taxpayer(const char *s, size_t len)
{
	char moved[8];

	if (s[1] >= '0' && s[1] <= '9')
		return pps(s, len);
	moved[0] = '0';
	memcpy(moved + 1, s + 2, 5);
	moved[6] = s[0];
	moved[7] = s[7];
	return pps(moved, 8);
}

DLP_SCHEME(ie_vat, .shape = "ddddddda|dddddddaa|dadddddda|daddddda",
	   .prefix = "IE", .also = ie_taxpayer)

/* France and Monaco. */

/* INSEE: Corsica's 2A and 2B count 19 and 18. */
static bool nir(const char *s, size_t len)
{
	char n[15];

	memcpy(n, s, len);
	if (n[5] == '2' && (n[6] == 'A' || n[6] == 'B')) {
		n[5] = '1';
		n[6] = n[6] == 'A' ? '9' : '8';
	}
	return strchr("123478", n[0]) && dlp_all_digits(n, 15) &&
	       97 - value(n, 13) % 97 == value(n + 13, 2);
}

DLP_SCHEME(fr_nir, .shape = "dddddddxddddddd|ddddddxdddddddd", .also = nir)

static bool spi(const char *s, size_t len)
{
	(void)len;
	return s[0] <= '3' && value(s, 10) % 511 == value(s + 10, 3);
}

DLP_SCHEME(fr_nif, .shape = "ddddddddddddd", .also = spi)
DLP_SCHEME(fr_siren, .shape = "ddddddddd", .also = luhn)

/* La Poste has more sites than Luhn has numbers: the digits add up to 5s. */
static bool siret(const char *s, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++)
		sum += (unsigned)(s[i] - '0');
	if (!memcmp(s, "356000000", 9) && sum % 5 == 0)
		return true;
	return dlp_sum_luhn(s, len) && dlp_sum_luhn(s, 9);
}

DLP_SCHEME(fr_siret, .shape = "dddddddddddddd", .also = siret)

/* DGFiP: the key is of digits, or of a digit and a letter without I and O. */
static bool tva_key(const char *s)
{
	static const char key[] = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
	const char *a = strchr(key, s[0]), *b = strchr(key, s[1]);
	unsigned long long siren = value(s + 2, 9);
	unsigned x;

	if (!a || !b)
		return false;
	if (s[0] <= '9' && s[1] <= '9')
		return (12 + 3 * (siren % 97)) % 97 == value(s, 2);
	x = s[0] <= '9' ? (unsigned)(a - key) * 24 + (unsigned)(b - key) - 10
			: (unsigned)(a - key) * 34 + (unsigned)(b - key) - 100;
	return (siren + 1 + x / 11) % 11 == x % 11;
}

static bool fr_taxpayer(const char *s, size_t len)
{
	(void)len;
	/* Monaco's begin with 000. */
	return tva_key(s) &&
	       (!memcmp(s + 2, "000", 3) || dlp_sum_luhn(s + 2, 9));
}

DLP_SCHEME(fr_tva, .shape = "xxddddddddd", .prefix = "FR", .also = fr_taxpayer)

static bool mc_taxpayer(const char *s, size_t len)
{
	(void)len;
	return !memcmp(s + 2, "000", 3) && tva_key(s);
}

DLP_SCHEME(mc_tva, .shape = "xxddddddddd", .prefix = "FR", .also = mc_taxpayer)

/* Germany. */

/* AO §139b: of the first ten digits one occurs twice or three times. */
static bool idnr(const char *s, size_t len)
{
	unsigned count[10] = { 0 }, often = 0, most = 0;

	for (size_t i = 0; i < 10; i++)
		count[s[i] - '0']++;
	for (size_t i = 0; i < 10; i++) {
		often += count[i] > 1;
		most = count[i] > most ? count[i] : most;
	}
	return s[0] != '0' && often == 1 && most <= 3 &&
	       dlp_sum_hybrid(s, len, 10);
}

DLP_SCHEME(de_idnr, .shape = "ddddddddddd", .also = idnr)

static bool de_taxpayer(const char *s, size_t len)
{
	return s[0] != '0' && dlp_sum_hybrid(s, len, 10);
}

DLP_SCHEME(de_vat, .shape = "ddddddddd", .prefix = "DE", .also = de_taxpayer)

/* VKVV §2: the letter as two digits, cross sums. */
static bool rvnr(const char *s, size_t len)
{
	static const unsigned char w[] = { 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1 };
	unsigned letter = (unsigned)(s[8] - 'A') + 1, sum = 0;
	char n[13];

	(void)len;
	memcpy(n, s, 8);
	n[8] = (char)('0' + letter / 10);
	n[9] = (char)('0' + letter % 10);
	memcpy(n + 10, s + 9, 3);
	for (size_t i = 0; i < 12; i++) {
		unsigned p = (unsigned)(n[i] - '0') * w[i];

		sum += p / 10 + p % 10;
	}
	return sum % 10 == (unsigned)(n[12] - '0') && dlp_two(s + 4) >= 1 &&
	       dlp_two(s + 4) <= 12;
}

DLP_SCHEME(de_rvnr, .shape = "ddddddddaddd", .also = rvnr)

/* SGB V §290: the same letter, weights 1 2. */
static bool kvnr(const char *s, size_t len)
{
	unsigned letter = (unsigned)(s[0] - 'A') + 1, sum = 0;
	char n[11];

	(void)len;
	n[0] = (char)('0' + letter / 10);
	n[1] = (char)('0' + letter % 10);
	memcpy(n + 2, s + 1, 9);
	for (size_t i = 0; i < 10; i++) {
		unsigned p = (unsigned)(n[i] - '0') * (i % 2 ? 2 : 1);

		sum += p / 10 + p % 10;
	}
	return sum % 10 == (unsigned)(n[10] - '0');
}

DLP_SCHEME(de_kvnr, .shape = "addddddddd", .also = kvnr)
DLP_SCHEME(de_lanr, .shape = "ddddddddd", .modulus = 10, .n = 6,
	   .w = { 4, 9, 4, 9, 4, 9 }, .at = 7, .alphabet = DLP_TEN_NONE)

/* ICAO 9303: weights 7 3 1 over digits and letters. */
DLP_SCHEME(de_card, .shape = "xxxxxxxxxd", .modulus = 10, .n = 9,
	   .w = { 7, 3, 1, 7, 3, 1, 7, 3, 1 }, .as_is = true,
	   .alphabet = DLP_TEN_NONE)

/* Austria, Switzerland, Liechtenstein, Luxembourg. */

/* Bundesministerium für Finanzen: Luhn and 4 more. */
static bool uid(const char *s, size_t len)
{
	unsigned sum = 0;

	(void)len;
	for (size_t i = 0; i < 7; i++) {
		unsigned p = (unsigned)(s[1 + i] - '0') * (i % 2 ? 2 : 1);

		sum += p / 10 + p % 10;
	}
	return (106 - sum) % 10 == (unsigned)(s[8] - '0');
}

DLP_SCHEME(at_uid, .shape = "Udddddddd", .prefix = "AT", .also = uid)
DLP_SCHEME(at_tin, .shape = "ddddddddd", .also = luhn)

static bool vnr(const char *s, size_t len)
{
	(void)len;
	/* Months 13 and up are of people whose birth is not known. */
	return s[0] != '0' && dlp_two(s + 6) >= 1 && dlp_two(s + 6) <= 15 &&
	       dlp_two(s + 4) >= 1 && dlp_two(s + 4) <= 31;
}

DLP_SCHEME(at_vnr, .shape = "dddddddddd", .modulus = 11, .n = 10,
	   .w = { 3, 7, 9, 0, 5, 8, 4, 2, 1, 6 }, .as_is = true, .at = 4,
	   .alphabet = DLP_TEN_NONE, .also = vnr)
DLP_SCHEME(ch_ssn, .shape = "756dddddddddd", .modulus = 10, .right = true,
	   .n = 2, .w = { 3, 1 }, .alphabet = DLP_TEN_NONE)
DLP_SCHEME(ch_uid, .shape = "ddddddddd", .prefix = "CHE", .modulus = 11, .n = 8,
	   .w = { 5, 4, 3, 2, 7, 6, 5, 4 }, .alphabet = DLP_TEN_NONE)

static bool ch_suffix(const char *s, size_t len)
{
	static const char *const word[] = { "MWST", "TVA", "IVA", "TPV" };

	for (size_t i = 0; i < 4; i++)
		if (strlen(word[i]) == len - 12 &&
		    !memcmp(s + 12, word[i], len - 12))
			return true;
	return false;
}

DLP_SCHEME(ch_vat, .shape = "CHEdddddddddaaaa|CHEdddddddddaaa", .modulus = 11,
	   .from = 3, .n = 8, .w = { 5, 4, 3, 2, 7, 6, 5, 4 }, .at = 12,
	   .alphabet = DLP_TEN_NONE, .also = ch_suffix)

/* The reference of a payment slip: a recursive check by a table. */
static bool esr(const char *s, size_t len)
{
	unsigned carry = 0;

	for (size_t i = 0; i + 1 < len; i++)
		carry = (unsigned)("0946827135"[(carry +
						 (unsigned)(s[i] - '0')) %
						10] -
				   '0');
	return (10 - carry) % 10 == (unsigned)(s[len - 1] - '0');
}

static enum dlp_verdict ch_esr(const struct dlp_candidate *cand,
			       const struct dlp_validator_args *args)
{
	struct dlp_compact n;

	(void)args;
	/* Zeros in front are left out as often as not. */
	return dlp_compact_digits(&n, cand->value, 7, 27) && esr(n.c, n.len)
		       ? DLP_VALID
		       : DLP_INVALID;
}

static bool lu_taxpayer(const char *s, size_t len)
{
	(void)len;
	return value(s, 6) % 89 == value(s + 6, 2);
}

DLP_SCHEME(lu_tva, .shape = "dddddddd", .prefix = "LU", .also = lu_taxpayer)

/* Law of 19 June 2013: a birth, then Luhn and Verhoeff over eleven. */
static bool matricule(const char *s, size_t len)
{
	char n[12];

	(void)len;
	memcpy(n, s, 11);
	n[11] = s[12];
	return dlp_is_date((unsigned)value(s, 4), dlp_two(s + 4),
			   dlp_two(s + 6)) &&
	       dlp_sum_luhn(s, 12) && dlp_sum_verhoeff(n, 12);
}

DLP_SCHEME(lu_matricule, .shape = "ddddddddddddd", .also = matricule)

/* Belgium and the Netherlands. */

/* IBZ IT000: 2 in front of those born since 2000. */
static bool be_key(const char *s)
{
	unsigned long long n = value(s, 9), key = value(s + 9, 2);

	return 97 - n % 97 == key || 97 - (2000000000ULL + n) % 97 == key;
}

static bool be_person(const char *s, unsigned shift)
{
	unsigned month = dlp_two(s + 2), day = dlp_two(s + 4);

	if (month < shift)
		return false;
	month -= shift;
	/* A birth that is not known in full has zeros. */
	return (month == 0 || day == 0 ||
		dlp_is_date(2000 + dlp_two(s), month, day)) &&
	       month <= 12 && be_key(s);
}

static bool rijksregister(const char *s, size_t len)
{
	(void)len;
	return be_person(s, 0);
}

static bool bis(const char *s, size_t len)
{
	(void)len;
	return be_person(s, 20) || be_person(s, 40);
}

static bool be_ssn_any(const char *s, size_t len)
{
	return rijksregister(s, len) || bis(s, len);
}

DLP_SCHEME(be_nn, .shape = "ddddddddddd", .also = rijksregister)
DLP_SCHEME(be_bis, .shape = "ddddddddddd", .also = bis)
DLP_SCHEME(be_ssn, .shape = "ddddddddddd", .also = be_ssn_any)

static bool be_mod97(const char *s, size_t len)
{
	unsigned long long r = value(s, len - 2) % 97;

	return (r ? r : 97) == value(s + len - 2, 2);
}

DLP_SCHEME(be_eid, .shape = "dddddddddddd", .also = be_mod97)
DLP_SCHEME(be_ogm, .shape = "dddddddddddd", .also = be_mod97)

static bool be_taxpayer(const char *s, size_t len)
{
	char n[10] = "0";

	memcpy(n + (10 - len), s, len);
	return n[0] <= '1' && value(n, 8) &&
	       (value(n, 8) + value(n + 8, 2)) % 97 == 0;
}

DLP_SCHEME(be_vat, .shape = "dddddddddd|ddddddddd", .prefix = "BE",
	   .also = be_taxpayer)

/* RvIG, the test of eleven. */
static bool bsn(const char *s, size_t len)
{
	char n[9] = "0";

	memcpy(n + (9 - len), s, len);
	return !dlp_all_same(n, 9) &&
	       dlp_sum_weighted(n, 9, DLP_WEIGHTS(9, 8, 7, 6, 5, 4, 3, 2, 10)) %
			       11 ==
		       0;
}

DLP_SCHEME(nl_bsn, .shape = "ddddddddd|dddddddd", .also = bsn)

static bool nl_taxpayer(const char *s, size_t len)
{
	char full[14] = "NL";

	memcpy(full + 2, s, len);
	return bsn(s, 9) || mod97(full, len + 2);
}

DLP_SCHEME(nl_btw, .shape = "dddddddddBdd", .prefix = "NL", .also = nl_taxpayer)

static bool no_o(const char *s, size_t len)
{
	return !memchr(s, 'O', len);
}

DLP_SCHEME(nl_identity, .shape = "aaxxxxxxd", .also = no_o)

/* Italy and San Marino. */

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

static bool dni(const char *s, size_t len)
{
	(void)len;
	return es_letter[value(s, 8) % 23] == s[8];
}

DLP_SCHEME(es_dni, .shape = "dddddddda", .prefix = "ES", .also = dni)

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

const struct dlp_validator dlp_checks_europe_west[] = {
	{ "nhs", "", "UK National Health Service", gb_nhs },
	{ "gb.chi", "", "Scottish health", gb_chi },
	{ "gb.nino", "", "UK national insurance, by its shape", gb_nino },
	{ "gb.utr", "", "UK unique taxpayer reference", gb_utr },
	{ "gb.vat", "", "UK value added tax", gb_vat },
	{ "gb.upn", "", "UK pupil", gb_upn },
	{ "ie.pps", "", "Irish person", ie_pps },
	{ "ie.vat", "", "Irish value added tax", ie_vat },
	{ "fr.nir", "", "French social security", fr_nir },
	{ "fr.nif", "", "French taxpayer", fr_nif },
	{ "fr.siren", "", "French firm", fr_siren },
	{ "fr.siret", "", "French site of a firm", fr_siret },
	{ "fr.tva", "", "French value added tax", fr_tva },
	{ "mc.tva", "", "Monégasque value added tax", mc_tva },
	{ "de.idnr", "", "German taxpayer", de_idnr },
	{ "de.vat", "", "German value added tax", de_vat },
	{ "de.rvnr", "", "German pension insurance", de_rvnr },
	{ "de.kvnr", "", "German health insurance", de_kvnr },
	{ "de.lanr", "", "German physician", de_lanr },
	{ "de.card", "", "German identity card or passport", de_card },
	{ "at.uid", "", "Austrian value added tax", at_uid },
	{ "at.tin", "", "Austrian taxpayer", at_tin },
	{ "at.vnr", "", "Austrian social insurance", at_vnr },
	{ "ch.ssn", "", "Swiss social security", ch_ssn },
	{ "ch.uid", "", "Swiss firm", ch_uid },
	{ "ch.vat", "", "Swiss value added tax", ch_vat },
	{ "ch.esr", "", "Swiss payment reference", ch_esr },
	{ "lu.tva", "", "Luxembourgish value added tax", lu_tva },
	{ "lu.matricule", "", "Luxembourgish person", lu_matricule },
	{ "be.nn", "", "Belgian person", be_nn },
	{ "be.bis", "", "Belgian resident", be_bis },
	{ "be.ssn", "", "Belgian person or resident", be_ssn },
	{ "be.eid", "", "Belgian identity card", be_eid },
	{ "be.ogm_vcs", "", "Belgian payment reference", be_ogm },
	{ "be.vat", "", "Belgian value added tax", be_vat },
	{ "nl.bsn", "", "Dutch person", nl_bsn },
	{ "nl.btw", "", "Dutch value added tax", nl_btw },
	{ "nl.identiteitskaartnummer", "", "Dutch passport or identity card",
	  nl_identity },
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
