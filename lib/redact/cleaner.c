#include "redact/cleaner.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "match/engine.h"
#include "pattern/glob.h"
#include "redact/copy.h"
#include "redact/job.h"

struct dlp_cleaner {
	struct dlp_cleaner_opts opts;
	int folder; /* of the output, or the root */

	/* The outermost document that is open. */
	bool open;
	uint64_t doc;
	struct dlp_buf path, format;
	bool has_size;
	uint64_t size;
	bool converted; /* its text is not its bytes */
	bool container; /* there are documents in it */
	bool part;      /* it, or one in it, was not read whole */
	bool inside;    /* there is a finding in one of those */
	bool overflow, unknown;
	struct dlp_copy copy; /* its findings */
};

static int open_folder(const char *path, bool create)
{
	if (create && mkdir(path, 0777) && errno != EEXIST)
		return -1;
	return open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

struct dlp_cleaner *dlp_cleaner_new(const struct dlp_cleaner_opts *opts,
				    struct dlp_error *err)
{
	struct dlp_cleaner *cleaner = calloc(1, sizeof(*cleaner));

	if (!cleaner) {
		dlp_error_set(err, DLP_FATAL, 0, "out of memory");
		return NULL;
	}
	cleaner->opts = *opts;
	cleaner->folder = open_folder(opts->output ? opts->output : opts->root,
				      opts->output);
	if (cleaner->folder >= 0)
		return cleaner;
	dlp_error_set(err, DLP_FATAL, errno, "cannot open the folder");
	dlp_cleaner_free(cleaner);
	return NULL;
}

void dlp_cleaner_free(struct dlp_cleaner *cleaner)
{
	if (!cleaner)
		return;
	if (cleaner->folder >= 0)
		close(cleaner->folder);
	dlp_buf_release(&cleaner->path);
	dlp_buf_release(&cleaner->format);
	dlp_copy_release(&cleaner->copy);
	free(cleaner);
}

static struct dlp_where where(const struct dlp_cleaner *cleaner)
{
	return (struct dlp_where){ .doc = cleaner->doc,
				   .path = dlp_buf_span(&cleaner->path) };
}

static enum dlp_status tell_error(struct dlp_cleaner *cleaner,
				  enum dlp_code code, const char *message,
				  struct dlp_error *err)
{
	const struct dlp_where here = where(cleaner);
	struct dlp_record record = dlp_record_error(&here, code, message);

	if (cleaner->opts.tell(cleaner->opts.arg, &record) == DLP_FATAL)
		return dlp_error_set(err, DLP_FATAL, 0, "cannot tell an error");
	return DLP_OK;
}

/* Whether a finding's offset is an offset in the file. */
static bool is_plain(const struct dlp_cleaner *cleaner)
{
	const struct dlp_span format = dlp_buf_span(&cleaner->format);

	return !cleaner->converted && !cleaner->container && !cleaner->inside &&
	       (dlp_span_eq(format, DLP_SPAN("text")) ||
		dlp_span_eq(format, DLP_SPAN("json")) ||
		dlp_span_eq(format, DLP_SPAN("xml")) ||
		dlp_span_eq(format, DLP_SPAN("csv")));
}

/* The document has ended: what was found in it is applied. */
static enum dlp_status finish(struct dlp_cleaner *cleaner,
			      const struct dlp_end *end, struct dlp_error *err)
{
	const struct dlp_cleaner_opts *opts = &cleaner->opts;
	const struct dlp_redact_job job = {
		.opts = opts,
		.folder = cleaner->folder,
		.where = where(cleaner),
		.copy = &cleaner->copy,
		.found = cleaner->copy.covers || cleaner->inside ||
			 cleaner->overflow || cleaner->unknown,
		.plain = is_plain(cleaner),
		.has_size = cleaner->has_size,
		.size = cleaner->size,
		.bytes = end->bytes,
		.digest = end->digest,
	};
	struct dlp_error why = { 0 };
	char message[sizeof(why.msg) + 80];
	enum dlp_status status;
	enum dlp_code code;

	if (!job.found && (!opts->output || opts->changed_only))
		return DLP_OK;
	if (cleaner->part)
		return tell_error(cleaner, DLP_CODE_UNSUPPORTED,
				  "not read whole, so there is no output", err);
	if (cleaner->overflow)
		return tell_error(cleaner, DLP_CODE_TOO_MANY,
				  "more findings than --max-findings", err);
	if (cleaner->unknown)
		return tell_error(cleaner, DLP_CODE_UNSUPPORTED,
				  "a finding's rule is not in force here", err);
	status = dlp_redact_job_run(&job, &code, &why);
	if (status == DLP_FATAL)
		*err = why;
	if (status != DLP_SKIP)
		return status;
	snprintf(message, sizeof(message), "%s%s%s", why.msg,
		 why.sys ? ": " : "", why.sys ? strerror(why.sys) : "");
	return tell_error(cleaner, code, message, err);
}

/* Those inside others have a name in them. */
static enum dlp_status begin(struct dlp_cleaner *cleaner,
			     const struct dlp_record *record)
{
	const struct dlp_document *document = &record->document;

	if (record->where.members) {
		cleaner->container = true;
		return DLP_OK;
	}
	cleaner->open = true;
	cleaner->doc = record->where.doc;
	dlp_buf_clear(&cleaner->path);
	dlp_buf_clear(&cleaner->format);
	dlp_buf_addspan(&cleaner->path, record->where.path);
	dlp_buf_addspan(&cleaner->format, document->format);
	cleaner->has_size = document->has_size;
	cleaner->size = document->size;
	cleaner->converted = document->encoding.len;
	cleaner->container = cleaner->part = cleaner->inside = false;
	cleaner->overflow = cleaner->unknown = false;
	dlp_copy_clear(&cleaner->copy);
	return cleaner->path.status || cleaner->format.status ? DLP_FATAL
							      : DLP_OK;
}

static enum dlp_status add(struct dlp_cleaner *cleaner, uint64_t offset,
			   uint64_t length, struct dlp_span rule, bool part)
{
	enum dlp_status status;

	status = dlp_copy_add(&cleaner->copy, offset, length, rule, part,
			      cleaner->opts.max_findings);
	cleaner->overflow |= status == DLP_SKIP;
	return status == DLP_FATAL ? status : DLP_OK;
}

static bool is_left_alone(const struct dlp_cleaner_opts *opts,
			  const struct dlp_finding *finding)
{
	return finding->suppressed.len ||
	       finding->severity < opts->min_severity ||
	       finding->confidence < opts->min_confidence ||
	       (opts->categories &&
		!(opts->categories & 1u << finding->category)) ||
	       dlp_rule_matches(finding->rule, opts->allow);
}

static enum dlp_status note_finding(struct dlp_cleaner *cleaner,
				    const struct dlp_record *record)
{
	const struct dlp_finding *finding = &record->finding;
	const struct dlp_rule *rule;
	struct dlp_cut cut[DLP_CUTS];
	enum dlp_status status = DLP_OK;
	size_t cuts;

	/* One about a whole document has no place: nothing can be cut. */
	if (is_left_alone(&cleaner->opts, finding) || !finding->length)
		return DLP_OK;
	if (record->where.doc != cleaner->doc) {
		cleaner->inside = true;
		return DLP_OK;
	}
	rule = dlp_catalog_find(dlp_engine_catalog(cleaner->opts.engine),
				finding->rule);
	if (!rule) {
		cleaner->unknown = true;
		return DLP_OK;
	}
	cuts = dlp_cuts(rule, finding, cut);
	for (size_t i = 0; !status && i < cuts; i++)
		status = add(cleaner, cut[i].offset, cut[i].length,
			     finding->rule, i > 0);
	return status;
}

enum dlp_status dlp_cleaner_take(struct dlp_cleaner *cleaner,
				 const struct dlp_record *record,
				 struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	if (!cleaner->open && record->type != DLP_RECORD_DOCUMENT)
		return DLP_OK;
	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		status = begin(cleaner, record);
		break;
	case DLP_RECORD_FINDING:
		status = note_finding(cleaner, record);
		break;
	case DLP_RECORD_ERROR:
		cleaner->part |= record->where.doc;
		break;
	case DLP_RECORD_END:
		cleaner->part |= record->end.status != DLP_END_WHOLE;
		if (record->where.doc != cleaner->doc)
			break;
		cleaner->open = false;
		return finish(cleaner, &record->end, err);
	default:
		break;
	}
	return status ? dlp_error_set(err, DLP_FATAL, 0, "out of memory")
		      : DLP_OK;
}

void dlp_cleaner_lose(struct dlp_cleaner *cleaner)
{
	cleaner->part = true;
}
