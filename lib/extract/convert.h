#ifndef DLP_CONVERT_H
#define DLP_CONVERT_H

#include "extract/converter.h"
#include "extract/task.h"

/*
 * Have a converter read the document on descriptor 0, a seekable file, and tell
 * on descriptor 1, as relay.h has it, what it says: text and errors, where they
 * are well-formed, and nothing else of it.  Neither the document's name nor our
 * environment reach it.  It runs confined (confine.h), in a folder that is
 * removed behind it with all that it wrote, and all of its processes with it.
 *
 * What it could not do, and a limit that it passed, are errors of the document:
 * `converter`, `timeout`, `too-large`, `bad-record`, `sandbox`.
 *
 * Returns the exit status for the process that it is called in.
 */
int dlp_convert_run(const struct dlp_task *task,
		    const struct dlp_converter *converter);

#endif
