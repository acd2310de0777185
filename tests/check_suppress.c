#include "detect/suppress.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/io.h"
#include "detect/relative.h"
#include "scan.h"
#include "suite.h"

#define PLACE "0123456789abcdef0123456789abcdef"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* A file of `text`, whose name is filled in. */
static void make_file(char path[64], const char *text, size_t len)
{
	int fd;

	strcpy(path, "/tmp/dlp-suppress-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

/* What is wrong with an allowlist; "" when nothing is. */
static const struct {
	const char *text, *want;
} fault_case[] = {
	{ "[a]\nreason = b\nrules = card.*\n", "" },
	{ "# c\n\n [ a ] \n reason = b\n words = abc, d\\,e\n", "" },
	{ "[a]\nreason = b\nfingerprints = " PLACE "-0\n", "" },
	{ "[a]\nreason = b\nrules = *\npaths = x*\n", "" },
	{ "", "" },
	{ "[a]\nrules = card.*\n", ":1: needs a reason: a" },
	{ "[a]\nreason = b\n", ":1: would let everything pass: a" },
	{ "[a]\nreason = b\nrules = *\n", ":1: would let everything pass" },
	{ "[a]\nreason = b\nrules = x, **\n", ":1: would let everything pass" },
	{ "[a]\nreason = b\npaths = *\nrules = *\n",
	  ":1: would let everything pass" },
	{ "[a]\nreason = b\nwords = ab\n", ":1: a word has 3 bytes or more" },
	{ "[a]\nreason = b\nfingerprints = 12-3\n",
	  ":1: that is no fingerprint" },
	{ "[a]\nreason = b\nrules = x\nfingerprints = " PLACE "-0\n",
	  ":1: fingerprints stand without" },
	{ "[a]\nreason = b\nrule = x\n", ":3: unknown key: rule" },
	{ "[a]\nreason = b\nreason = c\n", ":3: key given twice: reason" },
	{ "[a]\nreason =\n", ":2: bad value: reason" },
	{ "[a]\nrules = x,,y\n", ":2: bad value: rules" },
	{ "[a]\nnothing\n", ":2: neither [id] nor key = value" },
	{ "rules = x\n", ":1: a stanza begins with [id]" },
	{ "[A]\n", ":1: a stanza begins with [id]" },
	{ "[]\n", ":1: a stanza begins with [id]" },
	{ "[a]\nreason = b\nrules = x\n[a]\nreason = b\nrules = y\n",
	  ":4: is there already: a" },
};

START_TEST(allowlists_are_strict)
{
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_error err = { 0 };
	const char *text = fault_case[_i].text, *want = fault_case[_i].want;
	enum dlp_status status;
	char path[64], full[200];

	make_file(path, text, strlen(text));
	status = dlp_allowlist_load(list, path, &err);
	snprintf(full, sizeof(full), "%s%s", path, want);
	ck_assert_int_eq(status, *want ? DLP_SKIP : DLP_OK);
	if (*want)
		ck_assert_msg(!strncmp(err.msg, full, strlen(full)), "%s",
			      err.msg);
	unlink(path);
	dlp_allowlist_free(list);
}
END_TEST

START_TEST(allowlists_have_a_size)
{
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_error err = { 0 };
	char path[64];

	make_file(path, "", 0);
	ck_assert_int_eq(truncate(path, DLP_ALLOW_FILE_MAX + 1), 0);
	ck_assert_int_eq(dlp_allowlist_load(list, path, &err), DLP_SKIP);
	ck_assert_ptr_nonnull(strstr(err.msg, "not a file of at most"));
	unlink(path);
	ck_assert_int_eq(dlp_allowlist_load(list, path, &err), DLP_SKIP);
	dlp_allowlist_free(list);
}
END_TEST

START_TEST(allowlists_have_a_length)
{
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_error err = { 0 };
	struct dlp_buf text;
	char path[64];

	dlp_buf_init(&text, 0);
	for (int i = 0; i <= DLP_ALLOW_MAX; i++)
		dlp_buf_addf(&text, "[a%d]\nreason = b\nrules = x\n", i);
	make_file(path, text.ptr, text.len);
	ck_assert_int_eq(dlp_allowlist_load(list, path, &err), DLP_SKIP);
	ck_assert_str_eq(err.msg, "over 4096 stanzas");
	unlink(path);
	dlp_buf_release(&text);
	dlp_allowlist_free(list);
}
END_TEST

static const char lists[] =
	"[card]\nreason = a\nrules = card.*\n"
	"[tests]\nreason = a\npaths = tests/*, *.sample\nrules = us.ssn\n"
	"[word]\nreason = a\nwords = eXample, sample-\n"
	"[both]\nreason = a\nrules = us.*\nwords = 0000\n"
	"[print]\nreason = a\nfingerprints = " PLACE "-0, " PLACE "-abc\n";

/* Which stanza lets a match pass; NULL for none. */
static const struct {
	const char *rule, *path, *member, *value, *want;
} match_case[] = {
	{ "card.number", "a", NULL, "1", "allow:card" },
	{ "acard.number", "a", NULL, "1", NULL },
	{ "us.ssn", "tests/x", NULL, "1", "allow:tests" },
	{ "us.ssn", "tests/x/y", NULL, "1", "allow:tests" },
	{ "us.ssn", "src/tests/x", NULL, "1", NULL },
	{ "us.ssn", "a.zip", "tests/x", "1", "allow:tests" },
	{ "us.ssn", "a.zip", "x.sample", "1", "allow:tests" },
	{ "us.itin", "tests/x", NULL, "1", NULL },
	{ "x.y", "a", NULL, "AKIAEXAMPLE", "allow:word" },
	{ "x.y", "a", NULL, "sample-1", "allow:word" },
	{ "x.y", "a", NULL, "sample", NULL },
	{ "x.y", "a", NULL, "exampl", NULL },
	{ "us.itin", "a", NULL, "10000", "allow:both" },
	{ "us.itin", "a", NULL, "1000", NULL },
	{ "x.y", "a", NULL, "10000", NULL },
};

START_TEST(all_keys_have_to_hold)
{
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_rule rule = { .id = span(match_case[_i].rule) };
	struct dlp_where where = { .path = span(match_case[_i].path) };
	struct dlp_error err = { 0 };
	struct dlp_allow *got;
	char path[64];

	if (match_case[_i].member)
		where.member[where.members++] = span(match_case[_i].member);
	make_file(path, lists, sizeof(lists) - 1);
	ck_assert_int_eq(dlp_allowlist_load(list, path, &err), DLP_OK);
	got = dlp_allowlist_match(list, &rule, &where, where.path,
				  span(match_case[_i].value));
	ck_assert(!got == !match_case[_i].want);
	if (got)
		ck_assert(dlp_span_is(got->label, match_case[_i].want));
	unlink(path);
	dlp_allowlist_free(list);
}
END_TEST

START_TEST(fingerprints_are_whole)
{
	struct dlp_allowlist *list = dlp_allowlist_new();
	struct dlp_error err = { 0 };
	char path[64];

	make_file(path, lists, sizeof(lists) - 1);
	ck_assert_int_eq(dlp_allowlist_load(list, path, &err), DLP_OK);
	ck_assert_ptr_nonnull(dlp_allowlist_find(list, span(PLACE "-0")));
	ck_assert_ptr_nonnull(dlp_allowlist_find(list, span(PLACE "-abc")));
	ck_assert_ptr_null(dlp_allowlist_find(list, span(PLACE "-ab")));
	ck_assert_ptr_null(dlp_allowlist_find(list, span(PLACE "-1")));
	ck_assert_ptr_null(dlp_allowlist_find(NULL, span(PLACE "-1")));
	unlink(path);
	dlp_allowlist_free(list);
}
END_TEST

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

/* What a baseline may hold, and what is wrong with it. */
static const struct {
	const char *text, *want;
} baseline_case[] = {
	{ "", "" },
	{ "# c\n\n" PLACE "-0\n" PLACE "-0123456789abcdef x y\n", "" },
	{ PLACE "-0 a\n" PLACE "-0 a\n" PLACE "-0 b\n", "" },
	{ PLACE "-0", "" },
	{ PLACE "-0\r\n", "" },
	{ "<<<<<<< HEAD\n", "line 1 begins" },
	{ PLACE "-0\n=======\n", "line 2 begins" },
	{ PLACE "\n", "line 1 begins" },
	{ PLACE "-\n", "line 1 begins" },
	{ PLACE "-0123456789abcdef0\n", "line 1 begins" },
	{ PLACE "-G\n", "line 1 begins" },
	{ PLACE "-ax\n", "line 1 begins" },
	{ PLACE "0-a\n", "line 1 begins" },
	{ "0123456789ABCDEF0123456789abcdef-0\n", "line 1 begins" },
	{ "\x7f\x45\x4c\x46\x01\x02", "line 1 begins" },
};

START_TEST(baselines_are_strict)
{
	struct dlp_baseline *b = dlp_baseline_new();
	const char *text = baseline_case[_i].text;
	struct dlp_error err = { 0 };
	char path[64];

	make_file(path, text, strlen(text));
	if (*baseline_case[_i].want) {
		ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_SKIP);
		ck_assert_ptr_nonnull(strstr(err.msg, baseline_case[_i].want));
	} else {
		ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_OK);
		ck_assert(dlp_baseline_has(b, span(PLACE "-0")) ==
			  (strstr(text, PLACE "-0") != NULL));
		ck_assert(!dlp_baseline_has(b, span(PLACE "-1")));
		ck_assert(!dlp_baseline_has(b, span(PLACE "-")));
	}
	unlink(path);
	dlp_baseline_free(b);
}
END_TEST

