#ifndef DLP_RELATIVE_H
#define DLP_RELATIVE_H

#include "base/arena.h"
#include "base/span.h"

/*
 * What a file is called wherever the tree stands that it is in, and from
 * wherever in it one looks: for fingerprints and allowlists.
 */

/*
 * `path` below the folder `root`; as it is, but for what says nothing ("./",
 * "//", "a/.."), where it is not below it or `root` is empty.  A path that is
 * not absolute starts at `cwd`, when that is not empty.  Names alone are
 * looked at, no files.  With a NUL behind it that does not count, in `arena`;
 * false without memory.
 */
bool dlp_relative_path(struct dlp_arena *arena, struct dlp_span path,
		       struct dlp_span root, struct dlp_span cwd,
		       struct dlp_span *out);

#endif
