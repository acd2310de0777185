#include "extractor.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "config.h"

extern char **environ;

static void close_pair(int pair[2])
{
	close(pair[0]);
	close(pair[1]);
}

/*
 * Sockets, not pipes: a write to a process that is gone is an error and no
 * signal that other threads would see, and they are born close-on-exec.  A
 * process that another thread starts just then must not hold our end open.
 */
static bool sockets(int in[2], int out[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in))
		return false;
	if (!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, out))
		return true;
	close_pair(in);
	return false;
}

static enum dlp_status start(struct extractor *x, struct dlp_error *err)
{
	char name[] = "dlp-extract", from[] = "--files-from=-";
	char null[] = "--null", quiet[] = "--quiet";
	char no_config[] = "--no-config", converters[] = "--converters";
	char ocr[256], *folder = NULL;
	char *argv[9] = { name, from, null, quiet };
	size_t n = 4;
	char *path = cli_sibling("dlp-extract");
	posix_spawn_file_actions_t actions;
	int in[2], out[2], failed;
	pid_t pid;

	if (!path)
		return dlp_error_set(err, DLP_SKIP, 0,
				     "no dlp-extract to read this format");
	snprintf(ocr, sizeof(ocr), "--ocr=%s",
		 x->languages ? x->languages : "");
	if (x->languages)
		argv[n++] = ocr;
	if (!cli_config_wanted())
		argv[n++] = no_config;
	if (x->converters) {
		folder = strdup(x->converters);
		argv[n++] = converters;
		argv[n++] = folder;
	}
	if ((x->converters && !folder) || !sockets(in, out)) {
		free(folder);
		free(path);
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot make a socket");
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
	failed = posix_spawn(&pid, path, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	free(folder);
	free(path);
	close(in[0]);
	close(out[1]);
	x->names = in[1];
	x->records = out[0];
	x->pid = failed ? 0 : (int)pid;
	x->reader =
		failed ? NULL
		       : dlp_reader_new(x->records, DLP_RECORD_MAX, NULL, NULL);
	if (x->reader)
		return DLP_OK;
	extractor_stop(x);
	return dlp_error_set(err, DLP_SKIP, failed, "cannot run dlp-extract");
}

void extractor_stop(struct extractor *x)
{
	if (x->names > 0)
		close(x->names);
	if (x->records > 0)
		close(x->records);
	if (x->pid) {
		int status;

		while (waitpid((pid_t)x->pid, &status, 0) < 0 && errno == EINTR)
			;
	}
	dlp_reader_free(x->reader);
	*x = (struct extractor){ .languages = x->languages,
				 .converters = x->converters };
}

static enum dlp_status ask(struct extractor *x, const char *path,
			   struct dlp_error *err)
{
	size_t left = strlen(path) + 1;

	while (left) {
		ssize_t n = send(x->names, path, left, MSG_NOSIGNAL);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return dlp_error_set(err, DLP_SKIP, errno,
					     "dlp-extract is gone");
		path += n;
		left -= (size_t)n;
	}
	return DLP_OK;
}

enum dlp_status extractor_read(struct extractor *x, const char *path,
			       dlp_record_fn *fn, void *arg,
			       struct dlp_error *err)
{
	const struct dlp_record *record;
	unsigned depth = 0;

	if (!x->pid && start(x, err))
		return DLP_SKIP;
	if (ask(x, path, err)) {
		extractor_stop(x);
		return DLP_SKIP;
	}
	do {
		enum dlp_status status =
			dlp_reader_next(x->reader, &record, err);

		if (status) {
			extractor_stop(x);
			return dlp_error_set(err, DLP_SKIP, 0,
					     "dlp-extract broke off");
		}
		if (record->type == DLP_RECORD_STREAM) {
			depth = 0;
			continue;
		}
		if (record->type == DLP_RECORD_DOCUMENT)
			depth++;
		if (record->type == DLP_RECORD_END)
			depth--;
		if (fn(arg, record) == DLP_FATAL)
			return DLP_FATAL;
	} while (depth || record->type == DLP_RECORD_STREAM);
	return DLP_OK;
}

int extractor_run(char *const *word, const char *things, pid_t *pid)
{
	char *path = cli_sibling("dlp-extract");
	posix_spawn_file_actions_t actions;
	int fds[2], failed;

	if (!path)
		cli_die(0, "no dlp-extract to read %s", things);
	if (pipe(fds) || fcntl(fds[0], F_SETFD, FD_CLOEXEC) ||
	    fcntl(fds[1], F_SETFD, FD_CLOEXEC))
		cli_die(errno, "cannot make a pipe");
	failed = posix_spawn_file_actions_init(&actions);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, fds[1],
							  STDOUT_FILENO);
	if (!failed)
		failed = posix_spawn(pid, path, &actions, NULL, word, environ);
	posix_spawn_file_actions_destroy(&actions);
	if (failed)
		cli_die(failed, "cannot run dlp-extract");
	close(fds[1]);
	free(path);
	return fds[0];
}
