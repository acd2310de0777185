/* memmem(3) is not in POSIX. */
#define _GNU_SOURCE
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "redact/rewriter.h"

/* A judge that knows these words. */
static const struct {
	const char *word, *rule;
} known[] = {
	{ "123-45-6789", "us.ssn" },
	{ "4111111111111111", "card" },
	{ "12345678", "digits" },
	{ "John \"X\" Doe", "name" },
	{ "a b", "spaced" },
	{ "h\xc3\xa9", "cut" },
	{ "\xa9llo", "cut" },
	{ "secretly", "outer" },
	{ "retlyes", "tail" },
	{ "\": \"key", "over" },
	{ "\xf0\x9f\x98\x80", "smile" },
	{ "null", "void" },
	{ "one\ttwo", "header" },
	{ "q\"q", "quotes" },
};
enum { WORDS = sizeof(known) / sizeof(*known), LONGEST = 16 };

struct judge {
	struct dlp_rewriter *rewriter;
	struct dlp_buf text, at;
	uint64_t told; /* findings that begin before were */
};

static void tell(struct judge *judge, uint64_t end)
{
	for (; judge->told < end; judge->told++) {
		struct dlp_span rest = { judge->text.ptr + judge->told,
					 judge->text.len - judge->told };

		for (size_t i = 0; i < WORDS; i++) {
			size_t n = strlen(known[i].word);

			if (rest.len < n || memcmp(rest.ptr, known[i].word, n))
				continue;
			ck_assert_int_eq(
				dlp_rewriter_cover(
					judge->rewriter, judge->told, n,
					(struct dlp_span){
						known[i].rule,
						strlen(known[i].rule) }),
				DLP_OK);
		}
	}
}

static enum dlp_status judge_feed(void *arg, const struct dlp_text *text,
				  struct dlp_error *err)
{
	struct judge *judge = arg;

	(void)err;
	ck_assert_uint_eq(text->offset, judge->text.len);
	dlp_buf_addspan(&judge->text, text->text);
	dlp_buf_addspan(&judge->at, text->at);
	if (judge->text.len > LONGEST)
		tell(judge, judge->text.len - LONGEST);
	return DLP_OK;
}

static enum dlp_status judge_end(void *arg, struct dlp_error *err)
{
	struct judge *judge = arg;

	(void)err;
	tell(judge, judge->text.len);
	return DLP_OK;
}

static uint64_t judge_settled(void *arg)
{
	return ((struct judge *)arg)->told;
}

static const struct dlp_operator_opts label = { .op = DLP_OPERATOR_LABEL };
static const struct dlp_operator_opts mask = { .op = DLP_OPERATOR_MASK,
					       .keep = 4 };
static const struct dlp_operator_opts removal = { .op = DLP_OPERATOR_REMOVE };
static const struct dlp_operator_opts hash = { .op = DLP_OPERATOR_HASH,
					       .key = { "k", 1 } };
static const struct dlp_operator_opts odd = {
	.replacement = { "<\"{rule}\",\\>", 12 },
	.has_replacement = true,
};

struct result {
	struct dlp_buf out, view, at;
	struct dlp_rewriter_fault fault;
};

/* `in` in pieces: of `first` bytes, then of `step`. */
static void rewrite(struct result *r, const struct dlp_syntax *syntax,
		    const struct dlp_operator_opts *op, struct dlp_span in,
		    size_t first, size_t step)
{
	struct judge judge = { 0 };
	struct dlp_judge calls = { judge_feed, judge_end, judge_settled,
				   &judge };
	struct dlp_rewriter_opts opts = { .syntax = syntax,
					  .operators = op,
					  .judge = &calls };
	struct dlp_error err;

	memset(r, 0, sizeof(*r));
	judge.rewriter = dlp_rewriter_new(&opts);
	ck_assert_ptr_nonnull(judge.rewriter);
	while (in.len) {
		size_t n = first < in.len ? first : in.len;

		ck_assert_int_eq(
			dlp_rewriter_feed(judge.rewriter,
					  (struct dlp_span){ in.ptr, n },
					  &r->out, &err),
			DLP_OK);
		in.ptr += n;
		in.len -= n;
		first = step;
	}
	ck_assert_int_eq(dlp_rewriter_end(judge.rewriter, &r->out, &err),
			 DLP_OK);
	r->fault = dlp_rewriter_fault(judge.rewriter);
	r->view = judge.text;
	r->at = judge.at;
	dlp_rewriter_free(judge.rewriter);
}

