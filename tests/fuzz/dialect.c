#include <stdint.h>
#include <stdlib.h>

#include "match/regex.h"
#include "pattern/dialect.h"
#include "pattern/required.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * A regex is written anew or refused; what is said of the result, its longest
 * match and what it requires, is true of what it matches in its own text.
 */
static void check(struct dlp_span regex, struct dlp_span subject)
{
	struct dlp_list none = { 0 }, texts = { 0 };
	struct dlp_regex *compiled = NULL;
	struct dlp_regex_space *space;
	struct dlp_arena arena = { 0 };
	struct dlp_regex_match found;
	struct dlp_syntax *root;
	struct dlp_error err;

	if (dlp_syntax_parse(regex, &arena, &root, &err) ||
	    dlp_regex_compile(regex, DLP_REGEX_ONCE, &compiled, &err)) {
		dlp_arena_release(&arena);
		return;
	}
	if (dlp_required_texts(root, none, &arena, &texts) && !texts.count)
		abort();
	space = dlp_regex_space_new();
	if (space && dlp_regex_find(compiled, space, subject, 0, subject.len,
				    false, false, &found) == DLP_REGEX_FOUND) {
		size_t start = found.group[0].start, end = found.group[0].end;
		struct dlp_span match = { subject.ptr + start, end - start };

		if (match.len > dlp_syntax_longest(root))
			abort();
		if (texts.count &&
		    !dlp_required_imply((struct dlp_list){ &match, 1 }, texts))
			abort();
	}
	dlp_regex_space_free(space);
	dlp_regex_free(compiled);
	dlp_arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_span in = { (const char *)data, size };
	static const enum dlp_dialect dialect[] = { DLP_DIALECT_GO,
						    DLP_DIALECT_RUST };

	check(in, in);
	for (size_t i = 0; i < 2; i++) {
		struct dlp_error err = { 0 };
		struct dlp_buf out;
		bool utf;

		dlp_buf_init(&out, DLP_RULE_REGEX_MAX);
		if (!dlp_dialect_translate(dialect[i], in, &out, &utf, &err))
			check(dlp_buf_span(&out), in);
		else if (!*err.msg)
			abort();
		dlp_buf_release(&out);
	}
	return 0;
}
