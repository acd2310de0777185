#include <string.h>

#include "extract/charset.h"

/* Names as in records: the preferred ones of IANA. */
static const char *const record_name[DLP_CHARSETS] = {
	[DLP_CHARSET_NONE] = "binary",
	[DLP_CHARSET_UTF8] = "utf-8",
	[DLP_CHARSET_UTF16LE] = "utf-16le",
	[DLP_CHARSET_UTF16BE] = "utf-16be",
	[DLP_CHARSET_UTF32LE] = "utf-32le",
	[DLP_CHARSET_UTF32BE] = "utf-32be",
	[DLP_CHARSET_SHIFT_JIS] = "shift_jis",
	[DLP_CHARSET_EUC_JP] = "euc-jp",
	[DLP_CHARSET_ISO_2022_JP] = "iso-2022-jp",
	[DLP_CHARSET_EUC_KR] = "euc-kr",
	[DLP_CHARSET_ISO_2022_KR] = "iso-2022-kr",
	[DLP_CHARSET_JOHAB] = "johab",
	[DLP_CHARSET_GB18030] = "gb18030",
	[DLP_CHARSET_BIG5] = "big5",
	[DLP_CHARSET_UTF7] = "utf-7",
	[DLP_CHARSET_WINDOWS_1250] = "windows-1250",
	[DLP_CHARSET_WINDOWS_1251] = "windows-1251",
	[DLP_CHARSET_WINDOWS_1252] = "windows-1252",
	[DLP_CHARSET_WINDOWS_1253] = "windows-1253",
	[DLP_CHARSET_WINDOWS_1254] = "windows-1254",
	[DLP_CHARSET_WINDOWS_1255] = "windows-1255",
	[DLP_CHARSET_WINDOWS_1256] = "windows-1256",
	[DLP_CHARSET_WINDOWS_1257] = "windows-1257",
	[DLP_CHARSET_WINDOWS_1258] = "windows-1258",
	[DLP_CHARSET_WINDOWS_874] = "windows-874",
	[DLP_CHARSET_ISO_8859_2] = "iso-8859-2",
	[DLP_CHARSET_ISO_8859_3] = "iso-8859-3",
	[DLP_CHARSET_ISO_8859_4] = "iso-8859-4",
	[DLP_CHARSET_ISO_8859_5] = "iso-8859-5",
	[DLP_CHARSET_ISO_8859_6] = "iso-8859-6",
	[DLP_CHARSET_ISO_8859_7] = "iso-8859-7",
	[DLP_CHARSET_ISO_8859_8] = "iso-8859-8",
	[DLP_CHARSET_ISO_8859_10] = "iso-8859-10",
	[DLP_CHARSET_ISO_8859_13] = "iso-8859-13",
	[DLP_CHARSET_ISO_8859_14] = "iso-8859-14",
	[DLP_CHARSET_ISO_8859_15] = "iso-8859-15",
	[DLP_CHARSET_ISO_8859_16] = "iso-8859-16",
	[DLP_CHARSET_KOI8_R] = "koi8-r",
	[DLP_CHARSET_KOI8_U] = "koi8-u",
	[DLP_CHARSET_IBM437] = "ibm437",
	[DLP_CHARSET_IBM737] = "ibm737",
	[DLP_CHARSET_IBM775] = "ibm775",
	[DLP_CHARSET_IBM850] = "ibm850",
	[DLP_CHARSET_IBM852] = "ibm852",
	[DLP_CHARSET_IBM855] = "ibm855",
	[DLP_CHARSET_IBM857] = "ibm857",
	[DLP_CHARSET_IBM858] = "ibm00858",
	[DLP_CHARSET_IBM860] = "ibm860",
	[DLP_CHARSET_IBM861] = "ibm861",
	[DLP_CHARSET_IBM862] = "ibm862",
	[DLP_CHARSET_IBM863] = "ibm863",
	[DLP_CHARSET_IBM864] = "ibm864",
	[DLP_CHARSET_IBM865] = "ibm865",
	[DLP_CHARSET_IBM866] = "ibm866",
	[DLP_CHARSET_IBM869] = "ibm869",
	[DLP_CHARSET_MAC_ROMAN] = "macintosh",
	[DLP_CHARSET_MAC_CENTRAL_EUROPE] = "x-mac-ce",
	[DLP_CHARSET_MAC_CYRILLIC] = "x-mac-cyrillic",
	[DLP_CHARSET_MAC_GREEK] = "x-mac-greek",
	[DLP_CHARSET_MAC_TURKISH] = "x-mac-turkish",
};

