#include "scan.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* A rule to count with: every "hit" and digits. */
static const char hit_rules[] =
	"[t.hit]\nname = Hit\nkeywords = hit\nregex = hit\\d{1,20}\n"
	"category = secret\ncolumns = wanted\nexample = hit1\nreject = hit\n";

struct piece {
	uint64_t offset, line;
	const char *text, *at;
};

/* What is told has all of `want`, parted by |, in this order; "" for nothing.
 */
static void told(struct scan *scan, const char *name, const char *want)
{
	const char *p;
	size_t n = *want != '\0';

	dlp_buf_addc(&scan->out, '\0');
	p = scan->out.ptr;
	for (const char *c = want; *c; c++)
		n += *c == '|';
	while (*want) {
		char part[200];
		size_t len = strcspn(want, "|");

		snprintf(part, sizeof(part), "%.*s", (int)len, want);
		p = strstr(p, part);
		ck_assert_msg(p != NULL, "%s: not told: %s in %s", name, part,
			      scan->out.ptr);
		p = strchr(p, '\n');
		want += len + (want[len] == '|');
	}
	ck_assert_msg(scan->findings + scan->faults == n, "%s: %zu told: %s",
		      name, scan->findings, scan->out.ptr);
}

/* Where texts end, and what is told of a place. */
static const struct {
	const char *name;
	struct piece piece[6];
	const char *want;
} unit_case[] = {
	{ "one text",
	  { { 0, 1, "a hit1 b", NULL } },
	  "\"line\":1,\"column\":3,\"offset\":2,\"length\":4" },
	{ "start and end",
	  { { 0, 1, "hit1 hit22", NULL } },
	  "\"offset\":0,\"length\":4|\"offset\":5,\"length\":5" },
	{ "joined",
	  { { 0, 1, "a hi", NULL }, { 4, 1, "t12", NULL } },
	  "\"offset\":2,\"length\":5" },
	{ "a gap parts",
	  { { 0, 1, "a hi", NULL }, { 5, 1, "t12", NULL } },
	  "" },
	{ "overlap parts",
	  { { 0, 1, "hit1", NULL }, { 3, 1, "1", NULL } },
	  "\"offset\":0,\"length\":4" },
	{ "an empty piece is none",
	  { { 0, 1, "hi", NULL }, { 2, 1, "", NULL }, { 2, 1, "t1", NULL } },
	  "\"offset\":0,\"length\":4" },
	{ "pages join",
	  { { 0, 1, "hi", "{\"page\":1}" }, { 2, 1, "t1", "{\"page\":2}" } },
	  "\"at\":{\"page\":1},\"line\":1" },
	{ "the page it begins on",
	  { { 0, 1, "x ", "{\"page\":1}" }, { 2, 1, "hit1", "{\"page\":2}" } },
	  "\"at\":{\"page\":2},\"line\":1,\"column\":3" },
	{ "parts do not join",
	  { { 0, 1, "hi", "{\"part\":\"header\"}" },
	    { 2, 1, "t1", "{\"part\":\"footer\"}" } },
	  "" },
	{ "nor a part and none",
	  { { 0, 1, "hi", "{\"part\":\"header\"}" }, { 2, 1, "t1", NULL } },
	  "" },
	{ "nor sheets",
	  { { 0, 1, "hi", "{\"sheet\":\"a\"}" },
	    { 2, 1, "t1", "{\"sheet\":\"b\"}" } },
	  "" },
	{ "nor rows",
	  { { 0, 1, "hi", "{\"row\":1}" }, { 2, 1, "t1", "{\"row\":2}" } },
	  "" },
	{ "nor tables",
	  { { 0, 1, "hi", "{\"table\":1}" }, { 2, 1, "t1", "{\"table\":2}" } },
	  "" },
	{ "nor slides",
	  { { 0, 1, "hi", "{\"slide\":1}" }, { 2, 1, "t1", "{\"slide\":2}" } },
	  "" },
	{ "one row in pieces",
	  { { 0, 1, "hi", "{\"row\":1}" }, { 2, 1, "t1", "{\"row\":1}" } },
	  "\"at\":{\"row\":1},\"line\":1" },
	{ "digits do not go on behind a border",
	  { { 0, 1, "hit1", "{\"row\":1}" }, { 4, 1, "23", "{\"row\":2}" } },
	  "\"length\":4" },
	{ "lines and characters",
	  { { 0, 1, "\xc3\xa9\n\n\xc3\xa9\xe2\x82\xac", NULL },
	    { 9, 3, " hit1\n", NULL },
	    { 15, 4, "hit2", NULL } },
	  "\"line\":3,\"column\":4|\"line\":4,\"column\":1" },
	{ "the line that a text says",
	  { { 100, 7, "x\nhit1", NULL }, { 300, 20, "hit2", NULL } },
	  "\"line\":8,\"column\":1,\"offset\":102|"
	  "\"line\":20,\"column\":1,\"offset\":300" },
	{ "lines counted where none is said",
	  { { 0, 0, "x\nhit1\n", NULL }, { 7, 0, "hit2", "{\"part\":\"b\"}" } },
	  "\"line\":2,\"column\":1|\"line\":3,\"column\":1" },
	{ "a column's name",
	  { { 0, 1, "no\twanted\n",
	      "{\"row\":1,\"columns\":[\"no\",\"wanted\"]}" },
	    { 10, 2, "1\thit1\n", "{\"row\":2}" },
	    { 17, 3, "hit2\t1\n", "{\"row\":3}" } },
	  "\"at\":{\"row\":2,\"cell\":1,\"column\":\"wanted\"},\"line\":2,"
	  "\"column\":3|\"at\":{\"row\":3,\"cell\":0,\"column\":\"no\"}" },
	{ "which is evidence",
	  { { 0, 1, "w\n", "{\"row\":1,\"columns\":[\"wanted\"]}" },
	    { 2, 2, "hit1\n", "{\"row\":2}" } },
	  "\"confidence\":\"high\",\"score\":0.90,\"why\":[\"column:wanted\"]" },
	{ "another sheet has other columns",
	  { { 0, 1, "w\n",
	      "{\"sheet\":\"a\",\"row\":1,\"columns\":[\"wanted\"]}" },
	    { 2, 2, "hit1\n", "{\"sheet\":\"b\",\"row\":1}" } },
	  "\"at\":{\"sheet\":\"b\",\"row\":1},\"line\":2" },
	{ "and so has another document's text",
	  { { 0, 1, "w\n", "{\"row\":1,\"columns\":[\"wanted\"]}" },
	    { 2, 2, "hit1\n", NULL } },
	  "\"line\":2,\"column\":1" },
};

