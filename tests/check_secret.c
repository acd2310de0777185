#include "suite.h"

#include <string.h>

#include "validate/validator.h"

/* Checks of secrets: their structure, their checksum, how they were drawn. */

#define ABANDON "abandon abandon abandon abandon abandon abandon "

static const struct {
	const char *spec;
	const char *text; /* groups 1 and 2 on either side of | */
	enum dlp_verdict want;
} value[] = {
	/* Vectors of BIP-39. */
	{ "bip39", ABANDON "abandon abandon abandon abandon abandon about",
	  DLP_VALID },
	{ "bip39", ABANDON "abandon abandon abandon abandon abandon abandon",
	  DLP_INVALID },
	{ "bip39",
	  "legal winner thank year wave sausage worth useful legal winner "
	  "thank yellow",
	  DLP_VALID },
	{ "bip39",
	  "Legal, winner, thank, year, wave, sausage, worth, useful, legal, "
	  "winner, thank,\nYellow",
	  DLP_VALID },
	{ "bip39",
	  ABANDON ABANDON ABANDON "abandon abandon abandon abandon abandon art",
	  DLP_VALID },
	{ "bip39",
	  ABANDON ABANDON ABANDON
	  "abandon abandon abandon abandon abandon about",
	  DLP_INVALID },
	{ "bip39", ABANDON "abandon abandon abandon abandon about",
	  DLP_INVALID },
	{ "bip39", ABANDON ABANDON ABANDON ABANDON "about", DLP_INVALID },
	{ "bip39", "", DLP_INVALID },
	{ "bip39", "abandonabandon", DLP_INVALID },
	/* RFC 4648, section 10, and the sample secret of RFC 6238. */
	{ "base32", "GEZDGNBVGY3TQOJQ", DLP_VALID },
	{ "base32", "gezdgnbvgy3tqojq", DLP_VALID },
	{ "base32", "GEZDGNBVGY3TQOJQGE======", DLP_VALID },
	{ "base32", "GEZDGNBVGY3TQOJ", DLP_INVALID },
	{ "base32", "GEZDGNBVGY3TQOJQGF", DLP_INVALID },
	{ "base32", "GEZDGNBVGY3TQOJQG", DLP_INVALID },
	{ "base32", "GEZDGNBVGY3TQOJ1", DLP_INVALID },
	{ "nkey",
	  "SU"
	  "AKKTOKDASTBOY5NUJSZXWWEN5S5WI6H5ZB7SYZOELUJFGWJE6J2XGBOY",
	  DLP_VALID },
	{ "nkey",
	  "SU"
	  "AKKTOKDASTBOY5NUJSZXWWEN5S5WI6H5ZB7SYZOELUJFGWJE6J2XGBOA",
	  DLP_INVALID },
	{ "nkey", "SUAKKTOK", DLP_INVALID },
	{ "cisco7", "0822455D0A16", DLP_VALID },
	{ "cisco7", "094f471a1a0a", DLP_VALID },
	{ "cisco7", "0822455D0AFF", DLP_INVALID },
	{ "cisco7", "9822455D0A16", DLP_INVALID },
	{ "cisco7", "0822455D0A1", DLP_INVALID },
	{ "cisco7", "08", DLP_INVALID },
	{ "juniper9", "$9$LbHX-wg4Z", DLP_VALID },
	{ "juniper9", "$9$LXXNdwoaUDi.Lx2aZjPfBIRhcy", DLP_VALID },
	{ "juniper9", "LXXNdwoaUDi.Lx2aZjPfBIRhcy", DLP_VALID },
	{ "juniper9", "$9$LXXNdwoaUDi.Lx2aZjPfBIRhc", DLP_INVALID },
	{ "juniper9", "$9$LXXNdwoaUDi.Lx2aZjPfBIRhcY", DLP_INVALID },
	{ "juniper9", "$9$LXXN!woaUDi", DLP_INVALID },
	{ "juniper9", "$9$L", DLP_INVALID },
	{ "juniper9", "$9$", DLP_INVALID },
	{ "pgp",
	  "-----BEGIN PGP "
	  "PRIVATE KEY BLOCK-----\nVersion: 1\n\n"
	  "NGC+MSAeaf7aoO7ouZl/XHwpmf2v5ZMlPNZUr0361xQnoK6z/ukjL4ryIR+e5JHF\n"
	  "sQvstVY7/B5vk0J+y8j+KVXlzY5G3I7Ut8J2TSpaTXZ3BvhdhpACSta9\n=70+X\n"
	  "-----END PGP "
	  "PRIVATE KEY BLOCK-----",
	  DLP_VALID },
	{ "pgp",
	  "-----BEGIN PGP "
	  "PRIVATE KEY BLOCK-----\\n\\n"
	  "NGC+MSAeaf7aoO7ouZl/XHwpmf2v5ZMlPNZUr0361xQnoK6z/ukjL4ryIR+e5JHF"
	  "\\nsQvstVY7/B5vk0J+y8j+KVXlzY5G3I7Ut8J2TSpaTXZ3BvhdhpACSta9\\n"
	  "=70+X\\n-----END PGP "
	  "PRIVATE KEY BLOCK-----",
	  DLP_VALID },
	{ "pgp",
	  "-----BEGIN PGP "
	  "PRIVATE KEY BLOCK-----\n\n"
	  "NGC+MSAeaf7aoO7ouZl/XHwpmf2v5ZMlPNZUr0361xQnoK6z/ukjL4ryIR+e5JHF\n"
	  "sQvstVY7/B5vk0J+y8j+KVXlzY5G3I7Ut8J2TSpaTXZ3BvhdhpACSta9\n=70+Y\n",
	  DLP_INVALID },
	{ "pgp",
	  "-----BEGIN PGP "
	  "PRIVATE KEY BLOCK-----\n\n"
	  "NGC+MSAeaf7aoO7ouZl/XHwpmf2v5ZMlPNZUr0361xQnoK6z/ukjL4ryIR+e5JHF\n",
	  DLP_UNCHECKED },
	{ "pgp",
	  "-----BEGIN PGP "
	  "PRIVATE KEY BLOCK",
	  DLP_INVALID },
	{ "pgp",
	  "-----BEGIN PGP "
	  "PRIVATE KEY BLOCK-----",
	  DLP_INVALID },
	{ "macaroon",
	  "AgEIcHlwaS5vcmcCJDljMWNhYWY3LTAwMDAtNDAwMC04MDAwLTUxOTA5MGZiYmQxM"
	  "QACLFsyLFsiZjNmZTM5YzAtMDAwMC00MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl1dAA"
	  "AGIEAb6cjLzMk19s0fYSJq4VM4rho0AE0zug0kasBMgbG6",
	  DLP_VALID },
	{ "macaroon",
	  "AgEIcHlwaS5vcmcCJDc5NjFmZDkyLTAwMDAtNDAwMC04MDAwLTFkODcxZjcyOTZhY"
	  "gAABiD57vX3nytJNK-H9VILablLDZguhbtVtnKocmN6zXRm_A",
	  DLP_VALID },
	{ "macaroon",
	  "AgEIcHlwaS5vcmcCJDc5NjFmZDkyLTAwMDAtNDAwMC04MDAwLTFkODcxZjcyOTZhY"
	  "gAABiD57vX3nytJNK-H9VILablLDZguhbtVtnKocmN6zXRm_AAA",
	  DLP_INVALID },
	{ "macaroon",
	  "AgEIcHlwaS5vcmcCJDc5NjFmZDkyLTAwMDAtNDAwMC04MDAwLTFkODcxZjcyOTZhY"
	  "gAABiD57vX3nytJNK",
	  DLP_INVALID },
	{ "macaroon", "AgAA", DLP_INVALID },
	{ "macaroon", "AgL_____", DLP_INVALID },
	{ "macaroon", "", DLP_INVALID },
	/* The sample of the provider's page, in two parts. */
	{ "crc32-base64 payload=1 check=2",
	  "T8d8RzkNseTMEDKcjNM1BZTFPHqRn/dQm9q7w6SjzZ12wZfwjaJdip|HZtDjw",
	  DLP_VALID },
	{ "crc32-base64 payload=1 check=2",
	  "T8d8RzkNseTMEDKcjNM1BZTFPHqRn/dQm9q7w6SjzZ12wZfwjaJdip|HZtDjx",
	  DLP_VALID },
	{ "crc32-base64 payload=1 check=2",
	  "T8d8RzkNseTMEDKcjNM1BZTFPHqRn/dQm9q7w6SjzZ12wZfwjaJdiq|HZtDjw",
	  DLP_INVALID },
	{ "crc32-base64 payload=1 check=2", "T8d8|HZtD", DLP_INVALID },
	{ "crc32-base64 payload=1 check=2", "T8d8", DLP_UNCHECKED },
	{ "discord", "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.x", DLP_VALID },
	{ "discord", "MTIzNDU2Nzg5MDEyMzQ1Njc4", DLP_VALID },
	{ "discord", "MTIzNDU2Nzg5MDEyMzQ1Njx4.Gabcde.x", DLP_INVALID },
	{ "discord", "MTIz.Gabcde.x", DLP_INVALID },
	{ "jwt-base64",
	  "ZXlKaGJHY2lPaUpJVXpJMU5pSjkuZXlKemRXSWlPaUkwTnpFeEluMC5j",
	  DLP_VALID },
	{ "jwt-base64", "ZXlKdWIzUmhhbmRyZEE", DLP_INVALID },
	{ "jwt-base64", "ZXlKaGJHY2lPaUpJVXpJMU5pSjku!", DLP_VALID },
	{ "jwt-base64", "ZXlKaGJHY2lPaUpJ!VXpJMU5pSjku", DLP_INVALID },
	{ "jwt-base64", "", DLP_INVALID },
	{ "jwk", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"x\"}",
	  DLP_VALID },
	{ "jwk", "{\"k\":\"x\",\"kty\":\"oct\"}", DLP_VALID },
	{ "jwk", "{\"kty\":\"OKP\",\"x\":\"d\"}", DLP_INVALID },
	{ "jwk", "{\"d\":\"OKP\",\"x\":\"kty\"}", DLP_INVALID },
	{ "jwk", "{\"kty\":\"OKP\",\"d\":\"x\"", DLP_INVALID },
	{ "base64", "bXlwYXNzd29yZA==", DLP_VALID },
	{ "base64", "bXlwYXNzd29yZA", DLP_INVALID },
	{ "base64", "bXlw YXNzd29yZA", DLP_INVALID },
	{ "base64", "====", DLP_INVALID },
	{ "base64", "", DLP_INVALID },
	/* Drawn by lot: hex, base 62, base 64, base 36. */
	{ "random", "951bc382db9abad29c68634761dd6e19", DLP_VALID },
	{ "random", "Zf3D0LXCM3EIMbgJpUNnkRtOfOueHznB", DLP_VALID },
	{ "random", "OsYqFfF92z9YvwFEQYlgI2j1BOPZRt8c", DLP_VALID },
	{ "random", "5pX8Q~MmTI8OMBJFVqMlFR4DE3Spz6Qm.xO.Gbf-", DLP_VALID },
	{ "random", "qzktcvnwbxrlmpsdfghj", DLP_INVALID },
	{ "random", "QkZtTcVnWbXrLmPsDfGhJq==", DLP_VALID },
	{ "random", "f4aeb6bc-2a25-458a-8111-9be9e502c0e7", DLP_VALID },
	/* Chosen by somebody. */
	{ "random", "OOzkR1+hF+1ABCsIFDJMEUtqmtnZ12345678", DLP_INVALID },
	{ "random", "OOzkR1+hF+1ABCsIFDJMEUtqmtnZ1234567x", DLP_VALID },
	{ "random", "px-dep-d4c3b2a1-f6e5-h8g7", DLP_INVALID },
	{ "random", "SalesResults-1.2", DLP_INVALID },
	{ "random", "jetbrains.mps.v8_elimination", DLP_INVALID },
	{ "random", "DOC_Vector_5_32", DLP_INVALID },
	{ "random", "your-api-key-here-123", DLP_INVALID },
	{ "random", "abcdefghijklmnop12345", DLP_INVALID },
	{ "random", "a1b2a1b2a1b2a1b2a1b2", DLP_INVALID },
	{ "random", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0",
	  DLP_INVALID },
	{ "random", "11111111aaaaaaaa", DLP_INVALID },
	{ "random", "a1b2c3d4e5f6g7h8xy9q2w", DLP_INVALID },
	{ "random", "12345678901234567890", DLP_INVALID },
	{ "random", "a1b2c3", DLP_INVALID },
	{ "random", "", DLP_INVALID },
};

START_TEST(values)
{
	struct dlp_span spec = { value[_i].spec, strlen(value[_i].spec) };
	struct dlp_candidate cand = { 0 };
	struct dlp_validator_call call;
	struct dlp_error err = { 0 };
	const char *bar;

	ck_assert_int_eq(dlp_validator_parse(spec, &call, &err), DLP_OK);
	cand.value.ptr = value[_i].text;
	cand.value.len = strlen(value[_i].text);
	cand.group[0] = cand.value;
	bar = strchr(value[_i].text, '|');
	if (bar) {
		cand.group[1].ptr = value[_i].text;
		cand.group[1].len = (size_t)(bar - value[_i].text);
		cand.group[2].ptr = bar + 1;
		cand.group[2].len = strlen(bar + 1);
	}
	ck_assert_msg(dlp_validator_run(&call, &cand) == value[_i].want,
		      "%s of '%s'", value[_i].spec, value[_i].text);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("secret");

	tcase_add_loop_test(tc, values, 0, CASES(value));
	return suite_run("secret", tc);
}
