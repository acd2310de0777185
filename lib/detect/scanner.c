#include "detect/scanner.h"

#include <stdlib.h>

#include "detect/ahead.h"
#include "detect/learned.h"
#include "detect/ranges.h"

struct dlp_scanner *dlp_scanner_new(struct dlp_engine *engine,
				    const struct dlp_scanner_opts *opts,
				    dlp_record_fn *tell, void *arg)
{
	struct dlp_scanner *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->opts = *opts;
	s->engine = engine;
	s->catalog = dlp_engine_catalog(engine);
	dlp_unit_init(&s->unit);
	dlp_findings_init(&s->findings, &s->opts, engine, &s->unit, tell, arg);
	if (dlp_learned_any(&opts->learned))
		s->learned = dlp_learned_new(&s->findings);
	if ((dlp_learned_any(&opts->learned) && !s->learned) ||
	    dlp_scan_init(s) || dlp_scope_init(&s->scope, engine) ||
	    dlp_limits_init(&s->limits, s->catalog)) {
		dlp_scanner_free(s);
		return NULL;
	}
	return s;
}

void dlp_scanner_free(struct dlp_scanner *s)
{
	if (!s)
		return;
	dlp_ranges_free(s->ranges);
	free(s->memory);
	dlp_scan_release(s);
	dlp_learned_free(s->learned);
	dlp_limits_release(&s->limits);
	dlp_scope_release(&s->scope);
	dlp_findings_release(&s->findings);
	dlp_unit_release(&s->unit);
	free(s);
}

const struct dlp_scanner_counts *dlp_scanner_counts(const struct dlp_scanner *s)
{
	return &s->findings.counts;
}

uint64_t dlp_scanner_settled(const struct dlp_scanner *s)
{
	uint64_t start = dlp_group_start(&s->findings.group);

	return start < s->settled ? start : s->settled;
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

enum dlp_status dlp_scanner_begin(struct dlp_scanner *s,
				  const struct dlp_where *where,
				  struct dlp_error *err)
{
	if (s->ranges)
		dlp_ranges_clear(s->ranges);
	dlp_learned_reset(s->learned);
	if (dlp_findings_begin(&s->findings, where))
		return nomem(err);
	dlp_unit_reset(&s->unit);
	dlp_limits_reset(&s->limits);
	dlp_scan_document(s);
	return DLP_OK;
}

/* The unit is at its end. */
static enum dlp_status close_unit(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = dlp_ahead_take(s, err);
	bool known;

	dlp_learned_end(s->learned);
	if (!status && s->unit.open)
		status = dlp_scan_header(s, true, &known, err);
	if (!status && s->unit.open)
		status = dlp_scan_look(s, dlp_scan_end(s), true, err);
	dlp_findings_part(&s->findings);
	return status;
}

enum dlp_status dlp_scanner_flush(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = dlp_ahead_take(s, err);

	if (!status && s->unit.open && s->opts.pool && s->header.known)
		status = dlp_scan_look(s, dlp_scan_end(s), false, err);
	return status;
}

enum dlp_status dlp_scanner_feed(struct dlp_scanner *s,
				 const struct dlp_text *text,
				 struct dlp_error *err)
{
	bool known;

	if (!text->text.len)
		return DLP_OK;
	if (!dlp_unit_continues(&s->unit, text)) {
		if (close_unit(s, err))
			return DLP_FATAL;
		if (dlp_unit_begin(&s->unit, text))
			return nomem(err);
		dlp_scan_begin(s);
		dlp_learned_begin(s->learned);
	} else if (dlp_ahead_room(s, text->text.len, err)) {
		return DLP_FATAL;
	} else if (dlp_unit_add(&s->unit, text)) {
		return nomem(err);
	}
	dlp_learned_text(s->learned, text->text);
	if (dlp_scan_header(s, false, &known, err))
		return DLP_FATAL;
	if (!known)
		return DLP_OK;
	if (dlp_ahead_may(s))
		return dlp_ahead_send(s, err);
	if (dlp_ahead_take(s, err))
		return DLP_FATAL;
	return dlp_scan_look(s, dlp_scan_end(s), false, err);
}

enum dlp_status dlp_scanner_end(struct dlp_scanner *s, struct dlp_error *err)
{
	enum dlp_status status = close_unit(s, err);

	if (!status && s->unit.open && dlp_learned_document(s->learned)) {
		dlp_findings_settle(&s->findings, UINT64_MAX);
		if (s->findings.stopped)
			status = dlp_error_set(err, DLP_FATAL, 0,
					       "findings can't be told "
					       "further");
	}
	s->unit.open = false;
	if (s->ranges)
		dlp_ranges_clear(s->ranges);
	if (status)
		return status;
	status = dlp_limits_tell(&s->limits, &s->findings.where,
				 s->findings.tell, s->findings.arg);
	if (!status)
		return DLP_OK;
	return dlp_error_set(err, status, 0,
			     status == DLP_SKIP
				     ? "a limit was reached"
				     : "findings can't be told further");
}
