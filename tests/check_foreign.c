#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "pattern/foreign.h"
#include "suite.h"

/* The last rule that was told, and all notes, a line each. */
struct told {
	struct dlp_rule rule;
	size_t rules;
	struct dlp_buf notes;
};

static enum dlp_status on_rule(void *arg, const struct dlp_rule *rule,
			       struct dlp_error *err)
{
	struct told *told = arg;

	(void)err;
	told->rule = *rule;
	told->rules++;
	return DLP_OK;
}

static enum dlp_status on_note(void *arg, const struct dlp_note *note,
			       struct dlp_error *err)
{
	struct told *told = arg;

	(void)err;
	dlp_buf_addf(&told->notes, "%u %u %.*s %.*s: ", note->kind, note->line,
		     (int)note->rule.len, note->rule.ptr ? note->rule.ptr : "",
		     (int)note->key.len, note->key.ptr ? note->key.ptr : "");
	dlp_buf_addspan(&told->notes, note->text);
	dlp_buf_addc(&told->notes, '\n');
	return DLP_OK;
}

static enum dlp_status read_text(const char *text, struct dlp_arena *arena,
				 struct told *told)
{
	const struct dlp_foreign_calls calls = { on_rule, on_note, told };
	struct dlp_span in = { text, strlen(text) };
	struct dlp_error err = { 0 };
	enum dlp_status status;

	*told = (struct told){ 0 };
	dlp_buf_init(&told->notes, 0);
	status = dlp_foreign_read(dlp_foreign_sniff(in), DLP_SPAN("f"), in,
				  arena, &calls, &err);
	dlp_buf_addc(&told->notes, '\0');
	return status;
}

static const struct {
	const char *text;
	enum dlp_foreign kind;
} sniff_case[] = {
	{ "", DLP_FOREIGN_NONE },
	{ "# a\n[a.b]\nname = x\n", DLP_FOREIGN_NONE },
	{ "[a.b]\nregex = [[:alpha:]]\n", DLP_FOREIGN_NONE },
	{ "name = x\n[a.b]\n", DLP_FOREIGN_NONE },
	{ "title = \"x\"\n[[rules]]\n", DLP_FOREIGN_TOML },
	{ "\xef\xbb\xbf[[rules]]\n", DLP_FOREIGN_TOML },
	{ "# c\n\n  [[ rules ]]\n", DLP_FOREIGN_TOML },
	{ "[extend]\nuseDefault = true\n", DLP_FOREIGN_TOML },
	{ "[allowlist]\n", DLP_FOREIGN_TOML },
	{ "rules:\n- name: x\n", DLP_FOREIGN_YAML },
	{ "# c\n---\nrules:\n", DLP_FOREIGN_YAML },
	{ "- name: x\n", DLP_FOREIGN_YAML },
	{ "{\"rules\": []}\n", DLP_FOREIGN_YAML },
};

START_TEST(tells_formats_by_content)
{
	const char *text = sniff_case[_i].text;

	ck_assert_int_eq(
		dlp_foreign_sniff((struct dlp_span){ text, strlen(text) }),
		sniff_case[_i].kind);
}
END_TEST

/* One rule of gitleaks, by what follows its id. */
#define TOML(more) "[[rules]]\nid = \"A b\"\n" more
#define YAML(more) "rules:\n- id: np.acme.1\n  name: Acme\n" more

