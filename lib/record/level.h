#ifndef DLP_LEVEL_H
#define DLP_LEVEL_H

#include <stdbool.h>

#include "base/span.h"

/* The ordered words of the field, and their spelling in records and rules. */

enum dlp_severity {
	DLP_SEVERITY_LOW,
	DLP_SEVERITY_MEDIUM,
	DLP_SEVERITY_HIGH,
	DLP_SEVERITY_CRITICAL,
	DLP_SEVERITIES,
};

enum dlp_confidence {
	DLP_CONFIDENCE_LOW,
	DLP_CONFIDENCE_MEDIUM,
	DLP_CONFIDENCE_HIGH,
	DLP_CONFIDENCES,
};

enum dlp_category {
	DLP_CATEGORY_SECRET,
	DLP_CATEGORY_PII,
	DLP_CATEGORY_FINANCIAL,
	DLP_CATEGORY_HEALTH,
	DLP_CATEGORY_CREDENTIAL_HASH,
	DLP_CATEGORY_CONFIDENTIAL,
	DLP_CATEGORY_IDENTIFIER,
	DLP_CATEGORIES,
};

const char *dlp_severity_name(enum dlp_severity severity);
const char *dlp_confidence_name(enum dlp_confidence confidence);
const char *dlp_category_name(enum dlp_category category);

/* False, and `*out` untouched, for a word that is none of them. */
bool dlp_severity_parse(struct dlp_span word, enum dlp_severity *out);
bool dlp_confidence_parse(struct dlp_span word, enum dlp_confidence *out);
bool dlp_category_parse(struct dlp_span word, enum dlp_category *out);

#endif