START_TEST(texts_have_borders)
{
	struct scan scan;

	scan_open(&scan, false, hit_rules, NULL);
	scan_begin(&scan, NULL);
	for (size_t i = 0; i < 6 && unit_case[_i].piece[i].text; i++) {
		const struct piece *p = &unit_case[_i].piece[i];
		const struct dlp_text piece = {
			.offset = p->offset,
			.line = p->line,
			.text = span(p->text),
			.at = p->at ? span(p->at) : (struct dlp_span){ 0 },
		};

		/* Each unit settles by itself, at offsets that may go back. */
		scan.settled = scan.last = 0;
		scan_feed(&scan, &piece);
	}
	scan.settled = 0;
	scan_end(&scan);
	told(&scan, unit_case[_i].name, unit_case[_i].want);
	scan_close(&scan);
}
END_TEST

/* Column names hold for the whole of a long row, cut or not. */
START_TEST(long_rows_keep_their_columns)
{
	const struct dlp_text head = {
		.line = 1,
		.text = span("x\n"),
		.at = span("{\"row\":1,\"columns\":[\"a\",\"b\",\"wanted\"]}"),
	};
	static char row[9000];
	struct scan scan;

	memset(row, 'x', sizeof(row));
	row[10] = row[5000] = '\t';
	memcpy(row + 8000, " hit1 ", 6);
	scan_open(&scan, false, hit_rules, NULL);
	for (size_t size = sizeof(row); size; size = size > 64 ? size / 3 : 0) {
		scan_begin(&scan, NULL);
		scan_feed(&scan, &head);
		scan.settled = 0;
		for (size_t at = 0; at < sizeof(row); at += size) {
			struct dlp_text piece = {
				.offset = 2 + at,
				.line = 2,
				.text = { row + at, size },
				.at = span("{\"row\":2}"),
			};

			if (piece.text.len > sizeof(row) - at)
				piece.text.len = sizeof(row) - at;
			scan_feed(&scan, &piece);
		}
		scan_end(&scan);
		told(&scan, "long row",
		     "\"at\":{\"row\":2,\"cell\":2,\"column\":\"wanted\"},\"line\":2,"
		     "\"column\":8002");
		ck_assert_ptr_nonnull(
			strstr(scan.out.ptr, "\"why\":[\"column:wanted\"]"));
	}
	scan_close(&scan);
}
END_TEST

/* Member `key` of the line that tells of the i-th record, unquoted. */
static void member(const struct scan *scan, size_t i, const char *key,
		   char out[200])
{
	char name[40];
	const char *p = scan->out.ptr, *end = p + scan->out.len;

	while (i-- && p)
		p = (const char *)memchr(p, '\n', (size_t)(end - p)) + 1;
	snprintf(name, sizeof(name), "\"%s\":", key);
	p = strstr(p, name);
	ck_assert_msg(p != NULL, "no %s", key);
	p += strlen(name);
	p += *p == '"';
	snprintf(out, 200, "%.*s", (int)strcspn(p, "\",}"), p);
}

