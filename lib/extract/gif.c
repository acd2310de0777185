#include <string.h>

#include "extract/media_walk.h"

enum {
	HEAD = 13,
	FLAGS = 10,
	IMAGE = 0x2c,
	IMAGE_HEAD = 10,
	EXTENSION = 0x21,
	END = 0x3b,
	PLAIN_TEXT = 0x01,
	COMMENT = 0xfe,
	APPLICATION = 0xff,
};

/* Bytes of a table of colours. */
static uint64_t colours(uint64_t flags)
{
	return flags & 0x80 ? UINT64_C(3) << ((flags & 7) + 1) : 0;
}

/* Behind the blocks at `at`, which are added to `out` where there is one. */
static uint64_t skip_blocks(struct dlp_media *media, struct dlp_region file,
			    uint64_t at, struct dlp_buf *out)
{
	unsigned char block[256];

	while (dlp_media_step(media)) {
		size_t n = dlp_media_read_at(media, file, at, block,
					     out ? sizeof(block) : 1);

		if (!n || !block[0])
			return at + 1;
		if (out)
			dlp_buf_add(out, block + 1,
				    n - 1 < block[0] ? n - 1 : block[0]);
		at += 1 + (uint64_t)block[0];
	}
	return file.len;
}

static uint64_t tell_extension(struct dlp_media *media, struct dlp_region file,
			       uint64_t at, uint64_t label)
{
	enum { TRAILER = 257, ID = 12 };
	uint64_t begin = at;
	struct dlp_buf text;

	if (label == APPLICATION) {
		at = skip_blocks(media, file, at, NULL);
		if (dlp_media_is(media, file, begin + 1,
				 DLP_SPAN("XMP DataXMP")) &&
		    at > begin + ID + TRAILER)
			/* Not in blocks: a ramp behind it ends it for those
			 * who take it for some. */
			dlp_media_xmp(media, dlp_region_cut(file, begin + ID,
							    at - begin - ID -
								    TRAILER));
		return at;
	}
	if (label != COMMENT && label != PLAIN_TEXT)
		return skip_blocks(media, file, at, NULL);
	if (label == PLAIN_TEXT)
		at += 1 + dlp_media_be(media, file, at, 1);
	dlp_buf_init(&text, DLP_MEDIA_VALUE);
	at = skip_blocks(media, file, at, &text);
	if (text.status)
		dlp_teller_error(media->input->teller, DLP_CODE_TOO_LARGE,
				 "a value is too large");
	dlp_media_tell(media,
		       label == COMMENT ? DLP_SPAN("comment")
					: DLP_SPAN("text"),
		       dlp_buf_span(&text), DLP_CHARSET_NONE);
	dlp_buf_release(&text);
	return at;
}

void dlp_gif_walk(struct dlp_media *media, struct dlp_region file)
{
	uint64_t at = HEAD + colours(dlp_media_be(media, file, FLAGS, 1));

	while (at < file.len && dlp_media_step(media)) {
		uint64_t kind = dlp_media_be(media, file, at, 1);

		if (kind == EXTENSION) {
			at = tell_extension(
				media, file, at + 2,
				dlp_media_be(media, file, at + 1, 1));
		} else if (kind == IMAGE) {
			at += IMAGE_HEAD +
			      colours(dlp_media_be(media, file, at + 9, 1));
			at = skip_blocks(media, file, at + 1, NULL);
		} else if (kind == END) {
			dlp_media_file(media, "behind the picture",
				       dlp_region_cut(file, at + 1, file.len));
			return;
		} else if (kind == 0) {
			at++;
		} else {
			break;
		}
	}
	media->cut = true;
}
