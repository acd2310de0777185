/* dlp-scan: find sensitive data in text, records or files. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"
#include "converters.h"
#include "explain.h"
#include "git.h"
#include "listing.h"
#include "sarif.h"
#include "scan_opts.h"
#include "stream.h"
#include "terms.h"

static void scan_stream(struct scan_opts *o, struct sink *sink,
			struct files_total *total)
{
	pid_t reader = 0;
	int how = 0;

	/* What is wrong with a repository stands in the records. */
	if (o->documents.git.what)
		reader = cli_git_records(&o->documents, true);
	stream_scan(o->rules.engine, &o->rules.scanner, o->files.jobs,
		    o->max_record, sink, total);
	if (!reader)
		return;
	while (waitpid(reader, &how, 0) < 0 && errno == EINTR)
		;
	/* It has a word of its own for what ends it before its records. */
	if (how && !total->seen.faults)
		total->seen.faults++;
}

static void scan_operands(struct scan_opts *o, struct sink *sink,
			  struct files_total *total)
{
	unsigned char terms[DLP_JOURNAL_KEY];
	struct dlp_arena converters = { 0 };
	struct dlp_record end = { .type = DLP_RECORD_END };

	o->files.engine = o->rules.engine;
	o->files.scanner = o->rules.scanner;
	o->files.raw = o->raw;
	o->files.report = sink->report_it;
	o->files.colour = sink->report.colour;
	o->files.write = sink->write;
	o->files.write_arg = sink->write_arg;
	o->files.converters =
		converters_load(&converters, o->documents.converters);
	if (o->state) {
		terms_digest(&o->rules, &o->suppress, &o->learned, o->raw,
			     o->documents.languages, o->files.converters,
			     terms);
		o->files.memo = memo_open(o->state, terms, o->files.quiet);
		total->seen.incremental = true;
	}
	sink_announce(sink, "dlp-extract " DLP_VERSION);
	sink_announce(sink, "dlp-scan " DLP_VERSION);
	sink->write(sink->write_arg, &sink->buf);
	if (!o->files.quiet && o->task == SCAN_FILES)
		progress_open(o->progress, true);
	progress_run();
	files_scan(&o->files, total);
	progress_close();
	end.end.documents = total->documents;
	if (!sink->report_it)
		dlp_record_write(&sink->buf, &end);
	dlp_arena_release(&converters);
	if (o->documents.operands.failed)
		total->seen.faults++;
}

static bool use_colour(const struct scan_opts *o)
{
	const char *none = getenv("NO_COLOR");

	if (o->colour)
		return o->colour == 1;
	return isatty(STDOUT_FILENO) && !(none && *none);
}

static void write_lines(void *arg, struct dlp_buf *lines)
{
	(void)arg;
	cli_write(lines);
}

static void drop_lines(void *arg, struct dlp_buf *lines)
{
	(void)arg;
	dlp_buf_clear(lines);
}

static int exit_status(struct scan_opts *o, const struct files_total *total)
{
	const bool whole = !total->seen.faults;

	if (o->verbose)
		cli_suppress_unused(&o->suppress);
	if (cli_suppress_finish(&o->suppress, whole, o->files.quiet) || !whole)
		return CLI_TROUBLE;
	/* What is in the baseline now was found, and is known. */
	return total->found.found && !o->exit_zero && !o->suppress.update
		       ? CLI_FOUND
		       : CLI_OK;
}

static void close_log(struct sarif *sarif, struct sink *sink,
		      const struct files_total *total, int status)
{
	struct sarif_total sum = {
		.documents = total->seen.documents,
		.low = total->found.low,
		.filtered = total->found.filtered,
		.status = status,
	};

	for (size_t i = 0; i < DLP_SUPPRESSORS; i++)
		sum.suppressed += total->found.suppressed[i];
	sarif_take(sarif, &sink->buf);
	sarif_close(sarif, &sum);
}

static void tell_total(const struct scan_opts *o, struct sink *sink,
		       const struct files_total *total,
		       const struct timespec *began)
{
	struct report_total sum = {
		.found = total->found.found,
		.documents = total->seen.documents,
		.low = total->found.low,
		.faults = total->seen.faults,
		.suppressed = o->suppress.count + CLI_SUPPRESS_UNTOLD,
		.n_suppressed = o->suppress.counts - CLI_SUPPRESS_UNTOLD,
	};

	memcpy(sum.by_severity, total->seen.findings, sizeof(sum.by_severity));
	if (sink->report_it)
		report_total(&sink->report, &sum);
	else if (o->summary)
		dlp_tally_write(&sink->buf, "dlp-scan", &total->seen,
				o->suppress.count, o->suppress.counts, began);
	cli_write(&sink->buf);
}

