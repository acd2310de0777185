#include "extract/git_process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"

extern char **environ;

/* Before all that the caller says. */
static const char *const always[] = {
	"git",
	"--no-pager",
	/* Empty and not "false", which was the name of a program once. */
	"-c",
	"core.fsmonitor=",
	"-c",
	"core.hooksPath=/dev/null",
	"-c",
	"i18n.logOutputEncoding=UTF-8",
	"-c",
	"diff.relative=false",
};

static const char *const set[] = {
	"GIT_OPTIONAL_LOCKS=0",
	"GIT_NO_REPLACE_OBJECTS=1",
	"GIT_GRAFT_FILE=/dev/null",
	"GIT_TERMINAL_PROMPT=0",
	/* Not every git knows the first; none has a protocol left. */
	"GIT_NO_LAZY_FETCH=1",
	"GIT_ALLOW_PROTOCOL=",
	"LC_ALL=C",
};

/* What says which repository, as `git rev-parse --local-env-vars` has it. */
static const char *const local[] = {
	"GIT_DIR=",
	"GIT_WORK_TREE=",
	"GIT_IMPLICIT_WORK_TREE=",
	"GIT_COMMON_DIR=",
	"GIT_INDEX_FILE=",
	"GIT_OBJECT_DIRECTORY=",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES=",
	"GIT_NAMESPACE=",
	"GIT_PREFIX=",
	"GIT_SHALLOW_FILE=",
	"GIT_INTERNAL_SUPER_PREFIX=",
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static bool is_set(const char *variable)
{
	size_t name = strcspn(variable, "=") + 1;

	for (size_t i = 0; i < COUNT(set); i++)
		if (!strncmp(set[i], variable, name))
			return true;
	return false;
}

static bool is_local(const char *variable)
{
	for (size_t i = 0; i < COUNT(local); i++)
		if (!strncmp(local[i], variable, strlen(local[i])))
			return true;
	return false;
}

/* Strings for exec, which takes them as its own; NULL without memory. */
static char **words_new(size_t room)
{
	return calloc(room + 1, sizeof(char *));
}

static bool words_add(char **words, size_t *n, const char *word)
{
	words[*n] = strdup(word);
	return words[(*n)++] != NULL;
}

static void words_free(char **words)
{
	for (size_t i = 0; words && words[i]; i++)
		free(words[i]);
	free(words);
}

static char **make_argv(const char *dir, const char *const *words)
{
	size_t n = 0, more = 0;
	char **argv;
	bool ok;

	while (words[more])
		more++;
	argv = words_new(COUNT(always) + 2 + more);
	ok = argv != NULL;
	for (size_t i = 0; ok && i < COUNT(always); i++)
		ok = words_add(argv, &n, always[i]);
	if (ok && dir)
		ok = words_add(argv, &n, "-C") && words_add(argv, &n, dir);
	for (size_t i = 0; ok && i < more; i++)
		ok = words_add(argv, &n, words[i]);
	if (ok)
		return argv;
	words_free(argv);
	return NULL;
}

static char **make_environment(bool here)
{
	size_t n = 0, count = 0;
	char **env;
	bool ok;

	while (environ && environ[count])
		count++;
	env = words_new(count + COUNT(set));
	ok = env != NULL;
	for (size_t i = 0; ok && i < count; i++)
		if (!is_set(environ[i]) && (here || !is_local(environ[i])))
			ok = words_add(env, &n, environ[i]);
	for (size_t i = 0; ok && i < COUNT(set); i++)
		ok = words_add(env, &n, set[i]);
	if (ok)
		return env;
	words_free(env);
	return NULL;
}

/* Errno of the spawn, or 0. */
static int spawn(struct dlp_git_process *process, char **argv, char **env,
		 int in, int out)
{
	posix_spawn_file_actions_t actions;
	int failed = posix_spawn_file_actions_init(&actions);

	if (failed)
		return failed;
	failed = in < 0 ? posix_spawn_file_actions_addopen(
				  &actions, STDIN_FILENO, "/dev/null", O_RDONLY,
				  0)
			: posix_spawn_file_actions_adddup2(&actions, in,
							   STDIN_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(&actions, out,
							  STDOUT_FILENO);
	if (!failed)
		failed = posix_spawn_file_actions_adddup2(
			&actions, process->err, STDERR_FILENO);
	if (!failed)
		failed = posix_spawnp(&process->pid, argv[0], &actions, NULL,
				      argv, env);
	posix_spawn_file_actions_destroy(&actions);
	return failed;
}

static bool make_pipe(int fds[2])
{
	if (pipe(fds))
		return false;
	if (!fcntl(fds[0], F_SETFD, FD_CLOEXEC) &&
	    !fcntl(fds[1], F_SETFD, FD_CLOEXEC))
		return true;
	close(fds[0]);
	close(fds[1]);
	return false;
}

enum dlp_status dlp_git_process_start(struct dlp_git_process *process,
				      const struct dlp_git_place *place,
				      const char *const *words, int in,
				      struct dlp_error *err)
{
	char **argv = make_argv(place->dir, words);
	char **env = make_environment(!place->dir);
	int fds[2] = { -1, -1 }, failed = 0;

	*process = (struct dlp_git_process){
		.seconds = place->seconds ? place->seconds : DLP_GIT_SECONDS,
		.out = -1,
		.err = -1
	};
	if (!argv || !env)
		failed = ENOMEM;
	else if (!make_pipe(fds) || (process->err = dlp_io_open_spool()) < 0)
		failed = errno;
	else
		failed = spawn(process, argv, env, in, fds[1]);
	words_free(argv);
	words_free(env);
	if (fds[1] >= 0)
		close(fds[1]);
	process->out = fds[0];
	if (!failed)
		return DLP_OK;
	if (process->out >= 0)
		close(process->out);
	if (process->err >= 0)
		close(process->err);
	*process = (struct dlp_git_process){ .out = -1, .err = -1 };
	return dlp_error_set(err, DLP_SKIP, failed, "cannot run git");
}

/* It has said nothing for too long: then it will not. */
static void give_up(struct dlp_git_process *process)
{
	kill(process->pid, SIGKILL);
	process->late = true;
}

static void tell_late(const struct dlp_git_process *process,
		      struct dlp_error *err)
{
	dlp_error_set(err, DLP_SKIP, 0, "git said nothing for %llu seconds",
		      (unsigned long long)process->seconds);
}

static uint64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

ssize_t dlp_git_process_read(struct dlp_git_process *process, char *buf,
			     size_t len, struct dlp_error *err)
{
	struct pollfd fd = { .fd = process->out, .events = POLLIN };
	const uint64_t end = now_ms() + process->seconds * 1000;
	uint64_t now = end - 1;
	int ready = 0;
	ssize_t n;

	while (!process->late && !ready && now < end) {
		int wait = end - now < 60000 ? (int)(end - now) : 60000;

		ready = poll(&fd, 1, wait);
		if (ready < 0 && errno == EINTR)
			ready = 0;
		now = now_ms();
	}
	if (!ready) {
		if (!process->late)
			give_up(process);
		tell_late(process, err);
		return -1;
	}
	n = dlp_io_read(process->out, buf, len);
	if (n < 0)
		dlp_error_set(err, DLP_SKIP, errno, "cannot read");
	return n;
}

static ssize_t read_process(void *arg, char *buf, size_t len,
			    struct dlp_error *err)
{
	return dlp_git_process_read(arg, buf, len, err);
}

enum dlp_status dlp_git_process_source(struct dlp_git_process *process,
				       struct dlp_source *source)
{
	return dlp_source_init(source, read_process, process);
}

/* The line that says why, without its label. */
static void quote(int fd, struct dlp_error *err)
{
	char text[4096];
	const char *line = text, *said;
	ssize_t n = lseek(fd, 0, SEEK_SET)
			    ? -1
			    : dlp_io_read_full(fd, text, sizeof(text) - 1);

	text[n < 0 ? 0 : n] = '\0';
	said = strstr(text, "fatal: ");
	if (said)
		line = said + strlen("fatal: ");
	if (*line)
		dlp_error_set(err, DLP_SKIP, 0, "git: %.*s",
			      (int)strcspn(line, "\n"), line);
	else
		dlp_error_set(err, DLP_SKIP, 0, "git broke off");
}

/* Wait for its end, which is near: nobody listens any more. */
static pid_t wait_for(struct dlp_git_process *process, int *how)
{
	const uint64_t end = now_ms() + process->seconds * 1000;
	int pause = 1; /* milliseconds */
	pid_t pid;

	for (;;) {
		pid = waitpid(process->pid, how, process->late ? 0 : WNOHANG);
		if (pid > 0 || (pid < 0 && errno != EINTR))
			return pid;
		if (!process->late && now_ms() >= end)
			give_up(process);
		else if (!process->late)
			poll(NULL, 0, pause);
		pause = pause < 50 ? pause * 2 : pause;
	}
}

enum dlp_status dlp_git_process_finish(struct dlp_git_process *process,
				       struct dlp_error *err)
{
	enum dlp_status status = DLP_OK;
	int how = 0;
	pid_t pid;

	if (!process->pid)
		return DLP_OK;
	if (process->out >= 0)
		close(process->out);
	pid = wait_for(process, &how);
	if (process->late) {
		tell_late(process, err);
		status = DLP_SKIP;
	} else if (pid < 0 || !WIFEXITED(how) || WEXITSTATUS(how)) {
		quote(process->err, err);
		status = DLP_SKIP;
	}
	close(process->err);
	process->pid = 0;
	process->out = process->err = -1;
	return status;
}
