#include "state/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/io.h"

enum {
	CHUNK = 256 << 10, /* bytes read and written at once */
	TRIES = 16,        /* to lock a file that others replace */
};

/* What the file begins with. */
struct head {
	char magic[16];
	unsigned char key[DLP_JOURNAL_KEY];
};

/* The last bytes tell the order of a machine's. */
static const struct head new_head = { .magic = "dlp-state 1\n" };

/* What stands before an entry; zeros behind it, up to the next. */
struct frame {
	uint64_t check; /* of what follows, and the entry */
	uint64_t len;
};

_Static_assert(sizeof(struct head) == DLP_JOURNAL_HEAD, "no padding");
_Static_assert(DLP_JOURNAL_HEAD % DLP_JOURNAL_ALIGN == 0, "entries align");
_Static_assert(sizeof(struct frame) == DLP_JOURNAL_ALIGN, "no padding");

struct dlp_journal {
	char *path;
	int fd;
	uint64_t end; /* where the next entry goes */
	struct head head;
};

static struct head head_of(const unsigned char *key)
{
	const uint32_t order = 0x01020304;
	struct head head = new_head;

	memcpy(head.magic + sizeof(head.magic) - sizeof(order), &order,
	       sizeof(order));
	memcpy(head.key, key, sizeof(head.key));
	return head;
}

static size_t padded(size_t len)
{
	return (len + DLP_JOURNAL_ALIGN - 1) & ~(size_t)(DLP_JOURNAL_ALIGN - 1);
}

/* Of a frame and what follows it, but for the checksum itself. */
static uint64_t check_of(const char *frame, size_t len)
{
	unsigned char digest[DLP_DIGEST_BYTES];
	uint64_t check;

	dlp_digest_of(
		(struct dlp_span){ frame + sizeof(check),
				   sizeof(struct frame) - sizeof(check) + len },
		digest);
	memcpy(&check, digest, sizeof(check));
	return check;
}

/*
 * Lock the file that `path` leads to, not one that was there just before.
 * -1 with errno, which is EWOULDBLOCK when another process has it.
 */
static int open_locked(const char *path)
{
	for (unsigned i = 0; i < TRIES; i++) {
		int fd = open(path,
			      O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW |
				      O_NONBLOCK | O_NOCTTY,
			      0600);
		struct stat ours, named;

		if (fd < 0)
			return -1;
		if (!fstat(fd, &ours) && !S_ISREG(ours.st_mode))
			return fd;
		if (flock(fd, LOCK_EX | LOCK_NB)) {
			int sys = errno;

			close(fd);
			errno = sys;
			return -1;
		}
		if (!fstat(fd, &ours) && !lstat(path, &named) &&
		    ours.st_dev == named.st_dev && ours.st_ino == named.st_ino)
			return fd;
		close(fd);
	}
	errno = EWOULDBLOCK;
	return -1;
}

static enum dlp_status begin_anew(struct dlp_journal *j, struct dlp_error *err)
{
	if (ftruncate(j->fd, 0) || lseek(j->fd, 0, SEEK_SET) < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot write");
	j->end = sizeof(j->head);
	return dlp_io_write(j->fd, &j->head, sizeof(j->head), err) ? DLP_SKIP
								   : DLP_OK;
}

/* What kind of file it is, and whether it is fit to be ours. */
static enum dlp_status check_file(struct dlp_journal *j, bool *anew,
				  struct dlp_error *err)
{
	struct head head = { { 0 }, { 0 } };
	struct stat st;
	ssize_t n;

	if (fstat(j->fd, &st))
		return dlp_error_set(err, DLP_SKIP, errno, "cannot open");
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || st.st_mode & 077)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "a state is a file of your own, of mode "
				     "0600");
	n = dlp_io_read_full(j->fd, &head, sizeof(head));
	if (n < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	/* Cut within its first bytes, and nothing but those, it is new. */
	if ((size_t)n < sizeof(head) && !memcmp(&head, &j->head, (size_t)n))
		return begin_anew(j, err);
	if (memcmp(head.magic, j->head.magic, sizeof(head.magic)) != 0)
		return dlp_error_set(err, DLP_SKIP, 0, "not a state file");
	if ((size_t)n == sizeof(head) &&
	    !memcmp(head.key, j->head.key, sizeof(head.key))) {
		j->end = (uint64_t)st.st_size;
		return DLP_OK;
	}
	*anew = (size_t)n == sizeof(head);
	return begin_anew(j, err);
}

enum dlp_status dlp_journal_open(const char *path,
				 const unsigned char key[DLP_JOURNAL_KEY],
				 struct dlp_journal **out, bool *anew,
				 struct dlp_error *err)
{
	struct dlp_journal *j = calloc(1, sizeof(*j));
	enum dlp_status status;

