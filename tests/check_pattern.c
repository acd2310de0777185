#include <sys/stat.h>

#include "builtin.h"
#include "pattern/imprint.h"
#include "pattern/stanza.h"
#include "scan.h"
#include "suite.h"

/* A whole rule, to be changed by what stands behind it. */
#define BASE                                                 \
	"[a.b]\nname = N\ncategory = pii\nkeywords = word\n" \
	"regex = word\\d\nexample = word1\nreject = word\n"

/* A file, and what is said of it; NULL when it is in order. */
static const struct {
	const char *rules, *error;
} file_case[] = {
	{ "", NULL },
	{ "# only\n\n  # comments\n", NULL },
	{ BASE, NULL },
	{ "\r\n[ a.b ]\r\nname=N\r\ncategory  =  pii\r\nkeywords=word\r\n"
	  "regex=word\r\nexample=word\r\nreject=w",
	  NULL },
	{ BASE "name = M\n", ":8: key given twice: name" },
	{ BASE "severity = low\nseverity = low\n", ":9: key given twice" },
	{ BASE "regex = more\nkeywords = ord1\n", NULL },
	{ BASE "nothing\n", ":8: neither [id] nor key = value: nothing" },
	{ BASE "nmae = x\n", ":8: unknown key: nmae" },
	{ "name = x\n", ":1: a stanza begins with [id]" },
	{ "[a.b\n", ":1: a stanza begins with [id]" },
	{ "[]\n", ":1: an id is family.kind" },
	{ "[ab]\n", ":1: an id is family.kind" },
	{ "[.b]\n", ":1: an id is family.kind" },
	{ "[a.]\n", ":1: an id is family.kind" },
	{ "[a..b]\n", ":1: an id is family.kind" },
	{ "[A.b]\n", ":1: an id is family.kind" },
	{ "[a.b c]\n", ":1: an id is family.kind" },
	{ "[a.b]\nname = N\n" BASE, ":1: [a.b] has no category" },
	{ "[a.b]\ncategory = pii\n", ":1: [a.b] has no name" },
	{ "[a.b]\nname = N\ncategory = pii\n",
	  ":1: [a.b] has neither keywords nor shape" },
	{ "[a.b]\nname = N\ncategory = pii\nkeywords = abc\n",
	  ":1: [a.b] has no regex" },
	{ "[a.b]\nname = N\ncategory = pii\nkeywords = none\n",
	  ":1: [a.b] has no regex" },
	{ BASE "shape = email\n", ":1: [a.b] has keywords and a shape" },
	{ "[a.b]\nname = N\ncategory = pii\nkeywords = ab\nregex = a\n",
	  "has a keyword that is not 3 to 64" },
	{ "[a.b]\nname = N\ncategory = pii\nkeywords = abc\nregex = a\n"
	  "reject = x\n",
	  "needs an example and a reject" },
	{ "[a.b]\nname = N\ncategory = pii\nkeywords = abc\nregex = a\n"
	  "example = abc\n",
	  "needs an example and a reject" },
	{ "[a.b]\nname = N\ncategory = pii\nkeywords = abc, xyz\nregex = a\n"
	  "example = ABC\nreject = x\n",
	  "no example has the keyword xyz" },
	{ BASE "name =\n", ":8: key given twice" },
	{ BASE "description =\n", ":8: bad value: description" },
	{ BASE "severity = huge\n", ":8: bad value: severity" },
	{ BASE "severity = critical\n", NULL },
	{ BASE "confidence = sure\n", ":8: bad value: confidence" },
	{ BASE "confidence = high\n", NULL },
	{ BASE "utf = maybe\n", ":8: bad value: utf" },
	{ BASE "utf = no\n", NULL },
	{ BASE "redact-parts = yes\n", NULL },
	{ BASE "window = 15\n", ":8: bad value: window" },
	{ BASE "window = 16\n", NULL },
	{ BASE "window = 32768\n", NULL },
	{ BASE "window = 32769\n", ":8: bad value: window" },
	{ BASE "window = 99999999999\n", ":8: bad value: window" },
	{ BASE "window = 0x20\n", ":8: bad value: window" },
	{ BASE "on-invalid = drop\n", NULL },
	{ BASE "on-invalid = lower\n", NULL },
	{ BASE "on-invalid = keep\n", ":8: bad value: on-invalid" },
	{ BASE "entropy = high\n", NULL },
	{ BASE "entropy = low\n", NULL },
	{ BASE "entropy = 3.5\n", ":8: bad value: entropy" },
	{ BASE "specificity = 100\n", NULL },
	{ BASE "specificity = -100\n", NULL },
	{ BASE "specificity = 101\n", ":8: bad value: specificity" },
	{ BASE "specificity = -101\n", ":8: bad value: specificity" },
	{ BASE "specificity = -\n", ":8: bad value: specificity" },
	{ BASE "visible = no\n", NULL },
	{ BASE "visible = hardly\n", ":8: bad value: visible" },
	{ BASE "scored = no\n", NULL },
	{ BASE "scored = 0.9\n", ":8: bad value: scored" },
	{ BASE "near = c.d within 5 lines\n", NULL },
	{ BASE "near = c.d within 5 lines raises\n", NULL },
	{ BASE "near = c.d within 5 lines lowers\n", ":8: bad value: near" },
	{ BASE "near = c.d within 101 lines\n", ":8: bad value: near" },
	{ BASE "near = c.d within 5\n", ":8: bad value: near" },
	{ BASE "near = c.d\n", ":8: bad value: near" },
	{ BASE "near = c.d within 5 lines raises it\n", ":8: bad value: near" },
	{ BASE "part.id = 1\n", NULL },
	{ BASE "part.id = 1\npart.id = 1\n", ":9: bad value: part.id" },
	{ BASE "part. = 1\n", ":8: unknown key: part." },
	{ BASE "part.id =\n", ":8: bad value: part.id" },
	{ BASE "context = a, b\\, c\n", NULL },
	{ BASE "context = a,, b\n", ":8: bad value: context" },
	{ BASE "context = \\q\n", ":8: bad value: context" },
	{ BASE "example = a\\x4\n", ":8: bad value: example" },
	{ BASE "example = a\\\n", ":8: bad value: example" },
	{ BASE "example = a\\x41\\n\\t\\r\\\\\n", NULL },
	{ BASE "override = no\n", ":8: bad value: override" },
	{ BASE "override = yes\nextend = yes\n", ":9: bad value: extend" },
	{ BASE "override = yes\n", "[a.b] is not there to be changed" },
	{ "[a.b]\nextend = yes\n", "[a.b] is not there to be changed" },
	{ BASE BASE, ":8: [a.b] is there already" },
	{ BASE "[x.y]\ndisable = a.*\nname = N\n", "disable stands alone" },
	{ BASE "[x.y]\ndisable = c.*\n", ":8: [x.y] disables what is not" },
	{ BASE "[x.y]\ndisable = a.*\n", NULL },
};

