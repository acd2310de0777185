#include "redact/operator.h"

#include <string.h>

#include "base/utf8.h"
#include "pattern/catalog.h"
#include "pattern/glob.h"

static const char *const names[DLP_OPERATORS] = {
	[DLP_OPERATOR_LABEL] = "label",
	[DLP_OPERATOR_MASK] = "mask",
	[DLP_OPERATOR_HASH] = "hash",
	[DLP_OPERATOR_REMOVE] = "remove",
};

bool dlp_operator_parse(const char *word, enum dlp_operator *out)
{
	for (size_t i = 0; i < DLP_OPERATORS; i++)
		if (!strcmp(word, names[i])) {
			*out = (enum dlp_operator)i;
			return true;
		}
	return false;
}

static bool uses_hash(const struct dlp_operator_opts *opts)
{
	for (size_t i = 0; i < opts->choices; i++)
		if (opts->choice[i].op == DLP_OPERATOR_HASH)
			return true;
	return opts->op == DLP_OPERATOR_HASH;
}

enum dlp_status dlp_operator_check(const struct dlp_operator_opts *opts,
				   struct dlp_error *err)
{
	struct dlp_span text = opts->replacement;

	if (uses_hash(opts) && !opts->key.len)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "the hash operator needs a key");
	if (opts->keep > DLP_OPERATOR_KEEP_MAX)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "a mask keeps at most %d characters",
				     DLP_OPERATOR_KEEP_MAX);
	if (text.len > DLP_OPERATOR_TEXT)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "the replacement is over %d bytes",
				     DLP_OPERATOR_TEXT);
	if (dlp_utf8_valid(text) != text.len)
		return dlp_error_set(err, DLP_FATAL, 0,
				     "the replacement is not UTF-8");
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 0x7f)
			return dlp_error_set(err, DLP_FATAL, 0,
					     "the replacement holds a control "
					     "character");
	return DLP_OK;
}

static enum dlp_operator choose(const struct dlp_operator_opts *opts,
				const char *rule)
{
	const struct dlp_span id = { rule, strlen(rule) };

	for (size_t i = opts->choices; i > 0; i--)
		if (dlp_rule_matches(id, opts->choice[i - 1].globs))
			return opts->choice[i - 1].op;
	return opts->op;
}

void dlp_mark_begin(struct dlp_mark *mark, const struct dlp_operator_opts *opts,
		    const char *rule)
{
	mark->opts = opts;
	mark->rule = rule;
	mark->op = choose(opts, rule);
	mark->characters = 0;
	mark->tail_len = 0;
	if (mark->op != DLP_OPERATOR_HASH)
		return;
	/* Another label than `value_id` has: the two can't be linked. */
	dlp_hmac_init(&mark->hmac, opts->key);
	dlp_hmac_add(&mark->hmac, "redact", sizeof("redact"));
	dlp_hmac_add(&mark->hmac, rule, strlen(rule) + 1);
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

static void keep_tail(struct dlp_mark *mark, struct dlp_span value)
{
	const size_t room = sizeof(mark->tail);
	size_t stay;

	for (size_t i = 0; i < value.len; i++)
		mark->characters += !continues(value.ptr[i]);
	if (value.len >= room) {
		memcpy(mark->tail, value.ptr + value.len - room, room);
		mark->tail_len = room;
		return;
	}
	stay = mark->tail_len;
	if (stay > room - value.len)
		stay = room - value.len;
	memmove(mark->tail, mark->tail + mark->tail_len - stay, stay);
	memcpy(mark->tail + stay, value.ptr, value.len);
	mark->tail_len = stay + value.len;
}

void dlp_mark_add(struct dlp_mark *mark, struct dlp_span value)
{
	if (!value.len)
		return;
	if (mark->op == DLP_OPERATOR_HASH)
		dlp_hmac_add(&mark->hmac, value.ptr, value.len);
	else if (mark->op == DLP_OPERATOR_MASK)
		keep_tail(mark, value);
}

static void add_label(const struct dlp_mark *mark, struct dlp_buf *out)
{
	const struct dlp_span hole = DLP_SPAN("{rule}");
	struct dlp_span text = DLP_SPAN("[REDACTED:{rule}]");

	if (mark->opts->has_replacement)
		text = mark->opts->replacement;
	while (text.len) {
		size_t n = hole.len;

		if (text.len >= n && !memcmp(text.ptr, hole.ptr, n)) {
			dlp_buf_adds(out, mark->rule);
		} else {
			n = 1;
			dlp_buf_addc(out, *text.ptr);
		}
		text.ptr += n;
		text.len -= n;
	}
}

static void add_mask(const struct dlp_mark *mark, bool whole,
		     struct dlp_buf *out)
{
	size_t from = mark->tail_len;
	uint64_t left = whole ? mark->opts->keep : 0;

	if (left > mark->characters / 2)
		left = mark->characters / 2;
	while (left && from > 0)
		left -= !continues(mark->tail[--from]);
	dlp_buf_adds(out, "********");
	dlp_buf_add(out, mark->tail + from, mark->tail_len - from);
}

static void add_hash(struct dlp_mark *mark, struct dlp_buf *out)
{
	unsigned char mac[DLP_SHA256_SIZE];
	char hex[DLP_SHA256_SIZE];

	dlp_hmac_final(&mark->hmac, mac);
	dlp_hex(hex, mac, sizeof(hex) / 2);
	dlp_buf_addf(out, "[HASH:%s:", mark->rule);
	dlp_buf_add(out, hex, sizeof(hex));
	dlp_buf_addc(out, ']');
}

void dlp_mark_end(struct dlp_mark *mark, bool whole, struct dlp_buf *out)
{
	switch (mark->op) {
	case DLP_OPERATOR_LABEL:
		add_label(mark, out);
		break;
	case DLP_OPERATOR_MASK:
		add_mask(mark, whole, out);
		break;
	case DLP_OPERATOR_HASH:
		add_hash(mark, out);
		break;
	case DLP_OPERATOR_REMOVE:
	case DLP_OPERATORS:
		break;
	}
	memset(mark->tail, 0, sizeof(mark->tail));
}
