#ifndef DLP_TRANSFER_H
#define DLP_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "extract/source.h"

/*
 * Bytes as mail carries them (RFC 2045, 6; uuencode as POSIX has it), on their
 * way back to what they were.  Nothing is an error: what is no part of an
 * encoding is passed over in base64 and uuencode, which count it, and stays as
 * it is in quoted-printable.
 */

enum dlp_transfer_kind {
	DLP_TRANSFER_NONE, /* 7bit, 8bit, binary, and what nobody knows */
	DLP_TRANSFER_QUOTED,
	DLP_TRANSFER_BASE64,
	DLP_TRANSFER_UU, /* from the line `begin` on */
};

struct dlp_transfer {
	enum dlp_transfer_kind kind;
	struct dlp_span rest; /* still to decode; borrowed */
	uint64_t bad;         /* bytes that were passed over */
	bool cut;             /* at the end: what is encoded goes on */
	/* The rest is the module's. */
	uint32_t bits;  /* of base64 that make no byte yet, */
	unsigned count; /* and how many characters they are */
	char left[64];  /* bytes of a line that found no room */
	size_t first, last;
	bool begun, ended; /* the lines of uuencode */
};

/* By the name of RFC 2045 or what programs write instead. */
enum dlp_transfer_kind dlp_transfer_by_name(struct dlp_span name);

void dlp_transfer_init(struct dlp_transfer *transfer,
		       enum dlp_transfer_kind kind, struct dlp_span bytes);

/* The next bytes, at most `len`; 0 at the end only. */
size_t dlp_transfer_read(struct dlp_transfer *transfer, char *buf, size_t len);

/*
 * The same as a source, which borrows `transfer`.  DLP_FATAL without memory.
 * Release it in either case.
 */
DLP_MUST_CHECK enum dlp_status
dlp_transfer_source(struct dlp_transfer *transfer, struct dlp_source *source);

#endif
