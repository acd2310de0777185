#include "pdf/markup.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

static const struct {
	const char *name;
	char c;
} entity[] = {
	{ "lt;", '<' },   { "gt;", '>' },    { "amp;", '&' },
	{ "quot;", '"' }, { "apos;", '\'' },
};

/* The digits of `&#...;` behind the `#`; bytes taken, 0 where it is none. */
static size_t numeric(struct dlp_span in, uint32_t *cp)
{
	bool hex = in.len && (*in.ptr == 'x' || *in.ptr == 'X');
	size_t i = hex, start = i;

	*cp = 0;
	for (; i < in.len && i < start + 8; i++) {
		char c = in.ptr[i];
		unsigned digit;

		if (c >= '0' && c <= '9')
			digit = (unsigned)(c - '0');
		else if (hex && (c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			digit = (unsigned)((c | 0x20) - 'a' + 10);
		else
			break;
		*cp = *cp * (hex ? 16 : 10) + digit;
	}
	return i > start && i < in.len && in.ptr[i] == ';' ? i + 1 : 0;
}

/* One character, or a reference to one, at the start of `in`. */
static size_t add_char(struct dlp_buf *out, struct dlp_span in)
{
	uint32_t cp;
	size_t n;

	if (*in.ptr != '&') {
		dlp_buf_addc(out, *in.ptr);
		return 1;
	}
	for (size_t i = 0; i < sizeof(entity) / sizeof(entity[0]); i++) {
		n = strlen(entity[i].name);
		if (in.len > n && !memcmp(in.ptr + 1, entity[i].name, n)) {
			dlp_buf_addc(out, entity[i].c);
			return n + 1;
		}
	}
	if (in.len > 2 && in.ptr[1] == '#') {
		n = numeric((struct dlp_span){ in.ptr + 2, in.len - 2 }, &cp);
		if (n) {
			dlp_utf8_add(out, cp);
			return n + 2;
		}
	}
	dlp_buf_addc(out, '&');
	return 1;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void end_run(struct dlp_buf *out)
{
	while (out->len && (out->ptr[out->len - 1] == ' ' ||
			    out->ptr[out->len - 1] == '\t'))
		out->len--;
	if (out->len && out->ptr[out->len - 1] != '\n')
		dlp_buf_addc(out, '\n');
}

static void add_run(struct dlp_buf *out, struct dlp_span in)
{
	while (in.len && !out->status) {
		size_t n = add_char(out, in);

		in.ptr += n;
		in.len -= n;
	}
	end_run(out);
}

/* The values of the attributes in a tag, given without its brackets. */
static void add_tag(struct dlp_buf *out, struct dlp_span tag)
{
	const char *end = tag.ptr + tag.len;

	for (const char *p = tag.ptr; p < end; p++) {
		const char *close, *name = p;

		if (*p != '"' && *p != '\'')
			continue;
		while (name > tag.ptr && !is_blank(name[-1]))
			name--;
		p++;
		close = memchr(p, p[-1], (size_t)(end - p));
		if (!close)
			close = end;
		if (strncmp(name, "xmlns", 5) != 0)
			add_run(out,
				(struct dlp_span){ p, (size_t)(close - p) });
		p = close;
	}
}

/* Where the tag at `p` ends; a `>` in a quoted value ends none. */
static const char *tag_end(const char *p, const char *end)
{
	char quote = 0;

	for (; p < end; p++) {
		if (quote) {
			if (*p == quote)
				quote = 0;
		} else if (*p == '"' || *p == '\'') {
			quote = *p;
		} else if (*p == '>') {
			return p;
		}
	}
	return NULL;
}

void dlp_pdf_markup(struct dlp_buf *out, struct dlp_span xml)
{
	const char *p = xml.ptr, *end, *close;

	if (!xml.len)
		return;
	end = p + xml.len;
	while (p < end && !out->status) {
		const char *open = memchr(p, '<', (size_t)(end - p));

		if (!open)
			open = end;
		while (p < open && is_blank(*p))
			p++;
		add_run(out, (struct dlp_span){ p, (size_t)(open - p) });
		if (open == end)
			break;
		close = tag_end(open + 1, end);
		if (!close) {
			/* No tag, then: it is text to the end. */
			add_run(out, (struct dlp_span){ open,
							(size_t)(end - open) });
			break;
		}
		add_tag(out, (struct dlp_span){ open + 1,
						(size_t)(close - open - 1) });
		p = close + 1;
	}
}
