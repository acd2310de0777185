#include <stdio.h>

#include "extract/media_walk.h"
#include "told.h"

#define PROPERTY "{\"part\":\"property\"}"

/* Exif of one field `artist`, the highest byte first. */
#define EXIF_ARTIST      \
	"MM\0*\0\0\0\10" \
	"\0\1\1\x3b\0\2\0\0\0\4Ada\0\0\0\0\0"
#define XMP "<x><a>wife</a></x>"
#define IPTC "\x1c\2\x78\0\3cap"
#define JPEG_END "\xff\xda\0\2a\xff\0b\xff\xd0\xff\xd9"
#define PNG "\x89PNG\r\n\x1a\n"
#define PNG_END "\0\0\0\0IENDsum."
#define GIF "GIF89a\1\0\1\0\0\0\0"

struct media {
	enum dlp_format format;
	struct dlp_span bytes;
	const char *text, *codes, *members, *inner;
};

#define BYTES(s)                 \
	{                        \
		s, sizeof(s) - 1 \
	}

static const struct media media[] = {
	{ DLP_IS_JPEG,
	  BYTES("\xff\xd8\xff\xe1\0\x22"
		"Exif\0\0" EXIF_ARTIST JPEG_END),
	  PROPERTY "artist: Ada\n", "", "", "" },
	{ DLP_IS_JPEG,
	  BYTES("\xff\xd8\xff\xfe\0\7h\xe9llo" JPEG_END "behind it"),
	  PROPERTY "comment: h\xc3\xa9llo\n", "", "behind the picture|",
	  "behind it" },
	/* What only pads is no document. */
	{ DLP_IS_JPEG, BYTES("\xff\xd8" JPEG_END "\0\0\0\n"), "", "", "", "" },
	{ DLP_IS_JPEG,
	  BYTES("\xff\xd8\xff\xe1\0\x31http://ns.adobe.com/xap/1.0/\0" XMP
			JPEG_END),
	  PROPERTY "a: wife\n", "", "", "" },
	{ DLP_IS_JPEG,
	  BYTES("\xff\xd8\xff\xed\0\x24Photoshop 3.0\0"
		"8BIM\4\4\0\0\0\0\0\10" IPTC JPEG_END),
	  PROPERTY "caption: cap\n", "", "", "" },
	{ DLP_IS_JPEG, BYTES("\xff\xd8\xff\xfe\0\x40of it"),
	  PROPERTY "comment: of it\n", "corrupt", "", "" },
	{ DLP_IS_PNG, BYTES(PNG "\0\0\0\7tEXtTitle\0xsum." PNG_END "tail"),
	  PROPERTY "Title: x\n", "", "behind the picture|", "tail" },
	{ DLP_IS_PNG,
	  BYTES(PNG "\0\0\0\x10"
		    "iTXtA\0\0\0en\0\0\xc3\xa9t\xc3\xa9\nabsum." PNG_END),
	  PROPERTY "A: \xc3\xa9t\xc3\xa9\nab\n", "", "", "" },
	/* zlib's bytes of "secret". */
	{ DLP_IS_PNG,
	  BYTES(PNG
		"\0\0\0\x11"
		"zTXtA\0\0\170\234\053\116\115\056\112\055\001\000\010\321\002\207sum." PNG_END),
	  PROPERTY "A: secret\n", "", "", "" },
	{ DLP_IS_PNG, BYTES(PNG "\0\0\0\4zTXtA\0\0xsum." PNG_END), "",
	  "corrupt", "", "" },
	{ DLP_IS_PNG,
	  BYTES(PNG "\0\0\0\x1a"
		    "eXIf" EXIF_ARTIST "sum." PNG_END),
	  PROPERTY "artist: Ada\n", "", "", "" },
	{ DLP_IS_PNG, BYTES(PNG "\xff\xff\xff\xfftEXtA\0b"), PROPERTY "A: b\n",
	  "corrupt", "", "" },
	{ DLP_IS_GIF, BYTES(GIF "!\xfe\3not\2es\0;"),
	  PROPERTY "comment: notes\n", "", "", "" },
	{ DLP_IS_GIF, BYTES(GIF "!\xfe\3not"), PROPERTY "comment: not\n",
	  "corrupt", "", "" },
	{ DLP_IS_TIFF, BYTES(EXIF_ARTIST), PROPERTY "artist: Ada\n", "", "",
	  "" },
	/* A directory that leads to itself is read once. */
	{ DLP_IS_TIFF,
	  BYTES("MM\0*\0\0\0\10"
		"\0\1\1\x3b\0\2\0\0\0\4Ada\0\0\0\0\10"),
	  PROPERTY "artist: Ada\n", "", "", "" },
	/* South and west, 60ths; the reference stands before the value. */
	{ DLP_IS_TIFF,
	  BYTES("II*\0\10\0\0\0"
		"\1\0\x25\x88\4\0\1\0\0\0\x1a\0\0\0\0\0\0\0"
		"\4\0"
		"\1\0\2\0\2\0\0\0S\0\0\0"
		"\2\0\5\0\3\0\0\0\x50\0\0\0"
		"\3\0\2\0\2\0\0\0W\0\0\0"
		"\4\0\5\0\3\0\0\0\x50\0\0\0"
		"\0\0\0\0"
		"\x0a\0\0\0\1\0\0\0\x1e\0\0\0\1\0\0\0\x24\0\0\0\1\0\0\0"),
	  PROPERTY "GPS position: latitude: -10.510000, "
		   "longitude: -10.510000\n",
	  "", "", "" },
	{ DLP_IS_TIFF, BYTES("MM\0*\0\0\0\10\0\x09\1\x3b"), "", "corrupt", "",
	  "" },
	{ DLP_IS_WEBP,
	  BYTES("RIFF\x26\0\0\0WEBPEXIF\x1a\0\0\0" EXIF_ARTIST "text"),
	  PROPERTY "artist: Ada\n", "", "behind the picture|", "text" },
	{ DLP_IS_AUDIO,
	  BYTES("RIFF\x1a\0\0\0WAVELIST\x0e\0\0\0INFOINAM\2\0\0\0So"),
	  PROPERTY "title: So\n", "", "", "" },
	{ DLP_IS_PSD,
	  BYTES("8BPS\0\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
		"\0\0\0\0"
		"\0\0\0\x14"
		"8BIM\4\4\0\0\0\0\0\10" IPTC "\0\0\0\x12"
		"xxTxt TEXT\0\0\0\2\0H\0iend"),
	  PROPERTY "caption: cap\ntext: Hi\n", "", "", "" },
	{ DLP_IS_AUDIO,
	  BYTES("ID3\3\0\0\0\0\0\x2cTIT2\0\0\0\3\0\0\0Hi"
		"COMM\0\0\0\x0c\0\0\1eng\xff\xfe\0\0a\0b\0"),
	  PROPERTY "TIT2: Hi\nCOMM: ab\n", "corrupt", "", "" },
	{ DLP_IS_AUDIO,
	  BYTES("fLaC\x84\0\0\x12\1\0\0\0v\1\0\0\0\5\0\0\0A=b c!"),
	  PROPERTY "software: v\nA: b c\n", "", "", "" },
	{ DLP_IS_AUDIO,
	  BYTES("OggS\0\2........\1\0\0\0\0\0\0\0sum.\1\x19"
		"\3vorbis\1\0\0\0v\1\0\0\0\5\0\0\0A=b c"),
	  PROPERTY "software: v\nA: b c\n", "", "", "" },
	{ DLP_IS_VIDEO,
	  BYTES("\0\0\0\x0c"
		"ftypisom"
		"\0\0\0\x1c"
		"moov\0\0\0\x14udta\0\0\0\x0c\xa9"
		"cmt\0\0\0\0"),
	  "", "", "", "" },
	{ DLP_IS_VIDEO,
	  BYTES("\0\0\0\x0c"
		"ftypisom"
		"\0\0\0\x36"
		"moov\0\0\0\x2eudta\0\0\0\x26\xa9xyz\0\x1a\0\0"
		"+27.5916-086.5640+8850.00/"),
	  PROPERTY "GPS position: latitude: 27.591600, "
		   "longitude: -86.564000\n",
	  "", "", "" },
	{ DLP_IS_VIDEO,
	  BYTES("\0\0\0\x0c"
		"ftypisom"
		"\0\0\0\x2auuid\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8"
		"\x9c\x71\x99\x94\x91\xe3\xaf\xac" XMP),
	  PROPERTY "a: wife\n", "", "", "" },
	/* An item of HEIF, whose place stands after it. */
	{ DLP_IS_HEIF,
	  BYTES("\0\0\0\x0c"
		"ftypheic"
		"\0\0\0\x4dmeta\0\0\0\0"
		"\0\0\0\x23iinf\0\0\0\0\0\1"
		"\0\0\0\x15infe\2\0\0\0\0\7\0\0Exif\0"
		"\0\0\0\x1eiloc\0\0\0\0\x44\0\0\1\0\7\0\0\0\1"
		"\0\0\0\x61\0\0\0\x1e"
		"\0\0\0\x26mdat\0\0\0\0" EXIF_ARTIST),
	  PROPERTY "artist: Ada\n", "", "", "" },
	{ DLP_IS_BMP, BYTES("BM"), "", "", "", "" },
};