START_TEST(baselines_have_a_size)
{
	struct dlp_baseline *b = dlp_baseline_new();
	struct dlp_error err = { 0 };
	char path[64];

	make_file(path, "", 0);
	ck_assert_int_eq(truncate(path, (off_t)DLP_BASELINE_MAX + 1), 0);
	ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_SKIP);
	ck_assert_ptr_nonnull(strstr(err.msg, "not a file of at most"));
	unlink(path);
	ck_assert_int_eq(dlp_baseline_load(b, path, &err), DLP_SKIP);
	ck_assert_int_ne(err.sys, 0);
	dlp_baseline_free(b);
}
END_TEST

static void note(struct dlp_baseline *b, const char *fingerprint)
{
	const struct dlp_where where = { .members = 1,
					 .member = { DLP_SPAN("m") } };

	dlp_baseline_note(b, DLP_SPAN("t.r"), DLP_SPAN("a\nb"), &where,
			  span(fingerprint));
}

/* Read a file of what is known, note some, write it, compare. */
static const struct {
	const char *before, *noted[4], *after;
	size_t kept, added, removed;
} write_case[] = {
	{ NULL,
	  { PLACE "-b", PLACE "-a", PLACE "-b" },
	  "# Findings that are known, for dlp-scan --baseline.\n" PLACE
	  "-a t.r a\\x0ab!/m\n" PLACE "-b t.r a\\x0ab!/m\n",
	  0,
	  2,
	  0 },
	{ "# mine\n" PLACE "-b why not\n# and\n" PLACE "-d\n",
	  { PLACE "-c", PLACE "-b" },
	  "# mine\n# and\n" PLACE "-b why not\n" PLACE "-c t.r a\\x0ab!/m\n",
	  1,
	  1,
	  1 },
	{ "# mine\n" PLACE "-b\n", { NULL }, "# mine\n", 0, 0, 1 },
	{ "# mine\n" PLACE "-c\n" PLACE "-b x\n" PLACE "-b y\n",
	  { PLACE "-b", PLACE "-c" },
	  "# mine\n" PLACE "-b x\n" PLACE "-c\n",
	  2,
	  0,
	  0 },
};

