#include "validate/check.h"
#include "validate/compact.h"
#include "validate/scheme.h"
#include "validate/sum.h"

/* Persons and firms of Western Europe. */

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
	{ 0 },
};
