#ifndef DLP_LANDLOCK_H
#define DLP_LANDLOCK_H

#include "base/error.h"

/* What a process may still reach by a name: Landlock, a part of Linux. */

enum dlp_landlock_may {
	DLP_LANDLOCK_READ,  /* read and run, and all below it */
	DLP_LANDLOCK_WRITE, /* all, and all below it */
};

struct dlp_landlock_path {
	const char *path; /* that is not there is passed over */
	enum dlp_landlock_may may;
};

/* The version of its interface; 0 or a negative errno where there is none. */
long dlp_landlock_abi(void);

/*
 * Give up every right that the system knows, but for `n` paths; TCP, abstract
 * sockets and signals to others too, where it can.  DLP_SKIP: there is no
 * Landlock.  DLP_FATAL: the system refused.
 */
DLP_MUST_CHECK enum dlp_status
dlp_landlock_enter(const struct dlp_landlock_path *paths, size_t n,
		   struct dlp_error *err);

#endif
