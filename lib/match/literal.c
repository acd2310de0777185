#include "match/literal.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_set.h"

enum { PIECE = 256 }; /* bytes of text that are copied at a time */

_Static_assert(PIECE % DLP_LITERAL_STEP == 0, "paths look at whole steps");

void dlp_literal_hits_release(struct dlp_literal_hits *hits)
{
	free(hits->hit);
	*hits = (struct dlp_literal_hits){ 0 };
}

static enum dlp_status append(struct dlp_literal_hits *hits, size_t pos,
			      uint32_t id)
{
	if (hits->count == hits->cap) {
		size_t cap = hits->cap ? hits->cap * 2 : 256;
		struct dlp_literal_hit *grown =
			realloc(hits->hit, cap * sizeof(*grown));

		if (!grown)
			return DLP_FATAL;
		hits->hit = grown;
		hits->cap = cap;
	}
	hits->hit[hits->count++] = (struct dlp_literal_hit){ pos, id };
	return DLP_OK;
}

/* Whether the bytes of a literal from 16 on stand there too. */
static bool rest_stands(const struct dlp_literals *set,
			const struct dlp_literal_entry *entry, const char *p)
{
	for (size_t i = 16; i < entry->len; i++)
		if (dlp_literal_fold(p[i]) !=
		    (unsigned char)set->rest[entry->rest + i - 16])
			return false;
	return true;
}

void dlp_literal_report(struct dlp_literal_task *task,
			const struct dlp_literal_sight *sight, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct dlp_literal_entry *entry =
			&task->set->entry[sight[i].entry];
		size_t pos = sight[i].start;

		if (pos < task->from || pos >= task->to ||
		    entry->len > task->text.len - pos ||
		    !rest_stands(task->set, entry, task->text.ptr + pos))
			continue;
		if (append(task->hits, pos, entry->id))
			task->status = DLP_FATAL;
	}
}

/* By position, then the longer literal, then the id. */
static bool precedes(const struct dlp_literals *set,
		     const struct dlp_literal_hit *a,
		     const struct dlp_literal_hit *b)
{
	if (a->pos != b->pos)
		return a->pos < b->pos;
	if (set->len[a->id] != set->len[b->id])
		return set->len[a->id] > set->len[b->id];
	return a->id < b->id;
}

/* Keys come in order; a literal is at most DLP_LITERAL_LEAD off its key. */
static void sort(const struct dlp_literals *set, struct dlp_literal_hit *hit,
		 size_t count)
{
	for (size_t i = 1; i < count; i++) {
		struct dlp_literal_hit h = hit[i];
		size_t j = i;

		for (; j && precedes(set, &h, &hit[j - 1]); j--)
			hit[j] = hit[j - 1];
		hit[j] = h;
	}
}

/* Look at `n` positions from `at` on where there is not text enough around
 * them: a copy with zeros there, n <= PIECE. */
static void scan_copy(struct dlp_literal_task *task, dlp_literal_scan_fn *scan,
		      size_t at, size_t n)
{
	char copy[DLP_LITERAL_LEAD + PIECE + DLP_LITERAL_AHEAD];
	size_t lead = at < DLP_LITERAL_LEAD ? at : (size_t)DLP_LITERAL_LEAD;
	size_t first = DLP_LITERAL_LEAD - lead, len = task->text.len - at;
	size_t steps =
		(n + DLP_LITERAL_STEP - 1) & ~(size_t)(DLP_LITERAL_STEP - 1);
	size_t end = DLP_LITERAL_LEAD + steps + DLP_LITERAL_AHEAD;

	if (len > steps + DLP_LITERAL_AHEAD)
		len = steps + DLP_LITERAL_AHEAD;
	memset(copy, 0, first);
	memcpy(copy + first, task->text.ptr + at - lead, lead + len);
	memset(copy + first + lead + len, 0, end - (first + lead + len));
	scan(task, copy + DLP_LITERAL_LEAD, steps, at);
}

