#ifndef DLP_CHECK_H
#define DLP_CHECK_H

#include "validate/validator.h"

/*
 * The parts of the one table of validators, a subject each; the last element
 * of each has no name.
 */
extern const struct dlp_validator dlp_checks_sum[];
extern const struct dlp_validator dlp_checks_token[];
extern const struct dlp_validator dlp_checks_payment[];
extern const struct dlp_validator dlp_checks_person[];
extern const struct dlp_validator dlp_checks_encoded[];

#endif
