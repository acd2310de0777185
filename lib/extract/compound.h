#ifndef DLP_COMPOUND_H
#define DLP_COMPOUND_H

#include "extract/cfb.h"
#include "extract/reading.h"

/*
 * A compound file as a document: its directory says what it is.  Beside the
 * text that the reader of its format tells, all of them have properties,
 * macros, documents embedded in storages of their own, and what is left of
 * deleted streams.
 */
void dlp_compound_read(struct dlp_input *input);

/* What the readers of those formats share. */
struct dlp_compound {
	struct dlp_input *input;
	struct dlp_cfb cfb;
	/* For text in bytes: windows-1252 as long as nobody knows better. */
	enum dlp_charset charset;
	bool *document; /* of each entry: a storage that is one */
	bool deep;      /* there are storages that nobody looked through */
};

/*
 * The bytes of a stream into `out`, which is initialised here; false, and it is
 * told, when they are more than a document may have.  One that is cut is told
 * and there as far as it goes.
 */
bool dlp_compound_load(struct dlp_compound *compound, int entry,
		       struct dlp_buf *out);

/* As above, of the stream of this name in `storage`; false without one. */
bool dlp_compound_load_named(struct dlp_compound *compound, int storage,
			     const char *name, struct dlp_buf *out);

/* Add text of an encoding to `out` as UTF-8; NUL, which pads, is left out. */
void dlp_compound_convert(struct dlp_compound *compound,
			  enum dlp_charset charset, struct dlp_span text,
			  struct dlp_buf *out);

/* Add a time, 100 ns since 1601, as RFC 3339 has it; nothing for one that no
 * calendar has. */
void dlp_compound_add_time(struct dlp_buf *out, uint64_t ticks);

/* Tell lines that belong together, if there are any, with their `at`. */
void dlp_compound_tell(struct dlp_compound *compound, struct dlp_span at,
		       const struct dlp_buf *lines);

/*
 * A document within this one, by its bytes.  Its name may be in UTF-8; one that
 * is not, or is empty, is `instead`.  All own text must have been told.
 */
void dlp_compound_member(struct dlp_compound *compound, struct dlp_span name,
			 const char *instead, struct dlp_span bytes);

/* A storage within this file as a document of its own, likewise. */
void dlp_compound_embedded(struct dlp_compound *compound, int storage,
			   struct dlp_span name);

#endif
