#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "validate/validator.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, s ? strlen(s) : 0 };
}

/* What a rule may say, and what it may not. */
static const struct {
	const char *spec;
	enum dlp_status want;
	const char *msg; /* a part of it */
} spec_case[] = {
	{ "luhn", DLP_OK, "" },
	{ "  luhn\t", DLP_OK, "" },
	{ "", DLP_SKIP, "no validator" },
	{ "lunh", DLP_SKIP, "no validator" },
	{ "luhn min=3", DLP_SKIP, "takes no arguments" },
	{ "luhn x", DLP_SKIP, "takes no arguments" },
	{ "entropy", DLP_SKIP, "needs min" },
	{ "entropy min=3", DLP_OK, "" },
	{ "entropy min=3.25", DLP_OK, "" },
	{ "entropy min=", DLP_SKIP, "bad argument" },
	{ "entropy min=-1", DLP_SKIP, "bad argument" },
	{ "entropy min=3.", DLP_SKIP, "bad argument" },
	{ "entropy min=.5", DLP_SKIP, "bad argument" },
	{ "entropy min=1e9", DLP_SKIP, "bad argument" },
	{ "entropy min=3 min=4", DLP_SKIP, "two of min" },
	{ "entropy min=3 max=4", DLP_SKIP, "bad argument" },
	{ "entropy min=3 check=1", DLP_SKIP, "unknown argument" },
	{ "entropy min=3 4", DLP_SKIP, "bad argument" },
	{ "crc32-hex payload=1 check=2", DLP_OK, "" },
	{ "crc32-hex check=2 payload=1", DLP_OK, "" },
	{ "crc32-hex payload=1", DLP_SKIP, "needs check" },
	{ "crc32-hex payload=1 check=17", DLP_SKIP, "bad argument" },
	{ "mod11 weights=10,9,8,7,6,5,4,3,2", DLP_OK, "" },
	{ "mod11 weights=3,2 ten=0", DLP_OK, "" },
	{ "mod11 weights=3,2 ten=10", DLP_SKIP, "bad argument" },
	{ "mod11 weights=3,,2", DLP_SKIP, "bad argument" },
	{ "mod11 weights=3,256", DLP_SKIP, "bad argument" },
	{ "mod11 weights=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
	  "1,1,1,1,1,1",
	  DLP_OK, "" },
	{ "mod11 weights=1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
	  "1,1,1,1,1,1,1",
	  DLP_SKIP, "bad argument" },
	{ "charset set=a-z0-9_- need=digit,lower", DLP_OK, "" },
	{ "charset", DLP_OK, "" },
	{ "charset set=z-a", DLP_SKIP, "bad argument" },
	{ "charset need=vowel", DLP_SKIP, "bad argument" },
};

START_TEST(specs)
{
	struct dlp_validator_call call;
	struct dlp_error err = { 0 };

	ck_assert_int_eq(
		dlp_validator_parse(span(spec_case[_i].spec), &call, &err),
		spec_case[_i].want);
	ck_assert_msg(strstr(err.msg, spec_case[_i].msg) != NULL, "%s",
		      err.msg);
}
END_TEST

