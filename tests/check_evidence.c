#include "scan.h"
#include "suite.h"

/* A rule with this behind it, on this text: what speaks for it and against. */
#define RULE                                                        \
	"[t.r]\nname = a\nkeywords = val\nregex = val(\\S{2,90})\n" \
	"category = secret\nexample = val12\nreject = a\n"

#define IDS                                                           \
	"[t.n]\nname = a\nshape = digits 6\nregex = \\d{3} ?\\d{3}\n" \
	"category = pii\nexample = 123456\nreject = 1\n"              \
	"[t.i]\nname = a\nshape = id 7\nregex = (?i)[A-Z]\\d{6}\n"    \
	"category = pii\nexample = A123456\nreject = 1\n"

/* What a value stands among, and how it is written. */
static const struct {
	const char *text, *confidence, *why;
} look_case[] = {
	{ "n 123 456", "medium", NULL },
	{ "7 123 456", "medium", NULL },
	{ "n 123 456 7", "medium", NULL },
	{ "7 123 456 7", "low", "row-of-numbers" },
	{ "7 123456 7", "medium", NULL },
	{ "7, 123 456 7", "medium", NULL },
	{ "A123456", "medium", NULL },
	{ "a123456", "low", "small-letters" },
};

START_TEST(looks_lower_confidence)
{
	char want[80];
	struct scan scan;

	scan_open(&scan, false, IDS, NULL);
	scan_cut(&scan,
		 (struct dlp_span){ look_case[_i].text,
				    strlen(look_case[_i].text) },
		 NULL, 0);
	dlp_buf_addc(&scan.out, '\0');
	snprintf(want, sizeof(want), "\"confidence\":\"%s\",",
		 look_case[_i].confidence);
	ck_assert_msg(strstr(scan.out.ptr, want) != NULL, "%s: %s",
		      look_case[_i].text, scan.out.ptr);
	if (look_case[_i].why)
		ck_assert(strstr(scan.out.ptr, look_case[_i].why));
	else
		ck_assert(!strstr(scan.out.ptr, "\"why\""));
	scan_close(&scan);
}
END_TEST

