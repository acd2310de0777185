#include <string.h>
#include <strings.h>

#include "pattern/stanza.h"

static enum dlp_status rule_fail(const struct dlp_rule *rule,
				 struct dlp_error *err, const char *why)
{
	return dlp_error_set(err, DLP_SKIP, 0, "%.*s:%u: [%.*s] %s",
			     (int)(rule->file.len > 60 ? 60 : rule->file.len),
			     rule->file.ptr, rule->line, (int)rule->id.len,
			     rule->id.ptr, why);
}

static bool holds(struct dlp_span text, struct dlp_span word)
{
	for (size_t i = 0; word.len <= text.len && i <= text.len - word.len;
	     i++)
		if (!strncasecmp(text.ptr + i, word.ptr, word.len))
			return true;
	return false;
}

static bool long_item(struct dlp_list list)
{
	for (size_t i = 0; i < list.count; i++)
		if (list.item[i].len > DLP_RULE_GLOB_MAX)
			return true;
	return false;
}

static bool has_paths(const struct dlp_rule *rule)
{
	return rule->paths.count || rule->not_paths.count ||
	       rule->path_regex.count || rule->not_path_regex.count;
}

static bool is_learned(const struct dlp_rule *rule)
{
	return rule->shape == DLP_SHAPE_LEARNED ||
	       rule->shape == DLP_SHAPE_INDEX;
}

enum dlp_status dlp_rule_check(const struct dlp_rule *rule,
			       struct dlp_error *err)
{
	if (!rule->name.len)
		return rule_fail(rule, err, "has no name");
	if (rule->category == DLP_CATEGORIES)
		return rule_fail(rule, err, "has no category");
	if (rule->shape == DLP_SHAPE_NONE && !rule->keywords.count)
		return rule_fail(rule, err,
				 "has neither keywords nor shape; "
				 "say keywords = none if it must");
	if (rule->shape != DLP_SHAPE_NONE && rule->keywords.count)
		return rule_fail(rule, err, "has keywords and a shape");
	if (rule->assigned.count && !rule->keywords.count)
		return rule_fail(rule, err,
				 "has assigned without keywords: nothing "
				 "names the value");
	if (!rule->regex.count && !rule->assigned.count &&
	    (rule->shape == DLP_SHAPE_NONE || rule->shape == DLP_SHAPE_ANY))
		return rule_fail(rule, err, "has no regex");
	if (is_learned(rule) && (rule->regex.count || rule->assigned.count ||
				 rule->validators.count || has_paths(rule)))
		return rule_fail(rule, err,
				 "has a learned shape, which takes no regex, "
				 "validator or path");
	for (size_t i = 0; i < rule->keywords.count; i++)
		if (rule->keywords.item[i].len < DLP_RULE_KEYWORD_MIN ||
		    rule->keywords.item[i].len > DLP_RULE_KEYWORD_MAX)
			return rule_fail(rule, err,
					 "has a keyword that is not 3 to 64 "
					 "bytes long");
	if (rule->shape != DLP_SHAPE_NONE && rule->shape != DLP_SHAPE_ANY &&
	    rule->window > DLP_RULE_WINDOW)
		return rule_fail(rule, err,
				 "has a shape, whose window is 512 at most");
	if (long_item(rule->paths) || long_item(rule->not_paths))
		return rule_fail(rule, err, "has a glob of over 255 bytes");
	/* Of an index nobody has examples but its owner. */
	if (rule->shape == DLP_SHAPE_INDEX)
		return rule->examples.count || rule->rejects.count
			       ? rule_fail(rule, err,
					   "is of an index, which no example "
					   "is tried with")
			       : DLP_OK;
	if (!rule->examples.count || !rule->rejects.count)
		return rule_fail(rule, err,
				 "needs an example and a reject at least");
	for (size_t i = 0; i < rule->keywords.count; i++) {
		size_t j = 0;

		while (j < rule->examples.count &&
		       !holds(rule->examples.item[j], rule->keywords.item[i]))
			j++;
		if (j == rule->examples.count)
			return dlp_error_set(
				err, DLP_SKIP, 0,
				"%.*s:%u: [%.*s] no example has the keyword "
				"%.*s",
				(int)(rule->file.len > 40 ? 40
							  : rule->file.len),
				rule->file.ptr, rule->line, (int)rule->id.len,
				rule->id.ptr, (int)rule->keywords.item[i].len,
				rule->keywords.item[i].ptr);
	}
	return DLP_OK;
}