static void release(struct result *r)
{
	dlp_buf_release(&r->out);
	dlp_buf_release(&r->view);
	dlp_buf_release(&r->at);
}

#define TEXT &dlp_syntax_text
#define JSON &dlp_syntax_json
#define CSV &dlp_syntax_csv
#define SSN "123-45-6789"
#define GONE "[REDACTED:us.ssn]"

#define CASE(syntax, op, in, out)                \
	{                                        \
		syntax, op, in, out, NULL, NULL, \
	}
#define FAULT(syntax, op, in, out, why)         \
	{                                       \
		syntax, op, in, out, why, NULL, \
	}
#define VIEW(syntax, op, in, out, view)          \
	{                                        \
		syntax, op, in, out, NULL, view, \
	}

static const struct {
	const struct dlp_syntax *syntax;
	const struct dlp_operator_opts *op;
	const char *in, *out;
	const char *why; /* of the fault */
	const char *view;
} rewrite_case[] = {
	CASE(TEXT, &label, "", ""),
	CASE(TEXT, &label, "nothing here\n", "nothing here\n"),
	CASE(TEXT, &label, SSN, GONE),
	CASE(TEXT, &label, "a " SSN " b " SSN "\n", "a " GONE " b " GONE "\n"),
	/* Side by side they stay two, overlapping they are one. */
	CASE(TEXT, &label, SSN SSN, GONE GONE),
	CASE(TEXT, &label, "so secretlyes!", "so [REDACTED:outer]!"),
	CASE(TEXT, &mask, "so secretly!", "so ********etly!"),
	CASE(TEXT, &mask, "so secretlyes!", "so ********!"),
	CASE(TEXT, &label, "4111111111111111", "[REDACTED:card]"),
	/* A character is never cut, and what is no UTF-8 stays. */
	CASE(TEXT, &label, "\xff h\xc3\xa9llo \x80\n",
	     "\xff [REDACTED:cut] \x80\n"),
	CASE(TEXT, &label, "x\xc3\xa9llo", "x[REDACTED:cut]"),
	CASE(TEXT, &label, "x\xa9llo", "x[REDACTED:cut]"),
	CASE(TEXT, &removal, "a" SSN "b", "ab"),
	CASE(TEXT, &odd, SSN, "<\"us.ssn\",\\>"),
	CASE(TEXT, &hash, SSN,
	     "[HASH:us.ssn:8fc69b660bf2f56e6b379c83fad8dc0a]"),

	CASE(JSON, &label, "{\"a\":\"" SSN "\"}", "{\"a\":\"" GONE "\"}"),
	CASE(JSON, &label, " {\"a\" : [\"" SSN "\" ,1e5,true ] }\n{} \n",
	     " {\"a\" : [\"" GONE "\" ,1e5,true ] }\n{} \n"),
	VIEW(JSON, &label, "\"12\\u0033-45-67\\u00389\"", "\"" GONE "\"",
	     "\"" SSN "\""),
	CASE(JSON, &label, "[\"\\u0031" SSN "\"]", "[\"\\u0031" GONE "\"]"),
	CASE(JSON, &label, "\"John \\\"X\\\" Doe\\n\"",
	     "\"[REDACTED:name]\\n\""),
	VIEW(JSON, &label, "\"\\ud83d\\ude00 \\ud83d \\ude00\"",
	     "\"[REDACTED:smile] \\ud83d \\ude00\"",
	     "\"\xf0\x9f\x98\x80 \xef\xbf\xbd \xef\xbf\xbd\""),
	/* Keys; equal names would hide one another. */
	CASE(JSON, &label, "{\"" SSN "\":1,\"" SSN "\":{\"" SSN "\":2}}",
	     "{\"" GONE "\":1,\"" GONE "#2\":{\"" GONE "#3\":2}}"),
	CASE(JSON, &label, "{\"" SSN "\":1}{\"" SSN "\":2}",
	     "{\"" GONE "\":1}{\"" GONE "\":2}"),
	/* Numbers and literals become strings as a whole. */
	CASE(JSON, &label, "[4111111111111111,5]", "[\"[REDACTED:card]\",5]"),
	CASE(JSON, &label, "{\"n\":-12345678.5}",
	     "{\"n\":\"-[REDACTED:digits].5\"}"),
	FAULT(JSON, &label, "[null,12345678",
	      "[\"[REDACTED:void]\","
	      "\"[REDACTED:digits]\"",
	      "cut off"),
	CASE(JSON, &odd, "[4111111111111111,\"" SSN "\"]",
	     "[\"<\\\"card\\\",\\\\>\",\"<\\\"us.ssn\\\",\\\\>\"]"),
	/* What spans tokens leaves the structure. */
	CASE(JSON, &label, "{\"a\": \"key\", \"b\": \"keyx\"}",
	     "{\"a\": \"[REDACTED:over]\", \"b\": \"[REDACTED:over]x\"}"),
	CASE(JSON, &mask, "{\"\": \"key4\"}", "{\"\": \"********4\"}"),
	VIEW(JSON, &label, "\xef\xbb\xbf[\"" SSN "\"]",
	     "\xef\xbb\xbf[\"" GONE "\"]", "[\"" SSN "\"]"),
	/* After a syntax error: text. */
	FAULT(JSON, &label, "{\"a\":\"" SSN "\",]\"" SSN "\\u0031",
	      "{\"a\":\"" GONE "\",]\"" GONE "\\u0031",
	      "member without a name"),
	FAULT(JSON, &label, "[1,2", "[1,2", "cut off"),
	FAULT(JSON, &label, "\"" SSN "\n\"", "\"" GONE "\n\"",
	      "control byte in a string"),
	FAULT(JSON, &label, "\"" SSN "\\x\"", "\"" GONE "\\x\"",
	      "bad escape in a string"),
	FAULT(JSON, &label, "\"\\u12", "\"\\u12", "bad escape in a string"),
	FAULT(JSON, &label, "[01]", "[01]", "value expected"),
	FAULT(JSON, &label, "[1 2]", "[1 2]",
	      "comma or closing bracket expected"),
	FAULT(JSON, &label, "{\"a\" 1}", "{\"a\" 1}", "member without a value"),
	FAULT(JSON, &label, "]", "]", "value expected"),
	FAULT(JSON, &odd, "{\"a\":nul,\"" SSN "\"",
	      "{\"a\":nul,\"<\"us.ssn\",\\>\"", "value expected"),

	VIEW(CSV, &label, "ssn,name\n" SSN ",x\n", "ssn,name\n" GONE ",x\n",
	     "ssn\tname\n" SSN "\tx\n"),
	VIEW(CSV, &label, "n;m\r\n\"" SSN "\";\"a;b\"\r\n",
	     "n;m\r\n\"" GONE "\";\"a;b\"\r\n", "n\tm\n" SSN "\ta;b\n"),
	/* The replacement is quoted where it must be. */
	CASE(CSV, &odd, "n,m\n" SSN ",\"" SSN "\"\n",
	     "n,m\n\"<\"\"us.ssn\"\",\\>\",\"<\"\"us.ssn\"\",\\>\"\n"),
	/* A newline within quotes is a space to the scanner, and stays. */
	VIEW(CSV, &label, "n,m\n\"a\nb\",\"c\nd\"\"e\"\n",
	     "n,m\n\"[REDACTED:spaced]\",\"c\nd\"\"e\"\n",
	     "n\tm\na b\tc d\"e\n"),
	CASE(CSV, &label, "n,m\nx,\"q\"\"q\"", "n,m\nx,\"[REDACTED:quotes]\""),
	CASE(CSV, &label, "n\tm\n" SSN "\t1", "n\tm\n" GONE "\t1"),
	VIEW(CSV, &label, "n,m\nx\ty," SSN "\r\r\n", "n,m\nx\ty," GONE "\r\r\n",
	     "n\tm\nx y\t" SSN "\n\n"),
	VIEW(CSV, &label, "\xef\xbb\xbfn,m\n" SSN, "\xef\xbb\xbfn,m\n" GONE,
	     "n\tm\n" SSN),
	FAULT(CSV, &label, "n,m\n\"" SSN "\nx", "n,m\n\"" GONE "\nx",
	      "quote without an end"),
	CASE(CSV, &label, "n,m\n\"x\"" SSN ",\n", "n,m\n\"x\"" GONE ",\n"),
	/* A finding over two cells leaves the border between them. */
	CASE(CSV, &label, "one,two", "[REDACTED:header],[REDACTED:header]"),
};

