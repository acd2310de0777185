#include "decode/stretch.h"

#include "base/utf8.h"
#include "decode/break.h"
#include "decode/escape.h"
#include "decode/fold.h"
#include "decode/radix.h"
#include "decode/wide.h"

static bool is_high(char c)
{
	return (unsigned char)c >= 0x80;
}

/* Every character from `pos` on that is encoded so, up to `to`. */
static void decode_escapes(enum dlp_encoding encoding, struct dlp_span text,
			   size_t pos, size_t to, struct dlp_derived *out)
{
	const char lead = dlp_escape_lead(encoding);
	size_t at = pos;

	while (at < to) {
		const char *next = memchr(text.ptr + at, lead, to - at);
		struct dlp_escape escape;
		size_t width;

		if (!next)
			break;
		at = (size_t)(next - text.ptr);
		width = dlp_escape_read(encoding, text, at, &escape);
		if (!width || width > to - at) {
			at++;
			continue;
		}
		dlp_derived_copy(out, text, pos, at);
		dlp_derived_add(out, escape.bytes, escape.len, at, width,
				false);
		pos = at += width;
	}
	dlp_derived_copy(out, text, pos, to);
}

/* Characters that fold in [pos, to). */
static void decode_folded(struct dlp_span text, size_t pos, size_t to,
			  struct dlp_derived *out)
{
	for (size_t at = pos; at < to;) {
		struct dlp_span rest = { text.ptr + at, to - at };
		uint32_t cp;
		size_t width = 1;
		int c = DLP_FOLD_NONE;

		if (is_high(text.ptr[at]) &&
		    (width = dlp_utf8_decode(rest, &cp)) != 0)
			c = dlp_fold(cp);
		width = width ? width : 1;
		if (c != DLP_FOLD_NONE) {
			const char byte = (char)c;

			dlp_derived_copy(out, text, pos, at);
			dlp_derived_add(out, &byte, c != DLP_FOLD_GONE, at,
					width, false);
			pos = at + width;
		}
		at += width;
	}
	dlp_derived_copy(out, text, pos, to);
}

/* One stretch that is not of characters. */
static void decode_one(const struct dlp_stretch *stretch, struct dlp_span text,
		       size_t to, struct dlp_derived *out)
{
	size_t end = stretch->end < to ? stretch->end : to;
	struct dlp_break gap;

	switch (stretch->encoding) {
	case DLP_ENCODING_BASE64:
	case DLP_ENCODING_BASE64URL:
		dlp_radix_decode_64(out, text, stretch->start, end);
		break;
	case DLP_ENCODING_HEX:
		dlp_radix_decode_16(out, text, stretch->start, end);
		break;
	case DLP_ENCODING_UTF16:
		dlp_wide_decode(out, text, stretch->start, end);
		break;
	default:
		for (size_t i = stretch->start; i < end; i++)
			if (text.ptr[i] == '\n' &&
			    dlp_break_find(text, i, &gap))
				dlp_derived_add(out, &gap.instead,
						gap.instead != 0,
						stretch->start,
						end - stretch->start, false);
		break;
	}
}

/* A line end is a stretch of its own among characters that fold. */
static bool is_break(const struct dlp_stretch *stretch, struct dlp_span text)
{
	return memchr(text.ptr + stretch->start, '\n',
		      stretch->end - stretch->start);
}

enum dlp_status dlp_stretches_decode(const struct dlp_stretches *stretches,
				     enum dlp_encoding encoding,
				     struct dlp_span text, size_t from,
				     size_t to, struct dlp_derived *out)
{
	const bool folds = encoding == DLP_ENCODING_FOLDED;

	dlp_derived_clear(out);
	if (dlp_escape_lead(encoding)) {
		decode_escapes(encoding, text, from, to, out);
		return dlp_derived_status(out);
	}
	for (size_t i = 0; i < dlp_stretches_count(stretches); i++) {
		struct dlp_stretch stretch = dlp_stretches_at(stretches, i);

		if (stretch.encoding != encoding || stretch.start < from ||
		    stretch.start >= to || (folds && stretch.end > to) ||
		    (folds && !is_break(&stretch, text)))
			continue;
		if (folds)
			decode_folded(text, from, stretch.start, out);
		else
			dlp_derived_copy(out, text, from, stretch.start);
		decode_one(&stretch, text, to, out);
		from = stretch.end < to ? stretch.end : to;
	}
	if (folds)
		decode_folded(text, from, to, out);
	else
		dlp_derived_copy(out, text, from, to);
	return dlp_derived_status(out);
}
