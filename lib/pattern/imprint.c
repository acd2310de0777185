#include "pattern/imprint.h"

static void digest_span(struct dlp_digest *digest, struct dlp_span span)
{
	dlp_digest_add(digest, &span.len, sizeof(span.len));
	dlp_digest_add(digest, span.ptr, span.len);
}

static void digest_list(struct dlp_digest *digest, struct dlp_list list)
{
	dlp_digest_add(digest, &list.count, sizeof(list.count));
	for (size_t i = 0; i < list.count; i++)
		digest_span(digest, list.item[i]);
}

/* What decides on findings; not what only describes. */
static void digest_rule(struct dlp_digest *digest, const struct dlp_rule *rule)
{
	const uint32_t number[] = {
		rule->category,     rule->severity,
		rule->confidence,   rule->shape,
		rule->least,        rule->most,
		rule->utf,          rule->redact_parts,
		rule->window,       rule->lead,
		rule->drop_invalid, rule->near_lines,
		rule->near_raises,  rule->hidden,
		rule->entropy_high, (uint32_t)rule->specificity,
		rule->scored,
	};

	digest_span(digest, rule->id);
	digest_span(digest, rule->value);
	digest_span(digest, rule->near);
	dlp_digest_add(digest, number, sizeof(number));
	digest_list(digest, rule->keywords);
	digest_list(digest, rule->regex);
	digest_list(digest, rule->assigned);
	digest_list(digest, rule->validators);
	digest_list(digest, rule->context);
	digest_list(digest, rule->not_context);
	digest_list(digest, rule->columns);
	digest_list(digest, rule->not_columns);
	digest_list(digest, rule->paths);
	digest_list(digest, rule->not_paths);
	digest_list(digest, rule->allow_words);
	digest_list(digest, rule->path_regex);
	digest_list(digest, rule->not_path_regex);
	digest_list(digest, rule->allow_regex);
	digest_list(digest, rule->allow_match);
	digest_list(digest, rule->allow_line);
	digest_list(digest, rule->test_values);
	for (size_t i = 0; i < rule->parts; i++) {
		digest_span(digest, rule->part[i].name);
		digest_span(digest, rule->part[i].group);
	}
}

struct dlp_imprint dlp_imprint_of(const struct dlp_rule *rule,
				  struct dlp_digest *digest)
{
	struct dlp_imprint imprint = { 0 };

	dlp_digest_reset(digest);
	digest_rule(digest, rule);
	dlp_digest_bytes(digest, imprint.byte);
	return imprint;
}
