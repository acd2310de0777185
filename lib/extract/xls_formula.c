#include "extract/xls_formula.h"

#include "extract/le.h"

/* Bytes behind a token that has no string, in BIFF8 and BIFF5; NONE for what is
 * no token. */
enum { NONE = 0xff };

static size_t operand(unsigned token, bool old)
{
	static const unsigned char plain[0x20] = {
		NONE, 4, 4, 0, 0, 0, 0, 0,    0, 0,    0,    0,    0, 0, 0, 0,
		0,    0, 0, 0, 0, 0, 0, NONE, 5, NONE, NONE, NONE, 1, 1, 2, 8,
	};
	/* Each of these has three classes, of which the upper bits tell. */
	static const unsigned char classed[2][0x20] = {
		{ 7,    2,    3,    4, 4, 8,    6,    6,    6,    2,    4,
		  8,    4,    8,    2, 2, NONE, NONE, NONE, NONE, NONE, NONE,
		  NONE, NONE, NONE, 6, 6, 10,   6,    10,   NONE, NONE },
		{ 7,    2,    3,    14, 3,  6,    6,    6,    6,    2,    3,
		  6,    3,    6,    2,  2,  NONE, NONE, NONE, NONE, NONE, NONE,
		  NONE, NONE, NONE, 24, 17, 20,   17,   20,   NONE, NONE },
	};

	if (token < 0x20)
		return plain[token];
	return token < 0x80 ? classed[old][token & 0x1f] : NONE;
}

/* What stands behind an attribute: for a choice, a table of places. */
static size_t attribute(struct dlp_span tokens, size_t at)
{
	enum { CHOOSE = 4 };

	if (!(dlp_le8(tokens, at) & CHOOSE))
		return 3;
	return 3 + 2 * ((size_t)dlp_le16(tokens, at + 1) + 1);
}

/* Add the string at `at`; the bytes that it takes. */
static size_t add_string(struct dlp_biff_text *text, struct dlp_span tokens,
			 size_t at, struct dlp_buf *out)
{
	struct dlp_biff_run run = {
		.stream = DLP_SPAN(""),
		.rest = dlp_le_cut(tokens, at, tokens.len),
	};
	size_t left = run.rest.len, start = out->len;

	dlp_biff_add_string(text, &run, 1, out);
	if (out->len > start)
		dlp_buf_addc(out, '\n');
	return left - run.rest.len;
}

void dlp_xls_formula_add(struct dlp_biff_text *text, struct dlp_span tokens,
			 struct dlp_buf *out)
{
	enum { STRING = 0x17, ATTRIBUTE = 0x19 };

	for (size_t at = 0; at < tokens.len;) {
		unsigned token = dlp_le8(tokens, at++);

		if (token == STRING)
			at += add_string(text, tokens, at, out);
		else if (token == ATTRIBUTE)
			at += attribute(tokens, at);
		else if (operand(token, text->old) != NONE)
			at += operand(token, text->old);
		else
			break;
	}
}