/* What a rule becomes: its regex, value, keywords, and the notes on it. */
static const struct {
	const char *text;
	const char *id, *regex, *value, *keywords, *notes;
} import_case[] = {
	{ TOML("regex = '''acme_([a-z]{9})'''\nkeywords = [\"acme_\"]\n"),
	  "gitleaks.a-b", "acme_([a-z]{9})", "1", "acme_", "" },
	{ TOML("REGEX = 'acme_[a-z]{9}'\n"), "gitleaks.a-b", "acme_[a-z]{9}",
	  "", "acme_", "" },
	{ TOML("regex = '(ac)me_([a-z]{9})'\nsecretGroup = 2\n"),
	  "gitleaks.a-b", "(ac)me_([a-z]{9})", "2", "acme_", "" },
	{ TOML("regex = '(?i)[\\w.-]{0,50}?acme=([a-z]{9})$'\n"),
	  "gitleaks.a-b", "(?i)acme=([a-z]{9})$(?!\\n)", "1", "acme=", "" },
	{ TOML("regex = 'acme(?:_([a-z]{9})|-([0-9]{9}))'\n"), "gitleaks.a-b",
	  "acme(?:(?|_([a-z]{9})|-([0-9]{9})))", "1", "acme_,acme-", "" },
	{ TOML("regex = 'acme_[a-z]{9}'\nkeywords = [\"other\"]\n"),
	  "gitleaks.a-b", "acme_[a-z]{9}", "", "acme_",
	  "0 4 gitleaks.a-b keywords: the regex decides without them\n" },
	{ TOML("regex = '[a-z]{9}'\nkeywords = [\"acme\"]\n"), "gitleaks.a-b",
	  "[a-z]{9}", "", "acme",
	  "0 4 gitleaks.a-b keywords: one must stand within 8192 bytes, not "
	  "anywhere in the file\n" },
	{ TOML("regex = '[a-z]{9}'\n"), "gitleaks.a-b", "[a-z]{9}", "", NULL,
	  "2 3 gitleaks.a-b regex: no keywords, and none can be told from the "
	  "regex: it is tried everywhere\n" },
	{ TOML("regex = 'acme(\\d)?x'\n"), "gitleaks.a-b", "acme(\\d)?x", "",
	  "acme",
	  "0 3 gitleaks.a-b regex: group 1 is not in every match: the whole "
	  "match is the value\n" },
	{ TOML("regex = 'acme_[a-z]'\nnovelty = 1\n"), "gitleaks.a-b",
	  "acme_[a-z]", "", "acme_",
	  "0 4 gitleaks.a-b novelty: is not known: ignored\n" },
	{ TOML("regex = 'acme_[a-z]'\nentropy = 'high'\n"), "gitleaks.a-b",
	  "acme_[a-z]", "", "acme_",
	  "0 4 gitleaks.a-b entropy: is no number: ignored\n" },
	{ TOML("regex = 'acme_[a-z'\n"), NULL, NULL, NULL, NULL,
	  "1 3 gitleaks.a-b regex: left out: at 9: a class without an end\n" },
	{ TOML("path = 'x'\n"), NULL, NULL, NULL, NULL,
	  "1 3 gitleaks.a-b path: no regex: left out, a name alone is no "
	  "finding\n" },
	{ "[[rules]]\nregex = 'abc'\n", NULL, NULL, NULL, NULL,
	  "1 1  : a rule without an id: left out\n" },
	{ "[extend]\nuseDefault = true\n", NULL, NULL, NULL, NULL,
	  "0 1  extend: no other file is read, and their own rules are not "
	  "here: ignored\n" },
	{ TOML("regex = 'acme_[a-z]'\nvalidate = 'x'\n"), "gitleaks.a-b",
	  "acme_[a-z]", "", "acme_",
	  "3 4 gitleaks.a-b validate: no request is ever sent: ignored\n" },
	{ TOML("regex = 'acme_[a-z]'\n[[rules.allowlists]]\n"
	       "condition = 'AND'\npaths = ['x']\nstopwords = ['y']\n"),
	  "gitleaks.a-b", "acme_[a-z]", "", "acme_",
	  "0 4 gitleaks.a-b : condition: one that wants several things at once "
	  "lets nothing pass here\n" },
	{ YAML("  pattern: 'acme_([a-z]{9})'\n"), "np.acme.1",
	  "acme_([a-z]{9})", "1", "acme_", "" },
	{ YAML("  pattern: |\n    (?x) acme_   # a name\n    ([a-z]{9}) [:,]\n"),
	  "np.acme.1", "acme_([a-z]{9})[:,]", "1", "acme_", "" },
	{ YAML("  pattern: '(\\w+):(\\w+)@acme\\.com'\n"), "np.acme.1",
	  "(\\w+):(\\w+)@acme\\.com", "2", NULL,
	  "2 4 np.acme.1 pattern: no keywords, and none can be told from the "
	  "regex: it is tried everywhere\n" },
	{ "rules:\n- id: kingfisher.a.1\n"
	  "  pattern: 'acme_(\\d{3})_(?P<TOKEN>[a-z]{9})'\n",
	  "kingfisher.a.1", "acme_(\\d{3})_(?<TOKEN>[a-z]{9})", "2", "acme_",
	  "" },
	{ "- id: Own_1\n  pattern: acme_\n", "noseyparker.own_1", "acme_", "",
	  "acme_", "" },
	{ YAML("  pattern: '[[^a]b]'\n"), NULL, NULL, NULL, NULL,
	  "1 4 np.acme.1 pattern: left out: at 1: a class that is not "
	  "another\n" },
	{ YAML("  pattern: acme_\n  validation: {type: Http}\n"), "np.acme.1",
	  "acme_", "", "acme_",
	  "3 5 np.acme.1 validation: no request is ever sent: ignored\n" },
	{ YAML("  pattern: acme_\n  confidence: sure\n"), "np.acme.1", "acme_",
	  "", "acme_", "0 5 np.acme.1 confidence: no such level: ignored\n" },
	{ "rulesets: []\n", NULL, NULL, NULL, NULL,
	  "0 1  rulesets: is not known: ignored\n" },
};

