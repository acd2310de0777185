#include "redact/raw.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/engine.h"
#include "pattern/glob.h"
#include "redact/cover.h"
#include "redact/rewriter.h"

struct dlp_raw {
	struct dlp_raw_opts opts;
	const struct dlp_where *where;
	struct dlp_judge judge;
	struct dlp_scanner *scanner;
	struct dlp_rewriter *rewriter;   /* NULL where there was none yet */
	const struct dlp_syntax *syntax; /* that it was made for */
	enum dlp_raw_kind kind;
	bool started; /* the kind is known */
	bool binary;
	struct dlp_buf head; /* what the kind is told by */
	uint64_t found;
	bool failed;      /* an error was told */
	bool fault_told;  /* of the syntax */
	const char *late; /* why a finding could not be applied */
};

static enum dlp_status tell_error(struct dlp_raw *raw, enum dlp_code code,
				  const char *message)
{
	struct dlp_record record = dlp_record_error(raw->where, code, message);

	raw->failed = true;
	return raw->opts.tell(raw->opts.arg, &record);
}

/* What the finding says is sensitive; its rule decides about the parts. */
static enum dlp_status cover(struct dlp_raw *raw,
			     const struct dlp_finding *finding)
{
	const struct dlp_rule *rule =
		finding->parts
			? dlp_catalog_find(dlp_engine_catalog(raw->opts.engine),
					   finding->rule)
			: NULL;
	struct dlp_cut cut[DLP_CUTS];
	const size_t cuts = dlp_cuts(rule, finding, cut);
	enum dlp_status status = DLP_OK;

	for (size_t i = 0; !status && i < cuts; i++)
		status = dlp_rewriter_cover(raw->rewriter, cut[i].offset,
					    cut[i].length, finding->rule);
	if (status == DLP_SKIP)
		raw->late = "a finding came when its text had left";
	return status ? DLP_FATAL : DLP_OK;
}

/* What the scanner tells. */
static enum dlp_status take_record(void *arg, const struct dlp_record *record)
{
	struct dlp_raw *raw = arg;

	if (record->type == DLP_RECORD_ERROR)
		raw->failed = true;
	if (record->type != DLP_RECORD_FINDING)
		return raw->opts.tell(raw->opts.arg, record);
	if (dlp_rule_matches(record->finding.rule, raw->opts.allow))
		return DLP_OK;
	raw->found++;
	if (raw->opts.replace && cover(raw, &record->finding))
		return DLP_FATAL;
	return raw->opts.tell(raw->opts.arg, record);
}

static enum dlp_status judge_feed(void *arg, const struct dlp_text *text,
				  struct dlp_error *err)
{
	struct dlp_raw *raw = arg;

	return dlp_scanner_feed(raw->scanner, text, err);
}

static enum dlp_status judge_end(void *arg, struct dlp_error *err)
{
	struct dlp_raw *raw = arg;

	return dlp_scanner_end(raw->scanner, err);
}

static uint64_t judge_settled(void *arg)
{
	const struct dlp_raw *raw = arg;

	return dlp_scanner_settled(raw->scanner);
}

void dlp_raw_free(struct dlp_raw *raw)
{
	if (!raw)
		return;
	dlp_scanner_free(raw->scanner);
	dlp_rewriter_free(raw->rewriter);
	dlp_buf_release(&raw->head);
	free(raw);
}

/* The first byte that is no white space and no BOM; -1 where there is none. */
static int first_byte(struct dlp_span head)
{
	static const char space[] = { ' ', '\t', '\r', '\n', 0x1e };
	size_t i = 0;

	if (head.len >= 3 && !memcmp(head.ptr, "\xef\xbb\xbf", 3))
		i = 3;
	while (i < head.len && memchr(space, head.ptr[i], sizeof(space)))
		i++;
	return i < head.len ? (unsigned char)head.ptr[i] : -1;
}

/* What the data is; false where more of it must be seen. */
static bool sniff(struct dlp_raw *raw, bool last)
{
	struct dlp_span head = dlp_buf_span(&raw->head);
	int first;

	if (head.len > DLP_RAW_SNIFF)
		head.len = DLP_RAW_SNIFF;
	/* Half a BOM may be the whole of one soon. */
	if (!last && head.len < 3 &&
	    !memcmp(head.ptr, "\xef\xbb\xbf", head.len))
		return false;
	first = first_byte(head);
	if (first == '{' || first == '[') {
		raw->kind = DLP_RAW_JSON;
		return true;
	}
	if (head.len < DLP_RAW_SNIFF && !last)
		return false;
	raw->kind = DLP_RAW_TEXT;
	raw->binary = head.len && memchr(head.ptr, '\0', head.len);
	return true;
}

static enum dlp_status start(struct dlp_raw *raw, struct dlp_error *err)
{
	struct dlp_rewriter_opts opts = { .operators = raw->opts.operators,
					  .judge = &raw->judge };

