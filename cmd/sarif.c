#include "sarif.h"

#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli.h"
#include "sarif_place.h"

enum { FLUSH = 64 << 10 }; /* bytes of results that go out at once */

/* "note", "warning", "error" (3.27.10), and GitHub's scale of 0 to 10. */
static const char *const level_of[] = { "note", "warning", "error", "error" };
static const char *const grade_of[] = { "3.0", "5.5", "8.0", "9.5" };

static struct dlp_span span_of(const char *text)
{
	return (struct dlp_span){ text, strlen(text) };
}

/*
 * Braces and brackets mean placeholders and links in a message (3.11.5,
 * 3.11.6) unless they are escaped.
 */
static void add_message(struct dlp_buf *out, const char *key,
			struct dlp_span text)
{
	struct dlp_buf plain;

	dlp_buf_init(&plain, 0);
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (c == '{' || c == '}')
			dlp_buf_addc(&plain, c);
		else if (c == '[' || c == ']' || c == '\\')
			dlp_buf_addc(&plain, '\\');
		dlp_buf_addc(&plain, c);
	}
	dlp_json_key(out, key);
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "text", dlp_buf_span(&plain));
	dlp_json_close(out, '}');
	if (plain.status)
		cli_die_memory();
	dlp_buf_release(&plain);
}

static void add_list(struct dlp_buf *out, const char *key,
		     const struct dlp_span *item, size_t count)
{
	if (!count)
		return;
	dlp_json_key(out, key);
	dlp_json_open(out, '[');
	for (size_t i = 0; i < count; i++)
		dlp_json_text(out, item[i]);
	dlp_json_close(out, ']');
}

/* The index of a rule among those that were met (3.27.6). */
static size_t index_of(struct sarif *s, struct dlp_span id)
{
	uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */
	size_t at;

	if (s->rules * 2 >= s->slots) {
		/* Room first: ids are put in again, in order. */
		size_t n = s->rules;
		struct dlp_span *rule = s->rule;

		s->slots = s->slots ? s->slots * 2 : 256;
		s->cap = s->slots / 2;
		free(s->table);
		s->table = calloc(s->slots, sizeof(*s->table));
		s->rule = calloc(s->cap, sizeof(*s->rule));
		if (!s->table || !s->rule)
			cli_die_memory();
		s->rules = 0;
		for (size_t i = 0; i < n; i++)
			index_of(s, rule[i]);
		free(rule);
	}
	for (size_t i = 0; i < id.len; i++)
		hash = (hash ^ (unsigned char)id.ptr[i]) *
		       UINT64_C(1099511628211);
	for (at = hash % s->slots; s->table[at]; at = (at + 1) % s->slots)
		if (dlp_span_eq(s->rule[s->table[at] - 1], id))
			return s->table[at] - 1;
	if (!dlp_arena_copy(&s->kept, id, &s->rule[s->rules]))
		cli_die_memory();
	s->table[at] = (uint32_t)++s->rules;
	return s->rules - 1;
}

static bool is_own(const struct sarif *s, uint64_t doc)
{
	for (size_t i = s->opens; i--;)
		if (s->open[i].doc == doc)
			return s->open[i].own;
	return false;
}

/* 3.27.23: where one result has them, all have. */
static void add_suppressions(struct sarif *s, const struct dlp_finding *f)
{
	struct dlp_buf *out = &s->out;
	bool inside = f->suppressed.len >= 6 &&
		      !memcmp(f->suppressed.ptr, "inline", 6);

	if (!s->suppressions && !f->suppressed.len)
		return;
	dlp_json_key(out, "suppressions");
	dlp_json_open(out, '[');
	if (f->suppressed.len) {
		dlp_json_open(out, '{');
		dlp_json_add_text(out, "kind",
				  inside ? DLP_SPAN("inSource")
					 : DLP_SPAN("external"));
		dlp_json_add_text(out, "justification", f->suppressed);
		dlp_json_close(out, '}');
	}
	dlp_json_close(out, ']');
}

static void add_properties(struct sarif *s, const struct dlp_finding *f)
{
	struct dlp_buf *out = &s->out;

	dlp_json_key(out, "properties");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "severity",
			  span_of(dlp_severity_name(f->severity)));
	dlp_json_add_text(out, "confidence",
			  span_of(dlp_confidence_name(f->confidence)));
	dlp_json_add_text(out, "category",
			  span_of(dlp_category_name(f->category)));
	add_list(out, "why", f->why, f->whys);
	add_list(out, "decoded", f->decoded, f->decodes);
	add_list(out, "also", f->also, f->alsos);
	if (f->at.len) {
		dlp_json_key(out, "at");
		dlp_json_raw(out, f->at);
	}
	if (f->value_id.len)
		dlp_json_add_text(out, "valueId", f->value_id);
	if (f->value.len)
		dlp_json_add_text(out, "value", f->value);
	dlp_json_close(out, '}');
}

