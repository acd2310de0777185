#include "match/compile.h"

#include <stdlib.h>

#include "match/prefix.h"

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

/* The groups that a rule names. */
static enum dlp_status find_groups(const struct dlp_rule *rule,
				   struct dlp_engine_regex *out,
				   struct dlp_error *err)
{
	out->value =
		rule->value.len ? dlp_regex_group(out->regex, rule->value) : 0;
	if (out->value < 0)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "value names no group of the regex");
	for (size_t i = 0; i < rule->parts; i++) {
		out->part[i] = dlp_regex_group(out->regex, rule->part[i].group);
		if (out->part[i] < 0)
			return dlp_error_set(err, DLP_SKIP, 0,
					     "a part names no group");
	}
	return DLP_OK;
}

static enum dlp_status compile_regex(const struct dlp_rule *rule,
				     struct dlp_span text,
				     struct dlp_engine_regex *out,
				     struct dlp_error *err)
{
	unsigned flags = rule->utf ? DLP_REGEX_UTF : 0;

	out->at_keyword =
		rule->keywords.count && dlp_prefix_begins(text, rule->keywords);
	if (out->at_keyword ||
	    (rule->shape != DLP_SHAPE_NONE && rule->shape != DLP_SHAPE_ANY))
		flags |= DLP_REGEX_ANCHORED;
	if (rule->shape == DLP_SHAPE_DIGITS || rule->shape == DLP_SHAPE_PHONE ||
	    rule->shape == DLP_SHAPE_ID)
		flags |= DLP_REGEX_WHOLE;
	if (dlp_regex_compile(text, flags, &out->regex, err))
		return DLP_SKIP;
	return find_groups(rule, out, err);
}

/* The value is whole: it does not go on behind the match. */
static enum dlp_status compile_assigned(const struct dlp_rule *rule,
					struct dlp_span text,
					struct dlp_engine_regex *out,
					struct dlp_error *err)
{
	unsigned flags = rule->utf ? DLP_REGEX_UTF : 0;
	enum dlp_status status = DLP_FATAL;
	struct dlp_buf whole;

	dlp_buf_init(&whole, 0);
	dlp_buf_adds(&whole, "(?:");
	dlp_buf_add(&whole, text.ptr, text.len);
	dlp_buf_adds(&whole, ")(?![A-Za-z0-9_+/=-]|\\.[A-Za-z0-9])");
	if (whole.status)
		nomem(err);
	else
		status = dlp_regex_compile(dlp_buf_span(&whole),
					   flags | DLP_REGEX_ANCHORED,
					   &out->regex, err);
	dlp_buf_release(&whole);
	if (status)
		return status;
	out->assigned = true;
	return find_groups(rule, out, err);
}

/* Whether the validators look at nothing but the whole text of a match. */
static bool is_early(const struct dlp_rule *rule,
		     const struct dlp_engine_rule *compiled)
{
	/* Of phones most pass: there the regex is what refuses. */
	if (!rule->drop_invalid || rule->shape != DLP_SHAPE_DIGITS)
		return false;
	for (size_t i = 0; i < compiled->regexes; i++)
		if (compiled->regex[i].value)
			return false;
	for (size_t i = 0; i < compiled->validators; i++)
		if (compiled->validator[i].args.payload ||
		    compiled->validator[i].args.check)
			return false;
	return compiled->validators != 0;
}

static void fill_letters(struct dlp_list list, struct dlp_letters *out)
{
	for (size_t i = 0; i < list.count; i++)
		out[i] = dlp_letters_of(list.item[i]);
}

/* One piece of memory for the three lists. */
static bool find_letters(const struct dlp_rule *rule,
			 struct dlp_engine_rule *out)
{
	size_t columns = rule->columns.count, nots = rule->not_columns.count;
	struct dlp_letters *letters = calloc(
		columns + nots + rule->allow_words.count + 1, sizeof(*letters));

