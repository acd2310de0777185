#ifndef DLP_SANDBOX_H
#define DLP_SANDBOX_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * The room in which bytes of a risky format are touched: a process that may
 * read and write the descriptors it has, use memory and compute, and nothing
 * else.  It opens no file, makes no socket, process or thread, and maps
 * nothing executable.  Entered once, never left.
 *
 * What needs files (locale, iconv, fonts) is loaded before.  Output goes to a
 * pipe: not one byte can be written to a file.
 */

/* Whether this is a build with AddressSanitizer. */
#if defined(__SANITIZE_ADDRESS__)
#define DLP_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define DLP_SANITIZED 1
#endif
#endif
#ifndef DLP_SANITIZED
#define DLP_SANITIZED 0
#endif

enum {
	DLP_SANDBOX_MEMORY = 512 << 20, /* bytes, default */
	DLP_SANDBOX_CPU = 60,           /* seconds, default */
};

struct dlp_sandbox_limits {
	uint64_t memory; /* bytes of address space */
	uint64_t cpu;    /* seconds of processor time; SIGXCPU behind it */
};

/*
 * Limits of this process that are lower already stay.  After it a forbidden
 * call that a document could only make through a broken parser (open, exec,
 * socket, ptrace ...) kills the process with SIGSYS; any other unknown call
 * fails with EPERM.
 *
 * DLP_SKIP: this machine has no Landlock or no seccomp; err says which.  The
 * limits and the other of the two are in force all the same: a caller that
 * was told to go on without (--no-sandbox) may.  DLP_FATAL: the system refused
 * what it has; the process may not go on.
 *
 * In a build with AddressSanitizer the address space is not limited, and no
 * call kills: the sanitizer itself makes them.
 */
DLP_MUST_CHECK enum dlp_status
dlp_sandbox_enter(const struct dlp_sandbox_limits *limits,
		  struct dlp_error *err);

/* Lower a limit of setrlimit(2) to `most`; one that is lower stays.  That of
 * the processor ends in SIGXCPU.  0, or -1 with errno. */
DLP_MUST_CHECK int dlp_sandbox_lower(int resource, uint64_t most);

/* What this machine offers, for --version: "Landlock ABI 4, seccomp". */
void dlp_sandbox_describe(struct dlp_buf *out);

#endif
