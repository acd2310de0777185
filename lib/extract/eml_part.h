#ifndef DLP_EML_PART_H
#define DLP_EML_PART_H

#include "extract/mime.h"
#include "extract/reading.h"
#include "extract/transfer.h"

/*
 * One part of a mail: what its header says of it, and its way to text or to a
 * document within the mail.
 */

enum { DLP_EML_SECTION = 128 }; /* bytes of a section's number */

struct dlp_eml_part {
	char type[80]; /* `text/plain`, lower case; never empty */
	enum dlp_transfer_kind transfer;
	bool attached;       /* it is no text of the mail's own */
	bool flowed, joined; /* RFC 3676: format=flowed, delsp=yes */
	struct dlp_buf charset, boundary;
	struct dlp_buf name;           /* of a file; empty for none */
	char section[DLP_EML_SECTION]; /* empty for the mail itself */
};

/* What a part within a multipart/digest is: a message, else text. */
void dlp_eml_part_init(struct dlp_eml_part *part, bool digest);
void dlp_eml_part_release(struct dlp_eml_part *part);

/* Take a field of its header. */
void dlp_eml_part_field(struct dlp_eml_part *part,
			const struct dlp_mime_field *field,
			struct dlp_charsets *charsets);

/* Where text goes: `{"part":"text","section":"1.2"}`. */
void dlp_eml_part_at(const struct dlp_eml_part *part, const char *name,
		     struct dlp_teller *teller);

/* Whether the part is text of the mail's own. */
bool dlp_eml_part_is_text(const struct dlp_eml_part *part);

/*
 * Tell the text of such a part.  False when its encoding shows that there was
 * more of it.
 */
bool dlp_eml_part_text(const struct dlp_eml_part *part, struct dlp_span body,
		       struct dlp_input *input);

/* Tell bytes that belong to no part, or that nobody can decode. */
void dlp_eml_part_hidden(const struct dlp_eml_part *part, struct dlp_span body,
			 struct dlp_input *input);

/* Tell any other part as a document; behind all text.  False as above. */
bool dlp_eml_part_member(const struct dlp_eml_part *part, struct dlp_span body,
			 struct dlp_input *input);

#endif
