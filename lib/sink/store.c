#include "sink/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "sink/remask.h"
#include "sink/store_impl.h"

/* Tables of this process; the keys are those of the record stream. */
static const char stage_sql[] =
	"CREATE TEMP TABLE seen (id INTEGER PRIMARY KEY);"
	"CREATE TEMP TABLE staged_document ("
	" doc INTEGER PRIMARY KEY, path TEXT NOT NULL,"
	" path_bytes BLOB NOT NULL, member TEXT NOT NULL,"
	" format TEXT NOT NULL, size INTEGER, digest TEXT NOT NULL DEFAULT '',"
	" status TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '',"
	" whole INTEGER NOT NULL DEFAULT 0);"
	"CREATE TEMP TABLE staged_finding ("
	" doc INTEGER NOT NULL, fingerprint TEXT NOT NULL,"
	" rule TEXT NOT NULL, name TEXT NOT NULL, category TEXT NOT NULL,"
	" severity TEXT NOT NULL, confidence TEXT NOT NULL,"
	" match TEXT NOT NULL, excerpt TEXT NOT NULL, value_id TEXT NOT NULL,"
	" place TEXT NOT NULL, line INTEGER NOT NULL,"
	" \"column\" INTEGER NOT NULL, offset INTEGER NOT NULL,"
	" length INTEGER NOT NULL, suppressed TEXT NOT NULL);"
	"CREATE INDEX temp.staged_finding_doc ON staged_finding (doc);"
	"CREATE TEMP TABLE staged_error ("
	" path TEXT NOT NULL, path_bytes BLOB NOT NULL, member TEXT NOT NULL,"
	" code TEXT NOT NULL, message TEXT NOT NULL, line INTEGER NOT NULL);";

static enum dlp_status prepare_all(struct dlp_store *store,
				   struct dlp_error *err)
{
	const struct {
		sqlite3_stmt **stmt;
		const char *sql;
	} all[] = {
		{ &store->add_document,
		  "INSERT INTO staged_document (doc, path, path_bytes, member,"
		  " format, size) VALUES (?, ?, ?, ?, ?, ?)" },
		{ &store->add_finding,
		  "INSERT INTO staged_finding VALUES"
		  " (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" },
		{ &store->add_error,
		  "INSERT INTO staged_error VALUES (?, ?, ?, ?, ?, ?)" },
		{ &store->end_document,
		  "UPDATE staged_document SET digest = ?2, status = ?3,"
		  " reason = ?4, whole = 1 WHERE doc = ?1" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (dlp_db_prepare(store->db, all[i].sql, all[i].stmt, err))
			return DLP_FATAL;
	return DLP_OK;
}

static enum dlp_status read_self(struct dlp_store *store, struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	struct dlp_span id;
	enum dlp_status status;

	status = dlp_db_prepare(store->db, "SELECT id FROM self", &stmt, err);
	if (status)
		return status;
	status = dlp_db_step(stmt, err);
	if (status == DLP_OK) {
		id = dlp_db_text(stmt, 0);
		if (id.len == DLP_STORE_SELF)
			memcpy(store->self, id.ptr, id.len);
		else
			status = DLP_EOF;
	}
	sqlite3_finalize(stmt);
	if (status == DLP_EOF)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "the database has no name of its own");
	return status;
}

enum dlp_status dlp_store_open(const struct dlp_store_opts *opts,
			       struct dlp_store **out, struct dlp_error *err)
{
	struct dlp_store *store = calloc(1, sizeof(*store));
	enum dlp_status status;

