#include "detect/keys.h"
#include "scan.h"
#include "suite.h"

#define RULES                                                         \
	"[t.plain]\nname = a\nkeywords = none\nregex = zz\\d+\n"      \
	"category = pii\nexample = zz1\nreject = z\n"                 \
	"[t.more]\nname = a\nkeywords = none\nregex = \\dzz\\d\\w*\n" \
	"category = pii\nexample = 1zz1\nreject = z\n"

/* The keys that were told, each with a blank before it; `-` for none. */
struct keys {
	char text[2000];
	size_t len;
};

static void see(void *arg, const struct dlp_record *record)
{
	struct keys *keys = arg;
	const struct dlp_finding *f = &record->finding;
	struct dlp_arena arena = { 0 };
	struct dlp_json *at = NULL;
	struct dlp_error err;
	const struct dlp_json *key;

	if (record->type != DLP_RECORD_FINDING)
		return;
	if (f->at.len)
		ck_assert_int_eq(dlp_json_parse(f->at, &arena, &at, &err),
				 DLP_OK);
	key = dlp_json_get(at, "key");
	keys->len += (size_t)snprintf(
		keys->text + keys->len, sizeof(keys->text) - keys->len, " %.*s",
		key ? (int)key->text.len : 1, key ? key->text.ptr : "-");
	ck_assert_uint_lt(keys->len, sizeof(keys->text));
	dlp_arena_release(&arena);
}

static void open_rules(struct scan *scan, struct keys *keys)
{
	scan_open(scan, false, RULES, NULL);
	scan->see = see;
	scan->arg = keys;
}

static const struct {
	const char *text, *keys;
} key_case[] = {
	/* JSON. */
	{ "{\"a\":\"zz1\",\"b\":{\"c\":[1,\"zz2\",{\"d\":\"zz3\"}]}}",
	  " .a .b.c[1] .b.c[2].d" },
	{ "[\"zz1\", [zz2, 3, {\"a\": 1, \"b\" : zz3}]]",
	  " .[0] .[1][0] .[1][2].b" },
	{ "{\"odd key\":{\"a\\\"b\":zz1},\"\":zz2,\"\\u00e9\":zz3,\"_9\":zz4}",
	  " .\"odd key\".\"a\\\"b\" .\"\" .\"\u00e9\" .\"********\"" },
	/* In a key it is in what is around that. */
	{ "{\"a\":{\"zz1\":1,\"b\":\"zz2\"}}", " .a .a.b" },
	{ "{\"a\":\"{\\\"b\\\":[\",\"c\":zz1}", " .c" },
	{ "{\"a\":1}}]\"zz1\"", " -" },
	/* One value a line; what is wrong with a line is so no longer. */
	{ "{\"a\":\"zz1\"}\n{\"a\":{\"b\":\"zz2\"}}\n{\"a\":{\"b\n{\"c\":zz3}\n",
	  " .a .a.b .c" },
	{ "[1,\"zz1\"]\n[\"zz2\"]\n", " .[1] .[0]" },
	/* A key may be what is looked for. */
	{ "{\"users\":{\"a@b.example\":{\"x\":zz1},\"078051120\":[zz2]}}",
	  " .users.\"********\".x .users.\"********\"[0]" },
	/* YAML. */
	{ "a: zz1\nb:\n  c: zz2\n  d:\n    - zz3\n    - e: zz4\n      f: zz5\n"
	  "  g: zz6\nh: zz7\n",
	  " .a .b.c .b.d[0] .b.d[1].e .b.d[1].f .b.g .h" },
	{ "a:\n- zz1\n- - zz2\n  - zz3\n-\n  b: zz4\nc: zz5\n",
	  " .a[0] .a[1][0] .a[1][1] .a[2].b .c" },
	{ "'x y': zz1\n\"q\\\"r\": zz2\nplain key: zz3\n",
	  " .\"x y\" .\"q\\\"r\" .\"plain key\"" },
	{ "a: {b: zz1, 'c d': [zz2, {e: zz3}],\n  f: zz4}\ng: zz5\n",
	  " .a.b .a.\"c d\"[0] .a.\"c d\"[1].e .a.f .g" },
	{ "a: [zz1,\n  zz2]\nb: zz3\n", " .a[0] .a[1] .b" },
	{ "a: |\n  b: zz1\n\n  - zz2\nc: >-\n  zz3\nd: zz4\n", " .a .a .c .d" },
	{ "a: &x zz1\nb: !t zz2\n&y c: zz3\nd: *x # zz4\n", " .a .b .c .d" },
	{ "a: \"one\n  b: zz1\"\nb: 'it''s'\nc: zz2\n", " .a .c" },
	{ "---\na: zz1\n---\nb: zz2\n...\n--- # x\nc: zz3\n", " .a .b .c" },
	{ "a:\n  zz1\n  zz2\nb: http://zz3\n", " .a .a .b" },
	{ "a: 1\nb:\n  zz1: 2\n", " .b" },
	{ "\xef\xbb\xbf"
	  "a: zz1\r\nb:\r\n  c: zz2\r\n",
	  " .a .b.c" },
	/* Lines. */
	{ "a = zz1\nb=zz2\n# zz3\n", " a b -" },
	{ "; x\n[s t]\na = zz1\n[u]\nb: zz2\n", " s t.a u.b" },
	{ "[a.b]\n\"c d\" = zz1\n[[e]]\nf = [\n  zz2,\n]\n",
	  " a.b.\"c d\" e.f" },
	{ "[a]\nb = \"\"\"\nzz1\nc = zz2\n\"\"\"\nd = zz3\n", " a.b a.b a.d" },
	{ "export A=zz1\nB='zz2'\n", " A B" },
	{ "a.b = one \\\nzz1\nc = zz2\n", " a.b c" },
	{ "[core]\n\ta = zz1\n\tb = zz2\n\t  zz3\n", " core.a core.b core.b" },
	/* What is none of these. */
	{ "zz1", " -" },
	{ "note: zz1\n", " -" },
	{ "int main(void)\n{\n\ta = zz1;\n}\n", " -" },
	{ "a: 1\nb: 2\nand so on\nc: zz1\n", " -" },
	{ "all: zz1\n\tcc zz2\nb: c\n", " - -" },
	{ "{ a = zz1 }", " -" },
	{ "a,b\n1,zz1\n", " -" },
};

