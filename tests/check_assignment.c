#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "match/assignment.h"
#include "suite.h"

/*
 * In `text` the keyword is "key", whatever the case; the value must be offered
 * where ^ stands in front of it.  Without a ^ nothing may be offered at all.
 */
static const char *const assignment_case[] = {
	"key=^v",
	"my_key_id = ^v",
	"key = \"^v\"",
	"key = '^v'",
	"key := `^v`",
	"key ?= \"^v\"",
	"key :::= \"^v\"",
	"key ||= '^v'",
	"$key .= \"^v\"",
	"  \"key\" => \"^v\"",
	"key: ^v",
	"\"key\": \"^v\"",
	"\\\"key\\\": \\\"^v\\\"",
	"'key' : [ '^v' ]",
	"\"key\": [\n\t\"^v\"",
	"{\"f\": \"KEY=^v\\n\"}",
	"<key>^v</key>",
	"<key>\n    ^v\n</key>",
	"<add key=\"app\" value=\"^v\"/>",
	"<k>Key</k>\n\t<string>^v</string>",
	"<td>key</td><td class=\"x\">^v</td>",
	"<key>^v</key>\n</dict>",
	"<b>key</b> v",
	"<td>key</td>",
	"<td>key</td><td",
	"set(\"key\", \"^v\")",
	"'key' , '\"^v\"'",
	"key , v",
	"setKey(^v)",
	"client({ key: '^v' })",
	"os.environ[\"KEY\"] = \"^v\"",
	"config['a'].key = b\"^v\"",
	"var key string = \"^v\"",
	"key: String = \"^v\"",
	"key->^v",
	"--key ^v",
	"--key=^v",
	"-key \"^v\"",
	"ENV APP_KEY ^v",
	"X-Key: Bearer ^v",
	"\"Key\": \"token ^v\"",
	"- name: KEY\n  value: ^v",
	"{\"name\": \"key\",\n\"value\": \"^v\"}",
	"provider key {\n  id = \"^v\"",
	"variable key {\n  type = string\n  default = \"^v\"",
	"\"key\": {\n  \"shape\": \"v\",\n  \"title\": \"v\"\n}",
	"\"key\": {\n  \"types\": \"^v\"",
	"key {\n  description",
	"key =\n    \"^v\"",
	"set(\"key\",\n    \"^v\")",
	"set('my-key',\n    '^v')",
	"key token ^v",
	"keySecret ^v",
	"key.io api-token \"^v\"",
	"the api key is ^v",
	"the key is ^v",
	"der Key ist \"^v\"",
	"the key was v",
	"the keys is v",
	"key; v",
	"key\nv",
	"key:\nother",
	"key, v",
	"[\"key\",\n    \"v\"]",
	"(\"a\",\n \"key\",\n \"v\")",
	"key=\nother",
	"key(\nother",
	"MYKEY v",
	"key",
	"key=",
	"key = \"",
};

START_TEST(assignment_value_is_offered)
{
	const char *p = assignment_case[_i], *mark = strchr(p, '^');
	char text[128];
	size_t n = 0, key = 0, offers = 0;
	bool found = false;
	struct dlp_assignment a;

	for (; *p; p++)
		if (p != mark)
			text[n++] = *p;
	while (strncasecmp(text + key, "key", 3) != 0)
		key++;
	dlp_assignment_begin(&a, (struct dlp_span){ text, n }, key);
	for (; dlp_assignment_next(&a); offers++) {
		ck_assert_uint_lt(a.value, n);
		found |=
			mark && a.value == (size_t)(mark - assignment_case[_i]);
	}
	if (mark)
		ck_assert_msg(found, "%s", assignment_case[_i]);
	else
		ck_assert_msg(!offers, "%s", assignment_case[_i]);
}
END_TEST

