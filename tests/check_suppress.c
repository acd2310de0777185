#include "detect/suppress.h"

#include "scan.h"
#include "scratch.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* Comments in a text: the value is what stands between < and >. */
static const struct {
	const char *text;
	bool want;
} inline_case[] = {
	{ "a = <v> # dlp:allow t.rule it is a sample", true },
	{ "a = <v> # dlp:allow t.* it is a sample", true },
	{ "a = <v> # dlp:allow x.y,t.rule sample", true },
	{ "a = <v> # dlp:allow\tt.rule\tsample", true },
	{ "dlp:allow t.rule sample <v>", true },
	{ "a\n# dlp:allow t.rule sample\nb <v>", true },
	{ "<!-- dlp:allow t.rule sample -->\n<v>", true },
	{ "a = <v\nw> // dlp:allow t.rule sample", true },
	{ "a = <v> dlp:allow x.y z dlp:allow t.rule sample", true },
	{ "a = <v> # dlp:allow t.rule \xc3\xa9", true },
	/* Of another rule, of all, or without a word of why. */
	{ "a = <v> # dlp:allow t.rules sample", false },
	{ "a = <v> # dlp:allow t.rul sample", false },
	{ "a = <v> # dlp:allow * sample", false },
	{ "a = <v> # dlp:allow x.y,* sample", false },
	{ "a = <v> # dlp:allow ?.rule sample", false },
	{ "a = <v> # dlp:allow t.rule", false },
	{ "a = <v> /* dlp:allow t.rule */", false },
	{ "a = <v> # dlp:allowt.rule sample", false },
	{ "a = <v> # dlp:allow:t.rule sample", false },
	{ "a = <v> # DLP:ALLOW t.rule sample", false },
	{ "a = <v> # dlp:allow", false },
	/* That of the line before, behind something of its own. */
	{ "a = 1 # dlp:allow t.rule sample\nb = <v>", false },
	{ "# dlp:allow t.rule sample\n\nb = <v>", false },
	{ "b = <v>\n# dlp:allow t.rule sample", false },
};

static bool allowed(const char *marked, enum dlp_severity severity)
{
	const struct dlp_rule rule = { .id = DLP_SPAN("t.rule"),
				       .severity = severity };
	const char *from = strstr(marked, "<v"), *to = strchr(from, '>');
	char text[2000];
	size_t start = (size_t)(from - marked), value;

	value = (size_t)(to - from) - 1;
	snprintf(text, sizeof(text), "%.*s%.*s%s", (int)start, marked,
		 (int)value, from + 1, to + 1);
	return dlp_suppress_inline(span(text), start, start + value, &rule);
}

START_TEST(comments_allow_what_they_name)
{
	const char *text = inline_case[_i].text;

	ck_assert_msg(allowed(text, DLP_SEVERITY_HIGH) == inline_case[_i].want,
		      "%s", text);
	ck_assert(!allowed(text, DLP_SEVERITY_CRITICAL));
}
END_TEST

/* How far away they may stand. */
START_TEST(comments_are_near)
{
	static const char comment[] = "dlp:allow t.rule yes";
	char text[2000];

	for (size_t gap = DLP_SUPPRESS_REACH - 40; gap < DLP_SUPPRESS_REACH + 9;
	     gap++) {
		bool near = gap + sizeof(comment) - 3 <= DLP_SUPPRESS_REACH;

		snprintf(text, sizeof(text), "<v>%*s%s", (int)gap, "", comment);
		ck_assert(allowed(text, DLP_SEVERITY_LOW) == near);
		snprintf(text, sizeof(text), "x\n%s%*s<v>", comment, (int)gap,
			 "");
		near = gap + sizeof(comment) - 1 <= DLP_SUPPRESS_REACH;
		ck_assert(allowed(text, DLP_SEVERITY_LOW) == near);
		/* Of one on the line before the beginning has to be seen. */
		snprintf(text, sizeof(text), "x\n%s\n%*s<v>", comment,
			 (int)gap - 1, "");
		ck_assert(allowed(text, DLP_SEVERITY_LOW) == near);
	}
}
END_TEST

