#include "extract/job.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/behind.h"
#include "extract/convert.h"
#include "extract/plain.h"

enum {
	CLEAN_UP = 5000, /* milliseconds */
	HELD = 1 << 20,  /* bytes kept of a process whose turn is not yet */
	MOMENT = 1000,   /* milliseconds between two calls of before_wait */
};

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* The format by the first bytes; what can't be read its reader will tell. */
static enum dlp_status sniff(struct dlp_job *job)
{
	char *head = malloc(DLP_SNIFF_HEAD);
	struct dlp_view view;
	ssize_t n;

	if (!head)
		return DLP_FATAL;
	n = dlp_io_read_full(job->fd, head, DLP_SNIFF_HEAD);
	if (n < 0)
		n = 0;
	job->format = dlp_sniff((struct dlp_span){ head, (size_t)n });
	if (!dlp_view_init_fd(&view, job->fd))
		job->format = dlp_behind_format(job->format, &view);
	job->converter =
		dlp_converter_find(job->opts->converters, job->format,
				   (struct dlp_span){ head, (size_t)n });
	free(head);
	lseek(job->fd, 0, SEEK_SET);
	return DLP_OK;
}

enum dlp_status dlp_job_init(struct dlp_job *job,
			     const struct dlp_extract_opts *opts,
			     struct dlp_charsets *charsets, uint64_t *docs,
			     int fd, const struct dlp_document *document,
			     const struct dlp_where *where,
			     struct dlp_job *around)
{
	int64_t processor;

	*job = (struct dlp_job){ .opts = opts,
				 .charsets = charsets,
				 .docs = docs,
				 .fd = fd,
				 .document = *document,
				 .where = *where };
	processor = (int64_t)opts->limits.seconds * 1000;
	job->left = processor * DLP_TASK_CLOCK;
	job->own_patience = (struct dlp_patience){
		.clock = job->left * DLP_EXTRACT_PATIENCE,
		.processor = processor * DLP_EXTRACT_PATIENCE,
	};
	job->patience = around ? around->patience : &job->own_patience;
	if (sniff(job))
		return DLP_FATAL;
	/* Its process keeps the time itself, and has to clean up. */
	if (job->converter)
		job->left += CLEAN_UP;
	return DLP_OK;
}

/* Take its process off the system, and what it has used off the patience. */
static enum dlp_child_end finish_process(struct dlp_job *job, bool kill_it)
{
	enum dlp_child_end end;

	if (!job->child.pid)
		return DLP_CHILD_DONE;
	end = dlp_child_finish(&job->child, kill_it);
	job->patience->processor -= job->child.spent;
	return end;
}

void dlp_job_release(struct dlp_job *job)
{
	finish_process(job, true);
	dlp_relay_free(job->relay);
	if (job->fd >= 0)
		close(job->fd);
	*job = (struct dlp_job){ .fd = -1 };
}

bool dlp_job_needs_child(const struct dlp_job *job)
{
	return job->converter || !dlp_format_is_plain(job->format);
}

/* A document within this one that its process handed over. */
static enum dlp_status hand(void *arg, int fd, const struct dlp_where *where)
{
	struct dlp_job *around = arg, job;
	struct dlp_document document = { 0 };
	struct stat st;
	enum dlp_status status;

	if (!fstat(fd, &st)) {
		document.has_size = true;
		document.size = (uint64_t)st.st_size;
	}
	status = dlp_job_init(&job, around->opts, around->charsets,
			      around->docs, fd, &document, where, around);
	if (!status && dlp_job_needs_child(&job))
		status = dlp_job_start(&job);
	if (!status)
		status = dlp_job_finish(&job, NULL, 0);
	dlp_job_release(&job);
	return status;
}

/* The last part of the name that the document has outermost. */
static struct dlp_span last_name(const struct dlp_where *where)
{
	struct dlp_span name = where->members
				       ? where->member[where->members - 1]
				       : where->path;

	for (size_t i = name.len; i-- > 0;)
		if (name.ptr[i] == '/')
			return (struct dlp_span){ name.ptr + i + 1,
						  name.len - i - 1 };
	return name;
}

/* In the process of its own. */
static int run_reader(void *arg)
{
	const struct dlp_job *job = arg;
	struct dlp_task task = {
		.limits = job->opts->limits,
		.chunk = job->opts->chunk,
		.no_sandbox = job->opts->no_sandbox,
		.depth = job->where.members,
		.size = job->document.size,
		.name = last_name(&job->where),
		.format = job->format,
		.charsets = job->charsets,
		.ocr = job->opts->languages != NULL,
		.converters = job->opts->converters,
	};

	if (job->converter)
		return dlp_convert_run(&task, job->converter);
	return job->opts->reader(&task);
}

/* Never through a shell: the words are ours and numbers. */
static enum dlp_status start_pdf(struct dlp_job *job, struct dlp_error *err)
{
	const struct dlp_limits *limits = &job->opts->limits;
	char path[4096], chunk[32], text[32], memory[32], cpu[32];
	char a[] = "--chunk", b[] = "--max-text", c[] = "--memory",
	     d[] = "--cpu", e[] = "--no-sandbox", f[] = "--pictures";
	char *argv[12] = { path, a, chunk, b, text, c, memory, d, cpu };
	size_t n = 9;

