#ifndef DLP_IMPRINT_H
#define DLP_IMPRINT_H

#include "base/digest.h"
#include "pattern/rule.h"

/* A digest of all of a rule that decides on findings; what only describes is
 * not in it. */
struct dlp_imprint {
	unsigned char byte[DLP_DIGEST_BYTES];
};

/* `digest` is workspace. */
struct dlp_imprint dlp_imprint_of(const struct dlp_rule *rule,
				  struct dlp_digest *digest);

#endif
