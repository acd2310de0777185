#include "extract/mime.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"
#include "base/utf8.h"
#include "extract/recode.h"
#include "extract/transfer.h"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* The length of the line at the start, its end included. */
static size_t line_length(struct dlp_span text)
{
	const char *end = text.len ? memchr(text.ptr, '\n', text.len) : NULL;

	return end ? (size_t)(end - text.ptr) + 1 : text.len;
}

static struct dlp_span without_end(struct dlp_span line)
{
	if (line.len && line.ptr[line.len - 1] == '\n')
		line.len--;
	if (line.len && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* Bytes of the name at the start, or 0 where there is no field. */
static size_t name_length(struct dlp_span line, size_t *colon)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] > ' ' && line.ptr[n] < 0x7f &&
	       line.ptr[n] != ':')
		n++;
	*colon = n;
	while (*colon < line.len &&
	       (line.ptr[*colon] == ' ' || line.ptr[*colon] == '\t'))
		++*colon;
	return *colon < line.len && line.ptr[*colon] == ':' ? n : 0;
}

bool dlp_mime_next(struct dlp_span *rest, struct dlp_mime_field *field)
{
	size_t len = line_length(*rest), colon, name;
	struct dlp_span line = without_end((struct dlp_span){ rest->ptr, len });

	if (!line.len) {
		rest->ptr += len;
		rest->len -= len;
		return false;
	}
	name = name_length(line, &colon);
	if (!name)
		return false;
	while (len < rest->len &&
	       (rest->ptr[len] == ' ' || rest->ptr[len] == '\t')) {
		struct dlp_span more = { rest->ptr + len, rest->len - len };

		len += line_length(more);
	}
	*field = (struct dlp_mime_field){
		.name = { rest->ptr, name },
		.value = without_end((struct dlp_span){ rest->ptr + colon + 1,
							len - colon - 1 }),
	};
	while (field->value.len && is_blank(field->value.ptr[0])) {
		field->value.ptr++;
		field->value.len--;
	}
	rest->ptr += len;
	rest->len -= len;
	return true;
}

bool dlp_mime_is(const struct dlp_mime_field *field, const char *name)
{
	return field->name.len == strlen(name) &&
	       !strncasecmp(field->name.ptr, name, field->name.len);
}

/* An encoded word, `=?charset?encoding?text?=`, in its pieces. */
struct word {
	struct dlp_span charset, text;
	enum dlp_transfer_kind kind;
	size_t len; /* of all of it */
};

static bool find_word(struct dlp_span in, struct word *word)
{
	const char *mark, *text, *star;
	size_t left;

	if (in.len < 8 || in.ptr[0] != '=' || in.ptr[1] != '?')
		return false;
	mark = memchr(in.ptr + 2, '?', in.len - 2);
	if (!mark)
		return false;
	word->charset =
		(struct dlp_span){ in.ptr + 2, (size_t)(mark - in.ptr) - 2 };
	left = in.len - (size_t)(mark - in.ptr);
	if (left < 5 || mark[2] != '?' || !word->charset.len)
		return false;
	switch (mark[1] | 0x20) {
	case 'q':
		word->kind = DLP_TRANSFER_QUOTED;
		break;
	case 'b':
		word->kind = DLP_TRANSFER_BASE64;
		break;
	default:
		return false;
	}
	text = mark + 3;
	mark = memchr(text, '?', left - 3);
	if (!mark || mark + 1 == in.ptr + in.len || mark[1] != '=')
		return false;
	word->text = (struct dlp_span){ text, (size_t)(mark - text) };
	word->len = (size_t)(mark - in.ptr) + 2;
	/* A language may stand behind it (RFC 2231, 5). */
	star = memchr(word->charset.ptr, '*', word->charset.len);
	if (star)
		word->charset.len = (size_t)(star - word->charset.ptr);
	return true;
}

static void decode_word(struct dlp_buf *out, const struct word *word)
{
	struct dlp_transfer transfer;
	struct dlp_buf text;

	dlp_buf_init(&text, 0);
	dlp_buf_addspan(&text, word->text);
	/* An underline is a blank (RFC 2047, 4.2). */
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '_' && word->kind == DLP_TRANSFER_QUOTED)
			text.ptr[i] = ' ';
	dlp_transfer_init(&transfer, word->kind, dlp_buf_span(&text));
	if (!dlp_buf_reserve(out, text.len + 3))
		out->len += dlp_transfer_read(&transfer, out->ptr + out->len,
					      text.len + 3);
	dlp_buf_release(&text);
}

