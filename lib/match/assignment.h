#ifndef DLP_ASSIGNMENT_H
#define DLP_ASSIGNMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

/*
 * Where a name is given a value: key = "value", "key": "value", key => value,
 * <key>value</key>, <key>key</key> <string>value</string>, set("key", "value"),
 * --key value, MY_KEY value, key token value, the key is value, and the like of
 * programs, configuration, logs, command lines and sentences.  What `assigned`
 * of a rule is matched against.
 *
 * From a keyword in the name on, the name is read to an operator; behind that
 * and what opens a value (quotes, brackets, a line end after some operators,
 * the scheme of an Authorization header) a value may begin.  It need not: a
 * type, another key may stand there (key: string = value), so reading goes on
 * behind it.
 */

enum {
	/* Bytes from the keyword's first to an operator. */
	DLP_ASSIGNMENT_NAME = 80,
	/* White space, quotes and brackets between operator and value. */
	DLP_ASSIGNMENT_GAP = 80,
	/* No byte further on is looked at, nor does a value begin there. */
	DLP_ASSIGNMENT_REACH = DLP_ASSIGNMENT_NAME + DLP_ASSIGNMENT_GAP + 16,
};

struct dlp_assignment {
	struct dlp_span text;
	size_t from; /* where the keyword stands */
	size_t at;   /* where the name is read on */
	size_t stop; /* no operator is looked for from here on */
	bool bare;   /* a blank may be the operator; once `weighed` */
	bool weighed;
	size_t value; /* where a value may begin */
};

/* The keyword stands at `keyword` of `text`, which is borrowed. */
void dlp_assignment_begin(struct dlp_assignment *assignment,
			  struct dlp_span text, size_t keyword);

/* The next place where its value may begin; ascending.  False: no more. */
bool dlp_assignment_next(struct dlp_assignment *assignment);

#endif
