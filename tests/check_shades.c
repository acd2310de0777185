#define _GNU_SOURCE /* memmem(3) */

#include "detect/shades.h"

#include "base/pool.h"
#include "scan.h"
#include "suite.h"

/* What is added, as ranges; and what is told of each of 24 bytes then. */
static const struct {
	const char *name, *steps, *shaded;
} shade_case[] = {
	{ "none", "", "........................" },
	{ "one", "+2,5", "..###..................." },
	{ "two", "+2,5 +7,9", "..###..##..............." },
	{ "two that touch", "+2,5 +5,8", "..######................" },
	{ "two that overlap", "+2,6 +4,9", "..#######..............." },
	{ "one within another", "+2,12 +4,6", "..##########............" },
	{ "one around others", "+4,6 +8,9 +2,12", "..##########............" },
	{ "one between two", "+2,4 +8,9 +5,6", "..##.#..#..............." },
	{ "one that joins two", "+2,4 +8,9 +4,8", "..#######..............." },
	{ "one in front of all", "+8,9 +0,1", "#.......#..............." },
	{ "the same again", "+2,4 +2,4", "..##...................." },
	{ "what is forgotten", "+2,4 +6,8 +10,12 |9",
	  "..........##............" },
	{ "not what goes on there", "+2,4 +6,12 |9",
	  "......######............" },
	{ "room behind what went", "+0,1 +2,3 |9 +12,14 +10,11",
	  "..........#.##.........." },
};

START_TEST(values_are_known)
{
	struct dlp_shades shades = { 0 };
	const char *p = shade_case[_i].steps;
	size_t a, b;
	char *end;

	while (*p) {
		bool forget = *p == '|';

		a = strtoul(p + 1, &end, 10);
		if (forget) {
			dlp_shades_forget(&shades, a);
		} else {
			b = strtoul(end + 1, &end, 10);
			ck_assert(dlp_shades_add(&shades, a, b));
		}
		p = end + (*end == ' ');
	}
	for (unsigned i = 0; i < 24; i++)
		for (unsigned j = i + 1; j <= 24; j++)
			ck_assert_msg(dlp_shades_any(&shades, i, j) ==
					      (memchr(shade_case[_i].shaded + i,
						      '#', j - i) != NULL),
				      "%s: %u,%u", shade_case[_i].name, i, j);
	dlp_shades_clear(&shades);
	ck_assert(!dlp_shades_any(&shades, 0, 24));
	dlp_shades_release(&shades);
}
END_TEST

static const struct dlp_rule plain = { .id = { "t.plain", 7 } };

/* <the value>, and {others}; the line as it is shown. */
static const struct {
	const char *text, *shown;
} line_case[] = {
	{ "call <value> now", "call ******** now" },
	{ "call {Ann Lee} at <value> now",
	  "call ******** ******** at ******** now" },
	{ "at <value> is {Ann Lee} now",
	  "at ******** is ******** ******** now" },
	{ "{Ann}, <value>, {Lee}", "********, ********, ********" },
	{ "({Ann}) <value>", "(********) ********" },
	{ "a word that {ends}so, <value>", "a word that ********, ********" },
	{ "a word so{begun}, <value>", "a word ********, ********" },
	{ "{a word <value> behind} it",
	  "******** ******** ******** ******** it" },
	{ "{Ann} lives\n<value> {Lee}\nthere", "******** ********" },
	{ "\xff {Ann} \xff <value> \xff {Lee}",
	  "\xef\xbf\xbd ******** \xef\xbf\xbd ******** \xef\xbf\xbd ********" },
	{ "{J\xc3\xb6rg} \xc3\xa9 <value>", "******** \xc3\xa9 ********" },
	{ "12345678 {Ann} no9 <value> {Ann}",
	  "******** ******** ******** ******** ********" },
	{ "a=b {Ann} <12345678> {Ann} c",
	  "a=******** ******** ******** ******** c" },
};

START_TEST(words_of_others_are_masked)
{
	struct dlp_shades shades = { 0 };
	struct dlp_match match = { .rule = &plain };
	struct dlp_mask_run run[DLP_MASK_RUNS];
	struct dlp_excerpt excerpt;
	struct dlp_buf text, made, out;
	size_t from = 0;

	dlp_buf_init(&text, 0);
	dlp_buf_init(&made, 0);
	dlp_buf_init(&out, 0);
	for (const char *p = line_case[_i].text; *p; p++) {
		if (*p == '<')
			match.value_start = text.len;
		else if (*p == '>')
			match.value_end = text.len;
		else if (*p == '{')
			from = text.len;
		else if (*p == '}')
			ck_assert(dlp_shades_add(&shades, 1000 + from,
						 1000 + text.len));
		else
			dlp_buf_addc(&text, *p);
	}
	dlp_mask_excerpt(&made, &match, dlp_buf_span(&text), NULL,
			 DLP_SHADES_REACH, run, &excerpt);
	dlp_shades_excerpt(&shades, &excerpt, 1000 + match.value_start, &out);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, line_case[_i].shown);
	dlp_shades_release(&shades);
	dlp_buf_release(&text);
	dlp_buf_release(&made);
	dlp_buf_release(&out);
}
END_TEST

