#ifndef DLP_EXCERPTS_H
#define DLP_EXCERPTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "learn/buckets.h"
#include "learn/sieve.h"
#include "learn/winnow.h"

/*
 * Prints (winnow.h) of documents that are to be protected, to know passages of
 * them again: which document a print is of.
 *
 * Text that many of them share is nobody's: a print that more than
 * DLP_EXCERPTS_OWNERS documents have is left out, and so is what a background
 * of public text has.
 */

enum {
	DLP_EXCERPTS_FEATURES = 4,
	DLP_EXCERPTS_OWNERS = 64,
	DLP_EXCERPTS_DOCUMENTS = 1 << 24,
	/* Bits of the sieve more than of buckets: each run of a text is asked
	 * for, and of those that no document has one in 8 or fewer passes. */
	DLP_EXCERPTS_SIEVE = 7,
	DLP_EXCERPTS_NAME = 1024, /* bytes of a document's name, at most */
};

/* Documents that are being learned; zero-initialise it. */
struct dlp_excerpts_draft {
	struct dlp_bucket_draft prints; /* their owners are documents */
	struct dlp_bucket_sections sections;
	struct dlp_buf names; /* each ends in NUL */
	uint32_t documents;
	/* Of the one that is being added. */
	uint32_t owner;
	struct dlp_winnow winnow;
};

/*
 * Begin a document; with an empty name it is of the background.  Then its text
 * in pieces of any size, and its end; text behind that is of the same document
 * and does not follow on what was before.  DLP_FATAL without memory, DLP_SKIP
 * with too many documents or too long a name.
 */
enum dlp_status dlp_excerpts_begin(struct dlp_excerpts_draft *draft,
				   struct dlp_span name);
enum dlp_status dlp_excerpts_text(struct dlp_excerpts_draft *draft,
				  struct dlp_span text);
enum dlp_status dlp_excerpts_end(struct dlp_excerpts_draft *draft);

/* The model, behind what `out` has, which is nothing or aligned; `facts` are
 * added to its own.  The draft can only be released then. */
DLP_MUST_CHECK enum dlp_status
dlp_excerpts_write(struct dlp_excerpts_draft *draft, struct dlp_span facts,
		   struct dlp_buf *out);
void dlp_excerpts_draft_release(struct dlp_excerpts_draft *draft);

/* An index at work; it borrows the model. */
struct dlp_excerpts {
	struct dlp_buckets prints;
	struct dlp_sieve sieve;
	const uint32_t *owner;        /* of each print: a document */
	const uint32_t *name, *total; /* of each document */
	size_t documents;
	struct dlp_span names;
};

DLP_MUST_CHECK enum dlp_status dlp_excerpts_use(struct dlp_excerpts *excerpts,
						const struct dlp_model *model,
						struct dlp_error *err);

/* The owners of a print: up to DLP_EXCERPTS_OWNERS documents, going up. */
size_t dlp_excerpts_find(const struct dlp_excerpts *excerpts, uint64_t hash,
			 const uint32_t **owner);

/* The name of a document, and how many prints of it are kept. */
struct dlp_span dlp_excerpts_name(const struct dlp_excerpts *excerpts,
				  uint32_t document);
uint32_t dlp_excerpts_total(const struct dlp_excerpts *excerpts,
			    uint32_t document);

#endif
