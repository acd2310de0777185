#ifndef DLP_ARCHIVE_H
#define DLP_ARCHIVE_H

#include <stdbool.h>

#include "extract/reading.h"

struct archive;
struct archive_entry;

/*
 * Containers and packed streams, through libarchive, streaming: nothing is
 * unpacked beyond a limit before the limit is checked.
 */

/* A packed stream, of one document or of a tar. */
void dlp_archive_read_packed(struct dlp_input *input);

/* A container; its members are told within it. */
void dlp_archive_read_members(struct dlp_input *input);

/*
 * The same in steps, for readers of formats that are a container inside.  Open
 * `input`, whose format says what it is, as a container; from its view when it
 * has one.  NULL, and it is told, when that fails.
 */
struct dlp_archive *dlp_archive_open(struct dlp_input *input);
void dlp_archive_close(struct dlp_archive *archive);

/*
 * The next member that is a file, and its bytes as a source, valid until the
 * next call.  False at the end; what is wrong with the container is told.
 */
bool dlp_archive_next(struct dlp_archive *archive);
/* Its name, never empty; borrowed until the next call. */
struct dlp_span dlp_archive_name(const struct dlp_archive *archive);
/* Its bytes.  DLP_FATAL without memory; released by the next call. */
DLP_MUST_CHECK enum dlp_status dlp_archive_source(struct dlp_archive *archive,
						  struct dlp_source **source);
/* Tell it as a document within the container. */
void dlp_archive_tell(struct dlp_archive *archive);

#endif
