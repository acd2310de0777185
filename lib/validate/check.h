#ifndef DLP_CHECK_H
#define DLP_CHECK_H

#include "validate/validator.h"

/*
 * The parts of the one table of validators, a subject each; the last element
 * of each has no name.
 */
extern const struct dlp_validator dlp_checks_sum[];
extern const struct dlp_validator dlp_checks_token[];
extern const struct dlp_validator dlp_checks_provider[];
extern const struct dlp_validator dlp_checks_payment[];
extern const struct dlp_validator dlp_checks_person[];
extern const struct dlp_validator dlp_checks_encoded[];
extern const struct dlp_validator dlp_checks_base32[];
extern const struct dlp_validator dlp_checks_random[];
extern const struct dlp_validator dlp_checks_wallet[];
extern const struct dlp_validator dlp_checks_mnemonic[];
extern const struct dlp_validator dlp_checks_device[];
extern const struct dlp_validator dlp_checks_trade[];
extern const struct dlp_validator dlp_checks_americas[];
extern const struct dlp_validator dlp_checks_europe_west[];
extern const struct dlp_validator dlp_checks_europe_south[];
extern const struct dlp_validator dlp_checks_europe_north[];
extern const struct dlp_validator dlp_checks_europe_east[];
extern const struct dlp_validator dlp_checks_asia[];
extern const struct dlp_validator dlp_checks_africa[];
extern const struct dlp_validator dlp_checks_vat[];
extern const struct dlp_validator dlp_checks_mrz[];
extern const struct dlp_validator dlp_checks_account[];
extern const struct dlp_validator dlp_checks_address[];
extern const struct dlp_validator dlp_checks_document[];

#endif
