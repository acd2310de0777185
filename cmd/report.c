#include "report.h"

#include <string.h>

#include "base/escape.h"
#include "cli.h"

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RED "\033[31m"
#define YELLOW "\033[33m"
#define MAGENTA "\033[35m"
#define PLAIN "\033[0m"

static const char *const severity_colour[] = { DIM, YELLOW, RED, BOLD RED };

void report_init(struct report *report, struct dlp_buf *out, bool colour,
		 bool show_values)
{
	*report = (struct report){ out, colour, show_values, { 0 }, false };
	dlp_buf_init(&report->heading, 0);
}

void report_release(struct report *report)
{
	dlp_buf_release(&report->heading);
}

static void colour(struct report *report, const char *code)
{
	if (report->colour)
		dlp_buf_adds(report->out, code);
}

/* The file that what follows is about, once. */
static void put_heading(struct report *report, const struct dlp_where *where)
{
	struct dlp_buf heading;

	dlp_buf_init(&heading, 0);
	dlp_where_text(&heading, where);
	if (report->open && dlp_span_eq(dlp_buf_span(&heading),
					dlp_buf_span(&report->heading))) {
		dlp_buf_release(&heading);
		return;
	}
	report_close(report);
	report->open = true;
	dlp_buf_release(&report->heading);
	report->heading = heading;
	colour(report, MAGENTA);
	dlp_escape(report->out, dlp_buf_span(&heading));
	colour(report, PLAIN);
	dlp_buf_addc(report->out, '\n');
}

void report_close(struct report *report)
{
	if (report->open)
		dlp_buf_addc(report->out, '\n');
	report->open = false;
}

void report_at(struct dlp_buf *out, struct dlp_span at)
{
	static const char *const keys[] = { "page",   "sheet",  "table",
					    "slide",  "row",    "column",
					    "key",    "part",   "offset",
					    "commit", "author", "date" };
	struct dlp_arena arena = { 0 };
	struct dlp_json *root = NULL;
	struct dlp_error err;

	if (at.len && !dlp_json_parse(at, &arena, &root, &err))
		for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
			const struct dlp_json *m = dlp_json_get(root, keys[i]);

			if (!m || !m->text.len)
				continue;
			dlp_buf_addf(out, "%s%s ", out->len ? " " : "",
				     keys[i]);
			dlp_buf_addspan(out, m->text);
		}
	dlp_arena_release(&arena);
}

static void put_place(struct report *report, const struct dlp_finding *f)
{
	struct dlp_buf at;

	dlp_buf_addf(report->out, "  %llu:%llu", (unsigned long long)f->line,
		     (unsigned long long)f->column);
	dlp_buf_init(&at, 0);
	report_at(&at, f->at);
	if (at.len)
		dlp_buf_addc(report->out, ' ');
	dlp_escape(report->out, dlp_buf_span(&at));
	if (at.status)
		report->out->status = at.status;
	dlp_buf_release(&at);
}

static void put_finding(struct report *report, const struct dlp_record *record)
{
	const struct dlp_finding *f = &record->finding;

	put_heading(report, &record->where);
	put_place(report, f);
	dlp_buf_adds(report->out, "  ");
	colour(report, severity_colour[f->severity]);
	dlp_buf_adds(report->out, dlp_severity_name(f->severity));
	colour(report, PLAIN);
	dlp_buf_adds(report->out, "  ");
	dlp_escape(report->out, f->rule);
	dlp_buf_addf(report->out, "  %s confidence",
		     dlp_confidence_name(f->confidence));
	if (f->suppressed.len) {
		dlp_buf_adds(report->out, "  suppressed by ");
		dlp_escape(report->out, f->suppressed);
	}
	if (report->show_values && f->value.len) {
		dlp_buf_adds(report->out, "  value ");
		dlp_escape(report->out, f->value);
	}
	dlp_buf_adds(report->out, "\n    ");
	colour(report, DIM);
	dlp_escape(report->out, f->excerpt);
	/* Of what was learned the reasons are all that may be shown. */
	for (size_t i = 0; !f->excerpt.len && i < f->whys; i++) {
		dlp_buf_adds(report->out, i ? ", " : "");
		dlp_escape(report->out, f->why[i]);
	}
	colour(report, PLAIN);
	dlp_buf_addc(report->out, '\n');
}