static void check_span(struct dlp_span got, const char *want)
{
	ck_assert_msg(dlp_span_is(got, want), "%.*s, not %s", (int)got.len,
		      got.ptr, want);
}

START_TEST(rules_become_ours)
{
	const char *word = import_case[_i].keywords;
	struct dlp_arena arena = { 0 };
	struct told told;
	size_t n = 0;

	ck_assert(!read_text(import_case[_i].text, &arena, &told));
	ck_assert_str_eq(told.notes.ptr, import_case[_i].notes);
	ck_assert_uint_eq(told.rules, import_case[_i].id != NULL);
	if (told.rules) {
		check_span(told.rule.id, import_case[_i].id);
		ck_assert_uint_eq(told.rule.regex.count, 1);
		check_span(told.rule.regex.item[0], import_case[_i].regex);
		check_span(told.rule.value, import_case[_i].value);
		ck_assert(told.rule.foreign);
		ck_assert_int_eq(told.rule.shape == DLP_SHAPE_ANY, !word);
	}
	for (; told.rules && word && *word; n++) {
		size_t len = strcspn(word, ",");

		ck_assert_uint_lt(n, told.rule.keywords.count);
		ck_assert_uint_eq(told.rule.keywords.item[n].len, len);
		ck_assert(!memcmp(told.rule.keywords.item[n].ptr, word, len));
		word += len + (word[len] == ',');
	}
	ck_assert_uint_eq(told.rules ? told.rule.keywords.count : 0, n);
	dlp_buf_release(&told.notes);
	dlp_arena_release(&arena);
}
END_TEST

START_TEST(gitleaks_keys)
{
	static const char text[] =
		"[[allowlists]]\ntargetRules = ['x']\nstopwords = ['never']\n"
		"[[allowlists]]\nregexes = ['^null$', 'true']\n"
		"paths = ['(^|/)node_modules/']\n"
		"[[rules]]\nid = 'y'\nregex = 'other_[a-z]'\n"
		"[[rules]]\nid = 'x-1'\nregex = 'acme_([a-z]{9})'\n"
		"description = 'A key of Acme, which opens doors.'\n"
		"entropy = 3.5\ntags = ['a', 'b']\npath = '\\.env$'\n"
		"[[rules.allowlists]]\nstopwords = ['example']\n"
		"regexTarget = 'line'\nregexes = ['test']\n"
		"[[rules.allowlists]]\nregexTarget = 'match'\nregexes = ['_a']\n"
		"[[rules.required]]\nid = 'y'\nwithinLines = 7\n";
	struct dlp_arena arena = { 0 };
	struct told told;
	const struct dlp_rule *rule = &told.rule;

	ck_assert(!read_text(text, &arena, &told));
	ck_assert_str_eq(told.notes.ptr, "");
	check_span(rule->name, "A key of Acme");
	check_span(rule->description, "A key of Acme, which opens doors.");
	check_span(rule->validators.item[0], "entropy min=3.5");
	ck_assert(rule->drop_invalid);
	ck_assert_uint_eq(rule->tags.count, 2);
	check_span(rule->path_regex.item[0], "\\.env$(?!\\n)");
	check_span(rule->not_path_regex.item[0], "(?:(^|/)node_modules/)");
	ck_assert_uint_eq(rule->allow_words.count, 1);
	check_span(rule->allow_words.item[0], "example");
	check_span(rule->allow_regex.item[0], "(?:^null$(?!\\n))|(?:true)");
	check_span(rule->allow_line.item[0], "(?:test)");
	check_span(rule->allow_match.item[0], "(?:_a)");
	check_span(rule->near, "gitleaks.y");
	ck_assert_uint_eq(rule->near_lines, 7);
	dlp_buf_release(&told.notes);
	dlp_arena_release(&arena);
}
END_TEST

