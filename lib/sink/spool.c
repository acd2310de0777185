#include "sink/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h> /* flock: fcntl's locks end with any close of the file */
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/sha256.h"
#include "sink/mail.h"
#include "sink/store_impl.h"

enum { RANDOM = 8 }; /* bytes in a name */

struct dlp_spool {
	struct dlp_store *store;
	int tmp, new; /* folders */
	int lock;     /* of the mail that is being made, or -1 */
};

static bool ours(int fd)
{
	struct stat st;

	return !fstat(fd, &st) && S_ISDIR(st.st_mode) &&
	       st.st_uid == geteuid() && !(st.st_mode & 022);
}

/* `name` below `at`, made where it is not. */
static enum dlp_status open_folder(int at, const char *name, int *fd,
				   struct dlp_error *err)
{
	if (mkdirat(at, name, 0700) && errno != EEXIST)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot make the spool");
	*fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (*fd < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot open the spool");
	if (!ours(*fd))
		return dlp_error_set(err, DLP_FATAL, 0,
				     "the spool is not ours alone to write");
	return DLP_OK;
}

enum dlp_status dlp_spool_open(const char *path, struct dlp_store *store,
			       struct dlp_spool **out, struct dlp_error *err)
{
	struct dlp_spool *spool = calloc(1, sizeof(*spool));
	enum dlp_status status;
	int base = -1, cur = -1;

	*out = NULL;
	if (!spool)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	*spool = (struct dlp_spool){ store, -1, -1, -1 };
	status = open_folder(AT_FDCWD, path, &base, err);
	if (!status)
		status = open_folder(base, "tmp", &spool->tmp, err);
	if (!status)
		status = open_folder(base, "new", &spool->new, err);
	/* Unused, but a Maildir has it. */
	if (!status)
		status = open_folder(base, "cur", &cur, err);
	if (base >= 0)
		close(base);
	if (cur >= 0)
		close(cur);
	if (status)
		dlp_spool_close(spool);
	else
		*out = spool;
	return status;
}

static void unlock(struct dlp_spool *spool)
{
	if (spool->lock >= 0)
		close(spool->lock);
	spool->lock = -1;
}

void dlp_spool_close(struct dlp_spool *spool)
{
	if (!spool)
		return;
	unlock(spool);
	if (spool->tmp >= 0)
		close(spool->tmp);
	if (spool->new >= 0)
		close(spool->new);
	free(spool);
}

int64_t dlp_spool_delay(unsigned tries)
{
	int64_t delay = DLP_SPOOL_FIRST;

	while (--tries && delay < DLP_SPOOL_LONGEST)
		delay *= 2;
	return delay < DLP_SPOOL_LONGEST ? delay : DLP_SPOOL_LONGEST;
}

enum dlp_status dlp_spool_name(struct dlp_spool *spool, int64_t now,
			       char name[DLP_SPOOL_NAME], struct dlp_error *err)
{
	unsigned char bytes[RANDOM];
	char hex[2 * RANDOM + 1] = "";
	int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot open /dev/urandom");
	n = dlp_io_read_full(fd, bytes, sizeof(bytes));
	close(fd);
	if (n != (ssize_t)sizeof(bytes))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot read /dev/urandom");
	dlp_hex(hex, bytes, sizeof(bytes));
	snprintf(name, DLP_SPOOL_NAME, "%lld.%s.%s", (long long)now, hex,
		 dlp_store_self(spool->store));
	return DLP_OK;
}

/* Whether a file's name says that it belongs to this database. */
static bool is_ours(const struct dlp_spool *spool, const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot && strlen(name) < DLP_SPOOL_NAME &&
	       !strcmp(dot + 1, dlp_store_self(spool->store));
}

static int open_locked(int dir, const char *name, int flags)
{
	int fd = openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC, 0600);
	struct stat st;