	raw->started = true;
	if (raw->binary) {
		if (tell_error(raw, DLP_CODE_UNSUPPORTED,
			       "binary data was not scanned"))
			return dlp_error_set(err, DLP_FATAL, 0,
					     "cannot tell an error");
		return DLP_OK;
	}
	opts.syntax = raw->kind == DLP_RAW_JSON  ? &dlp_syntax_json
		      : raw->kind == DLP_RAW_CSV ? &dlp_syntax_csv
						 : &dlp_syntax_text;
	if (raw->rewriter && raw->syntax == opts.syntax) {
		dlp_rewriter_reset(raw->rewriter);
		return DLP_OK;
	}
	dlp_rewriter_free(raw->rewriter);
	raw->syntax = opts.syntax;
	raw->rewriter = dlp_rewriter_new(&opts);
	if (!raw->rewriter)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	return DLP_OK;
}

/* Say once that the data was not what it seemed to be. */
static enum dlp_status tell_fault(struct dlp_raw *raw, struct dlp_error *err)
{
	struct dlp_rewriter_fault fault = dlp_rewriter_fault(raw->rewriter);
	char message[160];

	if (!fault.bad.why || raw->fault_told)
		return DLP_OK;
	raw->fault_told = true;
	/* `[INFO] started` never was JSON. */
	if (raw->opts.kind == DLP_RAW_AUTO && fault.doubtful)
		return DLP_OK;
	snprintf(message, sizeof(message), "byte %llu: %s; %s",
		 (unsigned long long)fault.offset, fault.bad.why,
		 "the rest was taken as text");
	if (tell_error(raw, fault.bad.code, message))
		return dlp_error_set(err, DLP_FATAL, 0, "cannot tell an error");
	return DLP_OK;
}

/* What the rewriter answered, where it is the end. */
static enum dlp_status check(struct dlp_raw *raw, enum dlp_status status,
			     struct dlp_error *err)
{
	if (status == DLP_SKIP)
		raw->failed = true;
	if (status != DLP_FATAL)
		return DLP_OK;
	if (raw->late)
		dlp_error_set(err, DLP_FATAL, 0, "%s", raw->late);
	return DLP_FATAL;
}

static enum dlp_status pass(struct dlp_raw *raw, struct dlp_span in,
			    struct dlp_buf *out, struct dlp_error *err)
{
	enum dlp_status status;

	if (raw->binary) {
		if (dlp_buf_addspan(out, in))
			return dlp_error_set(err, DLP_FATAL, 0,
					     "out of memory");
		return DLP_OK;
	}
	status = dlp_rewriter_feed(raw->rewriter, in, out, err);
	if (check(raw, status, err))
		return DLP_FATAL;
	return tell_fault(raw, err);
}

struct dlp_raw *dlp_raw_new(const struct dlp_raw_opts *opts,
			    const struct dlp_where *where,
			    struct dlp_error *err)
{
	struct dlp_raw *raw = calloc(1, sizeof(*raw));

	if (!raw) {
		dlp_error_set(err, DLP_FATAL, 0, "out of memory");
		return NULL;
	}
	raw->opts = *opts;
	raw->judge =
		(struct dlp_judge){ judge_feed, judge_end, judge_settled, raw };
	raw->scanner =
		dlp_scanner_new(opts->engine, opts->scanner, take_record, raw);
	if (!raw->scanner)
		dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	else if (!dlp_raw_reset(raw, where, err))
		return raw;
	dlp_raw_free(raw);
	return NULL;
}

enum dlp_status dlp_raw_reset(struct dlp_raw *raw,
			      const struct dlp_where *where,
			      struct dlp_error *err)
{
	raw->where = where;
	raw->kind = raw->opts.kind;
	raw->started = raw->binary = false;
	dlp_buf_clear(&raw->head);
	raw->found = 0;
	raw->failed = raw->fault_told = false;
	raw->late = NULL;
	if (dlp_scanner_begin(raw->scanner, where, err))
		return DLP_FATAL;
	return raw->kind == DLP_RAW_AUTO ? DLP_OK : start(raw, err);
}

/* What was held until the kind is known. */
static enum dlp_status pass_head(struct dlp_raw *raw, struct dlp_buf *out,
				 struct dlp_error *err)
{
	enum dlp_status status = start(raw, err);

	if (!status)
		status = pass(raw, dlp_buf_span(&raw->head), out, err);
	dlp_buf_clear(&raw->head);
	return status;
}

enum dlp_status dlp_raw_feed(struct dlp_raw *raw, struct dlp_span in,
			     struct dlp_buf *out, struct dlp_error *err)
{
	if (raw->started)
		return pass(raw, in, out, err);
	if (dlp_buf_addspan(&raw->head, in))
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	return sniff(raw, false) ? pass_head(raw, out, err) : DLP_OK;
}

enum dlp_status dlp_raw_end(struct dlp_raw *raw, struct dlp_buf *out,
			    struct dlp_error *err)
{
	if (!raw->started) {
		sniff(raw, true);
		if (pass_head(raw, out, err))
			return DLP_FATAL;
	}
	if (!raw->binary &&
	    (check(raw, dlp_rewriter_end(raw->rewriter, out, err), err) ||
	     tell_fault(raw, err)))
		return DLP_FATAL;
	return raw->failed ? DLP_SKIP : DLP_OK;
}

uint64_t dlp_raw_found(const struct dlp_raw *raw)
{
	return raw->found;
}

bool dlp_raw_is_json(const struct dlp_raw *raw)
{
	return raw->kind == DLP_RAW_JSON && !raw->binary;
}
