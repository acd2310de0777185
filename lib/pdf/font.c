/*
 * MuPDF's own table of built-in fonts pulls 40 MB of them into the program.
 * Defined here, before its archive is searched, these functions keep that
 * table out: the fourteen standard faces, and one for CJK, are what text
 * extraction needs, where glyphs are never drawn.
 */
#include <string.h>

#include "pdf/mupdf.h"

enum { REGULAR = 0, BOLD = 1, ITALIC = 2 };

#define FACES(X)                                                              \
	X(NimbusMonoPS_Regular, "Courier", "Courier", REGULAR)                \
	X(NimbusMonoPS_Italic, "Courier-Oblique", "Courier", ITALIC)          \
	X(NimbusMonoPS_Bold, "Courier-Bold", "Courier", BOLD)                 \
	X(NimbusMonoPS_BoldItalic, "Courier-BoldOblique", "Courier",          \
	  BOLD | ITALIC)                                                      \
	X(NimbusSans_Regular, "Helvetica", "Helvetica", REGULAR)              \
	X(NimbusSans_Italic, "Helvetica-Oblique", "Helvetica", ITALIC)        \
	X(NimbusSans_Bold, "Helvetica-Bold", "Helvetica", BOLD)               \
	X(NimbusSans_BoldItalic, "Helvetica-BoldOblique", "Helvetica",        \
	  BOLD | ITALIC)                                                      \
	X(NimbusRoman_Regular, "Times-Roman", "Times", REGULAR)               \
	X(NimbusRoman_Italic, "Times-Italic", "Times", ITALIC)                \
	X(NimbusRoman_Bold, "Times-Bold", "Times", BOLD)                      \
	X(NimbusRoman_BoldItalic, "Times-BoldItalic", "Times", BOLD | ITALIC) \
	X(StandardSymbolsPS, "Symbol", "Symbol", REGULAR)                     \
	X(Dingbats, "ZapfDingbats", "ZapfDingbats", REGULAR)

/* The names that ld gave to the files inside libmupdf.a. */
#define DECLARE(file, name, family, style)                        \
	extern const unsigned char                                \
		_binary_resources_fonts_urw_##file##_cff_start[], \
		_binary_resources_fonts_urw_##file##_cff_end[];
FACES(DECLARE)
extern const unsigned char
	_binary_resources_fonts_droid_DroidSansFallback_ttf_start[],
	_binary_resources_fonts_droid_DroidSansFallback_ttf_end[];

static const struct {
	const unsigned char *start, *end;
	const char *name, *family;
	int style;
} faces[] = {
#define ROW(file, name, family, style)                    \
	{ _binary_resources_fonts_urw_##file##_cff_start, \
	  _binary_resources_fonts_urw_##file##_cff_end, name, family, style },
	FACES(ROW)
};

enum { N_FACES = sizeof(faces) / sizeof(faces[0]) };

static const unsigned char *face(size_t i, int *len)
{
	*len = (int)(faces[i].end - faces[i].start);
	return faces[i].start;
}

static const unsigned char *none(int *len, int *subfont)
{
	*len = 0;
	if (subfont)
		*subfont = 0;
	return NULL;
}

const unsigned char *fz_lookup_base14_font(fz_context *ctx, const char *name,
					   int *len)
{
	(void)ctx;
	for (size_t i = 0; i < N_FACES; i++)
		if (!strcmp(faces[i].name, name))
			return face(i, len);
	return none(len, NULL);
}

const unsigned char *fz_lookup_builtin_font(fz_context *ctx, const char *name,
					    int bold, int italic, int *len)
{
	int style = (bold ? BOLD : 0) | (italic ? ITALIC : 0);

	(void)ctx;
	for (size_t i = 0; i < N_FACES; i++)
		if (faces[i].style == style &&
		    !fz_strcasecmp(faces[i].family, name))
			return face(i, len);
	return none(len, NULL);
}

const unsigned char *fz_lookup_cjk_font(fz_context *ctx, int ordering, int *len,
					int *index)
{
	(void)ctx;
	(void)ordering;
	if (index)
		*index = 0;
	*len = (int)(_binary_resources_fonts_droid_DroidSansFallback_ttf_end -
		     _binary_resources_fonts_droid_DroidSansFallback_ttf_start);
	return _binary_resources_fonts_droid_DroidSansFallback_ttf_start;
}

const unsigned char *fz_lookup_cjk_font_by_language(fz_context *ctx,
						    const char *language,
						    int *len, int *subfont)
{
	(void)language;
	return fz_lookup_cjk_font(ctx, 0, len, subfont);
}

int fz_lookup_cjk_ordering_by_language(const char *name)
{
	static const struct {
		const char *tag;
		int ordering;
	} known[] = {
		{ "zh-Hant", FZ_ADOBE_CNS }, { "zh-TW", FZ_ADOBE_CNS },
		{ "zh-HK", FZ_ADOBE_CNS },   { "zh-Hans", FZ_ADOBE_GB },
		{ "zh-CN", FZ_ADOBE_GB },    { "ja", FZ_ADOBE_JAPAN },
		{ "ko", FZ_ADOBE_KOREA },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!strcmp(known[i].tag, name))
			return known[i].ordering;
	return -1;
}

const unsigned char *fz_lookup_noto_font(fz_context *ctx, int script, int lang,
					 int *len, int *subfont)
{
	(void)ctx;
	(void)script;
	(void)lang;
	return none(len, subfont);
}

#define NO_FONT(name)                                        \
	const unsigned char *name(fz_context *ctx, int *len) \
	{                                                    \
		(void)ctx;                                   \
		return none(len, NULL);                      \
	}

NO_FONT(fz_lookup_noto_math_font)
NO_FONT(fz_lookup_noto_music_font)
NO_FONT(fz_lookup_noto_symbol1_font)
NO_FONT(fz_lookup_noto_symbol2_font)
NO_FONT(fz_lookup_noto_emoji_font)
