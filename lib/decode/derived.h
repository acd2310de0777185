#ifndef DLP_DERIVED_H
#define DLP_DERIVED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * A view of a stretch of a text, its source: a text of its own, in which what
 * is encoded there is decoded and the rest copied; and the way back, from each
 * of its bytes to the bytes of the source that it is derived from.
 *
 * It is made from the front: the source never goes back.
 */

/*
 * From `at` on, up to where the next piece begins, each `to` bytes come from
 * `from` bytes of the source.
 */
struct dlp_derived_piece {
	uint32_t at, source;
	unsigned char to, from;
	unsigned char decoded;
	/* A byte comes from its share of them; else from all of them. */
	unsigned char shared;
};

struct dlp_derived {
	struct dlp_buf text;
	struct dlp_buf map;       /* struct dlp_derived_piece, ascending */
	bool cut_left, cut_right; /* the source goes on there */
};

void dlp_derived_init(struct dlp_derived *out);
void dlp_derived_release(struct dlp_derived *out);
void dlp_derived_clear(struct dlp_derived *out);

/* Add [from, to) of the source as it is. */
void dlp_derived_copy(struct dlp_derived *out, struct dlp_span source,
		      size_t from, size_t to);

/*
 * Add `len` bytes, at most 8, that `width` bytes of the source at `source`, at
 * most 255, were decoded to; with `shared` the first of them come from the
 * first of those, as in base64.  `len` may be 0: they vanish.
 */
void dlp_derived_add(struct dlp_derived *out, const char *bytes, size_t len,
		     size_t source, size_t width, bool shared);

/* Without memory it can't be used.  DLP_FATAL then. */
enum dlp_status dlp_derived_status(const struct dlp_derived *out);

/* Whether [start, end), not empty, holds or touches what was decoded. */
bool dlp_derived_touches(const struct dlp_derived *out, size_t start,
			 size_t end);

/* The bytes of the source, half open, that [start, end) comes from. */
void dlp_derived_source(const struct dlp_derived *out, size_t start, size_t end,
			size_t *from, size_t *to);

#endif
