#include "extract/flow.h"

#include <string.h>

#include "base/line.h"

#define LITERAL(s)               \
	{                        \
		s, sizeof(s) - 1 \
	}
#define PART(s) LITERAL("{\"part\":\"" s "\"}")

static const struct dlp_span aside_at[DLP_ASIDES] = {
	[DLP_ASIDE_DELETED] = LITERAL("{\"part\":\"deleted\",\"hidden\":true}"),
	[DLP_ASIDE_HIDDEN] = LITERAL("{\"part\":\"hidden\",\"hidden\":true}"),
	[DLP_ASIDE_FIELD] = PART("field"),
	[DLP_ASIDE_PROPERTY] = PART("property"),
	[DLP_ASIDE_COMMENT] = PART("comment"),
	[DLP_ASIDE_HEADER] = PART("header"),
	[DLP_ASIDE_FOOTER] = PART("footer"),
	[DLP_ASIDE_FOOTNOTE] = PART("footnote"),
	[DLP_ASIDE_ENDNOTE] = PART("endnote"),
	[DLP_ASIDE_LINK] = PART("link"),
	[DLP_ASIDE_SCRIPT] = PART("script"),
};

void dlp_flow_init(struct dlp_flow *flow, struct dlp_teller *teller)
{
	*flow = (struct dlp_flow){ .teller = teller };
	for (unsigned i = 0; i < DLP_ASIDES; i++) {
		dlp_buf_init(&flow->aside[i].text, DLP_FLOW_ASIDE);
		dlp_buf_init(&flow->aside[i].marks, DLP_FLOW_ASIDE);
	}
}

/* From this byte of a text aside on. */
struct mark {
	size_t offset;
	uint64_t line;
};

static void add_aside(struct dlp_flow *flow, enum dlp_aside into,
		      struct dlp_span text)
{
	struct dlp_flow_aside *aside = &flow->aside[into];
	const struct mark mark = { aside->text.len, flow->place };

	if (flow->place && text.len) {
		if (aside->line != flow->place)
			dlp_buf_add(&aside->marks, &mark, sizeof(mark));
		aside->line = flow->place + dlp_line_count(text);
	}
	dlp_buf_addspan(&aside->text, text);
}

void dlp_flow_add(struct dlp_flow *flow, enum dlp_aside into,
		  struct dlp_span text)
{
	if (into == DLP_ASIDE_NONE) {
		dlp_teller_text(flow->teller, text);
		flow->line = flow->line || text.len;
	} else {
		add_aside(flow, into, text);
	}
}

void dlp_flow_end_line(struct dlp_flow *flow, enum dlp_aside into)
{
	struct dlp_flow_aside *aside = &flow->aside[into];
	const struct dlp_buf *text = &aside->text;

	if (into == DLP_ASIDE_NONE) {
		dlp_teller_text(flow->teller, DLP_SPAN("\n"));
		flow->line = false;
		return;
	}
	if (text->len && text->ptr[text->len - 1] != '\n') {
		dlp_buf_addc(&aside->text, '\n');
		aside->line += aside->line > 0;
	}
}

void dlp_flow_add_line(struct dlp_flow *flow, enum dlp_aside into,
		       struct dlp_span text)
{
	dlp_flow_end_line(flow, into);
	dlp_flow_add(flow, into, text);
	dlp_flow_end_line(flow, into);
}

/* From here on the text of this kind. */
static void set_at(struct dlp_flow *flow, enum dlp_aside into)
{
	struct dlp_span at = into ? aside_at[into] : flow->own;
	struct dlp_buf both;

	if (!into || !flow->besides.len) {
		dlp_teller_at(flow->teller, at);
		return;
	}
	dlp_buf_init(&both, 0);
	dlp_buf_add(&both, at.ptr, at.len - 1);
	dlp_buf_addc(&both, ',');
	dlp_buf_addspan(&both, flow->besides);
	dlp_buf_addc(&both, '}');
	dlp_teller_at(flow->teller, dlp_buf_span(&both));
	dlp_buf_release(&both);
}

