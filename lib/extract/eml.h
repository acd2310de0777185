#ifndef DLP_EML_H
#define DLP_EML_H

#include "extract/reading.h"

/*
 * A mail (RFC 5322, RFC 2045 to 2049) as it is stored: EML, one message of an
 * mbox with its `From ` line, EMLX with its count in front.
 *
 * Its text are the fields of its header, decoded, with part `header`; its
 * text/plain and text/html parts, all alternatives of them, with part `text`
 * and `html`; and hidden, with part `hidden`, what stands between and behind
 * the parts or could not be decoded.  `section` says in which part of the
 * mail, counted as IMAP does (RFC 9051, 6.4.5.1).  Everything else, messages
 * within it among that, is told as documents within it.
 *
 * How many multiparts there may be within one another, and parts in a mail, are
 * limits of the task.  Nothing in a mail ends the reading: a delimiter that is
 * missing, an encoding that is none.
 */

void dlp_eml_read(struct dlp_input *input);

#endif
