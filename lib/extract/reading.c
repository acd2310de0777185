#include "extract/reading.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/converter.h"
#include "extract/plain.h"
#include "extract/readers.h"
#include "extract/relay.h"
#include "extract/sandbox.h"

enum {
	OUT_SOON = 32 << 10, /* bytes of records that go out */
	EXIT_LOST = 2,
};

bool dlp_reading_count(struct dlp_reading *reading, uint64_t n,
		       enum dlp_code *code, struct dlp_error *err)
{
	const struct dlp_limits *limits = &reading->task->limits;

	reading->unpacked += n;
	if (reading->unpacked > limits->total)
		reading->passed = "the document unpacks to more than "
				  "--max-total";
	else if (reading->unpacked > DLP_LIMIT_RATIO_FROM &&
		 reading->unpacked / limits->ratio > reading->task->size)
		reading->passed = "the document unpacks to more than "
				  "--max-ratio for its size";
	else
		return true;
	dlp_error_set(err, DLP_SKIP, 0, "%s", reading->passed);
	*code = DLP_CODE_TOO_LARGE;
	reading->stop = true;
	return false;
}

bool dlp_reading_may_read(struct dlp_input *around)
{
	struct dlp_reading *reading = around->reading;

	if (reading->stop) {
		dlp_teller_lacks(around->teller, DLP_END_PART,
				 "a limit was passed");
		return false;
	}
	if (++reading->entries > reading->task->limits.entries) {
		reading->stop = true;
		dlp_teller_error(around->teller, DLP_CODE_TOO_MANY,
				 "more entries than --max-entries");
		return false;
	}
	return true;
}

bool dlp_reading_may_enter(struct dlp_input *around)
{
	const struct dlp_task *task = around->reading->task;
	size_t depth = task->depth + around->teller->where.members;

	if (depth >= task->limits.depth || depth >= DLP_MEMBER_DEPTH) {
		dlp_teller_error(around->teller, DLP_CODE_TOO_DEEP,
				 "containers within one another "
				 "over --max-depth");
		return false;
	}
	return dlp_reading_may_read(around);
}

void dlp_reading_begin(struct dlp_input *input, enum dlp_format format)
{
	const struct dlp_format_info *info = dlp_format_info(format);
	struct dlp_document doc = input->document;

	doc.format = (struct dlp_span){ info->name, strlen(info->name) };
	doc.media_type =
		(struct dlp_span){ info->media_type, strlen(info->media_type) };
	dlp_teller_begin(input->teller, &doc);
}

void dlp_reading_end(struct dlp_input *input)
{
	struct dlp_error err;

	if (!input->teller->where.members) {
		/* Whoever started us has the file, and takes the digest. */
		dlp_teller_end(input->teller, NULL);
	} else {
		if (!input->reading->stop)
			(void)!dlp_source_drain(input->source, &err);
		dlp_teller_end(input->teller, input->source);
	}
}

uint64_t dlp_reading_memory(const struct dlp_input *input)
{
	const struct dlp_limits *limits = &input->reading->task->limits;

	return limits->memory / 4 > limits->entry ? limits->memory / 4
						  : limits->entry;
}

void dlp_reading_load(struct dlp_input *input, struct dlp_source *source,
		      struct dlp_buf *mem)
{
	uint64_t max = dlp_reading_memory(input);
	struct dlp_error err = { 0 };
	enum dlp_status status;
	struct dlp_span bytes;

	dlp_buf_init(mem, 0);
	do {
		status = dlp_source_peek(source, 1, &bytes, &err);
		if (bytes.len > max - mem->len) {
			bytes.len = (size_t)max - mem->len;
			dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
					 "too large to be read whole");
			dlp_buf_addspan(mem, bytes);
			return;
		}
		if (bytes.len && dlp_buf_addspan(mem, bytes)) {
			dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
					 "out of memory");
			return;
		}
		if (bytes.len)
			dlp_source_take(source, bytes.len);
	} while (!status && bytes.len);
	if (status)
		dlp_teller_error_sys(input->teller, source->code, &err);
}

