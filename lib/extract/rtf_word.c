#include "extract/rtf_word.h"

#include <stdlib.h>
#include <string.h>

#define CHAR(w, t)                                    \
	{                                             \
		w, DLP_RTF_CHAR, DLP_ASIDE_NONE, t, 0 \
	}
#define ASIDE(w, to)                                      \
	{                                                 \
		w, DLP_RTF_ASIDE, DLP_ASIDE_##to, NULL, 0 \
	}
#define NAMED(w)                                              \
	{                                                     \
		w, DLP_RTF_NAMED, DLP_ASIDE_PROPERTY, NULL, 0 \
	}
#define DO(w, what)                                        \
	{                                                  \
		w, DLP_RTF_##what, DLP_ASIDE_NONE, NULL, 0 \
	}
#define PAGE(w, n)                                       \
	{                                                \
		w, DLP_RTF_PAGE, DLP_ASIDE_NONE, NULL, n \
	}

/* By the word, for bsearch(). */
static const struct dlp_rtf_word table[] = {
	ASIDE("annotation", COMMENT),
	PAGE("ansi", 1252),
	PAGE("ansicpg", 0),
	ASIDE("atnauthor", COMMENT),
	ASIDE("atnid", COMMENT),
	NAMED("author"),
	ASIDE("background", PROPERTY),
	DO("bkmkend", PASSED),
	ASIDE("bkmkstart", PROPERTY),
	CHAR("bullet", "\u2022"),
	NAMED("category"),
	DO("cell", CELL),
	DO("colorschememapping", PASSED),
	DO("colortbl", PASSED),
	DO("column", DONE),
	NAMED("comment"),
	NAMED("company"),
	PAGE("cpg", 0),
	DO("datafield", DATA),
	DO("datastore", PASSED),
	DO("defchp", PASSED),
	DO("defpap", PASSED),
	DO("deleted", DELETED),
	NAMED("doccomm"),
	ASIDE("docvar", PROPERTY),
	ASIDE("dptxbxtext", PROPERTY),
	CHAR("emdash", "\u2014"),
	CHAR("emspace", "\u2003"),
	CHAR("endash", "\u2013"),
	CHAR("enspace", "\u2002"),
	DO("f", FONT),
	DO("fcharset", CHARSET),
	ASIDE("ffdeftext", FIELD),
	ASIDE("ffformat", FIELD),
	ASIDE("ffhelptext", FIELD),
	ASIDE("ffl", FIELD),
	ASIDE("ffname", FIELD),
	ASIDE("ffstattext", FIELD),
	DO("field", BODY),
	ASIDE("fldinst", FIELD),
	DO("fldrslt", BODY),
	ASIDE("fldtype", FIELD),
	DO("fonttbl", FONTS),
	ASIDE("footer", FOOTER),
	ASIDE("footerf", FOOTER),
	ASIDE("footerl", FOOTER),
	ASIDE("footerr", FOOTER),
	ASIDE("footnote", FOOTNOTE),
	ASIDE("formfield", FIELD),
	DO("generator", PASSED),
	ASIDE("header", HEADER),
	ASIDE("headerf", HEADER),
	ASIDE("headerl", HEADER),
	ASIDE("headerr", HEADER),
	ASIDE("hl", LINK),
	ASIDE("hlfr", LINK),
	NAMED("hlinkbase"),
	ASIDE("hlloc", LINK),
	ASIDE("hlsrc", LINK),
	/* Outlook keeps a body of HTML in RTF, with its tags in these. */
	ASIDE("htmltag", FIELD),
	DO("info", BODY),
	DO("intbl", INTBL),
	NAMED("keywords"),
	DO("latentstyles", PASSED),
	CHAR("ldblquote", "\u201c"),
	CHAR("line", "\n"),
	DO("listoverridetable", PASSED),
	DO("listtable", PASSED),
	DO("listtext", BODY),
	CHAR("lquote", "\u2018"),
	PAGE("mac", 10000),
	NAMED("manager"),
	DO("mmath", BODY),
	DO("mmathPr", PASSED),
	DO("nestcell", DONE),
	DO("nestrow", DONE),
	DO("nesttableprops", PASSED),
	DO("nonesttables", PASSED),
	DO("nonshppict", PASSED),
	ASIDE("objclass", PROPERTY),
	DO("objdata", DATA),
	DO("object", BODY),
	ASIDE("objname", PROPERTY),
	NAMED("operator"),
	DO("page", DONE),
	DO("par", DONE),
	DO("pard", PARD),
	NAMED("password"),
	NAMED("passwordhash"),
	PAGE("pc", 437),
	PAGE("pca", 850),
	DO("pict", DATA),
	DO("plain", PLAIN),
	DO("pntext", BODY),
	ASIDE("propname", PROPERTY),
	ASIDE("protusertbl", PROPERTY),
	CHAR("qmspace", "\u2005"),
	CHAR("rdblquote", "\u201d"),
	DO("result", BODY),
	ASIDE("revtbl", PROPERTY),
	DO("row", ROW),
	CHAR("rquote", "\u2019"),
	DO("rsidtbl", PASSED),
	DO("rxe", PASSED),
	DO("sect", DONE),
	DO("shp", BODY),
	DO("shpgrp", BODY),
	DO("shpinst", BODY),
	DO("shppict", BODY),
	DO("shptxt", BODY),
	DO("sn", PROPERTY_NAME),
	DO("sp", BODY),
	ASIDE("staticval", PROPERTY),
	DO("stylesheet", PASSED),
	NAMED("subject"),
	DO("sv", PROPERTY_VALUE),
	CHAR("tab", "\t"),
	ASIDE("tc", FIELD),
	ASIDE("tcn", FIELD),
	ASIDE("template", PROPERTY),
	DO("themedata", PASSED),
	NAMED("title"),
	DO("u", UNICODE),
	DO("uc", SKIP),
	DO("ud", BODY),
	DO("upr", PASSED),
	ASIDE("userprops", PROPERTY),
	DO("v", HIDDEN),
	DO("webhidden", HIDDEN),
	ASIDE("xe", FIELD),
	DO("xmlattr", BODY),
	ASIDE("xmlattrname", PROPERTY),
	ASIDE("xmlattrvalue", PROPERTY),
	ASIDE("xmlname", PROPERTY),
	DO("xmlopen", BODY),
};

