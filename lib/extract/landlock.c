/* syscall(2), O_PATH and Landlock are Linux's own. */
#define _GNU_SOURCE
#include "extract/landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* The attributes as of ABI 6: a kernel takes a longer structure than its own
 * when the rest of it is zero. */
struct ruleset {
	uint64_t fs, net, scoped;
};

/* Rights by the ABI that brought them; 1.0 has thirteen. */
static uint64_t rights_fs(long abi)
{
	unsigned bits = 13;

	if (abi >= 2)
		bits++; /* REFER */
	if (abi >= 3)
		bits++; /* TRUNCATE */
	if (abi >= 5)
		bits++; /* IOCTL_DEV */
	return (UINT64_C(1) << bits) - 1;
}

long dlp_landlock_abi(void)
{
	long abi = syscall(SYS_landlock_create_ruleset, NULL, (size_t)0,
			   LANDLOCK_CREATE_RULESET_VERSION);

	return abi < 0 ? -errno : abi;
}

/* errno, or 0. */
static int allow(int ruleset, const struct dlp_landlock_path *path,
		 uint64_t handled)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = handled & (LANDLOCK_ACCESS_FS_EXECUTE |
					     LANDLOCK_ACCESS_FS_READ_FILE |
					     LANDLOCK_ACCESS_FS_READ_DIR)
	};
	const uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE |
				  LANDLOCK_ACCESS_FS_READ_FILE |
				  LANDLOCK_ACCESS_FS_WRITE_FILE;
	struct stat st;
	int sys = 0;

	if (path->may == DLP_LANDLOCK_WRITE)
		rule.allowed_access = handled;
	rule.parent_fd = open(path->path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT ? 0 : errno;
	if (!fstat(rule.parent_fd, &st) && !S_ISDIR(st.st_mode))
		rule.allowed_access &= of_files;
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH,
		    &rule, 0))
		sys = errno;
	close(rule.parent_fd);
	return sys;
}

enum dlp_status dlp_landlock_enter(const struct dlp_landlock_path *paths,
				   size_t n, struct dlp_error *err)
{
	long abi = dlp_landlock_abi();
	struct ruleset rules = { 0 };
	long fd;
	int sys = 0;

	if (abi <= 0)
		return dlp_error_set(err, DLP_SKIP, (int)-abi,
				     "this system has no Landlock");
	rules.fs = rights_fs(abi);
	rules.net = abi >= 4 ? 3 : 0;    /* bind and connect TCP */
	rules.scoped = abi >= 6 ? 3 : 0; /* abstract sockets, signals */
	fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
	if (fd < 0)
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot make a Landlock ruleset");
	for (size_t i = 0; i < n && !sys; i++)
		sys = allow((int)fd, &paths[i], rules.fs);
	if (!sys && syscall(SYS_landlock_restrict_self, fd, 0))
		sys = errno;
	close((int)fd);
	if (sys)
		return dlp_error_set(err, DLP_FATAL, sys,
				     "cannot enter the Landlock ruleset");
	return DLP_OK;
}
