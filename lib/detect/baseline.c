#define _XOPEN_SOURCE 700 /* realpath(3) */
#include "detect/baseline.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/io.h"

static const char head[] =
	"# Findings that are known, for dlp-scan --baseline.\n";

/* One finding that is known. */
struct entry {
	struct dlp_span line; /* without the newline */
	size_t fingerprint;   /* bytes of it, at the start */
	bool seen;            /* noted */
};

struct entries {
	struct entry *entry;
	size_t count, cap;
};

struct dlp_baseline {
	struct dlp_buf text;     /* of the file */
	struct dlp_buf comments; /* of it, with their newlines */
	struct entries known;    /* sorted, each once */
	bool recording;
	pthread_mutex_t lock; /* of what follows, and of `seen` */
	struct entries added;
	struct dlp_arena lines; /* of those */
	bool full;              /* there was no room for one */
};

struct dlp_baseline *dlp_baseline_new(void)
{
	struct dlp_baseline *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	dlp_buf_init(&b->text, 0);
	dlp_buf_init(&b->comments, 0);
	dlp_arena_init(&b->lines, DLP_BASELINE_MAX);
	pthread_mutex_init(&b->lock, NULL);
	return b;
}

void dlp_baseline_free(struct dlp_baseline *b)
{
	if (!b)
		return;
	dlp_buf_release(&b->text);
	dlp_buf_release(&b->comments);
	dlp_arena_release(&b->lines);
	free(b->known.entry);
	free(b->added.entry);
	pthread_mutex_destroy(&b->lock);
	free(b);
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
}

static size_t hex_digits(struct dlp_span s, size_t from)
{
	size_t n = from;

	while (n < s.len && ((s.ptr[n] >= '0' && s.ptr[n] <= '9') ||
			     (s.ptr[n] >= 'a' && s.ptr[n] <= 'f')))
		n++;
	return n - from;
}

size_t dlp_baseline_fingerprint(struct dlp_span line)
{
	enum { PLACE = 32, CHECK_MAX = 16 };
	size_t check, end;

	if (hex_digits(line, 0) != PLACE || line.len == PLACE ||
	    line.ptr[PLACE] != '-')
		return 0;
	check = hex_digits(line, PLACE + 1);
	end = PLACE + 1 + check;
	if (!check || check > CHECK_MAX ||
	    (end < line.len && line.ptr[end] != ' '))
		return 0;
	return end;
}

static int compare_spans(struct dlp_span a, struct dlp_span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.ptr, b.ptr, n) : 0;

	return order ? order : (a.len > b.len) - (a.len < b.len);
}

static struct dlp_span print_of(const struct entry *e)
{
	return (struct dlp_span){ e->line.ptr, e->fingerprint };
}

/* By fingerprint, then by the rest, so that which of two stays is no chance. */
static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = compare_spans(print_of(x), print_of(y));

	return order ? order : compare_spans(x->line, y->line);
}

/* Sort, and keep one of each fingerprint. */
static void settle(struct entries *list)
{
	size_t n = 0;

	if (list->count)
		qsort(list->entry, list->count, sizeof(*list->entry), compare);
	for (size_t i = 0; i < list->count; i++)
		if (!n || !dlp_span_eq(print_of(&list->entry[n - 1]),
				       print_of(&list->entry[i])))
			list->entry[n++] = list->entry[i];
	list->count = n;
}

static bool push(struct entries *list, struct entry entry)
{
	if (list->count == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 256;
		struct entry *grown =
			realloc(list->entry, cap * sizeof(*grown));

		if (!grown)
			return false;
		list->entry = grown;
		list->cap = cap;
	}
	list->entry[list->count++] = entry;
	return true;
}

static struct entry *find(const struct entries *list, struct dlp_span print)
{
	size_t from = 0, to = list->count;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		int order = compare_spans(print_of(&list->entry[mid]), print);

		if (!order)
			return &list->entry[mid];
		if (order < 0)
			from = mid + 1;
		else
			to = mid;
	}
	return NULL;
}

static enum dlp_status take_line(struct dlp_baseline *b, struct dlp_span line,
				 struct dlp_error *err)
{
	struct entry entry = { .line = dlp_span_trim(line) };

	if (!entry.line.len)
		return DLP_OK;
	if (*entry.line.ptr == '#') {
		dlp_buf_addspan(&b->comments, line);
		return dlp_buf_addc(&b->comments, '\n') ? nomem(err) : DLP_OK;
	}
	entry.fingerprint = dlp_baseline_fingerprint(entry.line);
	if (!entry.fingerprint)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "begins with no fingerprint");
	return push(&b->known, entry) ? DLP_OK : nomem(err);
}

enum dlp_status dlp_baseline_load(struct dlp_baseline *b, const char *path,
				  struct dlp_error *err)
{
	struct dlp_error why = { 0 };
	enum dlp_status status =
		dlp_io_load(path, DLP_BASELINE_MAX, &b->text, &why);
	struct dlp_span rest;
	size_t n = 0;