/* The operator stands where it is just looked for, and one byte behind. */
START_TEST(assignment_name_has_a_limit)
{
	char text[DLP_ASSIGNMENT_NAME + 8];
	struct dlp_assignment a;

	for (size_t more = 0; more < 2; more++) {
		size_t at = DLP_ASSIGNMENT_NAME - 1 + more;

		memset(text, 'k', sizeof(text));
		text[at] = '=';
		dlp_assignment_begin(
			&a, (struct dlp_span){ text, sizeof(text) }, 0);
		ck_assert_int_eq(dlp_assignment_next(&a), !more);
	}
}
END_TEST

START_TEST(assignment_gap_has_a_limit)
{
	char text[DLP_ASSIGNMENT_GAP + 16];
	struct dlp_assignment a;

	for (size_t more = 0; more < 2; more++) {
		size_t value = 3 + DLP_ASSIGNMENT_GAP - 1 + more;

		memset(text, ' ', sizeof(text));
		memcpy(text, "key=", 4);
		text[value] = 'v';
		dlp_assignment_begin(
			&a, (struct dlp_span){ text, sizeof(text) }, 0);
		ck_assert_int_eq(dlp_assignment_next(&a), !more);
	}
}
END_TEST

/* Every cut of a text is read within its bounds, and comes to an end. */
START_TEST(assignment_ends)
{
	static const char text[] = "key: [({\"'= \n key=>=:--->{\n value , \"";

	for (size_t n = 1; n < sizeof(text); n++)
		for (size_t at = 0; at < n; at++) {
			char *copy = malloc(n);
			struct dlp_assignment a;
			size_t offers = 0;

			memcpy(copy, text, n);
			dlp_assignment_begin(&a, (struct dlp_span){ copy, n },
					     at);
			while (dlp_assignment_next(&a))
				ck_assert_uint_lt(offers++, n);
			free(copy);
		}
}
END_TEST

static unsigned below(unsigned n)
{
	static uint32_t seed = 1;

	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

/* What stands behind its reach changes nothing. */
START_TEST(assignment_reach_is_all_it_sees)
{
	static const char *const piece[] = {
		"key", " ", "    ",  "=",       ":",        "\n", "\"",
		",",   "(", "{ ",    "type: a", "value",    "->", "Bearer ",
		"is ", "[", "<key>", "</",      "<string>", "-",  "\n\n\t ",
	};
	enum { PIECES = sizeof(piece) / sizeof(*piece) };
	size_t far = 0;

	for (unsigned turn = 0; turn < 100000; turn++) {
		char text[2 * DLP_ASSIGNMENT_REACH] = "key";
		struct dlp_assignment all, cut;
		size_t n = 3, values = 0;

		while (n < sizeof(text) - 10) {
			const char *p = piece[below(PIECES)];

			for (unsigned times = 1 + below(3); times-- && *p;)
				if (n < sizeof(text) - 10) {
					memcpy(text + n, p, strlen(p));
					n += strlen(p);
				}
		}
		dlp_assignment_begin(&all, (struct dlp_span){ text, n }, 0);
		dlp_assignment_begin(
			&cut, (struct dlp_span){ text, DLP_ASSIGNMENT_REACH },
			0);
		while (dlp_assignment_next(&all)) {
			values++;
			ck_assert(dlp_assignment_next(&cut));
			ck_assert_uint_eq(all.value, cut.value);
			far += all.value > DLP_ASSIGNMENT_NAME;
		}
		ck_assert(!dlp_assignment_next(&cut));
		ck_assert_uint_le(values, DLP_ASSIGNMENT_NAME);
	}
	ck_assert_uint_gt(far, 100);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("assignment");

	tcase_add_loop_test(tc, assignment_value_is_offered, 0,
			    CASES(assignment_case));
	tcase_add_test(tc, assignment_name_has_a_limit);
	tcase_add_test(tc, assignment_gap_has_a_limit);
	tcase_add_test(tc, assignment_ends);
	tcase_add_test(tc, assignment_reach_is_all_it_sees);
	return suite_run("assignment", tc);
}
