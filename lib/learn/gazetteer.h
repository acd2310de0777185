#ifndef DLP_GAZETTEER_H
#define DLP_GAZETTEER_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "learn/model.h"

/*
 * Which lists a word is on: given names, family names, places, words of the
 * language.  Words are known by a hash alone: a fingerprint of 21
 * bits in a table of 32-bit rows, so that one in a million of other words is
 * taken for one of them.
 */

enum dlp_list_of {
	DLP_LIST_GIVEN,
	DLP_LIST_FAMILY,
	DLP_LIST_CITY,
	DLP_LIST_COUNTRY,
	DLP_LIST_WORD, /* of English, in lower case */
	DLP_LIST_TITLE,
	DLP_LIST_FIRM,
	DLP_LIST_STREET,
	DLP_LIST_DATE,
	DLP_LIST_GIVEN_OFTEN, /* those that many bear */
	DLP_LIST_FAMILY_OFTEN,
	DLP_LISTS,
};

struct dlp_gazetteer {
	const uint32_t *row;
	size_t rows; /* a power of two */
};

/* Lists being read; zero-initialise it. */
struct dlp_gazetteer_draft {
	uint64_t *hash;
	uint16_t *lists;
	size_t count, room;
};

/* The hash of a word, which is in lower case already. */
uint64_t dlp_gazetteer_hash(const char *word, size_t len);
/*
 * The same byte by byte, from DLP_GAZETTEER_FIRST on: FNV-1a, 64 bits (Fowler,
 * Noll, Vo); and its bits mixed, which is the hash of what was added so far.
 */
#define DLP_GAZETTEER_FIRST UINT64_C(0xcbf29ce484222325)
static inline uint64_t dlp_gazetteer_next(uint64_t state, char byte)
{
	return (state ^ (unsigned char)byte) * UINT64_C(0x100000001b3);
}
static inline uint64_t dlp_gazetteer_mixed(uint64_t state)
{
	return (state ^ state >> 32) * UINT64_C(0x9e3779b97f4a7c15);
}

/* The lists of a word, as bits of 1 << enum dlp_list_of. */
unsigned dlp_gazetteer_find(const struct dlp_gazetteer *gazetteer,
			    uint64_t hash);

/* DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_gazetteer_add(struct dlp_gazetteer_draft *draft, uint64_t hash,
		  unsigned lists);
/* As dlp_gazetteer_find(), of what was added so far. */
unsigned dlp_gazetteer_drafted(const struct dlp_gazetteer_draft *draft,
			       uint64_t hash);
void dlp_gazetteer_release(struct dlp_gazetteer_draft *draft);

/* The table; its rows are `out`'s. */
DLP_MUST_CHECK enum dlp_status
dlp_gazetteer_write(const struct dlp_gazetteer_draft *draft,
		    struct dlp_buf *out);

/* The table in a model; DLP_SKIP where it has none. */
DLP_MUST_CHECK enum dlp_status
dlp_gazetteer_use(struct dlp_gazetteer *gazetteer,
		  const struct dlp_model *model, struct dlp_error *err);

#endif
