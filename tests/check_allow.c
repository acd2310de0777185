#include "detect/allow.h"

#include <stdio.h>

#include "scratch.h"
#include "suite.h"

static struct dlp_span span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* What is wrong with an allowlist; "" when nothing is. */
static const struct {
	const char *text, *want;
} fault_case[] = {
	{ "[a]\nreason = b\nrules = card.*\n", "" },
	{ "# c\n\n [ a ] \n reason = b\n words = abc, d\\,e\n", "" },
	{ "[a]\nreason = b\nfingerprints = " SCRATCH_PLACE "-0\n", "" },
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
	{ "[a]\nreason = b\nrules = x\nfingerprints = " SCRATCH_PLACE "-0\n",
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
	char path[SCRATCH_NAME], full[200];

	scratch_make(path, text, strlen(text));
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
	char path[SCRATCH_NAME];

	scratch_make(path, "", 0);
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
	char path[SCRATCH_NAME];

	dlp_buf_init(&text, 0);
	for (int i = 0; i <= DLP_ALLOW_MAX; i++)
		dlp_buf_addf(&text, "[a%d]\nreason = b\nrules = x\n", i);
	scratch_make(path, text.ptr, text.len);
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
	"[print]\nreason = a\nfingerprints = " SCRATCH_PLACE
	"-0, " SCRATCH_PLACE "-abc\n";

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
	char path[SCRATCH_NAME];

	if (match_case[_i].member)
		where.member[where.members++] = span(match_case[_i].member);
	scratch_make(path, lists, sizeof(lists) - 1);
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
	char path[SCRATCH_NAME];

	scratch_make(path, lists, sizeof(lists) - 1);
	ck_assert_int_eq(dlp_allowlist_load(list, path, &err), DLP_OK);
	ck_assert_ptr_nonnull(
		dlp_allowlist_find(list, span(SCRATCH_PLACE "-0")));
	ck_assert_ptr_nonnull(
		dlp_allowlist_find(list, span(SCRATCH_PLACE "-abc")));
	ck_assert_ptr_null(dlp_allowlist_find(list, span(SCRATCH_PLACE "-ab")));
	ck_assert_ptr_null(dlp_allowlist_find(list, span(SCRATCH_PLACE "-1")));
	ck_assert_ptr_null(dlp_allowlist_find(NULL, span(SCRATCH_PLACE "-1")));
	unlink(path);
	dlp_allowlist_free(list);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("allow");

	tcase_add_loop_test(tc, allowlists_are_strict, 0, CASES(fault_case));
	tcase_add_test(tc, allowlists_have_a_size);
	tcase_add_test(tc, allowlists_have_a_length);
	tcase_add_loop_test(tc, all_keys_have_to_hold, 0, CASES(match_case));
	tcase_add_test(tc, fingerprints_are_whole);
	return suite_run("allow", tc);
}
