#include <stddef.h>
#include <stdint.h>

#include "validate/validator.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* First byte: which validator; the rest: the value, and its two halves. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dlp_validator_args args = { .payload = 1, .check = 2 };
	const struct dlp_validator *v;
	struct dlp_candidate cand = { 0 };
	struct dlp_validator_call call;
	struct dlp_span text;
	struct dlp_error err;
	size_t n = 0;

	if (!size)
		return 0;
	text = (struct dlp_span){ (const char *)data + 1, size - 1 };
	if (!dlp_validator_parse(text, &call, &err))
		args = call.args;
	while (dlp_validator_at(n))
		n++;
	v = dlp_validator_at(data[0] % n);
	cand.value = cand.group[0] = text;
	cand.group[1] = (struct dlp_span){ text.ptr, text.len / 2 };
	cand.group[2] = (struct dlp_span){ text.ptr + text.len / 2,
					   text.len - text.len / 2 };
	v->check(&cand, &args);
	return 0;
}
