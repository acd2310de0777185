#include "decode/stretch.h"

#include "base/utf8.h"
#include "decode/break.h"
#include "decode/escape.h"
#include "decode/fold.h"
#include "decode/hiding.h"
#include "decode/marks.h"
#include "decode/radix.h"
#include "decode/wide.h"

void dlp_stretches_init(struct dlp_stretches *stretches)
{
	dlp_buf_init(&stretches->list, 0);
	stretches->beyond = 0;
}

void dlp_stretches_release(struct dlp_stretches *stretches)
{
	dlp_buf_release(&stretches->list);
}

void dlp_stretches_clear(struct dlp_stretches *stretches)
{
	dlp_buf_clear(&stretches->list);
	stretches->beyond = 0;
}

size_t dlp_stretches_count(const struct dlp_stretches *stretches)
{
	return stretches->list.len / sizeof(struct dlp_stretch);
}

struct dlp_stretch dlp_stretches_at(const struct dlp_stretches *stretches,
				    size_t i)
{
	struct dlp_stretch stretch;

	memcpy(&stretch, stretches->list.ptr + i * sizeof(stretch),
	       sizeof(stretch));
	return stretch;
}

static void add(struct dlp_stretches *out, enum dlp_encoding encoding,
		size_t start, size_t end)
{
	const struct dlp_stretch stretch = { start, end, encoding };

	dlp_buf_add(&out->list, &stretch, sizeof(stretch));
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static bool is_high(char c)
{
	return (unsigned char)c >= 0x80;
}

/* The ASCII character that what was read stands for, as dlp_fold() has it. */
static int folded(const struct dlp_escape *escape)
{
	struct dlp_span bytes = { escape->bytes, escape->len };
	uint32_t cp;

	if (!escape->len)
		return DLP_FOLD_GONE;
	if (!is_high(*escape->bytes))
		return *escape->bytes;
	return dlp_utf8_decode(bytes, &cp) ? dlp_fold(cp) : DLP_FOLD_NONE;
}

/* A byte that begins one of the blanks and dashes that stand in numbers. */
static bool begins_blank(char c)
{
	return c == '\xc2' || c == '\xe2' || c == '\xe3' || c == '\xef';
}

static void find_escape(struct dlp_stretches *out, enum dlp_encoding encoding,
			struct dlp_span text, size_t at)
{
	struct dlp_escape escape;
	size_t width = dlp_escape_read(encoding, text, at, &escape);
	bool glued;
	int c;

	if (!width)
		return;
	c = folded(&escape);
	glued = is_word(text.ptr[at + width - 1]);
	if (dlp_hiding_hides(text, at, at + width, c, glued) ||
	    (escape.len == 1 && begins_blank(*escape.bytes) && at &&
	     is_digit(text.ptr[at - 1])))
		add(out, encoding, at, at + width);
}

/* Whether another byte that is quoted stands right before or behind. */
static bool has_twin(struct dlp_span text, size_t at)
{
	struct dlp_escape escape;

	return dlp_escape_read(DLP_ENCODING_QUOTED, text, at + 3, &escape) ==
		       3 ||
	       (at >= 3 && dlp_escape_read(DLP_ENCODING_QUOTED, text, at - 3,
					   &escape) == 3);
}

/* Of what stands behind a =, most is neither a digit nor a line's end. */
static bool may_be_quoted(char c)
{
	return is_digit(c) || (c >= 'A' && c <= 'F') || c == '\n' || c == '\r';
}

/* Whether letters and a dot stand there, as behind an @. */
static bool begins_host(struct dlp_span text, size_t at)
{
	enum { LABEL = 63 };
	size_t i = at;

	while (i < text.len && i - at < LABEL &&
	       (is_word(text.ptr[i]) || text.ptr[i] == '-'))
		i++;
	return i > at && text.len - i > 1 && text.ptr[i] == '.' &&
	       is_word(text.ptr[i + 1]);
}

/* In `width=40` the = is what it seems to be. */
static void find_quoted(struct dlp_stretches *out, struct dlp_span text,
			size_t at)
{
	struct dlp_escape escape;
	char before = at ? text.ptr[at - 1] : '\n', behind;
	size_t width;
	bool hidden;
	int c;

	if (at + 3 >= text.len || !may_be_quoted(text.ptr[at + 1]))
		return;
	width = dlp_escape_read(DLP_ENCODING_QUOTED, text, at, &escape);
	if (!width || at + width >= text.len)
		return;
	behind = text.ptr[at + width];
	if (!escape.len) {
		hidden = (is_word(before) || before == ' ') &&
			 is_word(behind) &&
			 dlp_hiding_in_value(text, at, at + width);
	} else if (escape.bytes[0] == '@') {
		hidden = is_word(before) && begins_host(text, at + width);
	} else {
		c = folded(&escape);
		hidden = dlp_hiding_hides(text, at, at + width, c, true) &&
			 (c == '=' || has_twin(text, at) ||
			  (!is_word((char)c) && is_digit(before)));
	}
	if (escape.len == 1 && begins_blank(*escape.bytes) && is_digit(before))
		hidden = true;
	if (hidden)
		add(out, DLP_ENCODING_QUOTED, at, at + width);
}

/* Leads of the characters that dlp_fold() knows. */
static bool may_fold(struct dlp_span text, size_t at)
{
	switch ((unsigned char)text.ptr[at]) {
	case 0xc2:
	case 0xcd:
	case 0xd6:
	case 0xd8:
	case 0xd9:
	case 0xdb:
	case 0xdf:
	case 0xe0:
	case 0xe1:
	case 0xe2:
	case 0xea:
	case 0xef:
	case 0xf0:
		return true;
	case 0xe3:
		return at + 1 < text.len && text.ptr[at + 1] == '\x80';
	default:
		return false;
	}
}

static void find_folded(struct dlp_stretches *out, struct dlp_span text,
			size_t at)
{
	struct dlp_span rest = { text.ptr + at, text.len - at };
	uint32_t cp;
	size_t width;

	if (!may_fold(text, at))
		return;
	width = dlp_utf8_decode(rest, &cp);
	if (width &&
	    dlp_hiding_hides(text, at, at + width, dlp_fold(cp), false))
		add(out, DLP_ENCODING_FOLDED, at, at + width);
}

static void find_run(struct dlp_stretches *out, struct dlp_span text,
		     size_t from, size_t at)
{
	static const enum dlp_encoding as[] = {
		[DLP_RADIX_64] = DLP_ENCODING_BASE64,
		[DLP_RADIX_64URL] = DLP_ENCODING_BASE64URL,
		[DLP_RADIX_16] = DLP_ENCODING_HEX,
	};
	enum dlp_radix radix;
	size_t start, end;

	/* One that goes on from before. */
	while (at && at <= from && from - at < DLP_STRETCH_SIGHT &&
	       dlp_radix_has(text.ptr[at - 1]))
		at--;
	if (at < out->beyond)
		return;
	radix = dlp_radix_find(text, at, text.len, &start, &end);
	if (!radix)
		return;
	add(out, as[radix], start, end);
	out->beyond = end;
}

/* Of NULs, most stand in rows of them, or alone. */
static bool may_be_wide(struct dlp_span text, size_t at)
{
	const char *p = text.ptr + at;

	return text.len - at > 4 && p[1] && !p[2] && p[3] && !p[4];
}

static void find_odd(struct dlp_stretches *out, struct dlp_span text, size_t at)
{
	struct dlp_break gap;
	size_t start, end;

	switch (text.ptr[at]) {
	case '%':
		find_escape(out, DLP_ENCODING_PERCENT, text, at);
		break;
	case '\\':
		find_escape(out, DLP_ENCODING_ESCAPE, text, at);
		break;
	case '&':
		find_escape(out, DLP_ENCODING_HTML, text, at);
		break;
	case '=':
		find_quoted(out, text, at);
		break;
	case '\n':
		if (at >= out->beyond && dlp_break_find(text, at, &gap))
			add(out, DLP_ENCODING_FOLDED, gap.start, gap.end);
		break;
	case '\0':
		if (at >= out->beyond && may_be_wide(text, at) &&
		    dlp_wide_find(text, out->beyond, at, &start, &end)) {
			add(out, DLP_ENCODING_UTF16, start, end);
			out->beyond = end;
		}
		break;
	default:
		break;
	}
}

static unsigned lowest(uint64_t word)
{
#if defined(__GNUC__)
	return (unsigned)__builtin_ctzll(word);
#else
	unsigned n = 0;

	for (; !(word & 1); word >>= 1)
		n++;
	return n;
#endif
}

_Static_assert(DLP_RADIX_LEAST == 16, "four steps join so many");

/* Where DLP_RADIX_LEAST bits in a row are set, over two words. */
static uint64_t long_runs(uint64_t word, uint64_t next)
{
	for (unsigned by = 1; by < DLP_RADIX_LEAST; by *= 2) {
		word &= word >> by | next << (64 - by);
		next &= next >> by;
	}
	return word;
}

/* What begins in [at, to), `begins` of it as runs do. */
static void look(struct dlp_stretches *out, struct dlp_span text, size_t from,
		 size_t at, uint64_t runs, uint64_t others)
{
	for (uint64_t all = runs | others; all; all &= all - 1) {
		unsigned bit = lowest(all);

		if (runs >> bit & 1)
			find_run(out, text, from, at + bit);
		else if (is_high(text.ptr[at + bit]))
			find_folded(out, text, at + bit);
		else
			find_odd(out, text, at + bit);
	}
}

enum dlp_status dlp_stretches_find(struct dlp_stretches *out,
				   struct dlp_span text, size_t from, size_t to)
{
	struct dlp_marks marks;

	for (size_t block = from; block < to; block += DLP_MARKS_BLOCK) {
		uint64_t before = 0;

		dlp_marks_make(&marks, text, block);
		for (size_t w = 0; w + 1 < DLP_MARKS_WORDS; w++) {
			size_t at = block + w * 64;
			uint64_t runs =
				long_runs(marks.run[w], marks.run[w + 1]);
			uint64_t first = runs & ~(runs << 1 | before >> 63);
			uint64_t others = marks.odd[w] | marks.high[w];

			if (at >= to)
				break;
			before = runs;
			if (to - at < 64) {
				first &= (UINT64_C(1) << (to - at)) - 1;
				others &= (UINT64_C(1) << (to - at)) - 1;
			}
			if (first | others)
				look(out, text, from, at, first, others);
		}
	}
	return out->list.status;
}
