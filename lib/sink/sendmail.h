#ifndef DLP_SENDMAIL_H
#define DLP_SENDMAIL_H

#include <stdbool.h>
#include <stddef.h>

/* Handing one mail to sendmail(8), which every MTA brings. */

enum { DLP_SENDMAIL_TIMEOUT = 60 }; /* seconds, default */

struct dlp_sendmail {
	const char *program;   /* a path; no shell, no search */
	unsigned timeout;      /* seconds; then it is killed */
	const char *from;      /* of the envelope */
	const char *const *to; /* addresses */
	size_t tos;
};

enum dlp_sendmail_result {
	DLP_SENDMAIL_TAKEN, /* exit status 0: it is the MTA's now */
	DLP_SENDMAIL_LATER, /* it failed in a way that may pass */
	DLP_SENDMAIL_NEVER, /* bad usage, data, recipient or permission */
};

/*
 * Run `program -oi -f FROM -- TO…` with `fd` as its standard input, from where
 * it stands, and nothing on its standard output.  It gets a process group of
 * its own, which is killed with it at the timeout.  `reason` receives, for
 * LATER and NEVER, a clause without names or content.  Waits: SIGCHLD is
 * blocked in the calling thread meanwhile.
 */
enum dlp_sendmail_result dlp_sendmail_run(const struct dlp_sendmail *mail,
					  int fd, char *reason, size_t size);

#endif
