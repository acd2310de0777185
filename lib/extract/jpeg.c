#include <string.h>

#include "extract/media_walk.h"

enum {
	MARKER = 0xff,
	SOI = 0xd8,
	RST0 = 0xd0,
	EOI = 0xd9,
	SOS = 0xda,
	APP1 = 0xe1,
	APP13 = 0xed,
	COMMENT = 0xfe,
	TEM = 0x01,
};

static bool is_alone(unsigned marker)
{
	return (marker >= RST0 && marker <= SOI) || marker == TEM;
}

/* Behind the data of a scan: where the next marker is. */
static uint64_t skip_scan(struct dlp_media *media, struct dlp_region file,
			  uint64_t at)
{
	unsigned char buf[32 << 10];
	size_t n;

	while ((n = dlp_media_read_at(media, file, at, buf, sizeof(buf))) > 1) {
		size_t i = 0;

		while (i + 1 < n) {
			const unsigned char *p =
				memchr(buf + i, MARKER, n - 1 - i);

			if (!p) {
				i = n - 1;
				break;
			}
			i = (size_t)(p - buf);
			if (p[1] && p[1] != MARKER && !is_alone(p[1]))
				return at + i;
			i += p[1] == MARKER ? 1 : 2;
		}
		at += i;
	}
	return file.len;
}

/* XMP over 64 kB is cut in pieces, which come in order. */
static void tell_app1(struct dlp_media *media, struct dlp_region data)
{
	const struct dlp_span exif = DLP_SPAN("Exif\0"),
			      xmp = DLP_SPAN("http://ns.adobe.com/xap/1.0/\0"),
			      more = DLP_SPAN(
				      "http://ns.adobe.com/xmp/extension/\0");
	enum { ID = 32, PLACE = 8 };

	if (dlp_media_is(media, data, 0, exif))
		dlp_exif_walk(media, dlp_region_cut(data, 6, data.len));
	else if (dlp_media_is(media, data, 0, xmp))
		dlp_media_xmp(media, dlp_region_cut(data, xmp.len, data.len));
	else if (dlp_media_is(media, data, 0, more))
		dlp_media_xmp(media, dlp_region_cut(data, more.len + ID + PLACE,
						    data.len));
}

static void tell_segment(struct dlp_media *media, unsigned marker,
			 struct dlp_region data)
{
	const struct dlp_span photoshop = DLP_SPAN("Photoshop 3.0\0");

	if (marker == APP1)
		tell_app1(media, data);
	else if (marker == APP13 && dlp_media_is(media, data, 0, photoshop))
		dlp_photoshop_walk(
			media, dlp_region_cut(data, photoshop.len, data.len));
	else if (marker == COMMENT)
		dlp_media_tell_region(media, DLP_SPAN("comment"), data,
				      DLP_CHARSET_NONE);
}

void dlp_jpeg_walk(struct dlp_media *media, struct dlp_region file)
{
	uint64_t at = 2;

	while (at + 2 <= file.len && dlp_media_step(media)) {
		unsigned marker = (unsigned)dlp_media_be(media, file, at, 2);
		uint64_t len;

		if (marker >> 8 != MARKER) {
			/* Nothing knows what this is: look for a marker. */
			at = skip_scan(media, file, at);
			continue;
		}
		marker &= 0xff;
		if (marker == MARKER) {
			at++;
			continue;
		}
		at += 2;
		if (marker == EOI) {
			dlp_media_file(media, "behind the picture",
				       dlp_region_cut(file, at, file.len));
			return;
		}
		if (is_alone(marker) || !marker)
			continue;
		len = dlp_media_be(media, file, at, 2);
		if (len < 2)
			continue;
		tell_segment(media, marker,
			     dlp_region_cut(file, at + 2, len - 2));
		at += len;
		if (marker == SOS)
			at = skip_scan(media, file, at);
	}
	media->cut = true;
}
