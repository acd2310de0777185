#include "sink/outbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum dlp_status dlp_outbox_add(struct dlp_store *store, const char *name,
			       int64_t incident,
			       const struct dlp_sendmail *envelope, int64_t now,
			       struct dlp_error *err)
{
	struct dlp_buf to = { 0 };
	sqlite3_stmt *stmt;
	enum dlp_status status;

	status = dlp_db_prepare(store->db,
				"INSERT INTO spool (name, incident, sender,"
				" recipients, created, next_try)"
				" VALUES (?, ?, ?, ?, ?5, ?5)",
				&stmt, err);
	if (status)
		return status;
	for (size_t i = 0; i < envelope->tos; i++)
		dlp_buf_addf(&to, "%s\n", envelope->to[i]);
	dlp_db_bind_text(stmt, 1, (struct dlp_span){ name, strlen(name) });
	sqlite3_bind_int64(stmt, 2, incident);
	dlp_db_bind_text(
		stmt, 3,
		(struct dlp_span){ envelope->from, strlen(envelope->from) });
	if (!to.status)
		dlp_db_bind_text(stmt, 4, dlp_buf_span(&to));
	sqlite3_bind_int64(stmt, 5, now);
	status = dlp_db_run(stmt, err);
	sqlite3_finalize(stmt);
	dlp_buf_release(&to);
	return status;
}

/* The recipients, from a line each to a string each. */
static enum dlp_status split(struct dlp_outbox_mail *mail,
			     struct dlp_span lines, struct dlp_error *err)
{
	mail->to = malloc(lines.len + 1);
	if (!mail->to)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	memcpy(mail->to, lines.ptr, lines.len);
	mail->to[lines.len] = '\0';
	for (char *p = mail->to, *end; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		if (mail->tos == DLP_MAIL_RECIPIENTS ||
		    !dlp_mail_address_ok(
			    (struct dlp_span){ p, (size_t)(end - p) }))
			return dlp_error_set(err, DLP_FATAL, 0,
					     "a row of the spool has no valid "
					     "recipients");
		mail->list[mail->tos++] = p;
	}
	return DLP_OK;
}

/* DLP_EOF where there is no row. */
enum dlp_status dlp_outbox_read(struct dlp_store *store, const char *name,
				struct dlp_outbox_mail *mail,
				struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	struct dlp_span from;
	enum dlp_status status;

	*mail = (struct dlp_outbox_mail){ 0 };
	status = dlp_db_prepare(store->db,
				"SELECT incident, created, tries, sender,"
				" recipients FROM spool WHERE name = ?",
				&stmt, err);
	if (status)
		return status;
	dlp_db_bind_text(stmt, 1, (struct dlp_span){ name, strlen(name) });
	status = dlp_db_step(stmt, err);
	if (status == DLP_OK) {
		mail->incident = sqlite3_column_int64(stmt, 0);
		mail->created = sqlite3_column_int64(stmt, 1);
		mail->tries = sqlite3_column_int64(stmt, 2);
		from = dlp_db_text(stmt, 3);
		if (dlp_mail_address_ok(from)) {
			memcpy(mail->from, from.ptr, from.len);
			status = split(mail, dlp_db_text(stmt, 4), err);
		} else {
			status = dlp_error_set(err, DLP_FATAL, 0,
					       "a row of the spool has no "
					       "valid sender");
		}
	}
	sqlite3_finalize(stmt);
	return status;
}

/* Bind a name and integers, and run; for the small changes below. */
static enum dlp_status change(struct dlp_store *store, const char *sql,
			      const char *name, const char *text,
			      const int64_t *args, int n, struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	enum dlp_status status = dlp_db_prepare(store->db, sql, &stmt, err);

	if (status)
		return status;
	dlp_db_bind_text(stmt, 1, (struct dlp_span){ name, strlen(name) });
	dlp_db_bind_text(stmt, 2, (struct dlp_span){ text, strlen(text) });
	for (int i = 0; i < n; i++)
		sqlite3_bind_int64(stmt, 3 + i, args[i]);
	status = dlp_db_run(stmt, err);
	sqlite3_finalize(stmt);
	return status;
}

