/* XSI has realpath(3); Linux has statfs(2), POSIX no type of a file system. */
#define _XOPEN_SOURCE 700

#include "sink/db.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/utf8.h"
#include "sink/schema.h"

static enum dlp_status fail(sqlite3 *db, int code, struct dlp_error *err)
{
	int primary = code & 0xff;
	bool locked = primary == SQLITE_BUSY || primary == SQLITE_LOCKED;
	bool system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;

	return dlp_error_set(err, locked ? DLP_SKIP : DLP_FATAL,
			     db && system ? sqlite3_system_errno(db) : 0, "%s",
			     sqlite3_errstr(code));
}

enum dlp_status dlp_db_exec(sqlite3 *db, const char *sql, struct dlp_error *err)
{
	int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return code ? fail(db, code, err) : DLP_OK;
}

void dlp_db_rollback(sqlite3 *db)
{
	/* SQLite may have done it, on a full disk for example. */
	if (!sqlite3_get_autocommit(db))
		sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
}

enum dlp_status dlp_db_prepare(sqlite3 *db, const char *sql,
			       sqlite3_stmt **stmt, struct dlp_error *err)
{
	int code = sqlite3_prepare_v2(db, sql, -1, stmt, NULL);

	return code ? fail(db, code, err) : DLP_OK;
}

enum dlp_status dlp_db_step(sqlite3_stmt *stmt, struct dlp_error *err)
{
	int code = sqlite3_step(stmt);
	enum dlp_status status;

	if (code == SQLITE_ROW)
		return DLP_OK;
	status = DLP_EOF;
	if (code != SQLITE_DONE)
		status = fail(sqlite3_db_handle(stmt), code, err);
	sqlite3_reset(stmt);
	return status;
}

enum dlp_status dlp_db_run(sqlite3_stmt *stmt, struct dlp_error *err)
{
	enum dlp_status status = dlp_db_step(stmt, err);

	if (status == DLP_OK)
		sqlite3_reset(stmt);
	return status == DLP_EOF ? DLP_OK : status;
}

enum dlp_status dlp_db_number(sqlite3 *db, const char *sql, const int64_t *args,
			      int n, int64_t *out, struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	enum dlp_status status = dlp_db_prepare(db, sql, &stmt, err);

	if (status)
		return status;
	for (int i = 0; i < n; i++)
		sqlite3_bind_int64(stmt, i + 1, args[i]);
	status = dlp_db_step(stmt, err);
	if (status == DLP_OK && out)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return status == DLP_EOF ? DLP_OK : status;
}

