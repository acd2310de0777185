#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/json.h"
#include "redact/rewriter.h"

/*
 * The first bytes choose syntax, operator and cuts; the rest is the document,
 * in which each run of digits is a value.  The output must not show the cuts,
 * JSON must stay JSON, and no digit may be left.
 */

struct judge {
	struct dlp_rewriter *rewriter;
	struct dlp_buf text;
	uint64_t told;
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Runs that begin before `end`; a run that reaches `len` may go on. */
static void tell(struct judge *judge, bool last)
{
	const char *p = judge->text.ptr;
	uint64_t len = judge->text.len, at = judge->told;

	while (at < len) {
		uint64_t from = at;

		while (at < len && is_digit(p[at]))
			at++;
		if (at == len && !last && at > from) {
			at = from;
			break;
		}
		if (at > from &&
		    dlp_rewriter_cover(judge->rewriter, from, at - from,
				       p[from] < '5' ? DLP_SPAN("low")
						     : DLP_SPAN("high")))
			abort();
		at += at == from;
	}
	judge->told = at;
}

static enum dlp_status judge_feed(void *arg, const struct dlp_text *text,
				  struct dlp_error *err)
{
	struct judge *judge = arg;

	(void)err;
	if (text->offset != judge->text.len)
		abort();
	dlp_buf_addspan(&judge->text, text->text);
	tell(judge, false);
	return DLP_OK;
}

static enum dlp_status judge_end(void *arg, struct dlp_error *err)
{
	(void)err;
	tell(arg, true);
	return DLP_OK;
}

static uint64_t judge_settled(void *arg)
{
	return ((struct judge *)arg)->told;
}

static const char *rewrite(struct dlp_buf *out, unsigned kind,
			   struct dlp_span in, size_t step)
{
	static const struct dlp_syntax *const syntax[] = { &dlp_syntax_json,
							   &dlp_syntax_csv,
							   &dlp_syntax_text };
	struct judge judge = { 0 };
	struct dlp_judge calls = { judge_feed, judge_end, judge_settled,
				   &judge };
	struct dlp_operator_opts operators = {
		.replacement = DLP_SPAN("<\"{rule}\",\\>"),
		.has_replacement = kind & 4,
	};
	struct dlp_rewriter_opts opts = { .syntax = syntax[(kind & 3) % 3],
					  .operators = &operators,
					  .judge = &calls };
	struct dlp_error err;
	const char *why;

	judge.rewriter = dlp_rewriter_new(&opts);
	if (!judge.rewriter)
		abort();
	while (in.len) {
		size_t n = step < in.len ? step : in.len;

		if (dlp_rewriter_feed(judge.rewriter,
				      (struct dlp_span){ in.ptr, n }, out,
				      &err))
			abort();
		in.ptr += n;
		in.len -= n;
	}
	if (dlp_rewriter_end(judge.rewriter, out, &err))
		abort();
	why = dlp_rewriter_fault(judge.rewriter).bad.why;
	dlp_rewriter_free(judge.rewriter);
	dlp_buf_release(&judge.text);
	return why;
}

static bool is_json(struct dlp_span text)
{
	struct dlp_arena arena = { 0 };
	struct dlp_json *root;
	struct dlp_error err;
	bool is = dlp_json_parse(text, &arena, &root, &err) == DLP_OK;

	dlp_arena_release(&arena);
	return is;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_buf whole = { 0 }, cut = { 0 };
	struct dlp_span in;

	if (size < 2 || size > 4096)
		return 0;
	in = (struct dlp_span){ (const char *)data + 2, size - 2 };
	rewrite(&whole, data[0], in, in.len);
	rewrite(&cut, data[0], in, 1 + data[1] % 64);
	if (!dlp_span_eq(dlp_buf_span(&whole), dlp_buf_span(&cut)))
		abort();
	if (!((data[0] & 3) % 3) && is_json(in) &&
	    !is_json(dlp_buf_span(&whole)))
		abort();
	/* The number of a changed name is the only digit of ours. */
	if ((data[0] & 3) % 3)
		for (size_t i = 0; i < whole.len; i++)
			if (is_digit(whole.ptr[i]))
				abort();
	dlp_buf_release(&whole);
	dlp_buf_release(&cut);
	return 0;
}
