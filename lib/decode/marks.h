#ifndef DLP_MARKS_H
#define DLP_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Where something may be encoded, told by single bytes: one bit a byte, 64
 * bytes a word.  What passes over most of a text before anything looks at it.
 */

enum {
	DLP_MARKS_BLOCK = 4 << 10, /* bytes of one set of masks */
	/* One word more, which a run may go on in. */
	DLP_MARKS_WORDS = DLP_MARKS_BLOCK / 64 + 1,
};

/* Bit i of word w speaks of byte w * 64 + i of the block. */
struct dlp_marks {
	uint64_t run[DLP_MARKS_WORDS]; /* letters, digits, + - / _ */
	/* % & = \ NUL, newline, and a few that mean nothing */
	uint64_t odd[DLP_MARKS_WORDS];
	uint64_t high[DLP_MARKS_WORDS]; /* begins what is not ASCII: 0xc0 on */
};

/*
 * Masks of text [from, from + DLP_MARKS_WORDS * 64); of what is behind its end
 * there are none.
 */
void dlp_marks_make(struct dlp_marks *marks, struct dlp_span text, size_t from);

/* Whether this processor makes them faster than plain C does. */
bool dlp_marks_are_fast(void);

/* The same in plain C, for tests. */
void dlp_marks_make_plain(struct dlp_marks *marks, struct dlp_span text,
			  size_t from);

#endif
