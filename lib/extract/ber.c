#include "extract/ber.h"

#include <stdint.h>

/* What stands before the content of a value. */
struct head {
	unsigned char tag;
	bool constructed, open, cut;
	size_t size;   /* of itself */
	size_t length; /* of the content, no more than there is */
};

static bool read_head(struct dlp_span text, struct head *head)
{
	const unsigned char *p = (const unsigned char *)text.ptr;
	size_t n = 0, length = 0;

	/* No format that we read has tags of more than a byte. */
	if (text.len < 2 || (p[0] & 0x1f) == 0x1f)
		return false;
	*head = (struct head){ .tag = p[0] & 0xdf,
			       .constructed = p[0] & 0x20,
			       .open = p[1] == 0x80,
			       .size = 2 };
	length = p[1];
	if (p[1] & 0x80) {
		n = p[1] & 0x7f;
		if (n > 8 || text.len < 2 + n)
			return false;
		length = 0;
		for (size_t i = 0; i < n; i++) {
			if (length > SIZE_MAX >> 8)
				return false;
			length = length << 8 | p[2 + i];
		}
		head->size += n;
	}
	if (head->open && !head->constructed)
		return false;
	head->cut = length > text.len - head->size;
	if (head->cut)
		length = text.len - head->size;
	head->length = length;
	return true;
}

static void skip(struct dlp_span *text, size_t n)
{
	text->ptr += n;
	text->len -= n;
}

/* The content of an open length: up to the end that is its own. */
static size_t open_length(struct dlp_span text)
{
	struct dlp_span rest = text;
	size_t depth = 1;
	struct head head;

	while (read_head(rest, &head)) {
		if (!head.tag && !head.length && !head.open) {
			if (!--depth)
				return (size_t)(rest.ptr - text.ptr);
		}
		depth += head.open;
		skip(&rest, head.size + (head.open ? 0 : head.length));
	}
	return text.len;
}

bool dlp_ber_next(struct dlp_span *rest, struct dlp_ber *value)
{
	struct head head;

	if (!read_head(*rest, &head))
		return false;
	skip(rest, head.size);
	*value = (struct dlp_ber){ .tag = head.tag,
				   .constructed = head.constructed,
				   .cut = head.cut,
				   .content = { rest->ptr, head.length } };
	if (head.open)
		value->content.len = open_length(*rest);
	skip(rest, value->content.len);
	if (head.open) {
		value->cut = rest->len < 2;
		skip(rest, rest->len < 2 ? rest->len : 2);
	}
	return true;
}

bool dlp_ber_take(struct dlp_span *rest, unsigned char tag,
		  struct dlp_ber *value)
{
	return dlp_ber_next(rest, value) && value->tag == tag;
}

void dlp_ber_octets(const struct dlp_ber *value, struct dlp_buf *out)
{
	struct dlp_span rest = value->content;
	struct head head;

	if (!value->constructed) {
		dlp_buf_addspan(out, rest);
		return;
	}
	/* A piece may be made of pieces: their heads are all there is to it. */
	while (read_head(rest, &head)) {
		skip(&rest, head.size);
		if (head.constructed)
			continue;
		dlp_buf_add(out, rest.ptr, head.length);
		skip(&rest, head.length);
	}
}
