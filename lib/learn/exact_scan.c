#include "learn/exact_scan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROOM = 1024, /* letters at hand */
	RECENT = 64, /* values that a later one may meet */
	GROUPS = 16, /* hits that are not complete */
	TRIES = 64,  /* values that are looked up together */
	LETTERS = ROOM + DLP_BARE_SLACK,
};

struct group {
	struct dlp_exact_hit hit;
	uint32_t row[DLP_EXACT_SHARED]; /* hit.rows of them, going up */
};

struct dlp_exact_scan {
	const struct dlp_exact *exact;
	uint64_t near;
	size_t least;
	uint64_t power[DLP_CELL_LETTERS + 1]; /* of the base of the key */
	void (*tell)(void *arg, const struct dlp_exact_hit *hit);
	void *arg;

	struct dlp_bare bare;
	unsigned char byte[LETTERS], size[LETTERS];
	uint64_t at[LETTERS];
	size_t have;
	/* Where the letter before them ended, if there was one. */
	uint64_t before;
	bool later;

	/* What may be a value: letters at hand, and their hash. */
	struct
	try {
		size_t from, to;
		uint64_t hash;
	}
	try[TRIES];
	size_t tries;

	/* The last values found, in a ring; and how many cells each has. */
	struct {
		struct dlp_exact_part part;
		size_t cells;
	} recent[RECENT];
	size_t found;
	struct group group[GROUPS];
	size_t groups;
};

struct dlp_exact_scan *
dlp_exact_scan_new(const struct dlp_exact *exact, uint64_t near, size_t least,
		   void (*tell)(void *arg, const struct dlp_exact_hit *hit),
		   void *arg)
{
	struct dlp_exact_scan *scan = calloc(1, sizeof(*scan));

	if (!scan)
		return NULL;
	scan->exact = exact;
	scan->power[0] = 1;
	for (size_t i = 1; i <= DLP_CELL_LETTERS; i++)
		scan->power[i] = scan->power[i - 1] * exact->key.base;
	scan->near = near;
	scan->least = least < 2 ? 2 : least;
	scan->tell = tell;
	scan->arg = arg;
	return scan;
}

void dlp_exact_scan_free(struct dlp_exact_scan *scan)
{
	free(scan);
}

/* Tell the group, and have one less. */
static void close_group(struct dlp_exact_scan *scan, size_t i)
{
	struct dlp_exact_hit *hit = &scan->group[i].hit;

	hit->row = scan->group[i].row[0];
	if (hit->cells >= scan->least)
		scan->tell(scan->arg, hit);
	scan->groups--;
	memmove(&scan->group[i], &scan->group[i + 1],
		(scan->groups - i) * sizeof(*scan->group));
}

static uint64_t end_of(const struct group *group)
{
	return group->hit.part[group->hit.parts - 1].end;
}

/* Those whose last value is too far before `at` to get another one; which ends
 * first is told first. */
static void close_before(struct dlp_exact_scan *scan, uint64_t at)
{
	while (scan->groups) {
		size_t first = 0;

		for (size_t i = 1; i < scan->groups; i++)
			if (end_of(&scan->group[i]) <
			    end_of(&scan->group[first]))
				first = i;
		if (end_of(&scan->group[first]) + scan->near >= at)
			return;
		close_group(scan, first);
	}
}

/* Of `count` rows that go up, those that cells of a value have too. */
static uint32_t common(const struct dlp_exact *exact, const uint32_t *row,
		       size_t count, size_t first, size_t cells, uint32_t *out)
{
	size_t i = 0, j = 0;
	uint32_t n = 0;

	while (i < count && j < cells) {
		uint32_t other = dlp_exact_row(exact, first + j);

		if (row[i] == other) {
			out[n++] = other;
			i++, j++;
		} else if (row[i] < other) {
			i++;
		} else {
			j++;
		}
	}
	return n;
}

static bool has_cell(const struct dlp_exact_hit *hit, size_t cell)
{
	for (size_t i = 0; i < hit->parts; i++)
		if (hit->part[i].cell == cell)
			return true;
	return false;
}

