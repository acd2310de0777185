#include "files.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/plain.h"
#include "extract/text.h"
#include "extractor.h"
#include "report.h"

enum {
	QUEUE = 64,       /* files under way or waiting to be written */
	FLUSH = 64 << 10, /* bytes kept back where output may go out at once */
};

/* One file, or one thing that could not be opened. */
struct task {
	char *path;
	int fd; /* -1 for what could not be opened */
	struct stat st;
	enum dlp_code code;
	struct dlp_error err;
	struct dlp_buf out;
	uint64_t docs; /* numbered in it, from 1 */
	bool too_large;
	bool done;
};

/* What scans: one a thread. */
struct worker {
	const struct files_opts *opts;
	struct dlp_filter *filter;
	struct dlp_charsets charsets;
	struct extractor extractor;
	struct report report;
	struct task *task;
	uint64_t doc[DLP_MEMBER_DEPTH + 2]; /* open ones, as numbered here */
	size_t docs;
	bool direct;   /* nothing runs beside: output may go out at once */
	uint64_t base; /* documents before this task, when direct */
};

struct queue {
	const struct files_opts *opts;
	struct task task[QUEUE];
	size_t added, taken, written; /* counters; slots are these % QUEUE */
	bool closed;
	pthread_mutex_t lock;
	pthread_cond_t change;
	uint64_t docs;
};

static enum dlp_status out(void *arg, const struct dlp_record *record)
{
	struct worker *w = arg;
	struct dlp_buf *buf = &w->task->out;