/* The same output, whole, byte by byte and cut in two anywhere. */
START_TEST(rewrites)
{
	const char *in = rewrite_case[_i].in;
	const size_t len = strlen(in);

	for (size_t cut = 0; cut <= len; cut++) {
		struct result r;

		rewrite(&r, rewrite_case[_i].syntax, rewrite_case[_i].op,
			(struct dlp_span){ in, len }, cut ? cut : 1,
			cut ? len : 1);
		dlp_buf_addc(&r.out, '\0');
		dlp_buf_addc(&r.view, '\0');
		ck_assert_str_eq(r.out.ptr, rewrite_case[_i].out);
		ck_assert_pstr_eq(r.fault.bad.why, rewrite_case[_i].why);
		if (rewrite_case[_i].view)
			ck_assert_str_eq(r.view.ptr, rewrite_case[_i].view);
		release(&r);
	}
}
END_TEST

static const char *const at_case[][2] = {
	{ "a,\"b\tc\"\n1,2\n",
	  "{\"row\":1,\"columns\":[\"a\",\"b c\"]}{\"row\":2}" },
	{ "only", "{\"row\":1,\"columns\":[\"only\"]}" },
	{ "x,\n\n", "{\"row\":1,\"columns\":[\"x\",\"\"]}{\"row\":2}" },
};

