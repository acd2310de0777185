#include "state/state.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "state/table.h"

struct dlp_state {
	struct dlp_journal *journal;
	pthread_mutex_t lock; /* of the table */
	struct dlp_state_table table;
	struct dlp_buf pending; /* entries as they will be written */
	int64_t sure;           /* times before this are to be relied on */
	uint64_t live, kept;    /* bytes of entries that hold, and are marked */
	bool forget;            /* when it is rewritten, what is not marked */
	bool failed;            /* no more is written */
};

static uint64_t hash_of(const unsigned char *id)
{
	uint64_t hash;

	memcpy(&hash, id, sizeof(hash));
	return hash;
}

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

/* A unit that an entry begins with; false where there is none. */
static bool unit_of(struct dlp_span entry, struct dlp_unit *unit)
{
	if (entry.len < sizeof(*unit))
		return false;
	memcpy(unit, entry.ptr, sizeof(*unit));
	return true;
}

/* What is looked for in the journal, and how. */
struct search {
	const struct dlp_journal *journal;
	const struct dlp_unit *unit;
	struct dlp_unit found;
	struct dlp_buf *entry;
};

static bool is_unit(void *arg, uint64_t at)
{
	struct search *search = arg;

	return dlp_journal_read(search->journal, at, search->entry) &&
	       unit_of(dlp_buf_span(search->entry), &search->found) &&
	       !memcmp(search->found.id, search->unit->id,
		       sizeof(search->found.id));
}

/* Where the entry of `unit` is, and itself in `entry`; 0 for nowhere. */
static uint64_t find(struct dlp_state *state, const struct dlp_unit *unit,
		     struct dlp_unit *found, struct dlp_buf *entry)
{
	struct search search = { .journal = state->journal,
				 .unit = unit,
				 .entry = entry };
	uint64_t at;

	pthread_mutex_lock(&state->lock);
	at = dlp_state_table_find(&state->table, hash_of(unit->id), is_unit,
				  &search);
	pthread_mutex_unlock(&state->lock);
	*found = search.found;
	return at;
}

/* An entry of the journal becomes the one of its unit. */
static bool enter(struct dlp_state *state, const struct dlp_unit *unit,
		  uint64_t at, uint64_t cost, bool mark)
{
	const uint64_t hash = hash_of(unit->id);
	struct dlp_unit was;
	struct dlp_buf entry;
	uint64_t old;
	bool set;

	dlp_buf_init(&entry, 0);
	old = find(state, unit, &was, &entry);
	pthread_mutex_lock(&state->lock);
	if (old)
		state->live -= dlp_journal_cost(dlp_buf_span(&entry));
	if (old && dlp_state_table_marked(&state->table, hash, old))
		state->kept -= dlp_journal_cost(dlp_buf_span(&entry));
	state->live += cost;
	set = dlp_state_table_set(&state->table, hash, old, at);
	if (set && mark && dlp_state_table_mark(&state->table, hash, at))
		state->kept += cost;
	pthread_mutex_unlock(&state->lock);
	dlp_buf_release(&entry);
	return set;
}

static bool enter_old(void *arg, uint64_t at, struct dlp_span entry)
{
	struct dlp_state *state = arg;
	struct dlp_unit unit;

	return !unit_of(entry, &unit) ||
	       enter(state, &unit, at, dlp_journal_cost(entry), false);
}

enum dlp_status dlp_state_open(const char *path,
			       const unsigned char key[DLP_JOURNAL_KEY],
			       const struct timespec *now,
			       struct dlp_state **out, bool *anew,
			       struct dlp_error *err)
{
	struct dlp_state *state = calloc(1, sizeof(*state));
	enum dlp_status status;

	if (!state)
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	pthread_mutex_init(&state->lock, NULL);
	dlp_buf_init(&state->pending, 0);
	state->sure = nanoseconds(now) - INT64_C(1000000000) * DLP_STATE_GRAIN;
	status = dlp_journal_open(path, key, &state->journal, anew, err);
	if (!status)
		status =
			dlp_journal_each(state->journal, enter_old, state, err);
	if (status)
		dlp_state_free(state);
	else
		*out = state;
	return status;
}

void dlp_state_free(struct dlp_state *state)
{
	if (!state)
		return;
	dlp_journal_free(state->journal);
	dlp_state_table_release(&state->table);
	dlp_buf_release(&state->pending);
	pthread_mutex_destroy(&state->lock);
	free(state);
}

