/* The parent-death signal, close_range(2) and wait4(2) are Linux's own. */
#define _DEFAULT_SOURCE
#include "extract/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/io.h"
#include "extract/sandbox.h"

enum { EXEC_FAILED = 127 };

/* Descriptors of ours would be a way around the records. */
static void close_from(int first)
{
	struct rlimit lim;

#ifdef SYS_close_range
	if (!syscall(SYS_close_range, (unsigned)first, ~0U, 0))
		return;
#endif
	if (getrlimit(RLIMIT_NOFILE, &lim))
		_exit(EXEC_FAILED);
	for (int fd = first; (rlim_t)fd < lim.rlim_cur; fd++)
		close(fd);
}

/* In the child: descriptors 0 to 2 and nothing else, and no life of its own. */
static void settle(int in, int out, pid_t parent)
{
	int null;

	if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
		_exit(EXEC_FAILED);
	/* Both above 2, so that neither is overwritten by the other. */
	in = fcntl(in, F_DUPFD, 3);
	out = fcntl(out, F_DUPFD, 3);
	if (in < 0 || out < 0 || dup2(in, STDIN_FILENO) < 0 ||
	    dup2(out, STDOUT_FILENO) < 0)
		_exit(EXEC_FAILED);
	/* What it prints would reach the terminal as it is. */
	null = DLP_SANITIZED ? STDERR_FILENO : open("/dev/null", O_RDWR);
	if (null < 0 || dup2(null, STDERR_FILENO) < 0)
		_exit(EXEC_FAILED);
	close_from(3);
}

static enum dlp_status start(struct dlp_child *child, int in,
			     int (*body)(void *arg), void *arg,
			     struct dlp_error *err)
{
	pid_t parent = getpid();
	int fds[2];

	*child = (struct dlp_child){ .fd = -1 };
	dlp_buf_init(&child->out, 0);
	if (pipe(fds))
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot make a pipe");
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[0], F_SETFL, O_NONBLOCK);
	child->pid = fork();
	if (child->pid == 0) {
		settle(in, fds[1], parent);
		_exit(body(arg));
	}
	close(fds[1]);
	if (child->pid < 0) {
		close(fds[0]);
		child->pid = 0;
		return dlp_error_set(err, DLP_SKIP, errno,
				     "cannot start a process");
	}
	child->fd = fds[0];
	return DLP_OK;
}

enum dlp_status dlp_child_fork(struct dlp_child *child, int in,
			       int (*body)(void *arg), void *arg,
			       struct dlp_error *err)
{
	return start(child, in, body, arg, err);
}

static int run_program(void *arg)
{
	char *const *argv = *(char *const *const *)arg;

	execv(argv[0], argv);
	return EXEC_FAILED;
}

enum dlp_status dlp_child_exec(struct dlp_child *child, int in,
			       char *const argv[], struct dlp_error *err)
{
	return start(child, in, run_program, (void *)&argv, err);
}

enum dlp_status dlp_child_read(struct dlp_child *child)
{
	struct dlp_buf *out = &child->out;
	ssize_t n;

	if (dlp_buf_reserve(out, DLP_IO_CHUNK))
		return DLP_FATAL;
	n = dlp_io_read(child->fd, out->ptr + out->len, DLP_IO_CHUNK);
	if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
		return DLP_OK;
	if (n <= 0) {
		child->eof = true;
		return DLP_OK;
	}
	out->len += (size_t)n;
	child->bytes += (uint64_t)n;
	return DLP_OK;
}

static int64_t milliseconds(struct timeval t)
{
	return (int64_t)t.tv_sec * 1000 + t.tv_usec / 1000;
}

/* Wait a second for what should take none; 0 when it has not ended. */
static pid_t wait_a_while(pid_t pid, int *status, struct rusage *used)
{
	const struct timespec ms = { 0, 1000000 };
	pid_t got = 0;

	for (unsigned i = 0; i < 1000 && !got; i++) {
		got = wait4(pid, status, WNOHANG, used);
		if (!got)
			nanosleep(&ms, NULL);
	}
	return got;
}

enum dlp_child_end dlp_child_finish(struct dlp_child *child, bool kill_it)
{
	struct rusage used = { 0 };
	int status = 0;
	pid_t pid = child->pid, got = 0;
	bool killed = false;

	if (!pid)
		return DLP_CHILD_DONE;
	close(child->fd);
	dlp_buf_release(&child->out);
	*child = (struct dlp_child){ .fd = -1 };
	if (!kill_it)
		got = wait_a_while(pid, &status, &used);
	if (!got) {
		killed = true;
		kill(pid, SIGKILL);
		do
			got = wait4(pid, &status, 0, &used);
		while (got < 0 && errno == EINTR);
	}
	child->spent =
		milliseconds(used.ru_utime) + milliseconds(used.ru_stime);
	if (killed)
		return DLP_CHILD_KILLED;
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == SIGXCPU ? DLP_CHILD_LATE
						   : DLP_CHILD_CRASHED;
	return WEXITSTATUS(status) ? DLP_CHILD_FAILED : DLP_CHILD_DONE;
}