	*out = NULL;
	if (!store)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	store->wal = true;
	dlp_buf_adds(&store->policy, opts->policy);
	dlp_buf_adds(&store->own_host, opts->host);
	status = opts->dry
			 ? dlp_db_open_copy(opts->path, opts->wait_ms,
					    &store->db, err)
			 : dlp_db_open(opts->path, opts->durable, opts->wait_ms,
				       &store->db, &store->wal, err);
	if (!status)
		status = dlp_db_exec(store->db, stage_sql, err);
	if (!status)
		status = prepare_all(store, err);
	if (!status)
		status = read_self(store, err);
	if (!status && (store->policy.status || store->own_host.status))
		status = dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	if (status)
		dlp_store_close(store);
	else
		*out = store;
	return status;
}

void dlp_store_close(struct dlp_store *store)
{
	if (!store)
		return;
	sqlite3_finalize(store->add_document);
	sqlite3_finalize(store->add_finding);
	sqlite3_finalize(store->add_error);
	sqlite3_finalize(store->end_document);
	sqlite3_close(store->db);
	dlp_buf_release(&store->policy);
	dlp_buf_release(&store->own_host);
	dlp_buf_release(&store->host);
	dlp_buf_release(&store->tool);
	dlp_buf_release(&store->rules);
	free(store);
}

bool dlp_store_has_wal(const struct dlp_store *store)
{
	return store->wal;
}

void dlp_store_set_wait(struct dlp_store *store, unsigned wait_ms)
{
	sqlite3_busy_timeout(store->db, (int)wait_ms);
}

const char *dlp_store_self(const struct dlp_store *store)
{
	return store->self;
}

size_t dlp_store_ready(const struct dlp_store *store)
{
	return store->whole ? store->staged : 0;
}

static struct dlp_span word(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

/* `text` through one of the masks. */
static void bind_masked(sqlite3_stmt *stmt, int index, struct dlp_span text,
			void (*mask)(struct dlp_buf *, struct dlp_span))
{
	struct dlp_buf masked = { 0 };

	mask(&masked, text);
	if (masked.status)
		sqlite3_bind_null(stmt, index);
	else
		dlp_db_bind_text(stmt, index, dlp_buf_span(&masked));
	dlp_buf_release(&masked);
}

/* Path, its bytes where they are not UTF-8, and member, from `index` on. */
static void bind_where(sqlite3_stmt *stmt, int index,
		       const struct dlp_where *where)
{
	struct dlp_span path = where->path, none = { NULL, 0 };
	bool text = dlp_utf8_valid(path) == path.len;
	struct dlp_buf member = { 0 };

	dlp_db_bind_text(stmt, index, path);
	dlp_db_bind_bytes(stmt, index + 1, text ? none : path);
	dlp_json_open(&member, '[');
	for (size_t i = 0; i < where->members; i++)
		dlp_json_text(&member, where->member[i]);
	dlp_json_close(&member, ']');
	if (member.status)
		sqlite3_bind_null(stmt, index + 2);
	else
		dlp_db_bind_text(stmt, index + 2, dlp_buf_span(&member));
	dlp_buf_release(&member);
}

static enum dlp_status take_document(struct dlp_store *store,
				     const struct dlp_record *record,
				     struct dlp_error *err)
{
	sqlite3_stmt *stmt = store->add_document;

	if (store->opens == DLP_MEMBER_DEPTH + 1)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "documents nested too deeply");
	store->open[store->opens++] = ++store->documents;
	sqlite3_bind_int64(stmt, 1, store->documents);
	bind_where(stmt, 2, &record->where);
	dlp_db_bind_text(stmt, 5, record->document.format);
	if (record->document.has_size)
		sqlite3_bind_int64(stmt, 6, (int64_t)record->document.size);
	else
		sqlite3_bind_null(stmt, 6);
	store->staged++;
	return dlp_db_run(stmt, err);
}

/* What `at` says, for people: `page 3`, `sheet Sales, row 14`. */
static void add_place(struct dlp_buf *out, const struct dlp_record *record)
{
	const struct dlp_json *at = dlp_json_get(record->json, "at");

	for (at = at ? at->child : NULL; at; at = at->next) {
		if (at->type != DLP_JSON_STRING && at->type != DLP_JSON_NUMBER)
			continue;
		if (out->len)
			dlp_buf_adds(out, ", ");
		dlp_buf_addspan(out, at->key);
		dlp_buf_addc(out, ' ');
		if (at->type == DLP_JSON_STRING)
			dlp_remask_text(out, at->text);
		else
			dlp_buf_addspan(out, at->text);
	}
}

/* A finding of a tool that gives none is known by its rule and position. */
static void bind_fingerprint(sqlite3_stmt *stmt, int index,
			     const struct dlp_finding *f)
{
	struct dlp_buf made = { 0 };

	if (f->fingerprint.len) {
		dlp_db_bind_text(stmt, index, f->fingerprint);
		return;
	}
	dlp_buf_addspan(&made, f->rule);
	dlp_buf_addf(&made, "@%llu", (unsigned long long)f->offset);
	if (made.status)
		sqlite3_bind_null(stmt, index);
	else
		dlp_db_bind_text(stmt, index, dlp_buf_span(&made));
	dlp_buf_release(&made);
}

/* Of what was learned the reasons are all that may be shown. */
static void bind_excerpt(sqlite3_stmt *stmt, int index,
			 const struct dlp_finding *f)
{
	struct dlp_buf reasons = { 0 };

	if (f->excerpt.len) {
		bind_masked(stmt, index, f->excerpt, dlp_remask_excerpt);
		return;
	}
	for (size_t i = 0; i < f->whys; i++) {
		dlp_buf_adds(&reasons, i ? ", " : "");
		dlp_remask_text(&reasons, f->why[i]);
	}
	if (reasons.status)
		sqlite3_bind_null(stmt, index);
	else
		dlp_db_bind_text(stmt, index, dlp_buf_span(&reasons));
	dlp_buf_release(&reasons);
}

static enum dlp_status take_finding(struct dlp_store *store,
				    const struct dlp_record *record,
				    struct dlp_error *err)
{
	const struct dlp_finding *f = &record->finding;
	sqlite3_stmt *stmt = store->add_finding;
	struct dlp_buf place = { 0 };

