#ifndef DLP_CMD_LEARN_CLASS_H
#define DLP_CMD_LEARN_CLASS_H

#include "learn_opts.h"

/*
 * dlp-learn doc: documents of a class, and others, to its model
 * (learn/class.h); dlp-learn background: folders of documents to what classes
 * are told from (learn/background.h); as dlp-learn(1) says.  A CLI_ status;
 * what fails is said.
 */
int learn_class(const struct learn_opts *opts);
int learn_background(const struct learn_opts *opts);

#endif
