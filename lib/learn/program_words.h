#ifndef DLP_PROGRAM_WORDS_H
#define DLP_PROGRAM_WORDS_H

#include <stdbool.h>

#include "base/span.h"

/* Words of the languages that most programs are written in; case counts. */

/* One of `list`, which NULL ends. */
bool dlp_program_is_one(struct dlp_span word, const char *const *list);

/* One that sentences and conditions have in common: it makes neither. */
bool dlp_program_is_glue(struct dlp_span word);
/* What statements begin with in this language or that. */
bool dlp_program_is_keyword(struct dlp_span word);
/* One behind which something has its name. */
bool dlp_program_is_declaring(struct dlp_span word);

#endif
