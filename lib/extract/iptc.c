#include <stdio.h>
#include <string.h>

#include "extract/media_walk.h"

enum { MARK = 0x1c, HEAD = 5, CHARSET = 90, ENVELOPE = 1, APPLICATION = 2 };

static const struct {
	unsigned id;
	const char *name;
} names[] = {
	{ 5, "title" },     { 7, "edit status" },   { 25, "keywords" },
	{ 26, "location" }, { 40, "instructions" }, { 55, "date" },
	{ 65, "software" }, { 80, "author" },       { 85, "author title" },
	{ 90, "city" },     { 92, "sublocation" },  { 95, "state" },
	{ 101, "country" }, { 103, "reference" },   { 105, "headline" },
	{ 110, "credit" },  { 115, "source" },      { 116, "copyright" },
	{ 118, "contact" }, { 120, "caption" },     { 122, "writer" },
};

static const char *name_of(unsigned id)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (names[i].id == id)
			return names[i].name;
	return NULL;
}

void dlp_iptc_walk(struct dlp_media *media, struct dlp_region region)
{
	enum dlp_charset charset = DLP_CHARSET_NONE;
	uint64_t at = 0;

	while (at + HEAD <= region.len && dlp_media_step(media)) {
		uint64_t head = dlp_media_be(media, region, at, HEAD);
		unsigned record = (unsigned)(head >> 24 & 0xff);
		unsigned id = (unsigned)(head >> 16 & 0xff);
		uint64_t len = head & 0xffff;
		const char *name;
		char number[32];

		if (head >> 32 != MARK)
			break;
		at += HEAD;
		/* The length of a long one has a length. */
		if (len & 0x8000) {
			unsigned bytes = (unsigned)(len & 0x7fff);

			if (bytes > 8)
				break;
			len = dlp_media_be(media, region, at, bytes);
			at += bytes;
		}
		if (record == ENVELOPE && id == CHARSET &&
		    dlp_media_is(media, region, at, DLP_SPAN("\33%G")))
			charset = DLP_CHARSET_UTF8;
		if (record == APPLICATION && id) {
			name = name_of(id);
			snprintf(number, sizeof(number), "iptc %u", id);
			name = name ? name : number;
			dlp_media_tell_region(
				media, (struct dlp_span){ name, strlen(name) },
				dlp_region_cut(region, at, len), charset);
		}
		if (at > region.len || len > region.len - at)
			break;
		at += len;
	}
}