START_TEST(test_media)
{
	const struct media *m = &media[_i];
	struct told told = { .end = DLP_END_WHOLE };

	told_read(&told, m->format, m->bytes, &told_limits);
	ck_assert_str_eq(told.text.ptr, m->text);
	ck_assert_str_eq(told.codes.ptr, m->codes);
	ck_assert_str_eq(told.members.ptr, m->members);
	ck_assert_str_eq(told.inner.ptr, m->inner);
	ck_assert_int_eq(told.end, DLP_END_NONE);
	told_release(&told);
}
END_TEST

/* However it is cut, it ends, and says so; nothing is read behind the cut. */
START_TEST(test_cut)
{
	const struct media *m = &media[_i];

	for (size_t n = 0; n < m->bytes.len; n++) {
		struct told told = { .end = DLP_END_WHOLE };
		char *copy = malloc(n + 1);

		memcpy(copy, m->bytes.ptr, n);
		told_read(&told, m->format, (struct dlp_span){ copy, n },
			  &told_limits);
		ck_assert_int_eq(told.end, DLP_END_NONE);
		told_release(&told);
		free(copy);
	}
}
END_TEST

/* The same small value told by many directories is too much, not too slow. */
START_TEST(test_directories)
{
	struct dlp_buf file;
	struct told told = { .end = DLP_END_WHOLE };

	dlp_buf_init(&file, 0);
	dlp_buf_add(&file, "MM\0*\0\0\0\10", 8);
	for (unsigned i = 0; i <= DLP_EXIF_DIRECTORIES; i++) {
		size_t next = file.len + 6;

		dlp_buf_add(&file, "\0\0", 2);
		for (int shift = 24; shift >= 0; shift -= 8)
			dlp_buf_addc(&file, (char)(next >> shift & 0xff));
	}
	told_read(&told, DLP_IS_TIFF, dlp_buf_span(&file), &told_limits);
	ck_assert_str_eq(told.codes.ptr, "too-many");
	told_release(&told);
	dlp_buf_release(&file);
}
END_TEST

/* Exif that holds Photoshop that holds Exif ... ends. */
START_TEST(test_within)
{
	static const char level[] = "MM\0*\0\0\0\10"
				    "\0\1\x86\x49\0\7\0\x10\0\0\0\0\0\x1a"
				    "\0\0\0\0"
				    "8BIM\4\x22\0\0\0\x10\0\0";
	struct dlp_buf file;
	struct told told = { .end = DLP_END_WHOLE };

	dlp_buf_init(&file, 0);
	for (unsigned i = 0; i < 10000; i++)
		dlp_buf_add(&file, level, sizeof(level) - 1);
	told_read(&told, DLP_IS_TIFF, dlp_buf_span(&file), &told_limits);
	ck_assert_int_eq(told.end, DLP_END_NONE);
	told_release(&told);
	dlp_buf_release(&file);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("media");

	tcase_add_loop_test(tc, test_media, 0, CASES(media));
	tcase_add_loop_test(tc, test_cut, 0, CASES(media));
	tcase_add_test(tc, test_directories);
	tcase_add_test(tc, test_within);
	return suite_run("media", tc);
}
