#ifndef DLP_LITERAL_H
#define DLP_LITERAL_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/span.h"

/*
 * Where any of many short literals stands in a text, ASCII case ignored.
 *
 * Each literal is looked for by a few of its bytes, its key.  A filter over
 * all keys, small enough for the first-level cache, refuses nearly every
 * position of the text at once; a hash of the key refuses most of the rest,
 * and what passes is compared byte for byte.  The filter takes what the
 * processor offers; what is found is the same with each
 * (match/literal_set.h).
 */
struct dlp_literals;

enum {
	DLP_LITERAL_MIN = 3, /* bytes */
	DLP_LITERAL_MAX = 64,
};

#define DLP_LITERAL_NONE UINT32_MAX

struct dlp_literal_hit {
	size_t pos;  /* of the literal's first byte */
	uint32_t id; /* its index in the list given at birth */
};

/* A growing list of hits, owned by the caller; zero-initialise it. */
struct dlp_literal_hits {
	struct dlp_literal_hit *hit;
	size_t count, cap;
};

/*
 * A set of `count` literals of DLP_LITERAL_MIN to DLP_LITERAL_MAX bytes,
 * copied.  NULL without memory.
 */
struct dlp_literals *dlp_literals_new(const struct dlp_span *literal,
				      size_t count);
void dlp_literals_free(struct dlp_literals *set);

/*
 * Append every occurrence that begins in [from, to) and lies wholly in
 * `text`, in order of position, longer ones of the same position first.
 * Nothing outside `text` is read.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_literals_scan(const struct dlp_literals *set,
						 struct dlp_span text,
						 size_t from, size_t to,
						 struct dlp_literal_hits *hits);

/* Bytes of a literal. */
size_t dlp_literals_length(const struct dlp_literals *set, uint32_t id);

/* The id of the literal that is `word`, case ignored, or DLP_LITERAL_NONE. */
uint32_t dlp_literals_find(const struct dlp_literals *set,
			   struct dlp_span word);

/* Append one.  DLP_FATAL without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_literal_hits_add(struct dlp_literal_hits *hits, size_t pos, uint32_t id);
void dlp_literal_hits_release(struct dlp_literal_hits *hits);

#endif
