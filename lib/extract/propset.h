#ifndef DLP_PROPSET_H
#define DLP_PROPSET_H

#include "extract/compound.h"

/*
 * Property sets ([MS-OLEPS]): who wrote a document, its title, what somebody
 * noted of it.
 */

enum {
	DLP_PROPSET_VALUES = 10000, /* of a set that are read */
};

/*
 * Add the properties in the bytes of a stream to `out`, a line `name: value`
 * each.  False when they are no property set.
 */
bool dlp_propset_add(struct dlp_compound *compound, struct dlp_span bytes,
		     struct dlp_buf *out);

#endif
