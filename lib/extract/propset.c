#include "extract/propset.h"

#include <string.h>

#include "extract/le.h"

/* What the numbers mean, in the two sets that all have (MS-OSHARED, 2.3.3). */
static const char *const summary_name[] = {
	[2] = "title",       [3] = "subject",   [4] = "author",
	[5] = "keywords",    [6] = "comments",  [7] = "template",
	[8] = "last-author", [9] = "revision",  [11] = "printed",
	[12] = "created",    [13] = "modified", [18] = "application",
};

static const char *const document_name[] = {
	[2] = "category",      [3] = "presentation-format",
	[13] = "part",         [14] = "manager",
	[15] = "company",      [21] = "links",
	[26] = "content-type", [27] = "status",
	[28] = "language",     [29] = "version",
};

/* The first four bytes tell the sets apart. */
static const uint32_t summary_id = 0xf29f85e0, document_id = 0xd5cdd502;

enum {
	VT_I2 = 2,
	VT_I4 = 3,
	VT_R8 = 5,
	VT_BSTR = 8,
	VT_BOOL = 11,
	VT_VARIANT = 12,
	VT_LPSTR = 30,
	VT_LPWSTR = 31,
	VT_FILETIME = 64,
	VT_BLOB = 65,
	VT_VECTOR = 0x1000,
	UTF16 = 1200, /* as a code page */
};

struct set {
	struct dlp_compound *compound;
	struct dlp_span bytes; /* of the set */
	enum dlp_charset charset;
	uint32_t id;
	struct dlp_span names; /* of custom properties */
	struct dlp_buf *out;
	size_t left; /* values that may still be read */
};

/* A string behind its length; returns the bytes that it takes. */
static size_t add_string(struct set *set, struct dlp_span at, bool wide)
{
	uint64_t len = dlp_le32(at, 0) * (wide ? (uint64_t)2 : 1);
	struct dlp_span text = dlp_le_cut(at, 4, len);

	dlp_compound_convert(set->compound,
			     wide ? DLP_CHARSET_UTF16LE : set->charset, text,
			     set->out);
	return 4 + text.len;
}

/* A value of a type that has no values within; the bytes that it takes. */
static size_t add_value(struct set *set, unsigned type, struct dlp_span at)
{
	double real;
	uint64_t bits;

	switch (type) {
	case VT_I2:
		dlp_buf_addf(set->out, "%d", (int16_t)dlp_le16(at, 0));
		return 4;
	case VT_I4:
		dlp_buf_addf(set->out, "%ld", (long)(int32_t)dlp_le32(at, 0));
		return 4;
	case VT_BOOL:
		dlp_buf_adds(set->out, dlp_le16(at, 0) ? "true" : "false");
		return 4;
	case VT_R8:
		bits = dlp_le64(at, 0);
		memcpy(&real, &bits, sizeof(real));
		dlp_buf_addf(set->out, "%.15g", real);
		return 8;
	case VT_FILETIME:
		dlp_compound_add_time(set->out, dlp_le64(at, 0));
		return 8;
	case VT_BSTR:
	case VT_LPSTR:
		return add_string(set, at, set->charset == DLP_CHARSET_UTF16LE);
	case VT_LPWSTR:
		return add_string(set, at, true);
	default:
		return 0;
	}
}

/* Values in a row, each with its type before it or all of one. */
static void add_vector(struct set *set, const char *name, unsigned type,
		       struct dlp_span at)
{
	uint32_t count = dlp_le32(at, 0);
	size_t next = 4;

	while (count-- && next < at.len && set->left) {
		unsigned of = type;
		size_t start = set->out->len, took, text;

		set->left--;
		if (type == VT_VARIANT) {
			of = dlp_le16(at, next);
			next += 4;
		}
		if (name)
			dlp_buf_addf(set->out, "%s: ", name);
		text = set->out->len;
		took = add_value(set, of, dlp_le_cut(at, next, at.len));
		if (set->out->len == text || of == VT_I4)
			/* Counts among the strings say nothing. */
			set->out->len = start;
		else
			dlp_buf_addc(set->out, '\n');
		if (!took)
			break;
		next += took;
		/* Wide strings fill up to four bytes. */
		if (of == VT_LPWSTR)
			next += -next & 3;
	}
}

