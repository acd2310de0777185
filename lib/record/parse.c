#include <string.h>

#include "base/base64.h"
#include "record/record.h"

/* One record being understood; `bad` names the first member that is not. */
struct parse {
	const struct dlp_json *json;
	struct dlp_arena *arena;
	const char *bad;
};

/* A member of `type`, or NULL where there is none. */
static const struct dlp_json *member(struct parse *ps, const char *key,
				     enum dlp_json_type type)
{
	const struct dlp_json *m = dlp_json_get(ps->json, key);

	if (m && m->type != type) {
		ps->bad = key;
		return NULL;
	}
	return m;
}

static struct dlp_span text(struct parse *ps, const char *key)
{
	const struct dlp_json *m = member(ps, key, DLP_JSON_STRING);

	return m ? m->text : (struct dlp_span){ 0 };
}

static uint64_t number(struct parse *ps, const char *key)
{
	const struct dlp_json *m = dlp_json_get(ps->json, key);
	uint64_t v = 0;

	if (m && !dlp_json_uint(m, &v))
		ps->bad = key;
	return v;
}

static struct dlp_span object(struct parse *ps, const char *key)
{
	const struct dlp_json *m = member(ps, key, DLP_JSON_OBJECT);

	return m ? m->raw : (struct dlp_span){ 0 };
}

/* An array of strings; how many, at most `max`. */
static size_t list(struct parse *ps, const char *key, struct dlp_span *out,
		   size_t max)
{
	const struct dlp_json *m = member(ps, key, DLP_JSON_ARRAY);
	size_t n = 0;

	for (m = m ? m->child : NULL; m; m = m->next) {
		if (m->type != DLP_JSON_STRING || n == max) {
			ps->bad = key;
			break;
		}
		out[n++] = m->text;
	}
	return n;
}

static struct dlp_span base64(struct parse *ps, const char *key)
{
	const struct dlp_json *m = member(ps, key, DLP_JSON_STRING);
	struct dlp_span out = { 0 };
	struct dlp_buf buf;
	char *copy;

	if (!m)
		return out;
	dlp_buf_init(&buf, 0);
	if (!dlp_base64_decode(&buf, m->text) || buf.status) {
		ps->bad = key;
	} else if (buf.len) {
		copy = dlp_arena_alloc(ps->arena, 1, buf.len);
		if (copy) {
			memcpy(copy, buf.ptr, buf.len);
			out = (struct dlp_span){ copy, buf.len };
		} else {
			ps->bad = key;
		}
	}
	dlp_buf_release(&buf);
	return out;
}

static void need(struct parse *ps, const char *key)
{
	if (!dlp_json_get(ps->json, key))
		ps->bad = key;
}

static void parse_where(struct parse *ps, struct dlp_where *where)
{
	where->doc = number(ps, "doc");
	where->path = text(ps, "path");
	if (dlp_json_get(ps->json, "path_bytes"))
		where->path = base64(ps, "path_bytes");
	where->members = list(ps, "member", where->member, DLP_MEMBER_DEPTH);
}

static void parse_stream(struct parse *ps, struct dlp_stream *s)
{
	need(ps, "version");
	s->version = number(ps, "version");
	s->tool = text(ps, "tool");
	s->host = text(ps, "host");
	s->rules = text(ps, "rules");
}

static void parse_document(struct parse *ps, struct dlp_document *d)
{
	need(ps, "doc");
	d->format = text(ps, "format");
	d->media_type = text(ps, "media_type");
	d->mtime = text(ps, "mtime");
	d->encoding = text(ps, "encoding");
	d->has_size = dlp_json_get(ps->json, "size") != NULL;
	d->size = number(ps, "size");
	d->metadata = object(ps, "metadata");
}

/* Each pair further on than the last, and within the text. */
static struct dlp_span lines(struct parse *ps, size_t len)
{
	const struct dlp_json *m = member(ps, "lines", DLP_JSON_ARRAY);
	struct dlp_span raw = m ? m->raw : (struct dlp_span){ 0 };
	uint64_t at, line, least = 0;

	for (m = m ? m->child : NULL; m; m = m->next) {
		const struct dlp_json *first = m->child;

		if (m->type != DLP_JSON_ARRAY || !first ||
		    !dlp_json_uint(first, &at) || !first->next ||
		    !dlp_json_uint(first->next, &line) || first->next->next ||
		    at < least || at >= len || !line) {
			ps->bad = "lines";
			break;
		}
		least = at + 1;
	}
	return raw;
}