static void scan_text(struct scan *scan, const char *in,
		      const struct dlp_where *where)
{
	const struct dlp_text piece = { .line = 1, .text = span(in) };

	scan_begin(scan, where);
	scan_feed(scan, &piece);
	scan_end(scan);
	dlp_buf_addc(&scan->out, '\0');
	scan->out.len--;
}

/* The same rule in the classes of values that a check may tell apart. */
static const char class_rules[] =
	"[t.high]\nname = a\nkeywords = high\nregex = high-(\\w{8,40})\n"
	"value = 1\ncategory = secret\nentropy = high\n"
	"example = high-12345678\nreject = high\n"
	"[t.secret]\nname = a\nkeywords = secr\nregex = secr-(\\w{8,40})\n"
	"value = 1\ncategory = secret\nexample = secr-12345678\n"
	"reject = secr\n"
	"[t.hash]\nname = a\nkeywords = hash\nregex = hash-(\\w{8,40})\n"
	"value = 1\ncategory = credential-hash\nexample = hash-12345678\n"
	"reject = hash\n"
	"[t.pii]\nname = a\nkeywords = pii-\nregex = pii-([\\w ]{8,40})\n"
	"value = 1\ncategory = pii\nexample = pii-12345678\n"
	"reject = pii-\n";

static const char key32[] = "0123456789abcdef0123456789abcdef";

/* Digits of the check: what may be known of a value. */
static const struct {
	const char *text;
	const char *key;
	size_t digits;
} check_case[] = {
	{ "high-abcdefgh1", "", 16 },    { "secr-abcdefgh1", "", 3 },
	{ "hash-abcdefgh1", "", 3 },     { "pii-abcdefgh1", "", 1 },
	{ "high-abcdefgh1", key32, 16 }, { "pii-abcdefgh1", key32, 16 },
};

START_TEST(checks_tell_little)
{
	const struct dlp_scanner_opts opts = { .key = span(
						       check_case[_i].key) };
	struct scan scan;
	char print[200];

	scan_open(&scan, false, class_rules, &opts);
	scan_text(&scan, check_case[_i].text, NULL);
	member(&scan, 0, "fingerprint", print);
	ck_assert_uint_eq(strspn(print, "0123456789abcdef"), 32);
	ck_assert_int_eq(print[32], '-');
	ck_assert_uint_eq(strspn(print + 33, "0123456789abcdef"),
			  check_case[_i].digits);
	ck_assert_uint_eq(strlen(print), 33 + check_case[_i].digits);
	ck_assert_int_eq(strstr(scan.out.ptr, "\"value_id\"") != NULL,
			 *check_case[_i].key != '\0');
	scan_close(&scan);
}
END_TEST

/* Whether two texts give a first finding the same place and check. */
static const struct {
	const char *name, *a, *b;
	bool place, check;
} print_case[] = {
	{ "the same", "x high-abcdefgh1 y", "x high-abcdefgh1 y", true, true },
	{ "lines before", "x high-abcdefgh1 y", "new\n\nx high-abcdefgh1 y",
	  true, true },
	{ "lines behind", "x high-abcdefgh1 y", "x high-abcdefgh1 y\nnew", true,
	  true },
	{ "another value", "x high-abcdefgh1 y", "x high-abcdefgh2 y", true,
	  false },
	{ "a longer one", "x high-abcdefgh1 y", "x high-abcdefgh1z y", true,
	  false },
	{ "digits beside it", "x1 high-abcdefgh1 9", "x2 high-abcdefgh1 7",
	  true, true },
	{ "words beside it", "x high-abcdefgh1 y", "z high-abcdefgh1 y", false,
	  true },
	{ "words behind it", "x high-abcdefgh1 y", "x high-abcdefgh1 z", false,
	  true },
	{ "another rule", "high-abcdefgh1", "pii-abcdefgh1", false, false },
	{ "64 bytes on",
	  "a high-abcdefgh1 "
	  "...............................................................",
	  "a high-abcdefgh1 "
	  "...............................................................z",
	  true, true },
	{ "the 64th",
	  "a high-abcdefgh1 "
	  "..............................................................",
	  "a high-abcdefgh1 "
	  "..............................................................z",
	  false, true },
};

