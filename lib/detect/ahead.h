#ifndef DLP_AHEAD_H
#define DLP_AHEAD_H

#include "detect/scan.h"

/*
 * How a scanner has ranges of its text looked at by other threads
 * (detect/ranges.h), and takes back what they found, in order, as if it had
 * looked itself.
 */

/* Whether that may be: where each byte of the unit stands is said by its
 * offset alone. */
bool dlp_ahead_may(const struct dlp_scanner *scanner);

/* `more` bytes of text are to come: it must not move while others look at it.
 * DLP_FATAL as from dlp_scan_look(), here and below. */
DLP_MUST_CHECK enum dlp_status
dlp_ahead_room(struct dlp_scanner *scanner, size_t more, struct dlp_error *err);

/* Of what has come: have ranges looked at as soon as there is text enough. */
DLP_MUST_CHECK enum dlp_status dlp_ahead_send(struct dlp_scanner *scanner,
					      struct dlp_error *err);

/* Take all back that was sent. */
DLP_MUST_CHECK enum dlp_status dlp_ahead_take(struct dlp_scanner *scanner,
					      struct dlp_error *err);

#endif
