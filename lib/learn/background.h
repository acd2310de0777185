#ifndef DLP_BACKGROUND_H
#define DLP_BACKGROUND_H

#include "base/buf.h"
#include "learn/model.h"
#include "learn/topic.h"

/*
 * Documents of no class in particular, in groups of one kind each, to tell a
 * class from: the rows of their topics, and no text.  One that is built in
 * spares who has a class to find documents that are none of it.
 *
 * In a model: "groups", their names, each with a line end; "group", of each
 * document a byte, its group; "begin", where its rows begin, in 32 bits, and
 * where the last one's end; "row".
 */

enum {
	DLP_BACKGROUND_FEATURES = 1,
	DLP_BACKGROUND_GROUPS = 64,
	DLP_BACKGROUND_DOCUMENTS = 1 << 16,
};

struct dlp_background {
	struct dlp_span groups;
	const unsigned char *group;
	const uint32_t *begin;
	const uint16_t *row;
	size_t documents;
};

/* What is in a model, which is borrowed.  DLP_SKIP where it is damaged. */
DLP_MUST_CHECK enum dlp_status
dlp_background_use(struct dlp_background *background,
		   const struct dlp_model *model, struct dlp_error *err);

/* The name of a document's group. */
struct dlp_span dlp_background_group(const struct dlp_background *background,
				     size_t document);

/* What is to be written; zero-initialise it. */
struct dlp_background_draft {
	struct dlp_buf groups, group, begin, row;
	size_t count; /* groups */
};

/* Another group begins, of a name without line ends; then its documents, whose
 * text was parted at its end.  DLP_SKIP where there are too many. */
DLP_MUST_CHECK enum dlp_status
dlp_background_begin(struct dlp_background_draft *draft, struct dlp_span name);
DLP_MUST_CHECK enum dlp_status
dlp_background_add(struct dlp_background_draft *draft,
		   const struct dlp_topic *topic);
DLP_MUST_CHECK enum dlp_status
dlp_background_write(struct dlp_background_draft *draft, struct dlp_buf *out);
void dlp_background_release(struct dlp_background_draft *draft);

#endif
