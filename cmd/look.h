#ifndef DLP_CMD_LOOK_H
#define DLP_CMD_LOOK_H

#include "base/buf.h"
#include "detect/explain.h"

/*
 * What was said of a rule at a place, a line each of who spoke and what: for
 * people, or as objects of an array of JSON.
 */
struct look_writer {
	struct dlp_buf out;
	bool records;
	double medium, high;       /* odds of the model of secrets */
	struct dlp_buf step, says; /* of the line that is being made */
};

/* As it is called in pattern files: "digits"; "keyword" where there is none. */
const char *look_shape(enum dlp_shape shape);

/* Add the lines of a look. */
void look_put(struct look_writer *w, const struct dlp_explain_look *look);

void look_release(struct look_writer *w);

#endif
