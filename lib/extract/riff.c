#include <string.h>

#include "extract/media_walk.h"

enum { HEAD = 8, FORM = 12, DEPTH = 4 };

static const struct {
	char id[5];
	const char *name;
} names[] = {
	{ "IARL", "archive" },    { "IART", "artist" },
	{ "ICMS", "commission" }, { "ICMT", "comment" },
	{ "ICOP", "copyright" },  { "ICRD", "date" },
	{ "IENG", "engineer" },   { "IGNR", "genre" },
	{ "IKEY", "keywords" },   { "INAM", "title" },
	{ "IPRD", "product" },    { "ISBJ", "subject" },
	{ "ISFT", "software" },   { "ISRC", "source" },
	{ "ITCH", "technician" },
};

static void tell_info(struct dlp_media *media, const char *id,
		      struct dlp_region data)
{
	struct dlp_span name = { id, 4 };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!memcmp(names[i].id, id, 4))
			name = (struct dlp_span){ names[i].name,
						  strlen(names[i].name) };
	dlp_media_tell_region(media, name, data, DLP_CHARSET_NONE);
}

/* Fields of fixed size (EBU Tech 3285). */
static void tell_broadcast(struct dlp_media *media, struct dlp_region data)
{
	dlp_media_tell_region(media, DLP_SPAN("description"),
			      dlp_region_cut(data, 0, 256), DLP_CHARSET_NONE);
	dlp_media_tell_region(media, DLP_SPAN("originator"),
			      dlp_region_cut(data, 256, 32), DLP_CHARSET_NONE);
	dlp_media_tell_region(media, DLP_SPAN("reference"),
			      dlp_region_cut(data, 288, 32), DLP_CHARSET_NONE);
	dlp_media_tell_region(media, DLP_SPAN("history"),
			      dlp_region_cut(data, 602, data.len),
			      DLP_CHARSET_NONE);
}

static void tell_chunk(struct dlp_media *media, const char *id,
		       struct dlp_region data)
{
	if (!memcmp(id, "EXIF", 4))
		dlp_exif_walk(media,
			      dlp_media_is(media, data, 0, DLP_SPAN("Exif\0\0"))
				      ? dlp_region_cut(data, 6, data.len)
				      : data);
	else if (!memcmp(id, "XMP ", 4) || !memcmp(id, "_PMX", 4) ||
		 !memcmp(id, "iXML", 4))
		dlp_media_xmp(media, data);
	else if (!memcmp(id, "id3 ", 4) || !memcmp(id, "ID3 ", 4))
		dlp_id3_walk(media, data);
	else if (!memcmp(id, "bext", 4))
		tell_broadcast(media, data);
	else if (!memcmp(id, "IDIT", 4))
		tell_info(media, "ICRD", data);
}

/* The chunks of a list; those of one called INFO are text. */
static void walk_list(struct dlp_media *media, struct dlp_region list,
		      bool info, unsigned depth)
{
	uint64_t at = 0;

	while (at + HEAD <= list.len && dlp_media_step(media)) {
		uint64_t len = dlp_media_le(media, list, at + 4, 4);
		struct dlp_region data = dlp_region_cut(list, at + HEAD, len);
		char id[4];

		dlp_media_read_at(media, list, at, id, sizeof(id));
		if (!memcmp(id, "LIST", 4) && depth < DEPTH &&
		    !dlp_media_is(media, data, 0, DLP_SPAN("movi")))
			walk_list(
				media, dlp_region_cut(data, 4, data.len),
				dlp_media_is(media, data, 0, DLP_SPAN("INFO")),
				depth + 1);
		else if (info)
			tell_info(media, id, data);
		else
			tell_chunk(media, id, data);
		if (data.len < len)
			media->cut = true;
		at += HEAD + len + (len & 1);
	}
}

void dlp_riff_walk(struct dlp_media *media, struct dlp_region file)
{
	uint64_t len = HEAD + dlp_media_le(media, file, 4, 4);

	walk_list(media,
		  dlp_region_cut(file, FORM, len < FORM ? 0 : len - FORM),
		  false, 0);
	if (len > file.len)
		media->cut = true;
	/* A film over 1 GB goes on in another list. */
	if (!dlp_media_is(media, file, 8, DLP_SPAN("AVI ")))
		dlp_media_file(media, "behind the picture",
			       dlp_region_cut(file, len + (len & 1), file.len));
}