static void take_finding(struct sarif *s, const struct dlp_record *record)
{
	const struct dlp_finding *f = &record->finding;
	struct dlp_json *at = NULL;
	struct dlp_buf *out = &s->out, text;
	struct dlp_error err;

	if (f->at.len && dlp_json_parse(f->at, &s->arena, &at, &err))
		at = NULL;
	dlp_buf_init(&text, 0);
	dlp_buf_addspan(&text, f->name.len ? f->name : f->rule);
	dlp_buf_adds(&text, ": ");
	dlp_buf_addspan(&text, f->match);
	dlp_buf_adds(out, s->results++ ? ",\n" : "\n");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "ruleId", f->rule);
	dlp_json_add_number(out, "ruleIndex", index_of(s, f->rule));
	dlp_json_add_text(out, "level", span_of(level_of[f->severity]));
	add_message(out, "message", dlp_buf_span(&text));
	sarif_add_place(out, record, at, is_own(s, record->where.doc));
	if (f->fingerprint.len) {
		dlp_json_key(out, "partialFingerprints");
		dlp_json_open(out, '{');
		dlp_json_add_text(out, "dlpFingerprint/v1", f->fingerprint);
		dlp_json_close(out, '}');
	}
	add_suppressions(s, f);
	dlp_json_key(out, "rank");
	dlp_buf_addf(out, "%.1f", f->score * 100);
	add_properties(s, f);
	dlp_json_close(out, '}');
	if (text.status)
		cli_die_memory();
	dlp_buf_release(&text);
}

/* What was not read is a notification (3.58), and the run no success. */
static void take_error(struct sarif *s, const struct dlp_record *record)
{
	struct dlp_buf *out = &s->notes, text;

	s->faults++;
	if (out->len > SARIF_NOTES) {
		s->untold++;
		return;
	}
	dlp_buf_init(&text, 0);
	if (record->where.path.len) {
		dlp_where_text(&text, &record->where);
		dlp_buf_adds(&text, ": ");
	}
	if (record->error.line)
		dlp_buf_addf(&text, "line %llu: ",
			     (unsigned long long)record->error.line);
	dlp_buf_addspan(&text, record->error.message);
	dlp_buf_adds(out, out->len ? ",\n" : "\n");
	dlp_json_open(out, '{');
	dlp_json_key(out, "descriptor");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "id",
			  span_of(dlp_code_name(record->error.code)));
	dlp_json_close(out, '}');
	dlp_json_add_text(out, "level", DLP_SPAN("error"));
	add_message(out, "message", dlp_buf_span(&text));
	if (record->where.path.len) {
		dlp_json_key(out, "locations");
		dlp_json_open(out, '[');
		dlp_json_open(out, '{');
		dlp_json_key(out, "physicalLocation");
		dlp_json_open(out, '{');
		sarif_add_uri(out, record->where.path);
		dlp_json_close(out, '}');
		dlp_json_close(out, '}');
		dlp_json_close(out, ']');
	}
	dlp_json_close(out, '}');
	if (text.status)
		cli_die_memory();
	dlp_buf_release(&text);
}

static void take_record(struct sarif *s, const struct dlp_record *record)
{
	const struct dlp_document *doc = &record->document;

	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		if (s->opens == SARIF_OPEN)
			break;
		s->open[s->opens].doc = record->where.doc;
		s->open[s->opens++].own = !record->where.members &&
					  !doc->encoding.len &&
					  dlp_span_is(doc->format, "text");
		break;
	case DLP_RECORD_END:
		if (s->opens && record->where.doc)
			s->opens--;
		break;
	case DLP_RECORD_FINDING:
		take_finding(s, record);
		break;
	case DLP_RECORD_ERROR:
		take_error(s, record);
		break;
	default:
		break;
	}
}

void sarif_take(void *arg, struct dlp_buf *lines)
{
	struct sarif *s = arg;
	struct dlp_span rest = dlp_buf_span(lines);

	if (lines->status)
		cli_die_memory();
	while (rest.len) {
		const char *nl = memchr(rest.ptr, '\n', rest.len);
		struct dlp_span line = rest;
		struct dlp_record record;
		struct dlp_error err = { 0 };

		if (nl)
			line.len = (size_t)(nl - rest.ptr);
		rest.ptr += line.len + (nl != NULL);
		rest.len -= line.len + (nl != NULL);
		dlp_arena_reset(&s->arena);
		/* They are our own, or were read as records before. */
		if (dlp_record_parse(line, &s->arena, &record, &err))
			cli_die(err.sys, "a record can't be told: %s", err.msg);
		take_record(s, &record);
		if (s->out.status || s->notes.status)
			cli_die_memory();
		if (s->out.len >= FLUSH)
			cli_write(&s->out);
	}
	cli_write(&s->out);
	dlp_buf_clear(lines);
}

