#include "pdf/salvage.h"

#include <stdbool.h>
#include <string.h>

/* dlp-pdf links it for MuPDF; its own inflate would not tell how far it got. */
#include <zlib.h>

#include "base/hex.h"
#include "base/utf8.h"

enum {
	LOOK_BACK = 1024,      /* bytes before `stream` that hold its filter */
	STREAM_MAX = 64 << 20, /* bytes that one stream is inflated to */
	STRING_MAX = 64 << 10, /* bytes of one string */
	RUN_MIN = 4,           /* printable bytes that are taken for text */
	KERN_SPACE = 200,      /* thousandths of an em that part words in TJ */
};

static struct dlp_span find(struct dlp_span in, const char *word)
{
	size_t n = strlen(word);
	const char *p = in.ptr, *end;

	if (!in.len)
		return in;
	end = p + in.len;
	while (p < end && (p = memchr(p, *word, (size_t)(end - p)))) {
		if ((size_t)(end - p) < n)
			break;
		if (!memcmp(p, word, n))
			return (struct dlp_span){ p, (size_t)(end - p) };
		p++;
	}
	return (struct dlp_span){ end, 0 };
}

static bool printable(unsigned char c)
{
	return c >= 0x20 || c == '\t' || c == '\n' || c == '\r';
}

/* A string's bytes as UTF-8: UTF-16 with a mark, UTF-8, else Latin-1. */
static void add_text(struct dlp_buf *out, struct dlp_span s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;

	if (s.len >= 2 && p[0] == 0xfe && p[1] == 0xff) {
		for (size_t i = 2; i + 1 < s.len; i += 2) {
			uint32_t cp = (uint32_t)p[i] << 8 | p[i + 1];

			if (cp >= 0xd800 && cp < 0xdc00 && i + 3 < s.len) {
				i += 2;
				cp = 0x10000 + ((cp - 0xd800) << 10) +
				     (((uint32_t)p[i] << 8 | p[i + 1]) & 0x3ff);
			}
			if (cp)
				dlp_utf8_add(out, cp);
		}
		return;
	}
	if (dlp_utf8_valid(s) == s.len) {
		for (size_t i = 0; i < s.len; i++)
			if (printable(p[i]))
				dlp_buf_addc(out, s.ptr[i]);
		return;
	}
	for (size_t i = 0; i < s.len; i++)
		if (printable(p[i]))
			dlp_utf8_add(out, p[i]);
}

/*
 * `( ... )` at `p`, decoded (ISO 32000-1, 7.3.4.2); returns what follows.  One
 * that has no end, in damaged bytes, is over when `out` is full: its bytes
 * count, and nothing is read twice.
 */
static const char *literal(struct dlp_buf *out, const char *p, const char *end)
{
	unsigned depth = 0;

	for (p++; p < end && !out->status; p++) {
		char c = *p;

		if (c == '(') {
			depth++;
		} else if (c == ')') {
			if (!depth--)
				return p + 1;
		} else if (c == '\\' && p + 1 < end) {
			static const char name[] = "nrtbf", is[] = "\n\r\t\b\f";
			const char *known;
			unsigned v = 0, n = 0;

			c = *++p;
			known = memchr(name, c, sizeof(name) - 1);
			while (n < 3 && p + n < end && p[n] >= '0' &&
			       p[n] <= '7')
				v = v * 8 + (unsigned)(p[n++] - '0');
			if (known) {
				c = is[known - name];
			} else if (n) {
				c = (char)v;
				p += n - 1;
			} else if (c == '\n' || c == '\r') {
				continue;
			}
		}
		dlp_buf_addc(out, c);
	}
	return p < end ? p : end;
}

/* `< ... >` at `p`; returns what follows. */
static const char *hex_string(struct dlp_buf *out, const char *p,
			      const char *end)
{
	int high = -1;

	for (p++; p < end && *p != '>' && !out->status; p++) {
		int v = dlp_hex_digit(*p);

		if (v < 0)
			continue;
		if (high < 0) {
			high = v;
		} else {
			dlp_buf_addc(out, (char)(high << 4 | v));
			high = -1;
		}
	}
	return p < end && *p == '>' ? p + 1 : p;
}

struct scan {
	struct dlp_pdf_out *out;
	struct dlp_buf raw;  /* of one string */
	struct dlp_buf line; /* what was found, not yet told */
	bool in_array;       /* of TJ: its strings are one word */
};

static void end_line(struct scan *s)
{
	dlp_pdf_out_line(s->out, dlp_buf_span(&s->line));
	dlp_buf_clear(&s->line);
}

static const char *take_string(struct scan *s, const char *p, const char *end)
{
	dlp_buf_clear(&s->raw);
	p = *p == '(' ? literal(&s->raw, p, end) : hex_string(&s->raw, p, end);
	if (s->raw.status != DLP_FATAL) {
		s->raw.status = DLP_OK;
		add_text(&s->line, dlp_buf_span(&s->raw));
	}
	return p;
}

static const char *take_number(struct scan *s, const char *p, const char *end)
{
	long v = 0;

	for (p++; p < end && *p >= '0' && *p <= '9'; p++)
		if (v < KERN_SPACE)
			v = v * 10 + (*p - '0');
	if (s->in_array && v >= KERN_SPACE)
		dlp_buf_addc(&s->line, ' ');
	return p;
}

