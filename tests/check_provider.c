#include "suite.h"

#include <string.h>

#include "base/span.h"
#include "validate/validator.h"

/*
 * Tokens whose checksum can be told without asking anybody.  The first is
 * Grafana's own test value; the others were made by another implementation of
 * what the providers publish, which reproduces the values that they publish for
 * Marvin32.  Each in pieces, so that a scanner of this file finds none.
 */
static const struct {
	const char *name, *value;
	size_t check; /* bytes at its end that are the second group */
	enum dlp_verdict want;
} value_case[] = {
	{ "crc32-hex-le",
	  "glsa"
	  "_yscW25imSKJIuav8zF37RZmnbiDvB05G_fcaaf58a",
	  9, DLP_VALID },
	{ "crc32-hex-le",
	  "glsa"
	  "_yscW25imSKJIuav8zF37RZmnbiDvB05G_fcaaf18a",
	  9, DLP_INVALID },
	{ "crc32-hex-le",
	  "glsa"
	  "_yscB25imSKJIuav8zF37RZmnbiDvB05G_fcaaf58a",
	  9, DLP_INVALID },
	{ "crc32-hex-le",
	  "glsa"
	  "_yscW25imSKJIuav8zF37RZmnbiDvB05G_fcaaf58",
	  8, DLP_INVALID },
	{ "crc32-base36",
	  "glpa"
	  "t-c3j27xdcg2lMLzgeonyLGcTJFiz4soCmZ9cpvnpKnA1h.01.121h63mj6",
	  7, DLP_VALID },
	{ "crc32-base36",
	  "glpa"
	  "t-c3j27xdcg2lMLzgeonyLGcTJFiz4soCmZ9cpvnpKnA1h.01.121h63bj6",
	  7, DLP_INVALID },
	{ "crc32-base36",
	  "glpa"
	  "t-c3j27xdcg2lMLzgeonyLGcTJFiz4soCmZ9cpvnpKnA1h.01.121h63mjA",
	  7, DLP_INVALID },
	{ "aws-key-id",
	  "AKIA"
	  "SMWFCPOFRF3MI2FO",
	  0, DLP_VALID },
	{ "aws-key-id",
	  "AKIA"
	  "SMWFCPOFRF3MI1F",
	  0, DLP_INVALID },
	{ "aws-key-id",
	  "AKIA"
	  "77777777777777AA",
	  0, DLP_INVALID },
	{ "aws-key-id",
	  "AKIA"
	  "IABCDEFGHIJKLMNO",
	  0, DLP_UNCHECKED },
	{ "aws-key-id",
	  "AKIA"
	  "0AAAAAAAAAAAAAAA",
	  0, DLP_INVALID },
	{ "azure-key",
	  "4WR3"
	  "lv8CK+qO0CqCoXWTDyM3zTeUxSIIAG1rGvDAy9YlZYqsLJ+qB9E8RH4zBR7u+Vpg5WFD1sQ7+AStCnddyQ==",
	  0, DLP_VALID },
	{ "azure-key",
	  "4WR3"
	  "lb8CK+qO0CqCoXWTDyM3zTeUxSIIAG1rGvDAy9YlZYqsLJ+qB9E8RH4zBR7u+Vpg5WFD1sQ7+AStCnddyQ==",
	  0, DLP_INVALID },
	{ "azure-key",
	  "yTMV"
	  "Sm3ihASol8UlJi5qfAe8vuhB90XFXU6fdH9hUWTGAzFu7PnrxQ==",
	  0, DLP_VALID },
	{ "azure-key",
	  "yTMV"
	  "Sb3ihASol8UlJi5qfAe8vuhB90XFXU6fdH9hUWTGAzFu7PnrxQ==",
	  0, DLP_INVALID },
	{ "azure-key",
	  "gnrI"
	  "g9f7llkjQHT1JY9saAgjidLkfx4XWpC8Qy+5RuAzSeFrpmXG",
	  0, DLP_VALID },
	{ "azure-key",
	  "gnrI"
	  "g1f7llkjQHT1JY9saAgjidLkfx4XWpC8Qy+5RuAzSeFrpmXG",
	  0, DLP_INVALID },
	{ "azure-key",
	  "Cib2"
	  "Ip+jRSUm57wWQq60K/In1Q//B8PCBiQpLjuD1anG6uHsKg+eLPYLdTn++IIFvJpJZ1av4v97ACDbLeW3lA==",
	  0, DLP_VALID },
	{ "azure-key",
	  "Cib2"
	  "Ib+jRSUm57wWQq60K/In1Q//B8PCBiQpLjuD1anG6uHsKg+eLPYLdTn++IIFvJpJZ1av4v97ACDbLeW3lA==",
	  0, DLP_INVALID },
	{ "azure-key",
	  "omtF"
	  "RP6zFCCNVjnm8Yxt08P8oeekJhCOFAzCajm6SOQ=",
	  0, DLP_VALID },
	{ "azure-key",
	  "omtF"
	  "RB6zFCCNVjnm8Yxt08P8oeekJhCOFAzCajm6SOQ=",
	  0, DLP_INVALID },
	{ "azure-key",
	  "iHlI"
	  "GDvkN7wnZWbzg1sF8RJbc4uxUclyLNLGQuboZAPAr+2naDI/bXzHLJ6khgiyKhPhr9eM+Q5v+ABaBwDiIA==",
	  0, DLP_VALID },
	{ "azure-key",
	  "iHlI"
	  "GBvkN7wnZWbzg1sF8RJbc4uxUclyLNLGQuboZAPAr+2naDI/bXzHLJ6khgiyKhPhr9eM+Q5v+ABaBwDiIA==",
	  0, DLP_INVALID },
	{ "azure-key",
	  "4fws"
	  "ceCUVIOfw2qbSIv+ZtI6AsEOFs0++y9VIerTzo+ACRyca5JO",
	  0, DLP_VALID },
	{ "azure-key",
	  "4fws"
	  "cbCUVIOfw2qbSIv+ZtI6AsEOFs0++y9VIerTzo+ACRyca5JO",
	  0, DLP_INVALID },
	{ "azure-key",
	  "N2LW"
	  "D4VCCxJjT3QGkaS1ff81/z6AZd8LwAIoTHvzv5g=",
	  0, DLP_VALID },
	{ "azure-key",
	  "N2LW"
	  "D1VCCxJjT3QGkaS1ff81/z6AZd8LwAIoTHvzv5g=",
	  0, DLP_INVALID },
	{ "azure-key",
	  "sVyh"
	  "oWNvYzFEekMthMYx3tdAZs4JMWa3uDuvYCT2NgwT9kthXjpoWFCQMB9E7Ccxp8jv2rXca78GAPIMG9SZcg==",
	  0, DLP_VALID },
	{ "azure-key",
	  "sVyh"
	  "oBNvYzFEekMthMYx3tdAZs4JMWa3uDuvYCT2NgwT9kthXjpoWFCQMB9E7Ccxp8jv2rXca78GAPIMG9SZcg==",
	  0, DLP_INVALID },
	{ "azure-key",
	  "Y1Qw"
	  "B6Urz2GuhI87Uc9EqL3dXM9pXiSum+ASbdYzTlU=",
	  0, DLP_VALID },
	{ "azure-key",
	  "Y1Qw"
	  "B1Urz2GuhI87Uc9EqL3dXM9pXiSum+ASbdYzTlU=",
	  0, DLP_INVALID },
	{ "azure-key",
	  "maxu"
	  "z10nx/5tPcoLOjd5g+PNGWTABTKEg+AEhN7FzXI=",
	  0, DLP_VALID },
	{ "azure-key",
	  "maxu"
	  "z20nx/5tPcoLOjd5g+PNGWTABTKEg+AEhN7FzXI=",
	  0, DLP_INVALID },
	{ "azure-key",
	  "UcXx"
	  "Vv0d2/3Xkcyfu5L3ipGXDQd9FVDRx+ARm4KWjJU=",
	  0, DLP_VALID },
	{ "azure-key",
	  "UcXx"
	  "Vb0d2/3Xkcyfu5L3ipGXDQd9FVDRx+ARm4KWjJU=",
	  0, DLP_INVALID },
	{ "azure-key",
	  "9IB8"
	  "FzLvSX06GdXpPGgatk8/uuJH1emG1rpGlEF69jqet4yLYY56YX9kFB8EioTZDRM0cY4lLFJ4+AMC2h/3Vw==",
	  0, DLP_VALID },
	{ "azure-key",
	  "9IB8"
	  "FbLvSX06GdXpPGgatk8/uuJH1emG1rpGlEF69jqet4yLYY56YX9kFB8EioTZDRM0cY4lLFJ4+AMC2h/3Vw==",
	  0, DLP_INVALID },
	{ "azure-key",
	  "RCY9"
	  "5W3j2YTHTbxOppRe2r0x7KUoKt347AZEGt2JDH0=",
	  0, DLP_UNCHECKED },
	{ "azure-key", "AAAA", 0, DLP_INVALID },
	{ "azure-key",
	  "!!!!"
	  "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
	  0, DLP_INVALID },
	{ "azure-key",
	  "iJ1l"
	  "kLLFwd42SzBOhDiKkS9Bp1zbEliTyiFVFRvG5UFBopJGv0pbJQQJ99BFACAAAAALPtOfAAASAZDOHllH",
	  0, DLP_VALID },
	{ "azure-key",
	  "iJ1l"
	  "kBLFwd42SzBOhDiKkS9Bp1zbEliTyiFVFRvG5UFBopJGv0pbJQQJ99BFACAAAAALPtOfAAASAZDOHllH",
	  0, DLP_INVALID },
	{ "azure-key",
	  "iJ1l"
	  "kLLFwd42SzBOhDiKkS9Bp1zbEliTyiFVFRvG5UFBopJGv0pbJQQJ99BFACAAAAALPtOfAAASAZDOHllHAA==",
	  0, DLP_VALID },
	{ "azure-pat",
	  "vxvr"
	  "fsntvsvmj6kf7t4skf6swia4clpnbs43kbjy27luu7ktybkq",
	  0, DLP_VALID },
	{ "azure-pat",
	  "vxvr"
	  "fbntvsvmj6kf7t4skf6swia4clpnbs43kbjy27luu7ktybkq",
	  0, DLP_INVALID },
	{ "azure-pat",
	  "urui"
	  "7r6zswggqqa66gotvg2plmp6uchwckqdan3fl23w66hrolra",
	  0, DLP_VALID },
	{ "azure-pat",
	  "urui"
	  "7b6zswggqqa66gotvg2plmp6uchwckqdan3fl23w66hrolra",
	  0, DLP_INVALID },
	{ "azure-pat",
	  "urui"
	  "7r6zswggqqa66gotvg2plmp6uchwckqdan3fl23w66hrolr",
	  0, DLP_INVALID },
	{ "azure-pat",
	  "urui"
	  "7r6zswggqqa66gotvg2plmp6uchwckqdan3fl23w66hrolr1",
	  0, DLP_INVALID },
};