	if (job->opts->no_sandbox)
		argv[n++] = e;
	if (job->opts->languages)
		argv[n++] = f;

	snprintf(path, sizeof(path), "%s", job->opts->pdf);
	snprintf(chunk, sizeof(chunk), "%zu", job->opts->chunk);
	snprintf(text, sizeof(text), "%llu", (unsigned long long)limits->total);
	snprintf(memory, sizeof(memory), "%llu",
		 (unsigned long long)limits->memory);
	snprintf(cpu, sizeof(cpu), "%llu", (unsigned long long)limits->seconds);
	return dlp_child_exec(&job->child, job->fd, argv, err);
}

/* A number as a word. */
struct number {
	char word[32];
};

static char *number_of(struct number *number, uint64_t value)
{
	snprintf(number->word, sizeof(number->word), "%llu",
		 (unsigned long long)value);
	return number->word;
}

/* Likewise.  What describes a picture and is within it is read there too. */
static enum dlp_status start_ocr(struct dlp_job *job, struct dlp_error *err)
{
	const struct dlp_limits *limits = &job->opts->limits;
	const uint64_t value[] = { job->opts->chunk,  limits->entry,
				   limits->total,     limits->ratio,
				   limits->entries,   limits->depth,
				   limits->memory,    limits->seconds,
				   job->where.members };
	static const char *const option[] = { "--chunk",       "--max-entry",
					      "--max-total",   "--max-ratio",
					      "--max-entries", "--max-depth",
					      "--memory",      "--cpu",
					      "--depth" };
	enum { N = sizeof(value) / sizeof(value[0]) };
	struct number number[N];
	char path[4096], languages[256], name[N][16];
	char with[] = "--languages", no_sandbox[] = "--no-sandbox";
	char *argv[3 + 2 * N + 2] = { path, with, languages };
	size_t n = 3;

	snprintf(path, sizeof(path), "%s", job->opts->ocr);
	snprintf(languages, sizeof(languages), "%s", job->opts->languages);
	for (size_t i = 0; i < N; i++) {
		snprintf(name[i], sizeof(name[i]), "%s", option[i]);
		argv[n++] = name[i];
		argv[n++] = number_of(&number[i], value[i]);
	}
	argv[n++] = job->opts->no_sandbox ? no_sandbox : NULL;
	argv[n] = NULL;
	return dlp_child_exec(&job->child, job->fd, argv, err);
}

/* The program that a document of this class is read by, if it is one. */
static bool by_program(const struct dlp_job *job, const char **program)
{
	enum dlp_format_class class = dlp_format_info(job->format)->class;

	if (job->converter)
		return false;
	*program = class == DLP_FORMAT_PDF ? job->opts->pdf : job->opts->ocr;
	return class == DLP_FORMAT_PDF ||
	       (class == DLP_FORMAT_PICTURE && job->opts->languages);
}

enum dlp_status dlp_job_start(struct dlp_job *job)
{
	const struct dlp_format_info *info = dlp_format_info(job->format);
	struct dlp_relay_opts relay = {
		.fn = job->opts->fn,
		.arg = job->opts->arg,
		.docs = job->docs,
		.where = job->where,
		.document = job->document,
		.fd = job->fd,
		.max_raw = job->opts->limits.entry,
		.hand = hand,
		.hand_arg = job,
	};
	struct dlp_error err = { 0 };
	const char *program;
	enum dlp_status status;

	relay.document.format =
		(struct dlp_span){ info->name, strlen(info->name) };
	relay.document.media_type =
		(struct dlp_span){ info->media_type, strlen(info->media_type) };
	job->relay = dlp_relay_new(&relay);
	if (!job->relay)
		return DLP_FATAL;
	if (!by_program(job, &program)) {
		dlp_charsets_load(job->charsets);
		status = dlp_child_fork(&job->child, job->fd, run_reader, job,
					&err);
	} else if (!program) {
		return DLP_OK;
	} else if (info->class == DLP_FORMAT_PDF) {
		status = start_pdf(job, &err);
	} else {
		status = start_ocr(job, &err);
	}
	job->started = status == DLP_OK;
	return DLP_OK;
}

/* Tell the lines that are there. */
static enum dlp_status tell_lines(struct dlp_job *job, struct dlp_error *err)
{
	struct dlp_buf *out = &job->child.out;
	enum dlp_status status = DLP_OK;
	size_t done = 0;

	while (!status && done < out->len && !dlp_relay_ended(job->relay)) {
		const char *line = out->ptr + done;
		const char *end = memchr(line, '\n', out->len - done);

		if (!end)
			break;
		status = dlp_relay_line(
			job->relay,
			(struct dlp_span){ line, (size_t)(end - line) }, err);
		done += (size_t)(end - line) + 1;
	}
	dlp_buf_consume(out, done);
	if (!status && out->len > DLP_RECORD_MAX)
		status = dlp_error_set(err, DLP_SKIP, 0, "a line too long");
	return status;
}

