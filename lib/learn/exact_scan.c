#include "learn/exact_scan.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	ROOM = 1024, /* letters at hand */
	RECENT = 64, /* values that a later one may meet */
	GROUPS = 16, /* hits that are not complete */
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
	void (*tell)(void *arg, const struct dlp_exact_hit *hit);
	void *arg;

	struct dlp_bare bare;
	unsigned char byte[LETTERS], size[LETTERS];
	uint64_t at[LETTERS];
	size_t have;
	/* Where the letter before them ended, if there was one. */
	uint64_t before;
	bool later;

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

/* Those whose last value is too far before `at` to get another one. */
static void close_before(struct dlp_exact_scan *scan, uint64_t at)
{
	for (size_t i = 0; i < scan->groups;) {
		const struct dlp_exact_hit *hit = &scan->group[i].hit;

		if (hit->part[hit->parts - 1].end + scan->near < at)
			close_group(scan, i);
		else
			i++;
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

/* Whether letter `i` does not go on where the one before it ends. */
static bool gap(const struct dlp_exact_scan *scan, size_t i, uint64_t *bytes)
{
	uint64_t end = i ? scan->at[i - 1] + scan->size[i - 1] : scan->before;

	*bytes = end < scan->at[i] ? scan->at[i] - end : 0;
	return end < scan->at[i] || (!i && !scan->later);
}

/* The values that begin with letter `i`. */
static void look_at(struct dlp_exact_scan *scan, size_t i)
{
	const struct dlp_exact *exact = scan->exact;
	size_t words = 0, cells, first;
	uint64_t bytes = 0;

	for (size_t to = i + 1; to <= scan->have; to++) {
		if (to - i > DLP_CELL_LETTERS)
			return;
		if (to < scan->have && !gap(scan, to, &bytes))
			continue;
		if (dlp_exact_length(exact, to - i)) {
			cells = dlp_buckets_find(&exact->cells,
						 dlp_cell_hash(&exact->key,
							       scan->byte + i,
							       to - i),
						 &first);
			if (cells)
				meet(scan, i, to, first, cells);
		}
		if (++words == DLP_CELL_WORDS ||
		    (to < scan->have && bytes > DLP_CELL_GAP))
			return;
	}
}

/* Look at what begins where all that it may have is at hand, or at `all`. */
static void look(struct dlp_exact_scan *scan, bool all)
{
	size_t i = 0;
	uint64_t bytes = 0;

	for (; i < scan->have; i++) {
		if (!all && scan->have - i <= DLP_CELL_LETTERS + 1)
			break;
		if (gap(scan, i, &bytes))
			look_at(scan, i);
	}
	if (!i)
		return;
	scan->before = scan->at[i - 1] + scan->size[i - 1];
	scan->later = true;
	scan->have -= i;
	memmove(scan->byte, scan->byte + i, scan->have);
	memmove(scan->size, scan->size + i, scan->have);
	memmove(scan->at, scan->at + i, scan->have * sizeof(*scan->at));
	close_before(scan, scan->have ? scan->at[0] : scan->before);
}

void dlp_exact_scan_add(struct dlp_exact_scan *scan, struct dlp_span piece)
{
	struct dlp_bare_letters letters = { scan->byte, scan->at, scan->size,
					    scan->have, ROOM };

	while (piece.len) {
		size_t taken = dlp_bare_take(&scan->bare, piece, &letters);

		piece.ptr += taken, piece.len -= taken;
		scan->have = letters.have;
		look(scan, false);
		letters.have = scan->have;
	}
}

void dlp_exact_scan_end(struct dlp_exact_scan *scan)
{
	look(scan, true);
	while (scan->groups)
		close_group(scan, 0);
	scan->bare = (struct dlp_bare){ 0 };
	scan->later = false;
	scan->before = 0;
	scan->found = 0;
}

uint64_t dlp_exact_scan_first(const struct dlp_exact_scan *scan)
{
	const uint64_t at = scan->have ? scan->at[0] : scan->bare.offset;
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