#define SHAPE(shape)                                                        \
	"[a.b]\nname = N\ncategory = pii\nshape = " shape "\nexample = a\n" \
	"reject = b\n"

static const struct {
	const char *rules, *error;
} shape_case[] = {
	{ SHAPE("email"), NULL },
	{ SHAPE("iban"), NULL },
	{ SHAPE("phone"), NULL },
	{ SHAPE("digits 5"), NULL },
	{ SHAPE("digits 5-32"), NULL },
	{ SHAPE("digits  12-19"), NULL },
	{ SHAPE("digits 4"), ":4: bad value: shape" },
	{ SHAPE("digits 33"), ":4: bad value: shape" },
	{ SHAPE("digits 9-5"), ":4: bad value: shape" },
	{ SHAPE("digits 5-"), ":4: bad value: shape" },
	{ SHAPE("digits -5"), ":4: bad value: shape" },
	{ SHAPE("digits"), ":4: bad value: shape" },
	{ SHAPE("token 8-256"), NULL },
	{ SHAPE("token 7"), ":4: bad value: shape" },
	{ SHAPE("token 257"), ":4: bad value: shape" },
	{ SHAPE("learned person"), NULL },
	{ SHAPE("learned organization"), NULL },
	{ SHAPE("learned row"), "of an index" },
	{ SHAPE("learned"), ":4: bad value: shape" },
	{ SHAPE("learned dog"), ":4: bad value: shape" },
	{ SHAPE("learned person") "regex = a\n", "has a learned shape" },
	{ SHAPE("learned person") "paths = *.txt\n", "has a learned shape" },
	{ SHAPE("mac"), ":4: bad value: shape" },
	{ SHAPE("mac 5"), ":4: bad value: shape" },
	{ SHAPE("email") "window = 512\n", NULL },
	{ SHAPE("email") "window = 513\n", "has a shape, whose window" },
};

