#include <string.h>

#include "detect/column.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static const struct {
	const char *text, *word;
	bool has;
} word_case[] = {
	{ "card", "card", true },
	{ "cards", "card", true },
	{ "CARD", "card", true },
	{ "discard", "card", false },
	{ "my_card", "card", true },
	{ "myCard", "card", true },
	{ "MYCARD", "card", false },
	{ "my card", "CARD", true },
	{ "car", "card", false },
	{ "12card", "card", true },
	{ "a12", "12", true },
	{ "312", "12", false },
	{ "\xc3\xa9t\xc3\xa9", "\xc3\xa9t", true },
	{ "x\xc3\xa9t", "\xc3\xa9t", true },
	{ "", "card", false },
	{ "since", "sin", false },
	{ "SINCE", "sin", false },
	{ "sin:", "sin", true },
	{ "my sin", "sin", true },
	{ "SINs", "sin", true },
	{ "sinsof", "sin", false },
	{ "sinValue", "sin", true },
	{ "sin2", "sin", true },
	{ "ss#no", "ss#", true },
};

START_TEST(words_begin_where_they_may)
{
	struct dlp_words words;

	dlp_words_find(&words, span(word_case[_i].text));
	ck_assert_int_eq(dlp_words_has(&words, span(word_case[_i].word)),
			 word_case[_i].has);
}
END_TEST

/* The value is what stands behind the |, which goes. */
static const struct {
	const char *text, *key;
} key_case[] = {
	{ "key: |", "key" },
	{ "key=|", "key" },
	{ "\"key\":\"|", "key" },
	{ "<key>|", "key" },
	{ "a, my key = '|", "my key" },
	{ "order=2106358503 user=|", "user" },
	{ "no account of the user id=|", "id" },
	{ "my key =|", "my key" },
	{ "my key=\"|", "key" },
	{ "12.5 2fa-code: |", "2fa-code" },
	{ "09:|", "" },
	{ "x;a.b-c_d := (|", "a.b-c_d" },
	{ "key |", "" },
	{ "|", "" },
	{ ":|", "" },
	{ "key:\n|", "" },
	/* No longer than counts, and the separator no further off. */
	{ "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefg"
	  "=|",
	  "defghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefg" },
	{ "key:                                                              "
	  "  |",
	  "" },
};

START_TEST(keys_stand_in_front)
{
	const char *text = key_case[_i].text;
	size_t at = strlen(text) - 1;
	struct dlp_span key = dlp_column_key((struct dlp_span){ text, at }, at);

	ck_assert_uint_eq(key.len, strlen(key_case[_i].key));
	ck_assert(!key.len || !memcmp(key.ptr, key_case[_i].key, key.len));
}
END_TEST

static const struct {
	const char *column, *name;
	bool says;
} column_case[] = {
	{ "pass", "pass", true },
	{ "pass_word", "password", true },
	{ "userPassWord", "password", true },
	{ "thepassword", "password", true },
	{ "my-card-no", "card_no", true },
	{ "bypass", "pass", false }, /* too short to stand anywhere */
	{ "pass", "password", false },
	{ "drowssap", "password", false },
	{ "", "pass", false },
};

START_TEST(columns_say_names)
{
	struct dlp_span names[2] = { span("zzz"), span(column_case[_i].name) };
	const struct dlp_letters letters[2] = { dlp_letters_of(names[0]),
						dlp_letters_of(names[1]) };
	const struct dlp_list list = { names, 2 };
	struct dlp_column column;

	dlp_column_set(&column, span(column_case[_i].column));
	/* Asked twice: what was found out is kept. */
	for (int n = 0; n < 2; n++)
		ck_assert_ptr_eq(dlp_column_find(&column, list, letters),
				 column_case[_i].says ? &names[1] : NULL);
}
END_TEST

static uint64_t seed;

static size_t below(size_t n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (size_t)(seed >> 33) % n;
}

/* The letters refuse no name that a look would find. */
START_TEST(letters_refuse_none)
{
	static const char set[] = "abAB01_- .";
	size_t found = 0;

	seed = (uint64_t)_i + 1;
	for (int turn = 0; turn < 20000; turn++) {
		const struct dlp_letters all = { { 0 } };
		char text[40], name[8];
		struct dlp_span t = { text, below(sizeof(text)) };
		struct dlp_span n = { name, 1 + below(sizeof(name)) };
		const struct dlp_list list = { &n, 1 };
		struct dlp_letters letters;
		struct dlp_column column;

		for (size_t i = 0; i < t.len; i++)
			text[i] = set[below(sizeof(set) - 1)];
		for (size_t i = 0; i < n.len; i++)
			name[i] = set[below(sizeof(set) - 1)];
		letters = dlp_letters_of(n);
		dlp_column_set(&column, t);
		if (!dlp_column_find(&column, list, &all))
			continue;
		found++;
		ck_assert_ptr_nonnull(dlp_column_find(&column, list, &letters));
	}
	ck_assert_uint_gt(found, 100);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("column");

	tcase_add_loop_test(tc, words_begin_where_they_may, 0,
			    CASES(word_case));
	tcase_add_loop_test(tc, keys_stand_in_front, 0, CASES(key_case));
	tcase_add_loop_test(tc, columns_say_names, 0, CASES(column_case));
	tcase_add_loop_test(tc, letters_refuse_none, 0, 4);
	return suite_run("column", tc);
}
