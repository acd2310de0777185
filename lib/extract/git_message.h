#ifndef DLP_GIT_MESSAGE_H
#define DLP_GIT_MESSAGE_H

#include "base/buf.h"
#include "extract/extract.h"
#include "extract/git_changes.h"
#include "extract/git_ids.h"

/*
 * What people wrote about their commits and tags: each message is a document,
 * of a repository's own, since it is in no file.  Its path is the folder
 * `.git`.
 */

/* Of one repository; `run`, `name` and `prefix` are borrowed, the rest is zero
 * at first and the module's. */
struct dlp_git_messages {
	struct dlp_extract *run;
	const char *name;             /* of the repository, in errors */
	const struct dlp_buf *prefix; /* of paths in it */
	struct dlp_git_ids people;    /* hashes of those that were told */
	struct dlp_buf path, origin;
};

void dlp_git_messages_release(struct dlp_git_messages *messages);

/*
 * In place of what is in `origin`: where text of a commit is from, as the `at`
 * of records has it.  `what` is "commit" or "tag"; `message` when the text is
 * that of the message.
 */
enum dlp_status dlp_git_origin(struct dlp_buf *origin, const char *what,
			       const struct dlp_git_changes *from,
			       bool message);

/* Tell the message of a commit or a tag, with its people where these were not
 * told before.  DLP_FATAL without memory or output. */
enum dlp_status dlp_git_message_tell(struct dlp_git_messages *messages,
				     const char *what,
				     const struct dlp_git_changes *from);

#endif