/* Bytes that are called `label`, as UTF-8. */
static void add_text(struct dlp_buf *out, struct dlp_span label,
		     struct dlp_span bytes, struct dlp_charsets *charsets)
{
	enum dlp_charset charset = dlp_recode_choose(charsets, label, bytes);
	uint64_t bad = 0;

	if (charset == DLP_CHARSET_UTF8)
		dlp_utf8_mend(out, bytes);
	else
		dlp_charset_convert(charsets, charset, bytes, true, out, &bad);
}

/* Words that follow on one another in one encoding are one text: a character
 * may begin in one and end in the next. */
static size_t add_words(struct dlp_buf *out, struct dlp_span in,
			struct word *word, struct dlp_charsets *charsets)
{
	struct dlp_span label = word->charset;
	struct dlp_buf bytes;
	size_t done, next;

	dlp_buf_init(&bytes, 0);
	decode_word(&bytes, word);
	for (done = word->len;; done = next + word->len) {
		next = done;
		while (next < in.len && is_blank(in.ptr[next]))
			next++;
		if (!find_word(
			    (struct dlp_span){ in.ptr + next, in.len - next },
			    word))
			break;
		if (word->charset.len != label.len ||
		    strncasecmp(word->charset.ptr, label.ptr, label.len) != 0) {
			add_text(out, label, dlp_buf_span(&bytes), charsets);
			dlp_buf_clear(&bytes);
			label = word->charset;
		}
		decode_word(&bytes, word);
	}
	add_text(out, label, dlp_buf_span(&bytes), charsets);
	dlp_buf_release(&bytes);
	return done;
}

/* What stands there, in one line. */
static void add_plain(struct dlp_buf *out, struct dlp_span text,
		      struct dlp_charsets *charsets)
{
	struct dlp_buf line;

	dlp_buf_init(&line, 0);
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\r' || text.ptr[i] == '\n')
			continue;
		dlp_buf_addc(&line, text.ptr[i] == '\t' ? ' ' : text.ptr[i]);
	}
	add_text(out, DLP_SPAN(""), dlp_buf_span(&line), charsets);
	dlp_buf_release(&line);
}

void dlp_mime_decode(struct dlp_buf *out, struct dlp_span value,
		     struct dlp_charsets *charsets)
{
	size_t from = 0, at = 0;
	struct word word;

	while (at < value.len) {
		struct dlp_span in = { value.ptr + at, value.len - at };
		const char *mark = memchr(in.ptr, '=', in.len);

		if (!mark)
			break;
		at += (size_t)(mark - in.ptr);
		in = (struct dlp_span){ value.ptr + at, value.len - at };
		if (!find_word(in, &word)) {
			at++;
			continue;
		}
		add_plain(out, (struct dlp_span){ value.ptr + from, at - from },
			  charsets);
		at += add_words(out, in, &word, charsets);
		from = at;
	}
	if (from < value.len)
		add_plain(
			out,
			(struct dlp_span){ value.ptr + from, value.len - from },
			charsets);
}

/* Behind blanks and comments, which nest (RFC 5322, 3.2.2). */
static void skip_blanks(struct dlp_span *in)
{
	size_t depth = 0;

	while (in->len) {
		char c = in->ptr[0];

		if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
		else if (!depth && !is_blank(c))
			break;
		in->ptr++;
		in->len--;
	}
}

struct dlp_span dlp_mime_word(struct dlp_span value)
{
	size_t n = 0;

	skip_blanks(&value);
	while (n < value.len && !is_blank(value.ptr[n]) &&
	       value.ptr[n] != ';' && value.ptr[n] != '(')
		n++;
	return (struct dlp_span){ value.ptr, n };
}

/* Up to the next `;` that is in no quotes, which is taken off. */
static struct dlp_span take_item(struct dlp_span *in)
{
	struct dlp_span item = { in->ptr, 0 };
	bool quoted = false;

	while (item.len < in->len) {
		char c = in->ptr[item.len];

		if (c == ';' && !quoted)
			break;
		if (c == '"')
			quoted = !quoted;
		item.len += c == '\\' && quoted && item.len + 1 < in->len;
		item.len++;
	}
	in->ptr += item.len + (item.len < in->len);
	in->len -= item.len + (item.len < in->len);
	return item;
}

/* The value behind `=`, without quotes. */
static void add_value(struct dlp_buf *out, struct dlp_span value)
{
	size_t i = 0;

	skip_blanks(&value);
	value = dlp_span_trim(value);
	if (!value.len || value.ptr[0] != '"') {
		dlp_buf_addspan(out, value);
		return;
	}
	for (i = 1; i < value.len && value.ptr[i] != '"'; i++) {
		/* Paths of Windows have backslashes that quote nothing. */
		if (value.ptr[i] == '\\' && i + 1 < value.len &&
		    (value.ptr[i + 1] == '"' || value.ptr[i + 1] == '\\'))
			i++;
		if (value.ptr[i] != '\r' && value.ptr[i] != '\n')
			dlp_buf_addc(out, value.ptr[i]);
	}
}

