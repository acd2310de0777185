#ifndef DLP_SNIFF_H
#define DLP_SNIFF_H

#include "base/span.h"
#include "extract/format.h"

/*
 * What a document is, told by its first bytes and never by its name.  Pure
 * functions on memory; no library is behind them.
 */

enum {
	/* Bytes of the start that a decision may need; more do not hurt. */
	DLP_SNIFF_HEAD = 64 << 10,
};

/* The format of a document that begins with `head`. */
enum dlp_format dlp_sniff(struct dlp_span head);

#endif