/* Rules of each kind of check, and one that reaches over another. */
static const char kinds[] =
	"[t.token]\nname = a\nkeywords = tok-\nregex = tok-[a-z0-9]{16,20}\n"
	"category = secret\nentropy = high\nseverity = critical\n"
	"example = tok-0123456789abcdef\nreject = a\n"
	"[t.pass]\nname = a\nkeywords = pass\nregex = pass=(\\w+)\n"
	"value = 1\ncategory = secret\nexample = pass=a\nreject = a\n"
	"[t.card]\nname = a\nkeywords = card\nregex = card (\\d{16})\n"
	"value = 1\ncategory = financial\nspecificity = 5\n"
	"example = card 4111111111111111\nreject = a\n"
	"[t.cvv]\nname = a\nkeywords = card\nregex = \\d{16} (\\d{3})\n"
	"value = 0\ncategory = financial\n"
	"example = card 4111111111111111 123\nreject = a\n";

/*
 * What is known of one text of another: a finding each, k for known, n for
 * new.
 */
static const struct {
	const char *known, *text, *want;
} known_case[] = {
	{ "x tok-0123456789abcdef", "x tok-0123456789abcdef", "k" },
	{ "x tok-0123456789abcdef", "x tok-0123456789abcdee", "n" },
	{ "x tok-0123456789abcdef", "x tok-0123456789abcdef0", "n" },
	{ "x tok-0123456789abcdef", "new\nx tok-0123456789abcdef\nnew", "k" },
	{ "x tok-0123456789abcdef", "y tok-0123456789abcdef", "n" },
	{ "x pass=hunter2", "x pass=hunter2", "k" },
	{ "x pass=hunter2", "x pass=hunter3", "n" },
	{ "x pass=hunter2", "x pass=hunter22", "n" },
	{ "x pass=hunter2", "x pass=hunter2\nx pass=hunter2", "kn" },
	{ "x pass=hunter2", "x pass=hunter3\nx pass=hunter2", "nk" },
	{ "x pass=hunter2", "x pass=hunter3\nx pass=hunter3", "nn" },
	/* A row that is put between others changes nothing for those. */
	{ "1 pass=one\n2 pass=two", "1 pass=one\n3 pass=three\n2 pass=two",
	  "knk" },
	{ "1 pass=one\n2 pass=two", "2 pass=two\n1 pass=one", "kk" },
	{ "x pass=hunter2", "pass=geheim!\nx pass=hunter2", "nk" },
	{ "card 4111111111111111", "card 4111111111111111", "k" },
	{ "card 4111111111111111", "card 5500000000000004", "n" },
	/* What another rule sees beyond the value is part of it. */
	{ "card 4111111111111111 123", "card 4111111111111111 123", "k" },
	{ "card 4111111111111111 123", "card 4111111111111111 124", "n" },
	{ "card 4111111111111111 123", "card 4111111111111111", "n" },
};

static void see(void *arg, const struct dlp_record *record)
{
	char *p = arg;

	p[strlen(p)] = record->finding.suppressed.len ? 'k' : 'n';
}

START_TEST(new_values_are_not_known)
{
	struct dlp_scanner_opts opts = { 0 };
	struct dlp_baseline_change change;
	struct dlp_error err = { 0 };
	struct scan scan;
	char path[SCRATCH_NAME], got[20] = "";
	size_t findings;

	scratch_make(path, "", 0);
	opts.suppress.baseline = dlp_baseline_new();
	dlp_baseline_record(opts.suppress.baseline);
	scan_open(&scan, false, kinds, &opts);
	scan_cut(&scan, span(known_case[_i].known), NULL, 0);
	findings = scan.findings;
	scan_close(&scan);
	ck_assert_int_eq(
		dlp_baseline_write(opts.suppress.baseline, path, &change, &err),
		DLP_OK);
	dlp_baseline_free(opts.suppress.baseline);
	ck_assert_uint_eq(change.added, findings);
	opts.suppress.baseline = dlp_baseline_new();
	opts.suppress.show = true;
	ck_assert_int_eq(dlp_baseline_load(opts.suppress.baseline, path, &err),
			 DLP_OK);
	scan_open(&scan, false, kinds, &opts);
	scan.see = see;
	scan.arg = got;
	scan_cut(&scan, span(known_case[_i].text), NULL, 0);
	ck_assert_msg(!strcmp(got, known_case[_i].want), "%s: %s",
		      known_case[_i].text, got);
	findings = 0;
	for (const char *p = got; *p; p++)
		findings += *p == 'k';
	ck_assert_uint_eq(dlp_scanner_counts(scan.scanner)
				  ->suppressed[DLP_SUPPRESS_BASELINE],
			  findings);
	scan_close(&scan);
	dlp_baseline_free(opts.suppress.baseline);
	unlink(path);
}
END_TEST

