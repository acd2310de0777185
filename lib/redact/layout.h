#ifndef DLP_LAYOUT_H
#define DLP_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/span.h"
#include "base/utf8.h"

/*
 * How source bytes lie under the text that is scanned, their view.  A view is
 * the source with what its syntax hides taken away: escapes are decoded, so
 * that `\u0034` hides nothing.  Everything else stands in it as it is, in
 * order; a segment is a run of source bytes of one kind.
 */
enum dlp_segment_kind {
	DLP_SEGMENT_FIXED,  /* structure, white space: stays */
	DLP_SEGMENT_TEXT,   /* replaced by the byte */
	DLP_SEGMENT_STRING, /* likewise; what comes instead is escaped */
	DLP_SEGMENT_ATOM,   /* one escape: replaced as a whole */
	DLP_SEGMENT_SCALAR, /* a token that is quoted anew when it changes */
};

enum {
	DLP_SEGMENT_KEY_END = 1, /* the quote that ends a member's name */
	DLP_SEGMENT_ROOT = 2,    /* a value begins that is in no other */
};

struct dlp_segment {
	uint32_t source, view; /* bytes */
	unsigned char kind, flags;
	/* Of an atom: what it stands for. */
	unsigned char text_len;
	char text[DLP_UTF8_MAX];
};

/* The longest scalar; it is held until it is decided. */
enum { DLP_SCALAR_MAX = 64 * 1024 };

struct dlp_layout {
	struct dlp_segment *item;
	size_t head, len, cap; /* those in force are [head, len) */
	bool decode;           /* else the view is the source itself */
	struct dlp_buf view; /* what was laid out and not yet taken, but for */
	struct dlp_span run; /* source bytes that come next in it */
	bool failed;         /* no memory; sticky */
};

void dlp_layout_release(struct dlp_layout *layout);
/* Forget what was laid out, keep the memory. */
void dlp_layout_clear(struct dlp_layout *layout);

/* Have all that was laid out in the view: its source may go. */
void dlp_layout_settle(struct dlp_layout *layout);

/* Room for another segment; false, and `failed`, without memory. */
bool dlp_layout_make_room(struct dlp_layout *layout);

static inline void dlp_layout_put(struct dlp_layout *layout,
				  struct dlp_segment seg)
{
	if (layout->len < layout->cap || dlp_layout_make_room(layout))
		layout->item[layout->len++] = seg;
}

/* Whether a run of `len` bytes goes on in the last segment. */
static inline bool dlp_layout_goes_on(const struct dlp_layout *layout,
				      enum dlp_segment_kind kind, uint32_t len)
{
	const struct dlp_segment *last;

	if (layout->head == layout->len)
		return false;
	last = &layout->item[layout->len - 1];
	return last->kind == kind && last->source == last->view &&
	       len < UINT32_MAX - last->source;
}

/*
 * `in`, which is its own view, behind what is there; it is not copied before
 * dlp_layout_settle() or the next addition that does not follow on it.  Chunks
 * are far smaller than a segment may be.  Once or more for each token.
 */
static inline void dlp_layout_add(struct dlp_layout *layout,
				  enum dlp_segment_kind kind, unsigned flags,
				  struct dlp_span in)
{
	const uint32_t len = (uint32_t)in.len;

	if (!len)
		return;
	if (!layout->run.len || layout->run.ptr + layout->run.len != in.ptr) {
		dlp_layout_settle(layout);
		layout->run.ptr = in.ptr;
	}
	layout->run.len += len;
	if (!flags && kind != DLP_SEGMENT_SCALAR &&
	    dlp_layout_goes_on(layout, kind, len)) {
		layout->item[layout->len - 1].source += len;
		layout->item[layout->len - 1].view += len;
		return;
	}
	dlp_layout_put(layout,
		       (struct dlp_segment){ .source = len,
					     .view = len,
					     .kind = (unsigned char)kind,
					     .flags = (unsigned char)flags });
}

/* Structure `in`, which the view has `seen` instead of, when it decodes. */
void dlp_layout_add_fixed(struct dlp_layout *layout, struct dlp_span in,
			  struct dlp_span seen);

/* The escape `in`, which stands for `text` of 0 to DLP_UTF8_MAX bytes. */
void dlp_layout_add_atom(struct dlp_layout *layout, struct dlp_span in,
			 struct dlp_span text);

static inline struct dlp_segment *dlp_layout_first(struct dlp_layout *layout)
{
	return layout->head < layout->len ? &layout->item[layout->head] : NULL;
}

static inline void dlp_layout_drop_first(struct dlp_layout *layout)
{
	if (++layout->head == layout->len)
		layout->head = layout->len = 0;
}

#endif