START_TEST(values)
{
	const struct dlp_validator_args args = { .payload = 1, .check = 2 };
	const char *value = value_case[_i].value;
	size_t len = strlen(value), check = value_case[_i].check;
	bool apart = value_case[_i].name[0] == 'c' && value[4] == '_';
	struct dlp_candidate cand = { .value = { value, len } };

	cand.group[0] = cand.value;
	cand.group[1] = (struct dlp_span){ value, len - check };
	if (apart) /* the line between them is not part of it */
		check--;
	cand.group[2] = (struct dlp_span){ value + len - check, check };
	ck_assert_int_eq(
		dlp_validator_find(
			(struct dlp_span){ value_case[_i].name,
					   strlen(value_case[_i].name) })
			->check(&cand, &args),
		value_case[_i].want);
}
END_TEST

/* A group that took no part in the match. */
START_TEST(unchecked)
{
	static const char *const name[] = { "crc32-base36", "crc32-hex-le" };
	const struct dlp_validator_args args = { .payload = 1, .check = 2 };
	const struct dlp_candidate cand = { 0 };

	ck_assert_int_eq(
		dlp_validator_find(
			(struct dlp_span){ name[_i], strlen(name[_i]) })
			->check(&cand, &args),
		DLP_UNCHECKED);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("provider");

	tcase_add_loop_test(tc, values, 0, CASES(value_case));
	tcase_add_loop_test(tc, unchecked, 0, 2);
	return suite_run("provider", tc);
}