/* Rows are told with their number, the first one with names. */
START_TEST(columns_are_named)
{
	struct result r;

	rewrite(&r, CSV, &label,
		(struct dlp_span){ at_case[_i][0], strlen(at_case[_i][0]) },
		1000, 1000);
	dlp_buf_addc(&r.at, '\0');
	ck_assert_str_eq(r.at.ptr, at_case[_i][1]);
	release(&r);
}
END_TEST

/* Random documents, cut at random: one output, and JSON stays JSON. */
static const char *const scrap[] = {
	"{",
	"}",
	"[",
	"]",
	",",
	":",
	"\"",
	"\"k\":",
	"\"" SSN "\"",
	"\n",
	" ",
	"\\u0031",
	"23-45-6789",
	"\\\"",
	"\\ud83d\\ude00",
	"\\",
	"1",
	"-12345678e5",
	"null",
	"4111111111111111",
	"secretlyes",
	"h\xc3\xa9",
	"\xc3",
	"\xa9llo",
	"\": \"key",
	"a\nb",
	"\"\"",
	";",
	"\t",
	"\r\n",
	"\x1e",
	"\xef\xbb\xbf",
};
enum { SCRAPS = sizeof(scrap) / sizeof(*scrap) };

static uint32_t next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

START_TEST(cuts_do_not_show)
{
	static const struct dlp_syntax *const syntax[] = { TEXT, JSON, CSV };
	static const struct dlp_operator_opts *const op[] = { &label, &mask,
							      &odd };
	uint32_t seed = (uint32_t)_i * 2654435761u + 1;

	for (int round = 0; round < 300; round++) {
		const struct dlp_syntax *s = syntax[round % 3];
		const struct dlp_operator_opts *o = op[round / 3 % 3];
		struct dlp_buf in = { 0 };
		struct result whole, cut;
		uint32_t n = next_random(&seed) % 40;

		while (n--)
			dlp_buf_adds(&in, scrap[next_random(&seed) % SCRAPS]);
		rewrite(&whole, s, o, dlp_buf_span(&in), in.len + 1, 1);
		rewrite(&cut, s, o, dlp_buf_span(&in),
			1 + next_random(&seed) % 9, 1 + next_random(&seed) % 9);
		ck_assert(dlp_span_eq(dlp_buf_span(&whole.out),
				      dlp_buf_span(&cut.out)));
		ck_assert_pstr_eq(whole.fault.bad.why, cut.fault.bad.why);
		ck_assert_uint_eq(whole.fault.offset, cut.fault.offset);
		release(&whole);
		release(&cut);
		dlp_buf_release(&in);
	}
}
END_TEST

