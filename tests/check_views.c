#include "base/base64.h"
#include "detect/views.h"
#include "scan.h"
#include "suite.h"

#define CARD "4485275319642082"
#define KEY_A "AKIAQYLP"
#define KEY_B "MN5HHHFPZAM2"
#define KEY KEY_A KEY_B

/* What was told last, and how much. */
static struct {
	struct dlp_finding finding;
	char rule[80], value[4096], decoded[80], shown[800], fingerprint[80];
	size_t findings, faults;
	enum dlp_code code;
} told;

static void copy(char *to, size_t size, struct dlp_span from)
{
	ck_assert_uint_lt(from.len, size);
	memcpy(to, from.ptr, from.len);
	to[from.len] = '\0';
}

static void see(void *arg, const struct dlp_record *record)
{
	const struct dlp_finding *f = &record->finding;

	(void)arg;
	if (record->type == DLP_RECORD_ERROR) {
		told.faults++;
		told.code = record->error.code;
	}
	if (record->type != DLP_RECORD_FINDING)
		return;
	told.findings++;
	told.finding = *f;
	copy(told.rule, sizeof(told.rule), f->rule);
	copy(told.value, sizeof(told.value), f->value);
	copy(told.shown, sizeof(told.shown), f->excerpt);
	copy(told.fingerprint, sizeof(told.fingerprint), f->fingerprint);
	told.decoded[0] = '\0';
	for (size_t i = 0; i < f->decodes; i++) {
		strncat(told.decoded, " ", 2);
		strncat(told.decoded, f->decoded[i].ptr, f->decoded[i].len);
	}
}

/* All that rules find in `text`, at medium confidence or above. */
static void scan_with(struct dlp_span text, struct dlp_scanner_opts opts)
{
	struct scan scan;

	opts.show_values = true;
	opts.min_confidence = DLP_CONFIDENCE_MEDIUM;
	memset(&told, 0, sizeof(told));
	scan_open(&scan, true, NULL, &opts);
	scan.see = see;
	scan_cut(&scan, text, NULL, 0);
	scan_close(&scan);
}

static void scan_text(const char *text)
{
	scan_with((struct dlp_span){ text, strlen(text) },
		  (struct dlp_scanner_opts){ 0 });
}

/* The bytes between < and > are those that the finding must name. */
static const struct {
	const char *text, *decoded, *rule, *value;
} view_case[] = {
	{ "GET /?m=<john%2Edoe%40company.com>&x=1", " percent", "email.address",
	  "john.doe@company.com" },
	{ "c=<4485%202753%201964%202082>", " percent", "card.number",
	  "4485 2753 1964 2082" },
	{ "{\"m\":\"<john.doe\\u0040company.com>\"}", " escape",
	  "email.address", "john.doe@company.com" },
	{ "{\"m\":\"a\\n<" CARD ">\\n\"}", " escape", "card.number", CARD },
	{ "\"\\t<" KEY ">\"", " escape", "aws.access-key-id", KEY },
	{ "x = \"<\\064\\064\\070\\065\\062\\067\\065\\0631964\\x32082>\";",
	  " escape", "card.number", CARD },
	{ "mail <john.doe&#64;company.com> or", " html", "email.address",
	  "john.doe@company.com" },
	{ "card <4485&nbsp;2753&nbsp;1964&nbsp;2082> or", " html folded",
	  "card.number", "4485 2753 1964 2082" },
	{ "the card number is <4485 2753 =\r\n1964 2082>.", " quoted-printable",
	  "card.number", "4485 2753 1964 2082" },
	{ "mail to <john.doe=40company.com> now", " quoted-printable",
	  "email.address", "john.doe@company.com" },
	{ "card <34343835323735333139363432303832> x", " hex", "card.number",
	  CARD },
	{ "card 0x<34343835323735333139363432303832>", " hex", "card.number",
	  CARD },
	{ "x bXkgY2FyZCBudW1iZXIgaXMg<NDQ4NTI3NTMxOTY0MjA4Mi>B0aGFua3M= y",
	  " base64", "card.number", CARD },
	{ "card <"
	  "\xef\xbc\x94\xef\xbc\x94\xef\xbc\x98\xef\xbc\x95"
	  "\xef\xbc\x92\xef\xbc\x97\xef\xbc\x95\xef\xbc\x93"
	  "\xef\xbc\x91\xef\xbc\x99\xef\xbc\x96\xef\xbc\x94"
	  "\xef\xbc\x92\xef\xbc\x90\xef\xbc\x98\xef\xbc\x92"
	  ">",
	  " folded", "card.number", CARD },
	{ "card <"
	  "\xd9\xa4\xd9\xa4\xd9\xa8\xd9\xa5"
	  "\xd9\xa2\xd9\xa7\xd9\xa5\xd9\xa3"
	  "\xd9\xa1\xd9\xa9\xd9\xa6\xd9\xa4"
	  "\xd9\xa2\xd9\xa0\xd9\xa8\xd9\xa2"
	  ">",
	  " folded", "card.number", CARD },
	{ "card <4485\xc2\xa0"
	  "2753\xc2\xa0"
	  "1964\xc2\xa0"
	  "2082> x",
	  " folded", "card.number", "4485 2753 1964 2082" },
	{ "card <4485\xe2\x80\x93"
	  "2753\xe2\x80\x93"
	  "1964\xe2\x80\x93"
	  "2082> x",
	  " folded", "card.number", "4485-2753-1964-2082" },
	{ "card <44852753\xe2\x80\x8b"
	  "19642082> x",
	  " folded", "card.number", CARD },
	{ "key <" KEY_A "\xc2\xad" KEY_B "> x", " folded", "aws.access-key-id",
	  KEY },
	{ "The number of the card is <4485 2753\n1964 2082>, he said",
	  " folded", "card.number", "4485 2753 1964 2082" },
	{ "The key is <" KEY_A "\n  " KEY_B ">, he said", " folded",
	  "aws.access-key-id", KEY },
	{ "Write to <john.doe@comp-\nany.com> for more", " folded",
	  "email.address", "john.doe@company.com" },
	/* What is encoded around something else. */
	{ "{\"a\":\"{\\\"b\\\":\\\"x\\\\t<" CARD ">\\\"}\"}", " escape escape",
	  "card.number", CARD },
	{ "u=<john.doe%2540company.com>", " percent percent", "email.address",
	  "john.doe@company.com" },
	{ "u=<john.doe%26%2364%3Bcompany.com>", " percent html",
	  "email.address", "john.doe@company.com" },
	/* And what stands there as it is. */
	{ "<john.doe@company.com>\\n", "", "email.address",
	  "john.doe@company.com" },
	{ "\\n\\\"<" CARD ">\\\"", "", "card.number", CARD },
};