static int scan(struct scan_opts *o)
{
	struct sink sink = { 0 };
	struct files_total total = { 0 };
	struct timespec began;
	struct sarif sarif;
	int status;
	struct cli_operands *operands = &o->documents.operands;
	bool named = *operands->argv || operands->from || o->raw;
	char stdin_name[] = "-", *stdin_operand[] = { stdin_name, NULL };

	clock_gettime(CLOCK_MONOTONIC, &began);
	if (o->format == SCAN_FORMAT_UNSET)
		o->format = isatty(STDOUT_FILENO) ? SCAN_FORMAT_TEXT
						  : SCAN_FORMAT_NDJSON;
	sink.report_it = o->format == SCAN_FORMAT_TEXT;
	sink.write = write_lines;
	if (o->format == SCAN_FORMAT_SARIF) {
		sarif_open(&sarif, o->rules.catalog, o->suppress.opts.show);
		sink.write = sarif_take;
		sink.write_arg = &sarif;
	}
	if (o->task == SCAN_EXPLAIN_AT) {
		sink.write = drop_lines;
		sink.report_it = false;
	}
	dlp_buf_init(&sink.buf, 0);
	report_init(&sink.report, &sink.buf, use_colour(o),
		    o->rules.scanner.show_values);
	dlp_catalog_digest(o->rules.catalog, sink.rules);
	if (o->raw && !*operands->argv && !operands->from)
		operands->argv = stdin_operand;
	/* "-" alone is stdin, and stdin is records unless --raw says not. */
	if (o->documents.git.what)
		named = false;
	if (!o->raw && named && !operands->from &&
	    !strcmp(*operands->argv, "-") && !operands->argv[1])
		named = false;
	if (o->state && !named)
		cli_die(0, "--state: no files are named");
	if (!o->files.jobs)
		o->files.jobs = cli_documents_jobs(FILES_JOBS_MAX);
	if (named)
		scan_operands(o, &sink, &total);
	else
		scan_stream(o, &sink, &total);
	cli_suppress_count(&o->suppress, &total.found);
	status = exit_status(o, &total);
	if (o->task == SCAN_EXPLAIN_AT)
		status = status == CLI_TROUBLE ? status : CLI_OK;
	else if (o->format == SCAN_FORMAT_SARIF)
		close_log(&sarif, &sink, &total, status);
	else
		tell_total(o, &sink, &total, &began);
	/* What can't be read today may be there again tomorrow. */
	if (!memo_close(o->files.memo,
			!operands->failed && !total.seen.errors[DLP_CODE_IO]))
		status = CLI_TROUBLE;
	report_release(&sink.report);
	dlp_buf_release(&sink.buf);
	return status;
}

static int explain(struct scan_opts *o)
{
	const struct dlp_explain_opts opts = {
		.show_values = o->rules.scanner.show_values,
		.at_offset = o->task == SCAN_EXPLAIN_AT,
		.offset = o->explain_at,
	};
	struct dlp_explain *explain = dlp_explain_new(&opts);
	const bool records = o->format == SCAN_FORMAT_NDJSON;
	int status = CLI_OK;

	if (!explain)
		cli_die_memory();
	if (o->format == SCAN_FORMAT_SARIF)
		cli_die(0, "an explanation is text or ndjson");
	o->format = SCAN_FORMAT_NDJSON;
	o->rules.scanner.trace = dlp_explain_trace(explain);
	o->files.jobs = 1;
	if (o->task == SCAN_EXPLAIN_AT)
		status = scan(o);
	else
		explain_scan(
			o->rules.engine, &o->rules.scanner,
			(struct dlp_span){ o->explain, strlen(o->explain) });
	explain_write(explain, &o->rules, records, o->verbose);
	dlp_explain_free(explain);
	return status;
}

int main(int argc, char **argv)
{
	struct scan_opts o = { .max_record = DLP_RECORD_MAX };
	int status = CLI_OK;

	cli_init("dlp-scan");
	cli_rules_init(&o.rules);
	cli_documents_init(&o.documents);
	scan_opts_parse(&o, argc, argv);
	if (o.task == SCAN_CHECK_STREAM)
		return cli_finish(stream_check(o.max_record));
	o.rules.quiet = o.files.quiet;
	o.rules.all_notes = o.task == SCAN_CHECK_RULES;
	cli_learned_classes_load(&o.learned, &o.rules);
	cli_rules_load(&o.rules);
	if (o.task <= SCAN_EXPLAIN_TEXT) {
		cli_rules_prove(&o.rules);
		cli_learned_load(&o.learned, &o.rules);
		cli_suppress_load(&o.suppress, &o.rules);
		cli_suppress_place(&o.suppress, &o.rules.scanner);
		o.rules.scanner.suppress = o.suppress.opts;
	}
	switch (o.task) {
	case SCAN_LIST_RULES:
		listing_rules(o.rules.catalog);
		break;
	case SCAN_EXPLAIN_AT:
	case SCAN_EXPLAIN_TEXT:
		status = explain(&o);
		break;
	case SCAN_EXPLAIN:
		status = listing_explain(o.rules.catalog, o.explain);
		break;
	case SCAN_CHECK_RULES:
		status = listing_check(o.rules.engine, o.verbose);
		break;
	case SCAN_FILES:
	case SCAN_CHECK_STREAM:
		status = scan(&o);
		break;
	}
	cli_suppress_release(&o.suppress);
	cli_learned_release(&o.learned);
	cli_rules_release(&o.rules);
	cli_documents_release(&o.documents);
	return cli_finish(status);
}
