#include "detect/weak.h"

#include <stdlib.h>
#include <string.h>

/* They come nearly in order. */
static bool insert(struct dlp_weak_list *list, uint64_t start, uint64_t end)
{
	size_t i;

	if (list->first + list->count == list->cap && list->first) {
		memmove(list->span, list->span + list->first,
			list->count * sizeof(*list->span));
		list->first = 0;
	}
	if (list->count == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : 64;
		struct dlp_weak_span *grown =
			realloc(list->span, cap * sizeof(*grown));

		if (!grown)
			return false;
		list->span = grown;
		list->cap = cap;
	}
	i = list->first + list->count++;
	for (; i > list->first && list->span[i - 1].start > start; i--)
		list->span[i] = list->span[i - 1];
	list->span[i] = (struct dlp_weak_span){ start, end };
	return true;
}

static const struct dlp_weak_span *first_of(const struct dlp_weak_list *list)
{
	return list->count ? list->span + list->first : NULL;
}

static void drop(struct dlp_weak_list *list, size_t n)
{
	list->count -= n;
	list->first = list->count ? list->first + n : 0;
}

bool dlp_weak_add(struct dlp_weak *weak, uint64_t start, uint64_t end)
{
	return insert(&weak->weak, start, end);
}

bool dlp_weak_cover(struct dlp_weak *weak, uint64_t start, uint64_t end)
{
	return insert(&weak->strong, start, end);
}

/* Forget what ends before `offset`, as far as what is before it does. */
static void forget_strong(struct dlp_weak *weak, uint64_t offset)
{
	const struct dlp_weak_span *span;

	while ((span = first_of(&weak->strong)) && span->end <= offset)
		drop(&weak->strong, 1);
}

static bool is_covered(const struct dlp_weak *weak,
		       const struct dlp_weak_span *span)
{
	const struct dlp_weak_span *strong = first_of(&weak->strong);

	for (size_t i = 0;
	     i < weak->strong.count && strong[i].start < span->end; i++)
		if (strong[i].end > span->start)
			return true;
	return false;
}

uint64_t dlp_weak_settle(struct dlp_weak *weak, uint64_t settled)
{
	const struct dlp_weak_span *span;
	uint64_t count = 0;

	while ((span = first_of(&weak->weak))) {
		struct dlp_weak_span all = *span;
		size_t n = 1;

		for (; n < weak->weak.count && span[n].start < all.end; n++)
			if (span[n].end > all.end)
				all.end = span[n].end;
		if (all.end > settled)
			break;
		forget_strong(weak, all.start);
		count += !is_covered(weak, &all);
		drop(&weak->weak, n);
	}
	forget_strong(weak,
		      span && span->start < settled ? span->start : settled);
	return count;
}

void dlp_weak_clear(struct dlp_weak *weak)
{
	weak->weak.first = weak->weak.count = 0;
	weak->strong.first = weak->strong.count = 0;
}

void dlp_weak_release(struct dlp_weak *weak)
{
	free(weak->weak.span);
	free(weak->strong.span);
	*weak = (struct dlp_weak){ 0 };
}
