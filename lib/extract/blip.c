#include "extract/blip.h"

#include <stdio.h>
#include <string.h>

#include "extract/inflate.h"
#include "extract/le.h"

/* The kinds, by the type of their record and its instance, the lower of two:
 * the other has a second identifier before its bytes. */
static const struct kind {
	unsigned type, instance;
	const char *suffix;
	bool metafile;
} kind[] = {
	{ 0xf01a, 0x3d4, "emf", true },  { 0xf01b, 0x216, "wmf", true },
	{ 0xf01c, 0x542, "pict", true }, { 0xf01d, 0x46a, "jpg", false },
	{ 0xf01d, 0x6e2, "jpg", false }, { 0xf01e, 0x6e0, "png", false },
	{ 0xf01f, 0x7a8, "dib", false }, { 0xf029, 0x6e4, "tiff", false },
	{ 0xf02a, 0x46a, "jpg", false }, { 0xf02a, 0x6e2, "jpg", false },
};

enum { HEADER = 8, IDENTIFIER = 16, TAG = 1, METAFILE = 34 };

/* What picture's record begins at `at`, if one does. */
static const struct kind *find_kind(struct dlp_span bytes, size_t at)
{
	unsigned instance = dlp_le16(bytes, at), type = dlp_le16(bytes, at + 2);

	for (size_t i = 0; i < sizeof(kind) / sizeof(kind[0]); i++)
		if (kind[i].type == type &&
		    kind[i].instance << 4 == (instance & 0xffef))
			return &kind[i];
	return NULL;
}

/* Metafiles are packed, most of them. */
static void tell_metafile(struct dlp_compound *compound, const char *name,
			  struct dlp_span header, struct dlp_span data)
{
	enum { DEFLATED = 0, COMPRESSION = 32 };
	struct dlp_reading *reading = compound->input->reading;
	struct dlp_teller *teller = compound->input->teller;
	struct dlp_error err = { 0 };
	enum dlp_code code = DLP_CODE_CORRUPT;
	struct dlp_buf out;

	if (dlp_le8(header, COMPRESSION) != DEFLATED) {
		dlp_compound_member(compound, DLP_SPAN(""), name, data);
		return;
	}
	dlp_buf_init(&out, (size_t)reading->task->limits.entry);
	if (!dlp_inflate(data, &out) &&
	    (out.status || out.len < dlp_le32(header, 0)))
		dlp_teller_error(teller,
				 out.status ? DLP_CODE_TOO_LARGE
					    : DLP_CODE_CORRUPT,
				 "a picture does not unpack");
	else if (!dlp_reading_count(reading, out.len, &code, &err))
		dlp_teller_error_sys(teller, code, &err);
	else
		dlp_compound_member(compound, DLP_SPAN(""), name,
				    dlp_buf_span(&out));
	dlp_buf_release(&out);
}

/* The picture at `at`; the place behind it. */
static size_t tell_picture(struct dlp_compound *compound, struct dlp_span bytes,
			   size_t at, const struct kind *k, unsigned number)
{
	struct dlp_span body =
		dlp_le_cut(bytes, at + HEADER, dlp_le32(bytes, at + 4));
	size_t before = dlp_le16(bytes, at) >> 4 & 1 ? 2 * (size_t)IDENTIFIER
						     : IDENTIFIER;
	size_t head = k->metafile ? METAFILE : TAG;
	struct dlp_span data = dlp_le_cut(body, before + head, body.len);
	char name[40];

	snprintf(name, sizeof(name), "picture %u.%s", number, k->suffix);
	if (k->metafile)
		tell_metafile(compound, name, dlp_le_cut(body, before, head),
			      data);
	else
		dlp_compound_member(compound, DLP_SPAN(""), name, data);
	return at + HEADER + body.len;
}

void dlp_blip_tell(struct dlp_compound *compound, struct dlp_span bytes,
		   unsigned *number)
{
	enum { UPPER = 0xf0, TYPE = 3 }; /* of all types, and where it is */
	size_t at = 0;

	while (!compound->input->reading->stop && bytes.len - at > HEADER) {
		const char *found = memchr(bytes.ptr + at + TYPE, UPPER,
					   bytes.len - at - TYPE);
		const struct kind *k;

		if (!found || bytes.ptr + bytes.len - found < HEADER - TYPE)
			break;
		at = (size_t)(found - bytes.ptr) - TYPE;
		k = find_kind(bytes, at);
		at = k ? tell_picture(compound, bytes, at, k, ++*number)
		       : at + 1;
	}
}
