#include "extract/litter.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 64, ENTRIES = 1 << 20 };

static int open_folder(int at, const char *name)
{
	return openat(at, name,
		      O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static void empty(int fd, unsigned depth, unsigned *left);

static void remove_entry(int fd, const char *name, unsigned depth,
			 unsigned *left)
{
	int below;

	if (!unlinkat(fd, name, 0) || depth == DEPTH)
		return;
	below = open_folder(fd, name);
	if (below >= 0)
		empty(below, depth + 1, left);
	unlinkat(fd, name, AT_REMOVEDIR);
}

/* `fd` is taken. */
static void empty(int fd, unsigned depth, unsigned *left)
{
	DIR *dir = fdopendir(fd);
	struct dirent *entry;

	if (!dir) {
		close(fd);
		return;
	}
	while (*left && (entry = readdir(dir))) {
		if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
			continue;
		--*left;
		remove_entry(dirfd(dir), entry->d_name, depth, left);
	}
	closedir(dir);
}

void dlp_litter_remove(const char *folder)
{
	unsigned left = ENTRIES;
	int fd = open_folder(AT_FDCWD, folder);

	if (fd >= 0)
		empty(fd, 0, &left);
	rmdir(folder);
}