void dlp_db_bind_text(sqlite3_stmt *stmt, int index, struct dlp_span text)
{
	struct dlp_buf mended = { 0 };

	if (dlp_utf8_valid(text) == text.len) {
		sqlite3_bind_text64(stmt, index, text.len ? text.ptr : "",
				    text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
		return;
	}
	dlp_utf8_mend(&mended, text);
	/* NULL is what a NOT NULL column then refuses. */
	if (!mended.status)
		sqlite3_bind_text64(stmt, index, mended.ptr, mended.len,
				    SQLITE_TRANSIENT, SQLITE_UTF8);
	else
		sqlite3_bind_null(stmt, index);
	dlp_buf_release(&mended);
}

void dlp_db_bind_bytes(sqlite3_stmt *stmt, int index, struct dlp_span bytes)
{
	sqlite3_bind_blob64(stmt, index, bytes.len ? bytes.ptr : "", bytes.len,
			    SQLITE_TRANSIENT);
}

struct dlp_span dlp_db_text(sqlite3_stmt *stmt, int column)
{
	const unsigned char *p = sqlite3_column_text(stmt, column);

	return (struct dlp_span){ (const char *)p,
				  (size_t)sqlite3_column_bytes(stmt, column) };
}

bool dlp_db_wal_fits(unsigned long type)
{
	/* NFS, SMB, SMB2, FUSE, 9p: from linux/magic.h and their sources. */
	static const unsigned long none[] = { 0x6969, 0xff534d42, 0xfe534d42,
					      0x65735546, 0x01021997 };

	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if ((type & 0xffffffff) == none[i])
			return false;
	return true;
}

int dlp_db_version(void)
{
	return DLP_SCHEMA_STEPS;
}

const char *dlp_db_step_sql(int version)
{
	return dlp_schema_step[version - 1];
}

/*
 * The version is read inside of the transaction: of several processes that
 * find an old database one migrates it and the others see it done.
 */
static enum dlp_status migrate(sqlite3 *db, struct dlp_error *err)
{
	enum dlp_status status = dlp_db_exec(db, "BEGIN IMMEDIATE", err);
	int64_t version = 0;
	char sql[64];

	if (status)
		return status;
	status = dlp_db_number(db, "PRAGMA user_version", NULL, 0, &version,
			       err);
	if (!status && version > DLP_SCHEMA_STEPS)
		status = dlp_error_set(err, DLP_FATAL, 0,
				       "the database is of version %d, which "
				       "is later than %d",
				       (int)version, DLP_SCHEMA_STEPS);
	for (; !status && version < DLP_SCHEMA_STEPS; version++)
		status = dlp_db_exec(db, dlp_schema_step[version], err);
	snprintf(sql, sizeof(sql), "PRAGMA user_version = %d",
		 DLP_SCHEMA_STEPS);
	if (!status)
		status = dlp_db_exec(db, sql, err);
	if (!status)
		status = dlp_db_exec(db, "COMMIT", err);
	if (status)
		dlp_db_rollback(db);
	return status;
}

/*
 * SQLite refuses a link anywhere in the path; one in the folders above is the
 * administrator's choice and is resolved first.  Freed by the caller.
 */
static char *resolve(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = path;
	char *dir, *real, *out;
	size_t size;

	if (slash) {
		name = slash + 1;
		dir = malloc((size_t)(name - path) + 1);
		if (!dir)
			return NULL;
		memcpy(dir, path, (size_t)(name - path));
		dir[name - path] = '\0';
		real = realpath(dir, NULL);
		free(dir);
	} else {
		real = realpath(".", NULL);
	}
	if (!real)
		return NULL;
	size = strlen(real) + 1 + strlen(name) + 1;
	out = malloc(size);
	if (out)
		snprintf(out, size, "%s/%s", real, name);
	free(real);
	return out;
}

/*
 * Ask for a write-ahead log; `*wal` says whether there is one.  Of several
 * processes that open a fresh file at once SQLite lets one switch and refuses
 * the others without waiting: the wait is ours.
 */
static enum dlp_status set_journal(sqlite3 *db, unsigned wait_ms, bool *wal,
				   struct dlp_error *err)
{
	enum { NAP_MS = 5 };
	const char *sql = *wal ? "PRAGMA journal_mode = WAL"
			       : "PRAGMA journal_mode = DELETE";
	enum dlp_status status;
	sqlite3_stmt *stmt;

	for (unsigned waited = 0;; waited += NAP_MS) {
		status = dlp_db_prepare(db, sql, &stmt, err);
		if (!status)
			status = dlp_db_step(stmt, err);
		if (status == DLP_OK && *wal)
			*wal = dlp_span_eq(dlp_db_text(stmt, 0),
					   DLP_SPAN("wal"));
		sqlite3_finalize(stmt);
		if (status != DLP_SKIP || waited >= wait_ms)
			return status < 0 ? status : DLP_OK;
		sqlite3_sleep(NAP_MS);
	}
}

static enum dlp_status set_up(sqlite3 *db, const char *path, bool durable,
			      unsigned wait_ms, bool *wal,
			      struct dlp_error *err)
{
	enum dlp_status status;
	struct statfs fs;

	sqlite3_busy_timeout(db, (int)wait_ms);
	*wal = !statfs(path, &fs) && dlp_db_wal_fits((unsigned long)fs.f_type);
	status = set_journal(db, wait_ms, wal, err);
	if (status)
		return status;
	/* A rollback journal is only safe with full synchronisation. */
	status = dlp_db_exec(db,
			     durable || !*wal ? "PRAGMA synchronous = FULL"
					      : "PRAGMA synchronous = NORMAL",
			     err);
	if (!status)
		status = dlp_db_exec(db, "PRAGMA foreign_keys = ON", err);
	return status ? status : migrate(db, err);
}

enum dlp_status dlp_db_open(const char *path, bool durable, unsigned wait_ms,
			    sqlite3 **db, bool *wal, struct dlp_error *err)
{
	char *real = resolve(path);
	enum dlp_status status;
	int fd, code;

	*db = NULL;
	if (!real)
		return dlp_error_set(err, DLP_FATAL, errno, "cannot open");
	/*
	 * Made here so that it is private from its first moment; closed before
	 * SQLite opens it, because a later close would drop its locks.
	 */
	fd = open(real, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY,
		  0600);
	if (fd < 0) {
		status = dlp_error_set(err, DLP_FATAL, errno, "cannot open");
		free(real);
		return status;
	}
	close(fd);
	code = sqlite3_open_v2(
		real, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, NULL);
	status = code ? fail(*db, code, err)
		      : set_up(*db, real, durable, wait_ms, wal, err);
	free(real);
	if (status) {
		sqlite3_close(*db);
		*db = NULL;
	}
	return status;
}

/* Every page of `from` into `to`. */
static enum dlp_status copy_pages(sqlite3 *to, sqlite3 *from,
				  struct dlp_error *err)
{
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	int code;

	if (!backup)
		return fail(to, sqlite3_errcode(to), err);
	sqlite3_backup_step(backup, -1);
	code = sqlite3_backup_finish(backup);
	return code ? fail(to, code, err) : DLP_OK;
}

enum dlp_status dlp_db_open_copy(const char *path, unsigned wait_ms,
				 sqlite3 **db, struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;
	sqlite3 *from = NULL;
	int code = sqlite3_open_v2(
		"", db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);

	if (code) {
		status = fail(*db, code, err);
	} else if (!access(path, F_OK)) {
		/*
		 * SQLite falls back to reading alone where it may not write;
		 * where it may, it leaves no log behind when it closes.
		 */
		code = sqlite3_open_v2(path, &from, SQLITE_OPEN_READWRITE,
				       NULL);
		if (code) {
			status = fail(from, code, err);
		} else {
			sqlite3_busy_timeout(from, (int)wait_ms);
			status = copy_pages(*db, from, err);
		}
		sqlite3_close(from);
	}
	if (!status)
		status = migrate(*db, err);
	if (status) {
		sqlite3_close(*db);
		*db = NULL;
	}
	return status;
}