/*
 * For a reader that needs a document whole.  What is too large or broken stays
 * in `source` as its error; `*mem` keeps the bytes.
 */
static enum dlp_status load(struct dlp_source *source, uint64_t max,
			    struct dlp_buf *mem, struct dlp_error *err)
{
	enum dlp_status status;
	struct dlp_span bytes;

	dlp_buf_init(mem, (size_t)max);
	do {
		status = dlp_source_peek(source, 1, &bytes, err);
		if (bytes.len && dlp_buf_addspan(mem, bytes)) {
			source->code = DLP_CODE_TOO_LARGE;
			return dlp_error_set(err, DLP_SKIP, 0,
					     "too large to be unpacked");
		}
		if (bytes.len)
			dlp_source_take(source, bytes.len);
	} while (!status && bytes.len);
	return status;
}

/* What another process reads: its bytes go out. */
static void hand_over(struct dlp_input *around, struct dlp_input *input)
{
	struct dlp_document raw = { .format = DLP_SPAN(DLP_RELAY_RAW) };
	struct dlp_error err = { 0 };
	struct dlp_span bytes;
	enum dlp_status status;

	input->teller->chunk = DLP_RECORD_TEXT_MAX;
	dlp_teller_begin(input->teller, &raw);
	do {
		status = dlp_source_peek(input->source, 1, &bytes, &err);
		if (!bytes.len)
			break;
		dlp_teller_text(input->teller, bytes);
		dlp_source_take(input->source, bytes.len);
	} while (!status && !input->teller->status);
	dlp_teller_end(input->teller, NULL);
	if (status)
		dlp_teller_error_sys(around->teller, input->source->code, &err);
}

/* Through the reader of its format; a member, which was not told yet. */
static void read_risky(struct dlp_input *input)
{
	struct dlp_error err = { 0 };
	struct dlp_view view;
	struct dlp_buf mem;
	enum dlp_status status = DLP_OK;

	dlp_buf_init(&mem, 0);
	if (!input->view && dlp_readers_need_view(input->format)) {
		status = load(input->source, input->reading->task->limits.entry,
			      &mem, &err);
		dlp_view_init_memory(&view, dlp_buf_span(&mem));
		/* cppcheck-suppress autoVariables; it is taken back below */
		input->view = &view;
	}
	if (status) {
		dlp_reading_begin(input, input->format);
		dlp_teller_error_sys(input->teller, input->source->code, &err);
		dlp_reading_end(input);
	} else {
		dlp_readers_read(input);
	}
	input->view = NULL;
	dlp_buf_release(&mem);
}

/* Whether a member is for another process to read. */
static bool is_elsewhere(const struct dlp_task *task, enum dlp_format format,
			 struct dlp_span head)
{
	if (dlp_converter_find(task->converters, format, head))
		return true;
	switch (dlp_format_info(format)->class) {
	case DLP_FORMAT_PDF:
		return true;
	case DLP_FORMAT_PICTURE:
		return task->ocr && !task->see;
	default:
		return false;
	}
}

static bool is_text(enum dlp_format format)
{
	return format == DLP_IS_TEXT || format == DLP_IS_HTML ||
	       format == DLP_IS_XML || format == DLP_IS_XHTML ||
	       format == DLP_IS_EML || format == DLP_IS_MBOX;
}

void dlp_reading_member(struct dlp_input *around, struct dlp_source *source,
			struct dlp_span name,
			const struct dlp_document *document)
{
	dlp_reading_member_as(around, source, name, document, DLP_IS_TEXT);
}

void dlp_reading_member_as(struct dlp_input *around, struct dlp_source *source,
			   struct dlp_span name,
			   const struct dlp_document *document,
			   enum dlp_format format)
{
	struct dlp_reading *reading = around->reading;
	struct dlp_where where = around->teller->where;
	struct dlp_error err = { 0 };
	struct dlp_teller teller;
	struct dlp_input input = { .reading = reading,
				   .source = source,
				   .document = *document,
				   .name = name,
				   .teller = &teller };
	struct dlp_span head;

