#include "record/tally.h"

#include <string.h>

void dlp_tally_take(struct dlp_tally *tally, const struct dlp_record *record)
{
	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		tally->documents++;
		break;
	case DLP_RECORD_END:
		if (!record->where.doc)
			break;
		tally->ends[record->end.status]++;
		tally->inputs[record->end.status] += !record->where.members;
		tally->bytes += record->end.bytes;
		break;
	case DLP_RECORD_FINDING:
		/* Whoever suppressed it counts it. */
		if (record->finding.suppressed.len)
			break;
		tally->findings[record->finding.severity]++;
		break;
	case DLP_RECORD_ERROR:
		tally->errors[record->error.code]++;
		tally->faults++;
		/* It has no beginning, and so no end. */
		if (!record->where.doc && record->where.path.len)
			tally->inputs[DLP_END_NONE]++;
		break;
	default:
		break;
	}
}

static void add(uint64_t *to, const uint64_t *from, size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] += from[i];
}

void dlp_tally_add(struct dlp_tally *tally, const struct dlp_tally *more)
{
	tally->documents += more->documents;
	tally->bytes += more->bytes;
	tally->faults += more->faults;
	tally->unchanged += more->unchanged;
	add(tally->ends, more->ends, 3);
	add(tally->inputs, more->inputs, 3);
	add(tally->findings, more->findings, DLP_SEVERITIES);
	add(tally->errors, more->errors, DLP_CODES);
}

static void open(struct dlp_buf *out, const char *key)
{
	dlp_json_key(out, key);
	dlp_json_open(out, '{');
}

static void write_ends(struct dlp_buf *out, const char *key,
		       const uint64_t count[3])
{
	static const char *const end[] = { "whole", "part", "none" };

	open(out, key);
	for (size_t i = 0; i < 3; i++)
		dlp_json_add_number(out, end[i], count[i]);
	dlp_json_close(out, '}');
}

void dlp_tally_write_ends(struct dlp_buf *out, const struct dlp_tally *tally)
{
	write_ends(out, "documents", tally->ends);
	write_ends(out, "inputs", tally->inputs);
}

void dlp_tally_write(struct dlp_buf *out, const char *tool,
		     const struct dlp_tally *tally,
		     const struct dlp_count *more, size_t n_more,
		     const struct timespec *start)
{
	struct timespec now;
	uint64_t ms;

	dlp_json_open(out, '{');
	dlp_json_add_text(out, "type", DLP_SPAN("summary"));
	dlp_json_add_text(out, "tool", (struct dlp_span){ tool, strlen(tool) });
	dlp_json_add_text(out, "version", DLP_SPAN(DLP_VERSION));
	dlp_tally_write_ends(out, tally);
	if (tally->incremental)
		dlp_json_add_number(out, "unchanged", tally->unchanged);
	dlp_json_add_number(out, "bytes", tally->bytes);
	open(out, "findings");
	for (unsigned i = 0; i < DLP_SEVERITIES; i++)
		dlp_json_add_number(out, dlp_severity_name(i),
				    tally->findings[i]);
	dlp_json_close(out, '}');
	open(out, "suppressed");
	for (size_t i = 0; i < n_more; i++) {
		dlp_json_text(out, more[i].name);
		dlp_buf_addc(out, ':');
		dlp_json_number(out, more[i].count);
	}
	dlp_json_close(out, '}');
	open(out, "errors");
	for (unsigned i = 0; i < DLP_CODES; i++)
		if (tally->errors[i])
			dlp_json_add_number(out, dlp_code_name(i),
					    tally->errors[i]);
	dlp_json_close(out, '}');
	clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (uint64_t)(now.tv_sec - start->tv_sec) * 1000 +
	     (uint64_t)(now.tv_nsec / 1000000) -
	     (uint64_t)(start->tv_nsec / 1000000);
	dlp_json_key(out, "seconds");
	dlp_buf_addf(out, "%llu.%03llu", (unsigned long long)(ms / 1000),
		     (unsigned long long)(ms % 1000));
	dlp_json_close(out, '}');
	dlp_buf_addc(out, '\n');
}
