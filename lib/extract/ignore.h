#ifndef DLP_IGNORE_H
#define DLP_IGNORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/* The rules of one .gitignore file, as gitignore(5) has them. */
struct dlp_ignore {
	struct dlp_ignore_rule *rule;
	size_t rules;
	struct dlp_buf text;
};

enum {
	DLP_IGNORE_MAX = 1 << 20, /* bytes of a file */
};

/*
 * Read `name` in the folder open as `dir`; where there is none there are no
 * rules.  False without memory, and when it can't be read or is too large
 * (errno): a rule that is not known leaves nothing out.
 */
bool dlp_ignore_read(struct dlp_ignore *ignore, int dir, const char *name);
void dlp_ignore_release(struct dlp_ignore *ignore);

/*
 * What the rules say of a path, relative to the file's folder: 1 to leave it
 * out, -1 to take it, 0 nothing.  The last rule that fits decides.
 */
int dlp_ignore_match(const struct dlp_ignore *ignore, const char *path,
		     bool is_dir);

/*
 * A glob against a path, both terminated: `*` and `?` stop at a slash, which
 * `**` between slashes or at an end does not.  Linear in the two for each `*`.
 */
bool dlp_ignore_glob(const char *glob, const char *path);

#endif