	if (fd < 0)
		return -1;
	/* Gone, or gone and locked: somebody else was faster. */
	if (flock(fd, LOCK_EX | LOCK_NB) || fstat(fd, &st) || !st.st_nlink) {
		close(fd);
		errno = EAGAIN;
		return -1;
	}
	return fd;
}

static enum dlp_status add_row(struct dlp_spool *spool, const char *name,
			       int64_t incident,
			       const struct dlp_sendmail *envelope, int64_t now,
			       struct dlp_error *err)
{
	struct dlp_buf to = { 0 };
	sqlite3_stmt *stmt;
	enum dlp_status status;

	status = dlp_db_prepare(spool->store->db,
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

enum dlp_status dlp_spool_put(struct dlp_spool *spool, const char *name,
			      struct dlp_span content, int64_t incident,
			      const struct dlp_sendmail *envelope, int64_t now,
			      struct dlp_error *err)
{
	enum dlp_status status;

	unlock(spool);
	spool->lock =
		open_locked(spool->tmp, name, O_WRONLY | O_CREAT | O_EXCL);
	if (spool->lock < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot write to the spool");
	status = dlp_io_write(spool->lock, content.ptr, content.len, err);
	if (!status && fsync(spool->lock))
		status = dlp_error_set(err, DLP_FATAL, errno,
				       "cannot write to the spool");
	if (!status)
		status = add_row(spool, name, incident, envelope, now, err);
	return status;
}

enum dlp_status dlp_spool_publish(struct dlp_spool *spool, const char *name,
				  struct dlp_error *err)
{
	if (renameat(spool->tmp, name, spool->new, name) || fsync(spool->new) ||
	    fsync(spool->tmp))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot write to the spool");
	return DLP_OK;
}

void dlp_spool_discard(struct dlp_spool *spool, const char *name)
{
	if (spool->lock >= 0)
		unlinkat(spool->tmp, name, 0);
	unlock(spool);
}

/* What the database knows of one mail. */
struct row {
	int64_t incident, created, tries;
	char from[DLP_MAIL_ADDRESS + 1];
	char *to; /* one string a recipient, allocated */
	const char *list[DLP_MAIL_RECIPIENTS];
	size_t tos;
};

/* The recipients, from a line each to a string each. */
static enum dlp_status split(struct row *row, struct dlp_span lines,
			     struct dlp_error *err)
{
	row->to = malloc(lines.len + 1);
	if (!row->to)
		return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
	memcpy(row->to, lines.ptr, lines.len);
	row->to[lines.len] = '\0';
	for (char *p = row->to, *end; (end = strchr(p, '\n')); p = end + 1) {
		*end = '\0';
		if (row->tos == DLP_MAIL_RECIPIENTS ||
		    !dlp_mail_address_ok(
			    (struct dlp_span){ p, (size_t)(end - p) }))
			return dlp_error_set(err, DLP_FATAL, 0,
					     "a row of the spool has no valid "
					     "recipients");
		row->list[row->tos++] = p;
	}
	return DLP_OK;
}

/* DLP_EOF where there is no row. */
static enum dlp_status read_row(struct dlp_spool *spool, const char *name,
				struct row *row, struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	struct dlp_span from;
	enum dlp_status status;

	*row = (struct row){ 0 };
	status = dlp_db_prepare(spool->store->db,
				"SELECT incident, created, tries, sender,"
				" recipients FROM spool WHERE name = ?",
				&stmt, err);
	if (status)
		return status;
	dlp_db_bind_text(stmt, 1, (struct dlp_span){ name, strlen(name) });
	status = dlp_db_step(stmt, err);
	if (status == DLP_OK) {
		row->incident = sqlite3_column_int64(stmt, 0);
		row->created = sqlite3_column_int64(stmt, 1);
		row->tries = sqlite3_column_int64(stmt, 2);
		from = dlp_db_text(stmt, 3);
		if (dlp_mail_address_ok(from)) {
			memcpy(row->from, from.ptr, from.len);
			status = split(row, dlp_db_text(stmt, 4), err);
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
static enum dlp_status change(struct dlp_spool *spool, const char *sql,
			      const char *name, const char *text,
			      const int64_t *args, int n, struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	enum dlp_status status =
		dlp_db_prepare(spool->store->db, sql, &stmt, err);

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

static enum dlp_status commit_or_undo(struct dlp_spool *spool,
				      enum dlp_status status,
				      struct dlp_error *err)
{
	if (!status)
		status = dlp_db_exec(spool->store->db, "COMMIT", err);
	if (status)
		dlp_db_rollback(spool->store->db);
	return status;
}

/* Step 5. */
static enum dlp_status mark_sent(struct dlp_spool *spool, const char *name,
				 const struct row *row, int64_t now,
				 struct dlp_error *err)
{
	int64_t args[2] = { row->incident, now };
	enum dlp_status status =
		dlp_db_exec(spool->store->db, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	status = change(spool, "DELETE FROM spool WHERE name = ?1", name, "",
			NULL, 0, err);
	if (!status)
		status = change(spool,
				"UPDATE incident SET delivered = ?4,"
				" reason = ?2 WHERE id = ?3",
				"", "", args, 2, err);
	return commit_or_undo(spool, status, err);
}

static enum dlp_status mark_kept(struct dlp_spool *spool, const char *name,
				 const struct row *row, const char *reason,
				 bool held, int64_t now, struct dlp_error *err)
{
	int64_t tries = row->tries + 1;
	int64_t next = now + dlp_spool_delay((unsigned)tries);
	int64_t args[3] = { row->incident, tries, next };
	enum dlp_status status =
		dlp_db_exec(spool->store->db, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	status = change(spool,
			held ? "UPDATE spool SET tries = ?4, next_try = NULL,"
			       " reason = ?2 WHERE name = ?1"
			     : "UPDATE spool SET tries = ?4, next_try = ?5,"
			       " reason = ?2 WHERE name = ?1",
			name, reason, args, 3, err);
	if (!status)
		status = change(spool,
				"UPDATE incident SET reason = ?2 WHERE id = ?3",
				"", reason, args, 1, err);
	return commit_or_undo(spool, status, err);
}

/* Steps 4 to 6, the file being locked. */
static enum dlp_status send_locked(struct dlp_spool *spool, const char *name,
				   const struct dlp_sendmail *how, int64_t now,
				   struct row *row,
				   enum dlp_spool_result *result, char *reason,
				   size_t size, struct dlp_error *err)
{
	struct dlp_sendmail mail = *how;
	/* Of its own, so that the lock is not the child's. */
	int in = openat(spool->new, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	enum dlp_sendmail_result answer;
	enum dlp_status status;
	bool late;

	if (in < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot read the spool");
	mail.from = row->from;
	mail.to = row->list;
	mail.tos = row->tos;
	answer = dlp_sendmail_run(&mail, in, reason, size);
	close(in);
	if (answer == DLP_SENDMAIL_TAKEN) {
		*result = DLP_SPOOL_SENT;
		status = mark_sent(spool, name, row, now, err);
		if (!status && unlinkat(spool->new, name, 0))
			status = dlp_error_set(err, DLP_FATAL, errno,
					       "cannot remove from the spool");
		return status;
	}
	late = now - row->created >= DLP_SPOOL_GIVE_UP;
	*result = answer == DLP_SENDMAIL_NEVER || late ? DLP_SPOOL_HELD
						       : DLP_SPOOL_KEPT;
	return mark_kept(spool, name, row, reason, *result == DLP_SPOOL_HELD,
			 now, err);
}

enum dlp_status dlp_spool_send(struct dlp_spool *spool, const char *name,
			       const struct dlp_sendmail *how, int64_t now,
			       enum dlp_spool_result *result, char *reason,
			       size_t size, struct dlp_error *err)
{
	enum dlp_status status;
	struct row row;

	*result = DLP_SPOOL_BUSY;
	unlock(spool);
	spool->lock = open_locked(spool->new, name, O_RDONLY);
	if (spool->lock < 0 && (errno == EAGAIN || errno == ENOENT))
		return DLP_OK;
	if (spool->lock < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot read the spool");
	status = read_row(spool, name, &row, err);
	if (!status)
		status = send_locked(spool, name, how, now, &row, result,
				     reason, size, err);
	free(row.to);
	unlock(spool);
	return status == DLP_EOF ? DLP_OK : status;
}

enum dlp_status dlp_spool_due(struct dlp_spool *spool, int64_t now,
			      const char *after, char name[DLP_SPOOL_NAME],
			      struct dlp_error *err)
{
	sqlite3_stmt *stmt;
	enum dlp_status status;

	status = dlp_db_prepare(spool->store->db,
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

enum dlp_status dlp_spool_count(struct dlp_spool *spool, uint64_t *count,
				struct dlp_error *err)
{
	int64_t n = 0;
	enum dlp_status status =
		dlp_db_number(spool->store->db, "SELECT count(*) FROM spool",
			      NULL, 0, &n, err);

	*count = (uint64_t)n;
	return status;
}

/* Files without a row: left by a crash before the row, or after it. */
static enum dlp_status sweep(struct dlp_spool *spool, int folder, bool is_tmp,
			     struct dlp_error *err)
{
	int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	enum dlp_status status = DLP_OK;
	struct dirent *entry;

	if (!dir) {
		status = dlp_error_set(err, DLP_FATAL, errno,
				       "cannot read the spool");
		if (copy >= 0)
			close(copy);
		return status;
	}
	while (status >= 0 && (entry = readdir(dir))) {
		struct row row;
		int lock;

		if (!is_ours(spool, entry->d_name))
			continue;
		lock = open_locked(folder, entry->d_name, O_RDONLY);
		if (lock < 0)
			continue;
		status = read_row(spool, entry->d_name, &row, err);
		if (status == DLP_EOF)
			unlinkat(folder, entry->d_name, 0);
		else if (status == DLP_OK && is_tmp)
			status = dlp_spool_publish(spool, entry->d_name, err);
		free(row.to);
		close(lock);
	}
	closedir(dir);
	return status < 0 ? status : DLP_OK;
}

static bool exists(int folder, const char *name)
{
	struct stat st;

	return !fstatat(folder, name, &st, AT_SYMLINK_NOFOLLOW);
}

/* A row without a file: what it told of is told again. */
static enum dlp_status give_back(struct dlp_spool *spool, const char *name,
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
	enum dlp_status status =
		dlp_db_exec(spool->store->db, "BEGIN IMMEDIATE", err);

	if (status)
		return status;
	for (size_t i = 0; !status && i < sizeof(sql) / sizeof(sql[0]); i++)
		status = change(spool, sql[i], name, "lost from the spool",
				NULL, 0, err);
	return commit_or_undo(spool, status, err);
}

enum dlp_status dlp_spool_recover(struct dlp_spool *spool, uint64_t *lost,
				  struct dlp_error *err)
{
	char name[DLP_SPOOL_NAME] = "";
	enum dlp_status status = sweep(spool, spool->tmp, true, err);

	*lost = 0;
	if (!status)
		status = sweep(spool, spool->new, false, err);
	while (!status) {
		status = dlp_spool_due(spool, INT64_MAX, name, name, err);
		if (status)
			break;
		/* A rename may happen between the first two questions. */
		if (exists(spool->new, name) || exists(spool->tmp, name) ||
		    exists(spool->new, name))
			continue;
		status = give_back(spool, name, err);
		*lost += !status;
	}
	return status == DLP_EOF ? DLP_OK : status;
}
