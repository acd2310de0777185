#include "stream.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/pool.h"
#include "input.h"
#include "record/reader.h"

void sink_announce(struct sink *sink, const char *tool)
{
	char host[256] = "";
	struct dlp_record record = { .type = DLP_RECORD_STREAM };

	if (sink->report_it)
		return;
	gethostname(host, sizeof(host) - 1);
	record.stream.tool = (struct dlp_span){ tool, strlen(tool) };
	record.stream.host = (struct dlp_span){ host, strlen(host) };
	if (!strncmp(tool, "dlp-scan", 8))
		record.stream.rules =
			(struct dlp_span){ sink->rules, strlen(sink->rules) };
	dlp_record_write(&sink->buf, &record);
}

static enum dlp_status on_record(void *arg, const struct dlp_record *record)
{
	struct sink *sink = arg;

	/* Behind those of the tools before us, ahead of all else. */
	if (record->type == DLP_RECORD_STREAM)
		sink->announced = false;
	else if (!sink->announced) {
		sink_announce(sink, "dlp-scan " DLP_VERSION);
		sink->announced = true;
	}
	/* Those that came in were told by whoever made them. */
	if (record->type == DLP_RECORD_ERROR && !record->line.len &&
	    !sink->report_it)
		report_warn(record);
	if (sink->report_it)
		report_record(&sink->report, record);
	else if (record->line.len)
		dlp_buf_addspan(&sink->buf, record->line),
			dlp_buf_addc(&sink->buf, '\n');
	else
		dlp_record_write(&sink->buf, record);
	if (sink->buf.status)
		return DLP_FATAL;
	if (sink->buf.len > DLP_RECORD_TEXT)
		sink->write(sink->write_arg, &sink->buf);
	return DLP_OK;
}

/* A read may have to wait: what is known so far is not to wait with it. */
static void flush(void *arg)
{
	struct sink *sink = arg;
	struct dlp_error err = { 0 };

	if (sink->filter && input_is_idle(STDIN_FILENO) &&
	    dlp_filter_flush(sink->filter, &err))
		cli_die(err.sys, "%s", err.msg);
	sink->write(sink->write_arg, &sink->buf);
	cli_flush();
}

/* What stdin begins with, when it is no record: a word on --raw. */
static const char *hint(const struct dlp_error *err, uint64_t line)
{
	static char text[240];

	snprintf(text, sizeof(text), "%s%s", err->msg,
		 line == 1 ? " (for raw text say --raw)" : "");
	return text;
}

void stream_scan(struct dlp_engine *engine, const struct dlp_scanner_opts *opts,
		 unsigned jobs, uint64_t max_record, struct sink *sink,
		 struct files_total *total)
{
	struct dlp_scanner_opts shared = *opts;
	struct dlp_pool *pool = dlp_pool_new(jobs - 1);
	struct dlp_filter *filter;
	struct dlp_reader *reader =
		dlp_reader_new(STDIN_FILENO, max_record, flush, sink);
	const struct dlp_record *record;
	struct dlp_error err = { 0 };
	enum dlp_status status, last = DLP_OK;

	shared.pool = jobs > 1 ? pool : NULL;
	filter = dlp_filter_new(engine, &shared, on_record, sink);
	sink->filter = shared.pool ? filter : NULL;
	if (!pool || !filter || !reader)
		cli_die_memory();
	while ((status = dlp_reader_next(reader, &record, &err)) != DLP_EOF) {
		if (status == DLP_OK) {
			last = dlp_filter_take(filter, record, &err);
		} else if (status == DLP_SKIP) {
			last = dlp_filter_fault(
				filter, DLP_CODE_BAD_RECORD,
				hint(&err, dlp_reader_line(reader)),
				dlp_reader_line(reader), &err);
		} else {
			last = dlp_filter_cut(filter, &err);
			if (!last)
				last = dlp_filter_fault(
					filter,
					dlp_reader_truncated(reader)
						? DLP_CODE_TRUNCATED
						: DLP_CODE_IO,
					err.msg, dlp_reader_line(reader), &err);
			break;
		}
		if (last)
			break;
	}
	if (last)
		cli_die(err.sys, "%s", err.msg);
	total->found = *dlp_filter_found(filter);
	total->seen = *dlp_filter_tally(filter);
	dlp_reader_free(reader);
	dlp_filter_free(filter);
	dlp_pool_free(pool);
}

int stream_check(uint64_t max_record)
{
	struct dlp_reader *reader =
		dlp_reader_new(STDIN_FILENO, max_record, NULL, NULL);
	const struct dlp_record *record;
	struct dlp_error err = { 0 };
	enum dlp_status status;
	uint64_t records = 0, bad = 0;

	if (!reader)
		cli_die_memory();
	while ((status = dlp_reader_next(reader, &record, &err)) != DLP_EOF) {
		if (status == DLP_OK) {
			records++;
			continue;
		}
		bad++;
		printf("%llu: %s\n",
		       (unsigned long long)dlp_reader_line(reader), err.msg);
		if (status == DLP_FATAL)
			break;
	}
	printf("%llu records, %llu faults\n", (unsigned long long)records,
	       (unsigned long long)bad);
	dlp_reader_free(reader);
	return bad ? CLI_TROUBLE : CLI_OK;
}