START_TEST(baselines_are_written)
{
	struct dlp_baseline *b = dlp_baseline_new();
	const char *before = write_case[_i].before;
	struct dlp_baseline_change change;
	struct dlp_error err = { 0 };
	struct dlp_buf after;
	struct stat st;
	char path[64];

	make_file(path, before ? before : "", before ? strlen(before) : 0);
	if (before)
		ck_assert_int_eq(chmod(path, 0640), 0);
	else
		unlink(path);
	ck_assert_int_eq(dlp_baseline_load(b, path, &err),
			 before ? DLP_OK : DLP_SKIP);
	/* What is not to be written is not kept. */
	note(b, PLACE "-e");
	dlp_baseline_record(b);
	for (size_t i = 0; i < 4 && write_case[_i].noted[i]; i++)
		note(b, write_case[_i].noted[i]);
	ck_assert_int_eq(dlp_baseline_write(b, path, &change, &err), DLP_OK);
	ck_assert_uint_eq(change.kept, write_case[_i].kept);
	ck_assert_uint_eq(change.added, write_case[_i].added);
	ck_assert_uint_eq(change.removed, write_case[_i].removed);
	dlp_buf_init(&after, 0);
	ck_assert_int_eq(dlp_io_load(path, 4096, &after, &err), DLP_OK);
	dlp_buf_addc(&after, '\0');
	ck_assert_str_eq(after.ptr, write_case[_i].after);
	ck_assert_int_eq(stat(path, &st), 0);
	if (before)
		ck_assert_int_eq(st.st_mode & 0777, 0640);
	dlp_buf_release(&after);
	unlink(path);
	dlp_baseline_free(b);
}
END_TEST

