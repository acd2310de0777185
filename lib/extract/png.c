#include <string.h>

#include "base/hex.h"
#include "extract/inflate.h"
#include "extract/media_walk.h"

enum { SIGNATURE = 8, HEAD = 8, SUM = 4 };

/* What is before the next NUL, which is taken off `rest` with it. */
static struct dlp_span take_string(struct dlp_span *rest)
{
	const char *end = rest->len ? memchr(rest->ptr, '\0', rest->len) : NULL;
	struct dlp_span string = *rest;

	if (end)
		string.len = (size_t)(end - string.ptr);
	rest->ptr += string.len + (end != NULL);
	rest->len -= string.len + (end != NULL);
	return string;
}

/* What ImageMagick writes: a name, a length, and bytes in hexadecimal. */
static void tell_raw_profile(struct dlp_media *media, struct dlp_span name,
			     struct dlp_span text)
{
	struct dlp_buf bytes;
	struct dlp_view view;
	struct dlp_region region;
	unsigned lines = 0, half = 0;
	int first = -1;

	dlp_buf_init(&bytes, 0);
	for (size_t i = 0; i < text.len; i++) {
		int digit = dlp_hex_digit(text.ptr[i]);

		lines += text.ptr[i] == '\n';
		if (lines < 3 || digit < 0)
			continue;
		if (half++ & 1)
			dlp_buf_addc(&bytes, (char)(first << 4 | digit));
		first = digit;
	}
	dlp_view_init_memory(&view, dlp_buf_span(&bytes));
	region = (struct dlp_region){ &view, 0, bytes.len };
	if (dlp_media_is(media, region, 0, DLP_SPAN("Exif\0\0")))
		dlp_exif_walk(media, dlp_region_cut(region, 6, region.len));
	else if (dlp_media_is(media, region, 0, DLP_SPAN("8BIM")))
		dlp_photoshop_walk(media, region);
	else if (dlp_span_eq(name, DLP_SPAN("Raw profile type xmp")))
		dlp_media_xmp(media, region);
	else
		dlp_iptc_walk(media, region);
	dlp_buf_release(&bytes);
}

static void tell_text(struct dlp_media *media, struct dlp_span name,
		      struct dlp_span text)
{
	struct dlp_view view;

	if (dlp_span_eq(name, DLP_SPAN("XML:com.adobe.xmp"))) {
		dlp_view_init_memory(&view, text);
		dlp_media_xmp(media, (struct dlp_region){ &view, 0, text.len });
	} else if (name.len > 16 && !memcmp(name.ptr, "Raw profile type", 16)) {
		tell_raw_profile(media, name, text);
	} else {
		dlp_media_tell(media, name, text, DLP_CHARSET_NONE);
	}
}

static void tell_packed(struct dlp_media *media, struct dlp_span name,
			struct dlp_span packed)
{
	struct dlp_teller *teller = media->input->teller;
	enum dlp_code code = DLP_CODE_CORRUPT;
	struct dlp_error err = { 0 };
	struct dlp_buf text;

	dlp_buf_init(&text, DLP_MEDIA_VALUE);
	if (!dlp_inflate(packed, &text))
		dlp_teller_error(teller,
				 text.status ? DLP_CODE_TOO_LARGE
					     : DLP_CODE_CORRUPT,
				 "a text does not unpack");
	if (dlp_reading_count(media->input->reading, text.len, &code, &err)) {
		tell_text(media, name, dlp_buf_span(&text));
	} else {
		dlp_teller_error_sys(teller, code, &err);
		media->stop = true;
	}
	dlp_buf_release(&text);
}

/* tEXt, zTXt or iTXt. */
static void tell_text_chunk(struct dlp_media *media, char kind,
			    struct dlp_region data)
{
	struct dlp_buf bytes;
	struct dlp_span rest, name;
	bool packed = kind == 'z';

	dlp_media_load(media, data, &bytes);
	rest = dlp_buf_span(&bytes);
	name = take_string(&rest);
	if (kind == 'i' && rest.len >= 2) {
		packed = rest.ptr[0] != 0;
		rest.ptr += 2;
		rest.len -= 2;
		take_string(&rest); /* its language */
		take_string(&rest); /* the name in it */
	} else if (kind == 'z' && rest.len) {
		rest.ptr++;
		rest.len--;
	}
	if (packed)
		tell_packed(media, name, rest);
	else
		tell_text(media, name, rest);
	dlp_buf_release(&bytes);
}

void dlp_png_walk(struct dlp_media *media, struct dlp_region file)
{
	uint64_t at = SIGNATURE;

	while (at + HEAD <= file.len && dlp_media_step(media)) {
		uint64_t len = dlp_media_be(media, file, at, 4);
		struct dlp_region data = dlp_region_cut(file, at + HEAD, len);
		char type[4];

		dlp_media_read_at(media, file, at + 4, type, sizeof(type));
		if (!memcmp(type + 1, "EXt", 3) || !memcmp(type + 1, "TXt", 3))
			tell_text_chunk(media, type[0], data);
		else if (!memcmp(type, "eXIf", 4))
			dlp_exif_walk(media, data);
		at += HEAD + len + SUM;
		if (!memcmp(type, "IEND", 4)) {
			dlp_media_file(media, "behind the picture",
				       dlp_region_cut(file, at, file.len));
			return;
		}
	}
	media->cut = true;
}
