#include "extract/ppt_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/figure.h"
#include "extract/flow.h"
#include "extract/le.h"

enum {
	SLIDE_INFO = 0x03f9,
	NOTES_ATOM = 0x03f1,
	CHARS = 0x0fa0,
	BYTES = 0x0fa8,
	STRING = 0x0fba,
	LINK = 0x0fd7,
	HEADERS = 0x0fd9,
	TAG = 0x138a,
	TAG_DATA = 0x138b,
	COMMENT = 0x2ee0,
};

struct level {
	struct dlp_span bytes;
	size_t at;
	unsigned type;
};

void dlp_ppt_text_init(struct dlp_ppt_text *text, struct dlp_compound *compound)
{
	*text = (struct dlp_ppt_text){ .compound = compound };
	dlp_buf_init(&text->text, 0);
	dlp_buf_init(&text->comment, DLP_FLOW_ASIDE);
	dlp_buf_init(&text->link, DLP_FLOW_ASIDE);
	dlp_buf_init(&text->property, DLP_FLOW_ASIDE);
	dlp_buf_init(&text->header, DLP_FLOW_ASIDE);
	dlp_buf_init(&text->known, 0);
}

void dlp_ppt_text_release(struct dlp_ppt_text *text)
{
	dlp_buf_release(&text->text);
	dlp_buf_release(&text->comment);
	dlp_buf_release(&text->link);
	dlp_buf_release(&text->property);
	dlp_buf_release(&text->header);
	dlp_buf_release(&text->known);
}

static int by_value(const void *a, const void *b)
{
	uint64_t x, y;

	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

/* FNV-1a, 64 bits: what it takes for the same is the same text. */
static uint64_t hash_of(struct dlp_span line)
{
	uint64_t hash = 0xcbf29ce484222325;

	for (size_t i = 0; i < line.len; i++)
		hash = (hash ^ (unsigned char)line.ptr[i]) * 0x100000001b3;
	return hash;
}

void dlp_ppt_text_only_new(struct dlp_ppt_text *text)
{
	text->seen = true;
	if (text->known.len)
		qsort(text->known.ptr, text->known.len / sizeof(uint64_t),
		      sizeof(uint64_t), by_value);
}

/* End the line that begins at `start`: paragraphs of it are lines. */
static void end_line(struct dlp_ppt_text *text, struct dlp_buf *out,
		     size_t start)
{
	uint64_t hash;

	if (out->status || out->len == start)
		return;
	for (size_t i = start; i < out->len; i++)
		if (out->ptr[i] == '\r' || out->ptr[i] == '\v')
			out->ptr[i] = '\n';
	/* A place for a number or a date that the page has. */
	if (out->len - start == 1 && out->ptr[start] == '*') {
		out->len = start;
		return;
	}
	hash = hash_of(dlp_le_cut(dlp_buf_span(out), start, out->len));
	if (!text->seen) {
		dlp_buf_add(&text->known, &hash, sizeof(hash));
	} else if (text->known.len && bsearch(&hash, text->known.ptr,
					      text->known.len / sizeof(hash),
					      sizeof(hash), by_value)) {
		out->len = start;
		return;
	}
	dlp_buf_addc(out, '\n');
}

static void add_wide(struct dlp_ppt_text *text, struct dlp_span wide,
		     struct dlp_buf *out)
{
	size_t start = out->len;

	dlp_compound_convert(text->compound, DLP_CHARSET_UTF16LE, wide, out);
	end_line(text, out, start);
}

/* The lower halves of characters whose upper ones are all 0. */
static void add_bytes(struct dlp_ppt_text *text, struct dlp_span bytes)
{
	size_t start = text->text.len;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned c = dlp_le8(bytes, i);

		if (c >= 0x80)
			dlp_utf8_add(&text->text, c);
		else if (c)
			dlp_buf_addc(&text->text, (char)c);
	}
	end_line(text, &text->text, start);
}

/* Strings are what the record around them says. */
static void take_string(struct dlp_ppt_text *text, unsigned around,
			struct dlp_span wide)
{
	static const char ours[] = "_\0_\0_\0P\0P\0T";

	if (around == COMMENT)
		add_wide(text, wide, &text->comment);
	else if (around == LINK)
		add_wide(text, wide, &text->link);
	else if (around == HEADERS)
		add_wide(text, wide, &text->header);
	else if (around != TAG || wide.len < sizeof(ours) ||
		 memcmp(wide.ptr, ours, sizeof(ours)) != 0)
		add_wide(text, wide, &text->property);
}

static void take_figure(struct dlp_ppt_text *text,
			const struct dlp_ppt_record *record)
{
	struct dlp_figure_word word;
	struct dlp_figure figure;

	dlp_figure_init(&figure, record->body, record->instance);
	while (dlp_figure_next(&figure, &word))
		add_wide(text, word.wide,
			 word.drawn ? &text->text : &text->property);
}

static void take(struct dlp_ppt_text *text, unsigned around,
		 const struct dlp_ppt_record *record)
{
	enum { HIDDEN = 4 };

	switch (record->type) {
	case CHARS:
		add_wide(text, record->body, &text->text);
		break;
	case BYTES:
		add_bytes(text, record->body);
		break;
	case STRING:
		take_string(text, around, record->body);
		break;
	case SLIDE_INFO:
		text->hidden = dlp_le16(record->body, 10) & HIDDEN;
		break;
	case NOTES_ATOM:
		text->slide = dlp_le32(record->body, 0);
		break;
	case DLP_FIGURE_RECORD:
		take_figure(text, record);
		break;
	default:
		break;
	}
}

void dlp_ppt_text_add(struct dlp_ppt_text *text, struct dlp_span records)
{
	struct level stack[DLP_PPT_DEPTH] = { { .bytes = records } };
	struct dlp_ppt_record record;
	size_t depth = 0;

	for (;;) {
		struct level *level = &stack[depth];

		if (!dlp_ppt_next(level->bytes, &level->at, &record)) {
			if (!depth--)
				break;
			continue;
		}
		if (record.version != DLP_PPT_CONTAINER &&
		    record.type != TAG_DATA) {
			take(text, level->type, &record);
		} else if (record.type == DLP_PPT_LIST) {
			continue;
		} else if (depth + 1 < DLP_PPT_DEPTH) {
			stack[++depth] = (struct level){ .bytes = record.body,
							 .type = record.type };
		} else {
			text->deep = true;
		}
	}
}