/* Another value of hits that are open; whether it is one. */
static bool join_groups(struct dlp_exact_scan *scan, struct dlp_exact_part part,
			size_t cells)
{
	bool joined = false;

	for (size_t i = 0; i < scan->groups; i++) {
		struct group *group = &scan->group[i];
		struct dlp_exact_hit *hit = &group->hit;
		uint32_t row[DLP_EXACT_SHARED], rows;

		if (hit->parts == DLP_EXACT_PARTS ||
		    hit->part[hit->parts - 1].end > part.start)
			continue;
		rows = common(scan->exact, group->row, hit->rows, part.cell,
			      cells, row);
		if (!rows)
			continue;
		memcpy(group->row, row, rows * sizeof(*row));
		hit->rows = rows;
		hit->cells += !has_cell(hit, part.cell);
		hit->part[hit->parts++] = part;
		joined = true;
	}
	return joined;
}

/* A hit of a value and one of the last before it. */
static void open_group(struct dlp_exact_scan *scan, struct dlp_exact_part part,
		       size_t cells)
{
	struct group group = { .hit = { .parts = 2, .cells = 2 } };
	uint32_t row[DLP_EXACT_SHARED];
	size_t n = scan->found < RECENT ? scan->found : RECENT;

	for (size_t back = 1; back <= n && !group.hit.rows; back++) {
		size_t i = (scan->found - back) % RECENT;
		struct dlp_exact_part other = scan->recent[i].part;
		size_t rows = scan->recent[i].cells;

		if (other.end > part.start || other.cell == part.cell ||
		    other.end + scan->near < part.start)
			continue;
		for (size_t k = 0; k < rows; k++)
			row[k] = dlp_exact_row(scan->exact, other.cell + k);
		group.hit.rows = common(scan->exact, row, rows, part.cell,
					cells, group.row);
		group.hit.part[0] = other;
		group.hit.part[1] = part;
	}
	if (!group.hit.rows)
		return;
	if (scan->groups == GROUPS)
		close_group(scan, 0);
	scan->group[scan->groups++] = group;
}

/* Letters [from, to) are a value with `cells` cells. */
static void meet(struct dlp_exact_scan *scan, size_t from, size_t to,
		 size_t cell, size_t cells)
{
	struct dlp_exact_part part = { scan->at[from],
				       scan->at[to - 1] + scan->size[to - 1],
				       cell };
	size_t i = scan->found % RECENT;

	if (cells > DLP_EXACT_SHARED)
		cells = DLP_EXACT_SHARED;
	close_before(scan, part.start);
	if (!join_groups(scan, part, cells))
		open_group(scan, part, cells);
	scan->recent[i].part = part;
	scan->recent[i].cells = cells;
	scan->found++;
}

/* The words of what is at hand: where each begins, and whether it is far from
 * the one before it. */
struct words {
	size_t begin[LETTERS + 1]; /* and where the last ends */
	bool far[LETTERS];
	size_t count;
};

/* Of the letters at hand before each one. */
struct before {
	uint64_t sum;
	size_t digits;
};

static void find_words(const struct dlp_exact_scan *scan, struct words *words)
{
	uint64_t end = scan->before;
	bool later = scan->later;
	size_t n = 0;

	for (size_t i = 0; i < scan->have; i++) {
		if (end < scan->at[i] || !later) {
			words->begin[n] = i;
			words->far[n++] = scan->at[i] > end + DLP_CELL_GAP;
		}
		end = scan->at[i] + scan->size[i];
		later = true;
	}
	words->begin[n] = scan->have;
	words->count = n;
}

/*
 * Look up what may be a value, in order.  Each look-up waits for memory that is
 * far away, at three places: so all of them are begun before the first goes on.
 */
static void look_up(struct dlp_exact_scan *scan)
{
	const struct dlp_exact *exact = scan->exact;
	size_t passed = 0, count, first;

	for (size_t i = 0; i < scan->tries; i++) {
		scan->try[passed] = scan->try[i];
		passed += dlp_sieve_may(&exact->sieve, scan->try[i].hash);
	}
	for (size_t i = 0; i < passed; i++) {
		struct try *try = &scan->try[i];

		try->hash = dlp_cell_hash(&exact->key, scan->byte + try->from,
					  try->to - try->from);
		dlp_buckets_soon(&exact->cells, try->hash);
	}
	for (size_t i = 0; i < passed; i++)
		dlp_buckets_near(&exact->cells, scan->try[i].hash);
	for (size_t i = 0; i < passed; i++) {
		const struct try *try = &scan->try[i];

		count = dlp_buckets_find(&exact->cells, try->hash, &first);
		if (count)
			meet(scan, try->from, try->to, first, count);
	}
	scan->tries = 0;
}

