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
	  "\"at\":{\"row\":2,\"cell\":1},\"line\":2,\"column\":3|"
	  "\"at\":{\"row\":3,\"cell\":0}" },
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
			struct dlp_text piece = { 2 + at,
						  2,
						  { row + at, size },
						  span("{\"row\":2}") };

			if (piece.text.len > sizeof(row) - at)
				piece.text.len = sizeof(row) - at;
			scan_feed(&scan, &piece);
		}
		scan_end(&scan);
		told(&scan, "long row",
		     "\"at\":{\"row\":2,\"cell\":2},\"line\":2,"
		     "\"column\":8002");
		ck_assert_ptr_nonnull(
			strstr(scan.out.ptr, "\"why\":[\"column:wanted\"]"));
	}
	scan_close(&scan);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("findings");

	tcase_add_loop_test(tc, texts_have_borders, 0, CASES(unit_case));
	tcase_add_test(tc, long_rows_keep_their_columns);
	return suite_run("findings", tc);
}
