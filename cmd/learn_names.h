#ifndef DLP_CMD_LEARN_NAMES_H
#define DLP_CMD_LEARN_NAMES_H

#include "learn/model.h"
#include "learn_opts.h"

/* dlp-learn names, and dlp-learn eval of a model of that kind.  They return an
 * exit status. */
int learn_names(const struct learn_opts *opts);
int learn_names_eval(const struct learn_opts *opts,
		     const struct dlp_model *model);

#endif