static void scan_all(struct dlp_literal_task *task, dlp_literal_scan_fn *scan)
{
	size_t at = task->from, len = task->text.len, end, n;

	/* Keys may begin so far: behind it none is whole, or none is of a
	 * literal that begins before `to`. */
	end = len - DLP_LITERAL_MIN + 1;
	if (end > task->to + task->set->reach)
		end = task->to + task->set->reach;
	if (end <= at)
		return;
	if (at < DLP_LITERAL_LEAD && end - at > PIECE) {
		scan_copy(task, scan, at, DLP_LITERAL_STEP);
		at += DLP_LITERAL_STEP;
	}
	if (end - at > PIECE) {
		n = end - at + DLP_LITERAL_STEP - 1;
		if (n > len - at - DLP_LITERAL_AHEAD)
			n = len - at - DLP_LITERAL_AHEAD;
		n &= ~(size_t)(DLP_LITERAL_STEP - 1);
		scan(task, task->text.ptr + at, n, at);
		at += n;
	}
	if (at < end)
		scan_copy(task, scan, at, end - at);
}

static dlp_literal_scan_fn *scan_of(enum dlp_literal_path path)
{
	switch (path) {
#if defined(__x86_64__)
	case DLP_LITERAL_VBMI2:
		return dlp_literal_column_vbmi2;
	case DLP_LITERAL_AVX2:
		return dlp_literal_pair_avx2;
	case DLP_LITERAL_SSE2:
		return dlp_literal_pair_sse2;
#endif
	default:
		return dlp_literal_pair_plain;
	}
}

bool dlp_literal_path_works(enum dlp_literal_path path)
{
	switch (path) {
#if defined(__x86_64__)
	case DLP_LITERAL_AVX2:
		return __builtin_cpu_supports("avx2") &&
		       __builtin_cpu_supports("bmi2");
	case DLP_LITERAL_VBMI2:
		return __builtin_cpu_supports("avx512vbmi2") &&
		       __builtin_cpu_supports("avx512vbmi") &&
		       __builtin_cpu_supports("avx512bw") &&
		       __builtin_cpu_supports("avx512vl");
#endif
	default:
#if defined(__x86_64__)
		return path <= DLP_LITERAL_SSE2;
#else
		return path == DLP_LITERAL_PLAIN;
#endif
	}
}

enum dlp_status dlp_literals_scan_by(enum dlp_literal_path path,
				     const struct dlp_literals *set,
				     struct dlp_span text, size_t from,
				     size_t to, struct dlp_literal_hits *hits)
{
	struct dlp_literal_task task = {
		.set = set,
		.text = text,
		.from = from,
		.to = to < text.len ? to : text.len,
		.hits = hits,
	};
	size_t first = hits->count;

	if (!set->count || text.len < DLP_LITERAL_MIN || from >= task.to)
		return DLP_OK;
	scan_all(&task, scan_of(path));
	if (hits->count > first)
		sort(set, hits->hit + first, hits->count - first);
	return task.status;
}

enum dlp_status dlp_literals_scan(const struct dlp_literals *set,
				  struct dlp_span text, size_t from, size_t to,
				  struct dlp_literal_hits *hits)
{
	enum dlp_literal_path path = DLP_LITERAL_PATHS - 1;

	while (!dlp_literal_path_works(path))
		path--;
	return dlp_literals_scan_by(path, set, text, from, to, hits);
}

size_t dlp_literals_length(const struct dlp_literals *set, uint32_t id)
{
	return set->len[id];
}

uint32_t dlp_literals_find(const struct dlp_literals *set, struct dlp_span word)
{
	struct dlp_literal_hits hits = { 0 };
	uint32_t id = DLP_LITERAL_NONE;

	/* The longest comes first. */
	if (!dlp_literals_scan(set, word, 0, 1, &hits) && hits.count &&
	    set->len[hits.hit[0].id] == word.len)
		id = hits.hit[0].id;
	dlp_literal_hits_release(&hits);
	return id;
}
