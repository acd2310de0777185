#include "detect/fingerprint.h"

#include <stdio.h>
#include <string.h>

#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* 94 bytes. */
#define LONG                                                                   \
	"12 of them were sent on 2026-11-22 at 07:30:59.123 by host 10.0.0.1 " \
	"to the other, in 0.007 ms "

static const char key[] = "0123456789abcdef0123456789abcdef";

/* The fingerprint of the value between < and > in a text. */
static void print_of(const char *marked, const struct dlp_rule *rule,
		     const char *secret, uint64_t beyond, uint16_t nth,
		     char out[DLP_FINGERPRINT_MAX + 1])
{
	const struct dlp_where where = { .path = DLP_SPAN("p") };
	const char *from = strchr(marked, '<'), *to = strchr(marked, '>');
	struct dlp_match match = { .rule = rule };
	struct dlp_fingerprint fp;
	struct dlp_span text;
	char plain[400];

	match.value_start = (size_t)(from - marked);
	match.value_end = (size_t)(to - marked) - 1;
	snprintf(plain, sizeof(plain), "%.*s%.*s%s", (int)(from - marked),
		 marked, (int)(to - from) - 1, from + 1, to + 1);
	text = span(plain);
	match.candidate.value =
		(struct dlp_span){ plain + match.value_start,
				   match.value_end - match.value_start };
	dlp_fingerprint_init(&fp, &match, text, where.path, &where,
			     span(secret));
	if (beyond)
		dlp_fingerprint_widen(&fp, beyond);
	dlp_fingerprint_text(&fp, nth, out);
}

/*
 * Known by heart: a fingerprint that changes makes every baseline there is
 * worthless.  Made by another program, from what dlp-records(5) says.
 */
static const struct {
	const char *text;
	enum dlp_category category;
	bool high;
	const char *key;
	uint64_t beyond;
	uint16_t nth;
	const char *want;
} known_case[] = {
	{ "a <secret> b", DLP_CATEGORY_SECRET, false, "", 0, 0,
	  "7d6e961e79688224eb04e84ee8b3dda8-2bb" },
	{ "a <secret> b", DLP_CATEGORY_SECRET, true, "", 0, 0,
	  "7d6e961e79688224eb04e84ee8b3dda8-2bb80d537b1da3e3" },
	{ "a <secret> b", DLP_CATEGORY_PII, false, "", 0, 0,
	  "7d6e961e79688224eb04e84ee8b3dda8-2" },
	{ "a <secret> b", DLP_CATEGORY_PII, false, key, 0, 0,
	  "7d6e961e79688224eb04e84ee8b3dda8-b90129dee2b417c7" },
	{ "x\na 12 <secret> b 7\ny", DLP_CATEGORY_SECRET, false, "", 0, 1,
	  "fe68fc8661942dc4bc31c18a139d43c9-2bb" },
	{ "a <secret> b", DLP_CATEGORY_SECRET, false, "", 5, 0,
	  "7d6e961e79688224eb04e84ee8b3dda8-71e" },
	/* More on either side than counts, and than a block of SHA-256. */
	{ LONG "<secret>" LONG, DLP_CATEGORY_PII, false, "", 0, 0,
	  "86c3b3045595bf08e39e9e4c78c5eafd-2" },
	{ LONG "<secret>" LONG, DLP_CATEGORY_PII, false, key, 3, 65534,
	  "6c605782d78ef2af7cd29940ded73e97-f1f214c4fd5911c8" },
	{ "<secret>" LONG "\n", DLP_CATEGORY_HEALTH, true, "", 0, 256,
	  "182c099d1a9b7a39c91695a842ecaca6-2bb80d537b1da3e3" },
	{ LONG "\n<secret>\n", DLP_CATEGORY_PII, false, "", 0, 0,
	  "a2f5892a67445fa76798b3715a152bf6-2" },
	{ "<" LONG LONG ">", DLP_CATEGORY_PII, true, "", 0, 0,
	  "a2f5892a67445fa76798b3715a152bf6-84a3a7067bb21cb4" },
};

START_TEST(fingerprints_stay_what_they_are)
{
	const struct dlp_rule rule = { .id = DLP_SPAN("t.r"),
				       .category = known_case[_i].category,
				       .entropy_high = known_case[_i].high };
	char got[DLP_FINGERPRINT_MAX + 1];

	print_of(known_case[_i].text, &rule, known_case[_i].key,
		 known_case[_i].beyond, known_case[_i].nth, got);
	ck_assert_str_eq(got, known_case[_i].want);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("fingerprint");

	tcase_add_loop_test(tc, fingerprints_stay_what_they_are, 0,
			    CASES(known_case));
	return suite_run("fingerprint", tc);
}
