#ifndef DLP_TESTS_NAIVE_JSON_H
#define DLP_TESTS_NAIVE_JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/json_string.h"
#include "base/utf8.h"

/* Strings as RFC 8259 has them, a byte at a time: what the fast ways must do.
 */

static inline void naive_escape(struct dlp_buf *out, struct dlp_span in)
{
	for (size_t i = 0; i < in.len;) {
		unsigned char c = (unsigned char)in.ptr[i];
		uint32_t cp;
		size_t n = dlp_utf8_decode(
			(struct dlp_span){ in.ptr + i, in.len - i }, &cp);
		char text[8];

		if (!n)
			dlp_buf_adds(out, "\xef\xbf\xbd");
		else if (c == '\b')
			dlp_buf_adds(out, "\\b");
		else if (c == '\t')
			dlp_buf_adds(out, "\\t");
		else if (c == '\n')
			dlp_buf_adds(out, "\\n");
		else if (c == '\f')
			dlp_buf_adds(out, "\\f");
		else if (c == '\r')
			dlp_buf_adds(out, "\\r");
		else if (c < 0x20) {
			snprintf(text, sizeof(text), "\\u%04x", c);
			dlp_buf_adds(out, text);
		} else {
			if (c == '"' || c == '\\')
				dlp_buf_addc(out, '\\');
			dlp_buf_add(out, in.ptr + i, n);
		}
		i += n ? n : 1;
	}
}

/* Four hex digits at `i`; -1 where there are none. */
static inline long naive_hex(struct dlp_span in, size_t i)
{
	char digits[5] = { 0 }, *end;

	if (in.len < 4 || i > in.len - 4)
		return -1;
	memcpy(digits, in.ptr + i, 4);
	if (strspn(digits, "0123456789abcdefABCDEF") != 4)
		return -1;
	return strtol(digits, &end, 16);
}

static inline bool naive_number(struct dlp_buf *out, struct dlp_span in,
				size_t *i)
{
	long cp = naive_hex(in, *i), low;
	char text[DLP_UTF8_MAX];

	if (cp < 0 || (cp >= 0xdc00 && cp < 0xe000))
		return false;
	*i += 4;
	if (cp >= 0xd800 && cp < 0xdc00) {
		if (in.len - *i < 2 || memcmp(in.ptr + *i, "\\u", 2))
			return false;
		low = naive_hex(in, *i + 2);
		if (low < 0xdc00 || low >= 0xe000)
			return false;
		*i += 6;
		cp = 0x10000 + (cp - 0xd800) * 0x400 + (low - 0xdc00);
	}
	dlp_buf_add(out, text, dlp_utf8_encode((uint32_t)cp, text));
	return true;
}

/* Bytes of the token before its closing quote; SIZE_MAX where it is none. */
static inline size_t naive_unescape(struct dlp_buf *out, struct dlp_span in)
{
	static const char name[] = "\"\\/bfnrt", meant[] = "\"\\/\b\f\n\r\t";

	for (size_t i = 0; i < in.len;) {
		const char c = in.ptr[i], *known;
		uint32_t cp;
		size_t n;

		if (c == '"')
			return i;
		if ((unsigned char)c < 0x20)
			return SIZE_MAX;
		if (c != '\\') {
			n = dlp_utf8_decode(
				(struct dlp_span){ in.ptr + i, in.len - i },
				&cp);
			if (!n)
				return SIZE_MAX;
			dlp_buf_add(out, in.ptr + i, n);
			i += n;
			continue;
		}
		if (++i == in.len)
			return SIZE_MAX;
		known = memchr(name, in.ptr[i], sizeof(name) - 1);
		if (known)
			dlp_buf_addc(out, meant[known - name]);
		else if (in.ptr[i] != 'u')
			return SIZE_MAX;
		i++;
		if (!known && !naive_number(out, in, &i))
			return SIZE_MAX;
	}
	return SIZE_MAX;
}

/* A copy of exact size, so that a sanitizer sees a read behind it. */
static inline char *naive_copy(struct dlp_span in)
{
	char *copy = malloc(in.len ? in.len : 1);

	if (!copy)
		abort();
	if (in.len)
		memcpy(copy, in.ptr, in.len);
	return copy;
}

/* Whether fast and naive say the same of `text`, as a text and as a token. */
static inline bool naive_agrees(struct dlp_span text)
{
	struct dlp_buf fast = { 0 }, naive = { 0 };
	char *copy = naive_copy(text), *out = naive_copy(text);
	struct dlp_span in = { copy, text.len };
	struct dlp_json_fault fault;
	size_t len = 0, n;
	bool same;

	naive_escape(&naive, in);
	dlp_json_escape(&fast, in);
	same = dlp_span_eq(dlp_buf_span(&fast), dlp_buf_span(&naive));
	dlp_buf_clear(&naive);
	n = dlp_json_unescape(in, out, &len, &fault);
	same = same && n == naive_unescape(&naive, in);
	if (n != SIZE_MAX)
		same = same && dlp_span_eq((struct dlp_span){ out, len },
					   dlp_buf_span(&naive));
	else
		same = same && fault.at <= in.len;
	free(copy);
	free(out);
	dlp_buf_release(&fast);
	dlp_buf_release(&naive);
	return same;
}

#endif
