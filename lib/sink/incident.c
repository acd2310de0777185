#include "sink/incident.h"

#include <string.h>

#include "base/escape.h"
#include "record/level.h"
#include "sink/store_impl.h"

/* ?1 is the least severity; SEVERITY its rank. */
#define SEVERITY                                                 \
	"CASE f.severity WHEN 'low' THEN 0 WHEN 'medium' THEN 1" \
	" WHEN 'high' THEN 2 ELSE 3 END"
#define UNTOLD_FINDING                                                       \
	" FROM finding f WHERE f.incident IS NULL AND f.suppressed = ''"     \
	" AND " SEVERITY " >= ?1 AND f.document IN (SELECT id FROM document" \
	" WHERE stream IN (SELECT id FROM temp.seen))"
#define UNTOLD_ERROR                                    \
	" FROM error WHERE incident IS NULL AND stream" \
	" IN (SELECT id FROM temp.seen)"

enum dlp_status dlp_incident_waiting(struct dlp_store *store,
				     enum dlp_severity min_severity,
				     uint64_t *findings, uint64_t *errors,
				     struct dlp_error *err)
{
	int64_t least = (int64_t)min_severity, f = 0, e = 0;
	enum dlp_status status;

	status = dlp_db_number(store->db, "SELECT count(*)" UNTOLD_FINDING,
			       &least, 1, &f, err);
	if (!status)
		status =
			dlp_db_number(store->db, "SELECT count(*)" UNTOLD_ERROR,
				      NULL, 0, &e, err);
	*findings = (uint64_t)f;
	*errors = (uint64_t)e;
	return status;
}

/* Whether the hour has its mails. */
static enum dlp_status hour_is_full(sqlite3 *db, uint64_t max, int64_t now,
				    bool *full, struct dlp_error *err)
{
	int64_t since = now - 3600, mails = 0;
	enum dlp_status status;

	status = dlp_db_number(db,
			       "SELECT count(*) FROM incident"
			       " WHERE action = 'mail' AND created > ?1",
			       &since, 1, &mails, err);
	*full = !status && (uint64_t)mails >= max;
	return status;
}

static enum dlp_status insert(struct dlp_store *store,
			      const struct dlp_incident_opts *opts, int64_t now,
			      struct dlp_incident *incident,
			      struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	enum dlp_status status;

	status = dlp_db_prepare(store->db,
				"INSERT INTO incident (policy, action, created,"
				" findings, errors) VALUES (?, ?, ?, ?, ?)",
				&stmt, err);
	if (status)
		return status;
	dlp_db_bind_text(stmt, 1, dlp_buf_span(&store->policy));
	dlp_db_bind_text(stmt, 2,
			 opts->mail ? DLP_SPAN("mail") : DLP_SPAN("store"));
	sqlite3_bind_int64(stmt, 3, now);
	sqlite3_bind_int64(stmt, 4, (int64_t)incident->findings);
	sqlite3_bind_int64(stmt, 5, (int64_t)incident->errors);
	status = dlp_db_run(stmt, err);
	sqlite3_finalize(stmt);
	incident->id = sqlite3_last_insert_rowid(store->db);
	return status;
}

static enum dlp_status count_severities(struct dlp_store *store,
					struct dlp_incident *incident,
					struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	for (int64_t i = 0; !status && i < DLP_SEVERITIES; i++) {
		int64_t args[2] = { incident->id, i }, n = 0;

		status = dlp_db_number(store->db,
				       "SELECT count(*) FROM finding f WHERE"
				       " incident = ?1 AND " SEVERITY " = ?2",
				       args, 2, &n, err);
		incident->severity[i] = (uint64_t)n;
	}
	return status;
}

static enum dlp_status mark(struct dlp_store *store,
			    const struct dlp_incident_opts *opts,
			    struct dlp_incident *incident,
			    struct dlp_error *err)
{
	int64_t args[2] = { (int64_t)opts->min_severity, incident->id };
	enum dlp_status status = DLP_OK;

	if (incident->findings)
		status = dlp_db_number(store->db,
				       "UPDATE finding SET incident = ?2 WHERE"
				       " id IN (SELECT f.id" UNTOLD_FINDING ")",
				       args, 2, NULL, err);
	if (!status)
		status = dlp_db_number(store->db,
				       "UPDATE error SET incident = ?2 WHERE"
				       " id IN (SELECT id" UNTOLD_ERROR ")",
				       args, 2, NULL, err);
	return status ? status : count_severities(store, incident, err);
}