	*anew = false;
	if (!j)
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	j->fd = -1;
	j->path = strdup(path);
	if (!j->path) {
		dlp_journal_free(j);
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	}
	j->head = head_of(key);
	j->fd = open_locked(path);
	if (j->fd < 0)
		status = errno == EWOULDBLOCK
				 ? dlp_error_set(err, DLP_EOF, 0,
						 "another run has it")
				 : dlp_error_set(err, DLP_SKIP, errno,
						 "cannot open");
	else
		status = check_file(j, anew, err);
	if (status)
		dlp_journal_free(j);
	else
		*out = j;
	return status;
}

void dlp_journal_free(struct dlp_journal *j)
{
	if (!j)
		return;
	if (j->fd >= 0)
		close(j->fd);
	free(j->path);
	free(j);
}

/*
 * The entry at `at` of a file that ends at `end`, read through `window`, which
 * holds the bytes from `*from` on.  False where there is no whole one.
 */
static bool look(const struct dlp_journal *j, struct dlp_buf *window,
		 uint64_t *from, uint64_t at, struct dlp_span *entry)
{
	struct frame frame;
	size_t want = sizeof(frame);

	for (;;) {
		size_t skip = (size_t)(at - *from), more;
		ssize_t n;

		if (skip <= window->len && window->len - skip >= want) {
			if (want > sizeof(frame))
				break;
			memcpy(&frame, window->ptr + skip, sizeof(frame));
			if (!frame.len || frame.len > DLP_JOURNAL_ENTRY_MAX)
				return false;
			want = sizeof(frame) + padded((size_t)frame.len);
			continue;
		}
		dlp_buf_consume(window,
				skip < window->len ? skip : window->len);
		*from = at;
		more = want > CHUNK ? want : CHUNK;
		if (more > j->end - at - window->len)
			more = (size_t)(j->end - at - window->len);
		if (!more || dlp_buf_reserve(window, more))
			return false;
		n = pread(j->fd, window->ptr + window->len, more,
			  (off_t)(at + window->len));
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		window->len += (size_t)n;
	}
	*entry = (struct dlp_span){ window->ptr + (at - *from) + sizeof(frame),
				    (size_t)frame.len };
	return check_of(entry->ptr - sizeof(frame), entry->len) == frame.check;
}

enum dlp_status dlp_journal_each(struct dlp_journal *j, dlp_journal_fn *fn,
				 void *arg, struct dlp_error *err)
{
	struct dlp_buf window;
	uint64_t at = sizeof(j->head), from = at;
	struct dlp_span entry;
	bool going = true;

	dlp_buf_init(&window, 0);
	while (going && at < j->end && look(j, &window, &from, at, &entry)) {
		going = fn(arg, at, entry);
		at += dlp_journal_cost(entry);
	}
	going = going && window.status != DLP_FATAL;
	dlp_buf_release(&window);
	if (!going)
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	if (at == j->end)
		return DLP_OK;
	if (ftruncate(j->fd, (off_t)at))
		return dlp_error_set(err, DLP_FATAL, errno, "cannot write");
	j->end = at;
	return DLP_OK;
}

bool dlp_journal_read(const struct dlp_journal *j, uint64_t at,
		      struct dlp_buf *out)
{
	enum { FIRST = 1024 }; /* bytes: all of most entries */
	struct frame frame;
	size_t want = FIRST;

	dlp_buf_clear(out);
	for (;;) {
		ssize_t n;

		if (dlp_buf_reserve(out, want - out->len))
			return false;
		n = pread(j->fd, out->ptr + out->len, want - out->len,
			  (off_t)(at + out->len));
		if (n < 0 && errno == EINTR)
			continue;
		if (n > 0)
			out->len += (size_t)n;
		if (out->len < sizeof(frame))
			return false;
		memcpy(&frame, out->ptr, sizeof(frame));
		if (!frame.len || frame.len > DLP_JOURNAL_ENTRY_MAX)
			return false;
		if (out->len >= sizeof(frame) + frame.len)
			break;
		if (n <= 0)
			return false;
		want = sizeof(frame) + (size_t)frame.len;
	}
	if (check_of(out->ptr, (size_t)frame.len) != frame.check)
		return false;
	dlp_buf_consume(out, sizeof(frame));
	out->len = (size_t)frame.len;
	return true;
}

void dlp_journal_frame(struct dlp_buf *out, struct dlp_span entry)
{
	static const char zeros[DLP_JOURNAL_ALIGN];
	struct frame frame = { 0, entry.len };
	size_t at = out->len;

	dlp_buf_add(out, &frame, sizeof(frame));
	dlp_buf_addspan(out, entry);
	if (dlp_buf_add(out, zeros, padded(entry.len) - entry.len))
		return;
	frame.check = check_of(out->ptr + at, entry.len);
	memcpy(out->ptr + at, &frame.check, sizeof(frame.check));
}

