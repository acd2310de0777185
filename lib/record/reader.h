#ifndef DLP_READER_H
#define DLP_READER_H

#include "record/record.h"

/*
 * Reads a record stream from a descriptor, line by line, and keeps watch over
 * its order: `stream` before documents, members within their container, `end`
 * for each document and for the stream.  Bounded memory on an endless stream.
 */
struct dlp_reader;

/*
 * `before_wait`, when not NULL, is called before each read(2): the moment to
 * flush what is decided, since the read may block.  NULL without memory.  The
 * descriptor stays the caller's.
 */
struct dlp_reader *dlp_reader_new(int fd, size_t max_record,
				  void (*before_wait)(void *arg), void *arg);
void dlp_reader_free(struct dlp_reader *reader);

/*
 * The next record, valid until the next call.
 *   DLP_OK     a record that stands where it may
 *   DLP_SKIP   this line is none; err says why; go on
 *   DLP_EOF    the input is at its end, and everything that began has ended
 *   DLP_FATAL  it can't be read further: err->sys, or without it the stream
 *              is cut (the code is `truncated`, dlp_reader_open() has what
 *              was not ended; an input without a byte is cut, too) or of a
 *              later version
 * A record out of order (text of no document, an end without a beginning) is
 * DLP_SKIP.
 */
DLP_MUST_CHECK enum dlp_status dlp_reader_next(struct dlp_reader *reader,
					       const struct dlp_record **record,
					       struct dlp_error *err);

/* The number of the line last read, from 1. */
uint64_t dlp_reader_line(const struct dlp_reader *reader);

/*
 * After DLP_FATAL: the documents that were begun and not ended, innermost
 * first, one a call; then false.
 */
bool dlp_reader_open(struct dlp_reader *reader, uint64_t *doc);

/* Whether the stream is cut, rather than unreadable or too new. */
bool dlp_reader_truncated(const struct dlp_reader *reader);

#endif
