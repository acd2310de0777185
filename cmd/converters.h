#ifndef DLP_CMD_CONVERTERS_H
#define DLP_CMD_CONVERTERS_H

#include "extract/converter.h"

/*
 * The converters that are configured, a file NAME.conf each, in `folder`; or,
 * where that is NULL and files are to be read at all, in
 * $(sysconfdir)/dlp/extract.d and then the user's, in
 * $XDG_CONFIG_HOME/dlp/extract.d or ~/.config/dlp/extract.d.  Root has no
 * folder of its own.
 *
 * A file and its folder must be root's or the user's, and for nobody else to
 * write.  What is wrong with one ends the program, CLI_TROUBLE: documents that
 * it is for would be told as not read, or read by another.
 */
const struct dlp_converter *converters_load(struct dlp_arena *arena,
					    const char *folder);

#endif
