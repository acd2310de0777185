#include <string.h>

#include "base/buf.h"
#include "pattern/tree.h"
#include "suite.h"

/* A tree as one line: texts in quotes but for plain ones, lists and tables in
 * brackets. */
static void show(struct dlp_buf *out, const struct dlp_tree *node)
{
	const char *brackets = node->type == DLP_TREE_LIST ? "[]" : "{}";

	if (node->type == DLP_TREE_TEXT) {
		dlp_buf_adds(out, node->plain ? "" : "'");
		dlp_buf_addspan(out, node->text);
		dlp_buf_adds(out, node->plain ? "" : "'");
		return;
	}
	dlp_buf_addc(out, brackets[0]);
	for (const struct dlp_tree *t = node->child; t; t = t->next) {
		dlp_buf_addspan(out, t->key);
		dlp_buf_adds(out, t->key.len ? "=" : "");
		show(out, t);
		dlp_buf_adds(out, t->next ? " " : "");
	}
	dlp_buf_addc(out, brackets[1]);
}

struct tree_case {
	const char *text;
	const char *want; /* shown; or what the message begins with */
	bool bad;
};

static const struct tree_case toml_case[] = {
	{ "", "{}", false },
	{ "# nothing\n\n", "{}", false },
	{ "a = 1", "{a=1}", false },
	{ "\xef\xbb\xbf"
	  "a = 1\r\nb = 'x'\r\n",
	  "{a=1 b='x'}", false },
	{ "a = \"x\\ty\\u00e9\\U0001f600\\\"\"",
	  "{a='x\ty\xc3\xa9\xf0\x9f\x98\x80\"'}", false },
	{ "a = '\\d'", "{a='\\d'}", false },
	{ "a = '''\nx'y\n'''", "{a='x'y\n'}", false },
	{ "a = '''x''''", "{a='x''}", false },
	{ "a = \"\"\"x \\\n   y\"\"\"", "{a='x y'}", false },
	{ "a = \"\"", "{a=''}", false },
	{ "a = ''''''", "{a=''}", false },
	{ "a = [1, 2 ,\n # no\n 3,\n]", "{a=[1 2 3]}", false },
	{ "a = []", "{a=[]}", false },
	{ "a = [[1], ['x']]", "{a=[[1] ['x']]}", false },
	{ "a = {b = 1, c.d = 'x'}", "{a={b=1 c={d='x'}}}", false },
	{ "a = {}", "{a={}}", false },
	{ "a.b = 1\na.c = 2", "{a={b=1 c=2}}", false },
	{ "\"a b\" = 1\n'c' = 2", "{a b=1 c=2}", false },
	{ "[a]\nb = 1\n[a.c]\nd = 2", "{a={b=1 c={d=2}}}", false },
	{ "[[r]]\na = 1\n[[r]]\na = 2", "{r=[{a=1} {a=2}]}", false },
	{ "[[r]]\n[r.x]\na = 1\n[[r.y]]\nb = 2\n[[r.y]]\n[[r]]",
	  "{r=[{x={a=1} y=[{b=2} {}]} {}]}", false },
	{ "a = -0xf", "f:1: is no value", true },
	{ "a = 3.5e+1\nc = true\nd = -inf\ne = 1_000\nf = 0xFf",
	  "{a=3.5e+1 c=true d=-inf e=1_000 f=0xFf}", false },
	{ "a = 1979-05-27", "f:1: dates and times are not read", true },
	{ "a = 07:32:00", "f:1: dates and times are not read", true },
	{ "a = yes", "f:1: is no value", true },
	{ "a = 1\na = 2", "f:2: key given twice: a", true },
	{ "[a]\n[a]", "f:2: table given twice: a", true },
	{ "a = {}\n[a]", "f:2: table given twice: a", true },
	{ "a = {}\na.b = 1", "f:2: is no table to add to: a", true },
	{ "a = 1\n[[a]]", "f:2: is no array of tables: a", true },
	{ "a = 1 b = 2", "f:1: more on the line", true },
	{ "a = 'x\n'", "f:1: a string without an end", true },
	{ "\na = '''x", "f:2: a string without an end", true },
	{ "a = \"\\q\"", "f:1: bad escape", true },
	{ "a = \"\\ud800\"", "f:1: bad escape", true },
	{ "a = [1,", "f:1: an array without an end", true },
	{ "a = [1", "f:1: neither , nor ]", true },
	{ "a = [1 2]", "f:1: neither , nor ]", true },
	{ "a = {b = 1", "f:1: neither , nor }", true },
	{ "a", "f:1: no = behind a key: a", true },
	{ "= 1", "f:1: a key is missing", true },
	{ "[a", "f:1: a header without an end", true },
	{ "a =", "f:1: is no value", true },
	{ "a = 1\n\xff", "f:2: not UTF-8", true },
	{ "a = \"", "f:1: a string without an end", true },
	{ "a = \"\\", "f:1: a string without an end", true },
};

