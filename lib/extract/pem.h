#ifndef DLP_PEM_H
#define DLP_PEM_H

#include "base/buf.h"
#include "base/span.h"

/*
 * Binary keys and key stores have no text that says what they are.  They are
 * told in their textual form, borders and base64 (RFC 7468), which is what
 * rules know them by.
 */

enum {
	/* Bytes of the head of a key store that tell it from others: salts and
	 * seeds, which are no secrets. */
	DLP_PEM_HEAD = 192,
};

/* Add `bytes` between borders that have `label`. */
void dlp_pem_add(struct dlp_buf *out, const char *label, struct dlp_span bytes);

/* The same of no more than DLP_PEM_HEAD bytes. */
void dlp_pem_add_head(struct dlp_buf *out, const char *label,
		      struct dlp_span bytes);

#endif
