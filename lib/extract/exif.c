#include <stdio.h>
#include <string.h>

#include "extract/media_walk.h"
#include "extract/strings.h"

enum {
	/* Types of a field. */
	ASCII = 2,
	RATIONAL = 5,
	UTF8 = 129, /* Exif 3.0 */
	ENTRY = 12, /* bytes */
	ENTRIES = 2,
};

enum dir { DIR_IMAGE, DIR_EXIF, DIR_GPS };

/* How a value is read; strings otherwise. */
enum how {
	AS_STRING,
	AS_WIDE,    /* UTF-16, of Windows */
	AS_COMMENT, /* behind the name of its encoding */
	AS_NOTE,    /* strings in what only the maker knows */
	AS_XMP,
	AS_IPTC,
	AS_PHOTOSHOP,
	AS_DIRECTORY,
	AS_EXIF,
	AS_GPS,
};

static const struct tag {
	unsigned id;
	enum how how;
	const char *name;
} tags[] = {
	{ 0x010d, AS_STRING, "document name" },
	{ 0x010e, AS_STRING, "description" },
	{ 0x010f, AS_STRING, "make" },
	{ 0x0110, AS_STRING, "model" },
	{ 0x011d, AS_STRING, "page name" },
	{ 0x0131, AS_STRING, "software" },
	{ 0x0132, AS_STRING, "modified" },
	{ 0x013b, AS_STRING, "artist" },
	{ 0x013c, AS_STRING, "host computer" },
	{ 0x014a, AS_DIRECTORY, "" },
	{ 0x02bc, AS_XMP, "" },
	{ 0x8298, AS_STRING, "copyright" },
	{ 0x83bb, AS_IPTC, "" },
	{ 0x8649, AS_PHOTOSHOP, "" },
	{ 0x8769, AS_EXIF, "" },
	{ 0x8825, AS_GPS, "" },
	{ 0x9003, AS_STRING, "taken" },
	{ 0x9004, AS_STRING, "digitized" },
	{ 0x927c, AS_NOTE, "maker note" },
	{ 0x9286, AS_COMMENT, "comment" },
	{ 0x9c9b, AS_WIDE, "title" },
	{ 0x9c9c, AS_WIDE, "comment" },
	{ 0x9c9d, AS_WIDE, "author" },
	{ 0x9c9e, AS_WIDE, "keywords" },
	{ 0x9c9f, AS_WIDE, "subject" },
	{ 0xa005, AS_DIRECTORY, "" },
	{ 0xa420, AS_STRING, "image id" },
	{ 0xa430, AS_STRING, "camera owner" },
	{ 0xa431, AS_STRING, "camera serial number" },
	{ 0xa433, AS_STRING, "lens make" },
	{ 0xa434, AS_STRING, "lens model" },
	{ 0xa435, AS_STRING, "lens serial number" },
	{ 0xa436, AS_STRING, "title" },
	{ 0xa437, AS_STRING, "photographer" },
	{ 0xa438, AS_STRING, "editor" },
	{ 0xc614, AS_STRING, "model" },
	{ 0xc62f, AS_STRING, "camera serial number" },
};

struct exif {
	struct dlp_media *media;
	struct dlp_region file;
	bool big; /* the highest byte comes first */
	uint64_t seen[DLP_EXIF_DIRECTORIES];
	size_t directories;
	/* Of the directory that we are in. */
	uint64_t thumbnail, thumbnail_len;
	char ref[2]; /* N or S, E or W */
	double degrees[2];
	bool known[2];
};

struct entry {
	unsigned id, type;
	uint64_t count;
	struct dlp_region value;
};

static uint64_t number(struct exif *exif, struct dlp_region region, uint64_t at,
		       unsigned bytes)
{
	return exif->big ? dlp_media_be(exif->media, region, at, bytes)
			 : dlp_media_le(exif->media, region, at, bytes);
}

static struct entry entry_at(struct exif *exif, uint64_t at)
{
	static const unsigned char size[] = { 0, 1, 1, 2, 4, 8, 1,
					      1, 2, 4, 8, 4, 8, 4 };
	struct dlp_region raw = dlp_region_cut(exif->file, at, ENTRY);
	struct entry entry = { .id = (unsigned)number(exif, raw, 0, 2),
			       .type = (unsigned)number(exif, raw, 2, 2),
			       .count = number(exif, raw, 4, 4) };
	uint64_t len = entry.count *
		       (entry.type < sizeof(size) ? size[entry.type] : 1);

