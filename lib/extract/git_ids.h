#ifndef DLP_GIT_IDS_H
#define DLP_GIT_IDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/*
 * A set of ids of git objects, SHA-1 or SHA-256: each whole, 32 bytes of
 * memory, twice to four times that with the room that the table leaves free.
 * It grows with what is added and has no limit of its own.
 */

enum {
	DLP_GIT_ID = 32,     /* bytes of the longest */
	DLP_GIT_ID_HEX = 64, /* as git writes it */
};

struct dlp_git_ids {
	unsigned char (*slot)[DLP_GIT_ID];
	size_t slots, used; /* slots: 0, or a power of two */
	bool zero;          /* the id that marks a free slot is in the set */
};

/* Whether `hex` is an id: 40 or 64 digits, lower case. */
bool dlp_git_id_valid(struct dlp_span hex);
/* Whether `hex`, an id, is that of no object. */
bool dlp_git_id_none(struct dlp_span hex);

/* 1: added.  0: it was there.  -1: no memory, or `hex` is no id. */
int dlp_git_ids_add(struct dlp_git_ids *ids, struct dlp_span hex);
bool dlp_git_ids_has(const struct dlp_git_ids *ids, struct dlp_span hex);
/* Zero-initialise a set; it may be used again after this. */
void dlp_git_ids_release(struct dlp_git_ids *ids);

#endif