START_TEST(betterleaks_filters)
{
	static const char text[] =
		"[[rules]]\nid = 'x'\nregex = 'acme_([a-z]{9})'\n"
		"filter = '''\nfilter.entropy(finding[\"secret\"]) < 3.0\n'''\n";
	static const char other[] =
		"[[rules]]\nid = 'x'\nregex = 'acme_([a-z]{9})'\n"
		"filter = '''finding[\"secret\"] contains \"x\"'''\n";
	struct dlp_arena arena = { 0 };
	struct told told;

	ck_assert(!read_text(text, &arena, &told));
	ck_assert_str_eq(told.notes.ptr, "");
	check_span(told.rule.validators.item[0], "entropy min=3.0");
	dlp_buf_release(&told.notes);
	ck_assert(!read_text(other, &arena, &told));
	ck_assert_str_eq(told.notes.ptr,
			 "0 4 gitleaks.x filter: an expression that is not "
			 "known: ignored\n");
	ck_assert_uint_eq(told.rule.validators.count, 0);
	dlp_buf_release(&told.notes);
	dlp_arena_release(&arena);
}
END_TEST

/* What lets pass is the rule's own, and what stands in front of all rules. */
START_TEST(betterleaks_allows)
{
	static const char text[] =
		"prefilter = '''\nmatchesAny(get(attributes, \"path\", \"\"), [\n"
		" `(?i)\\.png$`,\n `vendor/`\n])\n'''\n"
		"filter = '''(matchesAny(finding[\"secret\"], [`^null$`]) ||"
		" containsAny(finding[\"secret\"], [\"abc\", \"x\\\"y\"]))'''\n"
		"[[rules]]\nid = 'x'\nregex = 'acme_([a-z]{9})'\n"
		"filter = '''entropy(finding[\"secret\"]) <= 3.5"
		" || matchesAny(finding[\"line\"], [`test`])'''\n";
	struct dlp_arena arena = { 0 };
	struct told told;
	const struct dlp_rule *rule = &told.rule;

	ck_assert(!read_text(text, &arena, &told));
	ck_assert_str_eq(told.notes.ptr, "");
	check_span(rule->validators.item[0], "entropy min=3.5");
	check_span(rule->allow_line.item[0], "(?:test)");
	check_span(rule->allow_regex.item[0], "(?:^null$(?!\\n))");
	ck_assert_uint_eq(rule->allow_words.count, 2);
	check_span(rule->allow_words.item[1], "x\"y");
	check_span(rule->not_path_regex.item[0],
		   "(?:(?i)\\.png$(?!\\n))|(?:vendor/)");
	dlp_buf_release(&told.notes);
	dlp_arena_release(&arena);
}
END_TEST

/* However many allowlists there are, a rule has few regexes of them. */
START_TEST(allowlists_are_merged)
{
	struct dlp_arena arena = { 0 };
	struct dlp_buf text;
	struct told told;

	dlp_buf_init(&text, 0);
	dlp_buf_adds(&text, "[[rules]]\nid = 'x'\nregex = 'acme_[a-z]{9}'\n");
	for (int i = 0; i < 20; i++)
		dlp_buf_addf(&text,
			     "[[rules.allowlists]]\nregexes = ['a%d', 'b']\n",
			     i);
	dlp_buf_addc(&text, '\0');
	ck_assert(!read_text(text.ptr, &arena, &told));
	ck_assert_str_eq(told.notes.ptr, "");
	ck_assert_uint_eq(told.rule.allow_regex.count, 1);
	ck_assert_uint_eq(told.rule.allow_regex.item[0].len,
			  10 * 12 + 10 * 13 + 19);
	dlp_buf_release(&told.notes);
	/* Ten of them are too long to be joined: eight are in force. */
	dlp_buf_clear(&text);
	dlp_buf_adds(&text, "[[rules]]\nid = 'x'\nregex = 'acme_[a-z]{9}'\n");
	for (int i = 0; i < 10; i++)
		dlp_buf_addf(&text,
			     "[[rules.allowlists]]\nregexes = ['%010000d']\n",
			     i);
	dlp_buf_addc(&text, '\0');
	ck_assert(!read_text(text.ptr, &arena, &told));
	ck_assert_str_eq(told.notes.ptr,
			 "0 1 gitleaks.x : too many regexes that let pass: "
			 "ignored\n");
	ck_assert_uint_eq(told.rule.allow_regex.count, 8);
	dlp_buf_release(&told.notes);
	dlp_buf_release(&text);
	dlp_arena_release(&arena);
}
END_TEST