static void put_error(struct report *report, const struct dlp_record *record)
{
	const struct dlp_fault *error = &record->error;

	if (record->where.path.len)
		put_heading(report, &record->where);
	dlp_buf_adds(report->out, "  ");
	colour(report, BOLD);
	dlp_buf_adds(report->out, "not read");
	colour(report, PLAIN);
	dlp_buf_addf(report->out, "  %s  ", dlp_code_name(error->code));
	dlp_escape(report->out, error->message);
	dlp_buf_addc(report->out, '\n');
}

void report_record(struct report *report, const struct dlp_record *record)
{
	if (record->type == DLP_RECORD_FINDING)
		put_finding(report, record);
	else if (record->type == DLP_RECORD_ERROR)
		put_error(report, record);
}

void report_warn(const struct dlp_record *record)
{
	struct dlp_buf line;

	dlp_buf_init(&line, 0);
	if (record->where.path.len) {
		struct dlp_buf where;

		dlp_buf_init(&where, 0);
		dlp_where_text(&where, &record->where);
		dlp_escape(&line, dlp_buf_span(&where));
		dlp_buf_adds(&line, ": ");
		dlp_buf_release(&where);
	}
	if (record->error.line)
		dlp_buf_addf(&line, "line %llu: ",
			     (unsigned long long)record->error.line);
	dlp_escape(&line, record->error.message);
	dlp_buf_addc(&line, '\0');
	if (!line.status)
		cli_warn(0, "%s", line.ptr);
	dlp_buf_release(&line);
}

static const char *plural(uint64_t n)
{
	return n == 1 ? "" : "s";
}

/* How many each cause took out. */
static void put_suppressed(struct dlp_buf *out,
			   const struct report_total *total)
{
	const char *between = " (";
	uint64_t sum = 0;

	for (size_t i = 0; i < total->n_suppressed; i++)
		sum += total->suppressed[i].count;
	if (!sum)
		return;
	dlp_buf_addf(out, "; %llu suppressed", (unsigned long long)sum);
	for (size_t i = 0; i < total->n_suppressed; i++) {
		if (!total->suppressed[i].count)
			continue;
		dlp_buf_addf(out, "%s%llu by ", between,
			     (unsigned long long)total->suppressed[i].count);
		dlp_escape(out, total->suppressed[i].name);
		between = ", ";
	}
	dlp_buf_addc(out, ')');
}

void report_total(struct report *report, const struct report_total *total)
{
	struct dlp_buf *out = report->out;
	const char *between = " (";

	report_close(report);
	dlp_buf_addf(out, "%llu finding%s", (unsigned long long)total->found,
		     plural(total->found));
	for (size_t s = DLP_SEVERITIES; s--;) {
		if (!total->by_severity[s])
			continue;
		dlp_buf_addf(out, "%s%llu %s", between,
			     (unsigned long long)total->by_severity[s],
			     dlp_severity_name((enum dlp_severity)s));
		between = ", ";
	}
	if (total->found)
		dlp_buf_addc(out, ')');
	dlp_buf_addf(out, " in %llu document%s",
		     (unsigned long long)total->documents,
		     plural(total->documents));
	if (total->low)
		dlp_buf_addf(out,
			     "; %llu or more of low confidence not shown "
			     "(--min-confidence=low)",
			     (unsigned long long)total->low);
	put_suppressed(out, total);
	if (total->faults) {
		dlp_buf_adds(out, "; ");
		colour(report, BOLD);
		dlp_buf_addf(out, "%llu error%s: the scan is not complete",
			     (unsigned long long)total->faults,
			     plural(total->faults));
		colour(report, PLAIN);
	}
	dlp_buf_addc(out, '\n');
}
