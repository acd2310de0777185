#include "extract/pem.h"

#include "base/base64.h"

enum { LINE = 48 }; /* bytes that a line of 64 characters holds */

void dlp_pem_add(struct dlp_buf *out, const char *label, struct dlp_span bytes)
{
	dlp_buf_addf(out, "-----BEGIN %s-----\n", label);
	for (size_t at = 0; at < bytes.len; at += LINE) {
		size_t n = bytes.len - at < LINE ? bytes.len - at : LINE;

		dlp_base64_encode(out, (struct dlp_span){ bytes.ptr + at, n });
		dlp_buf_addc(out, '\n');
	}
	dlp_buf_addf(out, "-----END %s-----\n", label);
}

void dlp_pem_add_head(struct dlp_buf *out, const char *label,
		      struct dlp_span bytes)
{
	if (bytes.len > DLP_PEM_HEAD)
		bytes.len = DLP_PEM_HEAD;
	dlp_pem_add(out, label, bytes);
}