static void parse_text(struct parse *ps, struct dlp_text *t)
{
	need(ps, "doc");
	need(ps, "offset");
	t->offset = number(ps, "offset");
	t->line = number(ps, "line");
	t->text = text(ps, "text");
	if (dlp_json_get(ps->json, "bytes")) {
		if (t->text.len)
			ps->bad = "bytes";
		t->text = base64(ps, "bytes");
	} else {
		need(ps, "text");
	}
	t->lines = lines(ps, t->text.len);
	t->at = object(ps, "at");
	if (t->offset > UINT64_MAX - t->text.len)
		ps->bad = "offset";
}

static void parse_parts(struct parse *ps, struct dlp_finding *f)
{
	const struct dlp_json *m = member(ps, "parts", DLP_JSON_OBJECT);

	for (m = m ? m->child : NULL; m; m = m->next) {
		const struct dlp_json *off = m->child;
		struct dlp_part *part = &f->part[f->parts];

		if (m->type != DLP_JSON_ARRAY || f->parts == DLP_PARTS ||
		    !off || !dlp_json_uint(off, &part->offset) ||
		    !dlp_json_uint(off->next, &part->length) ||
		    off->next->next) {
			ps->bad = "parts";
			return;
		}
		part->name = m->key;
		f->parts++;
	}
}

/* A decimal between 0 and 1. */
static double score(struct parse *ps)
{
	const struct dlp_json *m = member(ps, "score", DLP_JSON_NUMBER);
	double v = 0, place = 1;
	size_t i = 0;

	if (!m)
		return 0;
	for (; i < m->text.len && m->text.ptr[i] != '.'; i++)
		v = v * 10 + (m->text.ptr[i] - '0');
	for (i++; i < m->text.len; i++) {
		place /= 10;
		v += place * (m->text.ptr[i] - '0');
	}
	if (!(v >= 0 && v <= 1) || memchr(m->text.ptr, 'e', m->text.len) ||
	    memchr(m->text.ptr, 'E', m->text.len)) {
		ps->bad = "score";
		return 0;
	}
	return v;
}

static void parse_finding(struct parse *ps, struct dlp_finding *f)
{
	need(ps, "doc");
	need(ps, "rule");
	need(ps, "offset");
	need(ps, "length");
	f->at = object(ps, "at");
	f->line = number(ps, "line");
	f->column = number(ps, "column");
	f->offset = number(ps, "offset");
	f->length = number(ps, "length");
	if (f->offset > UINT64_MAX - f->length)
		ps->bad = "length";
	parse_parts(ps, f);
	f->rule = text(ps, "rule");
	f->name = text(ps, "name");
	if (dlp_json_get(ps->json, "category") &&
	    !dlp_category_parse(text(ps, "category"), &f->category))
		ps->bad = "category";
	if (dlp_json_get(ps->json, "severity") &&
	    !dlp_severity_parse(text(ps, "severity"), &f->severity))
		ps->bad = "severity";
	if (dlp_json_get(ps->json, "confidence") &&
	    !dlp_confidence_parse(text(ps, "confidence"), &f->confidence))
		ps->bad = "confidence";
	f->score = score(ps);
	f->whys = list(ps, "why", f->why, DLP_WHYS);
	f->match = text(ps, "match");
	f->excerpt = text(ps, "excerpt");
	f->fingerprint = text(ps, "fingerprint");
	f->value_id = text(ps, "value_id");
	f->decodes = list(ps, "decoded", f->decoded, DLP_DECODES);
	f->alsos = list(ps, "also", f->also, DLP_ALSOS);
	f->suppressed = text(ps, "suppressed");
	f->value = text(ps, "value");
	if (dlp_json_get(ps->json, "value_bytes"))
		f->value = base64(ps, "value_bytes");
}

static void parse_end(struct parse *ps, struct dlp_record *record)
{
	static const struct {
		struct dlp_span word;
		enum dlp_end_status status;
	} known[] = {
		{ { "whole", 5 }, DLP_END_WHOLE },
		{ { "part", 4 }, DLP_END_PART },
		{ { "none", 4 }, DLP_END_NONE },
	};
	struct dlp_end *end = &record->end;
	struct dlp_span status = text(ps, "status");
	size_t i = 0;

	end->reason = text(ps, "reason");
	end->bytes = number(ps, "bytes");
	end->digest = text(ps, "digest");
	end->documents = number(ps, "documents");
	if (!record->where.doc) {
		need(ps, "documents");
		return;
	}
	while (i < 3 && !dlp_span_eq(status, known[i].word))
		i++;
	if (i == 3)
		ps->bad = "status";
	else
		end->status = known[i].status;
}