static void check_file(const char *rules, const char *error)
{
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };
	enum dlp_status status = scan_load(catalog, rules, DLP_TRUST_ALL, &err);

	if (error) {
		ck_assert_int_eq(status, DLP_SKIP);
		ck_assert_msg(strstr(err.msg, error) != NULL, "%s", err.msg);
		ck_assert_msg(!strncmp(err.msg, "/tmp/", 5), "%s", err.msg);
	} else {
		ck_assert_msg(status == DLP_OK, "%s: %s", rules, err.msg);
	}
	dlp_catalog_free(catalog);
}

START_TEST(files_are_strict)
{
	check_file(file_case[_i].rules, file_case[_i].error);
}
END_TEST

START_TEST(shapes_are_strict)
{
	check_file(shape_case[_i].rules, shape_case[_i].error);
}
END_TEST

/* What compiles only when the engine is made; and is said of which rule. */
static const struct {
	const char *more, *error;
} engine_case[] = {
	{ "", NULL },
	{ "regex = (\n", ":1: [a.b] regex, at 1: " },
	{ "regex = (*UTF)a\n", "[a.b] regex too long, or with" },
	{ "regex = a(?C1)\n", "[a.b] regex too long, or with" },
	{ "regex = \\C\n", "[a.b] regex, at " },
	{ "value = 1\n", "[a.b] value names no group" },
	{ "value = x\n", "[a.b] value names no group" },
	{ "part.x = 9\n", "[a.b] a part names no group" },
	{ "validator = luhn\n", NULL },
	{ "validator = lune\n", "[a.b] " },
	{ "validator = luhn\nvalidator = luhn\nvalidator = luhn\n"
	  "validator = luhn\nvalidator = luhn\n",
	  "[a.b] over 4 validators" },
	{ "allow-regex = (\n", "[a.b] regex, at 1" },
	{ "near = a.b within 1 lines\n", "[a.b] near names no other rule" },
	{ "near = x.y within 1 lines\n",
	  "[a.b] near names no other rule in force: x.y" },
};

START_TEST(engines_are_strict)
{
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_engine *engine = NULL;
	struct dlp_error err = { 0 };
	char rules[600];
	enum dlp_status status;

	snprintf(rules, sizeof(rules), "%s%s", BASE, engine_case[_i].more);
	ck_assert_msg(!scan_load(catalog, rules, DLP_TRUST_ALL, &err), "%s",
		      err.msg);
	status = dlp_engine_new(catalog, &engine, &err);
	if (engine_case[_i].error) {
		ck_assert_int_eq(status, DLP_SKIP);
		ck_assert_msg(strstr(err.msg, engine_case[_i].error) != NULL,
			      "%s", err.msg);
	} else {
		ck_assert_msg(status == DLP_OK, "%s", err.msg);
		dlp_engine_free(engine);
	}
	dlp_catalog_free(catalog);
}
END_TEST

static bool is(struct dlp_span span, const char *text)
{
	return dlp_span_eq(span, (struct dlp_span){ text, strlen(text) });
}

