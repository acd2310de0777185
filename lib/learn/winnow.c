#include "learn/winnow.h"

#include <string.h>

enum {
	GRAM = DLP_WINNOW_GRAM,
	WINDOW = DLP_WINNOW_WINDOW,
	/* Letters that a later window needs. */
	KEEP = DLP_WINNOW_SURE - 1,
};

/* Of the run that ends with letter `i` of those at hand. */
static struct dlp_print print_of(const struct dlp_winnow *winnow, size_t i)
{
	size_t first = i - (GRAM - 1);

	return (struct dlp_print){ .hash = winnow->hash[i],
				   .start = winnow->at[first],
				   .end = winnow->at[i] + winnow->size[i],
				   .nth = winnow->first + first };
}

/* The least of runs [from, to], the last of equals. */
static size_t least_of(const uint64_t *hash, size_t from, size_t to)
{
	uint64_t least = hash[from];
	size_t at = from;

	for (size_t i = from + 1; i <= to; i++) {
		at = hash[i] <= least ? i : at;
		least = hash[i] <= least ? hash[i] : least;
	}
	return at;
}

static void hash_fresh(struct dlp_winnow *winnow)
{
	uint64_t rolling = winnow->rolling;

	for (size_t i = winnow->fresh; i < winnow->have; i++) {
		rolling =
			dlp_winnow_roll(rolling, winnow->byte[i],
					i < GRAM ? 0 : winnow->byte[i - GRAM]);
		winnow->hash[i] = rolling;
	}
	winnow->rolling = rolling;
}

/* The prints of what was not looked at yet; then keep what is still needed. */
static size_t look(struct dlp_winnow *winnow, struct dlp_print *print)
{
	size_t prints = 0, i = winnow->fresh, drop, least;

	hash_fresh(winnow);
	if (i < KEEP)
		i = KEEP;
	/* Before the first window there is none to compare with. */
	least = winnow->least < winnow->first
			? 0
			: (size_t)(winnow->least - winnow->first);
	for (; i < winnow->have; i++) {
		if (least + WINDOW > i && least) {
			if (winnow->hash[i] > winnow->hash[least])
				continue;
			least = i;
		} else {
			least = least_of(winnow->hash, i - (WINDOW - 1), i);
		}
		print[prints++] = print_of(winnow, least);
	}
	winnow->least = winnow->first + least;
	drop = winnow->have > KEEP ? winnow->have - KEEP : 0;
	if (drop) {
		size_t n = winnow->have -= drop;

		memmove(winnow->at, winnow->at + drop, n * sizeof(*winnow->at));
		memmove(winnow->hash, winnow->hash + drop,
			n * sizeof(*winnow->hash));
		memmove(winnow->size, winnow->size + drop, n);
		memmove(winnow->byte, winnow->byte + drop, n);
		winnow->first += drop;
	}
	winnow->fresh = winnow->have;
	return prints;
}

size_t dlp_winnow_add(struct dlp_winnow *winnow, struct dlp_span piece,
		      struct dlp_print *print)
{
	struct dlp_bare_letters letters = { winnow->byte, winnow->at,
					    winnow->size, winnow->have,
					    DLP_WINNOW_ROOM };
	size_t prints = 0, taken;

	while (piece.len) {
		taken = dlp_bare_take(&winnow->bare, piece, &letters);
		piece.ptr += taken, piece.len -= taken;
		winnow->have = letters.have;
		prints += look(winnow, print + prints);
		letters.have = winnow->have;
	}
	return prints;
}

size_t dlp_winnow_end(struct dlp_winnow *winnow, struct dlp_print *print)
{
	if (winnow->have < GRAM || winnow->first || winnow->have > KEEP)
		return 0;
	*print = print_of(winnow,
			  least_of(winnow->hash, GRAM - 1, winnow->have - 1));
	return 1;
}
