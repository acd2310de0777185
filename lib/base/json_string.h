#ifndef DLP_JSON_STRING_H
#define DLP_JSON_STRING_H

#include <stddef.h>

#include "base/buf.h"
#include "base/span.h"

/*
 * The inside of string tokens, at the speed that framing text needs: sixteen
 * bytes at once where the processor can, with the same result where not.
 */

/*
 * How many bytes at the start of `in` stand for themselves: ASCII without
 * controls below 0x20, quote and backslash.
 */
size_t dlp_json_plain(struct dlp_span in);

/*
 * The token that begins at in.ptr, behind its opening quote, decoded into
 * `out`, which has room for all of `in`.  Returns the bytes of the token
 * without its closing quote, and how many became of them; SIZE_MAX, with `why`
 * and the offset `at` of what is wrong, where it is none.
 */
struct dlp_json_fault {
	const char *why;
	size_t at;
};
size_t dlp_json_unescape(struct dlp_span in, char *out, size_t *len,
			 struct dlp_json_fault *fault);

/*
 * What dlp_json_escape() adds to a buffer, written at `to`, where there is
 * DLP_JSON_ROOM() of text.len; returns its end.
 */
enum { DLP_JSON_ESCAPE = 6 }; /* bytes that one may become */
#define DLP_JSON_ROOM(len) (DLP_JSON_ESCAPE * (len))
char *dlp_json_escape_at(char *to, struct dlp_span text);

#endif