static enum dlp_status commit_or_undo(struct dlp_store *store,
				      enum dlp_status status,
				      struct dlp_error *err)
{
	if (!status)
		status = dlp_db_exec(store->db, "COMMIT", err);
	if (status)
		dlp_db_rollback(store->db);
	return status;
}

/* Step 5. */
enum dlp_status dlp_outbox_sent(struct dlp_store *store, const char *name,
				const struct dlp_outbox_mail *mail, int64_t now,
				struct dlp_error *err)
{
	int64_t args[2] = { mail->incident, now };
	enum dlp_status status = dlp_db_exec(store->db, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	status = change(store, "DELETE FROM spool WHERE name = ?1", name, "",
			NULL, 0, err);
	if (!status)
		status = change(store,
				"UPDATE incident SET delivered = ?4,"
				" reason = ?2 WHERE id = ?3",
				"", "", args, 2, err);
	return commit_or_undo(store, status, err);
}

enum dlp_status dlp_outbox_kept(struct dlp_store *store, const char *name,
				const struct dlp_outbox_mail *mail,
				const char *reason, bool held, int64_t now,
				struct dlp_error *err)
{
	int64_t tries = mail->tries + 1;
	int64_t next = now + dlp_spool_delay((unsigned)tries);
	int64_t args[3] = { mail->incident, tries, next };
	enum dlp_status status = dlp_db_exec(store->db, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	status = change(store,
			held ? "UPDATE spool SET tries = ?4, next_try = NULL,"
			       " reason = ?2 WHERE name = ?1"
			     : "UPDATE spool SET tries = ?4, next_try = ?5,"
			       " reason = ?2 WHERE name = ?1",
			name, reason, args, 3, err);
	if (!status)
		status = change(store,
				"UPDATE incident SET reason = ?2 WHERE id = ?3",
				"", reason, args, 1, err);
	return commit_or_undo(store, status, err);
}

enum dlp_status dlp_outbox_due(struct dlp_store *store, int64_t now,
			       const char *after, char name[DLP_SPOOL_NAME],
			       struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	enum dlp_status status;

	status = dlp_db_prepare(store->db,
				"SELECT name FROM spool WHERE next_try <= ?1"
				" AND name > ?2 ORDER BY name LIMIT 1",
				&stmt, err);
	if (status)
		return status;
	sqlite3_bind_int64(stmt, 1, now);
	dlp_db_bind_text(stmt, 2, (struct dlp_span){ after, strlen(after) });
	status = dlp_db_step(stmt, err);
	if (status == DLP_OK)
		snprintf(name, DLP_SPOOL_NAME, "%s",
			 sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return status;
}

enum dlp_status dlp_outbox_count(struct dlp_store *store, uint64_t *count,
				 struct dlp_error *err)
{
	int64_t n = 0;
	enum dlp_status status = dlp_db_number(
		store->db, "SELECT count(*) FROM spool", NULL, 0, &n, err);

	*count = (uint64_t)n;
	return status;
}

/* A row without a file: what it told of is told again. */
enum dlp_status dlp_outbox_give_back(struct dlp_store *store, const char *name,
				     struct dlp_error *err)
{
	static const char *const sql[] = {
		"UPDATE finding SET incident = NULL WHERE incident ="
		" (SELECT incident FROM spool WHERE name = ?1)",
		"UPDATE error SET incident = NULL WHERE incident ="
		" (SELECT incident FROM spool WHERE name = ?1)",
		"UPDATE incident SET reason = ?2 WHERE id ="
		" (SELECT incident FROM spool WHERE name = ?1)",
		"DELETE FROM spool WHERE name = ?1",
	};
	enum dlp_status status = dlp_db_exec(store->db, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	for (size_t i = 0; !status && i < sizeof(sql) / sizeof(sql[0]); i++)
		status = change(store, sql[i], name, "lost from the spool",
				NULL, 0, err);
	return commit_or_undo(store, status, err);
}