void dlp_flow_add_block(struct dlp_flow *flow, enum dlp_aside into,
			struct dlp_span text)
{
	if (flow->line || flow->rows) {
		dlp_flow_add_line(flow, into, text);
		return;
	}
	set_at(flow, into);
	dlp_teller_text(flow->teller, text);
	if (text.len && text.ptr[text.len - 1] != '\n')
		dlp_teller_text(flow->teller, DLP_SPAN("\n"));
	set_at(flow, DLP_ASIDE_NONE);
}

static void end_asides(struct dlp_flow *flow)
{
	for (unsigned i = DLP_ASIDE_NONE + 1; i < DLP_ASIDES; i++)
		dlp_flow_end_line(flow, (enum dlp_aside)i);
}

static void tell_aside(struct dlp_teller *teller,
		       const struct dlp_flow_aside *aside)
{
	struct dlp_span rest = dlp_buf_span(&aside->text);
	size_t at = 0;
	struct mark mark;

	for (size_t i = 0; i < aside->marks.len; i += sizeof(mark)) {
		memcpy(&mark, aside->marks.ptr + i, sizeof(mark));
		if (mark.offset > aside->text.len)
			break; /* the text was too much */
		dlp_teller_text(teller, (struct dlp_span){ rest.ptr,
							   mark.offset - at });
		dlp_teller_line(teller, mark.line);
		rest.ptr += mark.offset - at;
		rest.len -= mark.offset - at;
		at = mark.offset;
	}
	dlp_teller_text(teller, rest);
}

void dlp_flow_finish(struct dlp_flow *flow)
{
	if (flow->line)
		dlp_flow_end_line(flow, DLP_ASIDE_NONE);
	end_asides(flow);
	for (unsigned i = 0; i < DLP_ASIDES; i++) {
		struct dlp_flow_aside *aside = &flow->aside[i];

		if (aside->text.status || aside->marks.status)
			dlp_teller_error(flow->teller, DLP_CODE_TOO_LARGE,
					 "too much text aside");
		if (aside->text.len) {
			set_at(flow, (enum dlp_aside)i);
			tell_aside(flow->teller, aside);
		}
		dlp_buf_release(&aside->text);
		dlp_buf_release(&aside->marks);
	}
}

void dlp_flow_text(struct dlp_flow *flow, enum dlp_aside into,
		   struct dlp_span text)
{
	size_t from = 0;

	if (into != DLP_ASIDE_NONE || !flow->cells) {
		dlp_flow_add(flow, into, text);
		return;
	}
	if (flow->cell_line && text.len)
		dlp_flow_add(flow, into, DLP_SPAN(" "));
	flow->cell_line = false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] != '\t' && text.ptr[i] != '\n' &&
		    text.ptr[i] != '\r')
			continue;
		dlp_flow_add(flow, into,
			     (struct dlp_span){ text.ptr + from, i - from });
		dlp_flow_add(flow, into, DLP_SPAN(" "));
		from = i + 1;
	}
	dlp_flow_add(flow, into,
		     (struct dlp_span){ text.ptr + from, text.len - from });
}

void dlp_flow_begin_row(struct dlp_flow *flow)
{
	if (!flow->rows++)
		flow->cell_first = true;
}

void dlp_flow_end_row(struct dlp_flow *flow)
{
	if (flow->rows && !--flow->rows)
		dlp_flow_end_line(flow, DLP_ASIDE_NONE);
}

void dlp_flow_begin_cell(struct dlp_flow *flow, bool empty)
{
	if (flow->rows == 1 && !flow->cells) {
		if (!flow->cell_first)
			dlp_flow_add(flow, DLP_ASIDE_NONE, DLP_SPAN("\t"));
		flow->cell_first = flow->cell_line = false;
		flow->cells += !empty;
	} else if (!empty) {
		flow->cells++;
		flow->cell_line = true;
	}
}

void dlp_flow_end_cell(struct dlp_flow *flow)
{
	flow->cells -= flow->cells > 0;
}

void dlp_flow_end_paragraph(struct dlp_flow *flow)
{
	end_asides(flow);
	if (flow->cells)
		flow->cell_line = true;
	else
		dlp_flow_end_line(flow, DLP_ASIDE_NONE);
}
