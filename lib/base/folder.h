#ifndef DLP_FOLDER_H
#define DLP_FOLDER_H

#include "base/error.h"

/*
 * The files of a folder that is read as one: *.conf, say, each a part of a
 * configuration.
 */

typedef enum dlp_status dlp_folder_fn(void *arg, const char *path,
				      struct dlp_error *err);

/*
 * Call `take` with the path of each file in the folder whose name has one of
 * the endings, a list that a NULL ends, and does not begin with a dot; in the
 * order of their bytes, whatever the locale.  Stops at the first that is not
 * DLP_OK, and returns that.  DLP_SKIP where there is no such folder, with
 * err->sys (ENOTDIR: `folder` is something else); DLP_FATAL without memory.
 */
DLP_MUST_CHECK enum dlp_status dlp_folder_each(const char *folder,
					       const char *const *endings,
					       dlp_folder_fn *take, void *arg,
					       struct dlp_error *err);

/*
 * The same, where `path` may also be a file: then that is taken, whatever its
 * name.
 */
DLP_MUST_CHECK enum dlp_status
dlp_folder_or_file(const char *path, const char *const *endings,
		   dlp_folder_fn *take, void *arg, struct dlp_error *err);

#endif
