#ifndef DLP_CMD_MEMO_H
#define DLP_CMD_MEMO_H

#include "detect/scanner.h"
#include "record/tally.h"
#include "state/state.h"

/*
 * --state: what dlp-scan found in a file is noted, and told again as long as
 * the file is as it was.  Of the records of a document, members included, the
 * ones that a filter lets out are noted: values are masked in them.  A document
 * of which something could not be read is not noted, and so read every time.
 */

struct memo;

/* A file on its way through dlp-scan. */
struct memo_note {
	/* The rest is the module's.  Zero-initialise. */
	struct dlp_unit unit;
	struct dlp_buf body; /* records to tell again, or as they are told */
	bool taking;
	bool put; /* to be remembered */
};

/*
 * Open the file, for what `key` stands for.  Ends the process with a message,
 * and CLI_TEMPFAIL when another run has it.
 */
struct memo *memo_open(const char *path,
		       const unsigned char key[DLP_JOURNAL_KEY], bool quiet);

/*
 * A file is to be scanned, of which `fd` is open at its start.  True: it is as
 * it was, and memo_replay() has what there is to tell.  Any thread; `memo` may
 * be NULL.
 */
bool memo_begin(struct memo *memo, struct memo_note *note, const char *path,
		int fd, const struct stat *st);

/*
 * Tell it again: records of the document `path`, numbered from behind `base`,
 * to `fn`, and what was not told to `found`.  Returns the number of documents.
 */
uint64_t memo_replay(const struct memo_note *note, const char *path,
		     const struct stat *st, uint64_t base, dlp_record_fn *fn,
		     void *arg, struct dlp_scanner_counts *found);

/* It is scanned: a record on its way out. */
void memo_take(struct memo_note *note, const struct dlp_record *record,
	       uint64_t base);

/* It has been scanned, and has not changed meanwhile: or else it is not noted.
 * `found` is what the scanner counted of it. */
void memo_end(struct memo *memo, struct memo_note *note, int fd,
	      const struct dlp_scanner_counts *found);

/*
 * What there was to tell of it has been given to cli_write(); the note is done
 * with.  Now and then that is flushed and remembered.  `memo` may be NULL.
 */
void memo_put(struct memo *memo, struct memo_note *note);

/* Flush the output, and remember what was put.  `memo` may be NULL. */
void memo_commit(struct memo *memo);

/*
 * The last.  `whole`: all that is to be scanned was met, and of the rest
 * nothing is remembered.  False when not all could be written; it was said.
 */
bool memo_close(struct memo *memo, bool whole);

#endif
