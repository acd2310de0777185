#include "match/shadows.h"

#include <stdlib.h>

#include "match/shadow.h"

struct dlp_shadows {
	size_t count;
	struct dlp_regex *regex[]; /* NULL for one that any layout may match */
};

struct dlp_shadows *dlp_shadows_new(const struct dlp_rule *rule)
{
	size_t count = rule->regex.count;
	struct dlp_shadows *shadows =
		calloc(1, sizeof(*shadows) + count * sizeof(*shadows->regex));
	struct dlp_buf text;

	if (!shadows)
		return NULL;
	shadows->count = count;
	dlp_buf_init(&text, 0);
	for (size_t i = 0; i < count; i++) {
		struct dlp_error err;

		dlp_buf_clear(&text);
		if (dlp_shadow_of(rule->regex.item[i], &text) &&
		    dlp_regex_compile(dlp_buf_span(&text),
				      DLP_REGEX_ANCHORED | DLP_REGEX_WHOLE |
					      DLP_REGEX_ONCE |
					      (rule->utf ? DLP_REGEX_UTF : 0u),
				      &shadows->regex[i], &err))
			shadows->regex[i] = NULL;
	}
	dlp_buf_release(&text);
	return shadows;
}

void dlp_shadows_free(struct dlp_shadows *shadows)
{
	for (size_t i = 0; shadows && i < shadows->count; i++)
		dlp_regex_free(shadows->regex[i]);
	free(shadows);
}

uint32_t dlp_shadows_admit(const struct dlp_shadows *shadows,
			   struct dlp_span text, struct dlp_regex_space *space)
{
	uint32_t set = 0;

	if (!shadows->count)
		return 1;
	if (shadows->count > 32)
		return UINT32_MAX;
	for (size_t i = 0; i < shadows->count; i++) {
		struct dlp_regex_match match;

		/* A search that is given up says nothing. */
		if (!shadows->regex[i] ||
		    dlp_regex_find(shadows->regex[i], space, text, 0, 0, false,
				   false, &match) != DLP_REGEX_NONE)
			set |= UINT32_C(1) << i;
	}
	return set;
}