/* Value, then groups 1 and 2 for those who compare groups. */
static const struct {
	const char *spec, *value, *one, *two;
	enum dlp_verdict want;
} value_case[] = {
	{ "luhn", "4111 1111-1111.1111", 0, 0, DLP_VALID },
	{ "luhn", "4111111111111112", 0, 0, DLP_INVALID },
	{ "luhn",
	  "4111\xc2\xa0"
	  "1111\xe2\x80\x91"
	  "11111111",
	  0, 0, DLP_VALID },
	{ "luhn", "0", 0, 0, DLP_INVALID },
	{ "luhn", "", 0, 0, DLP_INVALID },
	{ "luhn", "41x1", 0, 0, DLP_INVALID },
	{ "verhoeff", "2363", 0, 0, DLP_VALID },
	{ "verhoeff", "2364", 0, 0, DLP_INVALID },
	{ "damm", "5724", 0, 0, DLP_VALID },
	{ "damm", "5742", 0, 0, DLP_INVALID },
	{ "mod97", "794:", 0, 0, DLP_INVALID },
	{ "mod97", "794544", 0, 0, DLP_INVALID },
	{ "mod97", "3214282912345698765432161182", 0, 0, DLP_VALID },
	{ "mod11-10", "0794 5", 0, 0, DLP_VALID },
	{ "mod11-10", "0795 5", 0, 0, DLP_INVALID },
	{ "mod37-36", "A12425GABC1234002M", 0, 0, DLP_VALID },
	{ "mod37-36", "A12425GABC1234002N", 0, 0, DLP_INVALID },
	{ "mod11-2", "0794 0", 0, 0, DLP_VALID },
	{ "mod11-2", "079X", 0, 0, DLP_VALID },
	{ "mod11-2", "07X9", 0, 0, DLP_INVALID },
	{ "mod11 weights=10,9,8,7,6,5,4,3,2", "0-8044-2957-X", 0, 0,
	  DLP_VALID },
	{ "mod11 weights=10,9,8,7,6,5,4,3,2", "0-8044-2957-0", 0, 0,
	  DLP_INVALID },
	{ "mod11 ten=0 weights=10,9,8,7,6,5,4,3,2", "0-8044-2957-0", 0, 0,
	  DLP_VALID },
	{ "mod11 weights=10,9", "0-8044-2957-X", 0, 0, DLP_INVALID },
	{ "mod10 weights=3,7,1,3,7,1,3,7", "021000021", 0, 0, DLP_VALID },
	{ "mod10 weights=3,7,1,3,7,1,3,7", "021000022", 0, 0, DLP_INVALID },
	{ "fr.rib", "30002 00550 0000157841Z 25", 0, 0, DLP_VALID },
	{ "fr.rib", "20041 01005 0500013M026 06", 0, 0, DLP_VALID },
	{ "fr.rib", "20041 01005 0500013M026 07", 0, 0, DLP_INVALID },
	{ "fr.rib", "20041 01005 0500013N026 06", 0, 0, DLP_INVALID },
	{ "cz.account", "19-2004870125/0800", 0, 0, DLP_VALID },
	{ "cz.account", "2643316462/0300", 0, 0, DLP_VALID },
	{ "cz.account", "19-2004870126/0800", 0, 0, DLP_INVALID },
	{ "cz.account", "18-2004870125/0800", 0, 0, DLP_INVALID },
	{ "cz.account", "2643316462/030", 0, 0, DLP_INVALID },
	{ "cz.account", "0000000000/0800", 0, 0, DLP_INVALID },
	{ "nz.bankaccount", "01-902-0068389-00", 0, 0, DLP_VALID },
	{ "nz.bankaccount", "01-9999-0100197-00", 0, 0, DLP_INVALID },
	{ "nz.bankaccount", "01-0242-0100194", 0, 0, DLP_INVALID },
	{ "hu.szemelyi", "1-640229-1231", 0, 0, DLP_VALID },
	{ "hu.szemelyi", "1-640229-1232", 0, 0, DLP_INVALID },
	{ "hu.szemelyi", "3-010515-1234", 0, 0, DLP_VALID },
	{ "hu.szemelyi", "1-641329-1231", 0, 0, DLP_INVALID },
	{ "ipv6", "2001:db8::8a2e:370:7334", 0, 0, DLP_VALID },
	{ "ipv6", "fe80::1%eth0", 0, 0, DLP_VALID },
	{ "ipv6", "2001:db8::/32", 0, 0, DLP_VALID },
	{ "ipv6", "2001::db8::1", 0, 0, DLP_INVALID },
	{ "ipv6", "1:2:3:4:5:6:7:8:9", 0, 0, DLP_INVALID },
	{ "ipv6", "0000:0000:0000:0000:0000:0000:0000:0000:0000:000", 0, 0,
	  DLP_INVALID },
	{ "mac", "00:1a:2B:3c:4d:5e", 0, 0, DLP_VALID },
	{ "mac", "001a.2b3c.4d5e", 0, 0, DLP_VALID },
	{ "mac", "ff-ff-ff-ff-ff-FF", 0, 0, DLP_INVALID },
	{ "mac", "00:00:00:00:00:00", 0, 0, DLP_INVALID },
	{ "mac", "00:1a:2b:3c:4d", 0, 0, DLP_INVALID },
	/* EIP-55, test cases. */
	{ "eip55", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", 0, 0,
	  DLP_VALID },
	{ "eip55", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", 0, 0,
	  DLP_VALID },
	{ "eip55", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", 0, 0,
	  DLP_INVALID },
	{ "eip55", "0x52908400098527886E0F7030069857D2E4169EE7", 0, 0,
	  DLP_UNCHECKED },
	{ "eip55", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", 0, 0,
	  DLP_INVALID },
	{ "ripple", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", 0, 0, DLP_VALID },
	{ "ripple", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTi", 0, 0, DLP_INVALID },
	{ "monero",
	  "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb"
	  "98uNbr2VBBEt7f2wfn3RVGQBEP3A",
	  0, 0, DLP_VALID },
	{ "monero",
	  "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7SqSsaBYBb"
	  "98uNbr2VBBEt7f2wfn3RVGQBEP3B",
	  0, 0, DLP_INVALID },
	{ "by.id", "4150390A012PB9", 0, 0, DLP_VALID },
	{ "hk.id", "A123456(3)", 0, 0, DLP_VALID },
	{ "hk.id", "A123456(4)", 0, 0, DLP_INVALID },
	{ "hk.id", "A123456(3)A123456(3)", 0, 0, DLP_INVALID },
	{ "es.dni", "1111111G", 0, 0, DLP_VALID },
	{ "es.dni", "1111111H", 0, 0, DLP_INVALID },
	{ "by.id", "4150390A012PB8", 0, 0, DLP_INVALID },
	{ "jp.licence", "301234567810", 0, 0, DLP_VALID },
	{ "jp.licence", "301234567820", 0, 0, DLP_INVALID },
	{ "ca.ramq", "DOEJ 8056 1212", 0, 0, DLP_VALID },
	{ "ca.ramq", "DOEJ 8013 1212", 0, 0, DLP_INVALID },
	{ "ca.ramq", "DOEJ 8063 1212", 0, 0, DLP_INVALID },
	{ "mx.ine", "GMVLMR80070501M100", 0, 0, DLP_VALID },
	{ "mx.ine", "GMVLMR80070535M100", 0, 0, DLP_INVALID },
	{ "mx.ine", "GMVLMR80073501M100", 0, 0, DLP_INVALID },
	{ "imsi", "310150123456789", 0, 0, DLP_VALID },
	{ "imsi", "999150123456789", 0, 0, DLP_INVALID },
	{ "entropy min=2", "abcd", 0, 0, DLP_VALID },
	{ "entropy min=2", "abcc", 0, 0, DLP_INVALID },
	{ "entropy min=3.3", "0123456789", 0, 0, DLP_VALID },
	{ "entropy min=3.33", "0123456789", 0, 0, DLP_INVALID },
	{ "entropy min=0.1", "aaaaaaaaaa", 0, 0, DLP_INVALID },
	{ "entropy min=0.1", "", 0, 0, DLP_INVALID },
	{ "charset set=a-f0-9-", "ab-09", 0, 0, DLP_VALID },
	{ "charset set=a-f0-9-", "ab-0g", 0, 0, DLP_INVALID },
	{ "charset need=digit,upper", "aB0", 0, 0, DLP_VALID },
	{ "charset need=digit,upper", "ab0", 0, 0, DLP_INVALID },
	{ "charset need=letter", "0_\xff", 0, 0, DLP_INVALID },
	{ "charset need=other", "a\xff", 0, 0, DLP_VALID },
	{ "hex", "00ff", 0, 0, DLP_VALID },
	{ "hex", "00FF", 0, 0, DLP_VALID },
	{ "hex", "0aFF", 0, 0, DLP_INVALID },
	{ "hex", "00f", 0, 0, DLP_INVALID },
	{ "hex", "0000", 0, 0, DLP_INVALID },
	{ "uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", 0, 0, DLP_VALID },
	{ "uuid", "f81d4fae-7dec-01d0-a765-00a0c91e6bf6", 0, 0, DLP_INVALID },
	{ "uuid", "f81d4fae-7dec-11d0-c765-00a0c91e6bf6", 0, 0, DLP_INVALID },
	{ "uuid", "f81d4fae-7dec-11d0-a76500a0c91e6bf6-", 0, 0, DLP_INVALID },
	/* CRC-32 of "123456789" is cbf43926, the standard's check value. */
	{ "crc32-hex payload=1 check=2", "", "123456789", "cbf43926",
	  DLP_VALID },
	{ "crc32-hex payload=1 check=2", "", "123456789", "CBF43926",
	  DLP_VALID },
	{ "crc32-hex payload=1 check=2", "", "123456789", "cbf43927",
	  DLP_INVALID },
	{ "crc32-hex payload=1 check=2", "", "123456789", "1cbf43926",
	  DLP_INVALID },
	{ "crc32-hex payload=1 check=2", "", "123456789", 0, DLP_UNCHECKED },
	/* 0xcbf43926 in base 62, and with the padding. */
	{ "crc32-base62 payload=1 check=2", "", "123456789", "3jZRME",
	  DLP_VALID },
	{ "crc32-base62 payload=1 check=2", "", "123456789", "003jZRME",
	  DLP_VALID },
	{ "crc32-base62 payload=1 check=2", "", "123456780", "3jZRME",
	  DLP_INVALID },
	{ "crc32-base62 payload=1 check=2", "", "123456789", "3jZRM-",
	  DLP_INVALID },
};

START_TEST(values)
{
	struct dlp_candidate cand = { .value = span(value_case[_i].value) };
	struct dlp_validator_call call;
	struct dlp_error err;

	cand.group[0] = cand.value;
	cand.group[1] = span(value_case[_i].one);
	cand.group[2] = span(value_case[_i].two);
	ck_assert_int_eq(
		dlp_validator_parse(span(value_case[_i].spec), &call, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_validator_run(&call, &cand), value_case[_i].want);
}
END_TEST

START_TEST(table_is_whole)
{
	const struct dlp_validator *v;
	size_t n = 0;

	for (; (v = dlp_validator_at(n)); n++) {
		ck_assert_ptr_eq(dlp_validator_find(span(v->name)), v);
		ck_assert_ptr_nonnull(v->args);
		ck_assert_uint_gt(strlen(v->about), 0);
		ck_assert(v->check != NULL);
	}
	ck_assert_uint_gt(n, 0);
}
END_TEST

/* Nothing that a rule may capture makes a check read outside of it. */
START_TEST(no_validator_trusts_its_input)
{
	const struct dlp_validator *v = dlp_validator_at((size_t)_i);
	struct dlp_validator_args args = { .payload = 1, .check = 2 };
	static const char fills[] = "019AFXZafz -.=:<{\"\x01\x80\xe2\xff";

	for (size_t len = 0; len < 130; len += len < 40 ? 1 : 7) {
		for (const char *fill = fills; *fill; fill++) {
			char *block = malloc(len ? len : 1);
			struct dlp_candidate cand = { .value = { block, len } };

			ck_assert_ptr_nonnull(block);
			memset(block, *fill, len);
			cand.group[1] = cand.group[2] = cand.value;
			v->check(&cand, &args);
			free(block);
		}
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("validator");
	TCase *tc = tcase_create("validator");
	SRunner *runner;
	int failed, n = 0;

	while (dlp_validator_at((size_t)n))
		n++;
	tcase_add_loop_test(tc, specs, 0,
			    sizeof(spec_case) / sizeof(spec_case[0]));
	tcase_add_loop_test(tc, values, 0,
			    sizeof(value_case) / sizeof(value_case[0]));
	tcase_add_test(tc, table_is_whole);
	tcase_add_loop_test(tc, no_validator_trusts_its_input, 0, n);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
