#include "extract/biff.h"

#include "base/utf8.h"
#include "extract/le.h"

enum { HEADER = 4 };

bool dlp_biff_next(struct dlp_biff *biff)
{
	struct dlp_span stream = biff->stream;

	if (biff->next >= stream.len || stream.len - biff->next < HEADER)
		return false;
	biff->at = biff->next;
	biff->type = dlp_le16(stream, biff->at);
	biff->body = dlp_le_cut(stream, biff->at + HEADER,
				dlp_le16(stream, biff->at + 2));
	biff->next = biff->at + HEADER + biff->body.len;
	return true;
}

void dlp_biff_run_init(struct dlp_biff_run *run, const struct dlp_biff *biff,
		       size_t skip)
{
	*run = (struct dlp_biff_run){
		.stream = biff->stream,
		.rest = dlp_le_cut(biff->body, skip, biff->body.len),
		.next = biff->next,
	};
}

/* Enter the next record where this one is done; false when nothing follows. */
static bool enter(struct dlp_biff_run *run)
{
	struct dlp_biff biff = { .stream = run->stream, .next = run->next };

	while (!run->rest.len && !run->ended) {
		run->ended =
			!dlp_biff_next(&biff) || biff.type != DLP_BIFF_CONTINUE;
		if (run->ended)
			break;
		run->rest = biff.body;
		run->next = biff.next;
	}
	return run->rest.len > 0;
}

static void advance(struct dlp_biff_run *run, size_t n)
{
	run->rest.ptr += n;
	run->rest.len -= n;
}

uint32_t dlp_biff_take(struct dlp_biff_run *run, unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes && enter(run); i++) {
		value |= (uint32_t)dlp_le8(run->rest, 0) << (8 * i);
		advance(run, 1);
	}
	return value;
}

void dlp_biff_pass(struct dlp_biff_run *run, uint64_t bytes)
{
	while (bytes && enter(run)) {
		size_t n =
			bytes < run->rest.len ? (size_t)bytes : run->rest.len;

		advance(run, n);
		bytes -= n;
	}
}

/* The upper halves of characters are left out where all of them are 0. */
static void add_narrow(struct dlp_span bytes, struct dlp_buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned c = dlp_le8(bytes, i);

		if (c && c < 0x80)
			continue;
		dlp_buf_add(out, bytes.ptr + from, i - from);
		if (c)
			dlp_utf8_add(out, c);
		from = i + 1;
	}
	dlp_buf_add(out, bytes.ptr + from, bytes.len - from);
}

static void add_wide(struct dlp_biff_text *text, struct dlp_buf *out)
{
	if (text->wide.len)
		dlp_compound_convert(text->compound, DLP_CHARSET_UTF16LE,
				     dlp_buf_span(&text->wide), out);
	dlp_buf_clear(&text->wide);
}

void dlp_biff_add_chars(struct dlp_biff_text *text, struct dlp_biff_run *run,
			size_t n, bool wide, struct dlp_buf *out)
{
	while (n) {
		size_t width = wide ? 2 : 1, chars;

		if (!run->rest.len) {
			if (!enter(run))
				break;
			/* What goes on has a flag of its own. */
			wide = dlp_le8(run->rest, 0) & 1;
			advance(run, 1);
			continue;
		}
		chars = run->rest.len / width;
		chars = chars < n ? chars : n;
		if (wide) {
			dlp_buf_add(&text->wide, run->rest.ptr, chars * width);
		} else {
			add_wide(text, out);
			add_narrow(dlp_le_cut(run->rest, 0, chars), out);
		}
		/* Half of a character is none. */
		advance(run, chars ? chars * width : run->rest.len);
		n -= chars;
	}
	add_wide(text, out);
}

static void add_bytes(struct dlp_biff_text *text, struct dlp_biff_run *run,
		      size_t n, struct dlp_buf *out)
{
	dlp_buf_clear(&text->wide);
	while (n && enter(run)) {
		size_t some = n < run->rest.len ? n : run->rest.len;

		dlp_buf_add(&text->wide, run->rest.ptr, some);
		advance(run, some);
		n -= some;
	}
	if (text->wide.len)
		dlp_compound_convert(text->compound, text->compound->charset,
				     dlp_buf_span(&text->wide), out);
	dlp_buf_clear(&text->wide);
}

void dlp_biff_add_string(struct dlp_biff_text *text, struct dlp_biff_run *run,
			 unsigned size, struct dlp_buf *out)
{
	enum { WIDE = 1, NOTES = 4, FORMATS = 8 };
	size_t n = dlp_biff_take(run, size);
	uint64_t behind;
	unsigned flags;

	if (text->old) {
		add_bytes(text, run, n, out);
		return;
	}
	flags = dlp_biff_take(run, 1);
	behind = flags & FORMATS ? 4 * (uint64_t)dlp_biff_take(run, 2) : 0;
	behind += flags & NOTES ? dlp_biff_take(run, 4) : 0;
	dlp_biff_add_chars(text, run, n, flags & WIDE, out);
	dlp_biff_pass(run, behind);
}