START_TEST(prints_last)
{
	char a[200], b[200];
	struct scan scan;

	scan_open(&scan, false, class_rules, NULL);
	scan_text(&scan, print_case[_i].a, NULL);
	member(&scan, 0, "fingerprint", a);
	scan_text(&scan, print_case[_i].b, NULL);
	member(&scan, 0, "fingerprint", b);
	ck_assert_msg(!memcmp(a, b, 32) == print_case[_i].place, "%s: %s %s",
		      print_case[_i].name, a, b);
	ck_assert_msg(!strcmp(a + 32, b + 32) == print_case[_i].check,
		      "%s: %s %s", print_case[_i].name, a, b);
	scan_close(&scan);
}
END_TEST

/* Two documents: whether their findings are at the same place. */
static const struct {
	const char *root, *path_a, *member_a, *path_b, *member_b;
	bool same;
} where_case[] = {
	{ "", "a", NULL, "a", NULL, true },
	{ "", "a", NULL, "b", NULL, false },
	{ "", "a", "m", "a", NULL, false },
	{ "", "a", "m", "a", "n", false },
	{ "", "am", NULL, "a", "m", false },
	{ "/r", "/r/a", NULL, "a", NULL, true },
	{ "/r/", "/r/a", NULL, "a", NULL, true },
	{ "/r", "/ra", NULL, "a", NULL, false },
	{ "/r", "/r//a", NULL, "a", NULL, true },
	{ "/r", "/s/a", NULL, "/r/s/a", NULL, false },
};

START_TEST(prints_know_the_path)
{
	const struct dlp_scanner_opts opts = { .root = span(
						       where_case[_i].root) };
	struct dlp_where where = { .doc = 1 };
	char a[200], b[200];
	struct scan scan;

	scan_open(&scan, false, class_rules, &opts);
	where.path = span(where_case[_i].path_a);
	where.members = where_case[_i].member_a != NULL;
	if (where.members)
		where.member[0] = span(where_case[_i].member_a);
	scan_text(&scan, "high-abcdefgh1", &where);
	member(&scan, 0, "fingerprint", a);
	where.path = span(where_case[_i].path_b);
	where.members = where_case[_i].member_b != NULL;
	if (where.members)
		where.member[0] = span(where_case[_i].member_b);
	scan_text(&scan, "high-abcdefgh1", &where);
	member(&scan, 0, "fingerprint", b);
	ck_assert_int_eq(!strcmp(a, b), where_case[_i].same);
	scan_close(&scan);
}
END_TEST

/* Equal places of a document are told apart by their number; not on stdin. */
START_TEST(prints_are_numbered)
{
	static const char twice[] = "x high-abcdefgh1 y\nx high-abcdefgh1 y\n";
	const struct dlp_where in = { .doc = 1, .path = DLP_SPAN("-") };
	char a[200], b[200], again[200];
	struct scan scan;

	scan_open(&scan, false, class_rules, NULL);
	scan_text(&scan, twice, NULL);
	member(&scan, 0, "fingerprint", a);
	member(&scan, 1, "fingerprint", b);
	ck_assert_str_ne(a, b);
	scan_text(&scan, twice, NULL);
	member(&scan, 0, "fingerprint", again);
	ck_assert_str_eq(a, again);
	scan_text(&scan, twice, &in);
	member(&scan, 0, "fingerprint", a);
	member(&scan, 1, "fingerprint", b);
	ck_assert_str_eq(a, b);
	scan_close(&scan);
}
END_TEST

/* Equal values have equal ids within a family, whatever separates them. */
static const struct {
	const char *a, *b;
	bool same;
} id_case[] = {
	{ "high-abcdefgh1", "x high-abcdefgh1", true },
	{ "high-abcdefgh1", "pii-abcdefgh1", true },
	{ "pii-1234 5678", "pii-12345678", true },
	{ "high-abcdefgh1", "high-abcdefgh2", false },
	{ "high-abcdefgh1", "high-Abcdefgh1", false },
};

START_TEST(ids_count_values)
{
	const struct dlp_scanner_opts opts = { .key = span(key32) };
	const struct dlp_scanner_opts other = { .key = span(key32 + 1) };
	char a[200], b[200], c[200];
	struct scan scan, scan2;

	scan_open(&scan, false, class_rules, &opts);
	scan_open(&scan2, false, class_rules, &other);
	scan_text(&scan, id_case[_i].a, NULL);
	member(&scan, 0, "value_id", a);
	scan_text(&scan, id_case[_i].b, NULL);
	member(&scan, 0, "value_id", b);
	scan_text(&scan2, id_case[_i].a, NULL);
	member(&scan2, 0, "value_id", c);
	ck_assert_uint_eq(strspn(a, "0123456789abcdef"), 32);
	ck_assert_int_eq(!strcmp(a, b), id_case[_i].same);
	ck_assert_str_ne(a, c);
	scan_close(&scan);
	scan_close(&scan2);
}
END_TEST