START_TEST(keys_are_told)
{
	const char *text = key_case[_i].text;
	struct dlp_span span = { text, strlen(text) };
	struct keys keys;
	struct scan scan;

	open_rules(&scan, &keys);
	for (size_t cut = 0; cut <= span.len; cut++) {
		keys.len = 0;
		scan_cut(&scan, span, &cut, 1);
		ck_assert_str_eq(keys.text, key_case[_i].keys);
	}
	scan_close(&scan);
}
END_TEST

/* A text that is longer than what is kept of it, in three forms. */
static void make_long(struct dlp_buf *text, int form)
{
	static const char *const begin[] = { "{\"list\":[", "", "list:\n", "" };
	char blanks[70];

	memset(blanks, ' ', sizeof(blanks));
	dlp_buf_adds(text, begin[form]);
	for (unsigned i = 0; i < 12000; i++) {
		const char *value = i % 500 == 3 ? "zz" : "no";

		switch (form) {
		case 0:
			dlp_buf_addf(text,
				     "%s{\"k\":\"%s%u\",\"l\":[{}],"
				     "\"m\":\"]}\\\\\\\", {[%.*s\"}",
				     i ? ",\n" : "", value, i, (int)(i % 70),
				     blanks);
			break;
		case 1:
			dlp_buf_addf(text, "{\"k\":{\"n\":\"%s%u\"}}\n", value,
				     i);
			break;
		case 2:
			dlp_buf_addf(text,
				     "  - k: %s%u\n    l: [1]\n"
				     "    m: |\n      - - x: 1\n"
				     "    n:\n    - one\n    - two: %.*s3\n"
				     "      \"o\": 'four\n  - five: 6'\n",
				     value, i, (int)(i % 70), blanks);
			break;
		default:
			dlp_buf_addf(text, "[s]\nk=%s%u\n", value, i);
		}
	}
}

/* Around the number of the item, where there is one. */
static const char *const long_key[][2] = { { " .list[", "].k" },
					   { " .k.n", NULL },
					   { " .list[", "].k" },
					   { " s.k", NULL } };

/* However it comes in pieces, also when they are tiny or all of it. */
START_TEST(pieces_change_nothing)
{
	static const size_t step[] = { 1 << 20, 32 << 10, 4099, 7 };
	struct dlp_buf text, want;
	struct keys keys;
	struct scan scan;

	dlp_buf_init(&text, 0);
	dlp_buf_init(&want, 0);
	make_long(&text, _i);
	for (unsigned i = 3; i < 12000; i += 500) {
		dlp_buf_adds(&want, long_key[_i][0]);
		if (long_key[_i][1])
			dlp_buf_addf(&want, "%u%s", i, long_key[_i][1]);
	}
	dlp_buf_addc(&want, '\0');
	open_rules(&scan, &keys);
	for (size_t i = 0; i < sizeof(step) / sizeof(*step); i++) {
		struct dlp_span span = dlp_buf_span(&text);
		size_t n = (span.len - 1) / step[i];
		size_t *cuts = malloc((n + 1) * sizeof(*cuts));

		ck_assert_ptr_nonnull(cuts);
		for (size_t j = 0; j < n; j++)
			cuts[j] = (j + 1) * step[i];
		keys.len = 0;
		scan_cut(&scan, span, cuts, n);
		ck_assert_str_eq(keys.text, want.ptr);
		free(cuts);
	}
	scan_close(&scan);
	dlp_buf_release(&text);
	dlp_buf_release(&want);
}
END_TEST

