#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "match/engine.h"
#include "pattern/stanza.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a rule that was read may hold. */
static void check(const struct dlp_rule *rule)
{
	if (rule->window < 16 || rule->window > DLP_RULE_WINDOW_MAX ||
	    rule->parts > DLP_PARTS || rule->specificity > 100 ||
	    rule->specificity < -100 || rule->near_lines > 100)
		abort();
	for (size_t i = 0; i < rule->regex.count; i++)
		if (rule->regex.item[i].len > DLP_RULE_REGEX_MAX)
			abort();
}

/*
 * A pattern file is read to its end or refused with a place and a reason; a
 * rule that is whole compiles or is refused too.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_span text = { (const char *)data, size };
	struct dlp_stanza_reader reader;
	struct dlp_stanza stanza, before = { 0 };
	struct dlp_arena arena = { 0 };
	struct dlp_error err = { 0 };
	enum dlp_status status;

	dlp_stanza_open(&reader, DLP_SPAN("file"), text);
	while (!(status = dlp_stanza_next(&reader, &arena, &stanza, &err))) {
		struct dlp_rule extended = before.rule;

		check(&stanza.rule);
		if (!dlp_rule_check(&stanza.rule, &err)) {
			for (size_t i = 0; i < stanza.rule.regex.count; i++) {
				struct dlp_regex *regex = NULL;

				if (!dlp_regex_compile(
					    stanza.rule.regex.item[i],
					    DLP_REGEX_ONCE, &regex, &err))
					dlp_regex_free(regex);
			}
		}
		if (before.rule.id.len &&
		    !dlp_stanza_extend(&extended, &stanza, &arena, &err))
			check(&extended);
		before = stanza;
	}
	if (status == DLP_SKIP && strncmp(err.msg, "file:", 5) != 0)
		abort();
	dlp_arena_release(&arena);
	return 0;
}
