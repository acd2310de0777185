#include "memo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "cli.h"
#include "extract/plain.h"

struct memo {
	struct dlp_state *state;
	const char *path;
	struct timespec written; /* by CLOCK_MONOTONIC */
	bool failed;
};

/* What was found and not told, ahead of the records. */
struct counts {
	uint32_t low, filtered, suppressed[DLP_SUPPRESSORS];
	char end[4]; /* of a line: a record begins behind it */
};

struct memo *memo_open(const char *path,
		       const unsigned char key[DLP_JOURNAL_KEY], bool quiet)
{
	struct dlp_error err = { 0 };
	struct dlp_state *state;
	struct timespec now;
	struct memo *memo;
	bool anew;

	clock_gettime(CLOCK_REALTIME, &now);
	switch (dlp_state_open(path, key, &now, &state, &anew, &err)) {
	case DLP_OK:
		break;
	case DLP_EOF:
		cli_warn(0, "%s: %s", cli_escape(path), err.msg);
		exit(CLI_TEMPFAIL);
	default:
		cli_die(err.sys, "%s: %s", cli_escape(path), err.msg);
	}
	if (anew && !quiet)
		cli_warn(0,
			 "%s: of other rules, options or programs: everything "
			 "is read anew",
			 cli_escape(path));
	memo = calloc(1, sizeof(*memo));
	if (!memo)
		cli_die_memory();
	memo->path = path;
	memo->state = state;
	clock_gettime(CLOCK_MONOTONIC, &memo->written);
	return memo;
}

/* Called with each record of a note; false ends it. */
typedef bool take_fn(void *arg, struct dlp_record *record);

/* False where one is none, or `take` said so. */
static bool each_record(const struct memo_note *note, take_fn *take, void *arg)
{
	struct dlp_span rest = dlp_buf_span(&note->body);
	struct dlp_arena arena = { 0 };
	bool going = rest.len > sizeof(struct counts);

	rest.ptr += going ? sizeof(struct counts) : 0;
	rest.len -= going ? sizeof(struct counts) : 0;
	while (going && rest.len) {
		const char *nl = memchr(rest.ptr, '\n', rest.len);
		struct dlp_span line = { rest.ptr, 0 };
		struct dlp_record record;
		struct dlp_error err;

		line.len = nl ? (size_t)(nl - rest.ptr) : 0;
		going = nl && !dlp_record_parse(line, &arena, &record, &err) &&
			take(arg, &record);
		dlp_arena_reset(&arena);
		if (nl) {
			rest.ptr += line.len + 1;
			rest.len -= line.len + 1;
		}
	}
	dlp_arena_release(&arena);
	return going;
}

/* Whether a note is what memo_take() makes, and the digest of its document. */
struct outline {
	uint64_t docs, open;
	char digest[DLP_DIGEST_SIZE + 1];
};

static bool take_outline(void *arg, struct dlp_record *record)
{
	struct outline *o = arg;

	switch (record->type) {
	case DLP_RECORD_DOCUMENT:
		o->open++;
		return record->where.doc == ++o->docs &&
		       (o->docs == 1 || o->open > 1);
	case DLP_RECORD_FINDING:
		return o->open > 0;
	case DLP_RECORD_END:
		if (!o->open)
			return false;
		if (!--o->open && record->end.digest.len == DLP_DIGEST_SIZE)
			memcpy(o->digest, record->end.digest.ptr,
			       DLP_DIGEST_SIZE);
		return true;
	default:
		return false;
	}
}

/* The file as it is now; whether that is how it was when `unit` was taken. */
static bool is_still(const struct memo *memo, const struct dlp_unit *unit,
		     int fd)
{
	struct dlp_unit now = *unit;
	struct stat st;

	if (fstat(fd, &st))
		return false;
	dlp_state_stamp(memo->state, &now, &st);
	return !memcmp(&now, unit, sizeof(now));
}

/* Whether what is known of a file holds, as it is found `known`. */
static bool holds(const struct memo *memo, struct memo_note *note,
		  enum dlp_state_known known, int fd)
{
	char digest[DLP_DIGEST_SIZE + 1];
	struct outline outline = { 0 };

	if (known == DLP_STATE_UNKNOWN ||
	    !each_record(note, take_outline, &outline) || outline.open)
		return false;
	if (known == DLP_STATE_SAME)
		return true;
	/* Its times are new, and its bytes may be the old ones. */
	if (!*outline.digest || !dlp_digest_file(fd, digest) ||
	    memcmp(outline.digest, digest, sizeof(digest)) != 0 ||
	    !is_still(memo, &note->unit, fd))
		return false;
	note->put = true;
	return true;
}

bool memo_begin(struct memo *memo, struct memo_note *note, const char *path,
		int fd, const struct stat *st)
{
	static const struct counts none = { .end = "\n\n\n\n" };
	struct dlp_state_place place;
	enum dlp_state_known known;

	*note = (struct memo_note){ .taking = false };
	dlp_buf_init(&note->body, DLP_STATE_BODY_MAX);
	/* What came in as a descriptor may be at any place. */
	if (!memo || fd == STDIN_FILENO || !S_ISREG(st->st_mode))
		return false;
	dlp_digest_of((struct dlp_span){ path, strlen(path) }, note->unit.id);
	dlp_state_stamp(memo->state, &note->unit, st);
	note->body.limit = DLP_JOURNAL_ENTRY_MAX * 2;
	known = dlp_state_find(memo->state, &note->unit, &note->body, &place);
	if (holds(memo, note, known, fd)) {
		if (known == DLP_STATE_SAME)
			dlp_state_keep(memo->state, &note->unit, &place);
		return true;
	}
	note->taking = true;
	dlp_buf_clear(&note->body);
	note->body.limit = DLP_STATE_BODY_MAX;
	dlp_buf_add(&note->body, &none, sizeof(none));
	return false;
}

