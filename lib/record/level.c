#include "record/level.h"

#include <string.h>

static const char *const severity_name[] = { "low", "medium", "high",
					     "critical" };
static const char *const confidence_name[] = { "low", "medium", "high" };
static const char *const category_name[] = {
	"secret",          "pii",          "financial",  "health",
	"credential-hash", "confidential", "identifier",
};

_Static_assert(sizeof(severity_name) / sizeof(char *) == DLP_SEVERITIES, "");
_Static_assert(sizeof(confidence_name) / sizeof(char *) == DLP_CONFIDENCES, "");
_Static_assert(sizeof(category_name) / sizeof(char *) == DLP_CATEGORIES, "");

/* The index of `word` in `name`, or `count`. */
static unsigned find(struct dlp_span word, const char *const *name,
		     unsigned count)
{
	unsigned i = 0;

	while (i < count && !dlp_span_is(word, name[i]))
		i++;
	return i;
}

const char *dlp_severity_name(enum dlp_severity severity)
{
	return severity_name[severity];
}

const char *dlp_confidence_name(enum dlp_confidence confidence)
{
	return confidence_name[confidence];
}

const char *dlp_category_name(enum dlp_category category)
{
	return category_name[category];
}

bool dlp_severity_parse(struct dlp_span word, enum dlp_severity *out)
{
	unsigned i = find(word, severity_name, DLP_SEVERITIES);

	if (i == DLP_SEVERITIES)
		return false;
	*out = (enum dlp_severity)i;
	return true;
}

bool dlp_confidence_parse(struct dlp_span word, enum dlp_confidence *out)
{
	unsigned i = find(word, confidence_name, DLP_CONFIDENCES);

	if (i == DLP_CONFIDENCES)
		return false;
	*out = (enum dlp_confidence)i;
	return true;
}

bool dlp_category_parse(struct dlp_span word, enum dlp_category *out)
{
	unsigned i = find(word, category_name, DLP_CATEGORIES);

	if (i == DLP_CATEGORIES)
		return false;
	*out = (enum dlp_category)i;
	return true;
}
