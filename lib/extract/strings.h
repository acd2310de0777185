#ifndef DLP_STRINGS_H
#define DLP_STRINGS_H

#include "base/buf.h"
#include "base/span.h"

/*
 * The text in bytes that have no form we know: runs of characters in UTF-8, and
 * of letters of Europe and ASCII in UTF-16 of either order, at even and odd
 * places.  Line ends and tabs belong to a string that goes on behind them;
 * other controls end it.  Wide letters beyond Latin are of one script, which
 * tables of small numbers seldom are.
 */

enum {
	DLP_STRINGS_MIN = 6, /* characters that make a string */
	/* Bytes that the least of one takes, and what may be seen of the last
	 * character of one that goes on. */
	DLP_STRINGS_LEAST = 2 * DLP_STRINGS_MIN,
	DLP_STRINGS_CUT = 4,
};

enum dlp_strings_kind {
	DLP_STRINGS_NARROW,
	DLP_STRINGS_WIDE_LE, /* least byte first */
	DLP_STRINGS_WIDE_BE,
};

/* Bytes [start, end). */
struct dlp_string {
	size_t start, end;
	enum dlp_strings_kind kind;
};

/* The strings in some bytes, one after another, in linear time. */
struct dlp_strings {
	struct dlp_span bytes; /* borrowed */
	size_t at;             /* no string begins before it that was not had */
	struct dlp_string narrow; /* the next of that kind, once it is known */
};

void dlp_strings_begin(struct dlp_strings *strings, struct dlp_span bytes);
/* The next; false when there are no more. */
bool dlp_strings_next(struct dlp_strings *strings, struct dlp_string *string);

/* Where the characters of that kind end that begin at `at`. */
size_t dlp_strings_end(struct dlp_span bytes, size_t at,
		       enum dlp_strings_kind kind);

/* Add a string, without line ends around it, to `out` in UTF-8. */
void dlp_strings_add_one(struct dlp_span bytes, const struct dlp_string *string,
			 struct dlp_buf *out);

/* Add each string to `out` in UTF-8, a line each, in order of place. */
void dlp_strings_add(struct dlp_span bytes, struct dlp_buf *out);

#endif
