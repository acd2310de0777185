#include "redact/rewriter.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "redact/cover.h"
#include "redact/ids.h"

struct dlp_rewriter {
	struct dlp_rewriter_opts opts;
	void *state; /* of the syntax */
	struct dlp_rewriter_fault fault;
	bool last;

	/* Source bytes: laid out are [gone, parsed) of it. */
	struct dlp_buf source;
	size_t gone, parsed;
	uint64_t source_at; /* of the first that has not gone */
	struct dlp_layout layout;
	struct dlp_buf at;
	uint64_t fed; /* bytes of the view that the judge had */

	struct dlp_covers covers;
	struct dlp_ids ids;
	uint64_t done; /* bytes of the view that are decided */

	/* What covers the view behind `done`, or did last. */
	uint64_t until;
	uint32_t rule;
	bool whole; /* one finding, from its first byte on */

	/* The replacement that is being made. */
	struct dlp_mark mark;
	bool marking, escaped;
	struct dlp_edit edit;
	struct dlp_buf text; /* the last one that was made */

	struct dlp_buf scalar; /* a token that changes */
	bool changed;          /* the token at hand did */
	uint64_t keys;         /* names that did in this value */

	struct dlp_buf *out, *target; /* target: out, or the scalar */
	uint64_t written;             /* bytes of the output before out's */
	bool stopped;                 /* `edited` said so, or no memory */
};

struct dlp_rewriter *dlp_rewriter_new(const struct dlp_rewriter_opts *opts)
{
	struct dlp_rewriter *rw = calloc(1, sizeof(*rw));

	if (!rw)
		return NULL;
	rw->opts = *opts;
	rw->layout.decode = opts->judge != NULL;
	if (!opts->syntax->state)
		return rw;
	rw->state = calloc(1, opts->syntax->state);
	if (rw->state)
		return rw;
	free(rw);
	return NULL;
}

void dlp_rewriter_reset(struct dlp_rewriter *rw)
{
	struct dlp_rewriter old = *rw;

	if (rw->state)
		memset(rw->state, 0, rw->opts.syntax->state);
	dlp_buf_clear(&old.source);
	dlp_layout_clear(&old.layout);
	dlp_covers_clear(&old.covers);
	dlp_ids_release(&old.ids);
	dlp_buf_clear(&old.text);
	dlp_buf_clear(&old.scalar);
	*rw = (struct dlp_rewriter){
		.opts = old.opts,
		.state = old.state,
		.source = old.source,
		.layout = old.layout,
		.at = old.at,
		.covers = old.covers,
		.ids = old.ids,
		.text = old.text,
		.scalar = old.scalar,
	};
}

void dlp_rewriter_free(struct dlp_rewriter *rw)
{
	if (!rw)
		return;
	free(rw->state);
	dlp_buf_release(&rw->source);
	dlp_layout_release(&rw->layout);
	dlp_buf_release(&rw->at);
	dlp_covers_release(&rw->covers);
	dlp_ids_release(&rw->ids);
	dlp_buf_release(&rw->text);
	dlp_buf_release(&rw->scalar);
	free(rw);
}

struct dlp_rewriter_fault dlp_rewriter_fault(const struct dlp_rewriter *rw)
{
	return rw->fault;
}

enum dlp_status dlp_rewriter_cover(struct dlp_rewriter *rw, uint64_t offset,
				   uint64_t length, struct dlp_span rule)
{
	struct dlp_cover cover = { .start = offset, .end = offset + length };
	enum dlp_status late = DLP_OK;

	if (!length)
		return DLP_OK;
	if (cover.end < offset)
		cover.end = UINT64_MAX;
	if (cover.start < rw->done) {
		late = DLP_SKIP;
		if (cover.end <= rw->done)
			return late;
		cover.start = rw->done;
	}
	switch (dlp_ids_number(&rw->ids, rule, &cover.rule)) {
	case DLP_OK:
		break;
	case DLP_FATAL:
		return DLP_FATAL;
	default:
		return DLP_SKIP;
	}
	return dlp_covers_add(&rw->covers, cover) ? DLP_FATAL : late;
}

/* The bytes of the first segment. */
static struct dlp_span source_span(const struct dlp_rewriter *rw, size_t len)
{
	return (struct dlp_span){ rw->source.ptr + rw->gone, len };
}

