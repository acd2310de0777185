#ifndef DLP_SHADES_H
#define DLP_SHADES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "detect/mask.h"

/*
 * Where values stand that were found, whether they are told or not: what no
 * excerpt may show, of whichever finding it is the line.
 *
 * An excerpt is made before all is known that stands in its line, by whoever
 * has the text; when it is told nothing of that is still to come, and the words
 * are masked that a value touches.  What stands further than DLP_SHADES_REACH
 * bytes from the value that an excerpt is of, is not known then, and is not
 * shown.
 */

enum { DLP_SHADES_REACH = 1536 };

/* Bytes of a document's text, half open. */
struct dlp_shade {
	uint64_t start, end;
};

struct dlp_shades {
	struct dlp_shade *shade; /* by start, none touches the next; from
				    `first` on */
	size_t first, count, cap;
};

/* A value, not empty.  False without memory. */
bool dlp_shades_add(struct dlp_shades *shades, uint64_t start, uint64_t end);

/* Whether a byte of [start, end) is of a value. */
bool dlp_shades_any(const struct dlp_shades *shades, uint64_t start,
		    uint64_t end);

/*
 * Add the excerpt of a value that begins at `start` to `out`, with the words
 * masked that hold something of a value.
 */
void dlp_shades_excerpt(const struct dlp_shades *shades,
			const struct dlp_excerpt *excerpt, uint64_t start,
			struct dlp_buf *out);

/* What ends before `offset` is asked for no more. */
void dlp_shades_forget(struct dlp_shades *shades, uint64_t offset);

/* Another text begins. */
void dlp_shades_clear(struct dlp_shades *shades);
void dlp_shades_release(struct dlp_shades *shades);

#endif
