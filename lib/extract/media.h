#ifndef DLP_MEDIA_H
#define DLP_MEDIA_H

#include "extract/flow.h"
#include "extract/reading.h"

/*
 * Pictures, sound and film: what describes them, and what stands behind their
 * end.  Nothing is decoded; the bytes are walked in their place, in constant
 * memory.  A value is a line `name: value` of the part `property`; a position
 * is told in degrees.
 *
 * The document ends in `none`, whatever was told: what it is for was not read.
 * Where the task can see (task.h), the text in a picture comes first.
 */

enum {
	DLP_MEDIA_STEPS = 1 << 20,  /* blocks, entries and such of a document */
	DLP_MEDIA_VALUE = 16 << 20, /* bytes of one value */
	DLP_MEDIA_VALUES = 64 << 20, /* and of all that are looked at */
	DLP_MEDIA_DEPTH = 6,         /* pictures within one another */
	DLP_MEDIA_FILES = 32,        /* documents in what describes a picture */
};

/* Some bytes of a document, which need not be there. */
struct dlp_region {
	const struct dlp_view *view;
	uint64_t at, len;
};

struct dlp_media {
	struct dlp_input *input;
	struct dlp_flow flow;
	uint64_t steps, loaded;
	unsigned depth;       /* of the picture that is walked */
	bool stop;            /* a limit was passed */
	bool cut;             /* the document ends early */
	unsigned orientation; /* of Exif, of the picture itself; 0: unknown */
	int sys;              /* of the first read that failed */
	struct dlp_buf value;
	struct dlp_buf xmp; /* packets, whole, one after another */
	/* Documents of their own, of the outermost view. */
	struct dlp_region file[DLP_MEDIA_FILES];
	const char *file_name[DLP_MEDIA_FILES];
	size_t files;
};

/* The part of `region` that begins at `at`, at most `len` bytes. */
struct dlp_region dlp_region_cut(struct dlp_region region, uint64_t at,
				 uint64_t len);

/* Bytes from `at` on; where there are none, NUL.  Returns how many are. */
size_t dlp_media_read_at(struct dlp_media *media, struct dlp_region region,
			 uint64_t at, void *buf, size_t len);
/* A number of 1 to 8 bytes, the highest or the lowest first. */
uint64_t dlp_media_be(struct dlp_media *media, struct dlp_region region,
		      uint64_t at, unsigned bytes);
uint64_t dlp_media_le(struct dlp_media *media, struct dlp_region region,
		      uint64_t at, unsigned bytes);
/* Whether these bytes are there. */
bool dlp_media_is(struct dlp_media *media, struct dlp_region region,
		  uint64_t at, struct dlp_span bytes);

/* One thing more to look at; false at the end of patience, which is told. */
bool dlp_media_step(struct dlp_media *media);

/*
 * All bytes of `region` into `out`, which is initialised here.  What is too
 * large is told, and comes as far as it may.
 */
void dlp_media_load(struct dlp_media *media, struct dlp_region region,
		    struct dlp_buf *out);

/*
 * A line `name: value`, if there is a value.  DLP_CHARSET_NONE: UTF-8 where it
 * is that, else windows-1252.  NUL and blanks at the end are left out.
 */
void dlp_media_tell(struct dlp_media *media, struct dlp_span name,
		    struct dlp_span value, enum dlp_charset charset);
/* Likewise a value that is to be loaded. */
void dlp_media_tell_region(struct dlp_media *media, struct dlp_span name,
			   struct dlp_region value, enum dlp_charset charset);
/* In degrees, north and east; nothing for what is not on earth. */
void dlp_media_tell_position(struct dlp_media *media, double latitude,
			     double longitude);

/* A packet of XMP, whole. */
void dlp_media_xmp(struct dlp_media *media, struct dlp_region packet);

/*
 * A document of its own, `name` is a constant; what is only padding is none.
 * Of what is not in the document's own bytes, only pictures are looked at.
 */
void dlp_media_file(struct dlp_media *media, const char *name,
		    struct dlp_region bytes);
/* A picture within: what describes it. */
void dlp_media_picture(struct dlp_media *media, struct dlp_region bytes);

/* Read a picture, a sound or a film. */
void dlp_media_read(struct dlp_input *input);

#endif