/*
 * The strings in PDF syntax.  In a content stream those of one TJ array are a
 * word, and an operator that moves the text position ends a line; elsewhere
 * every string has a line.
 */
static void scan_syntax(struct scan *s, struct dlp_span in, bool content)
{
	const char *p = in.ptr, *end = p + in.len;

	s->in_array = false;
	while (p < end && !dlp_pdf_out_stopped(s->out)) {
		char c = *p;

		if (c == '(' || (c == '<' && p + 1 < end && p[1] != '<')) {
			p = take_string(s, p, end);
			if (!content)
				end_line(s);
			continue;
		}
		if (c == '-') {
			p = take_number(s, p, end);
			continue;
		}
		if (c == '<')
			p++;
		else if (c == '[' || c == ']')
			s->in_array = c == '[';
		else if (content && end - p > 1 &&
			 ((c == 'T' && strchr("dDm*", p[1])) ||
			  (c == 'E' && p[1] == 'T') || c == '\''))
			end_line(s);
		p++;
	}
	end_line(s);
}

/* Printable runs, for a stream that is not in PDF syntax. */
static void scan_runs(struct scan *s, struct dlp_span in)
{
	size_t start = 0;

	for (size_t i = 0; i <= in.len; i++) {
		if (i < in.len && printable((unsigned char)in.ptr[i]))
			continue;
		if (i - start >= RUN_MIN) {
			struct dlp_span run = { in.ptr + start, i - start };

			/* Compressed data is full of short runs. */
			if (dlp_utf8_valid(run) == run.len)
				dlp_pdf_out_line(s->out, run);
		}
		start = i + 1;
	}
}

static bool is_content(struct dlp_span in)
{
	return find(in, "BT").len && (find(in, "Tj").len || find(in, "TJ").len);
}

static void scan_stream(struct scan *s, struct dlp_span bytes)
{
	if (!bytes.len)
		return;
	if (is_content(bytes))
		scan_syntax(s, bytes, true);
	else if (find(bytes, "<<").len)
		scan_syntax(s, bytes, false);
	else
		scan_runs(s, bytes);
}

/* As far as it goes: what came out before the damage counts. */
static void inflate_stream(struct dlp_buf *out, struct dlp_span in)
{
	z_stream z = { 0 };
	unsigned char piece[16384];
	int rc;

	if (inflateInit(&z) != Z_OK)
		return;
	/* zlib 1.2 reads through a pointer that is not const. */
	memcpy(&z.next_in, &in.ptr, sizeof(in.ptr));
	z.avail_in = in.len > (1U << 30) ? 1U << 30 : (uInt)in.len;
	do {
		z.next_out = piece;
		z.avail_out = sizeof(piece);
		rc = inflate(&z, Z_NO_FLUSH);
		dlp_buf_add(out, piece, sizeof(piece) - z.avail_out);
	} while (rc == Z_OK && !out->status && z.avail_out == 0);
	inflateEnd(&z);
}

/* The stream whose keyword stands at `at`, and where it ends. */
static const char *take_stream(struct scan *s, struct dlp_buf *inflated,
			       struct dlp_span file, const char *at)
{
	const char *p = at + strlen("stream"), *end = file.ptr + file.len;
	size_t back = (size_t)(at - file.ptr);
	struct dlp_span head, data;

	if (p < end && *p == '\r')
		p++;
	if (p < end && *p == '\n')
		p++;
	data = (struct dlp_span){ p, (size_t)(end - p) };
	data.len -= find(data, "endstream").len;
	back = back > LOOK_BACK ? LOOK_BACK : back;
	head = (struct dlp_span){ at - back, back };
	/* Of the last object before it. */
	for (struct dlp_span obj = find(head, " obj"); obj.len;
	     obj = find(obj, " obj")) {
		obj.ptr++;
		obj.len--;
		head = obj;
	}
	if (find(head, "Flate").len) {
		dlp_buf_clear(inflated);
		inflate_stream(inflated, data);
		inflated->status = DLP_OK;
		scan_stream(s, dlp_buf_span(inflated));
	} else if (!find(head, "Filter").len) {
		scan_stream(s, data);
	}
	return data.ptr + data.len;
}

void dlp_pdf_salvage(struct dlp_pdf_out *out, struct dlp_span file)
{
	static const struct dlp_pdf_place place = { .part = "salvage" };
	struct scan s = { .out = out };
	struct dlp_buf inflated;
	const char *p = file.ptr, *end = p + file.len;

	dlp_buf_init(&inflated, STREAM_MAX);
	dlp_buf_init(&s.raw, STRING_MAX);
	dlp_pdf_out_at(out, &place);
	while (p < end && !dlp_pdf_out_stopped(out)) {
		struct dlp_span rest = { p, (size_t)(end - p) };
		struct dlp_span at = find(rest, "stream");

		rest.len -= at.len;
		scan_syntax(&s, rest, false);
		if (!at.len)
			break;
		p = take_stream(&s, &inflated, file, at.ptr);
		rest = (struct dlp_span){ p, (size_t)(end - p) };
		if (rest.len >= 9 && !memcmp(rest.ptr, "endstream", 9))
			p += 9;
	}
	dlp_buf_release(&inflated);
	dlp_buf_release(&s.raw);
	dlp_buf_release(&s.line);
}
