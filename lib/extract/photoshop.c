#include <string.h>

#include "extract/media_walk.h"

/* Image resources (Photoshop File Formats, Adobe). */
enum {
	IPTC = 0x0404,
	THUMBNAIL_BGR = 0x0409,
	URL = 0x040b,
	THUMBNAIL = 0x040c,
	EXIF = 0x0422,
	EXIF_3 = 0x0423,
	XMP = 0x0424,
	HEAD = 6,
	THUMBNAIL_HEAD = 28,
};

static void tell_resource(struct dlp_media *media, unsigned id,
			  struct dlp_region data)
{
	switch (id) {
	case IPTC:
		dlp_iptc_walk(media, data);
		break;
	case URL:
		dlp_media_tell_region(media, DLP_SPAN("URL"), data,
				      DLP_CHARSET_NONE);
		break;
	case THUMBNAIL:
	case THUMBNAIL_BGR:
		dlp_media_picture(
			media, dlp_region_cut(data, THUMBNAIL_HEAD, data.len));
		break;
	case EXIF:
	case EXIF_3:
		dlp_exif_walk(media, data);
		break;
	case XMP:
		dlp_media_xmp(media, data);
		break;
	default:
		break;
	}
}

void dlp_photoshop_walk(struct dlp_media *media, struct dlp_region region)
{
	uint64_t at = 0;

	while (at < region.len && dlp_media_step(media) &&
	       dlp_media_is(media, region, at, DLP_SPAN("8BIM"))) {
		unsigned id = (unsigned)dlp_media_be(media, region, at + 4, 2);
		uint64_t name = dlp_media_be(media, region, at + HEAD, 1);
		uint64_t len;

		/* The name has its length in front; both are even. */
		at += HEAD + ((name + 2) & ~UINT64_C(1));
		len = dlp_media_be(media, region, at, 4);
		at += 4;
		tell_resource(media, id, dlp_region_cut(region, at, len));
		if (at + len > region.len)
			media->cut = true;
		at += len + (len & 1);
	}
}

/* Text of layers and their names: a count and UTF-16 behind a key. */
static void tell_layer_text(struct dlp_media *media, struct dlp_region layers,
			    uint64_t at)
{
	enum { TEXT_MAX = 1 << 20 };
	bool name = dlp_media_is(media, layers, at, DLP_SPAN("luni"));
	uint64_t count = dlp_media_be(media, layers, at + 8, 4);

	if (!name && !dlp_media_is(media, layers, at, DLP_SPAN("Txt TEXT")))
		return;
	if (count > TEXT_MAX || 2 * count > layers.len ||
	    !dlp_media_step(media))
		return;
	dlp_media_tell_region(media,
			      name ? DLP_SPAN("layer") : DLP_SPAN("text"),
			      dlp_region_cut(layers, at + 12, 2 * count),
			      DLP_CHARSET_UTF16BE);
}

/* The layers are many structures deep; the two keys stand nowhere else. */
static void find_layer_text(struct dlp_media *media, struct dlp_region layers)
{
	enum { KEY = 4 };
	char buf[32 << 10];
	uint64_t at = 0;
	size_t n;

	while (!media->stop && (n = dlp_media_read_at(media, layers, at, buf,
						      sizeof(buf))) > KEY) {
		for (size_t i = 0; i + KEY <= n; i++)
			if (!memcmp(buf + i, "luni", KEY) ||
			    !memcmp(buf + i, "Txt ", KEY))
				tell_layer_text(media, layers, at + i);
		at += n - KEY + 1;
	}
}

void dlp_psd_walk(struct dlp_media *media, struct dlp_region file)
{
	uint64_t at = 26;
	uint64_t len = dlp_media_be(media, file, at, 4); /* of the colours */

	at += 4 + len;
	len = dlp_media_be(media, file, at, 4);
	dlp_photoshop_walk(media, dlp_region_cut(file, at + 4, len));
	at += 4 + len;
	len = dlp_media_be(media, file, at, 4);
	find_layer_text(media, dlp_region_cut(file, at + 4, len));
	if (at + 4 + len >= file.len)
		media->cut = true;
}