/* A note on its way out. */
struct replay {
	struct dlp_where where; /* of the document, without a member */
	const struct stat *st;
	uint64_t docs;
	dlp_record_fn *fn;
	void *arg;
};

static bool replay_record(void *arg, struct dlp_record *record)
{
	struct replay *r = arg;
	char mtime[DLP_MTIME_SIZE];

	if (record->type == DLP_RECORD_DOCUMENT && !r->docs++) {
		struct dlp_document now = dlp_plain_document(r->st, mtime);

		record->document.mtime = now.mtime;
		record->document.has_size = now.has_size;
		record->document.size = now.size;
	}
	record->where.doc += r->where.doc;
	record->where.path = r->where.path;
	record->line = (struct dlp_span){ 0 };
	return r->fn(r->arg, record) != DLP_FATAL;
}

uint64_t memo_replay(const struct memo_note *note, const char *path,
		     const struct stat *st, uint64_t base, dlp_record_fn *fn,
		     void *arg, struct dlp_scanner_counts *found)
{
	struct replay replay = { .where = { .doc = base,
					    .path = { path, strlen(path) } },
				 .st = st,
				 .fn = fn,
				 .arg = arg };
	struct counts counts;

	memcpy(&counts, note->body.ptr, sizeof(counts));
	found->low += counts.low;
	found->filtered += counts.filtered;
	for (size_t i = 0; i < DLP_SUPPRESSORS; i++)
		found->suppressed[i] += counts.suppressed[i];
	if (!each_record(note, replay_record, &replay))
		cli_die(0, "the scan can't go on");
	return replay.docs;
}

void memo_take(struct memo_note *note, const struct dlp_record *record,
	       uint64_t base)
{
	struct dlp_record bare;

	if (!note->taking)
		return;
	if (record->type == DLP_RECORD_ERROR ||
	    (record->type == DLP_RECORD_END &&
	     record->end.status == DLP_END_PART)) {
		note->taking = false;
		return;
	}
	bare = *record;
	bare.where.path = (struct dlp_span){ 0 };
	bare.where.doc -= base;
	if (record->type == DLP_RECORD_DOCUMENT && bare.where.doc == 1) {
		bare.document.mtime = (struct dlp_span){ 0 };
		bare.document.has_size = false;
	}
	dlp_record_write(&note->body, &bare);
	if (note->body.status)
		note->taking = false;
}

/* False where it is more than one note can hold. */
static bool count(struct counts *counts, const struct dlp_scanner_counts *found)
{
	bool fits = found->low <= UINT32_MAX && found->filtered <= UINT32_MAX;

	counts->low = (uint32_t)found->low;
	counts->filtered = (uint32_t)found->filtered;
	for (size_t i = 0; i < DLP_SUPPRESSORS; i++) {
		fits = fits && found->suppressed[i] <= UINT32_MAX;
		counts->suppressed[i] = (uint32_t)found->suppressed[i];
	}
	return fits;
}

void memo_end(struct memo *memo, struct memo_note *note, int fd,
	      const struct dlp_scanner_counts *found)
{
	struct counts counts;

	if (!note->taking)
		return;
	memcpy(&counts, note->body.ptr, sizeof(counts));
	note->taking = false;
	/* Which stanza let it pass is counted by each run for itself. */
	if (found->suppressed[DLP_SUPPRESS_ALLOW] || !count(&counts, found) ||
	    !is_still(memo, &note->unit, fd))
		return;
	memcpy(note->body.ptr, &counts, sizeof(counts));
	note->put = true;
}

/* Often enough that a run that is stopped has not done much in vain. */
static bool is_time(struct memo *memo)
{
	struct timespec now;

	if (dlp_state_pending(memo->state) >= DLP_STATE_PENDING)
		return true;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - memo->written.tv_sec > 1;
}

void memo_put(struct memo *memo, struct memo_note *note)
{
	if (memo && note->put)
		dlp_state_put(memo->state, &note->unit,
			      dlp_buf_span(&note->body));
	dlp_buf_release(&note->body);
	if (memo && is_time(memo))
		memo_commit(memo);
}

static void failed(struct memo *memo, const struct dlp_error *err)
{
	cli_warn(err->sys, "%s: %s", cli_escape(memo->path), err->msg);
	memo->failed = true;
}

void memo_commit(struct memo *memo)
{
	struct dlp_error err = { 0 };

	if (!memo)
		return;
	clock_gettime(CLOCK_MONOTONIC, &memo->written);
	if (!dlp_state_pending(memo->state))
		return;
	cli_flush();
	if (dlp_state_write(memo->state, &err))
		failed(memo, &err);
}

bool memo_close(struct memo *memo, bool whole)
{
	struct dlp_error err = { 0 };
	bool kept;

	if (!memo)
		return true;
	memo_commit(memo);
	if (dlp_state_finish(memo->state, whole, &err))
		failed(memo, &err);
	kept = !memo->failed;
	dlp_state_free(memo->state);
	free(memo);
	return kept;
}
