#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "match/engine.h"
#include "pattern/foreign.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a rule that was taken may hold. */
static enum dlp_status on_rule(void *arg, const struct dlp_rule *rule,
			       struct dlp_error *err)
{
	(void)arg;
	(void)err;
	if (!rule->id.len || rule->id.len > 64 || rule->regex.count != 1 ||
	    rule->regex.item[0].len > DLP_RULE_REGEX_MAX ||
	    rule->parts > DLP_RULE_PARTS || rule->near_lines > 100 ||
	    rule->window > DLP_RULE_WINDOW_MAX ||
	    rule->validators.count > DLP_ENGINE_VALIDATORS ||
	    rule->allow_regex.count + rule->allow_match.count +
			    rule->allow_line.count >
		    DLP_ENGINE_ALLOWS ||
	    (rule->shape == DLP_SHAPE_ANY) == (rule->keywords.count != 0))
		abort();
	for (size_t i = 0; i < rule->keywords.count; i++)
		if (rule->keywords.item[i].len < DLP_RULE_KEYWORD_MIN ||
		    rule->keywords.item[i].len > DLP_RULE_KEYWORD_MAX)
			abort();
	return DLP_OK;
}

static enum dlp_status on_note(void *arg, const struct dlp_note *note,
			       struct dlp_error *err)
{
	(void)arg;
	(void)err;
	if (!note->text.len || !note->line)
		abort();
	return DLP_OK;
}

/*
 * A file is read to its end or refused with a place and a reason, as each
 * format, whatever it looks like.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct dlp_foreign_calls calls = { on_rule, on_note, NULL };
	struct dlp_span text = { (const char *)data, size };
	static const enum dlp_foreign kind[] = { DLP_FOREIGN_TOML,
						 DLP_FOREIGN_YAML };

	dlp_foreign_sniff(text);
	for (size_t i = 0; i < 2; i++) {
		struct dlp_arena arena = { 0 };
		struct dlp_error err = { 0 };

		if (dlp_foreign_read(kind[i], DLP_SPAN("file"), text, &arena,
				     &calls, &err) == DLP_SKIP &&
		    strncmp(err.msg, "file:", 5) != 0)
			abort();
		dlp_arena_release(&arena);
	}
	return 0;
}
