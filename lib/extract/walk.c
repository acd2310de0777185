#include "extract/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/pages.h"
#include "extract/ignore.h"
#include "extract/inodes.h"

/* A folder that is being walked. */
struct level {
	DIR *dir;
	struct dlp_buf text; /* its names, each terminated */
	char **name;         /* into `text`, sorted */
	size_t names, next;
	bool more;       /* there are names beyond those */
	size_t path_len; /* of its path */
	struct dlp_ignore ignore;
};

struct dlp_walk {
	struct dlp_walk_opts opts;
	const char *operand; /* not yet opened */
	struct dlp_buf path; /* terminated, the NUL not counted */
	size_t root_len;     /* of the operand within paths */
	dev_t root_dev;
	struct dlp_inodes seen;
	struct level level[DLP_WALK_DEPTH];
	size_t levels;
};

struct dlp_walk *dlp_walk_new(const struct dlp_walk_opts *opts)
{
	struct dlp_walk *walk = dlp_pages_new(1, sizeof(*walk));

	if (walk)
		walk->opts = *opts;
	return walk;
}

static void leave(struct dlp_walk *walk)
{
	struct level *level = &walk->level[--walk->levels];

	closedir(level->dir);
	dlp_buf_release(&level->text);
	free(level->name);
	dlp_ignore_release(&level->ignore);
	*level = (struct level){ 0 };
}

void dlp_walk_free(struct dlp_walk *walk)
{
	if (!walk)
		return;
	while (walk->levels)
		leave(walk);
	dlp_buf_release(&walk->path);
	dlp_inodes_release(&walk->seen);
	dlp_pages_free(walk);
}

void dlp_walk_start(struct dlp_walk *walk, const char *operand)
{
	walk->operand = operand;
}

static bool set_path(struct dlp_walk *walk, size_t len, const char *name)
{
	struct dlp_buf *path = &walk->path;

	path->len = len;
	if (len && path->ptr[len - 1] != '/')
		dlp_buf_addc(path, '/');
	dlp_buf_adds(path, name);
	if (dlp_buf_addc(path, '\0'))
		return false;
	path->len--;
	return true;
}

