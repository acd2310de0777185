#include "record/record.h"

#include <string.h>

#include "base/base64.h"
#include "base/utf8.h"
#include "record/finding.h"

static const char *const code_name[] = {
	"encrypted",  "corrupt",   "unsupported", "too-large", "too-deep",
	"too-many",   "timeout",   "crash",       "denied",    "io",
	"bad-record", "truncated", "gap",         "changed",   "match-limit",
	"no-text",    "sandbox",   "converter",
};

_Static_assert(sizeof(code_name) / sizeof(char *) == DLP_CODES, "");

static const char *const end_name[] = { "whole", "part", "none" };

const char *dlp_code_name(enum dlp_code code)
{
	return code_name[code];
}

bool dlp_code_parse(struct dlp_span word, enum dlp_code *out)
{
	for (unsigned i = 0; i < DLP_CODES; i++)
		if (strlen(code_name[i]) == word.len &&
		    !memcmp(code_name[i], word.ptr, word.len)) {
			*out = (enum dlp_code)i;
			return true;
		}
	return false;
}

static struct dlp_span span_of(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* A member that is left out where there is nothing to say. */
static void add_text(struct dlp_buf *out, const char *key, struct dlp_span text)
{
	if (text.len)
		dlp_json_add_text(out, key, text);
}

static void add_raw(struct dlp_buf *out, const char *key, struct dlp_span json)
{
	if (!json.len)
		return;
	dlp_json_key(out, key);
	dlp_json_raw(out, json);
}

static void add_list(struct dlp_buf *out, const char *key,
		     const struct dlp_span *list, size_t count)
{
	if (!count)
		return;
	dlp_json_key(out, key);
	dlp_json_open(out, '[');
	for (size_t i = 0; i < count; i++)
		dlp_json_text(out, list[i]);
	dlp_json_close(out, ']');
}

static void add_base64(struct dlp_buf *out, const char *key,
		       struct dlp_span bytes)
{
	dlp_json_key(out, key);
	dlp_buf_addc(out, '"');
	dlp_base64_encode(out, bytes);
	dlp_buf_addc(out, '"');
}

static void add_where(struct dlp_buf *out, const struct dlp_where *where)
{
	if (where->doc)
		dlp_json_add_number(out, "doc", where->doc);
	if (where->path.len) {
		dlp_json_add_text(out, "path", where->path);
		if (dlp_utf8_valid(where->path) != where->path.len)
			add_base64(out, "path_bytes", where->path);
	}
	add_list(out, "member", where->member, where->members);
}

static void write_document(struct dlp_buf *out, const struct dlp_document *d)
{
	add_text(out, "format", d->format);
	add_text(out, "media_type", d->media_type);
	if (d->has_size)
		dlp_json_add_number(out, "size", d->size);
	add_text(out, "mtime", d->mtime);
	add_text(out, "encoding", d->encoding);
	add_raw(out, "metadata", d->metadata);
}

static void write_text(struct dlp_buf *out, const struct dlp_text *t)
{
	dlp_json_add_number(out, "offset", t->offset);
	dlp_json_add_number(out, "line", t->line);
	if (dlp_utf8_valid(t->text) == t->text.len)
		dlp_json_add_text(out, "text", t->text);
	else
		add_base64(out, "bytes", t->text);
	add_raw(out, "lines", t->lines);
	add_raw(out, "at", t->at);
}

static void write_end(struct dlp_buf *out, const struct dlp_record *record)
{
	const struct dlp_end *end = &record->end;

	if (!record->where.doc) {
		dlp_json_add_number(out, "documents", end->documents);
		return;
	}
	dlp_json_add_text(out, "status", span_of(end_name[end->status]));
	add_text(out, "reason", end->reason);
	dlp_json_add_number(out, "bytes", end->bytes);
	add_text(out, "digest", end->digest);
}

static void write_error(struct dlp_buf *out, const struct dlp_fault *error)
{
	if (error->line)
		dlp_json_add_number(out, "line", error->line);
	dlp_json_add_text(out, "code", span_of(code_name[error->code]));
	dlp_json_add_text(out, "message", error->message);
}

static void write_redaction(struct dlp_buf *out, const struct dlp_redaction *r)
{
	add_text(out, "output", r->output);
	dlp_json_key(out, "counts");
	dlp_json_open(out, '{');
	for (size_t i = 0; i < r->n_counts; i++) {
		dlp_json_text(out, r->counts[i].name);
		dlp_buf_addc(out, ':');
		dlp_json_number(out, r->counts[i].count);
	}
	dlp_json_close(out, '}');
	dlp_json_key(out, "digest");
	dlp_json_open(out, '[');
	dlp_json_text(out, r->digest_in);
	dlp_json_text(out, r->digest_out);
	dlp_json_close(out, ']');
	dlp_json_key(out, "proof");
	dlp_json_bool(out, r->proof);
}

static void write_alert(struct dlp_buf *out, const struct dlp_alert *alert)
{
	add_text(out, "policy", alert->policy);
	add_text(out, "action", alert->action);
	dlp_json_add_number(out, "findings", alert->findings);
	if (alert->incident)
		dlp_json_add_number(out, "incident", alert->incident);
	dlp_json_key(out, "delivered");
	if (alert->delivered || !alert->reason.len)
		dlp_json_bool(out, alert->delivered);
	else
		dlp_json_text(out, alert->reason);
}

static void write_stream(struct dlp_buf *out, const struct dlp_stream *s)
{
	dlp_json_add_number(out, "version",
			    s->version ? s->version : DLP_RECORD_VERSION);
	add_text(out, "tool", s->tool);
	add_text(out, "host", s->host);
	add_text(out, "rules", s->rules);
}

static const char *const type_name[] = {
	[DLP_RECORD_OTHER] = "",
	[DLP_RECORD_STREAM] = "stream",
	[DLP_RECORD_DOCUMENT] = "document",
	[DLP_RECORD_TEXT_PIECE] = "text",
	[DLP_RECORD_FINDING] = "finding",
	[DLP_RECORD_END] = "end",
	[DLP_RECORD_ERROR] = "error",
	[DLP_RECORD_REDACTION] = "redaction",
	[DLP_RECORD_ALERT] = "alert",
	[DLP_RECORD_SUMMARY] = "summary",
};

const char *dlp_record_type_name(enum dlp_record_type type)
{
	return type_name[type];
}

void dlp_record_write(struct dlp_buf *out, const struct dlp_record *record)
{
	if (record->type == DLP_RECORD_OTHER ||
	    record->type == DLP_RECORD_SUMMARY) {
		dlp_buf_addspan(out, record->line);
		dlp_buf_addc(out, '\n');
		return;
	}
	dlp_json_open(out, '{');
	dlp_json_add_text(out, "type", span_of(type_name[record->type]));
	add_where(out, &record->where);
	switch (record->type) {
	case DLP_RECORD_STREAM:
		write_stream(out, &record->stream);
		break;
	case DLP_RECORD_DOCUMENT:
		write_document(out, &record->document);
		break;
	case DLP_RECORD_TEXT_PIECE:
		write_text(out, &record->text);
		break;
	case DLP_RECORD_FINDING:
		dlp_finding_write(out, &record->finding);
		break;
	case DLP_RECORD_END:
		write_end(out, record);
		break;
	case DLP_RECORD_ERROR:
		write_error(out, &record->error);
		break;
	case DLP_RECORD_REDACTION:
		write_redaction(out, &record->redaction);
		break;
	case DLP_RECORD_ALERT:
		write_alert(out, &record->alert);
		break;
	case DLP_RECORD_OTHER:
	case DLP_RECORD_SUMMARY:
		break;
	}
	dlp_json_close(out, '}');
	dlp_buf_addc(out, '\n');
}

void dlp_where_text(struct dlp_buf *out, const struct dlp_where *where)
{
	dlp_buf_addspan(out, where->path);
	for (size_t i = 0; i < where->members; i++) {
		dlp_buf_adds(out, "!/");
		dlp_buf_addspan(out, where->member[i]);
	}
}

struct dlp_record dlp_record_error(const struct dlp_where *where,
				   enum dlp_code code, const char *message)
{
	struct dlp_record record = {
		.type = DLP_RECORD_ERROR,
		.error = { .code = code, .message = span_of(message) },
	};

	if (where)
		record.where = *where;
	return record;
}