/* Every key arrives where it belongs. */
START_TEST(keys_are_read)
{
	static const char rules[] =
		BASE "description = D = d\nreference = R\nseverity = high\n"
		     "confidence = low\nutf = yes\nvalue = 0\n"
		     "part.one = 1\npart.two = two\nredact-parts = yes\n"
		     "window = 100\nvalidator = luhn\non-invalid = drop\n"
		     "context = a, b\\, c\nnot-context = d\ncolumns = e\n"
		     "not-columns = f\nnear = c.d within 7 lines raises\n"
		     "visible = no\nscored = yes\npaths = g\nnot-paths = h\n"
		     "allow-words = i\nallow-regex = j,k\n"
		     "specificity = -7\nentropy = high\ntags = l, m\n"
		     "example = \\x4a\\n\nreject = \\,\n";
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };
	const struct dlp_rule *r;

	ck_assert_int_eq(scan_load(catalog, rules, DLP_TRUST_ALL, &err),
			 DLP_OK);
	ck_assert_uint_eq(dlp_catalog_count(catalog), 1);
	r = dlp_catalog_find(catalog, DLP_SPAN("a.b"));
	ck_assert_ptr_eq(r, dlp_catalog_rule(catalog, 0));
	ck_assert_ptr_null(dlp_catalog_find(catalog, DLP_SPAN("a")));
	ck_assert(is(r->name, "N"));
	ck_assert(is(r->description, "D = d"));
	ck_assert(is(r->reference, "R"));
	ck_assert_int_eq(r->category, DLP_CATEGORY_PII);
	ck_assert_int_eq(r->severity, DLP_SEVERITY_HIGH);
	ck_assert_int_eq(r->confidence, DLP_CONFIDENCE_LOW);
	ck_assert_int_eq(r->shape, DLP_SHAPE_NONE);
	ck_assert(is(r->keywords.item[0], "word"));
	ck_assert(is(r->regex.item[0], "word\\d"));
	ck_assert(r->utf);
	ck_assert(is(r->value, "0"));
	ck_assert_uint_eq(r->parts, 2);
	ck_assert(is(r->part[1].name, "two"));
	ck_assert(is(r->part[1].group, "two"));
	ck_assert(r->redact_parts);
	ck_assert_uint_eq(r->window, 100);
	ck_assert(is(r->validators.item[0], "luhn"));
	ck_assert(r->drop_invalid);
	ck_assert_uint_eq(r->context.count, 2);
	ck_assert(is(r->context.item[1], "b, c"));
	ck_assert(is(r->not_context.item[0], "d"));
	ck_assert(is(r->columns.item[0], "e"));
	ck_assert(is(r->not_columns.item[0], "f"));
	ck_assert(is(r->near, "c.d"));
	ck_assert_uint_eq(r->near_lines, 7);
	ck_assert(r->near_raises);
	ck_assert(r->hidden);
	ck_assert(r->scored);
	ck_assert(is(r->paths.item[0], "g"));
	ck_assert(is(r->not_paths.item[0], "h"));
	ck_assert(is(r->allow_words.item[0], "i"));
	ck_assert(is(r->allow_regex.item[0], "j,k"));
	ck_assert_int_eq(r->specificity, -7);
	ck_assert(r->entropy_high);
	ck_assert_uint_eq(r->tags.count, 2);
	ck_assert(is(r->examples.item[1], "J\n"));
	ck_assert(is(r->rejects.item[1], ","));
	ck_assert_uint_eq(r->line, 1);
	ck_assert(!r->builtin);
	dlp_catalog_free(catalog);
}
END_TEST

START_TEST(rules_are_changed_aloud)
{
	static const char rules[] =
		BASE "context = one\n"
		     "[a.b]\nextend = yes\nname = M\nseverity = low\n"
		     "context = two, three\nregex = more\nwindow = 64\n"
		     "specificity = 3\nconfidence = high\nutf = yes\n";
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };
	const struct dlp_rule *r = NULL;

	ck_assert_msg(!scan_load(catalog, rules, DLP_TRUST_ALL, &err), "%s",
		      err.msg);
	r = dlp_catalog_rule(catalog, 0);
	ck_assert_uint_eq(dlp_catalog_count(catalog), 1);
	ck_assert(is(r->name, "M"));
	ck_assert_int_eq(r->category, DLP_CATEGORY_PII);
	ck_assert_int_eq(r->severity, DLP_SEVERITY_LOW);
	ck_assert_int_eq(r->confidence, DLP_CONFIDENCE_HIGH);
	ck_assert_uint_eq(r->context.count, 3);
	ck_assert(is(r->context.item[0], "one"));
	ck_assert(is(r->context.item[2], "three"));
	ck_assert_uint_eq(r->regex.count, 2);
	ck_assert_uint_eq(r->window, 64);
	ck_assert_int_eq(r->specificity, 3);
	ck_assert(r->utf);
	ck_assert_int_eq(scan_load(catalog, BASE "override = yes\n",
				   DLP_TRUST_ALL, &err),
			 DLP_OK);
	ck_assert(is(dlp_catalog_rule(catalog, 0)->name, "N"));
	ck_assert_uint_eq(dlp_catalog_rule(catalog, 0)->context.count, 0);
	dlp_catalog_free(catalog);
}
END_TEST

/* Keys that extend does not know how to join. */
static const char *const fixed_key[] = {
	"category = secret", "shape = email",  "keywords = none",
	"on-invalid = drop", "entropy = high", "near = c.d within 1 lines",
	"visible = no",      "part.x = 1",
};

START_TEST(extending_is_strict)
{
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };
	char rules[400];

	snprintf(rules, sizeof(rules), "%s[a.b]\nextend = yes\n%s\n", BASE,
		 fixed_key[_i]);
	ck_assert_int_eq(scan_load(catalog, rules, DLP_TRUST_ALL, &err),
			 DLP_SKIP);
	ck_assert_msg(strstr(err.msg, ":8: ") &&
			      strstr(err.msg, "can't be extended"),
		      "%s", err.msg);
	dlp_catalog_free(catalog);
}
END_TEST

