#include "extract/compound.h"

#include "extract/cfb.h"
#include "extract/plain.h"

static unsigned u16(const unsigned char *p)
{
	return p[0] | (unsigned)p[1] << 8;
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

static bool is_encrypted(const struct dlp_cfb *cfb, const struct kind *k,
			 int entry)
{
	struct dlp_error err;
	struct dlp_buf head;
	bool yes = false;

	dlp_buf_init(&head, 0);
	if (k->is_encrypted) {
		/* Cut or not, the flag is at its beginning. */
		(void)!dlp_cfb_load(cfb, entry, 0, &head, &err);
		yes = k->is_encrypted((const unsigned char *)head.ptr,
				      head.len);
	}
	dlp_buf_release(&head);
	return yes;
}

/* The first kind of the table that the root has; `*encrypted` as it is. */
static enum dlp_format find_format(const struct dlp_cfb *cfb, bool *encrypted)
{
	for (size_t i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
		int entry = dlp_cfb_find(cfb, DLP_CFB_ROOT, kind[i].name);

		if (entry == DLP_CFB_NONE)
			continue;
		*encrypted = is_encrypted(cfb, &kind[i], entry);
		return kind[i].format;
	}
	return DLP_IS_CFB;
}

void dlp_compound_read(struct dlp_input *input)
{
	struct dlp_cfb cfb;
	struct dlp_error err = { 0 };
	enum dlp_format format = DLP_IS_CFB;
	bool encrypted = false;

	if (!dlp_cfb_open(&cfb, input->view, &err))
		format = find_format(&cfb, &encrypted);
	dlp_cfb_release(&cfb);
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
