#include "match/literal.h"

#include <stdlib.h>
#include <string.h>

#include "match/literal_verify.h"

enum { PIECE = 256 }; /* bytes of text that are copied at a time */

_Static_assert(PIECE % DLP_LITERAL_STEP == 0, "paths look at whole steps");

void dlp_literal_hits_release(struct dlp_literal_hits *hits)
{
	free(hits->hit);
	*hits = (struct dlp_literal_hits){ 0 };
}

enum dlp_status dlp_literal_hits_add(struct dlp_literal_hits *hits, size_t pos,
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
		if (dlp_literal_hits_add(task->hits, pos, entry->id))
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

/* Whether a literal of that slot, keyed at `offset`, is the word, whose bytes
 * stand at p with others behind; 0 for none. */
static uint32_t find_in(const struct dlp_literals *set, size_t slot,
			size_t offset, const char *p, size_t len)
{
	uint32_t e = set->slot[slot];

	do {
		const struct dlp_literal_entry *entry = &set->entry[e];

		if (entry->len == len && entry->offset == offset &&
		    dlp_literal_equals(entry, p) && rest_stands(set, entry, p))
			return e;
	} while (!set->entry[e++].last);
	return 0;
}

uint32_t dlp_literals_find(const struct dlp_literals *set, struct dlp_span word)
{
	char p[DLP_LITERAL_MAX + 2 * sizeof(uint64_t)] = { 0 };
	size_t keys = word.len - DLP_LITERAL_KEY + 1;
	uint32_t e = 0;

	if (word.len < DLP_LITERAL_MIN || word.len > DLP_LITERAL_MAX)
		return DLP_LITERAL_NONE;
	memcpy(p, word.ptr, word.len);
	/* Its key is all of a short one, else any four bytes of it. */
	if (word.len < DLP_LITERAL_KEY)
		e = find_in(set,
			    dlp_literal_slot3(
				    dlp_literal_hash3(dlp_literal_load4(p))),
			    0, p, word.len);
	else
		for (size_t i = 0; i < keys && !e; i++)
			e = find_in(set,
				    dlp_literal_slot(dlp_literal_hash(
					    dlp_literal_load4(p + i))),
				    i, p, word.len);
	return e ? set->entry[e].id : DLP_LITERAL_NONE;
}
