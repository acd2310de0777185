#ifndef DLP_ARCHIVE_FEED_H
#define DLP_ARCHIVE_FEED_H

#include "extract/reading.h"

struct archive;

/*
 * Where libarchive has the bytes of a container from: the view of a document,
 * in which it may go to and fro, or its source, from which it takes no more
 * than it was given.
 */
struct dlp_archive_feed {
	struct dlp_input *input;
	char *block;  /* of a view */
	uint64_t at;  /* within the view */
	size_t given; /* bytes of the source that it has and may still use */
};

/*
 * Have `a`, which is not open, read `input` as the container or packed stream
 * that its format says.  The feed outlives `a` and stays where it is.
 * DLP_FATAL without memory; release it in either case.
 */
DLP_MUST_CHECK enum dlp_status
dlp_archive_feed_init(struct dlp_archive_feed *feed, struct dlp_input *input,
		      struct archive *a);

/* What was given counts as read.  `a` is freed before; harmless if never
 * initialised but to zero. */
void dlp_archive_feed_release(struct dlp_archive_feed *feed);

#endif