/* `marked` without < and >, and where they stood. */
static struct dlp_span unmark(const char *marked, struct dlp_buf *out,
			      size_t *from, size_t *to)
{
	for (const char *p = marked; *p; p++) {
		if (*p == '<')
			*from = out->len;
		else if (*p == '>')
			*to = out->len;
		else
			dlp_buf_addc(out, *p);
	}
	return dlp_buf_span(out);
}

START_TEST(values_are_found_where_they_are_encoded)
{
	struct dlp_buf buf = { 0 };
	size_t from = 0, to = 0;
	struct dlp_span text = unmark(view_case[_i].text, &buf, &from, &to);

	scan_with(text, (struct dlp_scanner_opts){ 0 });
	ck_assert_uint_eq(told.findings, 1);
	ck_assert_str_eq(told.rule, view_case[_i].rule);
	ck_assert_str_eq(told.value, view_case[_i].value);
	ck_assert_str_eq(told.decoded, view_case[_i].decoded);
	ck_assert_uint_eq(told.finding.offset, from);
	ck_assert_uint_eq(told.finding.length, to - from);
	/* Nothing of it is shown in either guise. */
	ck_assert_ptr_null(strstr(told.shown, told.value));
	ck_assert_ptr_null(strstr(told.shown, view_case[_i].value));
	/* Without views it is found where it is written plainly alone. */
	scan_with(text, (struct dlp_scanner_opts){ .no_decode = true });
	ck_assert(!told.findings || !*view_case[_i].decoded ||
		  strcmp(told.value, view_case[_i].value));
	dlp_buf_release(&buf);
}
END_TEST

/* Base64 of `plain`, `times` over. */
static void nest(struct dlp_buf *out, const char *plain, size_t times)
{
	struct dlp_buf next = { 0 };

	dlp_buf_adds(out, plain);
	while (times--) {
		dlp_buf_clear(&next);
		dlp_base64_encode(&next, dlp_buf_span(out));
		dlp_buf_clear(out);
		dlp_buf_addspan(out, dlp_buf_span(&next));
	}
	dlp_buf_release(&next);
}

START_TEST(depth_is_limited)
{
	const unsigned depth = (unsigned)_i;

	for (size_t times = 1; times <= DLP_VIEWS_DEPTH_MAX + 1; times++) {
		const size_t most = depth ? depth : (size_t)DLP_VIEWS_DEPTH;
		struct dlp_buf text = { 0 };

		nest(&text, "my card number is " CARD ", thank you", times);
		scan_with(dlp_buf_span(&text),
			  (struct dlp_scanner_opts){ .decode_depth = depth });
		ck_assert_uint_eq(told.findings, times <= most);
		ck_assert_uint_eq(told.finding.decodes, told.findings * times);
		ck_assert_uint_eq(told.faults, 0);
		dlp_buf_release(&text);
	}
}
END_TEST

/* What is not looked into is told. */
START_TEST(work_is_limited)
{
	struct dlp_buf text = { 0 };

	for (size_t i = 0; i < 400; i++)
		dlp_buf_adds(&text, "\\x7a\\u0071 %6b%6d &#122;&#113; ");
	scan_with(dlp_buf_span(&text), (struct dlp_scanner_opts){ 0 });
	ck_assert_uint_eq(told.faults, 0);
	scan_with(dlp_buf_span(&text),
		  (struct dlp_scanner_opts){ .decode_work = 1 });
	ck_assert_uint_eq(told.faults, 1);
	ck_assert_int_eq(told.code, DLP_CODE_TOO_MANY);
	dlp_buf_release(&text);
}
END_TEST

