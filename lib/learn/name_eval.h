#ifndef DLP_NAME_EVAL_H
#define DLP_NAME_EVAL_H

#include "learn/names.h"

/*
 * What a model of names gets right in marked sentences (conll.h): by whole
 * names, by words, and by how sure it is.
 */

enum { DLP_NAME_STEPS = 10 }; /* of probability */

struct dlp_name_eval {
	uint64_t sentences, words;
	struct dlp_name_tally {
		uint64_t marked, found, right; /* names, whole */
		uint64_t word_marked, word_found, word_right;
		/* Found ones, and those that touch a marked one, of a
		 * probability in [k, k + 1) / DLP_NAME_STEPS. */
		uint64_t sure[DLP_NAME_STEPS], sure_right[DLP_NAME_STEPS];
		/* Marked ones that a found one of it touches, at best. */
		uint64_t met[DLP_NAME_STEPS];
	} kind[DLP_NAME_KINDS];
};

/* One that is wrong: not marked and found, or marked and missed. */
struct dlp_name_fault {
	struct dlp_span sentence; /* borrowed */
	const struct dlp_name *name;
	bool missed;
};

/* Add the sentences of a file; `tell`, or NULL, hears of each fault.  DLP_FATAL
 * without memory. */
DLP_MUST_CHECK enum dlp_status
dlp_name_eval_add(struct dlp_name_eval *eval, const struct dlp_names *names,
		  struct dlp_span file,
		  void (*tell)(void *arg, const struct dlp_name_fault *fault),
		  void *arg);

#endif