void dlp_state_stamp(const struct dlp_state *state, struct dlp_unit *unit,
		     const struct stat *st)
{
	unit->dev = (uint64_t)st->st_dev;
	unit->ino = (uint64_t)st->st_ino;
	unit->size = (uint64_t)st->st_size;
	unit->mtime = nanoseconds(&st->st_mtim);
	unit->ctime = nanoseconds(&st->st_ctim);
	unit->sure = unit->mtime < state->sure && unit->ctime < state->sure;
}

enum dlp_state_known dlp_state_find(struct dlp_state *state,
				    const struct dlp_unit *unit,
				    struct dlp_buf *body,
				    struct dlp_state_place *place)
{
	struct dlp_unit was;

	place->at = find(state, unit, &was, body);
	if (!place->at || was.size != unit->size)
		return DLP_STATE_UNKNOWN;
	place->cost = dlp_journal_cost(dlp_buf_span(body));
	dlp_buf_consume(body, sizeof(was));
	return was.sure && was.dev == unit->dev && was.ino == unit->ino &&
			       was.mtime == unit->mtime &&
			       was.ctime == unit->ctime
		       ? DLP_STATE_SAME
		       : DLP_STATE_SIMILAR;
}

void dlp_state_keep(struct dlp_state *state, const struct dlp_unit *unit,
		    const struct dlp_state_place *place)
{
	pthread_mutex_lock(&state->lock);
	if (dlp_state_table_mark(&state->table, hash_of(unit->id), place->at))
		state->kept += place->cost;
	pthread_mutex_unlock(&state->lock);
}

void dlp_state_put(struct dlp_state *state, const struct dlp_unit *unit,
		   struct dlp_span body)
{
	struct dlp_buf entry;

	if (state->failed || body.len > DLP_STATE_BODY_MAX)
		return;
	dlp_buf_init(&entry, 0);
	dlp_buf_add(&entry, unit, sizeof(*unit));
	if (!dlp_buf_addspan(&entry, body))
		dlp_journal_frame(&state->pending, dlp_buf_span(&entry));
	dlp_buf_release(&entry);
}

size_t dlp_state_pending(const struct dlp_state *state)
{
	return state->pending.len;
}

/* The pending entries are at `at`: their units are known from here on. */
static bool enter_pending(struct dlp_state *state, uint64_t at)
{
	const struct dlp_buf *pending = &state->pending;
	size_t next = 0;

	while (next < pending->len) {
		struct dlp_span entry;
		struct dlp_unit unit;
		size_t cost = dlp_journal_framed(
			(struct dlp_span){ pending->ptr + next,
					   pending->len - next },
			&entry);

		if (!unit_of(entry, &unit) ||
		    !enter(state, &unit, at + next, cost, true))
			return false;
		next += cost;
	}
	return true;
}

enum dlp_status dlp_state_write(struct dlp_state *state, struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;
	uint64_t at = 0;

	if (state->failed)
		return DLP_OK;
	if (state->pending.status)
		status = dlp_error_set(err, DLP_SKIP, ENOMEM, "cannot write");
	else if (state->pending.len)
		status = dlp_journal_write(state->journal,
					   dlp_buf_span(&state->pending), &at,
					   err);
	if (!status && state->pending.len && !enter_pending(state, at))
		status = dlp_error_set(err, DLP_SKIP, ENOMEM, "cannot write");
	state->failed = status != DLP_OK;
	dlp_buf_clear(&state->pending);
	return status;
}

static bool is_kept(void *arg, uint64_t at, struct dlp_span entry)
{
	const struct dlp_state *state = arg;
	struct dlp_unit unit;

	if (!unit_of(entry, &unit))
		return false;
	return state->forget ? dlp_state_table_marked(&state->table,
						      hash_of(unit.id), at)
			     : dlp_state_table_has(&state->table,
						   hash_of(unit.id), at);
}

enum dlp_status dlp_state_finish(struct dlp_state *state, bool forget,
				 struct dlp_error *err)
{
	enum dlp_status status = dlp_state_write(state, err);
	uint64_t size, waste;

	if (status || state->failed)
		return status;
	state->forget = forget;
	size = dlp_journal_size(state->journal);
	waste = size - DLP_JOURNAL_HEAD - (forget ? state->kept : state->live);
	if (waste > size / 4)
		return dlp_journal_rewrite(state->journal, is_kept, state, err);
	return dlp_journal_sync(state->journal, err);
}
