#ifndef DLP_WEAK_H
#define DLP_WEAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What is not told because too little speaks for it, counted as it would be
 * told: those whose values overlap are one, and where anything else is told,
 * or taken out and counted as that, there is nothing more.
 */

/* Bytes of a document's text, half open. */
struct dlp_weak_span {
	uint64_t start, end;
};

struct dlp_weak_list {
	struct dlp_weak_span *span; /* by start, from `first` on */
	size_t first, count, cap;
};

struct dlp_weak {
	struct dlp_weak_list weak, strong;
};

/* A value that is not told.  False without memory. */
bool dlp_weak_add(struct dlp_weak *weak, uint64_t start, uint64_t end);

/* One that is, or is counted otherwise.  False without memory. */
bool dlp_weak_cover(struct dlp_weak *weak, uint64_t start, uint64_t end);

/*
 * Nothing that begins before `settled` is still to be added: how many were not
 * told before there, each counted once.
 */
uint64_t dlp_weak_settle(struct dlp_weak *weak, uint64_t settled);

/* Another document begins. */
void dlp_weak_clear(struct dlp_weak *weak);
void dlp_weak_release(struct dlp_weak *weak);

#endif
