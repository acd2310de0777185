#include "extract/sniff.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "extract/charset.h"
#include "extract/der.h"
#include "extract/html_token.h"
#include "extract/pgp_packet.h"

/* Bytes that only one format has in this place. */
static const struct {
	struct dlp_span bytes;
	unsigned short at;
	enum dlp_format format;
} magic[] = {
#define AT(at, s, f)                        \
	{                                   \
		{ s, sizeof(s) - 1 }, at, f \
	}
	AT(0, "PK\3\4", DLP_IS_ZIP),
	AT(0, "PK\5\6", DLP_IS_ZIP), /* without an entry */
	AT(0, "PK\7\10PK\3\4", DLP_IS_ZIP),
	AT(0, "\x1f\x8b\x08", DLP_IS_GZIP),
	AT(0,
	   "\xfd"
	   "7zXZ\0",
	   DLP_IS_XZ),
	AT(0, "\x28\xb5\x2f\xfd", DLP_IS_ZSTD),
	AT(4, "1AY&SY", DLP_IS_BZIP2),
	AT(4, "\x17\x72\x45\x38\x50\x90", DLP_IS_BZIP2), /* of nothing */
	AT(0, "\x04\x22\x4d\x18", DLP_IS_LZ4),
	AT(0, "\x1f\x9d", DLP_IS_COMPRESS),
	AT(0, "7z\xbc\xaf\x27\x1c", DLP_IS_7Z),
	AT(0, "Rar!\x1a\x07", DLP_IS_RAR),
	AT(257, "ustar", DLP_IS_TAR),
	AT(0, "070701", DLP_IS_CPIO),
	AT(0, "070702", DLP_IS_CPIO),
	AT(0, "070707", DLP_IS_CPIO),
	AT(0, "!<arch>\n", DLP_IS_AR),
	AT(0, "MSCF\0\0\0\0", DLP_IS_CAB),
	AT(32769, "CD001", DLP_IS_ISO9660),
	AT(0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", DLP_IS_CFB),
	AT(0, "{\\rtf", DLP_IS_RTF),
	AT(0, "SQLite format 3\0", DLP_IS_SQLITE),
	AT(0, "\x37\x7f\x06\x82\0", DLP_IS_SQLITE_LOG),
	AT(0, "\x37\x7f\x06\x83\0", DLP_IS_SQLITE_LOG),
	AT(0, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", DLP_IS_SQLITE_LOG),
	AT(0, "\xfe\xed\xfe\xed\0\0\0", DLP_IS_JKS),
	AT(0, "\xce\xce\xce\xce\0\0\0", DLP_IS_JKS),
	AT(0, "\0\0\0\1\0\0\0\x14", DLP_IS_BKS),
	AT(0, "\0\0\0\2\0\0\0\x14", DLP_IS_BKS),
	AT(0, "\x03\xd9\xa2\x9a", DLP_IS_KEEPASS),
	AT(0, "kych\0", DLP_IS_KEYCHAIN),
	AT(12, "\x62\x31\5\0", DLP_IS_BERKELEY_DB),
	AT(12, "\0\5\x31\x62", DLP_IS_BERKELEY_DB),
	AT(12, "\x61\x15\6\0", DLP_IS_BERKELEY_DB),
	AT(12, "\0\6\x15\x61", DLP_IS_BERKELEY_DB),
	AT(0, "PAR1", DLP_IS_PARQUET),
	AT(0, "PARE", DLP_IS_PARQUET), /* encrypted */
	AT(0, "ORC\n", DLP_IS_ORC),
	AT(0, "ORC\x0b", DLP_IS_ORC),
	AT(0, "Obj\1", DLP_IS_AVRO),
	AT(0, "ARROW1\0\0", DLP_IS_ARROW),
	AT(0, "FEA1", DLP_IS_ARROW),
	AT(0, "\x89HDF\r\n\x1a\n", DLP_IS_HDF5),
	AT(0, "\x78\x9f\x3e\x22", DLP_IS_TNEF),
	AT(0, "%!PS", DLP_IS_POSTSCRIPT),
	AT(0, "\xc5\xd0\xd3\xc6", DLP_IS_POSTSCRIPT),
	AT(0, "\x89PNG\r\n\x1a\n", DLP_IS_PNG),
	AT(0, "\xff\xd8\xff", DLP_IS_JPEG),
	AT(0, "GIF87a", DLP_IS_GIF),
	AT(0, "GIF89a", DLP_IS_GIF),
	AT(0, "II*\0", DLP_IS_TIFF),
	AT(0, "MM\0*", DLP_IS_TIFF),
	AT(8, "WEBPVP8", DLP_IS_WEBP),
	AT(0, "\0\0\1\0\1\0", DLP_IS_ICO),
	AT(4, "ftypheic", DLP_IS_HEIF),
	AT(4, "ftypavif", DLP_IS_HEIF),
	AT(4, "ftypheix", DLP_IS_HEIF),
	AT(4, "ftypmif1", DLP_IS_HEIF),
	AT(4, "ftypmsf1", DLP_IS_HEIF),
	AT(4, "ftypavis", DLP_IS_HEIF),
	AT(4, "ftypcrx ", DLP_IS_HEIF),
	AT(0, "8BPS\0\1", DLP_IS_PSD),
	AT(0, "\xd7\xcd\xc6\x9a", DLP_IS_METAFILE),
	AT(40, " EMF", DLP_IS_METAFILE),
	AT(0, "fLaC", DLP_IS_AUDIO),
	AT(0, "OggS\0", DLP_IS_AUDIO),
	AT(0, "ID3\2", DLP_IS_AUDIO),
	AT(0, "ID3\3", DLP_IS_AUDIO),
	AT(0, "ID3\4", DLP_IS_AUDIO),
	AT(8, "WAVEfmt ", DLP_IS_AUDIO),
	AT(8, "AVI LIST", DLP_IS_VIDEO),
	AT(0, "\x1a\x45\xdf\xa3", DLP_IS_VIDEO),
	AT(0, "\0\0\1\xba", DLP_IS_VIDEO),
	AT(4, "ftyp", DLP_IS_VIDEO),
	AT(0, "\0\1\0\0\0", DLP_IS_FONT),
	AT(0, "OTTO\0", DLP_IS_FONT),
	AT(0, "wOFF\0\1", DLP_IS_FONT),
	AT(0, "wOF2\0\1", DLP_IS_FONT),
	AT(0,
	   "\x7f"
	   "ELF",
	   DLP_IS_EXECUTABLE),
	AT(0, "\xcf\xfa\xed\xfe", DLP_IS_EXECUTABLE),
	AT(0, "\xca\xfe\xba\xbe\0\0\0", DLP_IS_JAVA_CLASS),
	AT(0, "\0asm\1\0\0\0", DLP_IS_WASM),
	AT(0, "PACK\0\0\0\2", DLP_IS_GIT_PACK),
#undef AT
};

static bool has(struct dlp_span head, size_t at, struct dlp_span bytes)
{
	return head.len >= bytes.len && at <= head.len - bytes.len &&
	       !memcmp(head.ptr + at, bytes.ptr, bytes.len);
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/* `word`, of lower case, at the start of `in`, whatever its case. */
static bool begins(struct dlp_span in, const char *word)
{
	size_t n = strlen(word);

	if (in.len < n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (lower(in.ptr[i]) != (unsigned char)word[i])
			return false;
	return true;
}

/* The sum over the header of a tar without "ustar", as the oldest wrote it. */
static bool is_old_tar(struct dlp_span head)
{
	unsigned sum = 0, want = 0, digits = 0;

	if (head.len < 512 || !head.ptr[0])
		return false;
	for (unsigned i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head.ptr[i];
	for (unsigned i = 148; i < 156; i++) {
		if (head.ptr[i] >= '0' && head.ptr[i] <= '7') {
			want = want * 8 + (unsigned)(head.ptr[i] - '0');
			digits++;
		} else if (head.ptr[i] != ' ' && head.ptr[i] != '\0') {
			return false;
		}
	}
	return digits && sum == want;
}

/* Raw LZMA has no magic: properties, a dictionary that is a power of two, and
 * a size that is unknown or below 256 GiB. */
static bool is_lzma(struct dlp_span head)
{
	const unsigned char *p = (const unsigned char *)head.ptr;
	bool unknown = true;

	if (head.len < 14 || p[0] != 0x5d || p[1] || p[2] || p[13])
		return false;
	for (unsigned i = 5; i < 13; i++)
		unknown = unknown && p[i] == 0xff;
	return (unknown || (!p[10] && !p[11] && !p[12])) &&
	       !(p[3] & (p[3] - 1));
}

/* What comes before the first newline, which it takes off `rest`. */
static struct dlp_span next_line(struct dlp_span *rest)
{
	const char *end = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
	struct dlp_span line = *rest;

	if (end)
		line.len = (size_t)(end - line.ptr);
	rest->ptr += line.len + (end != NULL);
	rest->len -= line.len + (end != NULL);
	if (line.len && line.ptr[line.len - 1] == '\r')
		line.len--;
	return line;
}

static bool is_field(struct dlp_span line)
{
	const char *colon = line.len ? memchr(line.ptr, ':', line.len) : NULL;

	for (const char *p = line.ptr; p < colon; p++)
		if (*p <= ' ' || *p >= 0x7f)
			return false;
	return colon && colon > line.ptr;
}

/*
 * A header of mail: fields from the first line on, three or more of which are
 * those that mail has.  A log or a configuration with `From:` in it is none.
 */
static bool is_mail(struct dlp_span head)
{
	static const char *const field[] = {
		"received:",     "return-path:",
		"delivered-to:", "from:",
		"to:",           "subject:",
		"date:",         "message-id:",
		"mime-version:", "content-type:",
		"reply-to:",     "cc:",
		"sender:",       "dkim-signature:"
	};
	unsigned known = 0;

	for (bool first = true; head.len; first = false) {
		struct dlp_span line = next_line(&head);

		if (!line.len)
			break;
		if (!first && (line.ptr[0] == ' ' || line.ptr[0] == '\t'))
			continue;
		if (!is_field(line))
			break;
		for (size_t i = 0; i < sizeof(field) / sizeof(field[0]); i++)
			known += begins(line, field[i]);
	}
	return known >= 3;
}

static bool is_mbox(struct dlp_span head)
{
	struct dlp_span line = next_line(&head);

	return begins(line, "from ") && line.ptr[0] == 'F' && is_mail(head);
}

/* What a mail client of Apple puts in front of a mail: its length. */
static void skip_count(struct dlp_span *head)
{
	struct dlp_span rest = *head, line = dlp_span_trim(next_line(&rest));
	size_t digits = 0;

	while (digits < line.len && line.ptr[digits] >= '0' &&
	       line.ptr[digits] <= '9')
		digits++;
	if (digits && digits < 12 && digits == line.len)
		*head = rest;
}

static void skip_blanks(struct dlp_span *head)
{
	while (head->len && (head->ptr[0] == ' ' ||
			     (head->ptr[0] >= 9 && head->ptr[0] <= 13))) {
		head->ptr++;
		head->len--;
	}
}

/* Comments that stand before a page. */
static void skip_comments(struct dlp_span *head)
{
	while (begins(*head, "<!--")) {
		size_t at = 4;

		while (at + 3 <= head->len &&
		       memcmp(head->ptr + at, "-->", 3) != 0)
			at++;
		if (at + 3 > head->len)
			return;
		head->ptr += at + 3;
		head->len -= at + 3;
		skip_blanks(head);
	}
}

/* OpenDocument in one file, by the type that its root names; one that we do
 * not know, such as a drawing, as a text. */
static enum dlp_format sniff_document(struct dlp_span head)
{
	static const char oasis[] = "application/vnd.oasis.opendocument.";

	for (; head.len >= sizeof(oasis); head.ptr++, head.len--) {
		if (*head.ptr != *oasis || !begins(head, oasis))
			continue;
		for (enum dlp_format f = DLP_IS_ODT; f <= DLP_IS_ODP; f++)
			if (begins(head, dlp_format_info(f)->media_type))
				return f;
		return DLP_IS_ODT;
	}
	return DLP_IS_XML;
}

/* XML by its root: a page, a drawing, a document, or anything. */
static enum dlp_format sniff_xml(struct dlp_span head)
{
	struct dlp_span root = dlp_html_root(head);

	if (dlp_html_is(root, "html"))
		return DLP_IS_XHTML;
	if (dlp_html_is(root, "document"))
		return sniff_document(head);
	return dlp_html_is(root, "svg") ? DLP_IS_SVG : DLP_IS_XML;
}

/* What only a page or a drawing begins with.  Source code with `<` in it does
 * not. */
static enum dlp_format sniff_markup(struct dlp_span head)
{
	static const struct {
		const char *word;
		enum dlp_format format;
	} start[] = {
		{ "<!doctype html", DLP_IS_HTML }, { "<html", DLP_IS_HTML },
		{ "<head", DLP_IS_HTML },          { "<body", DLP_IS_HTML },
		{ "<!doctype svg", DLP_IS_SVG },   { "<svg", DLP_IS_SVG },
	};

	if (begins(head, "<?xml"))
		return sniff_xml(head);
	skip_comments(&head);
	for (size_t i = 0; i < sizeof(start) / sizeof(start[0]); i++) {
		size_t n = strlen(start[i].word);

		if (begins(head, start[i].word) && head.len > n &&
		    strchr(" \t\r\n\f>", head.ptr[n]) && head.ptr[n])
			return start[i].format;
	}
	return DLP_IS_TEXT;
}

/* The start of markup in UTF-16, narrowed. */
static enum dlp_format sniff_wide(struct dlp_span head, size_t low)
{
	char narrow[256];
	size_t n = 0;

	if (head.len >= 2 && (head.ptr[0] & 0x80) && (head.ptr[1] & 0x80)) {
		head.ptr += 2;
		head.len -= 2;
	}
	for (size_t i = low; i < head.len && n < sizeof(narrow); i += 2)
		narrow[n++] = head.ptr[i];
	head = (struct dlp_span){ narrow, n };
	skip_blanks(&head);
	return sniff_markup(head);
}

static enum dlp_format sniff_text(struct dlp_span head)
{
	enum dlp_format format;

	if (has(head, 0, DLP_SPAN("\xef\xbb\xbf"))) {
		head.ptr += 3;
		head.len -= 3;
	}
	skip_blanks(&head);
	format = sniff_markup(head);
	if (format != DLP_IS_TEXT)
		return format;
	if (is_mbox(head))
		return DLP_IS_MBOX;
	skip_count(&head);
	if (is_mail(head))
		return DLP_IS_EML;
	return DLP_IS_TEXT;
}

/* Readers of PDF look for its header in the first kilobyte. */
static bool is_pdf(struct dlp_span head)
{
	size_t n = head.len < 1024 ? head.len : 1024;
	const char *p = head.ptr, *end = p + n;

	while (end - p >= 5 && (p = memchr(p, '%', (size_t)(end - p - 4)))) {
		if (!memcmp(p, "%PDF-", 5))
			return p == head.ptr || p[-1] == '\n' ||
			       p[-1] == '\r' ||
			       (unsigned char)head.ptr[0] < 0x20 ||
			       (unsigned char)head.ptr[0] >= 0x7f;
		p++;
	}
	return false;
}

/*
 * A text that happens to begin like something else, or was made to: the binary
 * formats all have a NUL in their headers.
 */
static bool is_text_all_the_same(enum dlp_format format, struct dlp_span head)
{
	return format > DLP_IS_PDF && head.len &&
	       !memchr(head.ptr, '\0', head.len) &&
	       dlp_charset_detect(head) == DLP_CHARSET_UTF8;
}

/* A sequence that begins with the name of a kind of content (RFC 5652, 3). */
static bool is_cms(struct dlp_span head)
{
	size_t at = 2;

	if (head.len < 16 || head.ptr[0] != 0x30)
		return false;
	if (head.ptr[1] & 0x80)
		at += head.ptr[1] & 7;
	return has(head, at, DLP_SPAN("\6\11\x2a\x86\x48\x86\xf7\x0d\1\7")) ||
	       has(head, at,
		   DLP_SPAN("\6\13\x2a\x86\x48\x86\xf7\x0d\1\11\20\1"));
}

/* Two letters say little: nothing reserved is used, the size of the second
 * header is one that there is. */
static bool is_bmp(struct dlp_span head)
{
	static const unsigned char size[] = { 12, 40, 52, 56, 64, 108, 124 };

	if (!has(head, 0, DLP_SPAN("BM")) ||
	    !has(head, 6, DLP_SPAN("\0\0\0\0")) ||
	    !has(head, 15, DLP_SPAN("\0\0\0")))
		return false;
	return memchr(size, head.ptr[14], sizeof(size)) != NULL;
}

enum dlp_format dlp_sniff(struct dlp_span head)
{
	for (size_t i = 0; i < sizeof(magic) / sizeof(magic[0]); i++)
		if (has(head, magic[i].at, magic[i].bytes) &&
		    !is_text_all_the_same(magic[i].format, head))
			return magic[i].format;
	if (is_pdf(head))
		return DLP_IS_PDF;
	if (is_bmp(head))
		return DLP_IS_BMP;
	if (is_old_tar(head))
		return DLP_IS_TAR;
	if (is_lzma(head))
		return DLP_IS_LZMA;
	if (is_cms(head))
		return DLP_IS_CMS;
	if (dlp_der_kind(head) != DLP_DER_NONE)
		return DLP_IS_DER;
	switch (dlp_charset_detect(head)) {
	case DLP_CHARSET_NONE:
		return dlp_pgp_begins(head) ? DLP_IS_PGP : DLP_IS_BINARY;
	case DLP_CHARSET_UTF16LE:
		return sniff_wide(head, 0);
	case DLP_CHARSET_UTF16BE:
		return sniff_wide(head, 1);
	default:
		return sniff_text(head);
	}
}