static const char *const unknown_filter[] = {
	"",
	"true",
	"!entropy(finding[\"secret\"]) < 3",
	"entropy(finding[\"secret\"]) > 3",
	"entropy(finding[\"secret\"]) < 3 && true",
	"entropy(finding[\"match\"]) < 3",
	"entropy(finding[\"secret\"]) <",
	"matchesAny(finding[\"secret\"], [`a)",
	"matchesAny(finding[\"secret\"], [`a` `b`])",
	"matchesAny(finding[\"other\"], [`a`])",
	"containsAny(finding[\"line\"], [`a`])",
	"containsAny(finding[\"secret\"], [\"\\n\"])",
	"(entropy(finding[\"secret\"]) < 3",
	"((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
};

START_TEST(unknown_filters_are_told)
{
	struct dlp_arena arena = { 0 };
	struct told told;
	char text[300];

	snprintf(text, sizeof(text),
		 "[[rules]]\nid = 'x'\nregex = 'acme_([a-z]{9})'\n"
		 "filter = '''%s'''\n",
		 unknown_filter[_i]);
	ck_assert(!read_text(text, &arena, &told));
	ck_assert_str_eq(told.notes.ptr,
			 "0 4 gitleaks.x filter: an expression that is not "
			 "known: ignored\n");
	ck_assert_uint_eq(told.rule.validators.count, 0);
	ck_assert_uint_eq(told.rule.allow_words.count, 0);
	ck_assert_uint_eq(told.rule.allow_regex.count, 0);
	dlp_buf_release(&told.notes);
	dlp_arena_release(&arena);
}
END_TEST

START_TEST(noseyparker_keys)
{
	static const char text[] =
		"rules:\n- name: Acme\n  id: np.acme.2\n"
		"  pattern: 'acme_([0-9]{3})_([a-z]{9})'\n"
		"  description: Opens doors.\n  categories: [api, hashed]\n"
		"  examples:\n  - acme_123_abcdefghi\n"
		"  negative_examples:\n  - acme_12_abcdefghi\n"
		"  references: [https://acme.example]\n"
		"  min_entropy: 3.0\n  confidence: low\n  visible: false\n"
		"  pattern_requirements:\n    min_digits: 2\n"
		"    min_uppercase: 1\n    ignore_if_contains: [TEST]\n";
	struct dlp_arena arena = { 0 };
	struct told told;
	const struct dlp_rule *rule = &told.rule;

	ck_assert(!read_text(text, &arena, &told));
	ck_assert_str_eq(told.notes.ptr, "");
	check_span(rule->name, "Acme");
	check_span(rule->reference, "https://acme.example");
	ck_assert_int_eq(rule->category, DLP_CATEGORY_CREDENTIAL_HASH);
	ck_assert_int_eq(rule->confidence, DLP_CONFIDENCE_LOW);
	ck_assert(rule->hidden);
	ck_assert_uint_eq(rule->examples.count, 1);
	ck_assert_uint_eq(rule->rejects.count, 1);
	check_span(rule->validators.item[0], "entropy min=3.0");
	check_span(rule->validators.item[1], "counts least=2,0,1,0");
	check_span(rule->allow_words.item[0], "TEST");
	/* The last group is the value, and the others go with it. */
	check_span(rule->value, "2");
	ck_assert_uint_eq(rule->parts, 1);
	check_span(rule->part[0].group, "1");
	ck_assert(rule->redact_parts);
	dlp_buf_release(&told.notes);
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("foreign");

	tcase_add_loop_test(tc, tells_formats_by_content, 0, CASES(sniff_case));
	tcase_add_loop_test(tc, rules_become_ours, 0, CASES(import_case));
	tcase_add_test(tc, gitleaks_keys);
	tcase_add_test(tc, betterleaks_filters);
	tcase_add_test(tc, betterleaks_allows);
	tcase_add_test(tc, allowlists_are_merged);
	tcase_add_loop_test(tc, unknown_filters_are_told, 0,
			    CASES(unknown_filter));
	tcase_add_test(tc, noseyparker_keys);
	return suite_run("foreign", tc);
}