	if (w->opts->report)
		report_record(&w->report, record);
	else
		dlp_record_write(buf, record);
	if (record->type == DLP_RECORD_ERROR && !w->opts->report &&
	    !w->opts->quiet)
		report_warn(record);
	if (buf->status)
		return DLP_FATAL;
	if (w->direct && buf->len > FLUSH)
		cli_write(buf);
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

static enum dlp_status tell_error(struct worker *w, enum dlp_code code,
				  const struct dlp_error *err)
{
	struct dlp_where where = where_of(w->task, 0);
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

static ssize_t read_slow(void *arg, char *buf, size_t len,
			 struct dlp_error *err)
{
	struct worker *w = arg;
	ssize_t n;

	if (w->direct) {
		cli_write(&w->task->out);
		cli_flush();
	}
	n = dlp_io_read(w->task->fd, buf, len);
	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	return n;
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
	enum dlp_format format = DLP_IS_TEXT;
	enum dlp_status status;
	enum dlp_format_class class;

	dlp_teller_init(&teller, in, w, DLP_RECORD_TEXT_MAX, &where);
	status = regular ? dlp_source_init_fd(&source, task->fd)
			 : dlp_source_init(&source, read_slow, w);
	if (!status && w->opts->raw) {
		doc.format = DLP_SPAN("text");
		doc.media_type = DLP_SPAN("text/plain");
		dlp_text_read(&source, &w->charsets, &doc, &teller);
		dlp_teller_end(&teller, &source);
	} else if (!status) {
		format = dlp_plain_read(&source, &w->charsets, &doc, &teller);
	}
	if (!status)
		status = teller.status;
	dlp_teller_release(&teller);
	dlp_source_release(&source);
	class = dlp_format_info(format)->class;
	if (!status && (class == DLP_FORMAT_RISKY || class == DLP_FORMAT_PDF))
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

	dlp_teller_init(&teller, in, w, DLP_RECORD_TEXT_MAX, &where);
	dlp_teller_begin(&teller, &doc);
	dlp_teller_lacks(&teller, DLP_END_NONE, "over --max-size");
	dlp_teller_end(&teller, NULL);
	dlp_teller_release(&teller);
	return teller.status;
}

static enum dlp_status run_task(struct worker *w, struct task *task)
{
	enum dlp_status status;

	w->task = task;
	w->docs = 0;
	w->report.out = &task->out;
	if (task->fd < 0)
		status = tell_error(w, task->code, &task->err);
	else if (task->too_large)
		status = leave_task(w);
	else
		status = read_task(w);
	if (task->fd >= 0 && task->fd != STDIN_FILENO)
		close(task->fd);
	report_close(&w->report);
	return status;
}

static void worker_init(struct worker *w, const struct files_opts *opts)
{
	*w = (struct worker){ .opts = opts };
	w->filter = dlp_filter_new(opts->engine, &opts->scanner, out, w);
	if (!w->filter)
		cli_die_memory();
	report_init(&w->report, NULL, opts->colour, opts->scanner.show_values);
}

static void add_counts(struct files_total *total, const struct worker *w)
{
	const struct dlp_scanner_counts *found = dlp_filter_found(w->filter);

	total->found.found += found->found;
	total->found.low += found->low;
	total->found.filtered += found->filtered;
	total->found.suppressed += found->suppressed;
	dlp_tally_add(&total->seen, dlp_filter_tally(w->filter));
}

static void worker_release(struct worker *w, struct files_total *total)
{
	add_counts(total, w);
	extractor_stop(&w->extractor);
	dlp_charsets_release(&w->charsets);
	report_release(&w->report);
	dlp_filter_free(w->filter);
}

/* Standard input, named by hand as "-". */
static void stdin_task(struct task *task)
{
	task->path = strdup("-");
	if (!task->path)
		cli_die_memory();
	task->fd = STDIN_FILENO;
	task->docs = 0;
	task->too_large = false;
	task->err = (struct dlp_error){ 0 };
	if (!fstat(STDIN_FILENO, &task->st))
		return;
	task->fd = -1;
	task->code = DLP_CODE_IO;
	dlp_error_set(&task->err, DLP_SKIP, errno, "cannot read");
}

/* The next file or error of the walk; false at its end. */
static bool next_task(struct dlp_walk *walk, struct cli_operands *operands,
		      bool *within, const struct files_opts *opts,
		      struct task *task)
{
	const uint64_t max_size = opts->max_size;
	struct dlp_walk_item item;

	for (;;) {
		if (!*within) {
			const char *operand = cli_operand(operands);

			if (!operand)
				return false;
			if (!strcmp(operand, "-")) {
				stdin_task(task);
				return true;
			}
			dlp_walk_start(walk, operand);
			*within = true;
		}
		switch (dlp_walk_next(walk, &item)) {
		case DLP_WALK_END:
			*within = false;
			break;
		case DLP_WALK_NOTE:
			if (!opts->quiet)
				cli_warn(0, "%s: %s", cli_escape(item.path),
					 item.err.msg);
			break;
		case DLP_WALK_FATAL:
			cli_die_memory();
		case DLP_WALK_ERROR:
			/* The report has it too, for whoever reads that. */
			if (!opts->quiet && !opts->report)
				cli_warn(item.err.sys, "%s: %s",
					 cli_escape(item.path), item.err.msg);
			/* fall through */
		case DLP_WALK_FILE:
			task->path = strdup(item.path);
			if (!task->path)
				cli_die_memory();
			task->fd = item.err.msg[0] ? -1 : item.fd;
			task->st = item.st;
			task->code = item.code;
			task->err = item.err;
			task->docs = 0;
			task->too_large = max_size && !item.named &&
					  (uint64_t)item.st.st_size > max_size;
			return true;
		}
	}
}

/* "doc":N behind the type of each line, counted from this task's first. */
static void renumber(struct dlp_buf *to, struct dlp_span lines, uint64_t base)
{
	while (lines.len) {
		const char *nl = memchr(lines.ptr, '\n', lines.len);
		size_t len = (size_t)(nl - lines.ptr) + 1, i = 0;
		uint64_t doc = 0;

		/* {"type":"…", */
		while (lines.ptr[i] != ',')
			i++;
		dlp_buf_add(to, lines.ptr, i + 1);
		i++;
		if (!memcmp(lines.ptr + i, "\"doc\":", 6)) {
			for (i += 6; lines.ptr[i] >= '0' && lines.ptr[i] <= '9';
			     i++)
				doc = doc * 10 + (uint64_t)(lines.ptr[i] - '0');
			dlp_buf_addf(to, "\"doc\":%llu",
				     (unsigned long long)base + doc);
		}
		dlp_buf_add(to, lines.ptr + i, len - i);
		lines.ptr += len;
		lines.len -= len;
	}
}

static void *work(void *arg)
{
	struct queue *q = ((void **)arg)[0];
	struct worker *w = ((void **)arg)[1];

	pthread_mutex_lock(&q->lock);
	for (;;) {
		struct task *task;

		while (q->taken == q->added && !q->closed)
			pthread_cond_wait(&q->change, &q->lock);
		if (q->taken == q->added)
			break;
		task = &q->task[q->taken++ % QUEUE];
		pthread_mutex_unlock(&q->lock);
		if (run_task(w, task))
			cli_die(0, "the scan can't go on");
		pthread_mutex_lock(&q->lock);
		task->done = true;
		pthread_cond_broadcast(&q->change);
	}
	pthread_mutex_unlock(&q->lock);
	return NULL;
}

/* Write the oldest task's output, which is done. */
static void write_task(struct queue *q)
{
	struct task *task = &q->task[q->written % QUEUE];
	struct dlp_buf numbered;

	if (q->opts->report) {
		cli_write(&task->out);
	} else if (!task->out.status) {
		dlp_buf_init(&numbered, 0);
		renumber(&numbered, dlp_buf_span(&task->out), q->docs);
		cli_write(&numbered);
		dlp_buf_release(&numbered);
	} else {
		cli_die_memory();
	}
	q->docs += task->docs;
	dlp_buf_release(&task->out);
	free(task->path);
}

/* With the lock: write what is done, in order; wait for one if `all`. */
static void drain(struct queue *q, bool all)
{
	while (q->written < q->added) {
		struct task *task = &q->task[q->written % QUEUE];

		if (!task->done && !all && q->added - q->written < QUEUE)
			return;
		while (!task->done)
			pthread_cond_wait(&q->change, &q->lock);
		pthread_mutex_unlock(&q->lock);
		write_task(q);
		pthread_mutex_lock(&q->lock);
		q->written++;
	}
}

static void scan_threads(const struct files_opts *opts, struct dlp_walk *walk,
			 struct cli_operands *operands,
			 struct files_total *total)
{
	struct queue q = { .opts = opts };
	struct worker *worker = calloc(opts->jobs, sizeof(*worker));
	pthread_t *thread = calloc(opts->jobs, sizeof(*thread));
	void *(*arg)[2] = calloc(opts->jobs, sizeof(*arg));
	struct task task = { 0 };
	bool within = false;

	if (!worker || !thread || !arg)
		cli_die_memory();
	pthread_mutex_init(&q.lock, NULL);
	pthread_cond_init(&q.change, NULL);
	for (unsigned i = 0; i < opts->jobs; i++) {
		worker_init(&worker[i], opts);
		arg[i][0] = &q;
		arg[i][1] = &worker[i];
		if (pthread_create(&thread[i], NULL, work, arg[i]))
			cli_die(errno, "cannot start a thread");
	}
	while (next_task(walk, operands, &within, opts, &task)) {
		pthread_mutex_lock(&q.lock);
		drain(&q, false);
		task.done = false;
		dlp_buf_init(&task.out, 0);
		q.task[q.added++ % QUEUE] = task;
		pthread_cond_broadcast(&q.change);
		pthread_mutex_unlock(&q.lock);
	}
	pthread_mutex_lock(&q.lock);
	q.closed = true;
	pthread_cond_broadcast(&q.change);
	drain(&q, true);
	pthread_mutex_unlock(&q.lock);
	for (unsigned i = 0; i < opts->jobs; i++) {
		pthread_join(thread[i], NULL);
		worker_release(&worker[i], total);
	}
	total->documents = q.docs;
	pthread_cond_destroy(&q.change);
	pthread_mutex_destroy(&q.lock);
	free(worker);
	free(thread);
	free(arg);
}

static void scan_alone(const struct files_opts *opts, struct dlp_walk *walk,
		       struct cli_operands *operands, struct files_total *total)
{
	struct worker worker;
	struct task task = { 0 };
	bool within = false;

	worker_init(&worker, opts);
	worker.direct = true;
	dlp_buf_init(&task.out, 0);
	while (next_task(walk, operands, &within, opts, &task)) {
		if (run_task(&worker, &task))
			cli_die(0, "the scan can't go on");
		cli_write(&task.out);
		worker.base += task.docs;
		free(task.path);
	}
	total->documents = worker.base;
	dlp_buf_release(&task.out);
	worker_release(&worker, total);
}

void files_scan(const struct files_opts *opts, struct cli_operands *operands,
		struct files_total *total)
{
	struct dlp_walk *walk = dlp_walk_new(&opts->walk);

	if (!walk)
		cli_die_memory();
	if (opts->jobs > 1)
		scan_threads(opts, walk, operands, total);
	else
		scan_alone(opts, walk, operands, total);
	dlp_walk_free(walk);
}