static enum dlp_walk_event failed(struct dlp_walk *walk,
				  struct dlp_walk_item *item, int sys,
				  const char *what)
{
	item->path = walk->path.ptr;
	item->code =
		sys == EACCES || sys == EPERM ? DLP_CODE_DENIED : DLP_CODE_IO;
	dlp_error_set(&item->err, DLP_SKIP, sys, "%s", what);
	return DLP_WALK_ERROR;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/*
 * The next names, up to DLP_WALK_SORTED, in order.  False without memory;
 * `*sys` is set when the folder can't be read further.
 */
static bool read_names(struct level *level, int *sys)
{
	struct dirent *entry = NULL;
	size_t n = 0, at = 0;

	dlp_buf_clear(&level->text);
	free(level->name);
	level->name = NULL;
	level->names = level->next = 0;
	errno = 0;
	while (n < DLP_WALK_SORTED && (entry = readdir(level->dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		if (dlp_buf_add(&level->text, entry->d_name,
				strlen(entry->d_name) + 1))
			return false;
		n++;
	}
	if (!entry && errno)
		*sys = errno;
	level->more = n == DLP_WALK_SORTED;
	if (!n)
		return true;
	level->name = calloc(n, sizeof(*level->name));
	if (!level->name)
		return false;
	for (size_t i = 0; i < n; i++) {
		level->name[i] = level->text.ptr + at;
		at += strlen(level->name[i]) + 1;
	}
	level->names = n;
	qsort(level->name, n, sizeof(*level->name), by_bytes);
	return true;
}

/*
 * Go into the folder open as `fd`, whose path is the current one.  FILE stands
 * for "nothing to tell, go on".
 */
static enum dlp_walk_event enter(struct dlp_walk *walk, int fd,
				 const struct stat *st,
				 struct dlp_walk_item *item)
{
	struct level *level;
	int added = 1, sys = 0;
	enum dlp_walk_event tell = DLP_WALK_FILE;

	if (walk->opts.follow)
		added = dlp_inodes_add(&walk->seen, st->st_dev, st->st_ino);
	if (added <= 0) {
		close(fd);
		return added ? DLP_WALK_FATAL : DLP_WALK_FILE;
	}
	if (walk->levels == DLP_WALK_DEPTH) {
		close(fd);
		failed(walk, item, 0, "too many folders within one another");
		item->code = DLP_CODE_TOO_DEEP;
		return DLP_WALK_ERROR;
	}
	level = &walk->level[walk->levels];
	level->path_len = walk->path.len;
	level->dir = fdopendir(fd);
	if (!level->dir) {
		sys = errno;
		close(fd);
		return failed(walk, item, sys, "cannot read the folder");
	}
	walk->levels++;
	if (walk->opts.gitignore &&
	    !dlp_ignore_read(&level->ignore, fd, ".gitignore")) {
		failed(walk, item, errno, "cannot heed its .gitignore");
		tell = DLP_WALK_NOTE;
	}
	if (!read_names(level, &sys))
		return DLP_WALK_FATAL;
	if (sys)
		return failed(walk, item, sys, "cannot read the folder");
	if (!level->more)
		return tell;
	item->path = walk->path.ptr;
	dlp_error_set(&item->err, DLP_SKIP, 0,
		      "over %d names, which are not sorted as a whole",
		      DLP_WALK_SORTED);
	return DLP_WALK_NOTE;
}

static bool fits(const char *const *globs, size_t n, const char *path,
		 const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strchr(globs[i], '/')
			    ? !fnmatch(globs[i], path, FNM_PATHNAME)
			    : !fnmatch(globs[i], name, 0))
			return true;
	return false;
}

/* What the .gitignore files say; that of the innermost folder decides. */
static bool is_ignored(const struct dlp_walk *walk, bool is_dir)
{
	for (size_t i = walk->levels; i-- > 0;) {
		const struct level *level = &walk->level[i];
		const char *below = walk->path.ptr + level->path_len;
		int said;

		while (*below == '/')
			below++;
		said = dlp_ignore_match(&level->ignore, below, is_dir);
		if (said)
			return said > 0;
	}
	return false;
}

/* Whether the options want the current path, which is called `name`. */
static bool is_wanted(const struct dlp_walk *walk, const char *name,
		      bool is_dir)
{
	const struct dlp_walk_opts *opts = &walk->opts;
	const char *below = walk->path.ptr + walk->root_len;

	while (*below == '/')
		below++;
	if (!strcmp(name, ".git") ||
	    fits(opts->exclude, opts->excludes, below, name) ||
	    is_ignored(walk, is_dir))
		return false;
	return is_dir || !opts->includes ||
	       fits(opts->include, opts->includes, below, name);
}

bool dlp_walk_wants(const struct dlp_walk_opts *opts, const char *path)
{
	const char *name = path, *slash;
	struct dlp_buf folder;
	bool wanted = true;

	dlp_buf_init(&folder, 0);
	for (; wanted && (slash = strchr(name, '/')); name = slash + 1) {
		dlp_buf_clear(&folder);
		dlp_buf_add(&folder, path, (size_t)(slash - path));
		/* Rather too much than too little. */
		if (!dlp_buf_addc(&folder, '\0'))
			wanted = !fits(opts->exclude, opts->excludes,
				       folder.ptr, folder.ptr + (name - path));
	}
	dlp_buf_release(&folder);
	return wanted && !fits(opts->exclude, opts->excludes, path, name) &&
	       (!opts->includes ||
		fits(opts->include, opts->includes, path, name));
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/*
 * One name of the innermost folder.  FILE with item->fd < 0 stands for
 * "nothing to tell, go on".
 */
static enum dlp_walk_event visit(struct dlp_walk *walk, const char *name,
				 struct dlp_walk_item *item)
{
	struct level *level = &walk->level[walk->levels - 1];
	int at = dirfd(level->dir), fd, added;
	int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
	struct stat st;
	bool is_dir;

	if (!set_path(walk, level->path_len, name))
		return DLP_WALK_FATAL;
	if (fstatat(at, name, &st,
		    walk->opts.follow ? 0 : AT_SYMLINK_NOFOLLOW)) {
		/* A link that leads nowhere is no document. */
		if (walk->opts.follow &&
		    !fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) &&
		    S_ISLNK(st.st_mode))
			return DLP_WALK_FILE;
		return failed(walk, item, errno, "cannot open");
	}
	is_dir = S_ISDIR(st.st_mode);
	if ((!is_dir && !S_ISREG(st.st_mode)) ||
	    !is_wanted(walk, name, is_dir) ||
	    (is_dir && walk->opts.one_file_system &&
	     st.st_dev != walk->root_dev))
		return DLP_WALK_FILE;
	if (!walk->opts.follow)
		flags |= O_NOFOLLOW;
	fd = openat(at, name, is_dir ? flags | O_DIRECTORY : flags);
	if (fd < 0)
		return failed(walk, item, errno,
			      is_dir ? "cannot read the folder"
				     : "cannot open");
	/* Another one took the name meanwhile: it is not what was looked at. */
	if (fstat(fd, &item->st) || !is_same(&st, &item->st)) {
		close(fd);
		return failed(walk, item, 0, "changed while it was opened");
	}
	if (is_dir)
		return enter(walk, fd, &st, item);
	if (st.st_nlink > 1) {
		added = dlp_inodes_add(&walk->seen, st.st_dev, st.st_ino);
		if (added <= 0) {
			close(fd);
			return added ? DLP_WALK_FATAL : DLP_WALK_FILE;
		}
	}
	item->fd = fd;
	item->path = walk->path.ptr;
	return DLP_WALK_FILE;
}

static enum dlp_walk_event open_operand(struct dlp_walk *walk,
					struct dlp_walk_item *item)
{
	const char *operand = walk->operand;
	int fd;

	walk->operand = NULL;
	if (!set_path(walk, 0, operand))
		return DLP_WALK_FATAL;
	fd = open(operand, O_RDONLY | O_NOCTTY | O_CLOEXEC);
	if (fd < 0)
		return failed(walk, item, errno, "cannot open");
	if (fstat(fd, &item->st)) {
		int sys = errno;

		close(fd);
		return failed(walk, item, sys, "cannot open");
	}
	if (S_ISDIR(item->st.st_mode)) {
		walk->root_len = walk->path.len;
		walk->root_dev = item->st.st_dev;
		return enter(walk, fd, &item->st, item);
	}
	item->fd = fd;
	item->named = true;
	item->path = walk->path.ptr;
	return DLP_WALK_FILE;
}

/*
 * Into the next name of the innermost folder, or out of it.  FILE with
 * item->fd < 0 stands for "nothing to tell, go on".
 */
static enum dlp_walk_event step(struct dlp_walk *walk,
				struct dlp_walk_item *item)
{
	struct level *level = &walk->level[walk->levels - 1];
	int sys = 0;

	if (level->next < level->names)
		return visit(walk, level->name[level->next++], item);
	if (!level->more) {
		leave(walk);
		return DLP_WALK_FILE;
	}
	if (!read_names(level, &sys) || !set_path(walk, level->path_len, ""))
		return DLP_WALK_FATAL;
	return sys ? failed(walk, item, sys, "cannot read the folder")
		   : DLP_WALK_FILE;
}

enum dlp_walk_event dlp_walk_next(struct dlp_walk *walk,
				  struct dlp_walk_item *item)
{
	enum dlp_walk_event event = DLP_WALK_FILE;

	*item = (struct dlp_walk_item){ .fd = -1 };
	if (walk->operand)
		event = open_operand(walk, item);
	while (event == DLP_WALK_FILE && item->fd < 0) {
		if (!walk->levels)
			return DLP_WALK_END;
		event = step(walk, item);
	}
	return event;
}
