#include "extract/biff12.h"

#include "base/utf8.h"
#include "extract/le.h"

/* Two bytes of a type and four of a size. */
enum { HEADER = 6 };

/* A number of seven bits a byte; how many bytes, 0 where they are cut. */
static size_t varying(struct dlp_span head, size_t from, size_t most,
		      uint32_t *value)
{
	*value = 0;
	for (size_t i = 0; i < most && from + i < head.len; i++) {
		unsigned byte = dlp_le8(head, from + i);

		*value |= (uint32_t)(byte & 0x7f) << 7 * i;
		if (!(byte & 0x80) || i + 1 == most)
			return i + 1;
	}
	return 0;
}

/* The header of the next record; false where there is none. */
static bool begin(struct dlp_biff12 *record)
{
	struct dlp_error err = { 0 };
	struct dlp_span head;
	uint32_t type, size;
	size_t n, m;

	record->status = dlp_source_peek(record->source, HEADER, &head, &err);
	if (!head.len)
		return false;
	n = varying(head, 0, 2, &type);
	m = n ? varying(head, n, 4, &size) : 0;
	if (!m) {
		record->cut = true;
		record->type = DLP_BIFF12_REST;
		record->left = head.len;
		return true;
	}
	record->type = type;
	record->left = size;
	dlp_source_take(record->source, n + m);
	return true;
}

bool dlp_biff12_next(struct dlp_biff12 *record)
{
	struct dlp_error err = { 0 };
	enum dlp_status status;
	size_t want;

	dlp_source_take(record->source, record->had);
	record->had = 0;
	if (record->left)
		record->type = DLP_BIFF12_REST;
	else if (!begin(record))
		return false;
	want = record->left < DLP_BIFF12_RECORD ? (size_t)record->left
						: DLP_BIFF12_RECORD;
	record->body = DLP_SPAN("");
	if (!want)
		return true;
	status = dlp_source_peek(record->source, want, &record->body, &err);
	if (status)
		record->status = status;
	if (record->body.len < want) {
		record->cut = true;
		record->left = record->body.len;
	} else {
		record->body.len = want;
	}
	record->had = record->body.len;
	record->left -= record->had;
	return true;
}

uint32_t dlp_biff12_take(struct dlp_span *rest, size_t bytes)
{
	uint32_t value = 0;

	if (rest->len < bytes) {
		*rest = DLP_SPAN("");
		return 0;
	}
	for (size_t i = bytes; i-- > 0;)
		value = value << 8 | dlp_le8(*rest, i);
	rest->ptr += bytes;
	rest->len -= bytes;
	return value;
}

void dlp_biff12_take_string(struct dlp_span *rest, struct dlp_buf *out)
{
	uint32_t count = dlp_biff12_take(rest, 4);

	if (count == UINT32_MAX)
		return;
	if (count > rest->len / 2)
		count = (uint32_t)(rest->len / 2);
	for (uint32_t i = 0; i < count; i++) {
		uint32_t c = dlp_le16(*rest, (size_t)i * 2), low;

		if (c >= 0xd800 && c < 0xe000) {
			low = i + 1 < count ? dlp_le16(*rest, (size_t)i * 2 + 2)
					    : 0;
			if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
				c = 0x10000 + ((c - 0xd800) << 10) + low -
				    0xdc00;
				i++;
			} else {
				c = 0xfffd;
			}
		}
		if (c)
			dlp_utf8_add(out, c);
	}
	rest->ptr += (size_t)count * 2;
	rest->len -= (size_t)count * 2;
}