	if (status)
		return dlp_error_set(err, status, why.sys, "%.90s: %.60s", path,
				     why.msg);
	rest = dlp_buf_span(&b->text);
	while (rest.len) {
		const char *nl = memchr(rest.ptr, '\n', rest.len);
		struct dlp_span line = rest;

		if (nl)
			line.len = (size_t)(nl - rest.ptr);
		rest.ptr += line.len + (nl != NULL);
		rest.len -= line.len + (nl != NULL);
		n++;
		status = take_line(b, line, &why);
		if (status)
			return dlp_error_set(err, status, why.sys,
					     "%.90s: line %zu %s", path, n,
					     why.msg);
	}
	settle(&b->known);
	return DLP_OK;
}

bool dlp_baseline_has(const struct dlp_baseline *b, struct dlp_span fingerprint)
{
	return find(&b->known, fingerprint) != NULL;
}

void dlp_baseline_record(struct dlp_baseline *b)
{
	b->recording = true;
}

/* The line of a finding that was not known. */
static bool make_line(struct dlp_baseline *b, struct dlp_span rule,
		      struct dlp_span path, const struct dlp_where *where,
		      struct dlp_span fingerprint)
{
	struct entry entry = { .fingerprint = fingerprint.len, .seen = true };
	struct dlp_buf line;
	bool ok;

	dlp_buf_init(&line, 0);
	dlp_buf_addspan(&line, fingerprint);
	dlp_buf_addc(&line, ' ');
	dlp_escape(&line, rule);
	dlp_buf_addc(&line, ' ');
	dlp_escape(&line, path);
	for (size_t i = 0; i < where->members; i++) {
		dlp_buf_adds(&line, "!/");
		dlp_escape(&line, where->member[i]);
	}
	ok = !line.status &&
	     dlp_arena_copy(&b->lines, dlp_buf_span(&line), &entry.line) &&
	     push(&b->added, entry);
	dlp_buf_release(&line);
	return ok;
}

void dlp_baseline_note(struct dlp_baseline *b, struct dlp_span rule,
		       struct dlp_span path, const struct dlp_where *where,
		       struct dlp_span fingerprint)
{
	struct entry *known;

	if (!b->recording)
		return;
	known = find(&b->known, fingerprint);
	pthread_mutex_lock(&b->lock);
	if (known)
		known->seen = true;
	else if (!make_line(b, rule, path, where, fingerprint))
		b->full = true;
	pthread_mutex_unlock(&b->lock);
}

/* What the file is to hold: two sorted lists, merged. */
static void make_text(const struct dlp_baseline *b, struct dlp_buf *out,
		      struct dlp_baseline_change *change)
{
	const struct entry *old = b->known.entry, *new = b->added.entry;
	const struct entry *old_end = old + b->known.count;
	const struct entry *new_end = new + b->added.count;

	*change = (struct dlp_baseline_change){ .added = b->added.count };
	if (b->comments.len)
		dlp_buf_addspan(out, dlp_buf_span(&b->comments));
	else
		dlp_buf_adds(out, head);
	while (old < old_end || new < new_end) {
		const struct entry *next;

		if (new == new_end || (old < old_end && compare(old, new) < 0))
			next = old++;
		else
			next = new ++;
		if (!next->seen) {
			change->removed++;
			continue;
		}
		change->kept++;
		dlp_buf_addspan(out, next->line);
		dlp_buf_addc(out, '\n');
	}
	change->kept -= change->added;
}

/* `text` in a file of its own, with the rights of `path` if that is there. */
static enum dlp_status write_new(const char *name, const char *path,
				 struct dlp_span text, struct dlp_error *err)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	struct dlp_error why;
	struct stat st;
	bool ok;

	if (fd < 0)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "%.90s: cannot create", name);
	ok = !dlp_io_write(fd, text.ptr, text.len, &why) &&
	     (stat(path, &st) || !fchmod(fd, st.st_mode & 0777)) && !fsync(fd);
	if (!close(fd) && ok)
		return DLP_OK;
	dlp_error_set(err, DLP_SKIP, errno, "%.90s: cannot write", name);
	unlink(name);
	return DLP_SKIP;
}

/* `text` in a new file beside `path`, which then takes its place. */
static enum dlp_status replace(const char *path, struct dlp_span text,
			       struct dlp_error *err)
{
	struct dlp_buf name;
	enum dlp_status status;

	dlp_buf_init(&name, 0);
	dlp_buf_addf(&name, "%s.%ld", path, (long)getpid());
	if (dlp_buf_addc(&name, '\0')) {
		dlp_buf_release(&name);
		return nomem(err);
	}
	status = write_new(name.ptr, path, text, err);
	if (!status && rename(name.ptr, path)) {
		status = dlp_error_set(err, DLP_SKIP, errno,
				       "%.90s: cannot replace", path);
		unlink(name.ptr);
	}
	dlp_buf_release(&name);
	return status;
}

enum dlp_status dlp_baseline_write(struct dlp_baseline *b, const char *path,
				   struct dlp_baseline_change *change,
				   struct dlp_error *err)
{
	enum dlp_status status;
	struct dlp_buf text;
	/* What is there may be a link to where it really is. */
	char *real = realpath(path, NULL);

	settle(&b->added);
	dlp_buf_init(&text, DLP_BASELINE_MAX);
	make_text(b, &text, change);
	if (b->full || text.status)
		status = dlp_error_set(err, DLP_SKIP, 0,
				       "%.90s: too many findings for %d bytes",
				       path, DLP_BASELINE_MAX);
	else
		status = replace(real ? real : path, dlp_buf_span(&text), err);
	dlp_buf_release(&text);
	free(real);
	return status;
}