enum dlp_status dlp_incident_begin(struct dlp_store *store,
				   const struct dlp_incident_opts *opts,
				   int64_t now, struct dlp_incident *incident,
				   bool *full, struct dlp_error *err)
{
	enum dlp_status status;

	*full = false;
	*incident = (struct dlp_incident){ 0 };
	status = dlp_db_exec(store->db, "BEGIN IMMEDIATE", err);
	if (status)
		return status;
	status = dlp_incident_waiting(store, opts->min_severity,
				      &incident->findings, &incident->errors,
				      err);
	if (incident->findings < opts->min_count)
		incident->findings = 0;
	if (!status && !incident->findings && !incident->errors)
		status = DLP_EOF;
	if (!status && opts->mail)
		status = hour_is_full(store->db, opts->max_mails, now, full,
				      err);
	if (!status && *full)
		status = dlp_error_set(err, DLP_SKIP, 0,
				       "%llu mails were sent in the last hour",
				       (unsigned long long)opts->max_mails);
	if (!status)
		status = insert(store, opts, now, incident, err);
	if (!status)
		status = mark(store, opts, incident, err);
	if (status)
		dlp_db_rollback(store->db);
	return status;
}

enum dlp_status dlp_incident_keep(struct dlp_store *store,
				  struct dlp_error *err)
{
	enum dlp_status status = dlp_db_exec(store->db, "COMMIT", err);

	if (status)
		dlp_db_rollback(store->db);
	return status;
}

void dlp_incident_drop(struct dlp_store *store)
{
	dlp_db_rollback(store->db);
}

static void add_count(struct dlp_buf *out, uint64_t n, const char *what)
{
	dlp_buf_addf(out, "%llu %s%s", (unsigned long long)n, what,
		     n == 1 ? "" : "s");
}

void dlp_incident_title(const struct dlp_incident *incident,
			struct dlp_buf *out)
{
	if (incident->findings)
		add_count(out, incident->findings, "finding");
	if (incident->findings && incident->errors)
		dlp_buf_adds(out, ", ");
	if (incident->errors)
		add_count(out, incident->errors, "error");
}

static void add_column(struct dlp_buf *out, sqlite3_stmt *stmt, int column)
{
	dlp_escape(out, dlp_db_text(stmt, column));
}

