#ifndef DLP_IMPRINT_H
#define DLP_IMPRINT_H

#include "base/digest.h"
#include "pattern/rule.h"

/*
 * One digest of all that decides on findings in `count` rules, in their order;
 * terminated, empty without memory.  What only describes is not in it.
 */
void dlp_imprint(const struct dlp_rule *rule, size_t count,
		 char out[DLP_DIGEST_SIZE + 1]);

#endif