/* Bytes of the first segment are done with. */
static void advance(struct dlp_rewriter *rw, size_t source, size_t view)
{
	struct dlp_segment *seg = dlp_layout_first(&rw->layout);

	rw->gone += source;
	rw->source_at += source;
	rw->done += view;
	seg->source -= (uint32_t)source;
	seg->view -= (uint32_t)view;
	seg->flags = 0;
	if (!seg->source)
		dlp_layout_drop_first(&rw->layout);
}

static void copy(struct dlp_rewriter *rw, size_t source, size_t view)
{
	dlp_buf_addspan(rw->target, source_span(rw, source));
	advance(rw, source, view);
}

static void begin_edit(struct dlp_rewriter *rw)
{
	rw->edit.from = rw->source_at;
	rw->edit.at = rw->written + rw->out->len;
}

static void end_edit(struct dlp_rewriter *rw)
{
	rw->edit.to = rw->source_at;
	rw->edit.end = rw->written + rw->out->len;
	if (rw->opts.edited && rw->opts.edited(rw->opts.arg, &rw->edit))
		rw->stopped = true;
}

static void replace(struct dlp_rewriter *rw, struct dlp_span value,
		    bool escaped)
{
	if (!rw->marking) {
		dlp_mark_begin(&rw->mark, rw->opts.operators,
			       rw->ids.entry[rw->rule].rule);
		rw->marking = true;
		rw->escaped = escaped;
		if (rw->target == rw->out)
			begin_edit(rw);
	}
	dlp_mark_add(&rw->mark, value);
}

static void end_mark(struct dlp_rewriter *rw)
{
	if (!rw->marking)
		return;
	/* A value that goes on in another token is whole in neither. */
	if (rw->until > rw->done)
		rw->whole = false;
	dlp_buf_clear(&rw->text);
	dlp_mark_end(&rw->mark, rw->whole, &rw->text);
	if (rw->text.status)
		rw->stopped = true;
	else if (rw->escaped)
		rw->opts.syntax->escape(rw->target, dlp_buf_span(&rw->text));
	else
		dlp_buf_addspan(rw->target, dlp_buf_span(&rw->text));
	rw->marking = false;
	rw->changed = true;
	if (rw->target == rw->out)
		end_edit(rw);
}

/*
 * Take the findings that begin in the next `view` bytes, of which nothing or
 * everything is replaced; where another one begins, the one before ends.
 * Whether they are covered.
 */
static bool covered(struct dlp_rewriter *rw, size_t view)
{
	const struct dlp_cover *cover;

	while ((cover = dlp_covers_first(&rw->covers)) &&
	       cover->start < rw->done + view) {
		if (rw->until > rw->done) {
			if (cover->end > rw->until)
				rw->until = cover->end;
			rw->whole = false;
		} else if (cover->end > rw->done) {
			end_mark(rw);
			rw->until = cover->end;
			rw->rule = cover->rule;
			rw->whole = cover->start == rw->done;
		}
		dlp_covers_drop_first(&rw->covers);
	}
	return rw->until > rw->done;
}

/* How far from here up to `len` nothing is covered. */
static size_t clear_run(struct dlp_rewriter *rw, size_t len)
{
	struct dlp_cover *next = dlp_covers_first(&rw->covers);
	size_t n;

	if (!next || next->start >= rw->done + len)
		return len;
	n = dlp_utf8_start(source_span(rw, len),
			   (size_t)(next->start - rw->done));
	next->start = rw->done + n;
	return n;
}

/* The next `len` bytes of the first segment, which are their own view. */
static void rewrite_run(struct dlp_rewriter *rw, size_t len, bool escaped)
{
	while (len) {
		const struct dlp_cover *next;
		size_t n = len;

		if (!covered(rw, 1)) {
			end_mark(rw);
			n = clear_run(rw, len);
			copy(rw, n, n);
			len -= n;
			continue;
		}
		if (rw->until - rw->done < len) {
			n = dlp_utf8_end(source_span(rw, len),
					 (size_t)(rw->until - rw->done));
			rw->until = rw->done + n;
		}
		next = dlp_covers_first(&rw->covers);
		if (next && next->start - rw->done < n)
			n = (size_t)(next->start - rw->done);
		replace(rw, source_span(rw, n), escaped);
		advance(rw, n, n);
		len -= n;
	}
}