	if (raw.len < ENTRY)
		len = 0;
	entry.value = len <= 4 ? dlp_region_cut(raw, 8, len)
			       : dlp_region_cut(exif->file,
						number(exif, raw, 8, 4), len);
	return entry;
}

static void tell_comment(struct exif *exif, const struct tag *tag,
			 struct dlp_region value)
{
	enum { CODE = 8 };
	struct dlp_region text = dlp_region_cut(value, CODE, value.len);
	enum dlp_charset charset = DLP_CHARSET_NONE;

	if (dlp_media_is(exif->media, value, 0, DLP_SPAN("UNICODE\0")))
		charset = exif->big ? DLP_CHARSET_UTF16BE : DLP_CHARSET_UTF16LE;
	else if (dlp_media_is(exif->media, value, 0, DLP_SPAN("JIS\0")))
		charset = DLP_CHARSET_ISO_2022_JP;
	else if (!dlp_media_is(exif->media, value, 0, DLP_SPAN("ASCII")) &&
		 dlp_media_be(exif->media, value, 0, CODE))
		text = value;
	dlp_media_tell_region(exif->media,
			      (struct dlp_span){ tag->name, strlen(tag->name) },
			      text, charset);
}

static void tell_note(struct exif *exif, const struct tag *tag,
		      struct dlp_region value)
{
	struct dlp_buf bytes, strings;

	dlp_media_load(exif->media, value, &bytes);
	dlp_buf_init(&strings, 0);
	dlp_strings_add(dlp_buf_span(&bytes), &strings);
	dlp_media_tell(exif->media,
		       (struct dlp_span){ tag->name, strlen(tag->name) },
		       dlp_buf_span(&strings), DLP_CHARSET_UTF8);
	dlp_buf_release(&strings);
	dlp_buf_release(&bytes);
}

static void walk_directories(struct exif *exif, uint64_t at, enum dir dir,
			     unsigned depth);

static void tell_entry(struct exif *exif, const struct entry *entry,
		       unsigned depth)
{
	enum { DIRECTORIES = 64, DEPTH = 4 };
	struct dlp_media *media = exif->media;
	const struct tag *tag = NULL;
	struct dlp_span name;
	char number_name[32];

	for (size_t i = 0; i < sizeof(tags) / sizeof(tags[0]) && !tag; i++)
		if (tags[i].id == entry->id)
			tag = &tags[i];
	if (!tag && entry->type != ASCII && entry->type != UTF8)
		return;
	snprintf(number_name, sizeof(number_name), "tag %04x", entry->id);
	name.ptr = tag ? tag->name : number_name;
	name.len = strlen(name.ptr);
	switch (tag ? tag->how : AS_STRING) {
	case AS_STRING:
		dlp_media_tell_region(media, name, entry->value,
				      DLP_CHARSET_NONE);
		break;
	case AS_WIDE:
		dlp_media_tell_region(media, name, entry->value,
				      DLP_CHARSET_UTF16LE);
		break;
	case AS_COMMENT:
		tell_comment(exif, tag, entry->value);
		break;
	case AS_NOTE:
		tell_note(exif, tag, entry->value);
		break;
	case AS_XMP:
		dlp_media_xmp(media, entry->value);
		break;
	case AS_IPTC:
		dlp_iptc_walk(media, entry->value);
		break;
	case AS_PHOTOSHOP:
		dlp_photoshop_walk(media, entry->value);
		break;
	case AS_DIRECTORY:
	case AS_EXIF:
	case AS_GPS:
		for (uint64_t i = 0; i < entry->count && i < DIRECTORIES &&
				     depth < DEPTH && !media->stop;
		     i++)
			walk_directories(exif,
					 number(exif, entry->value, 4 * i, 4),
					 tag->how == AS_GPS    ? DIR_GPS
					 : tag->how == AS_EXIF ? DIR_EXIF
							       : DIR_IMAGE,
					 depth + 1);
		break;
	}
}

/* Rationals, of which the second is a 60th of the first, and so on. */
static bool degrees_of(struct exif *exif, const struct entry *entry,
		       double *degrees)
{
	double unit = 1;
	bool known = false;

	*degrees = 0;
	for (uint64_t i = 0; i < 3 && 8 * (i + 1) <= entry->value.len; i++) {
		uint64_t n = number(exif, entry->value, 8 * i, 4);
		uint64_t of = number(exif, entry->value, 8 * i + 4, 4);

		if (of) {
			*degrees += (double)n / (double)of / unit;
			known = true;
		}
		unit *= 60;
	}
	return known && entry->type == RATIONAL;
}

