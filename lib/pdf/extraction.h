#ifndef DLP_PDF_EXTRACTION_H
#define DLP_PDF_EXTRACTION_H

#include <string.h>

#include "base/buf.h"
#include "pdf/extra.h"
#include "pdf/mupdf.h"
#include "pdf/page.h"

/*
 * What the parts of dlp_pdf_extras_read() share: where text goes, and the ways
 * that it is found in objects.  All of them throw what MuPDF throws.
 */
struct dlp_pdf_extraction {
	pdf_document *doc;
	struct dlp_pdf_out *out;
	struct dlp_pdf_extras *extras;
	pdf_mark_bits *seen; /* objects that were told with their page */
	uint32_t *page_of; /* by the number of its object, from 1; 0: no page */
	int objects;       /* of page_of */
	bool all_pages;    /* are in it */
	struct dlp_pdf_place place;
	struct dlp_buf text, name, stream; /* scratch */
	struct dlp_pdf_page glyph;
};

enum {
	DLP_PDF_DEPTH = 32, /* dictionaries and arrays within one object */
	/* Bytes of a script, of XMP, of a form's XML. */
	DLP_PDF_STREAM = 64 << 20,
};

static inline struct dlp_span dlp_pdf_span(const char *s)
{
	return (struct dlp_span){ s, strlen(s) };
}

static inline bool dlp_pdf_has(fz_context *ctx, pdf_obj *dict, const char *key)
{
	return pdf_dict_gets(ctx, dict, key) != NULL;
}

static inline bool dlp_pdf_named(fz_context *ctx, pdf_obj *dict,
				 const char *key, const char *value)
{
	return !strcmp(pdf_to_name(ctx, pdf_dict_gets(ctx, dict, key)), value);
}

/* A string of a PDF is text or any bytes: text has no control characters. */
bool dlp_pdf_is_text(struct dlp_span s);

/* Text from here on is of `part`. */
void dlp_pdf_part(struct dlp_pdf_extraction *e, const char *part);

/* A line of `part`; none where it is no text.  `key` says what it is under. */
void dlp_pdf_add_string(struct dlp_pdf_extraction *e, const char *part,
			const char *key, struct dlp_span text);

/*
 * The content of a stream that holds text, as far as it can be had; `markup`
 * of XML, its words.
 */
void dlp_pdf_add_stream(fz_context *ctx, struct dlp_pdf_extraction *e,
			const char *part, pdf_obj *stream, bool markup);

/*
 * All strings in one object, DLP_PDF_DEPTH deep.  References are not followed:
 * every object has its own turn, once.
 */
void dlp_pdf_walk(fz_context *ctx, struct dlp_pdf_extraction *e,
		  const char *part, const char *key, pdf_obj *obj,
		  unsigned depth);
void dlp_pdf_walk_dict(fz_context *ctx, struct dlp_pdf_extraction *e,
		       const char *part, pdf_obj *dict, unsigned depth);

bool dlp_pdf_is_field(fz_context *ctx, pdf_obj *obj);
/*
 * A form field: `tooltip name: value`, because what people call a field is
 * more often in its tooltip than in its name.
 */
void dlp_pdf_add_field(fz_context *ctx, struct dlp_pdf_extraction *e,
		       pdf_obj *field);

/* The stream of an attachment, for later; each once. */
void dlp_pdf_add_attachment(fz_context *ctx, struct dlp_pdf_extraction *e,
			    pdf_obj *stream, struct dlp_span name);
/* A file specification: its name is text, its file an attachment. */
void dlp_pdf_add_filespec(fz_context *ctx, struct dlp_pdf_extraction *e,
			  pdf_obj *spec);

#endif
