#include "extract/figure.h"

#include <string.h>

#include "extract/le.h"

enum { HEADER = 8, PROPERTY = 6 };

void dlp_figure_init(struct dlp_figure *figure, struct dlp_span body,
		     size_t properties)
{
	*figure = (struct dlp_figure){ .body = body,
				       .properties = properties,
				       .data = properties * PROPERTY };
}

bool dlp_figure_next(struct dlp_figure *figure, struct dlp_figure_word *word)
{
	enum {
		COMPLEX = 0x8000, /* its value is behind all of them */
		NUMBER = 0x3fff,
		DRAWN = 0x00c0,
		NAME = 0x0380,
		SHOWS = 0x0381,
	};

	while (figure->at < figure->properties) {
		size_t at = figure->at++ * PROPERTY;
		unsigned id = dlp_le16(figure->body, at);

		if (!(id & COMPLEX))
			continue;
		word->wide = dlp_le_cut(figure->body, figure->data,
					dlp_le32(figure->body, at + 2));
		word->drawn = (id & NUMBER) == DRAWN;
		figure->data += word->wide.len;
		if (word->drawn || (id & NUMBER) == NAME ||
		    (id & NUMBER) == SHOWS)
			return true;
	}
	return false;
}

/* The record at `at`, if it is one; the place to go on from. */
static size_t find_figure(struct dlp_span bytes, size_t at,
			  struct dlp_figure *figure)
{
	enum { VERSION = 3 };
	unsigned head = dlp_le16(bytes, at);
	uint32_t len = dlp_le32(bytes, at + 4);
	struct dlp_span body = dlp_le_cut(bytes, at + HEADER, len);

	dlp_figure_init(figure, body, 0);
	if ((head & 0xf) != VERSION ||
	    dlp_le16(bytes, at + 2) != DLP_FIGURE_RECORD ||
	    len < (head >> 4) * PROPERTY || body.len < len)
		return at + 1;
	dlp_figure_init(figure, body, head >> 4);
	return at + HEADER + body.len;
}

void dlp_figure_add_all(struct dlp_compound *compound, struct dlp_span bytes,
			struct dlp_buf *out)
{
	enum { UPPER = DLP_FIGURE_RECORD >> 8, TYPE = 3 };
	struct dlp_figure_word word;
	struct dlp_figure figure;
	size_t at = 0;

	while (bytes.len - at > HEADER) {
		const char *found = memchr(bytes.ptr + at + TYPE, UPPER,
					   bytes.len - at - TYPE);

		if (!found)
			break;
		at = find_figure(bytes, (size_t)(found - bytes.ptr) - TYPE,
				 &figure);
		while (dlp_figure_next(&figure, &word)) {
			dlp_compound_convert(compound, DLP_CHARSET_UTF16LE,
					     word.wide, out);
			dlp_buf_addc(out, '\n');
		}
	}
}