static const struct {
	const char *more, *text;
	const char *confidence; /* NULL: no finding */
	const char *why;        /* members of the list, "" for no list */
} evidence_case[] = {
	{ "", "val12", "medium", "" },
	{ "confidence = low\n", "val12", "low", "" },
	/* Words nearby, on either side, however they are written. */
	{ "context = word\n", "a word val12", "high", "\"context:word\"" },
	{ "context = word\n", "val12 WORD", "high", "\"context:word\"" },
	{ "context = word\n", "words val12", "high", "\"context:word\"" },
	{ "context = word\n", "myWord val12", "high", "\"context:word\"" },
	{ "context = word\n", "my_word val12", "high", "\"context:word\"" },
	{ "context = word\n", "sword val12", "medium", "" },
	{ "context = one, word\n", "word val12", "high", "\"context:word\"" },
	{ "confidence = high\ncontext = word\n", "word val12", "high",
	  "\"context:word\"" },
	{ "context = word\n",
	  "word ......................................................"
	  ".................... val12",
	  "high", "\"context:word\"" },
	{ "context = word\n",
	  "word ......................................................"
	  "........................... val12",
	  "medium", "" },
	{ "not-context = word\n", "word val12", "low", "\"not-context:word\"" },
	{ "confidence = low\nnot-context = word\n", "word val12", "low",
	  "\"not-context:word\"" },
	{ "context = yes\nnot-context = word\n", "word yes val12", "high",
	  "\"context:yes\"" },
	/* Keys. */
	{ "columns = pass\n", "pass: val12", "high", "\"column:pass\"" },
	{ "columns = pass\n", "\"pass\":\"val12", "high", "\"column:pass\"" },
	{ "columns = pass\n", "my_pass = val12", "high", "\"column:pass\"" },
	{ "columns = pass\n", "<pass>val12", "high", "\"column:pass\"" },
	{ "columns = pass\n", "pass val12", "medium", "" },
	{ "columns = pass\n", "bypass = val12", "medium", "" },
	{ "columns = card_no\n", "cardNo = val12", "high",
	  "\"column:card_no\"" },
	{ "columns = cardno\n", "my-card-no = val12", "high",
	  "\"column:cardno\"" },
	{ "not-columns = pass\n", "pass = val12", "low",
	  "\"not-column:pass\"" },
	{ "confidence = low\ncolumns = pass\n", "pass = val12", "high",
	  "\"column:pass\"" },
	/* The key settles it: words nearby no longer matter. */
	{ "columns = pass\nnot-context = word\n", "word pass = val12", "high",
	  "\"column:pass\"" },
	/* Checks. */
	{ "value = 1\nvalidator = luhn\n", "val4111111111111111", "medium",
	  "\"valid:luhn\"" },
	{ "value = 1\nvalidator = luhn\n", "val4111111111111112", "low",
	  "\"invalid:luhn\"" },
	{ "value = 1\nvalidator = luhn\non-invalid = drop\n",
	  "val4111111111111112", NULL, NULL },
	{ "value = 1\nvalidator = luhn\non-invalid = drop\n",
	  "val4111111111111111", "medium", "\"valid:luhn\"" },
	{ "value = 1\nvalidator = luhn\nvalidator = luhn\nconfidence = high\n",
	  "val4111111111111112", "low", "\"invalid:luhn\",\"invalid:luhn\"" },
	{ "validator = luhn\ncolumns = pass\n", "pass = val4111111111111112",
	  "medium", "\"invalid:luhn\",\"column:pass\"" },
	/* What people write in the place of a value. */
	{ "", "valEXAMPLE", "low", "\"test-value\"" },
	{ "", "val${HOME}", "low", "\"test-value\"" },
	{ "", "valxxxx1", "low", "\"test-value\"" },
	{ "value = 1\n", "valaaaaaa", "low", "\"test-value\"" },
	{ "value = 1\n", "valaaaaa", "medium", "" },
	/* What the world knows. */
	{ "value = 1\ntest-values = 1-2 3a\n", "val123A", "low",
	  "\"test-value\"" },
	{ "value = 1\ntest-values = 99, 123a\n", "val1-2-3-A.", "low",
	  "\"test-value\"" },
	{ "value = 1\ntest-values = 123\n", "val1234", "medium", "" },
	{ "value = 1\ntest-values = 1234\n", "val123", "medium", "" },
	{ "test-values = val123\ncolumns = pass\n", "pass = val123", "medium",
	  "\"column:pass\",\"test-value\"" },
	/* Allowlists. */
	{ "value = 1\nallow-words = known\n", "valKNOWN1", NULL, NULL },
	{ "value = 1\nallow-words = known\n", "valkn0wn1", "medium", "" },
	{ "value = 1\nallow-words = known\n", "known val12", "medium", "" },
	{ "value = 1\nallow-regex = ^\\d+$\n", "val123", NULL, NULL },
	{ "value = 1\nallow-regex = ^\\d+$\n", "val123a", "medium", "" },
	{ "value = 1\nallow-regex = ^a$\nallow-regex = ^12$\n", "val12", NULL,
	  NULL },
};

START_TEST(evidence_moves_confidence)
{
	char rules[600], want[200];
	struct scan scan;

	snprintf(rules, sizeof(rules), "%s%s", RULE, evidence_case[_i].more);
	scan_open(&scan, false, rules, NULL);
	scan_cut(&scan,
		 (struct dlp_span){ evidence_case[_i].text,
				    strlen(evidence_case[_i].text) },
		 NULL, 0);
	dlp_buf_addc(&scan.out, '\0');
	ck_assert_uint_eq(scan.findings, evidence_case[_i].confidence != NULL);
	if (scan.findings) {
		snprintf(want, sizeof(want), "\"confidence\":\"%s\",",
			 evidence_case[_i].confidence);
		ck_assert_msg(strstr(scan.out.ptr, want) != NULL, "%s: %s",
			      evidence_case[_i].text, scan.out.ptr);
		snprintf(want, sizeof(want), "%s%s%s\"match\"",
			 *evidence_case[_i].why ? "\"why\":[" : "",
			 evidence_case[_i].why,
			 *evidence_case[_i].why ? "]," : "");
		ck_assert_msg(strstr(scan.out.ptr, want) != NULL, "%s: %s",
			      evidence_case[_i].text, scan.out.ptr);
		ck_assert(*evidence_case[_i].why ||
			  !strstr(scan.out.ptr, "\"why\""));
	}
	scan_close(&scan);
}
END_TEST

/*
 * Of scored rules: what the model makes of a value that has all the looks of a
 * secret, of one that has none, and of those between.
 */
#define SCORED                                                          \
	"[t.s]\nname = a\nkeywords = password\nscored = yes\n"          \
	"assigned = [^\\s\"']{4,90}\ncategory = secret\nwindow = 200\n" \
	"example = password=12ab\nreject = a\n"
#define GOOD "password = \"Xq7vTz2k9Lm\"\n"
#define BAD "password = self.get_password_from(request)\n"