static void add_random_value(struct dlp_buf *out, uint32_t *seed, int depth)
{
	static const char *const leaf[] = {
		"\"" SSN "\"",  "4111111111111111",
		"null",         "\"\\u0031 x\"",
		"-1.5e3",       "\"secretlyes\"",
		"\"h\\u00e9\"", "\"John \\\"X\\\" Doe\"",
	};
	uint32_t n = next_random(seed) % 5;
	bool object = next_random(seed) % 2;

	if (depth == 0 || next_random(seed) % 4 == 0) {
		dlp_buf_adds(out, leaf[next_random(seed) % 8]);
		return;
	}
	dlp_buf_addc(out, object ? '{' : '[');
	for (uint32_t i = 0; i < n; i++) {
		if (i)
			dlp_buf_adds(out, " , ");
		if (object)
			dlp_buf_addf(out, "\"%s%u\":", i % 2 ? "k" : SSN " ",
				     i);
		add_random_value(out, seed, depth - 1);
	}
	dlp_buf_addc(out, object ? '}' : ']');
}

/* The two have one shape, and what has nothing to hide is equal. */
static void compare(const struct dlp_json *a, const struct dlp_json *b)
{
	for (; a && b; a = a->next, b = b->next) {
		ck_assert(dlp_span_eq(a->key, b->key) ||
			  memmem(b->key.ptr, b->key.len, "[REDACTED:", 10));
		if (b->type == DLP_JSON_STRING &&
		    memmem(b->text.ptr, b->text.len, "[REDACTED:", 10))
			continue;
		ck_assert_int_eq(a->type, b->type);
		if (a->child)
			compare(a->child, b->child);
		else
			ck_assert(dlp_span_eq(a->raw, b->raw));
	}
	ck_assert_ptr_eq(a, b);
}

START_TEST(json_stays_json)
{
	uint32_t seed = (uint32_t)_i * 40503u + 7;

	for (int round = 0; round < 100; round++) {
		struct dlp_arena arena = { 0 };
		struct dlp_json *before, *after;
		struct dlp_buf in = { 0 };
		struct dlp_error err;
		struct result r;

		add_random_value(&in, &seed, 5);
		rewrite(&r, JSON, &label, dlp_buf_span(&in), 7, 13);
		ck_assert_ptr_null(r.fault.bad.why);
		ck_assert_ptr_null(
			memmem(r.out.ptr, r.out.len, SSN, strlen(SSN)));
		ck_assert_int_eq(dlp_json_parse(dlp_buf_span(&in), &arena,
						&before, &err),
				 DLP_OK);
		ck_assert_int_eq(dlp_json_parse(dlp_buf_span(&r.out), &arena,
						&after, &err),
				 DLP_OK);
		compare(before, after);
		release(&r);
		dlp_buf_release(&in);
		dlp_arena_release(&arena);
	}
}
END_TEST

