#include <stdint.h>
#include <stdio.h>

#include "builtin.h"
#include "pattern/glob.h"
#include "pattern/stanza.h"
#include "suite.h"

static bool same_lists(struct dlp_list a, struct dlp_list b)
{
	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++)
		if (!dlp_span_eq(a.item[i], b.item[i]))
			return false;
	return true;
}

/* By what decides, which has its imprint, and by what describes. */
static void compare(const struct dlp_rule *a, const struct dlp_rule *b)
{
	struct dlp_digest *digest = dlp_digest_new();
	struct dlp_imprint x = dlp_imprint_of(a, digest);
	struct dlp_imprint y = dlp_imprint_of(b, digest);

	dlp_digest_free(digest);
	ck_assert_msg(!memcmp(&x, &y, sizeof(x)), "%.*s", (int)a->id.len,
		      a->id.ptr);
	ck_assert(dlp_span_eq(a->name, b->name));
	ck_assert(dlp_span_eq(a->description, b->description));
	ck_assert(dlp_span_eq(a->reference, b->reference));
	ck_assert(same_lists(a->tags, b->tags));
	ck_assert(same_lists(a->examples, b->examples));
	ck_assert(same_lists(a->rejects, b->rejects));
	ck_assert(dlp_span_eq(a->file, b->file));
	ck_assert_uint_eq(a->line, b->line);
}

/* Rules that have all there is, and next to nothing. */
static const char stanzas[] =
	"[a.b]\nname = A name\ndescription = What it is.\n"
	"reference = https://example.com/\ncategory = pii\nseverity = high\n"
	"confidence = high\nkeywords = abc, d\\,e\nregex = abc(x)(?<y>z)\n"
	"regex = d,e\nutf = yes\nvalue = 1\npart.one = 1\npart.two = y\n"
	"redact-parts = yes\nwindow = 99\nvalidator = luhn\n"
	"on-invalid = drop\ncontext = c, d\nnot-context = e\ncolumns = f, g\n"
	"not-columns = h\nnear = c.d within 3 lines raises\nvisible = no\n"
	"scored = yes\n"
	"paths = *.a, *.b\nnot-paths = *.c\npath-regex = \\.a$\n"
	"not-path-regex = \\.d$\nallow-words = i\nallow-regex = ^j\n"
	"allow-match = k\nallow-line = l\ntest-values = m, n\n"
	"specificity = -7\nentropy = high\ntags = o, p\nexample = abcxz\n"
	"example = d,e\\xff\\n\nreject = abc\n"
	"[c.d]\nname = A name\ncategory = secret\nshape = digits 5-9\n"
	"assigned = [a-z]+\nregex = \\d+\nexample = 12345\nreject = 1\n";

enum { RULES = 3 };

