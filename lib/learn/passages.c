#include "learn/passages.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
	SLOTS = 2 * DLP_PASSAGES_OWNERS,
	GRAM = DLP_WINNOW_GRAM,
	ROOM = GRAM + 1024, /* letters at hand */
	LETTERS = ROOM + DLP_BARE_SLACK,
	/* Hashes that are asked for before one is waited for. */
	TOGETHER = 64,
};

/* What one document has of the stretch at hand. */
struct share {
	uint32_t document;
	uint32_t prints, letters;
	uint64_t next; /* the letter behind its last print */
	double own;
	uint64_t start, end, mark;
};

struct dlp_passages {
	const struct dlp_excerpts *excerpts;
	void (*tell)(void *arg, const struct dlp_passage *passage);
	void *arg;
	/* Letters that runs may still begin with, and those that are new; where
	 * the first stands among all. */
	struct dlp_bare bare;
	unsigned char byte[LETTERS], size[LETTERS];
	uint64_t at[LETTERS];
	size_t have;
	uint64_t nth, rolling;
	/* Of letters that are looked at together: the hashes of the runs that
	 * end there, and which of them a document may have. */
	uint64_t hash[TOGETHER];
	unsigned char chosen[TOGETHER];
	/* The stretch at hand, if there are shares in it; by document, a
	 * table of places among them, from 1. */
	struct share share[DLP_PASSAGES_OWNERS];
	size_t shares;
	uint16_t slot[SLOTS];
	uint64_t start, end; /* bytes */
	uint64_t last;       /* the letter behind its last print */
};

struct dlp_passages *
dlp_passages_new(const struct dlp_excerpts *excerpts,
		 void (*tell)(void *arg, const struct dlp_passage *passage),
		 void *arg)
{
	struct dlp_passages *p = calloc(1, sizeof(*p));

	if (!p)
		return NULL;
	p->excerpts = excerpts;
	p->tell = tell;
	p->arg = arg;
	return p;
}

void dlp_passages_free(struct dlp_passages *p)
{
	free(p);
}

static void close_stretch(struct dlp_passages *p)
{
	const struct share *best = p->share;
	uint32_t others = 0;

	if (!p->shares)
		return;
	for (size_t i = 1; i < p->shares; i++) {
		const struct share *s = &p->share[i];

		if (s->prints > best->prints ||
		    (s->prints == best->prints && s->document < best->document))
			best = s;
	}
	for (size_t i = 0; i < p->shares; i++)
		others += p->share[i].prints == best->prints;
	p->tell(p->arg, &(struct dlp_passage){ .start = best->start,
					       .end = best->end,
					       .document = best->document,
					       .prints = best->prints,
					       .letters = best->letters,
					       .others = others - 1,
					       .own = best->own,
					       .mark = best->mark });
	p->shares = 0;
	memset(p->slot, 0, sizeof(p->slot));
}

/* What a document has; NULL where too many have something. */
static struct share *share_of(struct dlp_passages *p, uint32_t document)
{
	size_t i = document * UINT32_C(2654435761) % SLOTS;

	while (p->slot[i]) {
		struct share *s = &p->share[p->slot[i] - 1];

		if (s->document == document)
			return s;
		i = (i + 1) % SLOTS;
	}
	if (p->shares == DLP_PASSAGES_OWNERS)
		return NULL;
	p->share[p->shares] = (struct share){ .document = document };
	p->slot[i] = (uint16_t)++p->shares;
	return &p->share[p->shares - 1];
}

/* Whether a print with that first letter and that end, or ones further on, are
 * of another stretch. */
static bool ends_before(const struct dlp_passages *p, uint64_t nth,
			uint64_t end)
{
	return p->shares && (nth > p->last + DLP_PASSAGES_GAP ||
			     end > p->end + DLP_PASSAGES_FAR ||
			     end > p->start + DLP_PASSAGES_MOST);
}

