#ifndef DLP_CONFIG_H
#define DLP_CONFIG_H

#include <getopt.h>
#include <stdbool.h>

/*
 * Options from configuration files, dlp(7).
 *
 * A line is `option = value`, by the long option's name; a `[tool]` line says
 * for whom the lines below it are, and before the first one only what the
 * tools share may stand.  The files are $(sysconfdir)/dlp/, NAME.conf, then
 * those of the user, in $XDG_CONFIG_HOME/dlp or ~/.config/dlp, which may set
 * only what hides nothing.
 */

/*
 * Put the words of the files in front of those of the command line, where they
 * are overruled.  Call before getopt_long(), with its own table.
 *
 * `--config FILE` and `-c FILE` are taken out of argv: that file, with all
 * rights, is read instead of all others.  `--no-config` reads none, and stays
 * for a tool that has it in its table.
 *
 * A folder of patterns in a user's file becomes `--user-patterns`, so that the
 * tool can give its rules fewer rights; a tool without that option takes none.
 *
 * A line that is not understood ends the program, CLI_TROUBLE: what it was
 * meant to do would not be done.  The new argv lives as long as the process.
 */
void cli_config(int *argc, char ***argv, const struct option *longs);

/* Whether files were to be read: what a tool that is started should hear. */
bool cli_config_wanted(void);

#define CLI_CONFIG_HELP                                                        \
	"  -c, --config=FILE           options from FILE, not from /etc/dlp\n" \
	"      --no-config             no options from files\n"

#endif