/*
 * Wait until one of the processes says something or a deadline passes, and
 * take what it says.
 */
static enum dlp_status listen_to(struct dlp_job *job,
				 struct dlp_job *const *others, size_t n)
{
	struct pollfd fds[DLP_EXTRACT_JOBS];
	struct dlp_job *of[DLP_EXTRACT_JOBS];
	int64_t start, passed, wait = job->left;
	nfds_t count = 0;

	of[count] = job;
	fds[count++] = (struct pollfd){ job->child.fd, POLLIN, 0 };
	for (size_t i = 0; i < n && count < DLP_EXTRACT_JOBS; i++) {
		if (!others[i]->started || others[i]->child.eof ||
		    others[i]->child.out.len >= HELD)
			continue;
		of[count] = others[i];
		fds[count++] =
			(struct pollfd){ others[i]->child.fd, POLLIN, 0 };
	}
	if (wait > job->patience->clock)
		wait = job->patience->clock;
	start = now();
	if (poll(fds, count, 0) == 0) {
		if (job->opts->before_wait)
			job->opts->before_wait(job->opts->arg);
		poll(fds, count, wait > MOMENT ? MOMENT : (int)wait);
	}
	passed = now() - start;
	job->patience->clock -= passed;
	for (nfds_t i = 0; i < count; i++) {
		of[i]->left -= passed;
		if (fds[i].revents && dlp_child_read(&of[i]->child))
			return DLP_FATAL;
	}
	return DLP_OK;
}

static enum dlp_status fail(struct dlp_job *job, enum dlp_code code,
			    const char *message)
{
	finish_process(job, true);
	job->started = false;
	return dlp_relay_fail(job->relay, code, message);
}

/* Its pipe is at its end, and the document is not. */
static enum dlp_status ended_early(struct dlp_job *job)
{
	job->started = false;
	switch (finish_process(job, false)) {
	case DLP_CHILD_LATE:
		return dlp_relay_fail(job->relay, DLP_CODE_TIMEOUT,
				      "reading took too long");
	case DLP_CHILD_CRASHED:
		return dlp_relay_fail(job->relay, DLP_CODE_CRASH,
				      "the reader crashed");
	case DLP_CHILD_DONE:
	case DLP_CHILD_FAILED:
	case DLP_CHILD_KILLED:
		break;
	}
	return dlp_relay_fail(job->relay, DLP_CODE_CRASH, "the reader failed");
}

static enum dlp_status finish_child(struct dlp_job *job,
				    struct dlp_job *const *others, size_t n)
{
	/* JSON may double a text, the document's own or what it unpacks to,
	 * and the rest is not much. */
	uint64_t most = 2 * (job->opts->limits.total + job->document.size) +
			((uint64_t)64 << 20);
	struct dlp_error err = { 0 };
	const char *program;
	enum dlp_status status;

	if (!job->started && by_program(job, &program) && !program)
		return dlp_relay_fail(job->relay, DLP_CODE_CONVERTER,
				      job->format == DLP_IS_PDF
					      ? "dlp-pdf is not installed"
					      : "dlp-ocr is not installed");
	if (!job->started)
		return dlp_relay_fail(job->relay, DLP_CODE_IO,
				      "cannot start a process");
	for (;;) {
		status = tell_lines(job, &err);
		if (status == DLP_SKIP)
			return err.sys ? fail(job, DLP_CODE_IO,
					      "no room for a "
					      "member")
				       : fail(job, DLP_CODE_BAD_RECORD,
					      "the reader broke the rules");
		if (status)
			return DLP_FATAL;
		if (dlp_relay_ended(job->relay))
			return DLP_OK;
		if (job->child.eof)
			return ended_early(job);
		if (job->left <= 0 || job->patience->clock <= 0 ||
		    job->patience->processor <= 0)
			return fail(job, DLP_CODE_TIMEOUT,
				    "reading took too long");
		if (job->child.bytes > most)
			return fail(job, DLP_CODE_TOO_LARGE, "too much text");
		if (listen_to(job, others, n))
			return DLP_FATAL;
	}
}

static enum dlp_status finish_plain(struct dlp_job *job)
{
	struct dlp_source source;
	struct dlp_teller teller;
	enum dlp_status status;

	job->where.doc = ++*job->docs;
	dlp_teller_init(&teller, job->opts->fn, job->opts->arg,
			job->opts->chunk, &job->where);
	status = dlp_source_init_fd(&source, job->fd);
	if (!status) {
		dlp_plain_read(&source, job->charsets, &job->document, &teller);
		status = teller.status;
	}
	dlp_teller_release(&teller);
	dlp_source_release(&source);
	return status;
}

enum dlp_status dlp_job_finish(struct dlp_job *job,
			       struct dlp_job *const *others, size_t n)
{
	return dlp_job_needs_child(job) ? finish_child(job, others, n)
					: finish_plain(job);
}
