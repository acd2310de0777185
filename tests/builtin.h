#ifndef DLP_TESTS_BUILTIN_H
#define DLP_TESTS_BUILTIN_H

#include <stdlib.h>

#include "pattern/catalog.h"

/* A built-in rule by number, unpacked, good until the process ends. */
static inline const struct dlp_rule *builtin_rule(size_t i)
{
	static struct dlp_catalog *catalog;

	if (!catalog)
		catalog = dlp_catalog_new(true);
	if (!catalog)
		abort();
	return dlp_catalog_rule(catalog, i);
}

#endif
