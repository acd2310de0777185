#include "detect/scope.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

/* A list of regexes, compiled, and whether it fits the document at hand. */
struct dlp_scope_list {
	struct dlp_list list;
	struct dlp_regex **regex;
	bool asked, fits;
};

static struct dlp_scope_list *list_of(const struct dlp_scope *scope,
				      struct dlp_list list)
{
	for (size_t i = 0; i < scope->lists; i++)
		if (scope->list[i].list.item == list.item &&
		    scope->list[i].list.count == list.count)
			return &scope->list[i];
	return NULL;
}

static enum dlp_status add_list(struct dlp_scope *scope, struct dlp_list list)
{
	struct dlp_scope_list *own;
	struct dlp_error err;

	if (!list.count || list_of(scope, list))
		return DLP_OK;
	own = &scope->list[scope->lists++];
	own->list = list;
	own->regex = calloc(list.count, sizeof(struct dlp_regex *));
	if (!own->regex)
		return DLP_FATAL;
	for (size_t i = 0; i < list.count; i++)
		if (dlp_regex_compile(list.item[i], 0, &own->regex[i], &err))
			return DLP_FATAL;
	if (!scope->space)
		scope->space = dlp_regex_space_new();
	return scope->space ? DLP_OK : DLP_FATAL;
}

enum dlp_status dlp_scope_init(struct dlp_scope *scope,
			       const struct dlp_engine *engine)
{
	const struct dlp_catalog *catalog = dlp_engine_catalog(engine);
	const struct dlp_brief *brief = dlp_engine_briefs(engine);
	size_t rules = dlp_catalog_count(catalog), n = 0;

	*scope = (struct dlp_scope){ 0 };
	for (size_t r = 0; r < rules; r++)
		n += brief[r].scoped;
	if (!n)
		return DLP_OK;
	scope->rule = calloc(n, sizeof(*scope->rule));
	scope->list = calloc(2 * n, sizeof(*scope->list));
	if (!scope->rule || !scope->list)
		return DLP_FATAL;
	for (size_t r = 0; r < rules; r++) {
		const struct dlp_rule *rule;

		if (!brief[r].scoped)
			continue;
		rule = dlp_catalog_rule(catalog, r);
		scope->rule[scope->rules++] = (uint32_t)r;
		if (add_list(scope, rule->path_regex) ||
		    add_list(scope, rule->not_path_regex))
			return DLP_FATAL;
	}
	return DLP_OK;
}

void dlp_scope_release(struct dlp_scope *scope)
{
	for (size_t i = 0; i < scope->lists; i++) {
		for (size_t j = 0;
		     scope->list[i].regex && j < scope->list[i].list.count; j++)
			dlp_regex_free(scope->list[i].regex[j]);
		free(scope->list[i].regex);
	}
	dlp_regex_space_free(scope->space);
	free(scope->list);
	free(scope->rule);
	*scope = (struct dlp_scope){ 0 };
}

static bool matches(const struct dlp_scope *scope,
		    const struct dlp_scope_list *list, struct dlp_span name)
{
	struct dlp_regex_match found;

	while (name.len > 2 && !memcmp(name.ptr, "./", 2))
		name.ptr += 2, name.len -= 2;
	for (size_t i = 0; i < list->list.count; i++)
		if (dlp_regex_find(list->regex[i], scope->space, name, 0,
				   name.len, false, false,
				   &found) == DLP_REGEX_FOUND)
			return true;
	return false;
}

/* Whether a regex matches in the path or a member's name; asked once. */
static bool any_matches(const struct dlp_scope *scope, struct dlp_list regexes,
			const struct dlp_where *where)
{
	struct dlp_scope_list *list = list_of(scope, regexes);

	if (list->asked)
		return list->fits;
	list->asked = true;
	list->fits = matches(scope, list, where->path);
	for (size_t m = 0; m < where->members && !list->fits; m++)
		list->fits = matches(scope, list, where->member[m]);
	return list->fits;
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
	for (size_t i = 0; i < scope->lists; i++)
		scope->list[i].asked = false;
	for (size_t i = 0; i < scope->rules; i++) {
		const struct dlp_rule *rule =
			dlp_catalog_rule(catalog, scope->rule[i]);

		if ((rule->paths.count && !fits(where, rule->paths)) ||
		    (rule->not_paths.count && fits(where, rule->not_paths)) ||
		    (rule->path_regex.count &&
		     !any_matches(scope, rule->path_regex, where)) ||
		    (rule->not_path_regex.count &&
		     any_matches(scope, rule->not_path_regex, where)))
			dlp_matcher_mute(matcher, scope->rule[i]);
	}
}
