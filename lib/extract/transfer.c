#include "extract/transfer.h"

#include <string.h>
#include <strings.h>

#include "base/hex.h"

enum {
	OTHER = 0x80, /* what a character of base64 is not */
	BLANK = 0x40,
	PAD = 0x41,
};

/* The six bits of each character. */
static const unsigned char six[256] = {
#define X4 OTHER, OTHER, OTHER, OTHER
#define X16 X4, X4, X4, X4
	OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, BLANK,
	BLANK, OTHER, OTHER, BLANK, OTHER, OTHER, X16,   BLANK, OTHER, OTHER,
	OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, OTHER, 62,    OTHER,
	OTHER, OTHER, 63,    52,    53,    54,    55,    56,    57,    58,
	59,    60,    61,    OTHER, OTHER, OTHER, PAD,   OTHER, OTHER, OTHER,
	0,     1,     2,     3,     4,     5,     6,     7,     8,     9,
	10,    11,    12,    13,    14,    15,    16,    17,    18,    19,
	20,    21,    22,    23,    24,    25,    OTHER, OTHER, OTHER, OTHER,
	OTHER, OTHER, 26,    27,    28,    29,    30,    31,    32,    33,
	34,    35,    36,    37,    38,    39,    40,    41,    42,    43,
	44,    45,    46,    47,    48,    49,    50,    51,    OTHER, OTHER,
	OTHER, OTHER, OTHER, X16,   X16,   X16,   X16,   X16,   X16,   X16,
	X16
#undef X16
#undef X4
};

enum dlp_transfer_kind dlp_transfer_by_name(struct dlp_span name)
{
	static const struct {
		const char *name;
		enum dlp_transfer_kind kind;
	} known[] = {
		{ "quoted-printable", DLP_TRANSFER_QUOTED },
		{ "base64", DLP_TRANSFER_BASE64 },
		{ "x-uuencode", DLP_TRANSFER_UU },
		{ "x-uue", DLP_TRANSFER_UU },
		{ "uuencode", DLP_TRANSFER_UU },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (name.len == strlen(known[i].name) &&
		    !strncasecmp(name.ptr, known[i].name, name.len))
			return known[i].kind;
	return DLP_TRANSFER_NONE;
}

void dlp_transfer_init(struct dlp_transfer *transfer,
		       enum dlp_transfer_kind kind, struct dlp_span bytes)
{
	*transfer = (struct dlp_transfer){ .kind = kind,
					   .rest = bytes.len ? bytes
							     : DLP_SPAN("") };
}

static void skip(struct dlp_transfer *t, size_t n)
{
	t->rest.ptr += n;
	t->rest.len -= n;
}

static size_t read_plain(struct dlp_transfer *t, char *buf, size_t len)
{
	size_t n = t->rest.len < len ? t->rest.len : len;

	if (n)
		memcpy(buf, t->rest.ptr, n);
	skip(t, n);
	return n;
}

/* Whole groups of four, for as long as nothing else comes. */
static size_t read_groups(struct dlp_transfer *t, char *buf, size_t len)
{
	const unsigned char *p = (const unsigned char *)t->rest.ptr;
	const unsigned char *end = p + t->rest.len;
	char *to = buf, *stop = buf + len;

	while (end - p >= 4 && stop - to >= 3) {
		unsigned a = six[p[0]], b = six[p[1]], c = six[p[2]],
			 d = six[p[3]];

		if ((a | b | c | d) & (OTHER | BLANK))
			break;
		*to++ = (char)(a << 2 | b >> 4);
		*to++ = (char)(b << 4 | c >> 2);
		*to++ = (char)(c << 6 | d);
		p += 4;
	}
	skip(t, (size_t)(p - (const unsigned char *)t->rest.ptr));
	return (size_t)(to - buf);
}

/* Bytes that are whole in the bits that an ended group leaves. */
static size_t end_group(struct dlp_transfer *t, char *buf)
{
	size_t n = t->count > 1 ? t->count - 1 : 0;

	for (size_t i = 0; i < n; i++)
		buf[i] = (char)(t->bits >> (6 * t->count - 8 * (i + 1)));
	t->count = 0;
	t->bits = 0;
	return n;
}

/* Padding ends a group and not the text: pieces stand behind one another. */
static size_t read_base64(struct dlp_transfer *t, char *buf, size_t len)
{
	size_t n = 0;

	while (len - n >= 3) {
		unsigned v;

		if (!t->count)
			n += read_groups(t, buf + n, len - n);
		if (!t->rest.len || len - n < 3)
			break;
		v = six[(unsigned char)t->rest.ptr[0]];
		skip(t, 1);
		if (v < 64) {
			t->bits = t->bits << 6 | v;
			t->count++;
		} else {
			t->bad += v == OTHER;
		}
		if (t->count == 4 || v == PAD)
			n += end_group(t, buf + n);
	}
	if (!t->rest.len && len - n >= 3) {
		t->cut = t->cut || t->count;
		n += end_group(t, buf + n);
	}
	return n;
}

/* The line end that `rest` begins with behind blanks; 0 for none. */
static size_t soft_break(struct dlp_span rest)
{
	enum { BLANKS = 80 }; /* that a line may end in */
	size_t i = 0;

	while (i < rest.len && i < BLANKS &&
	       (rest.ptr[i] == ' ' || rest.ptr[i] == '\t'))
		i++;
	if (i < rest.len && rest.ptr[i] == '\r')
		i++;
	if (i < rest.len && rest.ptr[i] == '\n')
		return i + 1;
	return i == rest.len ? i : 0;
}

static size_t read_quoted(struct dlp_transfer *t, char *buf, size_t len)
{
	size_t n = 0;

	while (n < len && t->rest.len) {
		const char *p = t->rest.ptr;
		const char *mark = memchr(p, '=', t->rest.len);
		size_t run = mark ? (size_t)(mark - p) : t->rest.len, gone;

		if (run > len - n)
			run = len - n;
		memcpy(buf + n, p, run);
		n += run;
		skip(t, run);
		if (!mark || n == len)
			continue;
		p = t->rest.ptr;
		gone = soft_break((struct dlp_span){ p + 1, t->rest.len - 1 });
		if (gone || t->rest.len == 1) {
			skip(t, gone + 1);
		} else if (t->rest.len > 2 && dlp_hex_digit(p[1]) >= 0 &&
			   dlp_hex_digit(p[2]) >= 0) {
			buf[n++] = (char)(dlp_hex_digit(p[1]) * 16 +
					  dlp_hex_digit(p[2]));
			skip(t, 3);
		} else {
			buf[n++] = '=';
			skip(t, 1);
		}
	}
	return n;
}

/* A line of uuencode into `left`: a length, and groups of four. */
static void decode_line(struct dlp_transfer *t, struct dlp_span line)
{
	const unsigned char *p = (const unsigned char *)line.ptr;
	size_t want = line.len ? (p[0] - 0x20u) & 63 : 0, n = 0;

	for (size_t i = 1; i < line.len && n < want; i += 4) {
		unsigned v[4] = { 0 };

		for (size_t j = 0; j < 4 && i + j < line.len; j++)
			v[j] = (p[i + j] - 0x20u) & 63;
		t->left[n++] = (char)(v[0] << 2 | v[1] >> 4);
		if (n < want)
			t->left[n++] = (char)(v[1] << 4 | v[2] >> 2);
		if (n < want)
			t->left[n++] = (char)(v[2] << 6 | v[3]);
	}
	t->first = 0;
	t->last = n;
}

static struct dlp_span take_line(struct dlp_transfer *t)
{
	const char *end = memchr(t->rest.ptr, '\n', t->rest.len);
	struct dlp_span line = t->rest;

