#ifndef DLP_PLAIN_H
#define DLP_PLAIN_H

#include <sys/stat.h>

#include "extract/charset.h"
#include "extract/sniff.h"
#include "extract/source.h"
#include "extract/teller.h"

/*
 * What a process may do without a sandbox, because no parser of a format is
 * needed: read plain text and strings, and say of the rest that it is not read.
 */

/* What the system knows of a file, as a record; `mtime` backs the span. */
enum { DLP_MTIME_SIZE = sizeof("-2147483648-12-31T23:59:59Z") };
struct dlp_document dlp_plain_document(const struct stat *st,
				       char mtime[DLP_MTIME_SIZE]);

/*
 * Tell the document that `source` is at the start of, `document` to `end`, if
 * its format is one of those.  `document` has what is known of it, but for
 * format and media type.  Returns the format; where that is not
 * plain (sniff.h) nothing was told and nothing taken, and the document is for
 * another reader.
 */
enum dlp_format dlp_plain_read(struct dlp_source *source,
			       struct dlp_charsets *charsets,
			       const struct dlp_document *document,
			       struct dlp_teller *teller);

#endif
