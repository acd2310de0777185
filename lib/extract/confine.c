/* setgroups(2), syscall(2) and seccomp are not POSIX's. */
#define _DEFAULT_SOURCE
#include "extract/confine.h"

#include <errno.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "extract/landlock.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef ARCH

/* What Landlock does not cover, and what would lead out of here. */
static const unsigned refused[] = {
	SYS_socket,
	SYS_socketpair,
	SYS_io_uring_setup,
	/* The group is how all of it is ended. */
	SYS_setsid,
	SYS_setpgid,
	SYS_kill,
	SYS_tkill,
	SYS_tgkill,
	SYS_rt_sigqueueinfo,
	SYS_rt_tgsigqueueinfo,
	SYS_pidfd_send_signal,
	SYS_pidfd_getfd,
	SYS_ptrace,
	SYS_process_vm_readv,
	SYS_process_vm_writev,
/* Rights of files. */
#ifdef SYS_chmod
	SYS_chmod,
	SYS_chown,
	SYS_lchown,
	SYS_utime,
	SYS_utimes,
	SYS_futimesat,
#endif
	SYS_fchmod,
	SYS_fchmodat,
	SYS_fchown,
	SYS_fchownat,
	SYS_utimensat,
	SYS_truncate,
	SYS_setxattr,
	SYS_lsetxattr,
	SYS_fsetxattr,
	SYS_removexattr,
	SYS_lremovexattr,
	SYS_fremovexattr,
	SYS_open_by_handle_at,
	SYS_mount,
	SYS_umount2,
	SYS_move_mount,
	SYS_fsopen,
	SYS_open_tree,
	SYS_pivot_root,
	SYS_chroot,
	SYS_unshare,
	SYS_setns,
	SYS_bpf,
	SYS_perf_event_open,
	SYS_userfaultfd,
	SYS_keyctl,
	SYS_add_key,
	SYS_request_key,
	SYS_setpriority,
	SYS_sched_setscheduler,
	SYS_msgget,
	SYS_semget,
	SYS_shmget,
	SYS_mq_open,
};

static enum dlp_status enter_seccomp(struct dlp_error *err)
{
	enum { N = sizeof(refused) / sizeof(refused[0]) };
	struct sock_filter op[2 * N + 8];
	unsigned short n = 0;
	struct sock_fprog prog = { .filter = op };
	const unsigned refuse = SECCOMP_RET_ERRNO | EPERM;

#define OP(code, k, yes, no) \
	(op[n++] = (struct sock_filter){ code, yes, no, k })
	OP(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch), 0, 0);
	OP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
	OP(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
	OP(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr), 0, 0);
#if defined(__x86_64__)
	/* x32 calls have the same architecture and other numbers. */
	OP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
	OP(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS, 0, 0);
#endif
	for (unsigned i = 0; i < N; i++) {
		OP(BPF_JMP | BPF_JEQ | BPF_K, refused[i], 0, 1);
		OP(BPF_RET | BPF_K, refuse, 0, 0);
	}
	OP(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
#undef OP
	prog.len = n;
	if (!syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &prog))
		return DLP_OK;
	return dlp_error_set(
		err, errno == ENOSYS || errno == EINVAL ? DLP_SKIP : DLP_FATAL,
		errno, "cannot enter the seccomp filter");
}

#else

static enum dlp_status enter_seccomp(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_SKIP, 0,
			     "no seccomp filter is written for this processor");
}

#endif

static enum dlp_status enter_limits(const struct dlp_sandbox_limits *limits,
				    struct dlp_error *err)
{
	struct sysinfo info = { 0 };

	/* Those of the user count; of all there are no less. */
	sysinfo(&info);
	if (dlp_sandbox_lower(RLIMIT_AS, limits->memory) ||
	    dlp_sandbox_lower(RLIMIT_CPU, limits->cpu) ||
	    dlp_sandbox_lower(RLIMIT_FSIZE, DLP_CONFINE_FILE) ||
	    dlp_sandbox_lower(RLIMIT_CORE, 0) ||
	    dlp_sandbox_lower(RLIMIT_NOFILE, DLP_CONFINE_FILES) ||
	    dlp_sandbox_lower(RLIMIT_NPROC,
			      (uint64_t)info.procs + DLP_CONFINE_PROCESSES))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot lower a resource limit");
	return DLP_OK;
}

/* Root is above limits and rights: such a program has neither need. */
static enum dlp_status leave_root(const char *folder, struct dlp_error *err)
{
	if (geteuid() && getuid())
		return DLP_OK;
	if (chown(folder, DLP_CONFINE_NOBODY, DLP_CONFINE_NOBODY) ||
	    setgroups(0, NULL) || setgid(DLP_CONFINE_NOBODY) ||
	    setuid(DLP_CONFINE_NOBODY))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot give up being root");
	return DLP_OK;
}

enum dlp_status dlp_confine_enter(const struct dlp_sandbox_limits *limits,
				  const char *program, const char *folder,
				  struct dlp_error *err)
{
	const struct dlp_landlock_path paths[] = {
		{ "/usr", DLP_LANDLOCK_READ },
		{ "/lib", DLP_LANDLOCK_READ },
		{ "/lib64", DLP_LANDLOCK_READ },
		{ "/bin", DLP_LANDLOCK_READ },
		{ "/sbin", DLP_LANDLOCK_READ },
		{ "/etc/ld.so.cache", DLP_LANDLOCK_READ },
		{ "/etc/alternatives", DLP_LANDLOCK_READ },
		{ "/etc/fonts", DLP_LANDLOCK_READ },
		{ "/dev/zero", DLP_LANDLOCK_READ },
		{ "/dev/urandom", DLP_LANDLOCK_READ },
		{ "/dev/null", DLP_LANDLOCK_WRITE },
		{ program, DLP_LANDLOCK_READ },
		{ folder, DLP_LANDLOCK_WRITE },
	};
	enum dlp_status landlock, seccomp;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return dlp_error_set(err, DLP_FATAL, errno,
				     "cannot give up new privileges");
	if (leave_root(folder, err))
		return DLP_FATAL;
	landlock = dlp_landlock_enter(paths, sizeof(paths) / sizeof(paths[0]),
				      err);
	if (landlock == DLP_FATAL || enter_limits(limits, err))
		return DLP_FATAL;
	seccomp = enter_seccomp(err);
	return seccomp ? seccomp : landlock;
}