	if (end)
		line.len = (size_t)(end - line.ptr);
	skip(t, line.len + (end != NULL));
	return dlp_span_trim(line);
}

static bool is_begin(struct dlp_span line)
{
	return line.len > 6 && !memcmp(line.ptr, "begin ", 6);
}

static size_t read_uu(struct dlp_transfer *t, char *buf, size_t len)
{
	size_t n = 0;

	while (n < len) {
		struct dlp_span line;

		if (t->first < t->last) {
			buf[n++] = t->left[t->first++];
			continue;
		}
		if (!t->rest.len)
			break;
		line = take_line(t);
		if (!t->begun && is_begin(line))
			t->begun = true;
		else if (!t->begun || t->ended)
			t->bad += line.len;
		else if (dlp_span_is(line, "end"))
			t->ended = true;
		else
			decode_line(t, line);
	}
	t->cut = t->begun && !t->ended;
	return n;
}

size_t dlp_transfer_read(struct dlp_transfer *transfer, char *buf, size_t len)
{
	size_t n;

	switch (transfer->kind) {
	case DLP_TRANSFER_NONE:
		break;
	case DLP_TRANSFER_QUOTED:
		return read_quoted(transfer, buf, len);
	case DLP_TRANSFER_BASE64:
		/* A group needs room for all of it. */
		if (len >= 3)
			return read_base64(transfer, buf, len);
		if (transfer->first == transfer->last) {
			transfer->first = 0;
			transfer->last =
				read_base64(transfer, transfer->left, 3);
		}
		for (n = 0; n < len && transfer->first < transfer->last; n++)
			buf[n] = transfer->left[transfer->first++];
		return n;
	case DLP_TRANSFER_UU:
		return read_uu(transfer, buf, len);
	}
	return read_plain(transfer, buf, len);
}

static ssize_t read_transfer(void *arg, char *buf, size_t len,
			     struct dlp_error *err)
{
	(void)err;
	return (ssize_t)dlp_transfer_read(arg, buf, len);
}

enum dlp_status dlp_transfer_source(struct dlp_transfer *transfer,
				    struct dlp_source *source)
{
	return dlp_source_init(source, read_transfer, transfer);
}
