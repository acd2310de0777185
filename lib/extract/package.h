#ifndef DLP_PACKAGE_H
#define DLP_PACKAGE_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Documents as OLE 1 embeds them ([MS-OLEDS] 2.2), in RTF and in the streams
 * `\1Ole10Native` of compound files.  Everything is borrowed from the bytes.
 */

struct dlp_package {
	struct dlp_span name; /* in the packager's encoding; empty for none */
	struct dlp_span data;
};

/* An embedded object (2.2.5); false for a link, or for what is none. */
bool dlp_package_object(struct dlp_span bytes, struct dlp_package *package);

/*
 * What the packager wraps a file in: a name, two paths and the bytes; false
 * for what is none.
 */
bool dlp_package_file(struct dlp_span bytes, struct dlp_package *package);

#endif