static const struct {
	const char *more, *text, *confidence, *why;
} scored_case[] = {
	{ "confidence = low\n", GOOD, "high", "\"why\":[\"model:" },
	{ "confidence = medium\n", GOOD, "high", "\"why\":[\"model:" },
	{ "confidence = high\n", BAD, "low", "\"why\":[\"model:0.0" },
	{ "confidence = medium\n", BAD, "low", "\"why\":[\"model:0.0" },
	/* What says that it is something else is believed. */
	{ "not-columns = password\n", GOOD, "low",
	  "\"why\":[\"not-column:password\",\"model:" },
	/* Nothing else makes it more. */
	{ "confidence = high\ncolumns = password\n", BAD, "low",
	  "\"why\":[\"column:password\",\"model:0.0" },
	/* A sample is one, whatever it looks like and the rule is sure of. */
	{ "test-values = Xq7vTz2k9Lm\n", GOOD, "low", "\"test-value\"" },
	{ "confidence = high\ntest-values = Xq7vTz2k9Lm\n", GOOD, "low",
	  "\"test-value\"" },
	/* So is what was typed to stand there. */
	{ "confidence = high\n", "password = \"bar123\"\n", "low",
	  "\"test-value\"" },
	{ "confidence = high\n", "password = \"FOO_bar-baz\"\n", "low",
	  "\"test-value\"" },
	{ "confidence = high\n", "password = \"asdf\"\n", "low",
	  "\"test-value\"" },
	{ "confidence = high\n", "password = \"abcd1234\"\n", "low",
	  "\"test-value\"" },
	{ "confidence = high\n", "password = \"AbCeFG123\"\n", "low",
	  "\"test-value\"" },
	{ "confidence = high\n", "password = \"00000000000000aa\"\n", "low",
	  "\"test-value\"" },
	{ "confidence = medium\n", "password = \"barXq7vTz2k\"\n", "high",
	  "\"why\":[\"model:" },
	{ "confidence = medium\n", "password = \"Xq7abcdTz2k\"\n", "high",
	  "\"why\":[\"model:" },
};

START_TEST(models_score)
{
	char rules[600], want[80];
	struct scan scan;

	snprintf(rules, sizeof(rules), "%s%s", SCORED, scored_case[_i].more);
	scan_open(&scan, false, rules, NULL);
	scan_cut(&scan,
		 (struct dlp_span){ scored_case[_i].text,
				    strlen(scored_case[_i].text) },
		 NULL, 0);
	dlp_buf_addc(&scan.out, '\0');
	ck_assert_uint_eq(scan.findings, 1);
	snprintf(want, sizeof(want), "\"confidence\":\"%s\",",
		 scored_case[_i].confidence);
	ck_assert_msg(strstr(scan.out.ptr, want) != NULL, "%s", scan.out.ptr);
	ck_assert_msg(strstr(scan.out.ptr, scored_case[_i].why) != NULL, "%s",
		      scan.out.ptr);
	scan_close(&scan);
}
END_TEST

/* Numbers find their way to the regex that takes them. */
#define NUMBER                                                      \
	"[t.n]\nname = a\ncategory = pii\nexample = 555-1234-567\n" \
	"reject = a\n"

static const struct {
	const char *more, *text;
	size_t findings;
} number_case[] = {
	{ "shape = digits 14\n", "79927398713-999", 1 },
	/* A check of the value says nothing of the whole number. */
	{ "shape = digits 14\nregex = (\\d{11})-\\d{3}\nvalue = 1\n"
	  "validator = luhn\non-invalid = drop\n",
	  "79927398713-999", 1 },
	{ "shape = digits 14\nregex = \\d{11}-\\d{3}\n"
	  "validator = luhn\non-invalid = drop\n",
	  "79927398713-999", 0 },
	/* One layout, other digits. */
	{ "shape = digits 9\nregex = 9\\d{3}-\\d{4}-\\d\n",
	  "1234-5678-9 9234-5678-9 9234 5678 9, 9234-5678-1", 2 },
	{ "shape = digits 9\nregex = 9\\d{8}\n",
	  "123456789 912345678 12345678 1234567890", 1 },
	{ "shape = phone\nregex = \\d{3}-\\d{4}-\\d{3}\n",
	  "555-1234-567 555-12345-67 5551234567", 1 },
	{ "shape = phone\nregex = 555\\d{7}\n",
	  "5541234567 5551234567 555-123-4567", 1 },
	{ "shape = phone\nregex = \\+\\d{10}\n", "5551234567 +5551234567", 1 },
	{ "shape = phone\nregex = \\d{4} \\d{4}\n", "5551 2345 6789", 1 },
};

