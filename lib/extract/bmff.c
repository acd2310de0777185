#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/media_walk.h"

enum {
	DEPTH = 12,  /* boxes within one another */
	ITEMS = 256, /* that describe a picture */
	FULL = 4,    /* version and flags */
};

struct box {
	char type[4];
	struct dlp_region body;
};

/* Items of HEIF whose place another box has. */
struct item {
	uint64_t id;
	bool exif; /* otherwise XMP */
};

struct bmff {
	struct dlp_media *media;
	struct dlp_region file;
	struct item item[ITEMS];
	size_t items;
	struct dlp_region places; /* the box of them */
	struct dlp_region keys;   /* names of values, of QuickTime */
};

static bool is(const struct box *box, const char *type)
{
	return !memcmp(box->type, type, sizeof(box->type));
}

/* The box at `*at` in `region`; false at the end. */
static bool next_box(struct bmff *bmff, struct dlp_region region, uint64_t *at,
		     struct box *box)
{
	struct dlp_media *media = bmff->media;
	uint64_t len = dlp_media_be(media, region, *at, 4), head = 8;

	if (*at >= region.len || region.len - *at < head ||
	    !dlp_media_step(media))
		return false;
	dlp_media_read_at(media, region, *at + 4, box->type, sizeof(box->type));
	if (len == 1) {
		len = dlp_media_be(media, region, *at + 8, 8);
		head = 16;
	} else if (!len) {
		len = region.len - *at;
	}
	if (len < head)
		return false;
	box->body = dlp_region_cut(region, *at + head, len - head);
	if (len > region.len - *at) {
		media->cut = true;
		*at = region.len;
	} else {
		*at += len;
	}
	return true;
}

/* "+27.5916+086.5640+8850/", as ISO 6709 has it in degrees. */
static void tell_iso6709(struct dlp_media *media, struct dlp_span text)
{
	char copy[64], *end;
	double degrees[2];

	if (!text.len || text.len >= sizeof(copy))
		return;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	degrees[0] = strtod(copy, &end);
	degrees[1] = strtod(end, &end);
	dlp_media_tell_position(media, degrees[0], degrees[1]);
}

static void tell_text(struct bmff *bmff, struct dlp_span name,
		      struct dlp_region text, enum dlp_charset charset)
{
	struct dlp_buf bytes;

	if (dlp_span_eq(name, DLP_SPAN("\xa9xyz")) ||
	    dlp_span_eq(name,
			DLP_SPAN("com.apple.quicktime.location.ISO6709"))) {
		dlp_media_load(bmff->media, text, &bytes);
		tell_iso6709(bmff->media, dlp_buf_span(&bytes));
		dlp_buf_release(&bytes);
	} else {
		if (name.len == 4 && (unsigned char)name.ptr[0] == 0xa9)
			name = (struct dlp_span){ name.ptr + 1, 3 };
		dlp_media_tell_region(bmff->media, name, text, charset);
	}
}

/* A value of iTunes: a kind, a language, the value. */
static void tell_data(struct bmff *bmff, struct dlp_span name,
		      struct dlp_region data)
{
	enum { UTF8 = 1, UTF16 = 2, JPEG = 13, PNG = 14, HEAD = 8 };
	uint64_t kind = dlp_media_be(bmff->media, data, 0, 4);
	struct dlp_region value = dlp_region_cut(data, HEAD, data.len);

	if (kind == JPEG || kind == PNG)
		dlp_media_picture(bmff->media, value);
	else if (kind == UTF8 || kind == UTF16)
		tell_text(bmff, name, value,
			  kind == UTF8 ? DLP_CHARSET_UTF8
				       : DLP_CHARSET_UTF16BE);
}

/* The name with this number, from 1, in the box of names. */
static struct dlp_region key_of(struct bmff *bmff, unsigned high, unsigned low)
{
	unsigned number = high << 8 | low;
	uint64_t at = FULL + 4;
	struct box box = { .type = "" };

	for (unsigned i = 1; next_box(bmff, bmff->keys, &at, &box); i++)
		if (i == number)
			return box.body;
	return dlp_region_cut(bmff->keys, 0, 0);
}

