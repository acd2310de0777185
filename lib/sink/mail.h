#ifndef DLP_MAIL_H
#define DLP_MAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/span.h"

/* One mail as sendmail(8) takes it: RFC 5322 and MIME, lines ending in LF. */
struct dlp_mail {
	const char *from;
	const char *const *to; /* addresses */
	size_t tos;
	struct dlp_span subject; /* anything; escaped and encoded here */
	struct dlp_span body;    /* UTF-8 */
	const char *id;   /* left side of the Message-ID, of its characters */
	const char *host; /* right side */
	int64_t date;     /* seconds since 1970 */
};

enum {
	DLP_MAIL_ADDRESS = 254, /* bytes of an address: RFC 5321, 4.5.3.1.3 */
	DLP_MAIL_RECIPIENTS = 100, /* RFC 5321, 4.5.3.1.8 */
};

/*
 * Whether it can stand in a header and as an argument of sendmail: local part
 * or local@domain, of characters that need no quoting, the first a letter,
 * a digit or `_`: never an option, a program or a file.
 */
bool dlp_mail_address_ok(struct dlp_span address);

/*
 * Add the mail to `out`.  Check out->status.  No byte of subject or body makes
 * a header of its own: what is not plain ASCII is encoded.
 */
void dlp_mail_write(struct dlp_buf *out, const struct dlp_mail *mail);

#endif
