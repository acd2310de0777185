#include "extract/html_entity.h"

#include <stdint.h>
#include <string.h>

#include "base/utf8.h"

enum {
	LONGEST = 32, /* bytes of a name, its semicolon included */
	UNENDED = 6,  /* and of one that may lack it */
	DIGITS = 32,  /* of a number, with leading zeros */
	TOO_BIG = 0x110000,
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_alnum(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* What browsers make of the controls of C1: characters of windows-1252. */
static uint32_t character(uint32_t number)
{
	static const uint16_t c1[32] = {
		0x20ac, 0x81,   0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021,
		0x2c6,  0x2030, 0x160,  0x2039, 0x152,  0x8d,   0x17d,  0x8f,
		0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0x9d,   0x17e,  0x178,
	};

	if (number >= 0x80 && number < 0xa0)
		return c1[number - 0x80];
	return number ? number : DLP_UTF8_INSTEAD;
}

static size_t read_number(struct dlp_span text, char out[DLP_HTML_REFERENCE],
			  size_t *len)
{
	bool hex = text.len > 2 && (text.ptr[2] | 0x20) == 'x';
	size_t i = hex ? 3 : 2, first = i;
	uint32_t number = 0;

	for (; i < text.len && i - first < DIGITS; i++) {
		char c = text.ptr[i], letter = (char)(c | 0x20);
		unsigned digit;

		if (is_digit(c))
			digit = (unsigned)(c - '0');
		else if (hex && letter >= 'a' && letter <= 'f')
			digit = (unsigned)(letter - 'a') + 10;
		else
			break;
		number = number * (hex ? 16 : 10) + digit;
		if (number > TOO_BIG)
			number = TOO_BIG;
	}
	if (i == first)
		return 0;
	*len = dlp_utf8_encode(character(number), out);
	return i + (i < text.len && text.ptr[i] == ';');
}

static const struct dlp_html_entity *find(struct dlp_span name)
{
	size_t low = 0, high = DLP_HTML_ENTITIES;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct dlp_html_entity *at = &dlp_html_entities[middle];
		int order = strncmp(name.ptr, at->name, name.len);

		if (!order && !at->name[name.len])
			return at;
		if (order > 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

static bool is_xml(struct dlp_span name)
{
	return dlp_span_is(name, "lt;") || dlp_span_is(name, "gt;") ||
	       dlp_span_is(name, "amp;") || dlp_span_is(name, "apos;") ||
	       dlp_span_is(name, "quot;");
}

static size_t read_name(struct dlp_span text, enum dlp_html_references kind,
			char out[DLP_HTML_REFERENCE], size_t *len)
{
	struct dlp_span name = { text.ptr + 1, 0 };
	const struct dlp_html_entity *found = NULL;

	while (name.len + 1 < text.len && name.len < LONGEST &&
	       is_alnum(name.ptr[name.len]))
		name.len++;
	if (name.len + 1 < text.len && name.ptr[name.len] == ';') {
		name.len++;
		if (kind != DLP_XML_REFERENCES || is_xml(name))
			found = find(name);
	}
	if (!found && kind != DLP_XML_REFERENCES) {
		if (name.len > UNENDED)
			name.len = UNENDED;
		while (name.len > 1 && !(found = find(name)))
			name.len--;
		if (found && kind == DLP_HTML_IN_ATTRIBUTE &&
		    name.len + 1 < text.len &&
		    (name.ptr[name.len] == '=' || is_alnum(name.ptr[name.len])))
			found = NULL;
	}
	if (!found)
		return 0;
	*len = strlen(found->text);
	memcpy(out, found->text, *len);
	return name.len + 1;
}

size_t dlp_html_reference(struct dlp_span text, enum dlp_html_references kind,
			  char out[DLP_HTML_REFERENCE], size_t *len)
{
	size_t n = text.len > 1 && text.ptr[1] == '#'
			   ? read_number(text, out, len)
			   : read_name(text, kind, out, len);

	/* A soft hyphen, and a blank of no width. */
	if (n && ((*len == 2 && !memcmp(out, "\xc2\xad", 2)) ||
		  (*len == 3 && !memcmp(out, "\xe2\x80\x8b", 3))))
		*len = 0;
	return n;
}

/* Whether a name and a semicolon follow on the `&`. */
static bool looks_named(struct dlp_span text)
{
	size_t n = 1;

	while (n < text.len && n < LONGEST && is_alnum(text.ptr[n]))
		n++;
	return n > 1 && n < text.len && text.ptr[n] == ';';
}

size_t dlp_html_decode(struct dlp_buf *out, struct dlp_span text,
		       enum dlp_html_references kind)
{
	char bytes[DLP_HTML_REFERENCE];
	size_t unknown = 0, n, len;

	while (text.len) {
		const char *p = memchr(text.ptr, '&', text.len);

		n = p ? (size_t)(p - text.ptr) : text.len;
		dlp_buf_add(out, text.ptr, n);
		text.ptr += n;
		text.len -= n;
		if (!p)
			break;
		n = dlp_html_reference(text, kind, bytes, &len);
		if (n) {
			dlp_buf_add(out, bytes, len);
		} else {
			unknown += looks_named(text);
			dlp_buf_addc(out, '&');
			n = 1;
		}
		text.ptr += n;
		text.len -= n;
	}
	return unknown;
}