void sarif_open(struct sarif *s, const struct dlp_catalog *catalog,
		bool suppressions)
{
	*s = (struct sarif){ .catalog = catalog, .suppressions = suppressions };
	dlp_buf_init(&s->out, 0);
	dlp_buf_init(&s->notes, 0);
	dlp_buf_adds(&s->out,
		     "{\"$schema\":\"https://docs.oasis-open.org/sarif/sarif/"
		     "v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json\","
		     "\"version\":\"2.1.0\",\"runs\":[{"
		     "\"columnKind\":\"unicodeCodePoints\","
		     "\"redactionTokens\":[\"********\"],\"results\":[");
	cli_write(&s->out);
}

/* A rule that results name (3.49); of another's there is the id alone. */
static void put_rule(struct sarif *s, struct dlp_span id)
{
	const struct dlp_rule *rule = dlp_catalog_find(s->catalog, id);
	struct dlp_buf *out = &s->out, help;
	struct dlp_span ref;

	dlp_json_open(out, '{');
	dlp_json_add_text(out, "id", id);
	if (!rule) {
		dlp_json_close(out, '}');
		return;
	}
	dlp_buf_init(&help, 0);
	ref = rule->reference;
	dlp_buf_addspan(&help,
			rule->description.len ? rule->description : rule->name);
	if (ref.len) {
		dlp_buf_adds(&help, "\n\nSee ");
		dlp_buf_addspan(&help, ref);
	}
	add_message(out, "shortDescription", rule->name);
	add_message(out, "fullDescription",
		    rule->description.len ? rule->description : rule->name);
	add_message(out, "help", dlp_buf_span(&help));
	if (help.status)
		cli_die_memory();
	dlp_buf_release(&help);
	dlp_json_key(out, "defaultConfiguration");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "level", span_of(level_of[rule->severity]));
	dlp_json_close(out, '}');
	dlp_json_key(out, "properties");
	dlp_json_open(out, '{');
	dlp_json_key(out, "tags");
	dlp_json_open(out, '[');
	dlp_json_text(out, DLP_SPAN("security"));
	dlp_json_text(out, span_of(dlp_category_name(rule->category)));
	dlp_json_close(out, ']');
	dlp_json_add_text(out, "precision",
			  span_of(dlp_confidence_name(rule->confidence)));
	dlp_json_add_text(out, "security-severity",
			  span_of(grade_of[rule->severity]));
	dlp_json_close(out, '}');
	dlp_json_close(out, '}');
}

static void put_tool(struct sarif *s)
{
	struct dlp_buf *out = &s->out;
	char digest[DLP_DIGEST_SIZE + 1];

	dlp_catalog_digest(s->catalog, digest);
	dlp_json_key(out, "tool");
	dlp_json_open(out, '{');
	dlp_json_key(out, "driver");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "name", DLP_SPAN("dlp-scan"));
	dlp_json_add_text(out, "semanticVersion", DLP_SPAN(DLP_VERSION));
	dlp_json_key(out, "properties");
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "rules", span_of(digest));
	dlp_json_close(out, '}');
	dlp_json_key(out, "rules");
	dlp_json_open(out, '[');
	for (size_t i = 0; i < s->rules; i++) {
		dlp_buf_adds(out, i ? ",\n" : "\n");
		put_rule(s, s->rule[i]);
		cli_write(out);
	}
	dlp_buf_adds(out, "]}}");
}

void sarif_close(struct sarif *s, const struct sarif_total *total)
{
	struct dlp_buf *out = &s->out;

	if (s->untold) {
		struct dlp_buf text;

		dlp_buf_init(&text, 0);
		dlp_buf_addf(&text, "%llu more errors are not listed",
			     (unsigned long long)s->untold);
		dlp_buf_adds(&s->notes, ",\n{\"level\":\"error\"");
		add_message(&s->notes, "message", dlp_buf_span(&text));
		dlp_json_close(&s->notes, '}');
		dlp_buf_release(&text);
	}
	dlp_buf_adds(out, "],\n\"invocations\":[{\"executionSuccessful\":");
	dlp_buf_addf(out, "%s,\"exitCode\":%d,",
		     total->status == CLI_TROUBLE ? "false" : "true",
		     total->status);
	dlp_buf_adds(out, "\"toolExecutionNotifications\":[");
	dlp_buf_addspan(out, dlp_buf_span(&s->notes));
	dlp_buf_adds(out, "]}],\n\"properties\":");
	dlp_json_open(out, '{');
	dlp_json_add_number(out, "documents", total->documents);
	dlp_json_add_number(out, "results", s->results);
	dlp_json_add_number(out, "low", total->low);
	dlp_json_add_number(out, "filtered", total->filtered);
	dlp_json_add_number(out, "suppressed", total->suppressed);
	dlp_json_add_number(out, "errors", s->faults);
	dlp_json_close(out, '}');
	dlp_buf_adds(out, ",\n");
	put_tool(s);
	dlp_buf_adds(out, "}]}\n");
	cli_write(out);
	dlp_buf_release(out);
	dlp_buf_release(&s->notes);
	dlp_arena_release(&s->arena);
	dlp_arena_release(&s->kept);
	free(s->rule);
	free(s->table);
}
