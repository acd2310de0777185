#include "extract/uu.h"

#include <string.h>

#include "base/line.h"

static void skip(struct dlp_span *text, size_t n)
{
	text->ptr += n;
	text->len -= n;
}

/* The first line, without its end. */
static struct dlp_span bare_line(struct dlp_span text)
{
	struct dlp_span line = dlp_line_first(text);

	line.len -= line.len && line.ptr[line.len - 1] == '\n';
	return dlp_span_trim(line);
}

/* Whether it is one of uuencode: its length, and what that many bytes make. */
static bool is_data(struct dlp_span line)
{
	size_t bytes, full;

	for (size_t i = 0; i < line.len; i++)
		if (line.ptr[i] < 0x20 || line.ptr[i] > 0x60)
			return false;
	bytes = line.len ? ((unsigned char)line.ptr[0] - 0x20u) & 63 : 0;
	full = (bytes + 2) / 3 * 4;
	/* Some add a sum, and blanks at the end get lost. */
	return line.len <= full + 2;
}

static bool is_begin(struct dlp_span text, struct dlp_span *name)
{
	struct dlp_span line, next = text;
	size_t n = 6;

	if (text.len < 12 || memcmp(text.ptr, "begin ", 6) != 0)
		return false;
	line = bare_line(text);
	skip(&next, dlp_line_first(text).len);
	next = bare_line(next);
	while (n < line.len && line.ptr[n] >= '0' && line.ptr[n] <= '7')
		n++;
	if (n < 9 || n > 10 || n == line.len || line.ptr[n] != ' ')
		return false;
	skip(&line, n);
	*name = dlp_span_trim(line);
	return name->len && next.len && is_data(next);
}

bool dlp_uu_find(struct dlp_span text, struct dlp_uu_file *file)
{
	struct dlp_span rest = text;

	while (rest.len && !is_begin(rest, &file->name))
		skip(&rest, dlp_line_first(rest).len);
	if (!rest.len)
		return false;
	file->bytes = rest;
	skip(&rest, dlp_line_first(rest).len);
	while (rest.len) {
		struct dlp_span line = bare_line(rest);
		bool end = dlp_span_is(line, "end");

		if (!end && !is_data(line))
			break;
		skip(&rest, dlp_line_first(rest).len);
		if (end)
			break;
	}
	file->bytes.len -= rest.len;
	return true;
}