/* Without a judge: findings in bytes of the source, edits told. */
static enum dlp_status note_edit(void *arg, const struct dlp_edit *edit)
{
	dlp_buf_addf(arg, "%llu-%llu>%llu-%llu ",
		     (unsigned long long)edit->from,
		     (unsigned long long)edit->to, (unsigned long long)edit->at,
		     (unsigned long long)edit->end);
	return DLP_OK;
}

static const struct {
	const struct dlp_syntax *syntax;
	const char *in, *out, *edits;
	uint64_t offset, length;
} given_case[] = {
	{ TEXT, "abcdef", "a[REDACTED:r]f", "1-5>1-13 ", 1, 4 },
	/* A finding in the middle of an escape takes it whole. */
	{ JSON, "\"a\\u0031b\"", "\"a[REDACTED:r]b\"", "2-8>2-14 ", 4, 2 },
	{ JSON, "\"a\\\"b\"", "\"[REDACTED:r]\\\"b\"", "1-2>1-13 ", 1, 2 },
	{ JSON, "[123]", "[\"1[REDACTED:r]3\"]", "1-4>1-17 ", 2, 1 },
	{ CSV, "a,\"b\"\"c\"\n", "a,\"b[REDACTED:r]c\"\n", "4-6>4-16 ", 5, 1 },
	{ TEXT, "abc", "a[REDACTED:r]", "1-3>1-13 ", 1, UINT64_MAX },
	{ TEXT, "abc", "abc", NULL, 3, 4 },
};

START_TEST(given_findings)
{
	struct dlp_buf out = { 0 }, edits = { 0 };
	struct dlp_rewriter_opts opts = { .syntax = given_case[_i].syntax,
					  .operators = &label,
					  .edited = note_edit,
					  .arg = &edits };
	struct dlp_rewriter *rewriter = dlp_rewriter_new(&opts);
	const char *in = given_case[_i].in;
	struct dlp_error err;

	ck_assert_int_eq(dlp_rewriter_cover(rewriter, given_case[_i].offset,
					    given_case[_i].length,
					    DLP_SPAN("r")),
			 DLP_OK);
	for (const char *p = in; *p; p++)
		ck_assert_int_eq(dlp_rewriter_feed(rewriter,
						   (struct dlp_span){ p, 1 },
						   &out, &err),
				 DLP_OK);
	ck_assert_int_eq(dlp_rewriter_end(rewriter, &out, &err), DLP_OK);
	dlp_buf_addc(&out, '\0');
	ck_assert_str_eq(out.ptr, given_case[_i].out);
	if (given_case[_i].edits) {
		dlp_buf_addc(&edits, '\0');
		ck_assert_str_eq(edits.ptr, given_case[_i].edits);
	} else {
		ck_assert_uint_eq(edits.len, 0);
	}
	dlp_rewriter_free(rewriter);
	dlp_buf_release(&out);
	dlp_buf_release(&edits);
}
END_TEST

