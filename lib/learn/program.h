#ifndef DLP_PROGRAM_H
#define DLP_PROGRAM_H

#include <stdint.h>

#include "learn/program_line.h"

/*
 * Whether a document is the source of a program, by what its lines are
 * (program_line.h): the part of statements, calls and declarations among them
 * and all that programs do not have.  Comments count for neither side.
 * Nothing of it is learned: what words programs have changes with what they
 * are about, how lines look does not.
 */

enum {
	DLP_PROGRAM_LINE = 256,    /* bytes of a line that are looked at */
	DLP_PROGRAM_LINES = 16384, /* lines of a document that are */
	DLP_PROGRAM_LEAST = 3,     /* of programs, to say anything */
	/* Bytes for which a line of prose or data counts once more: there it
	 * may be a paragraph, or all of the file. */
	DLP_PROGRAM_LONG = 128,
};

/* The lines of a document so far; zero-initialise it. */
struct dlp_program {
	uint64_t count[DLP_PROGRAM_KINDS];
	uint64_t against; /* prose and data, long ones more than once */
	uint64_t lines;
	/* The rest is the module's. */
	struct dlp_program_state state;
	uint64_t len; /* of the line at hand */
	char line[DLP_PROGRAM_LINE];
};

/* The next piece of the document, cut anywhere. */
void dlp_program_add(struct dlp_program *program, struct dlp_span piece);
/* What comes next follows on nothing: a line ends there. */
void dlp_program_part(struct dlp_program *program);
/* Forget it: another document begins. */
void dlp_program_clear(struct dlp_program *program);

/*
 * How much of the document, whose text was parted at its end, is of programs:
 * 0 to 1; 0 where it is too short.
 */
double dlp_program_share(const struct dlp_program *program);

#endif
