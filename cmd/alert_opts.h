#ifndef DLP_CMD_ALERT_OPTS_H
#define DLP_CMD_ALERT_OPTS_H

#include "sink/mail.h"
#include "sink/session.h"

/* What dlp-alert is told to do, and where it keeps things when it is not. */

enum { ALERT_HOST = 256 };

struct alert_opts {
	const char *db, *spool, *policy, *subject, *from, *sendmail;
	const char *to[DLP_MAIL_RECIPIENTS];
	size_t tos;
	enum dlp_severity min_severity;
	uint64_t min_count, every, max_mails, timeout, wait, max_record;
	bool flush, dry_run, durable, summary, quiet, verbose;
	char host[ALERT_HOST], cwd_of[4096];
	const char *cwd; /* in cwd_of, without a slash at its end, or NULL */
	char *folder, *made_db, *made_spool, *made_from; /* defaults */
};

/*
 * Read the command line and the configuration files, and fill in what they
 * leave open: host, folders, sender.  The first operand is argv[optind], in
 * the argv that `*argv` then is.  Ends the process at a bad option, --help,
 * --version and --schema.
 */
void alert_opts_parse(struct alert_opts *opts, int argc, char ***argv);
void alert_opts_release(struct alert_opts *opts);

#endif
