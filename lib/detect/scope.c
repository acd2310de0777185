#include "detect/scope.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static bool is_scoped(const struct dlp_rule *rule)
{
	return rule->paths.count || rule->not_paths.count;
}

enum dlp_status dlp_scope_init(struct dlp_scope *scope,
			       const struct dlp_catalog *catalog)
{
	size_t rules = dlp_catalog_count(catalog), n = 0;

	*scope = (struct dlp_scope){ 0 };
	for (size_t r = 0; r < rules; r++)
		n += is_scoped(dlp_catalog_rule(catalog, r));
	if (!n)
		return DLP_OK;
	scope->rule = calloc(n, sizeof(*scope->rule));
	if (!scope->rule)
		return DLP_FATAL;
	for (size_t r = 0; r < rules; r++)
		if (is_scoped(dlp_catalog_rule(catalog, r)))
			scope->rule[scope->rules++] = (uint32_t)r;
	return DLP_OK;
}

void dlp_scope_release(struct dlp_scope *scope)
{
	free(scope->rule);
	*scope = (struct dlp_scope){ 0 };
}

static bool fits(const struct dlp_where *where, struct dlp_list globs)
{
	for (size_t i = 0; i < globs.count; i++) {
		char glob[DLP_RULE_GLOB_MAX + 1];

		if (globs.item[i].len >= sizeof(glob))
			continue;
		memcpy(glob, globs.item[i].ptr, globs.item[i].len);
		glob[globs.item[i].len] = '\0';
		if (!fnmatch(glob, where->path.ptr, 0))
			return true;
		for (size_t m = 0; m < where->members; m++)
			if (!fnmatch(glob, where->member[m].ptr, 0))
				return true;
	}
	return false;
}

void dlp_scope_mute(const struct dlp_scope *scope,
		    const struct dlp_catalog *catalog,
		    const struct dlp_where *where, struct dlp_matcher *matcher)
{
	for (size_t i = 0; i < scope->rules; i++) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(catalog, scope->rule[i]);

		if ((rule->paths.count && !fits(where, rule->paths)) ||
		    (rule->not_paths.count && fits(where, rule->not_paths)))
			dlp_matcher_mute(matcher, scope->rule[i]);
	}
}