/* The values that begin with word `w`. */
static void look_at(struct dlp_exact_scan *scan, const struct words *words,
		    size_t w, const struct before *before)
{
	const struct dlp_exact *exact = scan->exact;
	const size_t from = words->begin[w];

	for (size_t n = 1; n <= DLP_CELL_WORDS && w + n <= words->count; n++) {
		const size_t to = words->begin[w + n], count = to - from;
		struct try *try = &scan->try[scan->tries];

		if (count > DLP_CELL_LETTERS)
			break;
		if (dlp_exact_length(exact, count,
				     before[to].digits - before[from].digits)) {
			try->from = from;
			try->to = to;
			try->hash = before[to].sum -
				    before[from].sum * scan->power[count];
			dlp_sieve_soon(&exact->sieve, try->hash);
			scan->tries++;
		}
		if (w + n < words->count && words->far[w + n])
			break;
	}
	/* There is room for the next word. */
	if (scan->tries > TRIES - DLP_CELL_WORDS)
		look_up(scan);
}

/* Where the first letter is that was not looked at, or will be. */
static uint64_t next_letter(const struct dlp_exact_scan *scan)
{
	return scan->have ? scan->at[0] : scan->bare.offset - scan->bare.halves;
}

/* Whether what comes next is too far from the letters at hand to be of a value
 * with them. */
static bool is_behind(const struct dlp_exact_scan *scan)
{
	const size_t last = scan->have - 1;

	return scan->have &&
	       scan->bare.offset - scan->bare.halves >
		       scan->at[last] + scan->size[last] + DLP_CELL_GAP;
}

/* Look at what begins where all that it may have is at hand, or at `all`. */
static void look(struct dlp_exact_scan *scan, bool all)
{
	struct before before[LETTERS + 1];
	struct words words;
	size_t w, done;

	before[0] = (struct before){ 0 };
	for (size_t i = 0; i < scan->have; i++) {
		const unsigned char letter = scan->byte[i];

		before[i + 1].sum =
			dlp_cell_roll(&scan->exact->key, before[i].sum, letter);
		before[i + 1].digits =
			before[i].digits + dlp_cell_is_digit(letter);
	}
	find_words(scan, &words);
	for (w = 0; w < words.count; w++) {
		if (!all && scan->have - words.begin[w] <= DLP_CELL_LETTERS + 1)
			break;
		look_at(scan, &words, w, before);
	}
	look_up(scan);
	/* Letters behind the last are of a word too long to be a value. */
	done = words.begin[w];
	if (!done)
		return;
	scan->before = scan->at[done - 1] + scan->size[done - 1];
	scan->later = true;
	scan->have -= done;
	memmove(scan->byte, scan->byte + done, scan->have);
	memmove(scan->size, scan->size + done, scan->have);
	memmove(scan->at, scan->at + done, scan->have * sizeof(*scan->at));
}

void dlp_exact_scan_add(struct dlp_exact_scan *scan, struct dlp_span piece)
{
	struct dlp_bare_letters letters = { scan->byte, scan->at, scan->size,
					    scan->have, ROOM };

	while (piece.len) {
		size_t taken = dlp_bare_take(&scan->bare, piece, &letters);

		piece.ptr += taken, piece.len -= taken;
		scan->have = letters.have;
		look(scan, is_behind(scan));
		close_before(scan, next_letter(scan));
		letters.have = scan->have;
	}
}

void dlp_exact_scan_end(struct dlp_exact_scan *scan)
{
	look(scan, true);
	close_before(scan, UINT64_MAX);
	scan->bare = (struct dlp_bare){ 0 };
	scan->later = false;
	scan->before = 0;
	scan->found = 0;
}

uint64_t dlp_exact_scan_first(const struct dlp_exact_scan *scan)
{
	const uint64_t at = next_letter(scan);
	const size_t n = scan->found < RECENT ? scan->found : RECENT;
	uint64_t first = at;

	for (size_t i = 0; i < scan->groups; i++)
		if (scan->group[i].hit.part[0].start < first)
			first = scan->group[i].hit.part[0].start;
	for (size_t i = 0; i < n; i++)
		if (scan->recent[i].part.end + scan->near >= at &&
		    scan->recent[i].part.start < first)
			first = scan->recent[i].part.start;
	return first;
}