/* Code pages of Windows, by number. */
static const struct {
	unsigned page;
	enum dlp_charset charset;
} page_of[] = {
	{ 437, DLP_CHARSET_IBM437 },
	{ 737, DLP_CHARSET_IBM737 },
	{ 775, DLP_CHARSET_IBM775 },
	{ 819, DLP_CHARSET_WINDOWS_1252 },
	{ 850, DLP_CHARSET_IBM850 },
	{ 852, DLP_CHARSET_IBM852 },
	{ 855, DLP_CHARSET_IBM855 },
	{ 857, DLP_CHARSET_IBM857 },
	{ 858, DLP_CHARSET_IBM858 },
	{ 860, DLP_CHARSET_IBM860 },
	{ 861, DLP_CHARSET_IBM861 },
	{ 862, DLP_CHARSET_IBM862 },
	{ 863, DLP_CHARSET_IBM863 },
	{ 864, DLP_CHARSET_IBM864 },
	{ 865, DLP_CHARSET_IBM865 },
	{ 866, DLP_CHARSET_IBM866 },
	{ 869, DLP_CHARSET_IBM869 },
	{ 874, DLP_CHARSET_WINDOWS_874 },
	{ 932, DLP_CHARSET_SHIFT_JIS },
	{ 936, DLP_CHARSET_GB18030 },
	{ 949, DLP_CHARSET_EUC_KR },
	{ 950, DLP_CHARSET_BIG5 },
	{ 1200, DLP_CHARSET_UTF16LE },
	{ 1201, DLP_CHARSET_UTF16BE },
	{ 1250, DLP_CHARSET_WINDOWS_1250 },
	{ 1251, DLP_CHARSET_WINDOWS_1251 },
	{ 1252, DLP_CHARSET_WINDOWS_1252 },
	{ 1253, DLP_CHARSET_WINDOWS_1253 },
	{ 1254, DLP_CHARSET_WINDOWS_1254 },
	{ 1255, DLP_CHARSET_WINDOWS_1255 },
	{ 1256, DLP_CHARSET_WINDOWS_1256 },
	{ 1257, DLP_CHARSET_WINDOWS_1257 },
	{ 1258, DLP_CHARSET_WINDOWS_1258 },
	{ 1361, DLP_CHARSET_JOHAB },
	{ 10000, DLP_CHARSET_MAC_ROMAN },
	{ 10001, DLP_CHARSET_SHIFT_JIS },
	{ 10002, DLP_CHARSET_BIG5 },
	{ 10003, DLP_CHARSET_EUC_KR },
	{ 10006, DLP_CHARSET_MAC_GREEK },
	{ 10007, DLP_CHARSET_MAC_CYRILLIC },
	{ 10008, DLP_CHARSET_GB18030 },
	{ 10029, DLP_CHARSET_MAC_CENTRAL_EUROPE },
	{ 10081, DLP_CHARSET_MAC_TURKISH },
	{ 12000, DLP_CHARSET_UTF32LE },
	{ 12001, DLP_CHARSET_UTF32BE },
	{ 20127, DLP_CHARSET_WINDOWS_1252 },
	{ 20866, DLP_CHARSET_KOI8_R },
	{ 20932, DLP_CHARSET_EUC_JP },
	{ 20936, DLP_CHARSET_GB18030 },
	{ 20949, DLP_CHARSET_EUC_KR },
	{ 21866, DLP_CHARSET_KOI8_U },
	{ 28591, DLP_CHARSET_WINDOWS_1252 },
	{ 28592, DLP_CHARSET_ISO_8859_2 },
	{ 28593, DLP_CHARSET_ISO_8859_3 },
	{ 28594, DLP_CHARSET_ISO_8859_4 },
	{ 28595, DLP_CHARSET_ISO_8859_5 },
	{ 28596, DLP_CHARSET_ISO_8859_6 },
	{ 28597, DLP_CHARSET_ISO_8859_7 },
	{ 28598, DLP_CHARSET_ISO_8859_8 },
	{ 28599, DLP_CHARSET_WINDOWS_1254 },
	{ 28600, DLP_CHARSET_ISO_8859_10 },
	{ 28603, DLP_CHARSET_ISO_8859_13 },
	{ 28604, DLP_CHARSET_ISO_8859_14 },
	{ 28605, DLP_CHARSET_ISO_8859_15 },
	{ 38598, DLP_CHARSET_ISO_8859_8 },
	{ 50220, DLP_CHARSET_ISO_2022_JP },
	{ 50221, DLP_CHARSET_ISO_2022_JP },
	{ 50222, DLP_CHARSET_ISO_2022_JP },
	{ 50225, DLP_CHARSET_ISO_2022_KR },
	{ 51932, DLP_CHARSET_EUC_JP },
	{ 51936, DLP_CHARSET_GB18030 },
	{ 51949, DLP_CHARSET_EUC_KR },
	{ 54936, DLP_CHARSET_GB18030 },
	{ 65000, DLP_CHARSET_UTF7 },
	{ 65001, DLP_CHARSET_UTF8 },
};