/* Masked words may be longer than they were: the value still is in sight, and
 * all is cut as before. */
START_TEST(excerpts_stay_short)
{
	struct dlp_shades shades = { 0 };
	struct dlp_match match = { .rule = &plain };
	struct dlp_mask_run run[DLP_MASK_RUNS];
	struct dlp_excerpt excerpt;
	struct dlp_buf made, out;
	char text[1201];

	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? ' ' : 'a';
	memcpy(text + 600, "VALUE", 5);
	match.value_start = 600;
	match.value_end = 605;
	ck_assert(dlp_shades_add(&shades, 0, sizeof(text)));
	dlp_buf_init(&made, 0);
	dlp_buf_init(&out, 0);
	dlp_mask_excerpt(&made, &match, (struct dlp_span){ text, sizeof(text) },
			 NULL, DLP_SHADES_REACH, run, &excerpt);
	ck_assert_uint_eq(excerpt.value, DLP_MASK_EXCERPT / 2);
	dlp_shades_excerpt(&shades, &excerpt, 600, &out);
	ck_assert_uint_le(out.len, DLP_MASK_EXCERPT);
	ck_assert_uint_gt(out.len, DLP_MASK_EXCERPT / 2 + 8);
	for (size_t i = 0; i < out.len; i++)
		ck_assert(out.ptr[i] == '*' || out.ptr[i] == ' ');
	dlp_shades_release(&shades);
	dlp_buf_release(&made);
	dlp_buf_release(&out);
}
END_TEST

/* Values of letters alone, which no excerpt would mask by itself. */
static const char rules[] =
	"[t.low]\nname = a\nkeywords = zzq\nregex = \\bzzq[a-y]{3,9}\\b\n"
	"category = pii\nconfidence = medium\nexample = zzqabc\nreject = zzq\n"
	"[t.two]\nname = a\nkeywords = zzw\n"
	"regex = \\bzzw[a-y]{2,6} [a-y]{3,9}z\\b\ncategory = pii\n"
	"confidence = medium\nexample = zzwabc defz\nreject = zzw\n"
	"[t.near]\nname = a\nkeywords = zzn\nregex = \\bzzn[a-y]{3,9}\\b\n"
	"category = pii\nconfidence = medium\nnear = t.low within 1 lines raises\n"
	"example = zznabc\nreject = zzn\n";

static const char *const words[] = {
	"the",
	"of",
	"zzqabcd",
	"zzwann leez",
	"and",
	"zznabcde",
	"is",
	"\n",
	"for",
	"a",
	"\\u007azqbcde",
	"enpxZWZnaCBpcyB6enFoaWogb2theQ==",
	"zzqabcd,",
	"zzw\\u0061nn meez",
	"no.",
};

static uint32_t next(uint32_t *seed)
{
	return *seed = *seed * 1664525u + 1013904223u;
}

/* No excerpt shows a letter that only values have, at either end. */
static void check_excerpt(void *arg, const struct dlp_record *record)
{
	const struct dlp_span line = record->finding.excerpt;
	size_t *told = arg;

	if (record->type != DLP_RECORD_FINDING)
		return;
	++*told;
	if (line.len && memchr(line.ptr, 'z', line.len))
		ck_abort_msg("shown: %.*s", (int)line.len, line.ptr);
}

static void make_text(struct dlp_buf *text, size_t size, uint32_t seed)
{
	while (text->len < size) {
		dlp_buf_adds(text, words[next(&seed) / 65536 %
					 (sizeof(words) / sizeof(*words))]);
		dlp_buf_addc(text, ' ');
	}
}