/* Other ways to match the same text, to see who names what. */
#define RULE(id, keyword, regex, more)                               \
	"[" id "]\nname = a\nkeywords = " keyword "\nregex = " regex \
	"\nexample = " keyword "\nreject = -\ncategory = secret\n" more "\n"

static const struct {
	const char *name, *rules, *text, *want;
} group_case[] = {
	{ "the most specific names it",
	  RULE("t.a", "aaa", "aaa(?:bbb)?", "specificity = 1")
		  RULE("t.b", "bbb", "bbbc?", "specificity = 2"),
	  "aaabbbc", "\"offset\":0,\"length\":7,\"rule\":\"t.b\"" },
	{ "with the others behind it",
	  RULE("t.a", "aaa", "aaa(?:bbb)?", "specificity = 1")
		  RULE("t.b", "bbb", "bbbc?", "specificity = 2"),
	  "aaabbbc", "\"also\":[\"t.a\"]" },
	{ "equal ones: the first",
	  RULE("t.a", "aaa", "aaabbb", "") RULE("t.b", "bbb", "bbbc", ""),
	  "aaabbbc", "\"length\":7,\"rule\":\"t.a\"" },
	{ "equal places: the longer",
	  RULE("t.a", "aaa", "aaa", "") RULE("t.b", "aaab", "aaab", ""), "aaab",
	  "\"length\":4,\"rule\":\"t.b\"" },
	{ "the highest severity of all",
	  RULE("t.a", "aaa", "aaab?", "specificity = 1\nseverity = low")
		  RULE("t.b", "aab", "aab", "severity = critical"),
	  "aaab",
	  "\"rule\":\"t.a\",\"name\":\"a\",\"category\":\"secret\","
	  "\"severity\":\"critical\"" },
	{ "and confidence",
	  RULE("t.a", "aaa", "aaab?", "specificity = 1\nconfidence = low")
		  RULE("t.b", "aab", "aab", "confidence = high"),
	  "aaab", "\"confidence\":\"high\",\"score\":0.90" },
	{ "touching is not overlapping",
	  RULE("t.a", "aaa", "aaa", "") RULE("t.b", "bbb", "bbb", ""), "aaabbb",
	  "\"offset\":0,\"length\":3|\"offset\":3,\"length\":3" },
	{ "a chain is one",
	  RULE("t.a", "aaa", "aaabb", "") RULE("t.b", "bbb", "bbbcc", "")
		  RULE("t.c", "ccc", "ccc", ""),
	  "aaabbbccc", "\"offset\":0,\"length\":9" },
};

START_TEST(overlaps_are_one)
{
	struct scan scan;

	scan_open(&scan, false, group_case[_i].rules, NULL);
	scan_text(&scan, group_case[_i].text, NULL);
	told(&scan, group_case[_i].name, group_case[_i].want);
	scan_close(&scan);
}
END_TEST

/* However a user's rule is made, a built-in one names the finding. */
START_TEST(users_hide_nothing)
{
	struct scan scan;

	scan_open(&scan, true,
		  RULE("t.mine", "card", "card: [0-9 ]{10,40}",
		       "specificity = 100\nconfidence = low\nseverity = low"),
		  NULL);
	scan_text(&scan, "my card: 4111 1111 1111 1111 ok", NULL);
	told(&scan, "card",
	     "\"offset\":3,\"length\":26,\"rule\":\"card.number\"");
	ck_assert_ptr_nonnull(strstr(scan.out.ptr, "\"also\":[\"t.mine\""));
	ck_assert_ptr_nonnull(strstr(scan.out.ptr, "\"severity\":\"high\""));
	ck_assert_ptr_nonnull(strstr(scan.out.ptr, "\"confidence\":\"high\""));
	scan_close(&scan);
}
END_TEST

/* A built-in finding far inside a user's: both ends of the text are gone by
 * the time it is told. */
START_TEST(long_groups_are_whole)
{
	static char in[30000];
	struct scan scan, split;

	memset(in, 'x', sizeof(in) - 1);
	memcpy(in, "\n\nab begin{", 11);
	memcpy(in + 9000, " 4111 1111 1111 1111 ", 21);
	memcpy(in + 19000, "}\n", 2);
	scan_open(&scan, true, scan_rules, NULL);
	scan_text(&scan, in, NULL);
	told(&scan, "long",
	     "\"line\":3,\"column\":4,\"offset\":5,"
	     "\"length\":18996,\"rule\":\"card.number\"");
	scan_open(&split, true, scan_rules, NULL);
	scan_begin(&split, NULL);
	for (size_t at = 0; at < sizeof(in) - 1; at += 100) {
		struct dlp_text piece = { .offset = at,
					  .text = { in + at, 100 } };

		if (piece.text.len > sizeof(in) - 1 - at)
			piece.text.len = sizeof(in) - 1 - at;
		scan_feed(&split, &piece);
	}
	scan_end(&split);
	scan.out.len--;
	ck_assert(scan_same(dlp_buf_span(&scan.out), dlp_buf_span(&split.out)));
	scan_close(&scan);
	scan_close(&split);
}
END_TEST

