#include "suite.h"

#include <string.h>

#include "validate/validator.h"

/*
 * A number that a validator takes, and one a step away that it does not.
 * Made up: the digits were drawn until the number was valid.
 */
static const struct {
	const char *name, *valid, *invalid;
} number[] = {
	/* Published with the standards, or made from their text. */
	{ "base58check", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
	  "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb" },
	{ "base58check", "1111111111111111111114oLvT2",
	  "1111111111111111111114oLvT3" },
	{ "bech32", "A12UEL5L", "A12UEL5M" },
	{ "bech32", "a12uel5l", "A12uel5L" },
	{ "bech32", "?1ezyfcl", "A1LQFN3A" },
	{ "bech32",
	  "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
	  "split1cheo2y9e2w" },
	{ "bech32m", "A1LQFN3A", "A12UEL5L" },
	{ "bech32m", "?1v759aa", "1qyrz8wqd2c9m" },
	{ "bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
	  "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNA" },
	{ "bitcoin", "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
	  "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5" },
	{ "bitcoin",
	  "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
	  "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd" },
	{ "bitcoin", "bc1sw50qgdz25j", "bc1rw5uspcuh" },
	/* The examples of ICAO 9303, and one with another birth. */
	{ "mrz",
	  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
	  "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
	  "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
	  "L898902C36UTO7408132F1204159ZE184226B<<<<<10" },
	{ "mrz",
	  "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\r\n"
	  "D231458907UTO7408122F1204159<<<<<<<6",
	  "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\r\n"
	  "D231458907UTO7408122F1204159<<<<<<<7" },
	{ "mrz",
	  "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n"
	  "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
	  "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\n"
	  "ERIKSSON<<ANNA<MARIA<<<<<<<<<" },
	{ "ae.id", "784-1990-1234567-6", "784-1990-1234567-7" },
	{ "al.nipt", "K22218003V", "Z22218003V" },
	{ "au.ihi", "8003601234567894", "8003601234567895" },
	{ "bic", "DEUTDEFF500", "DEUTQQFF500" },
	{ "br.pis", "120.64874.78-1", "120.64874.78-9" },
	{ "de.card", "T220001293", "T220001294" },
	{ "eg.nid", "29001011234567", "29013011234567" },
	{ "gb.chi", "0101011237", "0113011237" },
	{ "gb.nino", "AA123456A", "BG123456A" },
	{ "iccid", "8914800000000000006", "8914800000000000001" },
	{ "in.pan", "ABCPD1234E", "ABCXD1234E" },
	{ "ke.pin", "P051365947M", "X051365947M" },
	{ "mx.nss", "92919084431", "92919084432" },
	{ "pk.cnic", "42201-0397640-8", "82201-0397640-8" },
	{ "us.atin", "912-93-3456", "912-94-3456" },
	{ "us.ein", "12-3456789", "09-3456789" },
	{ "us.mbi", "1EG4-TE5-MK73", "1EG4-TS5-MK73" },
	{ "us.ptin", "P00634642", "P0063464" },
	{ "ssn", "123-45-6789", "666-45-6789" },
	{ "ssn", "899-99-9999", "900-99-9999" },
	{ "ssn", "001-01-0001", "000-01-0001" },
	{ "ssn", "001 01 0001", "001-00-0001" },
	{ "ssn", "078-05-1121", "078-05-1120" },
	{ "ssn", "219-09-9998", "219-09-9999" },
	{ "card", "4111 1111 1111 1111", "4111 1111 1111 1112" },
	{ "card", "378282246310005", "3782822463100055" },
	{ "card", "2223000048400011", "2220990000000007" },
	{ "card", "6011000990139424", "0000000000000000" },
	{ "iban", "GB82 WEST 1234 5698 7654 32",
	  "GB82 WEST 1234 5698 7654 33" },
	{ "iban", "DE89370400440532013000", "DE89370400440532013X00" },
	{ "iban", "ES9121000418450200051332", "ES2121000418450200051331" },
	{ "se.personnummer", "670919+9530", "670919+9531" },
	{ "lv.pvn", "161175-19997", "161375-19997" },

	{ "aadhaar", "999941607008", "999941607009" },
	{ "aba", "111906022", "111906023" },
	{ "ar.cbu", "2850590945990414135801", "2850590945990414135802" },
	{ "ar.cuit", "20-95596164-2", "20-95596164-3" },
	{ "at.tin", "59-116/9016", "59-116/9017" },
	{ "at.uid", "AT U13188628", "AT U13188629" },
	{ "at.vnr", "1237 011140", "1237 011141" },
	{ "au.abn", "33 514 271 673", "33 514 271 674" },
	{ "au.acn", "905 095 016", "905 095 017" },
	{ "au.medicare", "2523456721", "2523456731" },
	{ "au.tfn", "123 658 712", "123 658 713" },
	{ "az.voen", "185 155 5071", "185 155 5081" },
	{ "be.bis", "98 47 29 967 65", "98 47 29 967 66" },
	{ "be.eid", "070-0091032-31", "070-0091032-32" },
	{ "be.nn", "85 07 30 043 47", "85 07 30 043 48" },
	{ "be.ssn", "85 07 30 333 48", "85 07 30 333 49" },
	{ "be.vat", "BE 025239497", "BE 025239498" },
	{ "bg.egn", "4031059039", "4031059030" },
	{ "bg.pnf", "6111 042 223", "6111 042 224" },
	{ "bg.vat", "845374252", "845374253" },
	{ "br.cnh", "97125253678", "97125253679" },
	{ "br.cnpj", "12.723.210/0001-97", "12.723.210/0001-98" },
	{ "br.cpf", "490.533.447-05", "490.533.447-06" },
	{ "br.titulo", "606654470302", "606654470303" },
	{ "by.unp", "496908541", "496908542" },
	{ "ca.bc_phn", "9398 655 215", "9398 655 216" },
	{ "ca.bn", "13302 6435", "13302 6436" },
	{ "ca.ohip", "9333567817", "9333567818" },
	{ "ca.sin", "173-456-682", "173-456-683" },
	{ "casrn", "89-86-1", "89-86-2" },
	{ "ch.esr", "21 00000 00003 13947 14326 09017",
	  "21 00000 00003 13947 14326 09018" },
	{ "ch.ssn", "7567213076985", "7567213076986" },
	{ "ch.uid", "CHE-560.155.212", "CHE-560.155.213" },
	{ "ch.vat", "CHE-107.717.677 IVA", "CHE-107.717.678 IVA" },
	{ "cl.rut", "76085425-5", "76085425-6" },
	{ "cn.ric", "366426099101310071", "366426099101310072" },
	{ "cn.uscc", "91610227600037341L", "91610227600037342L" },
	{ "co.nit", "213.529.532-1", "213.529.532-2" },
	{ "container", "csqu6454383", "csqu6454384" },
	{ "cu.ni", "91043077776", "91043177776" },
	{ "cusip", "DUS0322C5", "DUS0322C6" },
	{ "cy.vat", "CY-10259231P ", "CY-10259232P " },
	{ "cz.dic", "25123831", "25123832" },
	{ "cz.ico", "30179041", "30179042" },
	{ "cz.rc", "770412/2745", "770412/2746" },
	{ "damm", "5828", "5829" },
	{ "de.idnr", "96 574 291 809", "96 574 291 800" },
	{ "de.kvnr", "A123452781", "A123452782" },
	{ "de.lanr", "163498605", "163498705" },
	{ "de.rvnr", "65120539J003", "65120539J004" },
	{ "de.vat", "DE132297996", "DE132297997" },
	{ "dk.cpr", "211246-5629", "211346-5629" },
	{ "dk.cvr", "DK 13562628", "DK 13562629" },
	{ "do.cedula", "00105918205", "00105918206" },
	{ "do.rnc", "1-31-85024-3", "1-31-85024-4" },
	{ "ean", "78505537", "78505538" },
	{ "ec.ci", "161030717-3", "161030717-4" },
	{ "ec.ruc", "1796070346-001", "1796070347-001" },
	{ "ee.ik", "36804180109", "36804180100" },
	{ "ee.kmkr", "170598400", "170598401" },
	{ "ee.registrikood", "17945578", "17945579" },
	{ "es.ccc", "1234-1234-16 1254567195", "1234-1234-16 1254567196" },
	{ "es.cif", "J69256592", "J69256593" },
	{ "es.cups", "ES 1230-123456489052-JY", "ES 1230-123456489053-JY" },
	{ "es.dni", "40962515-K", "40962516-K" },
	{ "es.nie", "x-4442360w", "x-4442361w" },
	{ "es.nif", "B64452238", "B64452239" },
	{ "es.nss", "288234565160", "288234565161" },
	{ "eu.ecnumber", "260-801-8", "260-801-9" },
	{ "eu.vat", "BE697449695", "BE697449696" },
	{ "fi.hetu", "181052-301T", "181052-302T" },
	{ "fi.ytunnus", "2070175-2", "2070175-3" },
	{ "figi", "BBG700BLNQ66", "BBG700BLNQ67" },
	{ "fr.nif", "2025257600058", "2025257600059" },
	{ "fr.nir", "2 95 10 99 126 113 91", "2 95 10 99 126 113 92" },
	{ "fr.siren", "244833943", "244833944" },
	{ "fr.siret", "73282932000272", "73282932000273" },
	{ "fr.tva", "23335135521", "23335135522" },
	{ "gb.upn", "B801240083091", "B801240083092" },
	{ "gb.utr", "1853739561", "1853739571" },
	{ "gb.vat", "GB 983 7209 84", "GB 983 7209 85" },
	{ "gh.tin", "C0000863580", "C0000863581" },
	{ "gn.nifp", "669770885", "669770886" },
	{ "gr.amka", "01017999390", "01017999391" },
	{ "gr.vat", "EL 054759216 ", "EL 054759217 " },
	{ "grid", "A12425GABC9234402M", "A12425GABC9234403M" },
	{ "gt.cui", "7024024000101", "7024024010101" },
	{ "gt.nit", "176537-K", "176538-K" },
	{ "hk.id", "A7234743", "A7234744" },
	{ "hr.oib", "HR 33292005761", "HR 33292005762" },
	{ "hu.adojel", "8071881163", "8071881164" },
	{ "hu.adoszam", "17892812-2-51", "17892813-2-51" },
	{ "hu.anum", "HU-32898372", "HU-32898373" },
	{ "hu.taj", "111131714", "111131715" },
	{ "iban", "GR16 0110 1450 0000 1054 7523 775",
	  "GR16 0110 1450 0000 1054 7523 776" },
	{ "id.nik", "3171011708440054", "3171011718440054" },
	{ "id.npwp", "01.342.106.0-091.400", "01.342.106.1-091.400" },
	{ "ie.pps", "0033035F", "0033036F" },
	{ "ie.vat", "IE 1423435F", "IE 1423436F" },
	{ "il.hp", "517777157", "517777158" },
	{ "il.idnr", "3933737-3", "3933737-4" },
	{ "imei", "35-209900-976148-3", "35-209900-976148-4" },
	{ "imo", "IMO 9799276", "IMO 9799277" },
	{ "in.epic", "WKH6182257", "WKH6182258" },
	{ "in.gstin", "17AAPFU4239F1ZV", "17AAPFU4239F2ZV" },
	{ "in.vid", "2349234122412441", "2349234122412442" },
	{ "is.kennitala", "450431-7450", "450431-7451" },
	{ "isbn", "978-9024939770", "978-9024939771" },
	{ "isin", "US0377341005", "US0377341006" },
	{ "isni", "0000 7203 2281 955X", "0000 7203 2281 956X" },
	{ "iso11649", "RF18 7190 0753 7034", "RF18 7190 0753 7035" },
	{ "issn", "3029-5319", "3029-5310" },
	{ "it.codicefiscale", "RCCMNL83S08D979H", "RCCMNL83S08D970H" },
	{ "it.iva", "IT 00843110537", "IT 00843110538" },
	{ "jp.cn", "8-8156-2825-6246", "8-8156-2825-6247" },
	{ "jp.my_number", "6211 9830 2257", "6211 9830 2258" },
	{ "kr.brn", "986-81-00270", "986-81-00271" },
	{ "kr.frn", "931115-6212391", "931115-6212392" },
	{ "kr.rrn", "871013-9019904", "871013-9019905" },
	{ "lei", "615800KUD8LAJWSQ1D15", "615800KUD8LAJWSQ1D16" },
	{ "lk.nic", "863480937V", "864480937V" },
	{ "lt.asmens", "32301240094", "32301240095" },
	{ "lt.pvm", "210511917", "210511918" },
	{ "lu.matricule", "1893120501730", "1893120501731" },
	{ "lu.tva", "LU 450 204 42", "LU 450 204 43" },
	{ "luhn", "71589", "71580" },
	{ "lv.pvn", "LV 6007 3521 603", "LV 6007 3521 604" },
	{ "ma.ice", "001561191800025", "001561191800026" },
	{ "mc.tva", "63 0005 04805", "63 0005 04806" },
	{ "md.idno", "1608600136513", "1608600136514" },
	{ "me.pib", "02625881", "02625882" },
	{ "mk.edb", "4670090373897", "4670090373898" },
	{ "mt.vat", "MT 9127-9112", "MT 9127-9113" },
	{ "mu.nid", "A3112991230469", "A3112991230460" },
	{ "mx.clabe", "031162000118359712", "031162000118359713" },
	{ "mx.curp", "BOXW310830HNERXN09", "BOXW310830HNERXN00" },
	{ "mx.rfc", "GODE 621231 GR9", "GODE 621232 GR9" },
	{ "my.nric", "770305-02-7235", "771305-02-7235" },
	{ "mz.nuit", "490302913", "490302914" },
	{ "nhs", "943-476-5900", "943-476-5901" },
	{ "nl.bsn", "1622.82.333", "1622.82.334" },
	{ "nl.btw", "024595445B01", "024595446B01" },
	{ "no.fodselsnummer", "151020 75088", "151020 75089" },
	{ "no.kontonr", "8601 01 19997", "8601 01 19998" },
	{ "no.mva", "NO 995 542 528 MVA", "NO 995 542 529 MVA" },
	{ "no.orgnr", "988 071 714", "988 071 715" },
	{ "npi", "1233467863", "1233467864" },
	{ "nz.ird", "4929285-6", "4929285-7" },
	{ "nz.nhi", "ZZZ0717", "ZZZ0718" },
	{ "pe.cui", "14017415-2", "14017415-3" },
	{ "pe.ruc", "20532437297", "20532437298" },
	{ "pl.dowod", "ABA370502", "ABA370503" },
	{ "pl.nip", "PL 8561342245", "PL 8561342246" },
	{ "pl.pesel", "64051001335", "64051001336" },
	{ "pl.regon", "192895189", "192895180" },
	{ "pt.cc", "50500040 0 ZZ4", "50500040 0 ZZ5" },
	{ "pt.nif", "PT 500 964 840", "PT 500 964 841" },
	{ "py.ruc", "80028041-5", "80028041-6" },
	{ "ro.cf", "RO 195 470 93", "RO 195 470 94" },
	{ "ro.cnp", "1630615422467", "1630615422468" },
	{ "ro.cui", "185 411 90", "185 411 91" },
	{ "rs.pib", "102434725", "102434726" },
	{ "ru.inn", "423056780087", "423056780088" },
	{ "ru.ogrn", "1082100585819", "1082100585810" },
	{ "ru.snils", "112-233-461-95", "112-233-461-96" },
	{ "sa.id", "1060300108", "1060300109" },
	{ "se.orgnr", "1034567899", "1034567890" },
	{ "se.personnummer", "820325-5016", "820325-5017" },
	{ "se.vat", "SE 023458789701", "SE 023458789702" },
	{ "sg.nric", "S4234807D", "S4234808D" },
	{ "sg.uen", "82582200M", "82582201M" },
	{ "si.ddv", "SI 5023 3157", "SI 5023 3158" },
	{ "si.emso", "0601006507046", "0601006507047" },
	{ "si.maticna", "9331310658", "9331311658" },
	{ "sk.dph", "SK 212 274 95 19", "SK 212 274 95 10" },
	{ "sk.ico", "31682537", "31682538" },
	{ "sk.rc", "717312/2440", "717312/2441" },
	{ "sn.ninea", "306 4201", "306 4202" },
	{ "ssn", "536-90-4395", "536-00-4395" },
	{ "sv.dui", "09016997-5", "09016997-6" },
	{ "sv.nit", "0614-952607-104-8", "0614-952607-104-9" },
	{ "th.moa", "0924300613721", "0924300613722" },
	{ "th.pin", "3190407445637", "3190407445638" },
	{ "th.tin", "1-2745-45678-78-1", "1-2745-45678-78-2" },
	{ "tn.mf", "1982431M/A/M/000", "1982431M/A/M/001" },
	{ "tr.tckimlik", "17261716090", "17261716091" },
	{ "tr.vkn", "4548530940", "4548530941" },
	{ "tw.id", "A125450589", "A125450580" },
	{ "tw.ubn", "00505504", "00505505" },
	{ "ua.edrpou", "34855958", "34855959" },
	{ "ua.rntrc", "1759903966", "1759903967" },
	{ "us.dea", "AB5284562", "AB5284563" },
	{ "us.itin", "902-50-3176", "002-50-3176" },
	{ "uy.ci", "1.236.587-2", "1.236.587-3" },
	{ "uy.rut", "21-104362-001-7", "21-104362-001-8" },
	{ "ve.rif", "V-91470283-2", "V-91470283-3" },
	{ "verhoeff", "28142", "28143" },
	{ "vin", "1M8GDM9AXKP012688", "1M8GDM9AXKP012689" },
	{ "vn.mst", "0150283438", "0150283439" },
	{ "za.idnr", "7506300004289", "7506300004280" },
	{ "za.tin", "0021388350", "0021388351" },
};

