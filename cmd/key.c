#include "key.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "cli.h"

struct dlp_span cli_key_read(const char *path, char **memory)
{
	struct stat st;
	ssize_t n;
	int fd;

	*memory = NULL;
	if (!path)
		path = getenv("DLP_KEY_FILE");
	if (!path || !*path)
		return (struct dlp_span){ 0 };
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0 || fstat(fd, &st))
		cli_die(errno, "%s: cannot open the key", cli_escape(path));
	if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() ||
	    st.st_mode & 077 || st.st_size < CLI_KEY_MIN ||
	    st.st_size > CLI_KEY_MAX)
		cli_die(0,
			"%s: a key file is your own, of mode 0600, with %d to "
			"%d bytes",
			cli_escape(path), CLI_KEY_MIN, CLI_KEY_MAX);
	*memory = calloc(1, CLI_KEY_MAX);
	if (!*memory)
		cli_die_memory();
	n = dlp_io_read_full(fd, *memory, CLI_KEY_MAX);
	if (n < CLI_KEY_MIN)
		cli_die(n < 0 ? errno : 0, "%s: cannot read the key",
			cli_escape(path));
	close(fd);
	return (struct dlp_span){ *memory, (size_t)n };
}

void cli_key_release(char *memory)
{
	if (memory) {
		volatile char *p = memory;

		for (size_t i = 0; i < CLI_KEY_MAX; i++)
			p[i] = 0;
	}
	free(memory);
}
