#include "sink/store_impl.h"

/* From the stage of this process into the database, in one transaction. */

/* ?1 run, ?2 stream, ?3 now in all of them. */
static const char *const commit_sql[] = {
	"INSERT INTO document (stream, path, path_bytes, member, format, size,"
	" digest, status, reason, run, first_seen, last_seen)"
	" SELECT ?2, path, path_bytes, member, format, size, digest, status,"
	" reason, ?1, ?3, ?3 FROM staged_document WHERE whole"
	" ON CONFLICT DO UPDATE SET format = excluded.format,"
	" size = excluded.size, digest = excluded.digest,"
	" status = excluded.status, reason = excluded.reason,"
	" run = excluded.run, last_seen = excluded.last_seen",

	"INSERT INTO finding (document, fingerprint, rule, name, category,"
	" severity, confidence, match, excerpt, value_id, place, line,"
	" \"column\", offset, length, suppressed, run, first_seen, last_seen,"
	" count)"
	" SELECT d.id, f.fingerprint, f.rule, f.name, f.category, f.severity,"
	" f.confidence, f.match, f.excerpt, f.value_id, f.place, f.line,"
	" f.\"column\", f.offset, f.length, f.suppressed, ?1, ?3, ?3, 1"
	" FROM staged_document s JOIN staged_finding f ON f.doc = s.doc"
	" JOIN document d ON d.stream = ?2 AND d.path = s.path"
	" AND d.path_bytes = s.path_bytes AND d.member = s.member"
	" WHERE s.whole"
	" ON CONFLICT DO UPDATE SET name = excluded.name,"
	" category = excluded.category, severity = excluded.severity,"
	" confidence = excluded.confidence, match = excluded.match,"
	" excerpt = excluded.excerpt, value_id = excluded.value_id,"
	" place = excluded.place, line = excluded.line,"
	" \"column\" = excluded.\"column\", offset = excluded.offset,"
	" length = excluded.length, suppressed = excluded.suppressed,"
	" run = excluded.run, last_seen = excluded.last_seen,"
	" count = count + 1",

	"INSERT INTO error (stream, path, path_bytes, member, code, only,"
	" message, line, run, first_seen, last_seen, count)"
	" SELECT ?2, path, path_bytes, member, code,"
	" CASE WHEN path = '' AND path_bytes = x'' THEN ?1 ELSE 0 END,"
	" message, line, ?1, ?3, ?3, 1 FROM staged_error WHERE true"
	" ON CONFLICT DO UPDATE SET message = excluded.message,"
	" line = excluded.line, run = excluded.run,"
	" last_seen = excluded.last_seen, count = count + 1",

	"UPDATE run SET"
	" documents = documents + (SELECT count(*) FROM staged_document"
	"  WHERE whole),"
	" findings = findings + (SELECT count(*) FROM staged_document"
	"  JOIN staged_finding USING (doc) WHERE whole),"
	" errors = errors + (SELECT count(*) FROM staged_error)"
	" WHERE id = ?1",

	("DELETE FROM staged_finding WHERE doc IN"
	 " (SELECT doc FROM staged_document WHERE whole)"),
	"DELETE FROM staged_document WHERE whole",
	"DELETE FROM staged_error",
};

/* The rows of the stream and the run that this is about. */
static enum dlp_status write_run(struct dlp_store *store, int64_t now,
				 int64_t *stream, int64_t *run,
				 struct dlp_error *err)
{
	sqlite3 *db = store->db;
	sqlite3_stmt *stmt;
	enum dlp_status status;

	if (store->host.status || store->tool.status || store->rules.status)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	status = dlp_db_prepare(db,
				"INSERT INTO stream (host, policy, first_seen,"
				" last_seen) VALUES (?1, ?2, ?3, ?3)"
				" ON CONFLICT DO UPDATE SET"
				" last_seen = excluded.last_seen RETURNING id",
				&stmt, err);
	if (status)
		return status;
	dlp_db_bind_text(stmt, 1, dlp_buf_span(&store->host));
	dlp_db_bind_text(stmt, 2, dlp_buf_span(&store->policy));
	sqlite3_bind_int64(stmt, 3, now);
	status = dlp_db_step(stmt, err);
	if (status == DLP_OK)
		*stream = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	if (status)
		return status;
	status = dlp_db_number(db, "INSERT OR IGNORE INTO temp.seen VALUES (?)",
			       stream, 1, NULL, err);
	*run = store->run;
	if (status || *run)
		return status;
	status = dlp_db_prepare(db,
				"INSERT INTO run (stream, tool, rules, started)"
				" VALUES (?, ?, ?, ?)",
				&stmt, err);
	if (status)
		return status;
	sqlite3_bind_int64(stmt, 1, *stream);
	dlp_db_bind_text(stmt, 2, dlp_buf_span(&store->tool));
	dlp_db_bind_text(stmt, 3, dlp_buf_span(&store->rules));
	sqlite3_bind_int64(stmt, 4, store->started);
	status = dlp_db_run(stmt, err);
	sqlite3_finalize(stmt);
	*run = sqlite3_last_insert_rowid(db);
	return status;
}

static enum dlp_status write_rows(struct dlp_store *store, int64_t now,
				  int64_t *stream, int64_t *run,
				  struct dlp_error *err)
{
	enum dlp_status status = write_run(store, now, stream, run, err);
	size_t n = sizeof(commit_sql) / sizeof(commit_sql[0]);
	int64_t args[3] = { *run, *stream, now };

	for (size_t i = 0; !status && i < n; i++)
		/* What a statement has no place for is not bound. */
		status = dlp_db_number(store->db, commit_sql[i], args, 3, NULL,
				       err);
	if (!status && store->ended)
		status = dlp_db_number(
			store->db, "UPDATE run SET ended = ?3 WHERE id = ?1",
			args, 3, NULL, err);
	return status;
}

enum dlp_status dlp_store_commit(struct dlp_store *store, int64_t now,
				 struct dlp_error *err)
{
	int64_t stream = 0, run = 0, left = 0;
	enum dlp_status status;

	if (!dlp_store_ready(store))
		return DLP_OK;
	status = dlp_db_exec(store->db, "BEGIN IMMEDIATE", err);
	if (status)
		return status;
	status = write_rows(store, now, &stream, &run, err);
	if (!status)
		status = dlp_db_number(
			store->db,
			"SELECT (SELECT count(*) FROM staged_document) +"
			" (SELECT count(*) FROM staged_finding)",
			NULL, 0, &left, err);
	if (!status)
		status = dlp_db_exec(store->db, "COMMIT", err);
	if (status) {
		dlp_db_rollback(store->db);
		return status;
	}
	store->stream = stream;
	store->run = run;
	store->staged = (size_t)left;
	store->whole = 0;
	return DLP_OK;
}
