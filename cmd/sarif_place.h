#ifndef DLP_CMD_SARIF_PLACE_H
#define DLP_CMD_SARIF_PLACE_H

#include "record/record.h"

/* Where a finding is, as SARIF has it (3.28); the process ends without
 * memory. */

/*
 * The member artifactLocation of a path: a URI (RFC 3986) with all but
 * unreserved characters and the slash as %XX, file:// before an absolute one.
 */
void sarif_add_uri(struct dlp_buf *out, struct dlp_span path);

/*
 * The member locations.  Lines are of the text that was looked at: of the file
 * where that is text as it stands (`own`), else of what was read out of it,
 * which has no bytes in the file.  The end is left open in columns, which
 * nobody counted.  `at` is the finding's, parsed, or NULL.
 */
void sarif_add_place(struct dlp_buf *out, const struct dlp_record *record,
		     const struct dlp_json *at, bool own);

#endif