	if (!store->opens)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "a finding outside of a document");
	sqlite3_bind_int64(stmt, 1, store->open[store->opens - 1]);
	bind_fingerprint(stmt, 2, f);
	dlp_db_bind_text(stmt, 3, f->rule);
	dlp_db_bind_text(stmt, 4, f->name);
	dlp_db_bind_text(stmt, 5, word(dlp_category_name(f->category)));
	dlp_db_bind_text(stmt, 6, word(dlp_severity_name(f->severity)));
	dlp_db_bind_text(stmt, 7, word(dlp_confidence_name(f->confidence)));
	bind_masked(stmt, 8, f->match, dlp_remask_match);
	bind_excerpt(stmt, 9, f);
	dlp_db_bind_text(stmt, 10, f->value_id);
	add_place(&place, record);
	if (place.status)
		sqlite3_bind_null(stmt, 11);
	else
		dlp_db_bind_text(stmt, 11, dlp_buf_span(&place));
	dlp_buf_release(&place);
	sqlite3_bind_int64(stmt, 12, (int64_t)f->line);
	sqlite3_bind_int64(stmt, 13, (int64_t)f->column);
	sqlite3_bind_int64(stmt, 14, (int64_t)f->offset);
	sqlite3_bind_int64(stmt, 15, (int64_t)f->length);
	dlp_db_bind_text(stmt, 16, f->suppressed);
	store->staged++;
	return dlp_db_run(stmt, err);
}

static enum dlp_status take_error(struct dlp_store *store,
				  const struct dlp_record *record,
				  struct dlp_error *err)
{
	sqlite3_stmt *stmt = store->add_error;

	bind_where(stmt, 1, &record->where);
	dlp_db_bind_text(stmt, 4, word(dlp_code_name(record->error.code)));
	bind_masked(stmt, 5, record->error.message, dlp_remask_text);
	sqlite3_bind_int64(stmt, 6, (int64_t)record->error.line);
	store->staged++;
	store->whole++;
	return dlp_db_run(stmt, err);
}

static enum dlp_status take_end(struct dlp_store *store,
				const struct dlp_record *record,
				struct dlp_error *err)
{
	static const char *const name[] = { "whole", "part", "none" };
	sqlite3_stmt *stmt = store->end_document;

	if (!record->where.doc) {
		store->ended = true;
		store->whole++;
		store->staged++;
		return DLP_OK;
	}
	if (!store->opens)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "an end outside of a document");
	sqlite3_bind_int64(stmt, 1, store->open[--store->opens]);
	dlp_db_bind_text(stmt, 2, record->end.digest);
	dlp_db_bind_text(stmt, 3, word(name[record->end.status]));
	dlp_db_bind_text(stmt, 4, record->end.reason);
	store->whole++;
	return dlp_db_run(stmt, err);
}

/* A new run; of the one before, what never ended is dropped. */
static enum dlp_status begin_run(struct dlp_store *store, struct dlp_span host,
				 int64_t now, struct dlp_error *err)
{
	if (dlp_store_ready(store)) {
		enum dlp_status status = dlp_store_commit(store, now, err);

		if (status)
			return status;
	}
	dlp_buf_clear(&store->host);
	dlp_buf_clear(&store->tool);
	dlp_buf_clear(&store->rules);
	dlp_buf_addspan(&store->host, host);
	store->in_run = true;
	store->ended = false;
	store->documents = 0;
	store->opens = 0;
	store->stream = store->run = 0;
	store->started = now;
	store->staged = store->whole = 0;
	return dlp_db_exec(store->db,
			   "DELETE FROM staged_finding;"
			   "DELETE FROM staged_document",
			   err);
}

static enum dlp_status take_stream(struct dlp_store *store,
				   const struct dlp_stream *stream, int64_t now,
				   struct dlp_error *err)
{
	if (!store->in_run || store->documents || store->ended) {
		enum dlp_status status =
			begin_run(store, stream->host, now, err);

		if (status)
			return status;
	}
	if (!store->host.len)
		dlp_buf_addspan(&store->host, stream->host);
	if (store->tool.len && stream->tool.len)
		dlp_buf_adds(&store->tool, ", ");
	dlp_buf_addspan(&store->tool, stream->tool);
	if (stream->rules.len) {
		dlp_buf_clear(&store->rules);
		dlp_buf_addspan(&store->rules, stream->rules);
	}
	return DLP_OK;
}

enum dlp_status dlp_store_take(struct dlp_store *store,
			       const struct dlp_record *record, int64_t now,
			       struct dlp_error *err)
{
	enum dlp_status status;

	switch (record->type) {
	case DLP_RECORD_STREAM:
		return take_stream(store, &record->stream, now, err);
	case DLP_RECORD_DOCUMENT:
		return take_document(store, record, err);
	case DLP_RECORD_FINDING:
		return take_finding(store, record, err);
	case DLP_RECORD_END:
		return take_end(store, record, err);
	case DLP_RECORD_ERROR:
		if (!store->in_run) {
			status =
				begin_run(store, dlp_buf_span(&store->own_host),
					  now, err);
			if (status)
				return status;
		}
		return take_error(store, record, err);
	default:
		return DLP_OK;
	}
}