static void take(struct dlp_passages *p, const struct dlp_print *print)
{
	const uint32_t *owner;
	size_t owners = dlp_excerpts_find(p->excerpts, print->hash, &owner);

	if (!owners)
		return;
	if (ends_before(p, print->nth, print->end))
		close_stretch(p);
	if (!p->shares)
		p->start = print->start;
	p->end = print->end;
	p->last = print->nth + DLP_WINNOW_GRAM;
	for (size_t i = 0; i < owners; i++) {
		struct share *s = share_of(p, owner[i]);
		uint64_t fresh = print->nth;

		if (!s)
			continue;
		if (!s->prints++) {
			s->start = print->start;
			s->mark = print->hash;
		} else if (fresh < s->next) {
			fresh = s->next;
		}
		s->next = print->nth + DLP_WINNOW_GRAM;
		s->letters += (uint32_t)(s->next - fresh);
		s->end = print->end;
		s->own += 1.0 / (double)owners;
	}
}

/* Roll over the letters [i, end) and have what tells of each on its way. */
static void roll(struct dlp_passages *p, size_t i, size_t end)
{
	uint64_t rolling = p->rolling, *hash = p->hash;

	for (; i < end; i++) {
		rolling = dlp_winnow_roll(rolling, p->byte[i],
					  i < GRAM ? 0 : p->byte[i - GRAM]);
		*hash++ = rolling;
		dlp_sieve_soon(&p->excerpts->sieve, rolling);
	}
	p->rolling = rolling;
}

/* Those of the hashes that a document may have; how many. */
static size_t choose(struct dlp_passages *p, size_t count)
{
	const struct dlp_excerpts *excerpts = p->excerpts;
	size_t n = 0;

	for (size_t i = 0; i < count; i++) {
		p->chosen[n] = (unsigned char)i;
		n += dlp_sieve_may(&excerpts->sieve, p->hash[i]);
	}
	for (size_t i = 0; i < n; i++)
		dlp_buckets_soon(&excerpts->prints, p->hash[p->chosen[i]]);
	for (size_t i = 0; i < n; i++)
		dlp_buckets_near(&excerpts->prints, p->hash[p->chosen[i]]);
	return n;
}

/*
 * Any run of the text may be one that was kept of a document: which ones were
 * depends on what stood around them there.
 */
static void look(struct dlp_passages *p, size_t fresh)
{
	size_t drop;

	for (size_t i = fresh, end; i < p->have; i = end) {
		size_t n;

		end = p->have - i < TOGETHER ? p->have : i + TOGETHER;
		roll(p, i, end);
		n = choose(p, end - i);
		for (size_t k = 0; k < n; k++) {
			const size_t at = i + p->chosen[k];

			if (at < GRAM - 1)
				continue;
			take(p, &(struct dlp_print){
					.hash = p->hash[p->chosen[k]],
					.start = p->at[at - (GRAM - 1)],
					.end = p->at[at] + p->size[at],
					.nth = p->nth + at - (GRAM - 1),
				});
		}
	}
	drop = p->have > GRAM ? p->have - GRAM : 0;
	if (drop) {
		p->have = GRAM;
		memmove(p->byte, p->byte + drop, GRAM);
		memmove(p->size, p->size + drop, GRAM);
		memmove(p->at, p->at + drop, GRAM * sizeof(*p->at));
		p->nth += drop;
	}
}

void dlp_passages_add(struct dlp_passages *p, struct dlp_span piece)
{
	struct dlp_bare_letters letters = { p->byte, p->at, p->size, 0, ROOM };

	while (piece.len) {
		size_t taken, fresh = letters.have = p->have;

		taken = dlp_bare_take(&p->bare, piece, &letters);
		piece.ptr += taken, piece.len -= taken;
		p->have = letters.have;
		look(p, fresh);
	}
	/* The next print begins no earlier than the letters at hand, and ends
	 * behind all of the text. */
	if (ends_before(p, p->nth, p->bare.offset))
		close_stretch(p);
}

void dlp_passages_end(struct dlp_passages *p)
{
	close_stretch(p);
	p->bare = (struct dlp_bare){ 0 };
	p->have = 0;
	p->nth = p->rolling = 0;
}

uint64_t dlp_passages_first(const struct dlp_passages *p)
{
	if (p->shares)
		return p->start;
	return p->have ? p->at[0] : p->bare.offset - p->bare.halves;
}