/* Values, each a box with its name and `data` in it. */
static void tell_list(struct bmff *bmff, struct dlp_region list)
{
	struct box value = { .type = "" }, box = { .type = "" };
	uint64_t at = 0;

	while (next_box(bmff, list, &at, &value)) {
		struct dlp_span name = { value.type, sizeof(value.type) };
		struct dlp_buf key;
		uint64_t in = 0;

		dlp_buf_init(&key, 0);
		if (!value.type[0] && bmff->keys.len)
			dlp_media_load(bmff->media,
				       key_of(bmff,
					      (unsigned char)value.type[2],
					      (unsigned char)value.type[3]),
				       &key);
		while (next_box(bmff, value.body, &in, &box)) {
			if (is(&box, "name")) {
				dlp_buf_release(&key);
				dlp_media_load(bmff->media,
					       dlp_region_cut(box.body, FULL,
							      box.body.len),
					       &key);
			} else if (is(&box, "data")) {
				tell_data(bmff,
					  key.len ? dlp_buf_span(&key) : name,
					  box.body);
			}
		}
		dlp_buf_release(&key);
	}
}

/* A text of 3GPP: flags, a language, the text; of QuickTime: lengths before. */
static void tell_user_data(struct bmff *bmff, const struct box *box)
{
	static const struct {
		char type[5];
		const char *name;
	} text[] = { { "auth", "author" },      { "titl", "title" },
		     { "dscp", "description" }, { "cprt", "copyright" },
		     { "perf", "performer" },   { "gnre", "genre" },
		     { "albm", "album" },       { "kywd", "keywords" } };
	struct dlp_media *media = bmff->media;
	struct dlp_region rest;

	if ((unsigned char)box->type[0] == 0xa9) {
		uint64_t len = dlp_media_be(media, box->body, 0, 2);

		tell_text(bmff, (struct dlp_span){ box->type, 4 },
			  dlp_region_cut(box->body, 4, len), DLP_CHARSET_NONE);
		return;
	}
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		if (!is(box, text[i].type))
			continue;
		rest = dlp_region_cut(box->body, FULL + 2, box->body.len);
		tell_text(
			bmff,
			(struct dlp_span){ text[i].name, strlen(text[i].name) },
			rest,
			dlp_media_is(media, rest, 0, DLP_SPAN("\xfe\xff"))
				? DLP_CHARSET_UTF16BE
				: DLP_CHARSET_NONE);
	}
}

/* Which items are there, and of what kind (ISO 14496-12, 8.11.6). */
static void take_items(struct bmff *bmff, struct dlp_region infos)
{
	struct dlp_media *media = bmff->media;
	struct box box = { .type = "" };
	uint64_t at = FULL + (dlp_media_be(media, infos, 0, 1) ? 4U : 2U);

	while (next_box(bmff, infos, &at, &box)) {
		bool wide = dlp_media_be(media, box.body, 0, 1) > 2;
		uint64_t type = FULL + (wide ? 4 : 2) + 2;
		bool exif =
			dlp_media_is(media, box.body, type, DLP_SPAN("Exif"));

		if (!exif &&
		    !dlp_media_is(media, box.body, type, DLP_SPAN("mime")))
			continue;
		if (bmff->items == ITEMS)
			break;
		bmff->item[bmff->items++] = (struct item){
			dlp_media_be(media, box.body, FULL, wide ? 4 : 2), exif
		};
	}
}

static void tell_item(struct bmff *bmff, uint64_t id, struct dlp_region bytes)
{
	struct dlp_media *media = bmff->media;

	for (size_t i = 0; i < bmff->items; i++) {
		if (bmff->item[i].id != id)
			continue;
		if (bmff->item[i].exif)
			/* It says how far its header is. */
			dlp_exif_walk(
				media,
				dlp_region_cut(
					bytes,
					4 + dlp_media_be(media, bytes, 0, 4),
					bytes.len));
		else
			dlp_media_xmp(media, bytes);
	}
}

