#include <string.h>

#include "extract/media_walk.h"

void dlp_vorbis_walk(struct dlp_media *media, struct dlp_region region)
{
	uint64_t len = dlp_media_le(media, region, 0, 4), at = 4 + len, count;

	dlp_media_tell_region(media, DLP_SPAN("software"),
			      dlp_region_cut(region, 4, len), DLP_CHARSET_UTF8);
	count = dlp_media_le(media, region, at, 4);
	at += 4;
	for (; count && at < region.len && dlp_media_step(media); count--) {
		struct dlp_buf field;
		struct dlp_span text;
		const char *equals;

		len = dlp_media_le(media, region, at, 4);
		dlp_media_load(media, dlp_region_cut(region, at + 4, len),
			       &field);
		text = dlp_buf_span(&field);
		equals = text.len ? memchr(text.ptr, '=', text.len) : NULL;
		if (equals) {
			size_t n = (size_t)(equals - text.ptr);

			dlp_media_tell(media, (struct dlp_span){ text.ptr, n },
				       (struct dlp_span){ equals + 1,
							  text.len - n - 1 },
				       DLP_CHARSET_UTF8);
		} else {
			dlp_media_tell(media, DLP_SPAN("comment"), text,
				       DLP_CHARSET_UTF8);
		}
		dlp_buf_release(&field);
		at += 4 + len;
	}
}

/* A picture in FLAC: a type, what it is in words, its size, its bytes. */
static void tell_picture(struct dlp_media *media, struct dlp_region block)
{
	enum { SIZES = 16 };
	uint64_t at = 4, len = dlp_media_be(media, block, at, 4);

	at += 4 + len;
	len = dlp_media_be(media, block, at, 4);
	dlp_media_tell_region(media, DLP_SPAN("picture"),
			      dlp_region_cut(block, at + 4, len),
			      DLP_CHARSET_UTF8);
	at += 4 + len + SIZES;
	len = dlp_media_be(media, block, at, 4);
	dlp_media_picture(media, dlp_region_cut(block, at + 4, len));
}

void dlp_flac_walk(struct dlp_media *media, struct dlp_region file)
{
	enum { COMMENT = 4, PICTURE = 6, LAST = 0x80, KIND = 0x7f };
	uint64_t at = 4, head;

	do {
		struct dlp_region block;
		uint64_t len;

		head = dlp_media_be(media, file, at, 1);
		len = dlp_media_be(media, file, at + 1, 3);
		block = dlp_region_cut(file, at + 4, len);
		if ((head & KIND) == COMMENT)
			dlp_vorbis_walk(media, block);
		else if ((head & KIND) == PICTURE)
			tell_picture(media, block);
		if (block.len < len)
			media->cut = true;
		at += 4 + len;
	} while (!(head & LAST) && at < file.len && dlp_media_step(media));
}

/* A packet of Ogg that is whole. */
static void tell_packet(struct dlp_media *media, struct dlp_span packet)
{
	static const struct {
		const char *begins;
		size_t len;
	} kind[] = { { "\3vorbis", 7 },
		     { "OpusTags", 8 },
		     { "\x81theora", 7 } };
	struct dlp_view view;

	dlp_view_init_memory(&view, packet);
	for (size_t i = 0; i < sizeof(kind) / sizeof(kind[0]); i++)
		if (packet.len > kind[i].len &&
		    !memcmp(packet.ptr, kind[i].begins, kind[i].len))
			dlp_vorbis_walk(media,
					(struct dlp_region){
						&view, kind[i].len,
						packet.len - kind[i].len });
}

/* Add the segments of a page, telling each packet that ends in it. */
static uint64_t take_page(struct dlp_media *media, struct dlp_region page,
			  struct dlp_buf *packet)
{
	enum { HEAD = 27, FULL = 255 };
	unsigned char sizes[256];
	uint64_t count = dlp_media_be(media, page, HEAD - 1, 1);
	uint64_t at = HEAD + count;

	dlp_media_read_at(media, page, HEAD, sizes, (size_t)count);
	for (uint64_t i = 0; i < count; i++) {
		char segment[FULL];
		size_t n =
			dlp_media_read_at(media, page, at, segment, sizes[i]);

		dlp_buf_add(packet, segment, n);
		at += sizes[i];
		if (sizes[i] == FULL)
			continue;
		if (!packet->status)
			tell_packet(media, dlp_buf_span(packet));
		dlp_buf_clear(packet);
	}
	return at;
}

/* The headers stand in the first pages. */
void dlp_ogg_walk(struct dlp_media *media, struct dlp_region file)
{
	enum { PAGES = 256, HEADERS = 8 };
	struct dlp_buf packet;
	uint64_t at = 0;

	dlp_buf_init(&packet, DLP_MEDIA_VALUE);
	for (unsigned i = 0; i < PAGES && at < file.len; i++) {
		/* A long header is on many pages, sound comes behind. */
		if ((i >= HEADERS && !packet.len) || !dlp_media_step(media) ||
		    !dlp_media_is(media, file, at, DLP_SPAN("OggS")))
			break;
		at += take_page(media, dlp_region_cut(file, at, file.len),
				&packet);
	}
	if (at > file.len)
		media->cut = true;
	dlp_buf_release(&packet);
}