/* The place that a key of 3 KB has in a text and in its blocks. */
START_TEST(long_values_are_whole)
{
	static const char set[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop"
				  "qrstuvwxyz0123456789+/";
	struct dlp_buf text = { 0 }, key = { 0 };
	size_t before = (size_t)_i * 700, seed = 7;

	dlp_buf_adds(&key, "-----BEGIN RSA PRIVATE "
			   "KEY-----\n");
	for (size_t i = 0; i < 65 * 40; i++) {
		seed = seed * 1103515245 + 12345;
		dlp_buf_addc(&key, i % 65 == 64 ? '\n' : set[seed >> 16 & 63]);
	}
	dlp_buf_adds(&key, "-----END RSA PRIVATE "
			   "KEY-----\n");
	while (text.len < before)
		dlp_buf_adds(&text, "some text, and more. \n");
	dlp_buf_adds(&text, "client-key-data: ");
	dlp_base64_encode(&text, dlp_buf_span(&key));
	dlp_buf_adds(&text, "\nand so on\n");
	scan_with(dlp_buf_span(&text), (struct dlp_scanner_opts){ 0 });
	ck_assert_uint_eq(told.findings, 1);
	ck_assert_str_eq(told.decoded, " base64");
	ck_assert_uint_gt(told.finding.length, 3400);
	dlp_buf_release(&text);
	dlp_buf_release(&key);
}
END_TEST

/* What is more severe names what is found in it, or around it. */
START_TEST(the_severest_is_told)
{
	struct dlp_buf text = { 0 };

	dlp_buf_adds(&text, "api_key = \"");
	dlp_base64_encode(&text, DLP_SPAN("{\"mail\":\"john.doe@company.com\","
					  "\"n\":\"f81d4fae7dec11d0a765\"}"));
	dlp_buf_adds(&text, "\"\n");
	scan_with(dlp_buf_span(&text), (struct dlp_scanner_opts){ 0 });
	ck_assert_uint_eq(told.findings, 1);
	ck_assert_str_eq(told.decoded, "");
	ck_assert_int_gt(told.finding.severity, DLP_SEVERITY_LOW);
	ck_assert_uint_ge(told.finding.alsos, 1);
	dlp_buf_clear(&text);
	dlp_buf_adds(&text, "note = \"");
	dlp_base64_encode(&text, DLP_SPAN("AWS_ACCESS_KEY_ID=" KEY "\n"));
	dlp_buf_adds(&text, "\"\n");
	scan_with(dlp_buf_span(&text), (struct dlp_scanner_opts){ 0 });
	ck_assert_uint_eq(told.findings, 1);
	ck_assert_str_eq(told.rule, "aws.access-key-id");
	ck_assert_str_eq(told.decoded, " base64");
	dlp_buf_release(&text);
}
END_TEST

/* The same place with another value is known by its other half. */
START_TEST(fingerprints_tell_a_changed_value)
{
	char first[80], second[80];

	scan_text("key=%41KIAQYLP" KEY_B);
	ck_assert_uint_eq(told.findings, 1);
	strcpy(first, told.fingerprint);
	scan_text("a line\nkey=%41KIAQYLP" KEY_B);
	ck_assert_str_eq(told.fingerprint, first);
	/* However the value is written. */
	scan_text("key=A%4BIAQYLP" KEY_B);
	ck_assert_str_eq(told.fingerprint, first);
	scan_text("key=%41KIAQYLP"
		  "MN5HHHFPZAM3");
	ck_assert_uint_eq(told.findings, 1);
	strcpy(second, told.fingerprint);
	ck_assert(!strncmp(first, second, 32));
	ck_assert_str_ne(first, second);
}
END_TEST

/* Lines and columns are those of the bytes that stand in the text. */
START_TEST(positions_are_of_the_text)
{
	scan_text("one\ntwo\nmail=caf\xc3\xa9 john.doe%40company.com\n");
	ck_assert_uint_eq(told.findings, 1);
	ck_assert_uint_eq(told.finding.line, 3);
	ck_assert_uint_eq(told.finding.column, 11);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("views");

	tcase_add_loop_test(tc, values_are_found_where_they_are_encoded, 0,
			    CASES(view_case));
	tcase_add_loop_test(tc, depth_is_limited, 0, DLP_VIEWS_DEPTH_MAX + 1);
	tcase_add_test(tc, work_is_limited);
	tcase_add_loop_test(tc, long_values_are_whole, 0, 14);
	tcase_add_test(tc, the_severest_is_told);
	tcase_add_test(tc, fingerprints_tell_a_changed_value);
	tcase_add_test(tc, positions_are_of_the_text);
	return suite_run("views", tc);
}