static void expect(const struct dlp_buf *text, const char *want)
{
	struct keys keys = { .len = 0 };
	struct scan scan;

	open_rules(&scan, &keys);
	scan_cut(&scan, dlp_buf_span(text), NULL, 0);
	ck_assert_str_eq(keys.text, want);
	scan_close(&scan);
}

/* A level more than is told, and all levels again behind it. */
START_TEST(deep_ones_are_cut)
{
	struct dlp_buf text, want;

	dlp_buf_init(&text, 0);
	dlp_buf_init(&want, 0);
	dlp_buf_adds(&text, "{\"a\":");
	dlp_buf_adds(&want, " .a");
	for (int i = 0; i < DLP_KEYS_DEPTH; i++)
		dlp_buf_addc(&text, '[');
	for (int i = 1; i < DLP_KEYS_DEPTH; i++)
		dlp_buf_adds(&want, "[0]");
	dlp_buf_adds(&text, "\"zz1\"");
	for (int i = 0; i < DLP_KEYS_DEPTH; i++)
		dlp_buf_addc(&text, ']');
	dlp_buf_adds(&text, ",\"b\":\"zz2\"}");
	dlp_buf_adds(&want, "\u2026 .b");
	dlp_buf_addc(&want, '\0');
	expect(&text, want.ptr);
	dlp_buf_release(&text);
	dlp_buf_release(&want);
}
END_TEST

/* A name of 18 letters is not masked; blanks make a long one of them. */
START_TEST(long_ones_are_cut)
{
	struct dlp_buf text;
	struct keys keys = { .len = 0 };
	struct scan scan;

	dlp_buf_init(&text, 0);
	for (int i = 0; i < 20; i++) {
		dlp_buf_addc(&text, '{');
		dlp_buf_addc(&text, '"');
		for (int j = 0; j < 40; j++)
			dlp_buf_adds(&text, "word ");
		dlp_buf_adds(&text, "\":");
	}
	dlp_buf_adds(&text, "\"zz1\"");
	open_rules(&scan, &keys);
	scan_cut(&scan, dlp_buf_span(&text), NULL, 0);
	ck_assert_uint_gt(keys.len, DLP_KEYS_PATH);
	ck_assert_uint_lt(keys.len, DLP_KEYS_PATH + 2 * DLP_KEYS_NAME);
	ck_assert_str_eq(keys.text + keys.len - 3, "\u2026");
	ck_assert_ptr_nonnull(strstr(keys.text, "word wor\u2026\"."));
	scan_close(&scan);
	dlp_buf_release(&text);
}
END_TEST

/* What the text is told with stays; a part of a document has no keys. */
static const struct {
	const char *at, *want;
} at_case[] = {
	{ "{\"commit\":\"c\"}", "{\"commit\":\"c\",\"key\":\".a\"}" },
	{ "{}", "{\"key\":\".a\"}" },
	{ "{\"part\":\"text\"}", "{\"part\":\"text\"}" },
	{ "{\"key\":\"own\"}", "{\"key\":\"own\"}" },
};

START_TEST(at_keeps_what_it_has)
{
	const char *text = "{\"a\":\"zz1\"}";
	struct keys keys = { .len = 0 };
	struct scan scan;
	char want[80];

	open_rules(&scan, &keys);
	scan.at = (struct dlp_span){ at_case[_i].at, strlen(at_case[_i].at) };
	scan_cut(&scan, (struct dlp_span){ text, strlen(text) }, NULL, 0);
	dlp_buf_addc(&scan.out, '\0');
	snprintf(want, sizeof(want), "\"at\":%s,", at_case[_i].want);
	ck_assert_ptr_nonnull(strstr(scan.out.ptr, want));
	scan_close(&scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("keys");

	tcase_add_loop_test(tc, keys_are_told, 0, CASES(key_case));
	tcase_add_loop_test(tc, pieces_change_nothing, 0, CASES(long_key));
	tcase_add_test(tc, deep_ones_are_cut);
	tcase_add_test(tc, long_ones_are_cut);
	tcase_add_loop_test(tc, at_keeps_what_it_has, 0, CASES(at_case));
	return suite_run("keys", tc);
}