static void take_gps(struct exif *exif, const struct entry *entry)
{
	enum { METHOD = 0x1b, AREA = 0x1c, DATE = 0x1d };
	static const struct tag text[] = { { METHOD, AS_COMMENT, "GPS method" },
					   { AREA, AS_COMMENT, "GPS area" } };

	switch (entry->id) {
	case 1:
	case 3:
		exif->ref[entry->id / 2] =
			(char)dlp_media_be(exif->media, entry->value, 0, 1);
		break;
	case 2:
	case 4:
		exif->known[entry->id / 2 - 1] = degrees_of(
			exif, entry, &exif->degrees[entry->id / 2 - 1]);
		break;
	case METHOD:
	case AREA:
		tell_comment(exif, &text[entry->id - METHOD], entry->value);
		break;
	case DATE:
		dlp_media_tell_region(exif->media, DLP_SPAN("GPS date"),
				      entry->value, DLP_CHARSET_NONE);
		break;
	default:
		break;
	}
}

static void end_directory(struct exif *exif)
{
	bool south = exif->ref[0] == 'S' || exif->ref[0] == 's';
	bool west = exif->ref[1] == 'W' || exif->ref[1] == 'w';

	if (exif->known[0] && exif->known[1])
		dlp_media_tell_position(
			exif->media,
			south ? -exif->degrees[0] : exif->degrees[0],
			west ? -exif->degrees[1] : exif->degrees[1]);
	exif->known[0] = exif->known[1] = false;
	if (exif->thumbnail_len)
		dlp_media_picture(exif->media,
				  dlp_region_cut(exif->file, exif->thumbnail,
						 exif->thumbnail_len));
	exif->thumbnail_len = 0;
}

/* False for one that we were in. */
static bool enter_directory(struct exif *exif, uint64_t at)
{
	for (size_t i = 0; i < exif->directories; i++)
		if (exif->seen[i] == at)
			return false;
	if (exif->directories == DLP_EXIF_DIRECTORIES) {
		dlp_teller_error(exif->media->input->teller, DLP_CODE_TOO_MANY,
				 "too many directories");
		exif->media->stop = true;
		return false;
	}
	exif->seen[exif->directories++] = at;
	return dlp_media_step(exif->media);
}

static void walk_entries(struct exif *exif, uint64_t at, uint64_t count,
			 enum dir dir, unsigned depth)
{
	enum { ORIENTATION = 0x112, THUMBNAIL = 0x201, THUMBNAIL_LEN = 0x202 };

	for (uint64_t i = 0; i < count && dlp_media_step(exif->media); i++) {
		struct entry entry = entry_at(exif, at + ENTRIES + ENTRY * i);

		if (dir == DIR_GPS)
			take_gps(exif, &entry);
		else if (entry.id == ORIENTATION && exif->directories == 1 &&
			 exif->media->depth == 1)
			exif->media->orientation =
				(unsigned)number(exif, entry.value, 0, 2);
		else if (entry.id == THUMBNAIL)
			exif->thumbnail = number(exif, entry.value, 0, 4);
		else if (entry.id == THUMBNAIL_LEN)
			exif->thumbnail_len = number(exif, entry.value, 0, 4);
		else
			tell_entry(exif, &entry, depth);
	}
}

/* The directory at `at`, and those that follow on one of pictures. */
static void walk_directories(struct exif *exif, uint64_t at, enum dir dir,
			     unsigned depth)
{
	while (at && enter_directory(exif, at)) {
		uint64_t count = number(exif, exif->file, at, ENTRIES);
		uint64_t end = at + ENTRIES + ENTRY * count;

		if (end > exif->file.len)
			exif->media->cut = true;
		if (count > DLP_EXIF_ENTRIES) {
			dlp_teller_error(exif->media->input->teller,
					 DLP_CODE_TOO_MANY,
					 "too many fields in a directory");
			count = DLP_EXIF_ENTRIES;
		}
		if (at > exif->file.len)
			count = 0;
		walk_entries(exif, at, count, dir, depth);
		end_directory(exif);
		at = dir == DIR_IMAGE ? number(exif, exif->file, end, 4) : 0;
	}
}

void dlp_exif_walk(struct dlp_media *media, struct dlp_region file)
{
	struct exif exif = { .media = media, .file = file };

	exif.big = dlp_media_is(media, file, 0, DLP_SPAN("MM"));
	if (!exif.big && !dlp_media_is(media, file, 0, DLP_SPAN("II")))
		return;
	/* What it holds may hold Exif again. */
	if (media->depth == DLP_MEDIA_DEPTH)
		return;
	media->depth++;
	walk_directories(&exif, number(&exif, file, 4, 4), DIR_IMAGE, 0);
	media->depth--;
}
