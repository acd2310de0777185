#ifndef DLP_CONFINE_H
#define DLP_CONFINE_H

#include "extract/sandbox.h"

/*
 * The room for a program that somebody configured: it may read and run what is
 * in /usr and what belongs to it, write in one folder, start processes, and
 * compute.  It has no network, can't change the rights of files, can't signal
 * or leave its process group, and gains no privileges.
 */

enum {
	DLP_CONFINE_FILE = 64 << 20, /* bytes of one file that it writes */
	DLP_CONFINE_PROCESSES = 64,  /* beside those that there are */
	DLP_CONFINE_FILES = 256,     /* open at a time */
	DLP_CONFINE_NOBODY = 65534,  /* who it is where we are root */
};

/*
 * For `program`, with `folder` its own, which root gives to nobody.  As
 * dlp_sandbox_enter(); behind DLP_FATAL the process may not go on.
 */
DLP_MUST_CHECK enum dlp_status
dlp_confine_enter(const struct dlp_sandbox_limits *limits, const char *program,
		  const char *folder, struct dlp_error *err);

#endif
