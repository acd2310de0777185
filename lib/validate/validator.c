#include "validate/validator.h"

#include "validate/check.h"
#include "validate/token.h"

static const struct dlp_validator *const tables[] = {
	dlp_checks_sum,          dlp_checks_token,
	dlp_checks_payment,      dlp_checks_person,
	dlp_checks_encoded,      dlp_checks_wallet,
	dlp_checks_trade,        dlp_checks_americas,
	dlp_checks_europe_west,  dlp_checks_europe_south,
	dlp_checks_europe_north, dlp_checks_europe_east,
	dlp_checks_asia,         dlp_checks_africa,
	dlp_checks_vat,          dlp_checks_mrz,
	dlp_checks_base32,       dlp_checks_random,
	dlp_checks_mnemonic,     dlp_checks_device,
	dlp_checks_account,      dlp_checks_document,
	dlp_checks_address,      dlp_checks_provider,
};

const struct dlp_validator *dlp_validator_at(size_t i)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct dlp_validator *v = tables[t]; v->name; v++)
			if (!i--)
				return v;
	return NULL;
}

const struct dlp_validator *dlp_validator_find(struct dlp_span name)
{
	for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
		for (const struct dlp_validator *v = tables[t]; v->name; v++)
			if (dlp_span_is(name, v->name))
				return v;
	return NULL;
}

enum dlp_verdict dlp_validator_run(const struct dlp_validator_call *call,
				   const struct dlp_candidate *cand)
{
	return call->validator->check(cand, &call->args);
}

/* The next word of `rest`, which moves behind it; empty at the end. */
static struct dlp_span next_word(struct dlp_span *rest)
{
	struct dlp_span word;

	while (rest->len && (*rest->ptr == ' ' || *rest->ptr == '\t'))
		rest->ptr++, rest->len--;
	word = (struct dlp_span){ rest->ptr, 0 };
	while (rest->len && *rest->ptr != ' ' && *rest->ptr != '\t')
		rest->ptr++, rest->len--, word.len++;
	return word;
}

/* Whole and up to `max`. */
static bool parse_uint(struct dlp_span in, unsigned max, unsigned *out)
{
	unsigned v = 0;

	if (!in.len || in.len > 6)
		return false;
	for (size_t i = 0; i < in.len; i++) {
		if (in.ptr[i] < '0' || in.ptr[i] > '9')
			return false;
		v = v * 10 + (unsigned)(in.ptr[i] - '0');
	}
	*out = v;
	return v <= max;
}

/* "3" or "3.5": no sign, no exponent, no locale. */
static bool parse_decimal(struct dlp_span in, double *out)
{
	const char *dot = in.len ? memchr(in.ptr, '.', in.len) : NULL;
	struct dlp_span whole = in, part = { NULL, 0 };
	unsigned w, p = 0;
	double scale = 1;

	if (dot) {
		whole.len = (size_t)(dot - in.ptr);
		part = (struct dlp_span){ dot + 1, in.len - whole.len - 1 };
		if (!parse_uint(part, 999999, &p))
			return false;
	}
	if (!parse_uint(whole, 999, &w))
		return false;
	for (size_t i = 0; i < part.len; i++)
		scale *= 10;
	*out = w + p / scale;
	return true;
}

static bool parse_weights(struct dlp_span in, struct dlp_validator_args *args)
{
	for (;;) {
		const char *comma = in.len ? memchr(in.ptr, ',', in.len) : NULL;
		struct dlp_span word = in;
		unsigned w;

		if (comma)
			word.len = (size_t)(comma - in.ptr);
		if (args->weights == DLP_VALIDATOR_WEIGHTS ||
		    !parse_uint(word, 255, &w))
			return false;
		args->weight[args->weights++] = (unsigned char)w;
		if (!comma)
			return true;
		in = (struct dlp_span){ comma + 1, in.len - word.len - 1 };
	}
}

static bool parse_ten(struct dlp_span in, char *out)
{
	if (in.len != 1 || !((*in.ptr >= '0' && *in.ptr <= '9') ||
			     (*in.ptr >= 'A' && *in.ptr <= 'Z')))
		return false;
	*out = *in.ptr;
	return true;
}

static bool parse_value(struct dlp_span key, struct dlp_span value,
			struct dlp_validator_args *args)
{
	if (dlp_span_eq(key, DLP_SPAN("payload")))
		return parse_uint(value, DLP_CANDIDATE_GROUPS - 1,
				  &args->payload);
	if (dlp_span_eq(key, DLP_SPAN("check")))
		return parse_uint(value, DLP_CANDIDATE_GROUPS - 1,
				  &args->check);
	if (dlp_span_eq(key, DLP_SPAN("min")))
		return parse_decimal(value, &args->min);
	if (dlp_span_eq(key, DLP_SPAN("weights")) ||
	    dlp_span_eq(key, DLP_SPAN("least")))
		return parse_weights(value, args);
	if (dlp_span_eq(key, DLP_SPAN("ten")))
		return parse_ten(value, &args->ten);
	if (dlp_span_eq(key, DLP_SPAN("set")))
		return dlp_token_set(value, args);
	if (dlp_span_eq(key, DLP_SPAN("need")))
		return dlp_token_need(value, args);
	return false;
}

/* The `key=` of a word; empty where there is none. */
static struct dlp_span key_of(struct dlp_span word)
{
	const char *eq = word.len ? memchr(word.ptr, '=', word.len) : NULL;

	return (struct dlp_span){ word.ptr, eq ? (size_t)(eq - word.ptr) : 0 };
}

/* How often `key` stands in `spec` (arguments without a name). */
static size_t count_key(struct dlp_span spec, struct dlp_span key)
{
	size_t n = 0;
	struct dlp_span word;

	while ((word = next_word(&spec)).len)
		n += dlp_span_eq(key_of(word), key);
	return n;
}

enum dlp_status dlp_validator_parse(struct dlp_span spec,
				    struct dlp_validator_call *out,
				    struct dlp_error *err)
{
	struct dlp_span name = next_word(&spec), rest = spec, word, takes;
	size_t known = 0, given = 0;

	memset(out, 0, sizeof(*out));
	out->validator = dlp_validator_find(name);
	if (!out->validator)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "no validator of this name");
	takes = (struct dlp_span){ out->validator->args,
				   strlen(out->validator->args) };
	if (!takes.len && next_word(&spec).len)
		return dlp_error_set(err, DLP_SKIP, 0, "%s takes no arguments",
				     out->validator->name);
	while ((word = next_word(&takes)).len) {
		bool optional = *word.ptr == '[';
		struct dlp_span key = key_of(word);
		size_t n;

		key.ptr += optional;
		key.len -= optional;
		n = count_key(rest, key);
		if (n > 1 || (!n && !optional))
			return dlp_error_set(err, DLP_SKIP, 0, "%s %s %.*s",
					     out->validator->name,
					     n ? "has two of" : "needs",
					     (int)key.len, key.ptr);
		known += n;
	}
	while ((word = next_word(&rest)).len) {
		struct dlp_span key = key_of(word), value;

		given++;
		value.ptr = word.ptr + key.len + 1;
		value.len = key.len ? word.len - key.len - 1 : 0;
		if (!value.len || !parse_value(key, value, &out->args))
			return dlp_error_set(err, DLP_SKIP, 0,
					     "%s: bad argument, it takes: %s",
					     out->validator->name,
					     out->validator->args);
	}
	if (given != known)
		return dlp_error_set(
			err, DLP_SKIP, 0, "%s: unknown argument, it takes: %s",
			out->validator->name, out->validator->args);
	return DLP_OK;
}