/* Labels, without case and all that is neither letter nor digit, that are
 * neither a name in records nor a code page's number behind a word. */
static const struct {
	const char *label;
	enum dlp_charset charset;
} label_of[] = {
	{ "ansix341968", DLP_CHARSET_WINDOWS_1252 },
	{ "arabic", DLP_CHARSET_ISO_8859_6 },
	{ "asmo708", DLP_CHARSET_ISO_8859_6 },
	{ "ascii", DLP_CHARSET_WINDOWS_1252 },
	{ "big5hkscs", DLP_CHARSET_BIG5 },
	{ "chinese", DLP_CHARSET_GB18030 },
	{ "cnbig5", DLP_CHARSET_BIG5 },
	{ "cngb", DLP_CHARSET_GB18030 },
	{ "cyrillic", DLP_CHARSET_ISO_8859_5 },
	{ "ecma114", DLP_CHARSET_ISO_8859_6 },
	{ "ecma118", DLP_CHARSET_ISO_8859_7 },
	{ "elot928", DLP_CHARSET_ISO_8859_7 },
	{ "euccn", DLP_CHARSET_GB18030 },
	{ "gb2312", DLP_CHARSET_GB18030 },
	{ "gb231280", DLP_CHARSET_GB18030 },
	{ "gbk", DLP_CHARSET_GB18030 },
	{ "greek", DLP_CHARSET_ISO_8859_7 },
	{ "hebrew", DLP_CHARSET_ISO_8859_8 },
	{ "isolatin1", DLP_CHARSET_WINDOWS_1252 },
	{ "isolatin2", DLP_CHARSET_ISO_8859_2 },
	{ "isoir100", DLP_CHARSET_WINDOWS_1252 },
	{ "isoir101", DLP_CHARSET_ISO_8859_2 },
	{ "isoir149", DLP_CHARSET_EUC_KR },
	{ "isoir58", DLP_CHARSET_GB18030 },
	{ "koi", DLP_CHARSET_KOI8_R },
	{ "koi8", DLP_CHARSET_KOI8_R },
	{ "koi8ru", DLP_CHARSET_KOI8_U },
	{ "korean", DLP_CHARSET_EUC_KR },
	{ "ksc5601", DLP_CHARSET_EUC_KR },
	{ "ksc56011987", DLP_CHARSET_EUC_KR },
	{ "ksc56011989", DLP_CHARSET_EUC_KR },
	{ "latin1", DLP_CHARSET_WINDOWS_1252 },
	{ "latin10", DLP_CHARSET_ISO_8859_16 },
	{ "latin2", DLP_CHARSET_ISO_8859_2 },
	{ "latin3", DLP_CHARSET_ISO_8859_3 },
	{ "latin4", DLP_CHARSET_ISO_8859_4 },
	{ "latin5", DLP_CHARSET_WINDOWS_1254 },
	{ "latin6", DLP_CHARSET_ISO_8859_10 },
	{ "latin7", DLP_CHARSET_ISO_8859_13 },
	{ "latin8", DLP_CHARSET_ISO_8859_14 },
	{ "latin9", DLP_CHARSET_ISO_8859_15 },
	{ "mac", DLP_CHARSET_MAC_ROMAN },
	{ "macroman", DLP_CHARSET_MAC_ROMAN },
	{ "mskanji", DLP_CHARSET_SHIFT_JIS },
	{ "sjis", DLP_CHARSET_SHIFT_JIS },
	{ "tis620", DLP_CHARSET_WINDOWS_874 },
	{ "ucs2", DLP_CHARSET_UTF16LE },
	{ "ucs4", DLP_CHARSET_UTF32BE },
	{ "unicode", DLP_CHARSET_UTF16LE },
	{ "unicode11utf7", DLP_CHARSET_UTF7 },
	{ "unicode11utf8", DLP_CHARSET_UTF8 },
	{ "usascii", DLP_CHARSET_WINDOWS_1252 },
	{ "utf16", DLP_CHARSET_UTF16LE },
	{ "utf32", DLP_CHARSET_UTF32LE },
	{ "windows31j", DLP_CHARSET_SHIFT_JIS },
};

