#ifndef DLP_STARTS_H
#define DLP_STARTS_H

#include <stdbool.h>

#include "match/run.h"

/*
 * Where shapes may begin, told from the masks of a block alone: what refuses
 * most of a text before anything looks at its bytes.
 */

enum { DLP_STARTS_WANTS = 32 }; /* the longest run that is asked for */

struct dlp_starts_wants {
	/* The fewest that matter, at most DLP_STARTS_WANTS; 0: none. */
	unsigned digits;
	unsigned token; /* bytes, likewise */
	bool phone, id, iban;
};

/* Bit masks over a block, as struct dlp_runs has them. */
struct dlp_starts {
	uint64_t digits[DLP_RUN_WORDS + 1];
	uint64_t token[DLP_RUN_WORDS + 1];
	uint64_t phone[DLP_RUN_WORDS + 1];
	uint64_t id[DLP_RUN_WORDS + 1]; /* see dlp_place_id_starts() */
	uint64_t iban[DLP_RUN_WORDS + 1];
};

/*
 * Where a shape may begin in the block that `runs` was made of; what is not
 * wanted is zero.  No place is missed; some are none.
 */
void dlp_starts_find(const struct dlp_runs *runs,
		     const struct dlp_starts_wants *wants,
		     struct dlp_starts *starts);

#endif