enum { WHOLE = -1 };

/* Whether `item` is a section of the parameter: which, and in what form. */
static bool is_section(struct dlp_span item, const char *name, int *section,
		       bool *coded, struct dlp_span *value)
{
	size_t n = strlen(name);

	skip_blanks(&item);
	if (item.len <= n || strncasecmp(item.ptr, name, n) != 0)
		return false;
	*section = WHOLE;
	*coded = false;
	if (item.ptr[n] == '*' && n + 1 < item.len && item.ptr[n + 1] >= '0' &&
	    item.ptr[n + 1] <= '9') {
		*section = 0;
		for (n++; n < item.len && item.ptr[n] >= '0' &&
			  item.ptr[n] <= '9' && *section < DLP_MIME_SECTIONS;
		     n++)
			*section = *section * 10 + (item.ptr[n] - '0');
	}
	if (n < item.len && item.ptr[n] == '*') {
		*coded = true;
		n++;
	}
	while (n < item.len && is_blank(item.ptr[n]))
		n++;
	if (n == item.len || item.ptr[n] != '=')
		return false;
	*value = (struct dlp_span){ item.ptr + n + 1, item.len - n - 1 };
	return true;
}

/* `charset'language'` in front of the first, bytes as %XX. */
static void add_coded(struct dlp_buf *out, struct dlp_span text, bool first,
		      struct dlp_buf *label)
{
	const char *a =
		first && text.len ? memchr(text.ptr, '\'', text.len) : NULL;
	const char *b =
		a ? memchr(a + 1, '\'', text.len - (size_t)(a + 1 - text.ptr))
		  : NULL;
	size_t i = b ? (size_t)(b + 1 - text.ptr) : 0;

	if (b)
		dlp_buf_add(label, text.ptr, (size_t)(a - text.ptr));
	for (; i < text.len; i++) {
		if (text.ptr[i] == '%' && text.len - i > 2 &&
		    dlp_hex_digit(text.ptr[i + 1]) >= 0 &&
		    dlp_hex_digit(text.ptr[i + 2]) >= 0) {
			dlp_buf_addc(
				out,
				(char)(dlp_hex_digit(text.ptr[i + 1]) * 16 +
				       dlp_hex_digit(text.ptr[i + 2])));
			i += 2;
		} else {
			dlp_buf_addc(out, text.ptr[i]);
		}
	}
}

/* The section of this number; the label of the encoding with the first. */
static bool add_section(struct dlp_buf *out, struct dlp_span value,
			const char *name, int want, bool *coded,
			struct dlp_buf *label)
{
	struct dlp_span item;
	int section;

	while (value.len) {
		item = take_item(&value);
		if (is_section(item, name, &section, coded, &item) &&
		    section == want) {
			struct dlp_buf text;

			dlp_buf_init(&text, 0);
			add_value(&text, item);
			if (*coded)
				add_coded(out, dlp_buf_span(&text), want <= 0,
					  label);
			else
				dlp_buf_addspan(out, dlp_buf_span(&text));
			dlp_buf_release(&text);
			return true;
		}
	}
	return false;
}

bool dlp_mime_parameter(struct dlp_buf *out, struct dlp_span value,
			const char *name, struct dlp_charsets *charsets,
			bool *extended)
{
	struct dlp_buf bytes, label;
	bool coded = false, any = false;
	int n = 0;

	if (value.len > DLP_MIME_VALUE)
		value.len = DLP_MIME_VALUE;
	take_item(&value);
	dlp_buf_init(&bytes, 0);
	dlp_buf_init(&label, 0);
	while (n < DLP_MIME_SECTIONS &&
	       add_section(&bytes, value, name, n, &coded, &label)) {
		any = any || coded;
		n++;
	}
	if (!n && add_section(&bytes, value, name, WHOLE, &coded, &label)) {
		n = 1;
		any = coded;
		if (extended)
			*extended = coded;
	} else if (extended) {
		*extended = n > 0;
	}
	if (any)
		add_text(out, dlp_buf_span(&label), dlp_buf_span(&bytes),
			 charsets);
	else
		dlp_mime_decode(out, dlp_buf_span(&bytes), charsets);
	dlp_buf_release(&bytes);
	dlp_buf_release(&label);
	return n > 0;
}
