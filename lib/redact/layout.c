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
	layout->run = (struct dlp_span){ 0 };
	dlp_buf_clear(&layout->view);
}

void dlp_layout_settle(struct dlp_layout *layout)
{
	dlp_buf_addspan(&layout->view, layout->run);
	layout->run = (struct dlp_span){ 0 };
}

static void show(struct dlp_layout *layout, struct dlp_span seen)
{
	dlp_layout_settle(layout);
	dlp_buf_addspan(&layout->view, seen);
}

bool dlp_layout_make_room(struct dlp_layout *layout)
{
	size_t cap = layout->cap ? layout->cap * 2 : 256;
	struct dlp_segment *p;

	if (layout->head > layout->len / 2) {
		layout->len -= layout->head;
		memmove(layout->item, layout->item + layout->head,
			layout->len * sizeof(*layout->item));
		layout->head = 0;
		return true;
	}
	p = realloc(layout->item, cap * sizeof(*p));
	if (!p) {
		layout->failed = true;
		return false;
	}
	layout->item = p;
	layout->cap = cap;
	return true;
}

void dlp_layout_add_fixed(struct dlp_layout *layout, struct dlp_span in,
			  struct dlp_span seen)
{
	if (!layout->decode) {
		dlp_layout_add(layout, DLP_SEGMENT_FIXED, 0, in);
		return;
	}
	dlp_layout_put(layout,
		       (struct dlp_segment){ .source = (uint32_t)in.len,
					     .view = (uint32_t)seen.len,
					     .kind = DLP_SEGMENT_FIXED });
	show(layout, seen);
}

void dlp_layout_add_atom(struct dlp_layout *layout, struct dlp_span in,
			 struct dlp_span text)
{
	struct dlp_span seen = layout->decode ? text : in;
	struct dlp_segment seg = { .source = (uint32_t)in.len,
				   .view = (uint32_t)seen.len,
				   .kind = DLP_SEGMENT_ATOM,
				   .text_len = (unsigned char)text.len };

	memcpy(seg.text, text.ptr, text.len);
	dlp_layout_put(layout, seg);
	show(layout, seen);
}