static void rewrite_scalar(struct dlp_rewriter *rw, size_t len)
{
	const struct dlp_cover *next;

	end_mark(rw);
	if (!covered(rw, 1)) {
		next = dlp_covers_first(&rw->covers);
		if (!next || next->start >= rw->done + len) {
			copy(rw, len, len);
			return;
		}
	}
	begin_edit(rw);
	dlp_buf_clear(&rw->scalar);
	rw->target = &rw->scalar;
	rewrite_run(rw, len, false);
	end_mark(rw);
	rw->target = rw->out;
	if (rw->scalar.status)
		rw->stopped = true;
	else
		rw->opts.syntax->quote(rw->state, rw->out,
				       dlp_buf_span(&rw->scalar));
	end_edit(rw);
}

/* Names that became equal would hide one another: the next ones are counted. */
static void pass_structure(struct dlp_rewriter *rw,
			   const struct dlp_segment *seg)
{
	end_mark(rw);
	if (seg->flags & DLP_SEGMENT_ROOT)
		rw->keys = 0;
	if (seg->flags & DLP_SEGMENT_KEY_END && rw->changed && ++rw->keys > 1)
		dlp_buf_addf(rw->out, "#%llu", (unsigned long long)rw->keys);
	rw->changed = false;
}

/*
 * Whether no more than the backslash of an escape is covered: in text that is
 * not decoded, a value before a quote seems to end in it.
 */
static bool is_lead(const struct dlp_rewriter *rw,
		    const struct dlp_segment *seg)
{
	return !rw->layout.decode && seg->source > 1 &&
	       rw->until == rw->done + 1;
}

/* The first segment, as far as it is settled; false where it must wait. */
static bool emit_segment(struct dlp_rewriter *rw, uint64_t settled)
{
	const struct dlp_segment *seg = dlp_layout_first(&rw->layout);
	uint64_t left = settled - rw->done;
	size_t n = seg->view;

	switch ((enum dlp_segment_kind)seg->kind) {
	case DLP_SEGMENT_TEXT:
	case DLP_SEGMENT_STRING:
		if (left <= n)
			n = dlp_utf8_start(source_span(rw, n), (size_t)left);
		if (!n)
			return false;
		rewrite_run(rw, n, seg->kind == DLP_SEGMENT_STRING);
		return true;
	case DLP_SEGMENT_FIXED:
		if (n > left)
			return false;
		pass_structure(rw, seg);
		copy(rw, seg->source, n);
		return true;
	case DLP_SEGMENT_ATOM:
		if (n > left)
			return false;
		if (covered(rw, n) && !is_lead(rw, seg)) {
			replace(rw,
				(struct dlp_span){ seg->text, seg->text_len },
				true);
			advance(rw, seg->source, n);
		} else {
			end_mark(rw);
			copy(rw, seg->source, n);
		}
		return true;
	case DLP_SEGMENT_SCALAR:
		if (n > left)
			return false;
		rewrite_scalar(rw, n);
		return true;
	}
	return false;
}

/* The usual case at once: segments in which, and before which, nothing is. */
static void copy_clear(struct dlp_rewriter *rw, uint64_t settled)
{
	const struct dlp_cover *next = dlp_covers_first(&rw->covers);
	const struct dlp_segment *seg;
	size_t len = 0;

	if (rw->marking || rw->changed || rw->until > rw->done)
		return;
	if (next && next->start < settled)
		settled = next->start;
	while ((seg = dlp_layout_first(&rw->layout)) && settled > rw->done &&
	       seg->view < settled - rw->done) {
		if (seg->flags & DLP_SEGMENT_ROOT)
			rw->keys = 0;
		len += seg->source;
		rw->done += seg->view;
		dlp_layout_drop_first(&rw->layout);
	}
	if (len)
		dlp_buf_addspan(rw->out, source_span(rw, len));
	rw->gone += len;
	rw->source_at += len;
}