size_t dlp_journal_framed(struct dlp_span entries, struct dlp_span *entry)
{
	struct frame frame;

	memcpy(&frame, entries.ptr, sizeof(frame));
	*entry = (struct dlp_span){ entries.ptr + sizeof(frame),
				    (size_t)frame.len };
	return sizeof(frame) + padded(entry->len);
}

enum dlp_status dlp_journal_write(struct dlp_journal *j,
				  struct dlp_span entries, uint64_t *at,
				  struct dlp_error *err)
{
	if (j->end + entries.len > DLP_JOURNAL_MAX)
		return dlp_error_set(err, DLP_SKIP, EFBIG, "cannot write");
	if (lseek(j->fd, (off_t)j->end, SEEK_SET) < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot write");
	if (dlp_io_write(j->fd, entries.ptr, entries.len, err)) {
		/* Or else it is cut off when it is read. */
		(void)!ftruncate(j->fd, (off_t)j->end);
		return DLP_SKIP;
	}
	*at = j->end;
	j->end += entries.len;
	return DLP_OK;
}

uint64_t dlp_journal_size(const struct dlp_journal *j)
{
	return j->end;
}

uint64_t dlp_journal_cost(struct dlp_span entry)
{
	return sizeof(struct frame) + padded(entry.len);
}

enum dlp_status dlp_journal_sync(struct dlp_journal *j, struct dlp_error *err)
{
	return fsync(j->fd)
		       ? dlp_error_set(err, DLP_SKIP, errno, "cannot write")
		       : DLP_OK;
}

/* A journal on its way to its successor. */
struct copy {
	struct dlp_journal *next;
	dlp_journal_fn *keep;
	void *arg;
	struct dlp_buf out;
	enum dlp_status status;
	struct dlp_error *err;
};

static void flush_copy(struct copy *copy)
{
	uint64_t at;

	if (copy->out.status)
		copy->status = dlp_error_set(copy->err, DLP_FATAL, ENOMEM,
					     "out of memory");
	else if (!copy->status)
		copy->status = dlp_journal_write(
			copy->next, dlp_buf_span(&copy->out), &at, copy->err);
	dlp_buf_clear(&copy->out);
}

static bool copy_entry(void *arg, uint64_t at, struct dlp_span entry)
{
	struct copy *copy = arg;

	if (copy->keep(copy->arg, at, entry))
		dlp_journal_frame(&copy->out, entry);
	if (copy->out.len >= CHUNK)
		flush_copy(copy);
	return !copy->status;
}

/* The name of a file has changed: that is a matter of its folder. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash ? strdup(path) : NULL;
	int fd;

	/* With the slash: the root has nothing else. */
	if (folder)
		folder[slash - path + 1] = '\0';
	fd = open(folder ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0) {
		(void)!fsync(fd);
		close(fd);
	}
	free(folder);
}

/* The file beside it, locked before anybody can know it by its name. */
static enum dlp_status open_next(const struct dlp_journal *j,
				 struct dlp_journal *next,
				 struct dlp_error *err)
{
	size_t size = strlen(j->path) + sizeof(".new");

	*next = (struct dlp_journal){ .fd = -1, .head = j->head };
	next->path = malloc(size);
	if (!next->path)
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	snprintf(next->path, size, "%s.new", j->path);
	/* One that a process left which was stopped; we hold the lock. */
	(void)!unlink(next->path);
	next->fd =
		open(next->path,
		     O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (next->fd < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "cannot write");
	if (flock(next->fd, LOCK_EX | LOCK_NB))
		return dlp_error_set(err, DLP_SKIP, errno, "cannot lock");
	return begin_anew(next, err);
}

enum dlp_status dlp_journal_rewrite(struct dlp_journal *j, dlp_journal_fn *keep,
				    void *arg, struct dlp_error *err)
{
	struct dlp_journal next;
	struct copy copy = {
		.next = &next, .keep = keep, .arg = arg, .err = err
	};
	struct dlp_error over;
	enum dlp_status status = open_next(j, &next, err);

	dlp_buf_init(&copy.out, 0);
	if (!status) {
		/* What ends it is told in `copy`, and otherwise is nothing. */
		status = dlp_journal_each(j, copy_entry, &copy, &over);
		flush_copy(&copy);
		if (copy.status)
			status = copy.status;
		else if (status)
			*err = over;
	}
	dlp_buf_release(&copy.out);
	if (!status)
		status = dlp_journal_sync(&next, err);
	if (!status && rename(next.path, j->path))
		status = dlp_error_set(err, DLP_SKIP, errno, "cannot write");
	if (status) {
		if (next.fd >= 0) {
			(void)!unlink(next.path);
			close(next.fd);
		}
		free(next.path);
		return status;
	}
	sync_folder(j->path);
	close(j->fd);
	j->fd = next.fd;
	j->end = next.end;
	free(next.path);
	return DLP_OK;
}
