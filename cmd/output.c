#include "output.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"
#include "progress.h"
#include "report.h"

enum { FLUSH = 64 << 10 }; /* bytes of records that go out at once */

void output_init(struct output *out, const char *tool, bool quiet, bool strict)
{
	*out = (struct output){ .tool = tool,
				.quiet = quiet,
				.strict = strict };
	dlp_buf_init(&out->buf, 0);
	clock_gettime(CLOCK_MONOTONIC, &out->start);
}

static void count(struct output *out, const struct dlp_record *record)
{
	dlp_tally_take(&out->tally, record);
	switch (record->type) {
	case DLP_RECORD_END:
		if (!record->where.doc)
			break;
		if (record->end.status == DLP_END_PART ||
		    (record->end.status == DLP_END_NONE && out->strict))
			out->trouble = true;
		break;
	case DLP_RECORD_ERROR:
		out->trouble = true;
		if (!out->quiet)
			report_warn(record);
		break;
	default:
		break;
	}
}

/* Documents that are not within another are what people count. */
static void show(struct output *out, const struct dlp_record *record)
{
	const struct dlp_where *where = &record->where;

	if (where->doc && !where->members &&
	    record->type == DLP_RECORD_DOCUMENT) {
		out->size =
			record->document.has_size ? record->document.size : 0;
		dlp_buf_clear(&out->path);
		dlp_buf_addspan(&out->path, where->path);
		if (!dlp_buf_addc(&out->path, '\0'))
			progress_at(out->path.ptr);
	} else if (where->doc && !where->members &&
		   record->type == DLP_RECORD_END) {
		progress_add(1, out->size, 0);
	}
	progress_tick();
}

enum dlp_status output_record(void *arg, const struct dlp_record *record)
{
	struct output *out = arg;

	count(out, record);
	show(out, record);
	dlp_record_write(&out->buf, record);
	if (out->buf.status || out->buf.len >= FLUSH)
		cli_write(&out->buf);
	return DLP_OK;
}

void output_flush(void *arg)
{
	struct output *out = arg;

	cli_write(&out->buf);
	cli_flush();
	progress_tick();
}

void output_stream(struct output *out)
{
	char host[256] = "", tool[64];
	struct dlp_record record = {
		.type = DLP_RECORD_STREAM,
	};

	snprintf(tool, sizeof(tool), "%s " DLP_VERSION, out->tool);
	record.stream.tool = (struct dlp_span){ tool, strlen(tool) };
	if (!gethostname(host, sizeof(host) - 1))
		record.stream.host = (struct dlp_span){ host, strlen(host) };
	output_record(out, &record);
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) +
	       (double)(now.tv_nsec - start->tv_nsec) / 1e9;
}

void output_summary(struct output *out)
{
	struct dlp_buf line;
	struct dlp_record record = { .type = DLP_RECORD_SUMMARY };

	dlp_buf_init(&line, 0);
	dlp_json_open(&line, '{');
	dlp_json_add_text(&line, "type", DLP_SPAN("summary"));
	dlp_json_add_text(&line, "tool",
			  (struct dlp_span){ out->tool, strlen(out->tool) });
	dlp_json_add_text(&line, "version", DLP_SPAN(DLP_VERSION));
	dlp_tally_write_ends(&line, &out->tally);
	dlp_json_add_number(&line, "bytes", out->tally.bytes);
	dlp_json_key(&line, "errors");
	dlp_json_open(&line, '{');
	for (unsigned i = 0; i < DLP_CODES; i++)
		if (out->tally.errors[i])
			dlp_json_add_number(&line, dlp_code_name(i),
					    out->tally.errors[i]);
	dlp_json_close(&line, '}');
	dlp_json_key(&line, "seconds");
	dlp_buf_addf(&line, "%.3f", seconds_since(&out->start));
	dlp_json_close(&line, '}');
	if (line.status)
		cli_die_memory();
	record.line = dlp_buf_span(&line);
	output_record(out, &record);
	dlp_buf_release(&line);
}
