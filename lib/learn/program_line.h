#ifndef DLP_PROGRAM_LINE_H
#define DLP_PROGRAM_LINE_H

#include <stdbool.h>

#include "base/span.h"

/*
 * What a line of text is, by the signs in it: of a program in one of the
 * languages that most are written in, or of something else.  It is a glance:
 * one line says little, hundreds say what a document is.
 *
 * prose.h asks whether a name may stand in a text, and looks at the signs of
 * its first bytes; here what signs stand together is told, and not that there
 * are any, since data and manuals have the same.
 */

enum dlp_program_line {
	DLP_PROGRAM_NONE,      /* no telling: braces alone, names, short ones */
	DLP_PROGRAM_STATEMENT, /* it does something, or says when */
	DLP_PROGRAM_CALL,      /* name(...) */
	DLP_PROGRAM_DECLARATION, /* something begins that has a name */
	DLP_PROGRAM_COMMENT,     /* prose inside of programs */
	DLP_PROGRAM_PROSE,
	DLP_PROGRAM_DATA, /* a key and its value, a row, a tag, a log */
	DLP_PROGRAM_KINDS,
};

/* What a line leaves for those behind it; zero-initialise it. */
struct dlp_program_state {
	/* Of which text runs on: '"' and '\'' of those of three signs, '`' and
	 * '~' of fences, '=' of one in backticks, '*' and '<' of a comment. */
	unsigned char quote;
	bool indented; /* what is indented is quoted */
	bool script;   /* "#!" was there */
};

/* A line without its end; of a long one its begin. */
enum dlp_program_line dlp_program_line_of(struct dlp_program_state *state,
					  struct dlp_span line);

#endif
