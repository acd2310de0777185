#include "extract/language.h"

enum dlp_charset dlp_language_charset(unsigned lcid)
{
	/* The lower ten bits are the language, the others its country. */
	static const unsigned short page[][2] = {
		{ 0x01, 1256 }, { 0x02, 1251 }, { 0x05, 1250 }, { 0x08, 1253 },
		{ 0x0d, 1255 }, { 0x0e, 1250 }, { 0x11, 932 },  { 0x12, 949 },
		{ 0x15, 1250 }, { 0x18, 1250 }, { 0x19, 1251 }, { 0x1a, 1250 },
		{ 0x1b, 1250 }, { 0x1c, 1250 }, { 0x1e, 874 },  { 0x1f, 1254 },
		{ 0x20, 1256 }, { 0x22, 1251 }, { 0x23, 1251 }, { 0x24, 1250 },
		{ 0x25, 1257 }, { 0x26, 1257 }, { 0x27, 1257 }, { 0x29, 1256 },
		{ 0x2a, 1258 }, { 0x2f, 1251 },
	};

	switch (lcid) {
	case 0x0404: /* Taiwan */
	case 0x0c04: /* Hong Kong */
	case 0x1404: /* Macao */
		return DLP_CHARSET_BIG5;
	case 0x0c1a: /* Serbian in Cyrillic */
		return DLP_CHARSET_WINDOWS_1251;
	}
	if ((lcid & 0x3ff) == 0x04)
		return DLP_CHARSET_GB18030;
	for (size_t i = 0; i < sizeof(page) / sizeof(page[0]); i++)
		if (page[i][0] == (lcid & 0x3ff))
			return dlp_charset_by_page(page[i][1]);
	return DLP_CHARSET_WINDOWS_1252;
}
