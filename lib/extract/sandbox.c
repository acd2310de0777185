/* syscall(2) and seccomp are Linux's own. */
#define _DEFAULT_SOURCE
#include "extract/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "extract/landlock.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH

/* Compute, allocate, and use the descriptors there are. */
static const unsigned allowed[] = {
	SYS_read,
	SYS_write,
	SYS_readv,
	SYS_writev,
	SYS_pread64,
	SYS_lseek,
	SYS_close,
	SYS_fstat,
	SYS_newfstatat,
	SYS_munmap,
	SYS_mremap,
	SYS_madvise,
	SYS_brk,
	SYS_futex,
	SYS_getrandom,
	SYS_clock_gettime,
	SYS_gettimeofday,
#ifdef SYS_time
	SYS_time,
#endif
	SYS_getpid,
	SYS_gettid,
	SYS_sched_yield,
	SYS_sysinfo, /* qsort(3) of glibc asks for the memory there is */
	SYS_rt_sigprocmask,
	SYS_rt_sigreturn,
	SYS_restart_syscall,
#if DLP_SANITIZED
	SYS_sigaltstack, /* before each call that does not return */
#endif
	SYS_exit,
	SYS_exit_group,
};

/* No parser has a reason for these: whoever calls them is not the parser. */
static const unsigned deadly[] = {
	SYS_execve,
	SYS_execveat,
#ifdef SYS_open
	SYS_open,
	SYS_creat,
#endif
	SYS_openat,
	SYS_openat2,
	SYS_open_by_handle_at,
	SYS_socket,
	SYS_socketpair,
	SYS_connect,
	SYS_bind,
	SYS_listen,
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
#ifdef SYS_fork
	SYS_fork,
	SYS_vfork,
#endif
	SYS_clone,
	SYS_clone3,
	SYS_kill,
	SYS_tkill,
	SYS_mount,
	SYS_bpf,
	SYS_io_uring_setup,
	SYS_userfaultfd,
	SYS_keyctl,
};

enum {
	N_ALLOWED = sizeof(allowed) / sizeof(allowed[0]),
	N_DEADLY = sizeof(deadly) / sizeof(deadly[0]),
	/* Head, two a plain call, four a call that maps, the default. */
	FILTER_MAX = 8 + 2 * (N_ALLOWED + N_DEADLY) + 2 * 5 + 1,
};

struct filter {
	struct sock_filter op[FILTER_MAX];
	unsigned short len;
};

static void add(struct filter *f, unsigned short code, unsigned k,
		unsigned char yes, unsigned char no)
{
	f->op[f->len++] = (struct sock_filter){ code, yes, no, k };
}

static void add_return(struct filter *f, unsigned nr, unsigned action)
{
	add(f, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1);
	add(f, BPF_RET | BPF_K, action, 0, 0);
}

/* A call whose third argument is a protection: never executable. */
static void add_mapping(struct filter *f, unsigned nr, unsigned refuse)
{
	unsigned prot = offsetof(struct seccomp_data, args[2]);

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	prot += 4;
#endif
	add(f, BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 4);
	add(f, BPF_LD | BPF_W | BPF_ABS, prot, 0, 0);
	add(f, BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 1, 0);
	add(f, BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
	add(f, BPF_RET | BPF_K, refuse, 0, 0);
}

static void build_filter(struct filter *f)
{
	unsigned refuse = SECCOMP_RET_ERRNO | EPERM;
	unsigned kill = DLP_SANITIZED ? refuse : SECCOMP_RET_KILL_PROCESS;

	add(f, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0,
	    0);
	add(f, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	add(f, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
	add(f, BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0,
	    0);
#if defined(__x86_64__)
	/* x32 calls have the same architecture and other numbers. */
	add(f, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
	add(f, BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
#endif
	for (unsigned i = 0; i < N_ALLOWED; i++)
		add_return(f, allowed[i], SECCOMP_RET_ALLOW);
	add_mapping(f, SYS_mmap, refuse);
	add_mapping(f, SYS_mprotect, refuse);
	for (unsigned i = 0; i < N_DEADLY; i++)
		add_return(f, deadly[i], kill);
	add(f, BPF_RET | BPF_K, refuse, 0, 0);
}

static enum dlp_status enter_seccomp(struct dlp_error *err)
{
	struct filter f = { .len = 0 };
	struct sock_fprog prog = { .filter = f.op };

	build_filter(&f);
	prog.len = f.len;
	if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
		return DLP_OK;
	if (errno == ENOSYS || errno == EINVAL)
		return dlp_error_set(err, DLP_SKIP, errno,
				     "this system has no seccomp filters");
	return dlp_error_set(err, DLP_FATAL, errno,
			     "cannot enter the seccomp filter");
}

#else

static enum dlp_status enter_seccomp(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_SKIP, 0,
			     "no seccomp filter is written for this processor");
}

#endif

int dlp_sandbox_lower(int resource, uint64_t most)
{
	const rlim_t value = (rlim_t)most;
	/* At the hard limit it is SIGKILL, which says nothing. */
	const rlim_t hard = value + (resource == RLIMIT_CPU);
	struct rlimit lim;

	if (getrlimit(resource, &lim))
		return -1;
	if (lim.rlim_max == RLIM_INFINITY || lim.rlim_max > hard)
		lim.rlim_max = hard;
	if (lim.rlim_cur == RLIM_INFINITY || lim.rlim_cur > value)
		lim.rlim_cur = value;
	if (lim.rlim_cur > lim.rlim_max)
		lim.rlim_cur = lim.rlim_max;
	return setrlimit(resource, &lim);
}

static enum dlp_status enter_limits(const struct dlp_sandbox_limits *limits,
				    struct dlp_error *err)
{
	/* Shadow memory takes terabytes of addresses. */
	if ((!DLP_SANITIZED && dlp_sandbox_lower(RLIMIT_AS, limits->memory)) ||
	    dlp_sandbox_lower(RLIMIT_CPU, limits->cpu) ||
	    dlp_sandbox_lower(RLIMIT_FSIZE, 0) ||
	    dlp_sandbox_lower(RLIMIT_CORE, 0) ||
	    dlp_sandbox_lower(RLIMIT_NOFILE, 0))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot lower a resource limit");
	return DLP_OK;
}

enum dlp_status dlp_sandbox_enter(const struct dlp_sandbox_limits *limits,
				  struct dlp_error *err)
{
	enum dlp_status landlock, seccomp, status;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot give up new privileges");
	/* Before the limits: the ruleset is a descriptor for a moment. */
	landlock = dlp_landlock_enter(NULL, 0, err);
	if (landlock == DLP_FATAL)
		return DLP_FATAL;
	status = enter_limits(limits, err);
	if (status)
		return status;
	seccomp = enter_seccomp(err);
	return seccomp ? seccomp : landlock;
}

void dlp_sandbox_describe(struct dlp_buf *out)
{
	long abi = dlp_landlock_abi();

	if (abi > 0)
		dlp_buf_addf(out, "Landlock ABI %ld", abi);
	else
		dlp_buf_adds(out, "no Landlock");
#ifdef ARCH
	/* EFAULT: it looked at the filter that is not there. */
	syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, NULL);
	dlp_buf_adds(out, errno == EFAULT ? ", seccomp" : ", no seccomp");
#else
	dlp_buf_adds(out, ", no seccomp");
#endif
}