START_TEST(baselines_that_cannot_be_written_are_left)
{
	struct dlp_baseline *b = dlp_baseline_new();
	struct dlp_baseline_change change;
	struct dlp_error err = { 0 };

	dlp_baseline_record(b);
	note(b, PLACE "-a");
	ck_assert_int_eq(
		dlp_baseline_write(b, "/nonexistent/base", &change, &err),
		DLP_SKIP);
	ck_assert_ptr_nonnull(strstr(err.msg, "cannot create"));
	dlp_baseline_free(b);
}
END_TEST

static const struct {
	const char *path, *root, *cwd, *want;
} path_case[] = {
	{ "a/b", "", "", "a/b" },
	{ "./a//b/", "", "", "a/b" },
	{ "a/../b/./c", "", "", "b/c" },
	{ "../a", "", "", "../a" },
	{ "../../a", "", "", "../../a" },
	{ "a/../../b", "", "", "../b" },
	{ "/a/../../b", "", "", "/b" },
	{ "/", "", "", "/" },
	{ "-", "", "", "-" },
	{ "", "", "", "" },
	{ "r/s/x", "r", "", "s/x" },
	{ "r/s/x", "r/", "", "s/x" },
	{ "./r/s/x", "r", "", "s/x" },
	{ "r", "r", "", "r" },
	{ "rs/x", "r", "", "rs/x" },
	{ "x", "/top", "/top", "x" },
	{ "x", "/top", "/top/sub", "sub/x" },
	{ "../x", "/top", "/top/sub", "x" },
	{ "../../x", "/top", "/top/sub", "../../x" },
	{ "/top/sub/x", "/top", "/top/sub", "sub/x" },
	{ "/other/x", "/top", "/top/sub", "/other/x" },
	{ "sub/x", "/w//sub", "/w", "x" },
	{ "x", "/", "/w", "w/x" },
};

START_TEST(paths_are_relative)
{
	struct dlp_arena arena = { 0 };
	struct dlp_span got;

	ck_assert(dlp_relative_path(&arena, span(path_case[_i].path),
				    span(path_case[_i].root),
				    span(path_case[_i].cwd), &got));
	ck_assert_str_eq(got.ptr, path_case[_i].want);
	ck_assert_uint_eq(got.len, strlen(path_case[_i].want));
	dlp_arena_release(&arena);
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
	char path[64], got[20] = "";
	size_t findings;

	make_file(path, "", 0);
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

	tcase_add_loop_test(tc, allowlists_are_strict, 0, CASES(fault_case));
	tcase_add_test(tc, allowlists_have_a_size);
	tcase_add_test(tc, allowlists_have_a_length);
	tcase_add_loop_test(tc, all_keys_have_to_hold, 0, CASES(match_case));
	tcase_add_test(tc, fingerprints_are_whole);
	tcase_add_loop_test(tc, comments_allow_what_they_name, 0,
			    CASES(inline_case));
	tcase_add_test(tc, comments_are_near);
	tcase_add_loop_test(tc, baselines_are_strict, 0, CASES(baseline_case));
	tcase_add_test(tc, baselines_have_a_size);
	tcase_add_loop_test(tc, baselines_are_written, 0, CASES(write_case));
	tcase_add_test(tc, baselines_that_cannot_be_written_are_left);
	tcase_add_loop_test(tc, paths_are_relative, 0, CASES(path_case));
	tcase_add_loop_test(tc, new_values_are_not_known, 0, CASES(known_case));
	tcase_add_test(tc, showing_changes_nothing);
	return suite_run("suppress", tc);
}
