#include "extract/cfb.h"

#include <string.h>

#include "extract/plain.h"

enum {
	HEADER = 512,
	ENTRY = 128,    /* bytes of a directory entry */
	ENTRIES = 4096, /* that are looked at */
	STREAM = 4096,  /* bytes of a stream that are looked at */
	MINI = 4096,    /* a smaller stream is elsewhere */
};

/* This and above: no sector, or the end of a chain. */
static const uint32_t no_sector = 0xfffffffa;

/* A compound file: sectors in chains, a table that links them. */
struct cfb {
	const struct dlp_view *view;
	unsigned char header[HEADER];
	unsigned shift;  /* of the size of a sector */
	uint32_t sector; /* in `fat`, or no_sector */
	unsigned char fat[4096];
};

static uint32_t u32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static unsigned u16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
}

static bool read_sector(const struct cfb *cfb, uint32_t sector, void *buf)
{
	size_t size = (size_t)1 << cfb->shift;

	return dlp_view_read(cfb->view, buf, size,
			     ((uint64_t)sector + 1) << cfb->shift) ==
	       (ssize_t)size;
}

static bool open_cfb(struct cfb *cfb, const struct dlp_view *view)
{
	*cfb = (struct cfb){ .view = view, .sector = no_sector };
	if (dlp_view_read(view, cfb->header, HEADER, 0) != HEADER)
		return false;
	cfb->shift = u16(cfb->header + 30);
	return cfb->shift == 9 || cfb->shift == 12;
}

/*
 * The sector after this one.  The table's own sectors beyond the 109 that the
 * header names are not followed: the chain ends there, as it does where it is
 * broken.
 */
static uint32_t next_sector(struct cfb *cfb, uint32_t sector)
{
	uint32_t each = (uint32_t)1 << (cfb->shift - 2);
	uint32_t table = sector / each;
	uint32_t at;

	if (table >= 109)
		return no_sector;
	at = u32(cfb->header + 76 + 4 * (size_t)table);
	if (at >= no_sector)
		return no_sector;
	if (cfb->sector != at && !read_sector(cfb, at, cfb->fat))
		return no_sector;
	cfb->sector = at;
	return u32(cfb->fat + 4 * (size_t)(sector % each));
}

/* An entry's name, UTF-16, is this one of ASCII. */
static bool is_called(const unsigned char *entry, const char *name)
{
	size_t n = strlen(name);

	if (u16(entry + 64) != 2 * (n + 1))
		return false;
	for (size_t i = 0; i < n; i++)
		if (u16(entry + 2 * i) != (unsigned char)name[i])
			return false;
	return true;
}

/* Whether the beginning of Word's stream has the flag (MS-DOC, 2.5.2). */
static bool is_encrypted_doc(const unsigned char *p, size_t len)
{
	return len >= 12 && (p[11] & 1);
}

/* Whether a record FILEPASS comes early (MS-XLS, 2.4.117). */
static bool is_encrypted_xls(const unsigned char *p, size_t len)
{
	size_t at = 0;

	while (len - at >= 4) {
		unsigned id = u16(p + at), size = u16(p + at + 2);

		if (id == 0x2f)
			return true;
		if (size > len - at - 4)
			break;
		at += 4 + size;
	}
	return false;
}

struct kind {
	const char *name; /* of the stream that tells it */
	enum dlp_format format;
	bool (*is_encrypted)(const unsigned char *p, size_t len);
};

static const struct kind kind[] = {
	{ "EncryptedPackage", DLP_IS_OOXML_ENCRYPTED, NULL },
	{ "WordDocument", DLP_IS_DOC, is_encrypted_doc },
	{ "Workbook", DLP_IS_XLS, is_encrypted_xls },
	{ "Book", DLP_IS_XLS, is_encrypted_xls },
	{ "PowerPoint Document", DLP_IS_PPT, NULL },
	{ "__properties_version1.0", DLP_IS_MSG, NULL },
};

enum { KINDS = sizeof(kind) / sizeof(kind[0]) };

static bool is_encrypted(const struct cfb *cfb, const struct kind *k,
			 const unsigned char *entry)
{
	unsigned char stream[STREAM];
	ssize_t n;

	if (!k->is_encrypted || u32(entry + 120) < MINI)
		return false;
	/* Its first sectors follow on one another, or the look is short. */
	n = dlp_view_read(cfb->view, stream, sizeof(stream),
			  ((uint64_t)u32(entry + 116) + 1) << cfb->shift);
	return n > 0 && k->is_encrypted(stream, (size_t)n);
}

/* The first kind of the table that the directory has; `*encrypted` as it is. */
static enum dlp_format find_format(struct cfb *cfb, bool *encrypted)
{
	unsigned char sector[4096];
	uint32_t at = u32(cfb->header + 48);
	size_t best = KINDS, seen = 0;

	while (at < no_sector && seen < ENTRIES &&
	       read_sector(cfb, at, sector)) {
		for (size_t i = 0; i < (size_t)1 << cfb->shift; i += ENTRY) {
			seen++;
			for (size_t k = 0; k < best; k++) {
				if (!is_called(sector + i, kind[k].name))
					continue;
				best = k;
				*encrypted =
					is_encrypted(cfb, &kind[k], sector + i);
			}
		}
		at = next_sector(cfb, at);
	}
	return best < KINDS ? kind[best].format : DLP_IS_CFB;
}

void dlp_cfb_read(struct dlp_input *input)
{
	struct cfb cfb;
	enum dlp_format format = DLP_IS_CFB;
	bool encrypted = false;

	if (open_cfb(&cfb, input->view))
		format = find_format(&cfb, &encrypted);
	if (encrypted || format == DLP_IS_OOXML_ENCRYPTED) {
		dlp_reading_begin(input, format);
		dlp_teller_error(input->teller, DLP_CODE_ENCRYPTED,
				 "the document is encrypted");
		dlp_reading_end(input);
	} else if (format == DLP_IS_CFB) {
		dlp_reading_begin(input, format);
		dlp_teller_error(input->teller, DLP_CODE_UNSUPPORTED,
				 "no reader for this format");
		dlp_reading_end(input);
	} else {
		dlp_plain_unread(format, &input->document, input->teller);
	}
}
