#ifndef DLP_TOKEN_H
#define DLP_TOKEN_H

#include "validate/validator.h"

/* Parsers of the arguments of `charset`; false for a bad value. */

/* Characters and ranges, `A-Za-z0-9_-`: a dash stands first or last. */
bool dlp_token_set(struct dlp_span in, struct dlp_validator_args *args);

/* A comma list of `lower`, `upper`, `letter`, `digit`, `other`. */
bool dlp_token_need(struct dlp_span in, struct dlp_validator_args *args);

#endif