/* Wherever the text is cut: the same, and no value in the line of another. */
START_TEST(no_excerpt_shows_a_value)
{
	const struct dlp_scanner_opts opts = {
		.min_confidence = DLP_CONFIDENCE_MEDIUM,
	};
	struct dlp_buf text, whole;
	struct scan scan;
	size_t told = 0;

	scan_open(&scan, false, rules, &opts);
	scan.see = check_excerpt;
	scan.arg = &told;
	dlp_buf_init(&text, 0);
	dlp_buf_init(&whole, 0);
	make_text(&text, 9000, (uint32_t)_i + 1);
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	dlp_buf_addspan(&whole, dlp_buf_span(&scan.out));
	ck_assert_uint_gt(told, 400);
	for (size_t step = 1; step < 3000; step = step * 3 + 1) {
		size_t cuts[10000], n = 0;

		for (size_t at = step; at < text.len; at += step)
			cuts[n++] = at;
		scan_cut(&scan, dlp_buf_span(&text), cuts, n);
		ck_assert(scan_same(dlp_buf_span(&whole),
				    dlp_buf_span(&scan.out)));
	}
	dlp_buf_release(&text);
	dlp_buf_release(&whole);
	scan_close(&scan);
}
END_TEST

static void check_names(void *arg, const struct dlp_record *record)
{
	const struct dlp_span line = record->finding.excerpt;

	(void)arg;
	if (record->type == DLP_RECORD_FINDING &&
	    (memmem(line.ptr, line.len, "Thorn", 5) ||
	     memmem(line.ptr, line.len, "Marga", 5)))
		ck_abort_msg("shown: %.*s", (int)line.len, line.ptr);
}

/* Nor what is known later: names, when their sentence is at its end. */
START_TEST(names_of_later_sentences_are_masked)
{
	static const char prose[] =
		"We met in the morning and talked about the weather.\n";
	static const char line[] =
		"Please call +44 20 7946 0958 today. Then my friend Margaret "
		"Thornton will come to see you";
	static const char more[] = ", and we talk about the weather";
	struct dlp_buf text, whole;
	struct scan scan;
	size_t at;

	scan_open(&scan, true, NULL, NULL);
	scan.see = check_names;
	dlp_buf_init(&text, 0);
	dlp_buf_init(&whole, 0);
	dlp_buf_adds(&text, prose);
	at = text.len;
	dlp_buf_adds(&text, line);
	/* Longer than what rules look at behind a value, or not. */
	while (_i && text.len - at < 900)
		dlp_buf_adds(&text, more);
	dlp_buf_adds(&text, ".\n");
	while (text.len < 6000)
		dlp_buf_adds(&text, prose);
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	ck_assert_uint_eq(scan.findings, 2);
	dlp_buf_addspan(&whole, dlp_buf_span(&scan.out));
	for (size_t i = 0; i < 2200; i++) {
		size_t cut = at + i;

		scan_cut(&scan, dlp_buf_span(&text), &cut, 1);
		ck_assert(scan_same(dlp_buf_span(&whole),
				    dlp_buf_span(&scan.out)));
	}
	dlp_buf_release(&text);
	dlp_buf_release(&whole);
	scan_close(&scan);
}
END_TEST

/* Nor where other threads scan ahead. */
START_TEST(threads_show_nothing)
{
	struct dlp_scanner_opts opts = {
		.min_confidence = DLP_CONFIDENCE_MEDIUM,
		.range = 9000,
	};
	struct dlp_pool *pool = dlp_pool_new(2);
	struct dlp_buf text, whole;

	ck_assert_ptr_nonnull(pool);
	dlp_buf_init(&text, 0);
	dlp_buf_init(&whole, 0);
	make_text(&text, 40000, 77);
	for (int i = 0; i < 2; i++) {
		struct scan scan;
		size_t told = 0;

		opts.pool = i ? pool : NULL;
		scan_open(&scan, false, rules, &opts);
		scan.see = check_excerpt;
		scan.arg = &told;
		scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
		ck_assert_uint_gt(told, 1500);
		if (i)
			ck_assert(scan_same(dlp_buf_span(&whole),
					    dlp_buf_span(&scan.out)));
		dlp_buf_addspan(&whole, dlp_buf_span(&scan.out));
		scan_close(&scan);
	}
	dlp_pool_free(pool);
	dlp_buf_release(&text);
	dlp_buf_release(&whole);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("shades");

	tcase_set_timeout(tc, 60);
	tcase_add_loop_test(tc, values_are_known, 0, CASES(shade_case));
	tcase_add_loop_test(tc, words_of_others_are_masked, 0,
			    CASES(line_case));
	tcase_add_test(tc, excerpts_stay_short);
	tcase_add_loop_test(tc, no_excerpt_shows_a_value, 0, 4);
	tcase_add_loop_test(tc, names_of_later_sentences_are_masked, 0, 2);
	tcase_add_test(tc, threads_show_nothing);
	return suite_run("shades", tc);
}