static const char mixed[] =
	"pass=one # dlp:allow t.pass a sample\n"
	"tok-0123456789abcdef # dlp:allow t.token never for critical ones\n"
	"card 4111111111111111 123 # dlp:allow t.card the other stays\n"
	"# dlp:allow t.* both of them\n"
	"card 4111111111111111 123\n"
	"pass=two\npass=example1\n"
	"# dlp:allow t.pass the next alone\npass=dup\npass=dup\n";

/* The lines without those that say `suppressed`. */
static void take_live(struct dlp_span in, struct dlp_buf *out)
{
	while (in.len) {
		const char *nl = memchr(in.ptr, '\n', in.len);
		struct dlp_span line = { in.ptr, (size_t)(nl - in.ptr) + 1 };
		struct dlp_buf text;

		dlp_buf_init(&text, 0);
		dlp_buf_addspan(&text, line);
		dlp_buf_addc(&text, '\0');
		if (!strstr(text.ptr, "\"suppressed\":"))
			dlp_buf_addspan(out, line);
		dlp_buf_release(&text);
		in.ptr += line.len;
		in.len -= line.len;
	}
}

/* What is told is the same, whether what is not is shown or not, however the
 * text is cut. */
START_TEST(showing_changes_nothing)
{
	struct dlp_scanner_opts opts = { .suppress.inline_allow = true };
	struct dlp_allowlist *list = dlp_allowlist_new();
	const struct dlp_scanner_counts *counts;
	struct dlp_error err = { 0 };
	struct scan quiet, shown;
	struct dlp_buf live;
	size_t cut[sizeof(mixed)], all;

	ck_assert_int_eq(dlp_allowlist_rules(list, "t.none,x.*", &err), DLP_OK);
	opts.suppress.allow = list;
	scan_open(&quiet, false, kinds, &opts);
	opts.suppress.show = true;
	scan_open(&shown, false, kinds, &opts);
	dlp_buf_init(&live, 0);
	for (size_t step = 1; step < sizeof(mixed); step = step * 3 + 1) {
		size_t n = 0;

		for (size_t at = step; at < sizeof(mixed) - 1; at += step)
			cut[n++] = at;
		scan_cut(&quiet, DLP_SPAN(""), NULL, 0);
		scan_cut(&quiet, span(mixed), cut, n);
		scan_cut(&shown, span(mixed), cut, n);
		dlp_buf_clear(&live);
		take_live(dlp_buf_span(&shown.out), &live);
		ck_assert(scan_same(dlp_buf_span(&quiet.out),
				    dlp_buf_span(&live)));
		/* tok-, the cvv of the third line, three passwords. */
		ck_assert_uint_eq(quiet.findings, 5);
		ck_assert_uint_eq(shown.findings, 10);
	}
	counts = dlp_scanner_counts(shown.scanner);
	all = counts->suppressed[DLP_SUPPRESS_INLINE];
	ck_assert_uint_eq(counts->found, all);
	ck_assert_uint_eq(dlp_scanner_counts(quiet.scanner)
				  ->suppressed[DLP_SUPPRESS_INLINE],
			  all);
	dlp_buf_release(&live);
	scan_close(&quiet);
	scan_close(&shown);
	dlp_allowlist_free(list);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("suppress");

	tcase_add_loop_test(tc, comments_allow_what_they_name, 0,
			    CASES(inline_case));
	tcase_add_test(tc, comments_are_near);
	tcase_add_loop_test(tc, new_values_are_not_known, 0, CASES(known_case));
	tcase_add_test(tc, showing_changes_nothing);
	return suite_run("suppress", tc);
}