/* The user's own rules add, and do nothing to others. */
static const struct {
	const char *rules;
	bool good;
} trust_case[] = {
	{ BASE, true },
	{ "[card.number]\nextend = yes\nseverity = low\n", false },
	{ "[x.y]\ndisable = card.*\n", false },
	{ "[card.number]\nname = N\ncategory = pii\nkeywords = word\n"
	  "regex = word\nexample = word\nreject = x\noverride = yes\n",
	  false },
	{ "[card.number]\nname = N\ncategory = pii\nkeywords = word\n"
	  "regex = word\nexample = word\nreject = x\n",
	  false },
};

START_TEST(users_only_add)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	struct dlp_error err = { 0 };

	ck_assert_int_eq(scan_load(catalog, trust_case[_i].rules, DLP_TRUST_ADD,
				   &err) == DLP_OK,
			 trust_case[_i].good);
	dlp_catalog_free(catalog);
}
END_TEST

static const struct {
	const char *select, *disable;
	int left; /* -1: refused */
} choice_case[] = {
	{ NULL, NULL, 3 },      { "a.*", NULL, 2 },
	{ "a.b", NULL, 1 },     { "*", NULL, 3 },
	{ "a.b,c.d", NULL, 2 }, { " a.b , c.d ", NULL, 2 },
	{ "x.*", NULL, -1 },    { "a.b,x.*", NULL, -1 },
	{ NULL, "a.*", 1 },     { NULL, "*", 0 },
	{ NULL, "x", -1 },      { "a.*", "a.b", 1 },
	{ "a.*", "c.d", -1 },   { "?.b", NULL, 1 },
	{ "a", NULL, -1 },
};

START_TEST(globs_choose)
{
#define PLAIN(id)                                               \
	"[" id "]\nname = N\ncategory = pii\nkeywords = word\n" \
	"regex = word\\d\nexample = word1\nreject = word\n"
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };
	enum dlp_status status;

	ck_assert_int_eq(scan_load(catalog,
				   PLAIN("a.b") PLAIN("a.c") PLAIN("c.d"),
				   DLP_TRUST_ALL, &err),
			 DLP_OK);
	status = choice_case[_i].select
			 ? dlp_catalog_select(catalog, choice_case[_i].select,
					      &err)
			 : DLP_OK;
	if (!status && choice_case[_i].disable)
		status = dlp_catalog_disable(catalog, choice_case[_i].disable,
					     &err);
	if (choice_case[_i].left < 0) {
		ck_assert_int_eq(status, DLP_SKIP);
		ck_assert_ptr_nonnull(strstr(err.msg, "no rule matches"));
	} else {
		ck_assert_int_eq(status, DLP_OK);
		ck_assert_uint_eq(dlp_catalog_count(catalog),
				  (size_t)choice_case[_i].left);
	}
	dlp_catalog_free(catalog);
}
END_TEST

/* The digest changes with what decides, and with nothing else. */
static const struct {
	const char *more;
	bool decides;
} digest_case[] = {
	{ "description = other\n", false },
	{ "reference = other\n", false },
	{ "example = word2\n", false },
	{ "reject = words\n", false },
	{ "tags = x\n", false },
	{ "severity = low\n", true },
	{ "confidence = low\n", true },
	{ "regex = x\n", true },
	{ "keywords = ord1\n", true },
	{ "utf = yes\n", true },
	{ "value = 1\n", true },
	{ "part.a = 1\n", true },
	{ "redact-parts = yes\n", true },
	{ "window = 64\n", true },
	{ "validator = luhn\n", true },
	{ "on-invalid = drop\n", true },
	{ "context = a\n", true },
	{ "not-context = a\n", true },
	{ "columns = a\n", true },
	{ "not-columns = a\n", true },
	{ "near = a.c within 2 lines\n", true },
	{ "near = a.c within 2 lines raises\n", true },
	{ "visible = no\n", true },
	{ "paths = a\n", true },
	{ "not-paths = a\n", true },
	{ "allow-words = a\n", true },
	{ "allow-regex = a\n", true },
	{ "specificity = 5\n", true },
	{ "entropy = high\n", true },
};