static const struct tree_case yaml_case[] = {
	{ "a: 1\nb: 'x'", "{a=1 b='x'}", false },
	{ "a:\n- 1\n- b: 2\n", "{a=[1 {b=2}]}", false },
	{ "- x\n", "[x]", false },
	{ "a: |\n  x\n  y\n", "{a='x\ny\n'}", false },
	{ "a: >\n  x\n  y\n", "{a='x y\n'}", false },
	{ "a: \"x\\ty\"", "{a='x\ty'}", false },
	{ "{a: [1, 2]}", "{a=[1 2]}", false },
	{ "a: 1\n---\nb: 2\n", "{a=1}", false },
	{ "", "f:1: holds nothing", true },
	{ "a: 1\na: 2", "f:2: key given twice: a", true },
	{ "a: &x 1\nb: *x", "f:2: aliases are not read", true },
	{ "a: [1", "f:", true },
	{ "? [a]\n: 1", "f:1: a key that is no text", true },
	{ "a: 1\n b: 2", "f:2: ", true },
	{ "a: \"\xff\"", "f:", true },
};

static void check_tree(const struct tree_case *c,
		       enum dlp_status (*read)(struct dlp_tree_maker *,
					       struct dlp_span,
					       struct dlp_tree **))
{
	struct dlp_arena arena = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_tree_maker maker = { .arena = &arena,
					.file = DLP_SPAN("f"),
					.err = &err };
	struct dlp_tree *root;
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	if (read(&maker, (struct dlp_span){ c->text, strlen(c->text) },
		 &root)) {
		ck_assert_msg(c->bad, "%s: %s", c->text, err.msg);
		ck_assert_msg(c->want[0] == '{' || !strncmp(err.msg, c->want,
							    strlen(c->want)),
			      "%s: %s", c->text, err.msg);
	} else {
		show(&out, root);
		dlp_buf_addc(&out, '\0');
		ck_assert_msg(!c->bad, "%s is taken as %s", c->text, out.ptr);
		ck_assert_str_eq(out.ptr, c->want);
	}
	dlp_buf_release(&out);
	dlp_arena_release(&arena);
}

START_TEST(reads_toml)
{
	check_tree(&toml_case[_i], dlp_toml_read);
}
END_TEST

START_TEST(reads_yaml)
{
	check_tree(&yaml_case[_i], dlp_yaml_read);
}
END_TEST

/* `n` times `open`, then as often `close`, as the value of a. */
static enum dlp_status read_nested(size_t n, bool yaml, struct dlp_error *err)
{
	struct dlp_arena arena = { 0 };
	struct dlp_tree_maker maker = { .arena = &arena,
					.file = DLP_SPAN("f"),
					.err = err };
	struct dlp_tree *root;
	enum dlp_status status;
	struct dlp_buf text;

	dlp_buf_init(&text, 0);
	dlp_buf_adds(&text, yaml ? "a: " : "a = ");
	for (size_t i = 0; i < n; i++)
		dlp_buf_addc(&text, '[');
	for (size_t i = 0; i < n; i++)
		dlp_buf_addc(&text, ']');
	status = (yaml ? dlp_yaml_read
		       : dlp_toml_read)(&maker, dlp_buf_span(&text), &root);
	dlp_buf_release(&text);
	dlp_arena_release(&arena);
	return status;
}

START_TEST(depth_is_bounded)
{
	struct dlp_error err = { 0 };

	/* The table around them counts in YAML, where it is one of them. */
	ck_assert(!read_nested(DLP_TREE_DEPTH - (size_t)_i, _i, &err));
	ck_assert_int_eq(read_nested(DLP_TREE_DEPTH + 1, _i, &err), DLP_SKIP);
	ck_assert_str_eq(err.msg, "f:1: too deep");
	ck_assert_int_eq(read_nested(100000, _i, &err), DLP_SKIP);
}
END_TEST

START_TEST(keys_are_bounded)
{
	struct dlp_arena arena = { 0 };
	struct dlp_error err = { 0 };
	struct dlp_tree_maker maker = { .arena = &arena,
					.file = DLP_SPAN("f"),
					.err = &err };
	struct dlp_tree *root;
	struct dlp_buf text;

	dlp_buf_init(&text, 0);
	for (int i = 0; i < DLP_TREE_KEYS; i++)
		dlp_buf_addf(&text, "k%d = 1\n", i);
	ck_assert(!dlp_toml_read(&maker, dlp_buf_span(&text), &root));
	dlp_buf_adds(&text, "more = 1\n");
	ck_assert_int_eq(dlp_toml_read(&maker, dlp_buf_span(&text), &root),
			 DLP_SKIP);
	ck_assert_str_eq(err.msg, "f:257: too many values");
	maker.nodes = DLP_TREE_NODES;
	ck_assert_int_eq(dlp_toml_read(&maker, DLP_SPAN("a = 1"), &root),
			 DLP_SKIP);
	dlp_buf_release(&text);
	dlp_arena_release(&arena);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("tree");

	tcase_add_loop_test(tc, reads_toml, 0, CASES(toml_case));
	tcase_add_loop_test(tc, reads_yaml, 0, CASES(yaml_case));
	tcase_add_loop_test(tc, depth_is_bounded, 0, 2);
	tcase_add_test(tc, keys_are_bounded);
	return suite_run("tree", tc);
}
