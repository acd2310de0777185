#include "learn/secret_features.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "learn/secret_look.h"

/* What a row is of, so that the same bytes elsewhere are another row. */
enum part {
	VALUE = 1,
	SHAPE,
	NAME3,
	NAME4,
	NAME5,
	NAME,
	EXTENSION,
	FOLDER,
	BEFORE2,
	BEFORE4,
	BEHIND1,
	BEHIND3,
	QUOTED,
	WORD_BEFORE,
	WORD_BEHIND,
	WORD_PREVIOUS,
	MEASURE, /* and behind it one for each */
};

/* Multiplicative hashing (Knuth, The Art of Computer Programming 3, 6.4). */
static void add(struct dlp_secret_features *out, unsigned part, uint64_t bytes)
{
	uint64_t h = (bytes ^ part * UINT64_C(0xd6e8feb86659fd93)) *
		     UINT64_C(0x9e3779b97f4a7c15);

	if (out->count < DLP_SECRET_MAX)
		out->row[out->count++] = (uint16_t)(h >> 48);
}

static bool is_letter(unsigned char c)
{
	return (c | 0x20u) >= 'a' && (c | 0x20u) <= 'z';
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* FNV-1a, 64 bits (Fowler, Noll, Vo), of the letters in lower case. */
static uint64_t hash(struct dlp_span s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ lower(s.ptr[i])) * UINT64_C(0x100000001b3);
	return h;
}

/* Three in a row, between marks for begin and end. */
static void add_value(struct dlp_secret_features *out, struct dlp_span value)
{
	size_t n =
		value.len < DLP_SECRET_LETTERS ? value.len : DLP_SECRET_LETTERS;
	uint32_t three = 1;

	for (size_t i = 0; i <= n; i++) {
		three = (three << 8 | (i < n ? lower(value.ptr[i]) : 2u)) &
			0xffffff;
		if (i)
			add(out, VALUE, three);
	}
}

static unsigned char shape_of(char c)
{
	if (c >= '0' && c <= '9')
		return '0';
	if (c >= 'a' && c <= 'z')
		return 'a';
	return (unsigned char)(c >= 'A' && c <= 'Z' ? 'A' : c);
}

/* Four in a row of what kinds its characters are; three or more of a kind are
 * as three. */
static void add_shape(struct dlp_secret_features *out, struct dlp_span value)
{
	size_t n =
		value.len < DLP_SECRET_LETTERS ? value.len : DLP_SECRET_LETTERS;
	uint32_t four = 1;
	unsigned char last = 0;
	size_t run = 0, have = 1;

	for (size_t i = 0; i <= n; i++) {
		unsigned char c = i < n ? shape_of(value.ptr[i]) : 2;

		run = c == last ? run + 1 : 1;
		last = c;
		if (run > 3)
			continue;
		four = four << 8 | c;
		if (++have >= 4 || i == n)
			add(out, SHAPE, four);
	}
}

static void add_name(struct dlp_secret_features *out, struct dlp_span name)
{
	size_t n;
	uint64_t five = 1;

	if (name.len > DLP_SECRET_NAME) {
		name.ptr += name.len - DLP_SECRET_NAME;
		name.len = DLP_SECRET_NAME;
	}
	n = name.len;
	for (size_t i = 0; n && i <= n; i++) {
		five = (five << 8 | (i < n ? lower(name.ptr[i]) : 2u)) &
		       UINT64_C(0xffffffffff);
		if (i >= 1)
			add(out, NAME3, five & 0xffffff);
		if (i >= 2)
			add(out, NAME4, five & 0xffffffff);
		if (i >= 3)
			add(out, NAME5, five);
	}
	add(out, NAME, hash(name));
}

/* Words of three letters and more: the last `most` of a text. */
static void add_last(struct dlp_secret_features *out, unsigned part,
		     struct dlp_span text, unsigned most)
{
	size_t end = text.len, start;