/* A finding that is told too late is not kept quiet. */
START_TEST(late_findings)
{
	struct dlp_rewriter_opts opts = { .syntax = TEXT, .operators = &label };
	struct dlp_rewriter *rewriter = dlp_rewriter_new(&opts);
	struct dlp_buf out = { 0 };
	struct dlp_error err;

	ck_assert_int_eq(
		dlp_rewriter_feed(rewriter, DLP_SPAN("0123456789"), &out, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_rewriter_cover(rewriter, 2, 3, DLP_SPAN("r")),
			 DLP_SKIP);
	ck_assert_int_eq(dlp_rewriter_cover(rewriter, 8, 4, DLP_SPAN("r")),
			 DLP_SKIP);
	ck_assert_int_eq(
		dlp_rewriter_feed(rewriter, DLP_SPAN("abc"), &out, &err),
		DLP_OK);
	ck_assert_int_eq(dlp_rewriter_end(rewriter, &out, &err), DLP_OK);
	ck_assert(dlp_span_eq(dlp_buf_span(&out),
			      DLP_SPAN("0123456789[REDACTED:r]c")));
	dlp_rewriter_free(rewriter);
	dlp_buf_release(&out);
}
END_TEST

/* Limits: depth, a number, a cell, a first row too long to name columns. */
static void fill(struct dlp_buf *out, char c, size_t n)
{
	while (n--)
		dlp_buf_addc(out, c);
}

START_TEST(limits)
{
	static const struct {
		const struct dlp_syntax *syntax;
		char byte;
		size_t len;
		const char *end, *why;
	} limit[] = {
		{ JSON, '[', 65536, NULL, "cut off" },
		{ JSON, '[', 65537, NULL, "nested too deeply" },
		{ JSON, '1', DLP_SCALAR_MAX, "", NULL },
		{ JSON, '1', DLP_SCALAR_MAX + 1, "", "number too long" },
		{ CSV, 'x', DLP_SCALAR_MAX, "\n", NULL },
		{ CSV, 'x', DLP_SCALAR_MAX + 1, "\n", "cell too long" },
		{ CSV, ',', DLP_SCALAR_MAX + 1, "\nx\n", NULL },
	};
	struct dlp_buf in = { 0 };
	struct result r;

	fill(&in, limit[_i].byte, limit[_i].len);
	if (limit[_i].end)
		dlp_buf_adds(&in, limit[_i].end);
	dlp_buf_adds(&in, "");
	for (size_t step = 10007; step < 1000000; step *= 9) {
		rewrite(&r, limit[_i].syntax, &label, dlp_buf_span(&in), step,
			step);
		ck_assert_pstr_eq(r.fault.bad.why, limit[_i].why);
		ck_assert(dlp_span_eq(dlp_buf_span(&r.out), dlp_buf_span(&in)));
		dlp_buf_addc(&r.at, '\0');
		ck_assert_ptr_null(strstr(r.at.ptr, "columns"));
		release(&r);
	}
	dlp_buf_release(&in);
}
END_TEST

/* Whole containers nest and unnest to the last bit. */
START_TEST(depth_is_kept)
{
	struct dlp_buf in = { 0 };
	struct result r;

	for (size_t i = 0; i < 1000; i++)
		dlp_buf_adds(&in, i % 3 ? "{\"a\":" : "[");
	dlp_buf_addc(&in, '1');
	for (size_t i = 1000; i-- > 0;)
		dlp_buf_addc(&in, i % 3 ? '}' : ']');
	rewrite(&r, JSON, &label, dlp_buf_span(&in), 64, 64);
	ck_assert_ptr_null(r.fault.bad.why);
	release(&r);
	dlp_buf_release(&in);
}
END_TEST

START_TEST(doubt)
{
	static const struct {
		const char *in;
		bool doubtful;
	} text[] = {
		{ "[INFO] started\n", true },
		{ "[2026-11-21 20:00] x\n", true },
		{ "[    0.000000] Linux version\n", true },
		{ "{\"a\":1,}", false },
		{ "[\"a\" \"b\"]", false },
	};
	struct result r;

	rewrite(&r, JSON, &label,
		(struct dlp_span){ text[_i].in, strlen(text[_i].in) }, 3, 5);
	ck_assert_ptr_nonnull(r.fault.bad.why);
	ck_assert_int_eq(r.fault.doubtful, text[_i].doubtful);
	release(&r);
}
END_TEST

#define LENGTH(a) ((int)(sizeof(a) / sizeof((a)[0])))

int main(void)
{
	Suite *suite = suite_create("rewriter");
	TCase *tc = tcase_create("rewriter");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tc, rewrites, 0, LENGTH(rewrite_case));
	tcase_add_loop_test(tc, columns_are_named, 0, LENGTH(at_case));
	tcase_add_loop_test(tc, cuts_do_not_show, 0, 20);
	tcase_add_loop_test(tc, json_stays_json, 0, 10);
	tcase_add_loop_test(tc, given_findings, 0, LENGTH(given_case));
	tcase_add_test(tc, late_findings);
	tcase_add_loop_test(tc, limits, 0, 7);
	tcase_add_test(tc, depth_is_kept);
	tcase_add_loop_test(tc, doubt, 0, 5);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
