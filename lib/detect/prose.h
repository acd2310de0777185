#ifndef DLP_PROSE_H
#define DLP_PROSE_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Whether a text may be what people write to people: letters, mails, minutes.
 * Program text, data and logs are told by the signs in them, at a glance.
 */

enum {
	DLP_PROSE_GLANCE = 192, /* bytes that are looked at */
	DLP_PROSE_TIME = 32,    /* of a line, before a time */
	DLP_PROSE_LOG = 48,     /* behind it */
};

bool dlp_prose_may_be(struct dlp_span text);

/* Whether the begin of a sentence has more signs of programs than prose has. */
bool dlp_prose_is_code(struct dlp_span sentence);

/* Whether a sentence is a line of a log: it begins with a time to the second,
 * behind which stands how grave it is, as INFO, or what wrote it, as sshd[712]:
 * within DLP_PROSE_LOG bytes. */
bool dlp_prose_is_log(struct dlp_span sentence);

/* Whether a file of that name is a program or data by its ending: comments in
 * it are prose, and still nobody's letters. */
bool dlp_prose_is_program(struct dlp_span path);

#endif
