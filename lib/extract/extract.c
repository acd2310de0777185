#include "extract/extract.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/plain.h"

struct dlp_extract {
	struct dlp_extract_opts opts;
	struct dlp_charsets charsets;
	uint64_t docs;
};

struct dlp_extract *dlp_extract_new(const struct dlp_extract_opts *opts)
{
	struct dlp_extract *run = calloc(1, sizeof(*run));

	if (run)
		run->opts = *opts;
	return run;
}

void dlp_extract_free(struct dlp_extract *run)
{
	if (!run)
		return;
	dlp_charsets_release(&run->charsets);
	free(run);
}

uint64_t dlp_extract_documents(const struct dlp_extract *run)
{
	return run->docs;
}

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* The bytes of what may keep us waiting: a pipe, a terminal. */
struct input {
	const struct dlp_extract_opts *opts;
	int fd;
};

static ssize_t read_input(void *arg, char *buf, size_t len,
			  struct dlp_error *err)
{
	const struct input *input = arg;
	ssize_t n;

	if (input->opts->before_wait)
		input->opts->before_wait(input->opts->arg);
	n = dlp_io_read(input->fd, buf, len);
	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	return n;
}

enum dlp_status dlp_extract_add(struct dlp_extract *run, int fd,
				const char *path, const struct stat *st)
{
	struct dlp_where where = { .doc = ++run->docs, .path = span_of(path) };
	char mtime[DLP_MTIME_SIZE];
	struct dlp_document doc = dlp_plain_document(st, mtime);
	struct input input = { &run->opts, fd };
	struct dlp_source source;
	struct dlp_teller teller;
	enum dlp_status status;
	enum dlp_format format;

	dlp_teller_init(&teller, run->opts.fn, run->opts.arg, run->opts.chunk,
			&where);
	status = S_ISREG(st->st_mode)
			 ? dlp_source_init_fd(&source, fd)
			 : dlp_source_init(&source, read_input, &input);
	if (!status) {
		format = dlp_plain_read(&source, &run->charsets, &doc, &teller);
		if (dlp_format_info(format)->class == DLP_FORMAT_RISKY ||
		    dlp_format_info(format)->class == DLP_FORMAT_PDF) {
			struct dlp_document unread = doc;

			unread.format = span_of(dlp_format_info(format)->name);
			unread.media_type =
				span_of(dlp_format_info(format)->media_type);
			dlp_teller_begin(&teller, &unread);
			dlp_teller_error(&teller, DLP_CODE_UNSUPPORTED,
					 "no reader for this format");
			dlp_teller_end(&teller, NULL);
		}
		status = teller.status;
	}
	dlp_teller_release(&teller);
	dlp_source_release(&source);
	close(fd);
	return status;
}

enum dlp_status dlp_extract_add_error(struct dlp_extract *run, const char *path,
				      enum dlp_code code,
				      const struct dlp_error *err)
{
	struct dlp_where where = { .path = span_of(path) };
	struct dlp_record record = dlp_record_error(&where, code, err->msg);
	struct dlp_buf message;
	enum dlp_status status;

	dlp_buf_init(&message, 0);
	dlp_buf_adds(&message, err->msg);
	if (err->sys)
		dlp_buf_addf(&message, ": %s", strerror(err->sys));
	if (!message.status)
		record.error.message = dlp_buf_span(&message);
	status = run->opts.fn(run->opts.arg, &record);
	dlp_buf_release(&message);
	return status == DLP_FATAL ? DLP_FATAL : DLP_OK;
}
