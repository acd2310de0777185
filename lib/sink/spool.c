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
#include "sink/outbox.h"

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
		status = dlp_outbox_add(spool->store, name, incident, envelope,
					now, err);
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

/* Steps 4 to 6, the file being locked. */
static enum dlp_status send_locked(struct dlp_spool *spool, const char *name,
				   const struct dlp_sendmail *how, int64_t now,
				   struct dlp_outbox_mail *row,
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
		status = dlp_outbox_sent(spool->store, name, row, now, err);
		if (!status && unlinkat(spool->new, name, 0))
			status = dlp_error_set(err, DLP_FATAL, errno,
					       "cannot remove from the spool");
		return status;
	}
	late = now - row->created >= DLP_SPOOL_GIVE_UP;
	*result = answer == DLP_SENDMAIL_NEVER || late ? DLP_SPOOL_HELD
						       : DLP_SPOOL_KEPT;
	return dlp_outbox_kept(spool->store, name, row, reason,
			       *result == DLP_SPOOL_HELD, now, err);
}

enum dlp_status dlp_spool_send(struct dlp_spool *spool, const char *name,
			       const struct dlp_sendmail *how, int64_t now,
			       enum dlp_spool_result *result, char *reason,
			       size_t size, struct dlp_error *err)
{
	enum dlp_status status;
	struct dlp_outbox_mail row;

	*result = DLP_SPOOL_BUSY;
	unlock(spool);
	spool->lock = open_locked(spool->new, name, O_RDONLY);
	if (spool->lock < 0 && (errno == EAGAIN || errno == ENOENT))
		return DLP_OK;
	if (spool->lock < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot read the spool");
	status = dlp_outbox_read(spool->store, name, &row, err);
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
	return dlp_outbox_due(spool->store, now, after, name, err);
}

enum dlp_status dlp_spool_count(struct dlp_spool *spool, uint64_t *count,
				struct dlp_error *err)
{
	return dlp_outbox_count(spool->store, count, err);
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
		struct dlp_outbox_mail row;
		int lock;

		if (!is_ours(spool, entry->d_name))
			continue;
		lock = open_locked(folder, entry->d_name, O_RDONLY);
		if (lock < 0)
			continue;
		status =
			dlp_outbox_read(spool->store, entry->d_name, &row, err);
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

enum dlp_status dlp_spool_recover(struct dlp_spool *spool, uint64_t *lost,
				  struct dlp_error *err)
{
	char name[DLP_SPOOL_NAME] = "";
	enum dlp_status status = sweep(spool, spool->tmp, true, err);

	*lost = 0;
	if (!status)
		status = sweep(spool, spool->new, false, err);
	while (!status) {
		status = dlp_outbox_due(spool->store, INT64_MAX, name, name,
					err);
		if (status)
			break;
		/* A rename may happen between the first two questions. */
		if (exists(spool->new, name) || exists(spool->tmp, name) ||
		    exists(spool->new, name))
			continue;
		status = dlp_outbox_give_back(spool->store, name, err);
		*lost += !status;
	}
	return status == DLP_EOF ? DLP_OK : status;
}
