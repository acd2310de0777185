#include "learn/gazetteer.h"

#include <stdlib.h>

/* A row: the fingerprint above, the lists below; 0 is an empty one. */
enum {
	LIST_BITS = 11,
	LIST_MASK = (1 << LIST_BITS) - 1,
	PROBES = 64, /* a row is at most so far from its place */
	LEAST = 64,
	FIRST_ROOM = 1024,
};
_Static_assert((int)DLP_LISTS <= (int)LIST_BITS,
	       "a row has a bit for each list");

uint64_t dlp_gazetteer_hash(const char *word, size_t len)
{
	uint64_t h = DLP_GAZETTEER_FIRST;

	for (size_t i = 0; i < len; i++)
		h = dlp_gazetteer_next(h, word[i]);
	return dlp_gazetteer_mixed(h);
}

static uint32_t print_of(uint64_t hash)
{
	return (uint32_t)(hash >> (32 + LIST_BITS)) << LIST_BITS;
}

unsigned dlp_gazetteer_find(const struct dlp_gazetteer *g, uint64_t hash)
{
	uint32_t print = print_of(hash);

	for (size_t i = 0; i < PROBES; i++) {
		uint32_t row = g->row[(hash + i) & (g->rows - 1)];

		if (!row)
			return 0;
		if ((row & ~(uint32_t)LIST_MASK) == print)
			return row & LIST_MASK;
	}
	return 0;
}

/* Where it is, or would be. */
static size_t slot_of(const uint64_t *hash, const uint16_t *lists, size_t room,
		      uint64_t wanted)
{
	size_t i = wanted & (room - 1);

	while (lists[i] && hash[i] != wanted)
		i = (i + 1) & (room - 1);
	return i;
}

static enum dlp_status grow(struct dlp_gazetteer_draft *d)
{
	size_t room = d->room ? d->room * 2 : FIRST_ROOM;
	uint64_t *hash = calloc(room, sizeof(*hash));
	uint16_t *lists = calloc(room, sizeof(*lists));

	if (!hash || !lists) {
		free(hash);
		free(lists);
		return DLP_FATAL;
	}
	for (size_t i = 0; i < d->room; i++) {
		size_t to;

		if (!d->lists[i])
			continue;
		to = slot_of(hash, lists, room, d->hash[i]);
		hash[to] = d->hash[i];
		lists[to] = d->lists[i];
	}
	free(d->hash);
	free(d->lists);
	d->hash = hash, d->lists = lists, d->room = room;
	return DLP_OK;
}

enum dlp_status dlp_gazetteer_add(struct dlp_gazetteer_draft *d, uint64_t hash,
				  unsigned lists)
{
	size_t i;

	if (d->count >= d->room / 2 && grow(d))
		return DLP_FATAL;
	i = slot_of(d->hash, d->lists, d->room, hash);
	d->count += !d->lists[i];
	d->hash[i] = hash;
	d->lists[i] |= (uint16_t)lists;
	return DLP_OK;
}

unsigned dlp_gazetteer_drafted(const struct dlp_gazetteer_draft *d,
			       uint64_t hash)
{
	return d->room ? d->lists[slot_of(d->hash, d->lists, d->room, hash)]
		       : 0;
}

void dlp_gazetteer_release(struct dlp_gazetteer_draft *d)
{
	free(d->hash);
	free(d->lists);
	*d = (struct dlp_gazetteer_draft){ 0 };
}

/* Put one in; false where its rows are taken by others. */
static bool put(uint32_t *row, size_t rows, uint64_t hash, unsigned lists)
{
	for (size_t i = 0; i < PROBES; i++) {
		uint32_t *at = &row[(hash + i) & (rows - 1)];

		if (*at && (*at & ~(uint32_t)LIST_MASK) != print_of(hash))
			continue;
		*at |= print_of(hash) | lists;
		return true;
	}
	return false;
}

enum dlp_status dlp_gazetteer_write(const struct dlp_gazetteer_draft *d,
				    struct dlp_buf *out)
{
	size_t rows = LEAST;
	uint32_t *row;
	bool fits = false;

	while (rows / 4 * 3 < d->count)
		rows *= 2;
	for (; !fits; rows *= 2) {
		row = calloc(rows, sizeof(*row));
		if (!row)
			return DLP_FATAL;
		fits = true;
		for (size_t i = 0; i < d->room && fits; i++)
			fits = !d->lists[i] ||
			       put(row, rows, d->hash[i], d->lists[i]);
		if (fits)
			dlp_buf_add(out, row, rows * sizeof(*row));
		free(row);
	}
	return out->status;
}

enum dlp_status dlp_gazetteer_use(struct dlp_gazetteer *g,
				  const struct dlp_model *model,
				  struct dlp_error *err)
{
	g->row = dlp_model_array(model, "lists", sizeof(*g->row), &g->rows);
	if (!g->row || g->rows & (g->rows - 1))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	return DLP_OK;
}
