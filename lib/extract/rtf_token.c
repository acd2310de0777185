#include "extract/rtf_token.h"

#include <string.h>

#include "base/hex.h"

/* Bytes that a control may take: a word, its number, and what ends it. */
enum { CONTROL = DLP_RTF_WORD_MAX + 16 };

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The bytes that come next, `want` of them if there are; empty at the end. */
static struct dlp_span peek(struct dlp_rtf_tokens *tokens, size_t want)
{
	struct dlp_span bytes;

	if (tokens->taken)
		dlp_source_take(tokens->source, tokens->taken);
	tokens->taken = 0;
	/* What was there before it failed is read all the same. */
	tokens->status =
		dlp_source_peek(tokens->source, want, &bytes, &tokens->err);
	return bytes;
}

/* A control word; `at` begins behind the backslash. */
static size_t read_word(struct dlp_rtf_token *token, struct dlp_span at)
{
	size_t i = 0, n = 0;
	bool minus;
	int64_t value = 0;

	while (i < at.len && is_letter(at.ptr[i]) && n < DLP_RTF_WORD_MAX)
		token->word[n++] = at.ptr[i++];
	token->word[n] = '\0';
	minus = i + 1 < at.len && at.ptr[i] == '-' && is_digit(at.ptr[i + 1]);
	i += minus;
	for (; i < at.len && is_digit(at.ptr[i]); i++) {
		token->has = true;
		if (value < INT32_MAX)
			value = value * 10 + (at.ptr[i] - '0');
	}
	if (value > INT32_MAX)
		value = INT32_MAX;
	token->value = (int32_t)(minus ? -value : value);
	token->kind = DLP_RTF_WORD;
	/* One blank belongs to the word. */
	return i + (i < at.len && at.ptr[i] == ' ');
}

static size_t read_control(struct dlp_rtf_token *token, struct dlp_span at)
{
	int high, low;

	if (at.len == 1) {
		token->kind = DLP_RTF_SYMBOL;
		token->symbol = '\\';
		return 1;
	}
	if (is_letter(at.ptr[1]))
		return 1 + read_word(token, (struct dlp_span){ at.ptr + 1,
							       at.len - 1 });
	if (at.ptr[1] == '\'' && at.len >= 4) {
		high = dlp_hex_digit(at.ptr[2]);
		low = dlp_hex_digit(at.ptr[3]);
		if (high >= 0 && low >= 0) {
			token->kind = DLP_RTF_HEX;
			token->byte = (unsigned char)(high << 4 | low);
			return 4;
		}
	}
	token->kind = DLP_RTF_SYMBOL;
	token->symbol = at.ptr[1];
	return 2;
}

static bool is_plain(char c)
{
	return c != '{' && c != '}' && c != '\\' && c != '\r' && c != '\n';
}

static void read_binary(struct dlp_rtf_tokens *tokens,
			struct dlp_rtf_token *token, struct dlp_span bytes)
{
	if (bytes.len > tokens->binary)
		bytes.len = (size_t)tokens->binary;
	tokens->binary -= bytes.len;
	tokens->taken = bytes.len;
	token->kind = DLP_RTF_BINARY;
	token->text = bytes;
}

void dlp_rtf_next(struct dlp_rtf_tokens *tokens, struct dlp_rtf_token *token)
{
	struct dlp_span bytes;
	size_t n = 0;

	token->has = false;
	bytes = peek(tokens, CONTROL);
	if (tokens->binary && bytes.len) {
		read_binary(tokens, token, bytes);
		return;
	}
	/* Line ends mean nothing. */
	while (bytes.len && (bytes.ptr[0] == '\r' || bytes.ptr[0] == '\n')) {
		for (n = 0; n < bytes.len &&
			    (bytes.ptr[n] == '\r' || bytes.ptr[n] == '\n');
		     n++)
			;
		tokens->taken = n;
		bytes = peek(tokens, CONTROL);
	}
	if (!bytes.len) {
		token->kind = DLP_RTF_END;
		return;
	}
	switch (bytes.ptr[0]) {
	case '{':
	case '}':
		token->kind =
			bytes.ptr[0] == '{' ? DLP_RTF_OPEN : DLP_RTF_CLOSE;
		tokens->taken = 1;
		return;
	case '\\':
		tokens->taken = read_control(token, bytes);
		if (token->kind == DLP_RTF_WORD &&
		    !strcmp(token->word, "bin") && token->value > 0)
			tokens->binary = (uint64_t)token->value;
		return;
	default:
		for (n = 1; n < bytes.len && is_plain(bytes.ptr[n]); n++)
			;
		token->kind = DLP_RTF_TEXT;
		token->text = (struct dlp_span){ bytes.ptr, n };
		tokens->taken = n;
	}
}

void dlp_rtf_skip(struct dlp_rtf_tokens *tokens, uint32_t n)
{
	struct dlp_rtf_token token = { .has = false };
	struct dlp_span bytes;

	while (n) {
		bytes = peek(tokens, CONTROL);
		if (!bytes.len || bytes.ptr[0] == '{' || bytes.ptr[0] == '}')
			return;
		if (bytes.ptr[0] == '\\') {
			tokens->taken = read_control(&token, bytes);
			n--;
		} else {
			n -= bytes.ptr[0] != '\r' && bytes.ptr[0] != '\n';
			tokens->taken = 1;
		}
	}
}