static enum dlp_verdict verdict(const char *name, const char *text)
{
	const struct dlp_validator *v =
		dlp_validator_find((struct dlp_span){ name, strlen(name) });
	const struct dlp_validator_args args = { 0 };
	struct dlp_candidate cand = { 0 };

	ck_assert_ptr_nonnull(v);
	cand.value = (struct dlp_span){ text, strlen(text) };
	return v->check(&cand, &args);
}

START_TEST(numbers)
{
	ck_assert_int_eq(verdict(number[_i].name, number[_i].valid), DLP_VALID);
	ck_assert_int_eq(verdict(number[_i].name, number[_i].invalid),
			 DLP_INVALID);
}
END_TEST

/* A check is worth its name when digits drawn at random mostly fail. */
START_TEST(chance_fails)
{
	static const char *const by_shape[] = {
		"eg.nid",
		"id.nik",
		"in.pan",
		"ke.pin",
		"my.nric",
		"pk.cnic",
		"al.nipt",
		"tn.mf",
		"us.ein",
		"us.itin",
		"us.atin",
		"us.ptin",
		"us.mbi",
		"gb.nino",
		"pe.cui",
		"bic",
		"lk.nic",
		"cu.ni",
		"imei",
		"dk.cpr",
		"ssn",
		"ru.snils",
		"nl.identiteitskaartnummer",
		"phone",
		"email",
		"mx.rfc",
	};
	unsigned long long x = 88172645463325252ULL;
	const char *valid = number[_i].valid;
	size_t digits = 0, lucky = 0;
	char text[128];

	for (size_t i = 0; i < sizeof(by_shape) / sizeof(*by_shape); i++)
		if (!strcmp(by_shape[i], number[_i].name))
			return;
	for (size_t i = 0; valid[i]; i++)
		digits += valid[i] >= '0' && valid[i] <= '9';
	for (int n = 0; digits > 4 && n < 1000; n++) {
		strcpy(text, valid);
		for (size_t i = 0; text[i]; i++) {
			x ^= x << 13;
			x ^= x >> 7;
			x ^= x << 17;
			if (text[i] >= '0' && text[i] <= '9')
				text[i] = (char)('0' + x % 10);
		}
		lucky += verdict(number[_i].name, text) == DLP_VALID;
	}
	ck_assert_uint_lt(lucky, 220);
}
END_TEST

/* Dashes and blanks of any kind, and case, are not part of a number. */
START_TEST(separators_do_not_matter)
{
	const char *valid = number[_i].valid;
	char apart[256];
	size_t n = 0;

	if (strcmp(number[_i].name, "iban") &&
	    strcmp(number[_i].name, "br.cpf") &&
	    strcmp(number[_i].name, "it.codicefiscale"))
		return;
	for (size_t i = 0; valid[i]; i++) {
		char c = valid[i];

		apart[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		if (i % 3 == 1) {
			memcpy(apart + n, "\xe2\x80\x91", 3);
			n += 3;
		}
	}
	apart[n] = '\0';
	ck_assert_int_eq(verdict(number[_i].name, apart), DLP_VALID);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("national");

	tcase_add_loop_test(tc, numbers, 0, CASES(number));
	tcase_add_loop_test(tc, chance_fails, 0, CASES(number));
	tcase_add_loop_test(tc, separators_do_not_matter, 0, CASES(number));
	return suite_run("national", tc);
}