static void digest_of(const char *rules, char out[DLP_DIGEST_SIZE + 1])
{
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };

	ck_assert_msg(!scan_load(catalog, rules, DLP_TRUST_ALL, &err), "%s",
		      err.msg);
	dlp_catalog_digest(catalog, out);
	dlp_catalog_free(catalog);
}

START_TEST(digests_say_what_decides)
{
	static char seen[CASES(digest_case) + 1][DLP_DIGEST_SIZE + 1];
	char rules[400];

	digest_of(BASE, seen[0]);
	ck_assert_uint_eq(strlen(seen[0]), DLP_DIGEST_SIZE);
	for (size_t i = 0; i < CASES(digest_case); i++) {
		snprintf(rules, sizeof(rules), "%s%s", BASE,
			 digest_case[i].more);
		digest_of(rules, seen[i + 1]);
		for (size_t j = 0; j <= i; j++)
			ck_assert_msg(
				!strcmp(seen[i + 1], seen[j]) ==
					(!digest_case[i].decides &&
					 (!j || !digest_case[j - 1].decides)),
				"%s", digest_case[i].more);
	}
}
END_TEST

/* A folder: *.conf in order of name, and nothing else of it. */
START_TEST(folders_are_read_in_order)
{
	static const struct {
		const char *name, *text;
	} file[] = {
		{ "b.conf", "[a.b]\nextend = yes\nname = Later\n" },
		{ "a.conf", BASE },
		{ ".hidden.conf", "none" },
		{ "c.conf~", "none" },
		{ "README", "none" },
	};
	char dir[] = "/tmp/dlp-rules-XXXXXX", path[80];
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_error err = { 0 };

	ck_assert_ptr_nonnull(mkdtemp(dir));
	for (size_t i = 0; i < CASES(file); i++) {
		FILE *f;

		snprintf(path, sizeof(path), "%s/%s", dir, file[i].name);
		f = fopen(path, "w");
		ck_assert_ptr_nonnull(f);
		fputs(file[i].text, f);
		fclose(f);
	}
	ck_assert_msg(!dlp_catalog_load(catalog, dir, DLP_TRUST_ALL, &err),
		      "%s", err.msg);
	ck_assert_uint_eq(dlp_catalog_count(catalog), 1);
	ck_assert(is(dlp_catalog_rule(catalog, 0)->name, "Later"));
	for (size_t i = 0; i < CASES(file); i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, file[i].name);
		unlink(path);
	}
	ck_assert_int_eq(rmdir(dir), 0);
	ck_assert_int_eq(dlp_catalog_load(catalog, dir, DLP_TRUST_ALL, &err),
			 DLP_SKIP);
	ck_assert_int_ne(err.sys, 0);
	dlp_catalog_free(catalog);
}
END_TEST

/* The imprint that the build wrote is that of its rules, and is given for them
 * alone. */
START_TEST(built_in_rules_have_their_imprint)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	char seen[DLP_DIGEST_SIZE + 1], made[DLP_DIGEST_SIZE + 1];
	struct dlp_error err = { 0 };

	dlp_catalog_digest(catalog, made);
	ck_assert(dlp_catalog_is_builtin(catalog));
	ck_assert_int_eq(dlp_catalog_disable(catalog, "aws.*", &err), DLP_OK);
	ck_assert(!dlp_catalog_is_builtin(catalog));
	dlp_catalog_digest(catalog, seen);
	ck_assert_str_ne(seen, made);
	dlp_catalog_free(catalog);
	catalog = dlp_catalog_new(false);
	ck_assert(!dlp_catalog_is_builtin(catalog));
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("pattern");

	tcase_add_loop_test(tc, files_are_strict, 0, CASES(file_case));
	tcase_add_loop_test(tc, shapes_are_strict, 0, CASES(shape_case));
	tcase_add_loop_test(tc, engines_are_strict, 0, CASES(engine_case));
	tcase_add_test(tc, keys_are_read);
	tcase_add_test(tc, rules_are_changed_aloud);
	tcase_add_loop_test(tc, extending_is_strict, 0, CASES(fixed_key));
	tcase_add_loop_test(tc, users_only_add, 0, CASES(trust_case));
	tcase_add_loop_test(tc, globs_choose, 0, CASES(choice_case));
	tcase_add_test(tc, digests_say_what_decides);
	tcase_add_test(tc, built_in_rules_have_their_imprint);
	tcase_add_test(tc, folders_are_read_in_order);
	return suite_run("pattern", tc);
}