/* A regex that runs away is given up on, and that is told; the rest goes on. */
START_TEST(limits_are_told)
{
	static const char rules[] = RULE("t.bad", "bad", "bad(?:a+)+(?:a+)+$",
					 "") RULE("t.good", "good", "good", "");
	static char in[9000];
	size_t at = 0;
	struct scan scan;

	for (int i = 0; i < _i; i++)
		at += (size_t)sprintf(in + at, "bad%s!\n",
				      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
	strcpy(in + at, "good\n");
	scan_open(&scan, false, rules, NULL);
	for (int turn = 0; turn < 2; turn++) {
		char want[160];

		scan_text(&scan, in, NULL);
		ck_assert_int_eq(scan.end, DLP_SKIP);
		snprintf(
			want, sizeof(want),
			"\"rule\":\"t.good\"|\"code\":\"match-limit\",\"message\":"
			"\"rule t.bad gave up at its match limit %d times%s\"",
			_i < 8 ? _i : 8, _i < 8 ? "" : " and was left out");
		told(&scan, "limit", want);
	}
	/* Another document starts afresh. */
	scan_text(&scan, "badaa", NULL);
	ck_assert_int_eq(scan.end, DLP_OK);
	told(&scan, "after", "\"rule\":\"t.bad\"");
	scan_close(&scan);
}
END_TEST

/* What is not told is counted; what is suppressed when it would be told. */
static const struct {
	struct dlp_scanner_opts opts;
	uint64_t found, low, filtered, suppressed;
} filter_case[] = {
	{ { .min_severity = 0 }, 4, 0, 0, 1 },
	{ { .min_confidence = DLP_CONFIDENCE_MEDIUM }, 3, 1, 0, 1 },
	{ { .min_confidence = DLP_CONFIDENCE_HIGH }, 1, 3, 0, 0 },
	{ { .min_severity = DLP_SEVERITY_MEDIUM }, 3, 0, 1, 0 },
	{ { .min_severity = DLP_SEVERITY_CRITICAL }, 1, 0, 3, 0 },
	{ { .categories = 1u << DLP_CATEGORY_PII }, 1, 0, 3, 1 },
	{ { .categories = 1u << DLP_CATEGORY_PII | 1u << DLP_CATEGORY_SECRET },
	  4,
	  0,
	  0,
	  1 },
	{ { .categories = 1u << DLP_CATEGORY_HEALTH }, 0, 0, 4, 0 },
	{ { .min_severity = DLP_SEVERITY_MEDIUM,
	    .min_confidence = DLP_CONFIDENCE_MEDIUM },
	  2,
	  1,
	  1,
	  0 },
};

START_TEST(filters_count)
{
	static const char rules[] =
		"[t.pii]\nname = a\nkeywords = one\nregex = one\\d\n"
		"category = pii\nseverity = low\nallow-words = one9\n"
		"columns = zzz\nexample = one1\nreject = a\n"
		/* What a name could raise is counted, and no more. */
		RULE("t.low", "two", "two", "confidence = low\ncolumns = zzz")
			RULE("t.none", "two", "two", "confidence = low") RULE(
				"t.high", "three", "three", "confidence = high")
				RULE("t.crit", "four", "four",
				     "severity = critical\n"
				     "columns = zzz");
	const struct dlp_scanner_counts *counts;
	struct scan scan;

	scan_open(&scan, false, rules, &filter_case[_i].opts);
	scan_text(&scan, "one1 one9 two three four", NULL);
	counts = dlp_scanner_counts(scan.scanner);
	ck_assert_uint_eq(scan.findings, filter_case[_i].found);
	ck_assert_uint_eq(counts->found, filter_case[_i].found);
	ck_assert_uint_eq(counts->low, filter_case[_i].low);
	ck_assert_uint_eq(counts->filtered, filter_case[_i].filtered);
	ck_assert_uint_eq(counts->suppressed[DLP_SUPPRESS_RULE],
			  filter_case[_i].suppressed);
	scan_close(&scan);
}
END_TEST

/* What is told or taken out has nothing of low confidence below it. */
START_TEST(covered_ones_count_nothing)
{
	static const char rules[] =
		RULE("t.told", "first", "first\\d+", "allow-words = first9")
			RULE("t.low", "irst", "irst\\d",
			     "confidence = low\ncolumns = zzz")
				RULE("t.other", "irst", "t\\d",
				     "confidence = low\ncolumns = zzz");
	const struct dlp_scanner_opts opts = { .min_confidence =
						       DLP_CONFIDENCE_MEDIUM };
	const struct dlp_scanner_counts *counts;
	struct scan scan;

	scan_open(&scan, false, rules, &opts);
	scan_text(&scan, "first1 first9 irst5", NULL);
	counts = dlp_scanner_counts(scan.scanner);
	ck_assert_uint_eq(counts->found, 1);
	ck_assert_uint_eq(counts->suppressed[DLP_SUPPRESS_RULE], 1);
	ck_assert_uint_eq(counts->low, 1);
	scan_close(&scan);
}
END_TEST

/* What a rule wants nearby, and what that is worth. */
static const struct {
	const char *name, *near, *text, *want;
} near_case[] = {
	{ "before", "t.mark within 1 lines", "mark1 near-1", "\"offset\":6" },
	{ "behind", "t.mark within 1 lines", "near-1 mark1", "\"offset\":0" },
	{ "and said", "t.mark within 1 lines", "near-1 mark1",
	  "\"confidence\":\"medium\",\"score\":0.60,\"why\":[\"near:t.mark\"]" },
	{ "none", "t.mark within 1 lines", "near-1 mark", "" },
	{ "the next line", "t.mark within 1 lines", "near-1\nmark1",
	  "\"offset\":0" },
	{ "the one behind it", "t.mark within 1 lines", "near-1\n\nmark1", "" },
	{ "the line before", "t.mark within 1 lines", "mark1\nnear-1",
	  "\"offset\":6" },
	{ "and the one before", "t.mark within 1 lines", "mark1\n\nnear-1",
	  "" },
	{ "the same line only", "t.mark within 0 lines", "near-1\nmark1", "" },
	{ "two", "t.mark within 2 lines", "near-1\n\nmark1", "\"offset\":0" },
	{ "raised", "t.mark within 1 lines raises", "near-1 mark1",
	  "\"confidence\":\"high\",\"score\":0.90,\"why\":[\"near:t.mark\"]" },
	{ "or not, and told", "t.mark within 1 lines raises", "near-1",
	  "\"confidence\":\"medium\",\"score\":0.60,\"match\"" },
};

START_TEST(nearness_counts)
{
	static const char head[] =
		"[t.mark]\nname = a\nkeywords = mark\nregex = mark\\d\n"
		"visible = no\ncategory = secret\nexample = mark1\n"
		"reject = mark\n"
		"[t.near]\nname = a\nkeywords = near-\nregex = near-\\d\n"
		"category = secret\nexample = near-1 mark1\nreject = a\n"
		"near = ";
	char rules[600];
	struct scan scan;

	snprintf(rules, sizeof(rules), "%s%s\n", head, near_case[_i].near);
	scan_open(&scan, false, rules, NULL);
	scan_text(&scan, near_case[_i].text, NULL);
	told(&scan, near_case[_i].name, near_case[_i].want);
	scan_close(&scan);
}
END_TEST

/* A kilobyte is near, however many lines a rule allows. */
START_TEST(nearness_ends)
{
	static const char rules[] =
		RULE("t.mark", "mark", "mark1", "visible = no")
			RULE("t.near", "near", "near1",
			     "near = t.mark within 100 lines");
	char in[1200];
	struct scan scan;

	scan_open(&scan, false, rules, NULL);
	for (size_t gap = 1023; gap <= 1025; gap++)
		for (int turn = 0; turn < 2; turn++) {
			memset(in, ' ', sizeof(in));
			memcpy(in, turn ? "mark1" : "near1", 5);
			memcpy(in + 5 + gap, turn ? "near1" : "mark1", 5);
			in[5 + gap + 5] = '\0';
			scan_text(&scan, in, NULL);
			ck_assert_uint_eq(scan.findings, gap <= 1024);
		}
	scan_close(&scan);
}
END_TEST

/* What begins in the window of a keyword is seen to its end. */
START_TEST(windows_cut_nothing)
{
	char in[600];
	struct scan scan;

	scan_open(&scan, false, RULE("t.r", "kwd", "\\d{8,40}", ""), NULL);
	for (size_t at = 460; at < 512; at++) {
		char want[80];

		memset(in, ' ', sizeof(in));
		memcpy(in, "kwd", 3);
		memset(in + at, '7', 40);
		in[at + 50] = '\0';
		scan_text(&scan, in, NULL);
		snprintf(want, sizeof(want), "\"offset\":%zu,\"length\":40",
			 at);
		told(&scan, "window", want);
	}
	scan_close(&scan);
}
END_TEST

/* Long tokens are found wherever the engine's blocks end. */
START_TEST(long_tokens_are_found)
{
	static char in[20000];
	struct scan scan;

	scan_open(&scan, false,
		  "[t.r]\nname = a\nshape = token 100-200\ncategory = secret\n"
		  "example = a\nreject = b\n",
		  NULL);
	for (size_t at = 16200; at < 16450; at += 7) {
		memset(in, ' ', sizeof(in));
		memset(in + at, 'a', 150);
		in[at + 9] = '1';
		in[sizeof(in) - 1] = '\0';
		scan_text(&scan, in, NULL);
		told(&scan, "token", "\"length\":150");
	}
	scan_close(&scan);
}
END_TEST

/* A check of a group that took no part can't tell, and says nothing. */
START_TEST(absent_groups_are_unchecked)
{
	struct scan scan;

	scan_open(&scan, false,
		  RULE("t.r", "opt", "opt(?:(a)|b)(\\d{8})",
		       "validator = crc32-hex payload=1 check=2"),
		  NULL);
	scan_text(&scan, "opta00000000", NULL);
	told(&scan, "present", "\"why\":[\"invalid:crc32-hex\"]");
	scan_text(&scan, "optb00000000", NULL);
	told(&scan, "absent",
	     "\"confidence\":\"medium\",\"score\":0.60,\"match\"");
	scan_close(&scan);
}
END_TEST

/* Globs on the path and on names inside containers. */
static const struct {
	const char *path, *member;
	bool found;
} path_case[] = {
	{ "a.env", NULL, true },          { "dir/a.env", NULL, true },
	{ "a.envx", NULL, false },        { "a.zip", "b.env", true },
	{ "a.zip", "b.txt", false },      { "test/a.env", NULL, false },
	{ "a.zip", "test/b.env", false }, { "a.env", "test/b", false },
};

START_TEST(paths_choose_rules)
{
	struct dlp_where where = { .doc = 1, .path = span(path_case[_i].path) };
	struct scan scan;

	if (path_case[_i].member) {
		where.members = 1;
		where.member[0] = span(path_case[_i].member);
	}
	scan_open(
		&scan, false,
		RULE("t.a", "aaa", "aaa", "paths = *.env\nnot-paths = test/*"),
		NULL);
	scan_text(&scan, "aaa", &where);
	ck_assert_uint_eq(scan.findings, path_case[_i].found);
	scan_close(&scan);
}
END_TEST

/* Raw values only where they were asked for. */
START_TEST(values_are_shown_when_asked)
{
	struct dlp_scanner_opts opts = { .show_values = _i };
	char value[200];
	struct scan scan;

	scan_open(&scan, false, class_rules, &opts);
	scan_text(&scan, "high-abcdefgh1", NULL);
	if (_i) {
		member(&scan, 0, "value", value);
		ck_assert_str_eq(value, "abcdefgh1");
	} else {
		ck_assert_ptr_null(strstr(scan.out.ptr, "abcdefgh1"));
		ck_assert_ptr_null(strstr(scan.out.ptr, "\"value\""));
	}
	scan_close(&scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("findings");

	tcase_add_loop_test(tc, texts_have_borders, 0, CASES(unit_case));
	tcase_add_test(tc, long_rows_keep_their_columns);
	tcase_add_loop_test(tc, checks_tell_little, 0, CASES(check_case));
	tcase_add_loop_test(tc, prints_last, 0, CASES(print_case));
	tcase_add_loop_test(tc, prints_know_the_path, 0, CASES(where_case));
	tcase_add_test(tc, prints_are_numbered);
	tcase_add_loop_test(tc, ids_count_values, 0, CASES(id_case));
	tcase_add_loop_test(tc, overlaps_are_one, 0, CASES(group_case));
	tcase_add_test(tc, users_hide_nothing);
	tcase_add_test(tc, long_groups_are_whole);
	tcase_add_loop_test(tc, limits_are_told, 1, 12);
	tcase_add_loop_test(tc, filters_count, 0, CASES(filter_case));
	tcase_add_test(tc, covered_ones_count_nothing);
	tcase_add_loop_test(tc, nearness_counts, 0, CASES(near_case));
	tcase_add_test(tc, nearness_ends);
	tcase_add_test(tc, windows_cut_nothing);
	tcase_add_test(tc, long_tokens_are_found);
	tcase_add_test(tc, absent_groups_are_unchecked);
	tcase_add_loop_test(tc, paths_choose_rules, 0, CASES(path_case));
	tcase_add_loop_test(tc, values_are_shown_when_asked, 0, 2);
	return suite_run("findings", tc);
}
