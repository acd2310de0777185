#ifndef DLP_RTF_TOKEN_H
#define DLP_RTF_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "extract/source.h"

/*
 * The tokens of RTF (Rich Text Format Specification 1.9.1, "RTF Syntax"), read
 * in constant memory from a source.  Nothing is an error at this level: what
 * is no control is text.
 */

enum dlp_rtf_kind {
	DLP_RTF_OPEN,
	DLP_RTF_CLOSE,
	DLP_RTF_WORD,   /* `word`, and `value` when it `has` one */
	DLP_RTF_SYMBOL, /* `symbol`: the byte behind the backslash */
	DLP_RTF_HEX,    /* `byte` of \'hh */
	DLP_RTF_TEXT, /* `text`: bytes of the current encoding; no line ends */
	DLP_RTF_BINARY, /* `text`: some of the bytes behind \bin */
	DLP_RTF_END,    /* of the source; its status says how */
};

enum { DLP_RTF_WORD_MAX = 32 };

struct dlp_rtf_token {
	enum dlp_rtf_kind kind;
	char word[DLP_RTF_WORD_MAX + 1];
	bool has;
	int32_t value;
	char symbol;
	unsigned char byte;
	struct dlp_span text; /* valid until the next token */
};

struct dlp_rtf_tokens {
	struct dlp_source *source;
	enum dlp_status status; /* of the source */
	struct dlp_error err;
	size_t taken;    /* bytes of the last token, still in the source */
	uint64_t binary; /* bytes that are left of \bin */
};

/* Zero-initialise all but the source. */
void dlp_rtf_next(struct dlp_rtf_tokens *tokens, struct dlp_rtf_token *token);

/* Skip `n` characters of text, as \u wants it: a byte, a \'hh or a control
 * counts one, a brace ends it. */
void dlp_rtf_skip(struct dlp_rtf_tokens *tokens, uint32_t n);

#endif
