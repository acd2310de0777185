/* The calls that are tried are Linux's own. */
#define _DEFAULT_SOURCE
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "extract/sandbox.h"
#include "suite.h"
#include "takeaway.h"

enum { WORKS = 0, REFUSED = 77, NO_SANDBOX = 99 };

static const struct dlp_sandbox_limits limits = { 256 << 20, 5 };

/* What the child does inside; each returns WORKS or REFUSED. */

static int try_open(void)
{
	return open("/etc/passwd", O_RDONLY) < 0 ? REFUSED : WORKS;
}

static int try_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? REFUSED : WORKS;
}

static int try_exec(void)
{
	char name[] = "true";
	char *argv[] = { name, NULL };

	execv("/bin/true", argv);
	return REFUSED;
}

static int try_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0 ? REFUSED : WORKS;
}

static int try_ptrace(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? REFUSED : WORKS;
}

static int try_kill(void)
{
	return kill(getppid(), 0) ? REFUSED : WORKS;
}

static int try_mkdir(void)
{
	return mkdir("should-not-be", 0700) ? REFUSED : WORKS;
}

static int try_dup(void)
{
	return dup(STDIN_FILENO) < 0 ? REFUSED : WORKS;
}

static int try_map_exec(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		       ? REFUSED
		       : WORKS;
}

static int try_protect_exec(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		return NO_SANDBOX;
	return mprotect(p, 4096, PROT_READ | PROT_EXEC) ? REFUSED : WORKS;
}

static int try_memory(void)
{
	void *p = malloc((size_t)300 << 20);

	if (!p)
		return REFUSED;
	memset(p, 1, 4096);
	return WORKS;
}

static int try_ordinary(void)
{
	struct stat st;
	char *p = malloc(1 << 20);

	if (!p || fstat(STDIN_FILENO, &st) || lseek(3, 0, SEEK_SET) != 0 ||
	    read(3, p, 4) != 4 || memcmp(p, "some", 4))
		return REFUSED;
	p = realloc(p, 8 << 20);
	free(p);
	return p ? WORKS : REFUSED;
}

static int try_file_write(void)
{
	return write(3, "more", 4) < 0 ? REFUSED : WORKS;
}

static const struct {
	const char *what;
	int (*act)(void);
	int exit;   /* expected, unless killed */
	int signal; /* expected */
	int exit_sanitized;
} act_case[] = {
	{ "ordinary", try_ordinary, WORKS, 0, WORKS },
	{ "open", try_open, 0, SIGSYS, REFUSED },
	{ "socket", try_socket, 0, SIGSYS, REFUSED },
	{ "exec", try_exec, 0, SIGSYS, REFUSED },
	{ "fork", try_fork, 0, SIGSYS, REFUSED },
	{ "ptrace", try_ptrace, 0, SIGSYS, REFUSED },
	{ "kill", try_kill, 0, SIGSYS, REFUSED },
	{ "mkdir", try_mkdir, REFUSED, 0, REFUSED },
	{ "dup", try_dup, REFUSED, 0, REFUSED },
	{ "map exec", try_map_exec, REFUSED, 0, REFUSED },
	{ "protect exec", try_protect_exec, REFUSED, 0, REFUSED },
	{ "memory", try_memory, REFUSED, 0, WORKS },
	{ "file write", try_file_write, REFUSED, 0, REFUSED },
};

/* Descriptor 3 is a small file. */
static void small_file(void)
{
	char name[] = "/tmp/check-sandbox-XXXXXX";
	int fd = mkstemp(name);

	if (fd < 0)
		_exit(NO_SANDBOX);
	unlink(name);
	signal(SIGXFSZ, SIG_IGN); /* an error can be told from a crash */
	if (write(fd, "some text", 9) != 9 || (fd != 3 && dup2(fd, 3) < 0))
		_exit(NO_SANDBOX);
}

START_TEST(inside)
{
	struct dlp_error err = { 0 };
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		small_file();
		if (dlp_sandbox_enter(&limits, &err))
			_exit(NO_SANDBOX);
		_exit(act_case[_i].act());
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
#if DLP_SANITIZED
	ck_assert_msg(WIFEXITED(status), "%s: signal %d", act_case[_i].what,
		      WTERMSIG(status));
	ck_assert_msg(WEXITSTATUS(status) == act_case[_i].exit_sanitized,
		      "%s: exit %d", act_case[_i].what, WEXITSTATUS(status));
#else
	if (act_case[_i].signal) {
		ck_assert_msg(WIFSIGNALED(status), "%s: exit %d",
			      act_case[_i].what, WEXITSTATUS(status));
		ck_assert_int_eq(WTERMSIG(status), act_case[_i].signal);
	} else {
		ck_assert_msg(WIFEXITED(status), "%s: signal %d",
			      act_case[_i].what, WTERMSIG(status));
		ck_assert_msg(WEXITSTATUS(status) == act_case[_i].exit,
			      "%s: exit %d", act_case[_i].what,
			      WEXITSTATUS(status));
	}
#endif
}
END_TEST

static const unsigned missing_case[] = { SYS_landlock_create_ruleset,
					 SYS_seccomp };

START_TEST(missing_is_told)
{
	struct dlp_error err = { 0 };
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (!take_away(missing_case[_i]))
			_exit(NO_SANDBOX);
		if (dlp_sandbox_enter(&limits, &err) != DLP_SKIP || !err.msg[0])
			_exit(1);
		/* What there is, is in force. */
		_exit(try_dup() == REFUSED ? 0 : 2);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
END_TEST

START_TEST(lower_limits_stay)
{
	struct dlp_error err = { 0 };
	struct rlimit lim = { 1, 1 };
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (setrlimit(RLIMIT_CPU, &lim) ||
		    dlp_sandbox_enter(&limits, &err))
			_exit(1);
		/* Burn: the limit of one second ends it, not that of five. */
		for (volatile unsigned i = 0;;)
			i++;
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert(WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
}
END_TEST

/* A second more would be SIGKILL, and a crash to whoever waits. */
START_TEST(processor_time_ends)
{
	const struct dlp_sandbox_limits second = { limits.memory, 1 };
	struct dlp_error err = { 0 };
	pid_t pid = fork();
	int status;

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (dlp_sandbox_enter(&second, &err))
			_exit(1);
		for (volatile unsigned i = 0;;)
			i++;
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGXCPU);
}
END_TEST

START_TEST(describes)
{
	struct dlp_buf out;

	dlp_buf_init(&out, 0);
	dlp_sandbox_describe(&out);
	dlp_buf_addc(&out, '\0');
	ck_assert_int_eq(out.status, DLP_OK);
	ck_assert_ptr_nonnull(strstr(out.ptr, "Landlock"));
	ck_assert_ptr_nonnull(strstr(out.ptr, "seccomp"));
	dlp_buf_release(&out);
}
END_TEST

int main(void)
{
	TCase *tc = tcase_create("sandbox");

	tcase_set_timeout(tc, 30);
	tcase_add_loop_test(tc, inside, 0, CASES(act_case));
	tcase_add_loop_test(tc, missing_is_told, 0, CASES(missing_case));
	tcase_add_test(tc, lower_limits_stay);
	tcase_add_test(tc, processor_time_ends);
	tcase_add_test(tc, describes);
	return suite_run("sandbox", tc);
}
