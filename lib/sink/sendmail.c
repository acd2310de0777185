#include "sink/sendmail.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* The child's: a group of its own, default signals, `fd` for its input. */
static int spawn(const struct dlp_sendmail *mail, char *const *argv, int fd,
		 pid_t *pid)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attr;
	sigset_t none, all;
	int code;

	if (posix_spawn_file_actions_init(&actions))
		return ENOMEM;
	if (posix_spawnattr_init(&attr)) {
		posix_spawn_file_actions_destroy(&actions);
		return ENOMEM;
	}
	sigemptyset(&none);
	sigfillset(&all);
	code = posix_spawn_file_actions_adddup2(&actions, fd, STDIN_FILENO);
	if (!code)
		code = posix_spawn_file_actions_addopen(
			&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	if (!code)
		code = posix_spawnattr_setsigmask(&attr, &none);
	if (!code)
		code = posix_spawnattr_setsigdefault(&attr, &all);
	if (!code)
		code = posix_spawnattr_setpgroup(&attr, 0);
	if (!code)
		code = posix_spawnattr_setflags(
			&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
				       POSIX_SPAWN_SETPGROUP);
	if (!code)
		code = posix_spawn(pid, mail->program, &actions, &attr, argv,
				   environ);
	posix_spawnattr_destroy(&attr);
	posix_spawn_file_actions_destroy(&actions);
	return code;
}

/* What is left until `end`; false when it is past. */
static bool time_left(const struct timespec *end, struct timespec *left)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	left->tv_sec = end->tv_sec - now.tv_sec;
	left->tv_nsec = end->tv_nsec - now.tv_nsec;
	if (left->tv_nsec < 0) {
		left->tv_sec--;
		left->tv_nsec += 1000000000;
	}
	return left->tv_sec >= 0;
}

/* Its wait status, or -1 after the timeout, when it was killed. */
static int wait_for(pid_t pid, unsigned timeout)
{
	struct timespec end, left;
	sigset_t child;
	int status;

	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += timeout;
	for (;;) {
		pid_t got = waitpid(pid, &status, WNOHANG);

		if (got == pid)
			return status;
		if ((got < 0 && errno != EINTR) || !time_left(&end, &left))
			break;
		/* SIGCHLD stays pending if it came before this. */
		sigtimedwait(&child, NULL, &left);
	}
	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return -1;
}

static enum dlp_sendmail_result judge(int status, unsigned timeout,
				      char *reason, size_t size)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;

	if (status == -1) {
		snprintf(reason, size, "sendmail was killed after %u seconds",
			 timeout);
		return DLP_SENDMAIL_LATER;
	}
	if (code == 0)
		return DLP_SENDMAIL_TAKEN;
	if (code < 0)
		snprintf(reason, size, "sendmail was killed by signal %d",
			 WTERMSIG(status));
	else if (code == 127)
		snprintf(reason, size, "cannot run sendmail");
	else
		snprintf(reason, size, "sendmail ended with status %d", code);
	/* Seen: a temporary refusal of the peer (451) ends in 69, not 75. */
	return code == EX_USAGE || code == EX_DATAERR || code == EX_NOUSER ||
			       code == EX_NOPERM
		       ? DLP_SENDMAIL_NEVER
		       : DLP_SENDMAIL_LATER;
}

enum dlp_sendmail_result dlp_sendmail_run(const struct dlp_sendmail *mail,
					  int fd, char *reason, size_t size)
{
	/* posix_spawn(3) takes char *const[] and changes nothing. */
	union {
		const char *in;
		char *out;
	} arg;
	char **argv = calloc(mail->tos + 6, sizeof(*argv));
	const char *const first[] = { "sendmail", "-oi", "-f", mail->from,
				      "--" };
	enum dlp_sendmail_result result = DLP_SENDMAIL_LATER;
	sigset_t child, before;
	pid_t pid;
	size_t n = 0;
	int code;

	if (!argv) {
		snprintf(reason, size, "out of memory");
		return result;
	}
	for (; n < 5; n++) {
		arg.in = first[n];
		argv[n] = arg.out;
	}
	for (size_t i = 0; i < mail->tos; i++) {
		arg.in = mail->to[i];
		argv[n++] = arg.out;
	}
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &child, &before);
	code = spawn(mail, argv, fd, &pid);
	if (code)
		snprintf(reason, size, "cannot run sendmail: %s",
			 strerror(code));
	else
		result = judge(wait_for(pid, mail->timeout), mail->timeout,
			       reason, size);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	free(argv);
	return result;
}