START_TEST(numbers_reach_their_rule)
{
	char rules[600];
	struct scan scan;

	snprintf(rules, sizeof(rules), "%s%s", NUMBER, number_case[_i].more);
	scan_open(&scan, false, rules, NULL);
	scan_cut(&scan,
		 (struct dlp_span){ number_case[_i].text,
				    strlen(number_case[_i].text) },
		 NULL, 0);
	ck_assert_uint_eq(scan.findings, number_case[_i].findings);
	scan_close(&scan);
}
END_TEST

/* What a scan told of at least each confidence, fingerprints left out: they
 * count what was told before. */
struct told {
	struct dlp_buf of[DLP_CONFIDENCES];
};

static void keep(void *arg, const struct dlp_record *record)
{
	struct told *told = arg;
	struct dlp_record copy = *record;

	copy.finding.fingerprint = (struct dlp_span){ 0 };
	for (size_t c = 0; c <= record->finding.confidence; c++)
		dlp_record_write(&told->of[c], &copy);
}

static void tell(const char *rules, struct dlp_span text,
		 enum dlp_confidence least, struct told *told)
{
	const struct dlp_scanner_opts opts = { .min_confidence = least };
	struct scan scan;

	for (size_t c = 0; c < DLP_CONFIDENCES; c++)
		dlp_buf_init(&told->of[c], 0);
	scan_open(&scan, false, rules, &opts);
	scan.see = keep;
	scan.arg = told;
	scan_cut(&scan, text, NULL, 0);
	scan_close(&scan);
}

/* What is not looked for at a threshold would not have reached it. */
START_TEST(thresholds_only_leave_out)
{
	static const char rules[] =
		"[t.seven]\nname = a\nshape = digits 7\ncategory = pii\n"
		"confidence = low\ncontext = word, other\nnot-context = bad\n"
		"example = 1234567\nreject = 1\n"
		"[t.eight]\nname = a\nshape = digits 8\ncategory = pii\n"
		"confidence = low\ncolumns = key\nvalidator = luhn\n"
		"example = 12345674\nreject = 1\n"
		"[t.nine]\nname = a\nshape = id 9\ncategory = pii\n"
		"confidence = low\ncontext = word\ncolumns = key\n"
		"example = AB1234567\nreject = 1\n"
		"[t.near]\nname = a\nshape = digits 6\ncategory = pii\n"
		"confidence = low\nnear = t.seven within 1 lines raises\n"
		"example = 123456\nreject = 1\n";
	static const char *const piece[] = {
		"1234567",   "12345674",
		"AB1234567", "123456",
		"word ",     "other,",
		"bad ",      "key=",
		"key: ",     "\n",
		" ",         ", ",
		"text ",     "; the same again, ",
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	uint64_t seed = 1;
	size_t told = 0;

	for (int turn = 0; turn < 60; turn++) {
		struct dlp_buf text;
		struct told all, some;

		dlp_buf_init(&text, 0);
		for (int i = 0; i < 60; i++) {
			seed = seed * UINT64_C(6364136223846793005) + 1;
			dlp_buf_adds(&text, piece[(seed >> 33) % PIECES]);
			dlp_buf_addc(&text, ' ');
		}
		tell(rules, dlp_buf_span(&text), DLP_CONFIDENCE_LOW, &all);
		for (size_t c = DLP_CONFIDENCE_MEDIUM; c < DLP_CONFIDENCES;
		     c++) {
			tell(rules, dlp_buf_span(&text), (enum dlp_confidence)c,
			     &some);
			ck_assert(dlp_span_eq(dlp_buf_span(&some.of[c]),
					      dlp_buf_span(&all.of[c])));
			told += some.of[c].len;
			for (size_t i = 0; i < DLP_CONFIDENCES; i++)
				dlp_buf_release(&some.of[i]);
		}
		for (size_t i = 0; i < DLP_CONFIDENCES; i++)
			dlp_buf_release(&all.of[i]);
		dlp_buf_release(&text);
	}
	ck_assert_uint_gt(told, 10000);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("evidence");

	tcase_add_loop_test(tc, models_score, 0, CASES(scored_case));
	tcase_add_loop_test(tc, evidence_moves_confidence, 0,
			    CASES(evidence_case));
	tcase_add_loop_test(tc, numbers_reach_their_rule, 0,
			    CASES(number_case));
	tcase_add_loop_test(tc, looks_lower_confidence, 0, CASES(look_case));
	tcase_add_test(tc, thresholds_only_leave_out);
	return suite_run("evidence", tc);
}