START_TEST(unpacked_is_as_packed)
{
	struct dlp_rule rule[RULES] = { { .id = DLP_SPAN("e.f") } };
	const struct dlp_span text = { stanzas, sizeof(stanzas) - 1 };
	struct dlp_packer packer = { 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_stanza_reader reader;
	struct dlp_packed packed;
	struct dlp_stanza stanza;
	struct dlp_error err = { 0 };
	char *room, *next;

	dlp_stanza_open(&reader, DLP_SPAN("a.conf"), text);
	for (size_t i = 1; i < RULES; i++) {
		ck_assert_msg(!dlp_stanza_next(&reader, &arena, &stanza, &err),
			      "%s", err.msg);
		rule[i] = stanza.rule;
	}
	rule[1].lead = 5;
	rule[1].alone = true;
	rule[2].builtin = rule[2].foreign = true;
	rule[2].probe = 77;
	rule[1].onset = 12;
	for (size_t i = 0; i < RULES; i++)
		ck_assert(dlp_packer_add(&packer, &rule[i]));
	packed = dlp_packer_packed(&packer);
	ck_assert_uint_eq(packed.rules, RULES);
	next = room = calloc(1, packed.room);
	for (size_t i = RULES; i--;) {
		const struct dlp_rule *got = dlp_packed_take(&packed, i, &next);

		compare(got, &rule[i]);
		ck_assert(dlp_span_eq(dlp_packed_id(&packed, i), rule[i].id));
		ck_assert_uint_eq(dlp_packed_find(&packed, rule[i].id), i);
		ck_assert_int_eq(got->builtin, rule[i].builtin);
		ck_assert_int_eq(got->alone, rule[i].alone);
		ck_assert_int_eq(got->foreign, rule[i].foreign);
		ck_assert_uint_eq(got->probe, rule[i].probe);
		ck_assert_uint_eq(got->onset, rule[i].onset);
	}
	ck_assert_uint_eq((size_t)(next - room), packed.room);
	ck_assert_uint_eq(dlp_packed_find(&packed, DLP_SPAN("")), SIZE_MAX);
	ck_assert_uint_eq(dlp_packed_find(&packed, DLP_SPAN("a.bb")), SIZE_MAX);
	ck_assert_uint_eq(dlp_packed_find(&packed, DLP_SPAN("z")), SIZE_MAX);
	free(room);
	dlp_packer_release(&packer);
	dlp_arena_release(&arena);
}
END_TEST

/* What is built in is what its files say. */
START_TEST(built_in_rules_are_those_of_their_files)
{
	struct dlp_catalog *catalog = dlp_catalog_new(false);
	struct dlp_digest *digest = dlp_digest_new();
	struct dlp_error err = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < dlp_builtin.rules; i++) {
		const struct dlp_rule *rule = builtin_rule(i);
		struct dlp_imprint made = dlp_imprint_of(rule, digest);
		char path[128];

		ck_assert_mem_eq(&made, &dlp_builtin_imprint[i], sizeof(made));
		ck_assert(rule->builtin);
		ck_assert_uint_eq(dlp_packed_find(&dlp_builtin, rule->id), i);
		if (i && dlp_span_eq(rule->file, builtin_rule(i - 1)->file))
			continue;
		snprintf(path, sizeof(path), "%.*s", (int)rule->file.len,
			 rule->file.ptr);
		ck_assert_msg(
			!dlp_catalog_load(catalog, path, DLP_TRUST_ALL, &err),
			"%s", err.msg);
		for (; n < dlp_catalog_count(catalog); n++)
			compare(dlp_catalog_rule(catalog, n), builtin_rule(n));
	}
	ck_assert_uint_eq(n, dlp_builtin.rules);
	dlp_digest_free(digest);
	dlp_catalog_free(catalog);
}
END_TEST

/* Leaving some out, or changing one, leaves the others what they were. */
START_TEST(catalogs_keep_the_others)
{
	struct dlp_catalog *catalog = dlp_catalog_new(true);
	struct dlp_error err = { 0 };
	size_t n = 0;

	ck_assert_uint_eq(dlp_catalog_builtin(catalog), dlp_builtin.rules);
	ck_assert(dlp_span_eq(dlp_catalog_find(catalog, DLP_SPAN("us.ssn"))->id,
			      DLP_SPAN("us.ssn")));
	ck_assert_int_eq(dlp_catalog_disable(catalog, "aws.*", &err), DLP_OK);
	ck_assert_uint_eq(dlp_catalog_builtin(catalog), 0);
	for (size_t i = 0; i < dlp_builtin.rules; i++) {
		const struct dlp_rule *rule = builtin_rule(i);

		if (dlp_rule_matches(rule->id, DLP_SPAN("aws.*")))
			continue;
		compare(dlp_catalog_rule(catalog, n), rule);
		ck_assert(dlp_span_eq(dlp_catalog_id(catalog, n++), rule->id));
	}
	ck_assert_uint_eq(n, dlp_catalog_count(catalog));
	ck_assert_uint_lt(n, dlp_builtin.rules);
	dlp_catalog_free(catalog);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("packed");

	tcase_set_timeout(tc, 60);
	tcase_add_test(tc, unpacked_is_as_packed);
	tcase_add_test(tc, built_in_rules_are_those_of_their_files);
	tcase_add_test(tc, catalogs_keep_the_others);
	return suite_run("packed", tc);
}
