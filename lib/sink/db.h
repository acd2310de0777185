#ifndef DLP_DB_H
#define DLP_DB_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/*
 * SQLite as the sink uses it: one private file, read and written by several
 * processes at once.  Statuses: DLP_SKIP is "locked for now, nothing was
 * changed", DLP_FATAL everything else.
 */

/*
 * Open `path`, made with mode 0600 where it does not exist; a symbolic link
 * in its last component is refused.  `wait_ms` is how long every later call
 * waits for other writers.  Tables are brought to the current version.
 * `*wal` is false where the file system has no room for a write-ahead log
 * shared by processes (NFS, SMB, FUSE, 9p): a rollback journal serves there,
 * more slowly.
 */
DLP_MUST_CHECK enum dlp_status dlp_db_open(const char *path, bool durable,
					   unsigned wait_ms, sqlite3 **db,
					   bool *wal, struct dlp_error *err);

/*
 * A copy of `path` that nobody else sees and that is gone when closed, empty
 * where there is no such file.
 */
DLP_MUST_CHECK enum dlp_status dlp_db_open_copy(const char *path,
						unsigned wait_ms, sqlite3 **db,
						struct dlp_error *err);

/* Whether a write-ahead log works on a file system of this type (statfs). */
bool dlp_db_wal_fits(unsigned long type);

/* The version that dlp_db_open() brings a database to. */
int dlp_db_version(void);

/* The SQL that made version `version`, from 1; for tests of migration. */
const char *dlp_db_step_sql(int version);

DLP_MUST_CHECK enum dlp_status dlp_db_exec(sqlite3 *db, const char *sql,
					   struct dlp_error *err);
/* Undo what is open; nothing where nothing is. */
void dlp_db_rollback(sqlite3 *db);
DLP_MUST_CHECK enum dlp_status dlp_db_prepare(sqlite3 *db, const char *sql,
					      sqlite3_stmt **stmt,
					      struct dlp_error *err);

/* DLP_OK for a row, DLP_EOF at the end, which resets the statement. */
DLP_MUST_CHECK enum dlp_status dlp_db_step(sqlite3_stmt *stmt,
					   struct dlp_error *err);

/* Step a statement that has no rows to give. */
DLP_MUST_CHECK enum dlp_status dlp_db_run(sqlite3_stmt *stmt,
					  struct dlp_error *err);

/*
 * Prepare, bind integers, step and finalize in one call, for statements of the
 * moment; the first column of the first row into `*out` (NULL when it does not
 * matter).  Without a row `*out` stays.
 */
DLP_MUST_CHECK enum dlp_status dlp_db_number(sqlite3 *db, const char *sql,
					     const int64_t *args, int n,
					     int64_t *out,
					     struct dlp_error *err);

/*
 * Text is mended to UTF-8 where it is not, and borrowed or copied as SQLite
 * needs it.  A failure shows in the next step.
 */
void dlp_db_bind_text(sqlite3_stmt *stmt, int index, struct dlp_span text);
void dlp_db_bind_bytes(sqlite3_stmt *stmt, int index, struct dlp_span bytes);

/* A column's text, valid until the statement is stepped or reset. */
struct dlp_span dlp_db_text(sqlite3_stmt *stmt, int column);

#endif
