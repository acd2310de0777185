#include "worker.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/plain.h"
#include "extract/text.h"
#include "input.h"
#include "progress.h"

enum { SPILL = 64 << 10 }; /* bytes of output between calls of spill() */

static enum dlp_status out(void *arg, const struct dlp_record *record)
{
	struct worker *w = arg;
	struct dlp_buf *buf = &w->task->out;

	memo_take(&w->task->note, record, w->base);
	w->findings += record->type == DLP_RECORD_FINDING &&
		       !record->finding.suppressed.len;
	if (w->opts->report)
		report_record(&w->report, record);
	else
		dlp_record_write(buf, record);
	if (record->type == DLP_RECORD_ERROR && !w->opts->report &&
	    !w->opts->quiet)
		report_warn(record);
	if (buf->status)
		return DLP_FATAL;
	if (buf->len >= w->enough) {
		w->spill(w->arg, w->task);
		w->enough = buf->len + SPILL;
	}
	return DLP_OK;
}

/* Into the filter, with the number that the document has here. */
static enum dlp_status in(void *arg, const struct dlp_record *record)
{
	struct worker *w = arg;
	struct dlp_record numbered = *record;
	struct dlp_error err = { 0 };
	enum dlp_status status;

	if (record->type == DLP_RECORD_DOCUMENT) {
		if (w->docs == sizeof(w->doc) / sizeof(*w->doc))
			return DLP_FATAL;
		w->doc[w->docs++] = w->base + ++w->task->docs;
	}
	if (record->where.doc || record->type == DLP_RECORD_DOCUMENT)
		numbered.where.doc = w->docs ? w->doc[w->docs - 1] : 0;
	status = dlp_filter_take(w->filter, &numbered, &err);
	if (record->type == DLP_RECORD_END && w->docs)
		w->docs--;
	if (status)
		cli_warn(err.sys, "%s", err.msg);
	return status;
}

static struct dlp_where where_of(const struct task *task, uint64_t doc)
{
	return (struct dlp_where){ .doc = doc,
				   .path = { task->path, strlen(task->path) } };
}

/* Of the document that is open, or of the file where none is. */
static enum dlp_status tell_error(struct worker *w, enum dlp_code code,
				  const struct dlp_error *err)
{
	struct dlp_where where = where_of(w->task, w->docs);
	char message[400];
	struct dlp_record record;

	snprintf(message, sizeof(message), "%s%s%s", err->msg,
		 err->sys ? ": " : "", err->sys ? strerror(err->sys) : "");
	record = dlp_record_error(&where, code, message);
	return in(w, &record);
}

static enum dlp_status by_extractor(struct worker *w, bool regular)
{
	struct dlp_error err = { 0 };
	enum dlp_status status;

	if (!regular) {
		dlp_error_set(
			&err, DLP_SKIP, 0,
			"not a regular file: pipe it through dlp-extract");
		return tell_error(w, DLP_CODE_UNSUPPORTED, &err);
	}
	status = extractor_read(&w->extractor, w->task->path, in, w, &err);
	if (status != DLP_SKIP)
		return status;
	/* What it had begun and did not end is cut: say so, and end it. */
	if (tell_error(w, w->docs ? DLP_CODE_TRUNCATED : DLP_CODE_UNSUPPORTED,
		       &err))
		return DLP_FATAL;
	while (w->docs) {
		struct dlp_record record = {
			.type = DLP_RECORD_END,
			.where = where_of(w->task, 1),
			.end = { .status = DLP_END_PART,
				 .reason = DLP_SPAN("dlp-extract broke off") },
		};

		if (in(w, &record))
			return DLP_FATAL;
	}
	return DLP_OK;
}

/* A read may have to wait: what is known so far is not to wait with it. */
static void tell_soon(struct worker *w)
{
	struct dlp_error err = { 0 };

	if (w->opts->jobs > 1 && input_is_idle(w->task->fd) &&
	    dlp_filter_flush(w->filter, &err))
		cli_die(err.sys, "%s", err.msg);
	w->opts->write(w->opts->write_arg, &w->task->out);
	cli_flush();
	memo_commit(w->opts->memo);
}

static ssize_t read_slow(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct worker *w = arg;
	ssize_t n;

	if (w->live)
		tell_soon(w);
	n = dlp_io_read(w->task->fd, buf, len);
	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	return n;
}

/* Whether a converter reads it, which dlp-extract has run. */
static bool is_converted(const struct worker *w, struct dlp_source *source)
{
	struct dlp_error err = { 0 };
	struct dlp_span head;

	if (!w->opts->converters ||
	    dlp_source_peek(source, DLP_SNIFF_HEAD, &head, &err))
		return false;
	return dlp_converter_find(w->opts->converters, dlp_sniff(head), head);
}

static enum dlp_status read_task(struct worker *w)
{
	struct task *task = w->task;
	bool regular = S_ISREG(task->st.st_mode);
	struct dlp_where where = where_of(task, 1);
	char mtime[DLP_MTIME_SIZE];
	struct dlp_document doc = dlp_plain_document(&task->st, mtime);
	struct dlp_source source;
	struct dlp_teller teller;
	enum dlp_status status;
	bool plain = true;

