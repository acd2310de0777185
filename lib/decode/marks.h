#ifndef DLP_MARKS_H
#define DLP_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Where something may be encoded, told by bytes and those beside them: one bit
 * a byte, 64 bytes a word.  What passes over most of a text before anything
 * looks at it.
 */

enum {
	DLP_MARKS_BLOCK = 4 << 10, /* bytes of one set of masks */
	/* One word more, which a run may go on in. */
	DLP_MARKS_WORDS = DLP_MARKS_BLOCK / 64 + 1,
};

/* Bit i of word w speaks of byte w * 64 + i of the block. */
struct dlp_marks {
	uint64_t run[DLP_MARKS_WORDS]; /* letters, digits, + - / _ */
	/* % & = \ NUL or a newline, where the byte before it and the two behind
	 * it may make it an escape that hides something, a value broken over
	 * lines, UTF-16 */
	uint64_t odd[DLP_MARKS_WORDS];
	uint64_t high[DLP_MARKS_WORDS]; /* begins what is not ASCII: 0xc0 on */
};

/*
 * Masks of text [from, from + DLP_MARKS_WORDS * 64); of what is behind its end
 * there are none.
 */
void dlp_marks_make(struct dlp_marks *marks, struct dlp_span text, size_t from);

/* How they are made: all paths make the same. */
enum dlp_marks_path {
	DLP_MARKS_PLAIN,
	DLP_MARKS_AVX2,
	DLP_MARKS_AVX512,
	DLP_MARKS_PATHS
};

/* Whether this processor has what a path needs. */
bool dlp_marks_path_works(enum dlp_marks_path path);

/* dlp_marks_make() by a path that works, for tests; it takes the best. */
void dlp_marks_make_by(enum dlp_marks_path path, struct dlp_marks *marks,
		       struct dlp_span text, size_t from);

#endif