	dlp_teller_flush(around->teller);
	around->teller->members = true;
	where.doc = ++reading->docs;
	where.member[where.members++] = name;
	dlp_teller_init(&teller, reading->fn, reading->arg,
			reading->task->chunk, &where);
	(void)!dlp_source_peek(source, DLP_SNIFF_HEAD, &head, &err);
	input.format = dlp_sniff(head);
	if (is_text(input.format) && format != DLP_IS_TEXT)
		input.format = format;
	if (is_elsewhere(reading->task, input.format, head))
		hand_over(around, &input);
	else if (dlp_format_is_plain(input.format))
		dlp_plain_read(source, reading->task->charsets, document,
			       &teller);
	else
		read_risky(&input);
	if (teller.status)
		reading->stop = true;
	dlp_teller_release(&teller);
}

enum dlp_status dlp_reading_first(struct dlp_reading *reading,
				  struct dlp_source *source,
				  const struct dlp_view *view)
{
	const struct dlp_where where = { .doc = ++reading->docs };
	struct dlp_teller teller;
	struct dlp_input input = { .reading = reading,
				   .source = source,
				   .view = view,
				   .format = reading->task->format,
				   .name = reading->task->name,
				   .teller = &teller };
	enum dlp_status status;

	dlp_teller_init(&teller, reading->fn, reading->arg,
			reading->task->chunk, &where);
	read_risky(&input);
	status = teller.status;
	dlp_teller_release(&teller);
	return status;
}

/* Records on their way into the pipe. */
static enum dlp_status flush(struct dlp_buf *out)
{
	struct dlp_error err;

	if (out->status ||
	    dlp_io_write(STDOUT_FILENO, out->ptr, out->len, &err))
		return DLP_FATAL;
	dlp_buf_clear(out);
	return DLP_OK;
}

static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct dlp_buf *out = arg;

	dlp_record_write(out, record);
	return out->len < OUT_SOON && record->type != DLP_RECORD_END &&
			       !out->status
		       ? DLP_OK
		       : flush(out);
}

/* What takes long to read is not to be lost at the deadline. */
static enum dlp_status tell_now(void *arg, const struct dlp_record *record)
{
	dlp_record_write(arg, record);
	return flush(arg);
}

static void tell_sandbox(const struct dlp_task *task, struct dlp_buf *out,
			 const struct dlp_error *err)
{
	const struct dlp_where where = { .doc = 1 };
	struct dlp_teller teller;

	dlp_teller_init(&teller, tell, out, task->chunk, &where);
	dlp_teller_error_sys(&teller, DLP_CODE_SANDBOX, err);
	dlp_teller_end(&teller, NULL);
	dlp_teller_release(&teller);
}

static int read_first(struct dlp_reading *reading)
{
	struct dlp_source source;
	struct dlp_view view;

	if (dlp_source_init_fd(&source, STDIN_FILENO) ||
	    dlp_view_init_fd(&view, STDIN_FILENO))
		return EXIT_LOST;
	source.size = reading->task->size;
	return dlp_reading_first(reading, &source, &view) ? EXIT_LOST : 0;
}

int dlp_reading_run(const struct dlp_task *task)
{
	struct dlp_buf out;
	struct dlp_reading reading = { .task = task,
				       .fn = task->see ? tell_now : tell,
				       .arg = &out };
	struct dlp_sandbox_limits limits = { task->limits.memory,
					     task->limits.seconds };
	struct dlp_error err = { 0 };
	enum dlp_status status;

	dlp_buf_init(&out, 0);
	if (!dlp_readers_need_none(task->format))
		dlp_readers_load();
	status = dlp_sandbox_enter(&limits, &err);
	if (status == DLP_FATAL || (status && !task->no_sandbox))
		tell_sandbox(task, &out, &err);
	else
		return read_first(&reading);
	return 0;
}