	dlp_teller_init(&teller, in, w, DLP_RECORD_TEXT, &where);
	status = regular ? dlp_source_init_fd(&source, task->fd)
			 : dlp_source_init(&source, read_slow, w);
	if (regular && task->st.st_size > 0)
		source.size = (uint64_t)task->st.st_size;
	if (!status && w->opts->raw) {
		doc.format = DLP_SPAN("text");
		doc.media_type = DLP_SPAN("text/plain");
		dlp_text_read(&source, &w->charsets, &doc, &teller);
		dlp_teller_end(&teller, &source);
	} else if (!status) {
		plain = !is_converted(w, &source) &&
			dlp_format_is_plain(dlp_plain_read(
				&source, &w->charsets, &doc, &teller));
	}
	if (!status)
		status = teller.status;
	dlp_teller_release(&teller);
	dlp_source_release(&source);
	if (!status && !plain)
		status = by_extractor(w, regular);
	return status;
}

/* A file that was asked not to be read. */
static enum dlp_status leave_task(struct worker *w)
{
	struct dlp_where where = where_of(w->task, 1);
	char mtime[DLP_MTIME_SIZE];
	struct dlp_document doc = dlp_plain_document(&w->task->st, mtime);
	struct dlp_teller teller;

	dlp_teller_init(&teller, in, w, DLP_RECORD_TEXT, &where);
	dlp_teller_begin(&teller, &doc);
	dlp_teller_lacks(&teller, DLP_END_NONE, "over --max-size");
	dlp_teller_end(&teller, NULL);
	dlp_teller_release(&teller);
	return teller.status;
}

static enum dlp_status out_again(void *arg, const struct dlp_record *record)
{
	struct worker *w = arg;

	dlp_tally_take(&w->told_again, record);
	w->again.found += record->type == DLP_RECORD_FINDING &&
			  !record->finding.suppressed.len;
	return out(w, record);
}

/* Whether a file was known, and what was found in it is told again. */
static bool tell_again(struct worker *w)
{
	struct task *task = w->task;

	if (!memo_begin(w->opts->memo, &task->note, task->path, task->fd,
			&task->st))
		return false;
	task->docs = memo_replay(&task->note, task->path, &task->st, w->base,
				 out_again, w, &w->again);
	w->told_again.unchanged++;
	return true;
}

static enum dlp_status scan_task(struct worker *w)
{
	const struct dlp_scanner_counts before = *dlp_filter_found(w->filter);
	enum dlp_status status = read_task(w);
	struct dlp_scanner_counts found = *dlp_filter_found(w->filter);

	found.low -= before.low;
	found.filtered -= before.filtered;
	for (size_t i = 0; i < DLP_SUPPRESSORS; i++)
		found.suppressed[i] -= before.suppressed[i];
	memo_end(w->opts->memo, &w->task->note, w->task->fd, &found);
	return status;
}

void worker_run(struct worker *w, struct task *task)
{
	enum dlp_status status = DLP_OK;

	w->task = task;
	w->docs = 0;
	task->note = (struct memo_note){ .taking = false };
	w->enough = SPILL;
	w->report.out = &task->out;
	w->findings = 0;
	progress_at(task->path);
	if (task->fd < 0)
		status = tell_error(w, task->code, &task->err);
	else if (task->too_large)
		status = leave_task(w);
	else if (!tell_again(w))
		status = scan_task(w);
	if (task->fd >= 0 && task->fd != STDIN_FILENO)
		close(task->fd);
	report_close(&w->report);
	progress_add(1,
		     S_ISREG(task->st.st_mode) ? (uint64_t)task->st.st_size : 0,
		     w->findings);
	if (status)
		cli_die(0, "the scan can't go on");
}

void worker_init(struct worker *w, const struct files_opts *opts,
		 struct dlp_pool *pool)
{
	struct dlp_scanner_opts scanner = opts->scanner;

	scanner.pool = pool;
	*w = (struct worker){
		.opts = opts,
		.extractor = { .languages = opts->documents->languages,
			       .converters = opts->documents->converters }
	};
	w->filter = dlp_filter_new(opts->engine, &scanner, out, w);
	if (!w->filter)
		cli_die_memory();
	report_init(&w->report, NULL, opts->colour, opts->scanner.show_values);
}

static void add_counts(struct files_total *total,
		       const struct dlp_scanner_counts *found,
		       const struct dlp_tally *tally)
{
	total->found.found += found->found;
	total->found.low += found->low;
	total->found.filtered += found->filtered;
	for (size_t i = 0; i < DLP_SUPPRESSORS; i++)
		total->found.suppressed[i] += found->suppressed[i];
	dlp_tally_add(&total->seen, tally);
}

void worker_release(struct worker *w, struct files_total *total)
{
	add_counts(total, dlp_filter_found(w->filter),
		   dlp_filter_tally(w->filter));
	add_counts(total, &w->again, &w->told_again);
	extractor_stop(&w->extractor);
	dlp_charsets_release(&w->charsets);
	report_release(&w->report);
	dlp_filter_free(w->filter);
}
