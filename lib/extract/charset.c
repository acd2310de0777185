#include "extract/charset.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

#include "base/utf8.h"

/* What iconv(3) calls it: the vendor's superset, which is what is written. */
static const char *const iconv_name[DLP_CHARSET_TABLES] = {
	[DLP_CHARSET_SHIFT_JIS] = "CP932",
	[DLP_CHARSET_EUC_JP] = "EUC-JP",
	[DLP_CHARSET_ISO_2022_JP] = "ISO-2022-JP-2",
	[DLP_CHARSET_EUC_KR] = "CP949",
	[DLP_CHARSET_ISO_2022_KR] = "ISO-2022-KR",
	[DLP_CHARSET_JOHAB] = "JOHAB",
	[DLP_CHARSET_GB18030] = "GB18030",
	[DLP_CHARSET_BIG5] = "CP950",
	[DLP_CHARSET_UTF7] = "UTF-7",
};

static void load(struct dlp_charsets *charsets, enum dlp_charset charset)
{
	if (charsets->open[charset] || !iconv_name[charset])
		return;
	charsets->cd[charset] = iconv_open("UTF-8", iconv_name[charset]);
	charsets->open[charset] = true;
}

void dlp_charsets_load(struct dlp_charsets *charsets)
{
	for (unsigned i = 0; i < DLP_CHARSET_TABLES; i++)
		load(charsets, (enum dlp_charset)i);
}

void dlp_charsets_release(struct dlp_charsets *charsets)
{
	for (unsigned i = 0; i < DLP_CHARSET_TABLES; i++)
		if (charsets->open[i] && charsets->cd[i] != (iconv_t)-1)
			iconv_close(charsets->cd[i]);
	*charsets = (struct dlp_charsets){ 0 };
}

void dlp_charsets_reset(struct dlp_charsets *charsets)
{
	memset(charsets->inside, 0, sizeof(charsets->inside));
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

static size_t convert_table(const uint16_t *high, struct dlp_span in,
			    struct dlp_buf *out, uint64_t *bad)
{
	for (size_t i = 0; i < in.len; i++) {
		unsigned char c = (unsigned char)in.ptr[i];

		if (c < 0x80)
			dlp_buf_addc(out, in.ptr[i]);
		else if (high[c - 0x80])
			dlp_utf8_add(out, high[c - 0x80]);
		else
			add_bad(out, bad);
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

static size_t convert_iconv(iconv_t cd, bool *inside, struct dlp_span in,
			    bool last, struct dlp_buf *out, uint64_t *bad)
{
	/* iconv(3) takes what it does not change by a pointer to char. */
	union {
		const char *in;
		char *out;
	} from = { in.ptr };
	size_t left = in.len;

	if (!*inside)
		iconv(cd, NULL, NULL, NULL, NULL);
	*inside = !last;
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
	default:
		break;
	}
	if (charset >= DLP_CHARSET_TABLES)
		return convert_table(dlp_charset_table(charset), in, out, bad);
	load(charsets, charset);
	if (!charsets->open[charset] || charsets->cd[charset] == (iconv_t)-1)
		return convert_ascii(in, out, bad);
	return convert_iconv(charsets->cd[charset], &charsets->inside[charset],
			     in, last, out, bad);
}
