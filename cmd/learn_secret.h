#ifndef DLP_CMD_LEARN_SECRET_H
#define DLP_CMD_LEARN_SECRET_H

#include "learn/model.h"
#include "learn_opts.h"

/*
 * dlp-learn secret: labelled values to the model of secrets (learn/secret.h),
 * as dlp-learn(1) says.  A CLI_ status; what fails is said.
 */
int learn_secret(const struct learn_opts *opts);

/* dlp-learn eval of a model of that kind, with likewise labelled values. */
int learn_secret_eval(const struct learn_opts *opts,
		      const struct dlp_model *model);

#endif