/* Where the items are (ISO 14496-12, 8.11.3): the first extent of each. */
static void tell_items(struct bmff *bmff)
{
	struct dlp_media *media = bmff->media;
	struct dlp_region box = bmff->places;
	unsigned version = (unsigned)dlp_media_be(media, box, 0, 1);
	unsigned sizes = (unsigned)dlp_media_be(media, box, FULL, 2);
	unsigned of_offset = sizes >> 12, of_length = sizes >> 8 & 15;
	unsigned of_base = sizes >> 4 & 15, of_index = version ? sizes & 15 : 0;
	unsigned wide = version < 2 ? 2 : 4;
	uint64_t count = dlp_media_be(media, box, FULL + 2, wide);
	uint64_t at = FULL + 2 + wide;

	if (!box.len || of_offset > 8 || of_length > 8 || of_base > 8 ||
	    of_index > 8)
		return;
	for (; count && at < box.len && dlp_media_step(media); count--) {
		uint64_t id = dlp_media_be(media, box, at, wide), base, extents,
			 offset, length, method;

		at += wide;
		method = version ? dlp_media_be(media, box, at, 2) & 15 : 0;
		at += version ? 4 : 2;
		base = of_base ? dlp_media_be(media, box, at, of_base) : 0;
		at += of_base;
		extents = dlp_media_be(media, box, at, 2);
		at += 2 + of_index;
		offset =
			of_offset ? dlp_media_be(media, box, at, of_offset) : 0;
		length = of_length ? dlp_media_be(media, box, at + of_offset,
						  of_length)
				   : 0;
		at += extents * (of_index + of_offset + of_length);
		at -= of_index;
		if (!method && extents && base + offset >= base)
			tell_item(bmff, id,
				  dlp_region_cut(bmff->file, base + offset,
						 length));
	}
}

static bool is_container(const struct box *box)
{
	static const char type[][5] = { "moov", "trak", "mdia", "udta",
					"moof", "traf", "edts" };

	for (size_t i = 0; i < sizeof(type) / sizeof(type[0]); i++)
		if (is(box, type[i]))
			return true;
	return false;
}

static void walk(struct bmff *bmff, struct dlp_region region, unsigned depth,
		 bool user);

static void take_box(struct bmff *bmff, const struct box *box, unsigned depth,
		     bool user)
{
	static const char xmp[] = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8"
				  "\x9c\x71\x99\x94\x91\xe3\xaf\xac";
	struct dlp_region body = box->body;

	if (is(box, "uuid") &&
	    dlp_media_is(bmff->media, body, 0, (struct dlp_span){ xmp, 16 })) {
		dlp_media_xmp(bmff->media, dlp_region_cut(body, 16, body.len));
	} else if (is(box, "XMP_")) {
		dlp_media_xmp(bmff->media, body);
	} else if (is(box, "meta")) {
		/* QuickTime's has no version. */
		bool plain =
			dlp_media_is(bmff->media, body, 4, DLP_SPAN("hdlr"));

		walk(bmff, dlp_region_cut(body, plain ? 0 : FULL, body.len),
		     depth + 1, false);
	} else if (is(box, "keys")) {
		bmff->keys = body;
	} else if (is(box, "ilst")) {
		tell_list(bmff, body);
	} else if (is(box, "iinf")) {
		take_items(bmff, body);
	} else if (is(box, "iloc")) {
		bmff->places = body;
	} else if (is_container(box)) {
		walk(bmff, body, depth + 1, is(box, "udta"));
	} else if (user) {
		tell_user_data(bmff, box);
	}
}

static void walk(struct bmff *bmff, struct dlp_region region, unsigned depth,
		 bool user)
{
	struct box box = { .type = "" };
	uint64_t at = 0;

	while (depth < DEPTH && next_box(bmff, region, &at, &box))
		take_box(bmff, &box, depth, user);
}

void dlp_bmff_walk(struct dlp_media *media, struct dlp_region file)
{
	struct bmff bmff = { .media = media, .file = file };

	bmff.keys = bmff.places = dlp_region_cut(file, 0, 0);
	walk(&bmff, file, 0, false);
	tell_items(&bmff);
}
