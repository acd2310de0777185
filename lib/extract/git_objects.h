#ifndef DLP_GIT_OBJECTS_H
#define DLP_GIT_OBJECTS_H

#include <stdint.h>

#include "base/error.h"
#include "extract/git_ids.h"
#include "extract/git_process.h"
#include "extract/source.h"

/*
 * Commits and blobs that a repository holds, in files without a name, an id a
 * line: there may be more than memory is for.
 */
struct dlp_git_objects {
	int commits, blobs; /* descriptors, at their start */
	uint64_t n_commits, n_blobs;
};

/*
 * All that is there but for what is in `seen`, sorted by id.  Release it in
 * either case.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_objects_list(struct dlp_git_objects *objects,
		     const struct dlp_git_place *place,
		     const struct dlp_git_ids *seen, struct dlp_error *err);

/*
 * The same from what git says: "ID TYPE", a line each.  The lists are begun
 * here and at their start afterwards.
 */
DLP_MUST_CHECK enum dlp_status
dlp_git_objects_read(struct dlp_git_objects *objects, struct dlp_source *source,
		     const struct dlp_git_ids *seen, struct dlp_error *err);
void dlp_git_objects_release(struct dlp_git_objects *objects);

#endif
