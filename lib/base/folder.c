#include "base/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

static bool has_ending(const char *name, const char *const *endings)
{
	const size_t len = strlen(name);

	for (; *endings; endings++) {
		const size_t n = strlen(*endings);

		if (len > n && !strcmp(name + len - n, *endings))
			return true;
	}
	return false;
}

/* No locale decides what comes first. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static enum dlp_status take_entry(const char *folder, const char *name,
				  dlp_folder_fn *take, void *arg,
				  struct dlp_buf *path, struct dlp_error *err)
{
	dlp_buf_clear(path);
	dlp_buf_adds(path, folder);
	dlp_buf_addc(path, '/');
	dlp_buf_add(path, name, strlen(name) + 1);
	if (path->status)
		return dlp_error_set(err, DLP_FATAL, ENOMEM, "out of memory");
	return take(arg, path->ptr, err);
}

enum dlp_status dlp_folder_each(const char *folder, const char *const *endings,
				dlp_folder_fn *take, void *arg,
				struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;
	struct dirent **entry;
	struct dlp_buf path;
	int n = scandir(folder, &entry, NULL, by_name);

	if (n < 0)
		return dlp_error_set(err, DLP_SKIP, errno, "%s: cannot %s",
				     folder, errno == ENOENT ? "open" : "read");
	dlp_buf_init(&path, 0);
	for (int i = 0; i < n; i++) {
		const char *name = entry[i]->d_name;

		if (!status && *name != '.' && has_ending(name, endings))
			status =
				take_entry(folder, name, take, arg, &path, err);
		free(entry[i]);
	}
	free(entry);
	dlp_buf_release(&path);
	return status;
}

enum dlp_status dlp_folder_or_file(const char *path, const char *const *endings,
				   dlp_folder_fn *take, void *arg,
				   struct dlp_error *err)
{
	enum dlp_status status = dlp_folder_each(path, endings, take, arg, err);

	return status == DLP_SKIP && err->sys == ENOTDIR ? take(arg, path, err)
							 : status;
}