static void parse_error(struct parse *ps, struct dlp_fault *error)
{
	need(ps, "code");
	need(ps, "message");
	if (!dlp_code_parse(text(ps, "code"), &error->code))
		ps->bad = "code";
	error->message = text(ps, "message");
	error->line = number(ps, "line");
}

static void parse_redaction(struct parse *ps, struct dlp_redaction *r)
{
	const struct dlp_json *m = member(ps, "counts", DLP_JSON_OBJECT);
	struct dlp_span digest[2] = { { 0 } };
	struct dlp_count *counts;
	size_t n = 0;

	for (const struct dlp_json *c = m ? m->child : NULL; c; c = c->next)
		n++;
	counts = dlp_arena_alloc(ps->arena, n + 1, sizeof(*counts));
	if (!counts) {
		ps->bad = "counts";
		return;
	}
	for (m = m ? m->child : NULL; m; m = m->next) {
		counts[r->n_counts].name = m->key;
		if (!dlp_json_uint(m, &counts[r->n_counts++].count))
			ps->bad = "counts";
	}
	r->counts = counts;
	r->output = text(ps, "output");
	list(ps, "digest", digest, 2);
	r->digest_in = digest[0];
	r->digest_out = digest[1];
	m = dlp_json_get(ps->json, "proof");
	r->proof = m && m->type == DLP_JSON_TRUE;
}

static void parse_alert(struct parse *ps, struct dlp_alert *alert)
{
	const struct dlp_json *m = dlp_json_get(ps->json, "delivered");

	alert->policy = text(ps, "policy");
	alert->action = text(ps, "action");
	alert->findings = number(ps, "findings");
	alert->incident = number(ps, "incident");
	alert->delivered = m && m->type == DLP_JSON_TRUE;
	if (m && m->type == DLP_JSON_STRING)
		alert->reason = m->text;
}

static enum dlp_record_type type_of(struct dlp_span word)
{
	for (unsigned t = DLP_RECORD_STREAM; t <= DLP_RECORD_SUMMARY; t++) {
		const char *name = dlp_record_type_name(t);

		if (strlen(name) == word.len &&
		    !memcmp(name, word.ptr, word.len))
			return (enum dlp_record_type)t;
	}
	return DLP_RECORD_OTHER;
}

static void parse_members(struct parse *ps, struct dlp_record *record)
{
	if (record->type != DLP_RECORD_OTHER)
		parse_where(ps, &record->where);
	switch (record->type) {
	case DLP_RECORD_STREAM:
		parse_stream(ps, &record->stream);
		break;
	case DLP_RECORD_DOCUMENT:
		parse_document(ps, &record->document);
		break;
	case DLP_RECORD_TEXT_PIECE:
		parse_text(ps, &record->text);
		break;
	case DLP_RECORD_FINDING:
		parse_finding(ps, &record->finding);
		break;
	case DLP_RECORD_END:
		parse_end(ps, record);
		break;
	case DLP_RECORD_ERROR:
		parse_error(ps, &record->error);
		break;
	case DLP_RECORD_REDACTION:
		parse_redaction(ps, &record->redaction);
		break;
	case DLP_RECORD_ALERT:
		parse_alert(ps, &record->alert);
		break;
	case DLP_RECORD_OTHER:
	case DLP_RECORD_SUMMARY:
		break;
	}
}

enum dlp_status dlp_record_parse(struct dlp_span line, struct dlp_arena *arena,
				 struct dlp_record *record,
				 struct dlp_error *err)
{
	struct parse ps = { .arena = arena };
	struct dlp_json *json;
	const struct dlp_json *first;

	*record = (struct dlp_record){ .line = line };
	if (dlp_json_parse(line, arena, &json, err))
		return DLP_SKIP;
	first = json->type == DLP_JSON_OBJECT ? json->child : NULL;
	if (!first || !dlp_span_eq(first->key, DLP_SPAN("type")) ||
	    first->type != DLP_JSON_STRING)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "no object with \"type\" first");
	record->json = ps.json = json;
	record->type = type_of(first->text);
	parse_members(&ps, record);
	if (ps.bad)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "member \"%s\" is missing or not valid",
				     ps.bad);
	return DLP_OK;
}
