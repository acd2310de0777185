#ifndef DLP_REMASK_H
#define DLP_REMASK_H

#include "base/buf.h"
#include "base/span.h"

/*
 * What comes masked already is masked again: a stream may come from elsewhere,
 * and what is written to a database or a mail stays.  What stands masked as
 * dlp-records(5) says passes unchanged.  A masked part is `********`.
 */
enum { DLP_REMASK_TOKEN = 20, DLP_REMASK_DIGITS = 7 };

/* A finding's `match`: without any `***` in it, nothing of it is kept. */
void dlp_remask_match(struct dlp_buf *out, struct dlp_span in);

/*
 * An excerpt: every word with a digit or `@`, of DLP_REMASK_TOKEN bytes or
 * more, or behind `=` or `:`.  Words end at blanks and at `"'`()[]{}<>,;=:|&`.
 */
void dlp_remask_excerpt(struct dlp_buf *out, struct dlp_span in);

/*
 * Text in which numbers are to be read, as a message or a name: runs of
 * DLP_REMASK_TOKEN characters of keys or more (letters, digits, `+/_=`) with a
 * digit among them, and numbers of DLP_REMASK_DIGITS digits or more, with
 * blanks, dots and dashes in them or not.
 */
void dlp_remask_text(struct dlp_buf *out, struct dlp_span in);

#endif
