#ifndef DLP_FINDING_H
#define DLP_FINDING_H

#include "record/record.h"

/*
 * Add the members of `finding` behind those that are there, the first of which
 * is its type: of all records it is the one that may come for every line.
 */
void dlp_finding_write(struct dlp_buf *out, const struct dlp_finding *finding);

#endif