	while (end && most) {
		while (end && !is_letter((unsigned char)text.ptr[end - 1]))
			end--;
		for (start = end;
		     start && is_letter((unsigned char)text.ptr[start - 1]);)
			start--;
		if (end - start >= 3) {
			add(out, part,
			    hash((struct dlp_span){ text.ptr + start,
						    end - start }));
			most--;
		}
		end = start;
	}
}

/* The first of them. */
static void add_first(struct dlp_secret_features *out, unsigned part,
		      struct dlp_span text, unsigned most)
{
	size_t start = 0, end;

	while (start < text.len && most) {
		while (start < text.len &&
		       !is_letter((unsigned char)text.ptr[start]))
			start++;
		for (end = start;
		     end < text.len && is_letter((unsigned char)text.ptr[end]);)
			end++;
		if (end - start >= 3) {
			add(out, part,
			    hash((struct dlp_span){ text.ptr + start,
						    end - start }));
			most--;
		}
		start = end;
	}
}

/* The last `n` bytes of a text, or the first, as one number. */
static uint64_t tail(struct dlp_span text, size_t n)
{
	uint64_t bytes = 0;

	for (size_t i = text.len < n ? 0 : text.len - n; i < text.len; i++)
		bytes = bytes << 8 | lower(text.ptr[i]);
	return bytes;
}

static uint64_t head(struct dlp_span text, size_t n)
{
	text.len = text.len < n ? text.len : n;
	return tail(text, n);
}

/* The kind of file, and the folders that it stands in: the innermost four. */
static uint64_t add_path(struct dlp_secret_features *out, struct dlp_span path)
{
	size_t end = path.len, start, dot;
	uint64_t kind = 0;

	for (start = end; start && path.ptr[start - 1] != '/';)
		start--;
	for (dot = end; dot > start && path.ptr[dot - 1] != '.';)
		dot--;
	if (dot > start)
		kind = hash((struct dlp_span){ path.ptr + dot, end - dot });
	add(out, EXTENSION, kind);
	for (unsigned i = 0; i < 4 && start; i++) {
		for (end = --start; start && path.ptr[start - 1] != '/';)
			start--;
		/* Tests are as test. */
		if (end - start > 3 && path.ptr[end - 1] == 's')
			end--;
		add(out, FOLDER,
		    hash((struct dlp_span){ path.ptr + start, end - start }));
	}
	return kind;
}

/* Hex digits and dashes: its letters say nothing. */
static bool is_number(struct dlp_span value)
{
	enum { LEAST = 16 };
	size_t i = 0;

	while (i < value.len &&
	       (value.ptr[i] == '-' ||
		memchr("0123456789abcdef", lower(value.ptr[i]), 16)))
		i++;
	return i == value.len && i >= LEAST;
}

void dlp_secret_look(const struct dlp_secret_place *place,
		     struct dlp_secret_features *out)
{
	unsigned char measure[DLP_SECRET_MEASURES];
	struct dlp_secret_lines at;
	size_t measures;
	uint64_t kind;

	out->count = 0;
	dlp_secret_lines(place, &at);
	if (!is_number(at.value))
		add_value(out, at.value);
	add_shape(out, at.value);
	add_name(out, at.name);
	kind = add_path(out, place->path);
	add(out, BEFORE2, tail(at.before, 2));
	add(out, BEFORE4, tail(at.before, 4));
	add(out, BEHIND1, head(at.behind, 1));
	add(out, BEHIND3, head(at.behind, 3));
	add(out, QUOTED, kind + tail(at.before, 1));
	add_last(out, WORD_BEFORE, at.before, 6);
	add_first(out, WORD_BEHIND, at.behind, 3);
	add_last(out, WORD_PREVIOUS, at.previous, 4);
	measures = dlp_secret_measure(&at, measure);
	for (size_t i = 0; i < measures; i++)
		add(out, MEASURE + (unsigned)i, measure[i]);
}