static void emit(struct dlp_rewriter *rw, uint64_t settled)
{
	if (settled < rw->done)
		return;
	do
		copy_clear(rw, settled);
	while (dlp_layout_first(&rw->layout) && !rw->stopped &&
	       emit_segment(rw, settled));
}

/* The judge reads what was laid out, and what it settles leaves. */
static enum dlp_status pass_view(struct dlp_rewriter *rw, struct dlp_error *err)
{
	const struct dlp_judge *judge = rw->opts.judge;
	struct dlp_buf *view = &rw->layout.view;
	struct dlp_text text = { .offset = rw->fed };
	uint64_t settled;

	if (!judge)
		rw->layout.run = (struct dlp_span){ 0 };
	dlp_layout_settle(&rw->layout);
	if (rw->layout.failed || view->status)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	if (!judge) {
		dlp_buf_clear(view);
		emit(rw, UINT64_MAX);
		return DLP_OK;
	}
	dlp_buf_clear(&rw->at);
	if (!view->len ||
	    (rw->opts.syntax->at && !rw->fault.bad.why &&
	     !rw->opts.syntax->at(rw->state, &rw->layout, rw->last, &rw->at)))
		return DLP_OK;
	if (rw->at.status)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	text.text = dlp_buf_span(view);
	text.at = dlp_buf_span(&rw->at);
	if (judge->feed(judge->arg, &text, err) == DLP_FATAL)
		return DLP_FATAL;
	rw->fed += view->len;
	dlp_buf_clear(view);
	settled = judge->settled(judge->arg);
	emit(rw, settled < rw->fed ? settled : rw->fed);
	return DLP_OK;
}

static enum dlp_status lay_out(struct dlp_rewriter *rw, struct dlp_error *err)
{
	for (;;) {
		const struct dlp_syntax *syntax = rw->opts.syntax;
		struct dlp_span in = { "", rw->source.len - rw->parsed };
		struct dlp_syntax_error bad = { 0 };
		bool border;

		if (in.len)
			in.ptr = rw->source.ptr + rw->parsed;
		if (rw->fault.bad.why)
			syntax = &dlp_syntax_text;
		rw->parsed += syntax->parse(rw->state, &rw->layout, in,
					    rw->last, &bad);
		border = syntax->at_border && syntax->at_border(rw->state);
		if (pass_view(rw, err))
			return DLP_FATAL;
		if (bad.why) {
			rw->fault.bad = bad;
			rw->fault.offset =
				rw->source_at + rw->parsed - rw->gone;
			rw->fault.doubtful =
				syntax->doubtful && syntax->doubtful(rw->state);
		} else if (!border) {
			return DLP_OK;
		}
	}
}

/* Before and behind each call: where `out` stands in the whole output. */
static void open_output(struct dlp_rewriter *rw, struct dlp_buf *out)
{
	rw->out = rw->target = out;
	rw->written -= out->len;
}

static enum dlp_status close_output(struct dlp_rewriter *rw,
				    enum dlp_status status,
				    struct dlp_error *err)
{
	rw->written += rw->out->len;
	/* What has gone is taken back now and then, not at every byte. */
	if (rw->gone > rw->source.len / 2) {
		dlp_buf_consume(&rw->source, rw->gone);
		rw->parsed -= rw->gone;
		rw->gone = 0;
	}
	if (status == DLP_FATAL)
		return status;
	if (rw->stopped || rw->out->status)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	return status;
}

enum dlp_status dlp_rewriter_feed(struct dlp_rewriter *rw, struct dlp_span in,
				  struct dlp_buf *out, struct dlp_error *err)
{
	enum dlp_status status;

	if (dlp_buf_addspan(&rw->source, in))
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	open_output(rw, out);
	status = lay_out(rw, err);
	return close_output(rw, status, err);
}

enum dlp_status dlp_rewriter_end(struct dlp_rewriter *rw, struct dlp_buf *out,
				 struct dlp_error *err)
{
	const struct dlp_judge *judge = rw->opts.judge;
	enum dlp_status status;

	rw->last = true;
	open_output(rw, out);
	status = lay_out(rw, err);
	if (!status && judge)
		status = judge->end(judge->arg, err);
	if (status != DLP_FATAL) {
		emit(rw, UINT64_MAX);
		end_mark(rw);
	}
	return close_output(rw, status, err);
}
