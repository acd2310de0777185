#ifndef DLP_CMD_LEARN_NAMES_H
#define DLP_CMD_LEARN_NAMES_H

#include "learn_opts.h"

/* dlp-learn names, and dlp-learn eval of what it wrote.  They return an exit
 * status. */
int learn_names(const struct learn_opts *opts);
int learn_names_eval(const struct learn_opts *opts);

#endif