/* Character sets of Windows, by their number in \fcharset. */
static const struct {
	int charset;
	unsigned page;
} page_of[] = {
	{ 0, 1252 },   { 77, 10000 }, { 78, 10001 }, { 79, 10003 },
	{ 80, 10008 }, { 81, 10002 }, { 85, 10006 }, { 86, 10081 },
	{ 88, 10029 }, { 89, 10007 }, { 128, 932 },  { 129, 949 },
	{ 130, 1361 }, { 134, 936 },  { 136, 950 },  { 161, 1253 },
	{ 162, 1254 }, { 163, 1258 }, { 177, 1255 }, { 178, 1256 },
	{ 186, 1257 }, { 204, 1251 }, { 222, 874 },  { 238, 1250 },
	{ 254, 437 },  { 255, 850 },
};

static int by_word(const void *key, const void *item)
{
	const struct dlp_rtf_word *word = item;

	return strcmp(key, word->word);
}

const struct dlp_rtf_word *dlp_rtf_word_find(const char *word)
{
	return bsearch(word, table, sizeof(table) / sizeof(table[0]),
		       sizeof(table[0]), by_word);
}

unsigned dlp_rtf_word_page(int charset)
{
	for (size_t i = 0; i < sizeof(page_of) / sizeof(page_of[0]); i++)
		if (page_of[i].charset == charset)
			return page_of[i].page;
	return 0;
}
