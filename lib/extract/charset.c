#include "extract/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"

/* The name in records and, of those that iconv(3) converts, its name there:
 * the vendor's superset, which is what files are written in. */
static const struct {
	const char *name, *iconv;
} charset_name[] = {
	[DLP_CHARSET_NONE] = { "binary", NULL },
	[DLP_CHARSET_UTF8] = { "utf-8", NULL },
	[DLP_CHARSET_UTF16LE] = { "utf-16le", NULL },
	[DLP_CHARSET_UTF16BE] = { "utf-16be", NULL },
	[DLP_CHARSET_UTF32LE] = { "utf-32le", NULL },
	[DLP_CHARSET_UTF32BE] = { "utf-32be", NULL },
	[DLP_CHARSET_WINDOWS_1252] = { "windows-1252", NULL },
	[DLP_CHARSET_WINDOWS_1251] = { "windows-1251", "CP1251" },
	[DLP_CHARSET_KOI8_R] = { "koi8-r", "KOI8-R" },
	[DLP_CHARSET_SHIFT_JIS] = { "shift_jis", "CP932" },
	[DLP_CHARSET_EUC_JP] = { "euc-jp", "EUC-JP" },
	[DLP_CHARSET_EUC_KR] = { "euc-kr", "CP949" },
	[DLP_CHARSET_GB18030] = { "gb18030", "GB18030" },
	[DLP_CHARSET_BIG5] = { "big5", "CP950" },
};

_Static_assert(sizeof(charset_name) / sizeof(charset_name[0]) == DLP_CHARSETS,
	       "");

const char *dlp_charset_name(enum dlp_charset charset)
{
	return charset_name[charset].name;
}

static void load(struct dlp_charsets *charsets, enum dlp_charset charset)
{
	if (charsets->open[charset] || !charset_name[charset].iconv)
		return;
	charsets->cd[charset] =
		iconv_open("UTF-8", charset_name[charset].iconv);
	charsets->open[charset] = true;
}

void dlp_charsets_load(struct dlp_charsets *charsets)
{
	for (unsigned i = 0; i < DLP_CHARSETS; i++)
		load(charsets, (enum dlp_charset)i);
}

void dlp_charsets_release(struct dlp_charsets *charsets)
{
	for (unsigned i = 0; i < DLP_CHARSETS; i++)
		if (charsets->open[i] && charsets->cd[i] != (iconv_t)-1)
			iconv_close(charsets->cd[i]);
	*charsets = (struct dlp_charsets){ 0 };
}

static void add_bad(struct dlp_buf *out, uint64_t *bad)
{
	dlp_utf8_add(out, DLP_UTF8_INSTEAD);
	++*bad;
}

static uint32_t unit(const char *p, size_t size, bool big)
{
	uint32_t v = 0;

	for (size_t i = 0; i < size; i++)
		v = v << 8 | (unsigned char)p[big ? i : size - 1 - i];
	return v;
}

static size_t convert_wide(struct dlp_span in, size_t size, bool big, bool last,
			   struct dlp_buf *out, uint64_t *bad)
{
	size_t i = 0;

	while (in.len - i >= size) {
		uint32_t cp = unit(in.ptr + i, size, big), low;
		size_t used = size;

		if (size == 2 && cp >= 0xd800 && cp < 0xdc00) {
			if (in.len - i < 4 && !last)
				break;
			low = in.len - i < 4 ? 0 : unit(in.ptr + i + 2, 2, big);
			if (low >= 0xdc00 && low < 0xe000) {
				cp = 0x10000 + ((cp - 0xd800) << 10) +
				     (low - 0xdc00);
				used = 4;
			}
		}
		if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
			add_bad(out, bad);
		else
			dlp_utf8_add(out, cp);
		i += used;
	}
	if (last && i < in.len) {
		add_bad(out, bad);
		i = in.len;
	}
	return i;
}

/* 0x80 to 0x9f; the five that are not assigned stay the controls they are. */
static const uint16_t high_1252[32] = {
	0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
	0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008d, 0x017d, 0x008f,
	0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
	0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

static size_t convert_1252(struct dlp_span in, struct dlp_buf *out)
{
	for (size_t i = 0; i < in.len; i++) {
		unsigned char c = (unsigned char)in.ptr[i];

		dlp_utf8_add(out,
			     c >= 0x80 && c < 0xa0 ? high_1252[c - 0x80] : c);
	}
	return in.len;
}

static size_t convert_ascii(struct dlp_span in, struct dlp_buf *out,
			    uint64_t *bad)
{
	for (size_t i = 0; i < in.len; i++)
		if ((unsigned char)in.ptr[i] < 0x80)
			dlp_buf_addc(out, in.ptr[i]);
		else
			add_bad(out, bad);
	return in.len;
}

static size_t convert_iconv(iconv_t cd, struct dlp_span in, bool last,
			    struct dlp_buf *out, uint64_t *bad)
{
	/* iconv(3) takes what it does not change by a pointer to char. */
	union {
		const char *in;
		char *out;
	} from = { in.ptr };
	size_t left = in.len;

	iconv(cd, NULL, NULL, NULL, NULL);
	while (left && !out->status) {
		char *to;
		size_t room = left * 3 + 16, had = room;
		size_t rc;

		if (dlp_buf_reserve(out, room))
			break;
		to = out->ptr + out->len;
		rc = iconv(cd, &from.out, &left, &to, &room);
		out->len += had - room;
		if (rc != (size_t)-1 || errno == E2BIG)
			continue;
		if (errno == EINVAL && !last)
			break;
		add_bad(out, bad);
		from.in++;
		left--;
	}
	return in.len - left;
}

size_t dlp_charset_convert(struct dlp_charsets *charsets,
			   enum dlp_charset charset, struct dlp_span in,
			   bool last, struct dlp_buf *out, uint64_t *bad)
{
	switch (charset) {
	case DLP_CHARSET_UTF16LE:
	case DLP_CHARSET_UTF16BE:
		return convert_wide(in, 2, charset == DLP_CHARSET_UTF16BE, last,
				    out, bad);
	case DLP_CHARSET_UTF32LE:
	case DLP_CHARSET_UTF32BE:
		return convert_wide(in, 4, charset == DLP_CHARSET_UTF32BE, last,
				    out, bad);
	case DLP_CHARSET_WINDOWS_1252:
		return convert_1252(in, out);
	default:
		load(charsets, charset);
		if (!charsets->open[charset] ||
		    charsets->cd[charset] == (iconv_t)-1)
			return convert_ascii(in, out, bad);
		return convert_iconv(charsets->cd[charset], in, last, out, bad);
	}
}
