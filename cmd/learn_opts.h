#ifndef DLP_CMD_LEARN_OPTS_H
#define DLP_CMD_LEARN_OPTS_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* What dlp-learn is told to do. */

enum { LEARN_BACKGROUND = 64 /* folders of it, for excerpts */ };

enum learn_task {
	LEARN_EXCERPTS,
	LEARN_EXACT,
	LEARN_NAMES,
	LEARN_EVAL,
	LEARN_SECRET,
	LEARN_DOC,
	LEARN_BACKGROUNDS,
	LEARN_SHOW,
};

struct learn_opts {
	enum learn_task task;
	char *const *operands; /* NULL at the end */
	char *background[LEARN_BACKGROUND + 1];
	size_t backgrounds;
	char *holding[LEARN_BACKGROUND + 1]; /* what is known to be found */
	size_t holdings;
	const char *key_file, *columns;
	const char *words; /* a file of them */
	const char *lists; /* a folder of lists of words */
	const char *name;  /* of a class */
	unsigned permille; /* of others that a class may tell */
	bool no_builtin;
	const char *templates; /* a folder of sentences with fields; or NULL */
	bool show_values;
	const char *output; /* NULL: stdout */
	uint64_t max_record;
	bool quiet;
};

/* Read the command line; ends the process at a bad one, and where there is
 * nothing but to print. */
void learn_opts_parse(struct learn_opts *opts, int argc, char **argv);

/* Put the bytes of a model where they are to go; ends the process when that
 * can't be done, or it would be a terminal. */
void learn_write(const struct learn_opts *opts, struct dlp_buf *model);

#endif
