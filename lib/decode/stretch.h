#ifndef DLP_STRETCH_H
#define DLP_STRETCH_H

#include "base/buf.h"
#include "decode/derived.h"
#include "decode/encoding.h"

/*
 * Where a text is encoded so that a value may be hidden: a run of base64 that
 * has text in it, an escape next to what may be one, a digit of another
 * script.  Escapes that hide nothing, as the \n of a message, are left out:
 * most are.
 *
 * What is found in a place depends on DLP_STRETCH_SIGHT bytes before it and
 * behind it, and on the rest of the run that it is in.
 */

enum { DLP_STRETCH_SIGHT = 512 };

struct dlp_stretch {
	size_t start, end; /* half open */
	enum dlp_encoding encoding;
};

struct dlp_stretches {
	struct dlp_buf
		list;  /* struct dlp_stretch, by start as they are found */
	size_t beyond; /* runs up to here are in the list */
};

void dlp_stretches_init(struct dlp_stretches *stretches);
void dlp_stretches_release(struct dlp_stretches *stretches);
void dlp_stretches_clear(struct dlp_stretches *stretches);

/*
 * Add those that begin in [from, to) of `text`, and runs of one that go on
 * there, from DLP_STRETCH_SIGHT before at most.  They end in `text`.
 * DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_stretches_find(struct dlp_stretches *out,
						  struct dlp_span text,
						  size_t from, size_t to);

size_t dlp_stretches_count(const struct dlp_stretches *stretches);
struct dlp_stretch dlp_stretches_at(const struct dlp_stretches *stretches,
				    size_t i);

/*
 * Make `out` of [from, to) of `text`: decoded are the stretches of that
 * encoding there, and of encodings by characters all characters that are
 * encoded so.  DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status
dlp_stretches_decode(const struct dlp_stretches *stretches,
		     enum dlp_encoding encoding, struct dlp_span text,
		     size_t from, size_t to, struct dlp_derived *out);

#endif