/* The name of a custom property in the dictionary, or NULL. */
static bool add_custom_name(struct set *set, uint32_t id)
{
	bool wide = set->charset == DLP_CHARSET_UTF16LE;
	uint32_t count = dlp_le32(set->names, 0);
	size_t at = 4;

	while (count-- && set->names.len > at && set->left) {
		uint64_t len =
			dlp_le32(set->names, at + 4) * (wide ? (uint64_t)2 : 1);
		struct dlp_span name = dlp_le_cut(set->names, at + 8, len);

		set->left--;
		if (dlp_le32(set->names, at) == id && name.len) {
			dlp_compound_convert(set->compound,
					     wide ? DLP_CHARSET_UTF16LE
						  : set->charset,
					     name, set->out);
			return true;
		}
		at += 8 + name.len;
		if (wide)
			at += -at & 3;
	}
	return false;
}

static const char *name_of(const struct set *set, uint32_t id)
{
	if (set->id == summary_id &&
	    id < sizeof(summary_name) / sizeof(summary_name[0]))
		return summary_name[id];
	if (set->id == document_id &&
	    id < sizeof(document_name) / sizeof(document_name[0]))
		return document_name[id];
	return NULL;
}

static void add_property(struct set *set, uint32_t id, struct dlp_span at)
{
	unsigned type = dlp_le16(at, 0);
	struct dlp_span value = dlp_le_cut(at, 4, at.len);
	const char *name = name_of(set, id);
	size_t start = set->out->len, text;

	if (type & VT_VECTOR) {
		add_vector(set, name, type & 0xfff, value);
		return;
	}
	if (type == VT_BLOB && (set->names.len || id == 21)) {
		/* Links are kept as values within: strings among numbers. */
		add_vector(set, "link", VT_VARIANT,
			   dlp_le_cut(value, 4, dlp_le32(value, 0)));
		return;
	}
	if (name)
		dlp_buf_adds(set->out, name);
	else if (!set->names.len || !add_custom_name(set, id))
		/* Counts of pages, words and such, of which none is a word. */
		if (type != VT_LPSTR && type != VT_LPWSTR && type != VT_BSTR)
			return;
	if (set->out->len > start)
		dlp_buf_adds(set->out, ": ");
	text = set->out->len;
	add_value(set, type, value);
	if (set->out->len == text)
		set->out->len = start;
	else
		dlp_buf_addc(set->out, '\n');
}

static void add_set(struct set *set)
{
	size_t count = dlp_le32(set->bytes, 4);
	size_t room = set->bytes.len / 8;

	if (count > room)
		count = room;
	for (size_t i = 0; i < count; i++) {
		struct dlp_span value =
			dlp_le_cut(set->bytes, dlp_le32(set->bytes, 12 + 8 * i),
				   set->bytes.len);
		uint32_t id = dlp_le32(set->bytes, 8 + 8 * i);
		unsigned page = dlp_le16(value, 4);

		if (id == 0)
			set->names = value;
		if (id == 1)
			set->charset = page == UTF16
					       ? DLP_CHARSET_UTF16LE
					       : dlp_charset_by_page(page);
	}
	if (set->charset == DLP_CHARSET_NONE)
		set->charset = DLP_CHARSET_WINDOWS_1252;
	for (size_t i = 0; i < count && set->left; i++, set->left--) {
		uint32_t id = dlp_le32(set->bytes, 8 + 8 * i);

		if (id > 1)
			add_property(
				set, id,
				dlp_le_cut(set->bytes,
					   dlp_le32(set->bytes, 12 + 8 * i),
					   set->bytes.len));
	}
}

bool dlp_propset_add(struct dlp_compound *compound, struct dlp_span bytes,
		     struct dlp_buf *out)
{
	uint32_t sets = dlp_le32(bytes, 24);

	if (bytes.len < 48 || dlp_le16(bytes, 0) != 0xfffe ||
	    dlp_le16(bytes, 2) > 1 || !sets || sets > 2)
		return false;
	for (uint32_t i = 0; i < sets; i++) {
		struct set set = {
			.compound = compound,
			.bytes = dlp_le_cut(bytes, dlp_le32(bytes, 44 + 20 * i),
					    bytes.len),
			.charset = DLP_CHARSET_WINDOWS_1252,
			.id = dlp_le32(bytes, 28 + 20 * i),
			.out = out,
			.left = DLP_PROPSET_VALUES,
		};

		add_set(&set);
	}
	return true;
}
