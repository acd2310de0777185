#include "redact/copy.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"

void dlp_copy_clear(struct dlp_copy *copy)
{
	copy->covers = copy->edits = 0;
	dlp_ids_release(&copy->ids);
}

void dlp_copy_release(struct dlp_copy *copy)
{
	free(copy->cover);
	free(copy->edit);
	dlp_ids_release(&copy->ids);
	*copy = (struct dlp_copy){ 0 };
}

/* Room for one more in an array of `len` elements of `size` bytes. */
static bool make_room(void *array, size_t len, size_t *cap, size_t size)
{
	size_t more = *cap ? *cap * 2 : 64;
	void **p = array, *grown;

	if (len < *cap)
		return true;
	grown = realloc(*p, more * size);
	if (!grown)
		return false;
	*p = grown;
	*cap = more;
	return true;
}

enum dlp_status dlp_copy_add(struct dlp_copy *copy, uint64_t offset,
			     uint64_t length, struct dlp_span rule, bool part,
			     size_t max)
{
	struct dlp_cover cover = { .start = offset };
	enum dlp_status status;

	cover.end = length > UINT64_MAX - offset ? UINT64_MAX : offset + length;
	if (copy->covers == max)
		return DLP_SKIP;
	if (!make_room(&copy->cover, copy->covers, &copy->cover_cap,
		       sizeof(*copy->cover)))
		return DLP_FATAL;
	status = dlp_ids_number(&copy->ids, rule, &cover.rule);
	if (status)
		return status;
	copy->ids.entry[cover.rule].count += !part;
	copy->cover[copy->covers++] = cover;
	return DLP_OK;
}

static int compare(const void *a, const void *b)
{
	const struct dlp_cover *left = a, *right = b;

	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	if (left->end != right->end)
		return left->end > right->end ? -1 : 1;
	return (left->rule > right->rule) - (left->rule < right->rule);
}

struct edits {
	struct dlp_copy *copy;
	size_t max;
	bool over;
};

static enum dlp_status note_edit(void *arg, const struct dlp_edit *edit)
{
	struct edits *edits = arg;
	struct dlp_copy *copy = edits->copy;

	edits->over = copy->edits == edits->max;
	if (edits->over || !make_room(&copy->edit, copy->edits, &copy->edit_cap,
				      sizeof(*copy->edit)))
		return DLP_FATAL;
	copy->edit[copy->edits++] = *edit;
	return DLP_OK;
}

struct streams {
	struct dlp_rewriter *rewriter;
	struct dlp_digest *in, *out;
	struct dlp_buf chunk, buf;
	int from, to;
};

static enum dlp_status put(struct streams *s, struct dlp_error *err)
{
	enum dlp_status status;

	dlp_digest_add(s->out, s->buf.ptr, s->buf.len);
	status = dlp_io_write(s->to, s->buf.ptr, s->buf.len, err);
	dlp_buf_clear(&s->buf);
	/* The disk is full, say: the next document may be smaller. */
	return status ? DLP_SKIP : DLP_OK;
}

static enum dlp_status run(struct streams *s, struct dlp_error *err)
{
	for (;;) {
		enum dlp_status status;
		ssize_t n;

		n = dlp_io_read(s->from, s->chunk.ptr, DLP_IO_CHUNK);
		if (n < 0)
			return dlp_error_set(err, DLP_SKIP, errno,
					     "cannot read");
		s->chunk.len = (size_t)n;
		dlp_digest_add(s->in, s->chunk.ptr, s->chunk.len);
		if (n)
			status = dlp_rewriter_feed(s->rewriter,
						   dlp_buf_span(&s->chunk),
						   &s->buf, err);
		else
			status = dlp_rewriter_end(s->rewriter, &s->buf, err);
		if (!status)
			status = put(s, err);
		if (status || !n)
			return status;
	}
}

enum dlp_status dlp_copy_write(struct dlp_copy *copy,
			       const struct dlp_syntax *syntax,
			       const struct dlp_operator_opts *operators,
			       int from, int to, size_t max,
			       struct dlp_error *err)
{
	struct edits edits = { .copy = copy, .max = max };
	const struct dlp_rewriter_opts opts = { .syntax = syntax,
						.operators = operators,
						.edited = note_edit,
						.arg = &edits };
	struct streams s = { .from = from, .to = to };
	enum dlp_status status = DLP_OK;

	s.rewriter = dlp_rewriter_new(&opts);
	s.in = dlp_digest_new();
	s.out = dlp_digest_new();
	if (!s.rewriter || !s.in || !s.out ||
	    dlp_buf_reserve(&s.chunk, DLP_IO_CHUNK))
		status = DLP_FATAL;
	if (copy->covers)
		qsort(copy->cover, copy->covers, sizeof(*copy->cover), compare);
	for (size_t i = 0; i < copy->covers && !status; i++) {
		const struct dlp_cover *cover = &copy->cover[i];
		const char *rule = copy->ids.entry[cover->rule].rule;

		status = dlp_rewriter_cover(
			s.rewriter, cover->start, cover->end - cover->start,
			(struct dlp_span){ rule, strlen(rule) });
	}
	if (status)
		dlp_error_set(err, status, 0, "out of memory");
	else
		status = run(&s, err);
	if (edits.over)
		status = dlp_error_set(err, DLP_SKIP, 0,
				       "more than %zu replacements", max);
	if (!status) {
		dlp_digest_text(s.in, copy->digest_in);
		dlp_digest_text(s.out, copy->digest_out);
	}
	dlp_rewriter_free(s.rewriter);
	dlp_digest_free(s.in);
	dlp_digest_free(s.out);
	dlp_buf_release(&s.chunk);
	dlp_buf_release(&s.buf);
	return status;
}
