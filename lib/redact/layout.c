#include "redact/layout.h"

#include <stdlib.h>
#include <string.h>

void dlp_layout_release(struct dlp_layout *layout)
{
	free(layout->item);
	dlp_buf_release(&layout->view);
	*layout = (struct dlp_layout){ .decode = layout->decode };
}

void dlp_layout_clear(struct dlp_layout *layout)
{
	layout->head = layout->len = 0;
	layout->failed = false;
	dlp_buf_clear(&layout->view);
}

static struct dlp_segment *add(struct dlp_layout *layout)
{
	struct dlp_segment *p;
	size_t cap;

	if (layout->len == layout->cap && layout->head > layout->len / 2) {
		layout->len -= layout->head;
		memmove(layout->item, layout->item + layout->head,
			layout->len * sizeof(*layout->item));
		layout->head = 0;
	}
	if (layout->len == layout->cap) {
		cap = layout->cap ? layout->cap * 2 : 256;
		p = realloc(layout->item, cap * sizeof(*p));
		if (!p) {
			layout->failed = true;
			return NULL;
		}
		layout->item = p;
		layout->cap = cap;
	}
	return &layout->item[layout->len++];
}

/* Whether a run goes on in the last segment: one of its kind with room. */
static bool goes_on(const struct dlp_layout *layout, enum dlp_segment_kind kind,
		    unsigned flags, size_t len)
{
	const struct dlp_segment *last;

	if (layout->head == layout->len || flags || kind == DLP_SEGMENT_SCALAR)
		return false;
	last = &layout->item[layout->len - 1];
	return last->kind == kind && last->source == last->view &&
	       len < UINT32_MAX - last->source;
}

void dlp_layout_add(struct dlp_layout *layout, enum dlp_segment_kind kind,
		    unsigned flags, struct dlp_span in)
{
	struct dlp_segment *seg;

	/* Chunks are far smaller than a segment may be. */
	if (!in.len)
		return;
	if (goes_on(layout, kind, flags, in.len)) {
		seg = &layout->item[layout->len - 1];
		seg->source += (uint32_t)in.len;
		seg->view += (uint32_t)in.len;
	} else {
		seg = add(layout);
		if (!seg)
			return;
		*seg = (struct dlp_segment){ .source = (uint32_t)in.len,
					     .view = (uint32_t)in.len,
					     .kind = (unsigned char)kind,
					     .flags = (unsigned char)flags };
	}
	dlp_buf_addspan(&layout->view, in);
}

void dlp_layout_add_fixed(struct dlp_layout *layout, struct dlp_span in,
			  struct dlp_span seen)
{
	struct dlp_segment *seg;

	if (!layout->decode) {
		dlp_layout_add(layout, DLP_SEGMENT_FIXED, 0, in);
		return;
	}
	seg = add(layout);
	if (!seg)
		return;
	*seg = (struct dlp_segment){ .source = (uint32_t)in.len,
				     .view = (uint32_t)seen.len,
				     .kind = DLP_SEGMENT_FIXED };
	dlp_buf_addspan(&layout->view, seen);
}

void dlp_layout_add_atom(struct dlp_layout *layout, struct dlp_span in,
			 struct dlp_span text)
{
	struct dlp_span seen = layout->decode ? text : in;
	struct dlp_segment *seg = add(layout);

	if (!seg)
		return;
	*seg = (struct dlp_segment){ .source = (uint32_t)in.len,
				     .view = (uint32_t)seen.len,
				     .kind = DLP_SEGMENT_ATOM,
				     .text_len = (unsigned char)text.len };
	memcpy(seg->text, text.ptr, text.len);
	dlp_buf_addspan(&layout->view, seen);
}

void dlp_layout_drop_first(struct dlp_layout *layout)
{
	if (++layout->head == layout->len)
		layout->head = layout->len = 0;
}