	if (!letters)
		return false;
	out->column_letters = letters;
	out->not_column_letters = letters + columns;
	out->allow_letters = letters + columns + nots;
	fill_letters(rule->columns, out->column_letters);
	fill_letters(rule->not_columns, out->not_column_letters);
	fill_letters(rule->allow_words, out->allow_letters);
	return true;
}

static enum dlp_status compile_list(struct dlp_list list,
				    struct dlp_regex **out,
				    struct dlp_error *err)
{
	for (size_t i = 0; i < list.count; i++)
		if (dlp_regex_compile(list.item[i], 0, &out[i], err))
			return DLP_SKIP;
	return DLP_OK;
}

static enum dlp_status compile_allows(const struct dlp_rule *rule,
				      struct dlp_engine_rule *out,
				      struct dlp_error *err)
{
	out->allows = rule->allow_regex.count;
	out->match_allows = out->allows + rule->allow_match.count;
	out->line_allows = out->match_allows + rule->allow_line.count;
	if (compile_list(rule->allow_regex, out->allow, err) ||
	    compile_list(rule->allow_match, out->allow + out->allows, err) ||
	    compile_list(rule->allow_line, out->allow + out->match_allows, err))
		return DLP_SKIP;
	return DLP_OK;
}

/* Those of paths are the scope's, which can't say what is wrong with them. */
static enum dlp_status check_paths(struct dlp_list list, struct dlp_error *err)
{
	struct dlp_regex *regex;

	for (size_t i = 0; i < list.count; i++) {
		if (dlp_regex_compile(list.item[i], 0, &regex, err))
			return DLP_SKIP;
		dlp_regex_free(regex);
	}
	return DLP_OK;
}

static enum dlp_status compile(const struct dlp_rule *rule,
			       struct dlp_engine_rule *out,
			       struct dlp_error *err)
{
	out->regex = calloc(rule->regex.count + rule->assigned.count + 1,
			    sizeof(*out->regex));
	if (!out->regex || !find_letters(rule, out))
		return nomem(err);
	for (size_t i = 0; i < rule->regex.count; i++) {
		/* Counted before, so that a failure frees it. */
		out->regexes++;
		if (compile_regex(rule, rule->regex.item[i], &out->regex[i],
				  err))
			return DLP_SKIP;
	}
	for (size_t i = 0; i < rule->assigned.count; i++) {
		struct dlp_engine_regex *regex = &out->regex[out->regexes++];

		if (compile_assigned(rule, rule->assigned.item[i], regex, err))
			return DLP_SKIP;
	}
	if (rule->validators.count > DLP_ENGINE_VALIDATORS ||
	    rule->allow_regex.count + rule->allow_match.count +
			    rule->allow_line.count >
		    DLP_ENGINE_ALLOWS)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "over %d validators or %d allow regexes",
				     DLP_ENGINE_VALIDATORS, DLP_ENGINE_ALLOWS);
	for (; out->validators < rule->validators.count; out->validators++)
		if (dlp_validator_parse(rule->validators.item[out->validators],
					&out->validator[out->validators], err))
			return DLP_SKIP;
	out->early = is_early(rule, out);
	if (compile_allows(rule, out, err) ||
	    (!rule->foreign && (check_paths(rule->path_regex, err) ||
				check_paths(rule->not_path_regex, err))))
		return DLP_SKIP;
	return DLP_OK;
}

struct dlp_engine_rule *dlp_compile(const struct dlp_rule *rule,
				    struct dlp_error *err)
{
	struct dlp_engine_rule *compiled = calloc(1, sizeof(*compiled));

	if (!compiled) {
		nomem(err);
	} else if (compile(rule, compiled, err)) {
		dlp_compiled_free(compiled);
		compiled = NULL;
	}
	return compiled;
}

void dlp_compiled_free(struct dlp_engine_rule *rule)
{
	if (!rule)
		return;
	for (size_t i = 0; i < rule->regexes; i++)
		dlp_regex_free(rule->regex[i].regex);
	for (size_t i = 0; i < DLP_ENGINE_ALLOWS; i++)
		dlp_regex_free(rule->allow[i]);
	free(rule->regex);
	free(rule->column_letters);
	free(rule);
}