#define ITEMS(array) (sizeof(array) / sizeof((array)[0]))

const char *dlp_charset_name(enum dlp_charset charset)
{
	return record_name[charset];
}

enum dlp_charset dlp_charset_by_page(unsigned page)
{
	for (size_t i = 0; i < ITEMS(page_of); i++)
		if (page_of[i].page == page)
			return page_of[i].charset;
	return DLP_CHARSET_NONE;
}

enum { LABEL = 24 }; /* bytes of the longest, reduced, and more */

/* The letters, small, and digits of `label`; false when they are too many. */
static bool reduce(struct dlp_span label, char out[LABEL])
{
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		char c = label.ptr[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c | 0x20);
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			continue;
		if (n == LABEL - 1)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return n > 0;
}

/* The number behind one of the words that code pages are called by; 0 for
 * none. */
static unsigned page_number(const char *label)
{
	static const char *const word[] = { "xcp", "cp",  "windows", "win",
					    "ibm", "dos", "msdos",   "ms",
					    "pc",  "" };
	unsigned page = 0;

	for (size_t i = 0; i < ITEMS(word); i++) {
		size_t n = strlen(word[i]);

		if (strncmp(label, word[i], n) != 0)
			continue;
		label += n;
		break;
	}
	for (; *label >= '0' && *label <= '9' && page < 100000; label++)
		page = page * 10 + (unsigned)(*label - '0');
	return *label ? 0 : page;
}

/* iso-8859-N, of which the first is the beginning of the registry's names. */
static enum dlp_charset iso_8859(const char *label)
{
	static const char *const prefix[] = { "iso8859", "8859", "csiso8859" };

	for (size_t i = 0; i < ITEMS(prefix); i++) {
		size_t n = strlen(prefix[i]);
		unsigned part = 0;
		const char *p = label + n;

		if (strncmp(label, prefix[i], n) != 0)
			continue;
		while (*p >= '0' && *p <= '9' && part < 1000000)
			part = part * 10 + (unsigned)(*p++ - '0');
		/* A year may follow: iso_8859-1:1987. */
		if (part > 10000)
			part /= 10000;
		if (part == 11)
			return DLP_CHARSET_WINDOWS_874;
		if (part == 16)
			return DLP_CHARSET_ISO_8859_16;
		return part ? dlp_charset_by_page(28590 + part)
			    : DLP_CHARSET_NONE;
	}
	return DLP_CHARSET_NONE;
}

/* The one whose name in records reduces to this. */
static enum dlp_charset by_name(const char *wanted)
{
	char name[LABEL];

	for (unsigned i = DLP_CHARSET_UTF8; i < DLP_CHARSETS; i++)
		if (reduce((struct dlp_span){ record_name[i],
					      strlen(record_name[i]) },
			   name) &&
		    !strcmp(wanted, name))
			return (enum dlp_charset)i;
	return DLP_CHARSET_NONE;
}

static enum dlp_charset by_alias(const char *wanted)
{
	for (size_t i = 0; i < ITEMS(label_of); i++)
		if (!strcmp(wanted, label_of[i].label))
			return label_of[i].charset;
	return DLP_CHARSET_NONE;
}

enum dlp_charset dlp_charset_by_label(struct dlp_span label)
{
	char wanted[LABEL] = "";
	enum dlp_charset charset;
	const char *bare = wanted;

	if (!reduce(label, wanted))
		return DLP_CHARSET_NONE;
	charset = by_name(wanted);
	if (!charset)
		charset = iso_8859(wanted);
	if (!charset)
		charset = dlp_charset_by_page(page_number(wanted));
	if (!charset)
		charset = by_alias(wanted);
	if (charset)
		return charset;
	/* x- is of those who did not ask the registry, cs of the registry. */
	if (*bare == 'x')
		bare++;
	else if (!strncmp(bare, "cs", 2))
		bare += 2;
	charset = by_name(bare);
	return charset ? charset : by_alias(bare);
}