/* `path!/member!/member`; columns are path, path_bytes, member. */
static void add_name(struct dlp_buf *out, sqlite3_stmt *stmt, int column)
{
	struct dlp_span bytes = { sqlite3_column_blob(stmt, column + 1), 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_error err;
	struct dlp_json *member;

	bytes.len = (size_t)sqlite3_column_bytes(stmt, column + 1);
	dlp_escape(out, bytes.len ? bytes : dlp_db_text(stmt, column));
	if (!dlp_json_parse(dlp_db_text(stmt, column + 2), &arena, &member,
			    &err))
		for (member = member->child; member; member = member->next) {
			dlp_buf_adds(out, "!/");
			dlp_escape(out, member->text);
		}
	dlp_arena_release(&arena);
}

/* Rule, severity, name, count: one a line, the gravest and most first. */
static enum dlp_status add_rules(struct dlp_store *store, int64_t id,
				 struct dlp_buf *out, struct dlp_error *err)
{
	enum dlp_status status;
	sqlite3_stmt *stmt;
	int n = 0;

	status = dlp_db_prepare(
		store->db,
		"SELECT f.severity, f.rule, max(f.name), count(*) FROM finding f"
		" WHERE f.incident = ? GROUP BY f.rule, f.severity"
		" ORDER BY " SEVERITY " DESC, count(*) DESC, f.rule",
		&stmt, err);
	if (status)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	while ((status = dlp_db_step(stmt, err)) == DLP_OK) {
		if (++n > DLP_INCIDENT_RULES)
			continue;
		dlp_buf_addf(out, "%s%8lld  ", n == 1 ? "\nBy rule:\n" : "",
			     (long long)sqlite3_column_int64(stmt, 3));
		dlp_buf_addf(out, "%-8s  ", sqlite3_column_text(stmt, 0));
		add_column(out, stmt, 1);
		dlp_buf_adds(out, "  ");
		add_column(out, stmt, 2);
		dlp_buf_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
	if (n > DLP_INCIDENT_RULES)
		dlp_buf_addf(out, "          and %d more rules\n",
			     n - DLP_INCIDENT_RULES);
	return status == DLP_EOF ? DLP_OK : status;
}

/* The findings, under the name of their document. */
static enum dlp_status add_findings(struct dlp_store *store,
				    const struct dlp_incident *incident,
				    struct dlp_buf *out, struct dlp_error *err)
{
	enum dlp_status status;
	sqlite3_stmt *stmt;
	int64_t document = 0;

	status = dlp_db_prepare(
		store->db,
		"SELECT d.id, s.host, f.line, f.place, f.severity, f.rule,"
		" f.match, f.excerpt, d.path, d.path_bytes, d.member, d.status"
		" FROM finding f JOIN document d ON d.id = f.document"
		" JOIN stream s ON s.id = d.stream WHERE f.incident = ?1"
		" ORDER BY s.host, d.path, d.path_bytes, d.member, f.offset,"
		" f.rule LIMIT ?2",
		&stmt, err);
	if (status)
		return status;
	sqlite3_bind_int64(stmt, 1, incident->id);
	sqlite3_bind_int64(stmt, 2, DLP_INCIDENT_FINDINGS);
	while ((status = dlp_db_step(stmt, err)) == DLP_OK) {
		if (document != sqlite3_column_int64(stmt, 0)) {
			document = sqlite3_column_int64(stmt, 0);
			dlp_buf_addc(out, '\n');
			add_column(out, stmt, 1);
			dlp_buf_adds(out, ":");
			add_name(out, stmt, 8);
			if (dlp_span_eq(dlp_db_text(stmt, 11),
					DLP_SPAN("part")))
				dlp_buf_adds(out, " (read in part)");
			dlp_buf_addc(out, '\n');
		}
		dlp_buf_addf(out, "%8lld  %-8s  ",
			     (long long)sqlite3_column_int64(stmt, 2),
			     sqlite3_column_text(stmt, 4));
		add_column(out, stmt, 5);
		dlp_buf_adds(out, "  ");
		add_column(out, stmt, 6);
		if (sqlite3_column_bytes(stmt, 3)) {
			dlp_buf_adds(out, "  (");
			add_column(out, stmt, 3);
			dlp_buf_addc(out, ')');
		}
		dlp_buf_adds(out, "\n          ");
		add_column(out, stmt, 7);
		dlp_buf_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
	return status == DLP_EOF ? DLP_OK : status;
}

static enum dlp_status add_codes(struct dlp_store *store, int64_t id,
				 struct dlp_buf *out, struct dlp_error *err)
{
	enum dlp_status status;
	sqlite3_stmt *stmt;

	status = dlp_db_prepare(store->db,
				"SELECT code, count(*) FROM error WHERE"
				" incident = ? GROUP BY code"
				" ORDER BY count(*) DESC, code",
				&stmt, err);
	if (status)
		return status;
	sqlite3_bind_int64(stmt, 1, id);
	dlp_buf_adds(out, "\nCould not be read, or not be cleaned:\n");
	while ((status = dlp_db_step(stmt, err)) == DLP_OK) {
		dlp_buf_addf(out, "%8lld  ",
			     (long long)sqlite3_column_int64(stmt, 1));
		add_column(out, stmt, 0);
		dlp_buf_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
	return status == DLP_EOF ? DLP_OK : status;
}

static enum dlp_status add_errors(struct dlp_store *store,
				  const struct dlp_incident *incident,
				  struct dlp_buf *out, struct dlp_error *err)
{
	enum dlp_status status = add_codes(store, incident->id, out, err);
	sqlite3_stmt *stmt;

	if (!status)
		status = dlp_db_prepare(
			store->db,
			"SELECT s.host, e.code, e.message, e.path,"
			" e.path_bytes, e.member FROM error e"
			" JOIN stream s ON s.id = e.stream"
			" WHERE e.incident = ?1 ORDER BY s.host, e.path,"
			" e.path_bytes, e.member, e.code LIMIT ?2",
			&stmt, err);
	if (status)
		return status;
	sqlite3_bind_int64(stmt, 1, incident->id);
	sqlite3_bind_int64(stmt, 2, DLP_INCIDENT_ERRORS);
	dlp_buf_addc(out, '\n');
	while ((status = dlp_db_step(stmt, err)) == DLP_OK) {
		add_column(out, stmt, 0);
		dlp_buf_addc(out, ':');
		add_name(out, stmt, 3);
		dlp_buf_adds(out, "\n          ");
		add_column(out, stmt, 1);
		dlp_buf_adds(out, ": ");
		add_column(out, stmt, 2);
		dlp_buf_addc(out, '\n');
	}
	sqlite3_finalize(stmt);
	return status == DLP_EOF ? DLP_OK : status;
}

enum dlp_status dlp_incident_report(struct dlp_store *store,
				    const struct dlp_incident *incident,
				    const char *path, struct dlp_buf *out,
				    struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;

	dlp_buf_addf(out, "Incident %lld, policy ", (long long)incident->id);
	dlp_escape(out, dlp_buf_span(&store->policy));
	dlp_buf_adds(out, ": ");
	dlp_incident_title(incident, out);
	dlp_buf_adds(out, ", not told of before.\nValues are masked.\n");
	if (incident->findings) {
		dlp_buf_adds(out, "\nBy severity:\n");
		for (int i = DLP_SEVERITIES - 1; i >= 0; i--)
			if (incident->severity[i])
				dlp_buf_addf(out, "%8llu  %s\n",
					     (unsigned long long)
						     incident->severity[i],
					     dlp_severity_name(
						     (enum dlp_severity)i));
		status = add_rules(store, incident->id, out, err);
	}
	if (!status && incident->errors)
		status = add_errors(store, incident, out, err);
	if (!status && incident->findings)
		status = add_findings(store, incident, out, err);
	if (!status && (incident->findings > DLP_INCIDENT_FINDINGS ||
			incident->errors > DLP_INCIDENT_ERRORS)) {
		dlp_buf_addf(out,
			     "\nOnly the first are listed; for all of them:\n"
			     "  SELECT * FROM report WHERE incident = %lld\n"
			     "in ",
			     (long long)incident->id);
		dlp_escape(out, (struct dlp_span){ path, strlen(path) });
		dlp_buf_addc(out, '\n');
	}
	if (!status && out->status)
		status = dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	return status;
}
