#include "detect/filter.h"

#include <stdlib.h>

struct dlp_filter {
	struct dlp_scanner *scanner;
	dlp_record_fn *fn;
	void *arg;
	uint64_t doc; /* whose text the scanner is at; 0 for none */
	bool stopped; /* `fn` said so */
	struct dlp_tally tally;
};

/* All that leaves comes through here, findings of the scanner too. */
static enum dlp_status tell(void *arg, const struct dlp_record *record)
{
	struct dlp_filter *filter = arg;

	dlp_tally_take(&filter->tally, record);
	if (filter->fn(filter->arg, record) != DLP_FATAL)
		return DLP_OK;
	filter->stopped = true;
	return DLP_FATAL;
}

struct dlp_filter *dlp_filter_new(struct dlp_engine *engine,
				  const struct dlp_scanner_opts *opts,
				  dlp_record_fn *fn, void *arg)
{
	struct dlp_filter *filter = calloc(1, sizeof(*filter));

	if (!filter)
		return NULL;
	filter->fn = fn;
	filter->arg = arg;
	filter->scanner = dlp_scanner_new(engine, opts, tell, filter);
	if (!filter->scanner) {
		free(filter);
		return NULL;
	}
	return filter;
}

void dlp_filter_free(struct dlp_filter *filter)
{
	if (!filter)
		return;
	dlp_scanner_free(filter->scanner);
	free(filter);
}

/* The text of the document at hand is complete. */
static enum dlp_status finish(struct dlp_filter *filter, struct dlp_error *err)
{
	if (!filter->doc)
		return DLP_OK;
	filter->doc = 0;
	return dlp_scanner_end(filter->scanner, err) == DLP_FATAL ? DLP_FATAL
								  : DLP_OK;
}

static enum dlp_status begin(struct dlp_filter *filter,
			     const struct dlp_record *record,
			     struct dlp_error *err)
{
	filter->doc = record->where.doc;
	return dlp_scanner_begin(filter->scanner, &record->where, err);
}

static enum dlp_status take_text(struct dlp_filter *filter,
				 const struct dlp_record *record,
				 struct dlp_error *err)
{
	/* Text of a container behind its members is a text of its own. */
	if (filter->doc != record->where.doc &&
	    (finish(filter, err) || begin(filter, record, err)))
		return DLP_FATAL;
	return dlp_scanner_feed(filter->scanner, &record->text, err);
}

enum dlp_status dlp_filter_flush(struct dlp_filter *filter,
				 struct dlp_error *err)
{
	return filter->doc ? dlp_scanner_flush(filter->scanner, err) : DLP_OK;
}

enum dlp_status dlp_filter_take(struct dlp_filter *filter,
				const struct dlp_record *record,
				struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	if (record->type == DLP_RECORD_TEXT_PIECE)
		return take_text(filter, record, err);
	if (record->type == DLP_RECORD_DOCUMENT ||
	    record->type == DLP_RECORD_END || record->type == DLP_RECORD_STREAM)
		status = finish(filter, err);
	else
		status = dlp_filter_flush(filter, err);
	if (!status && tell(filter, record))
		status = dlp_error_set(err, DLP_FATAL, 0,
				       "records can't be told further");
	if (status)
		return status;
	return record->type == DLP_RECORD_DOCUMENT ? begin(filter, record, err)
						   : DLP_OK;
}

enum dlp_status dlp_filter_fault(struct dlp_filter *filter, enum dlp_code code,
				 const char *message, uint64_t line,
				 struct dlp_error *err)
{
	struct dlp_record record = dlp_record_error(NULL, code, message);

	record.error.line = line;
	return dlp_filter_take(filter, &record, err);
}

enum dlp_status dlp_filter_cut(struct dlp_filter *filter, struct dlp_error *err)
{
	return finish(filter, err);
}

const struct dlp_tally *dlp_filter_tally(const struct dlp_filter *filter)
{
	return &filter->tally;
}

const struct dlp_scanner_counts *
dlp_filter_found(const struct dlp_filter *filter)
{
	return dlp_scanner_counts(filter->scanner);
}
