#ifndef DLP_PLACE_H
#define DLP_PLACE_H

#include <stdbool.h>

#include <stdint.h>

#include "base/span.h"

/*
 * The shapes that are found without a regex: digit groups, phone numbers,
 * tokens, ids, IBANs, e-mail addresses and those of machines.  match/starts.h
 * tells cheaply where one may begin; the function of each shape looks closely.
 */

enum {
	DLP_PLACE_ENDS = 40,
	DLP_PLACE_ID_STARTS = 4,
	DLP_PLACE_ADDRESS = 48, /* bytes of IPv6 with IPv4 at its end */
};

/* A shape that begins at `start` and may end in several places. */
struct dlp_place {
	size_t start;
	size_t ends;
	size_t end[DLP_PLACE_ENDS];           /* ascending */
	unsigned char digits[DLP_PLACE_ENDS]; /* up to each end */
	/*
	 * Of numbers and ids: how many digits, or which kinds of letters,
	 * stand between which separators, up to each end; equal for equal
	 * layouts only, 0 for one too long to tell.
	 */
	uint64_t layout[DLP_PLACE_ENDS];
};

/*
 * Runs of digits from `pos` on, joined by single separators.  An end is where
 * a run ends and neither a letter nor another joined number follows; there is
 * none at all where one goes before.
 */
void dlp_place_digits(struct dlp_span text, size_t pos,
		      struct dlp_place *place);

/*
 * The number whose only run is the `len` digits from `pos` on, at most
 * DLP_RULE_DIGITS_MAX.
 */
void dlp_place_bare(size_t pos, size_t len, struct dlp_place *place);

/* The letters and digits from `pos` on: both in them, at most 256. */
bool dlp_place_token(struct dlp_span text, size_t pos, struct dlp_place *place);

/*
 * A number of 8 to 15 digits with what people put between them; no date and no
 * address of a machine.
 */
bool dlp_place_phone(struct dlp_span text, size_t pos, struct dlp_place *place);

/*
 * Letters and digits, both among them, at most DLP_RULE_DIGITS_MAX, in one run
 * or in several joined by single separators: those begin with three letters at
 * most, and all are capitals where a blank joins them.  Here `digits` counts
 * letters too.  An end is where a run ends and nothing is joined to it but by
 * a blank.
 */
void dlp_place_id(struct dlp_span text, size_t pos, struct dlp_place *place);

/*
 * Where ids may begin whose first digit behind a letter, or letter behind a
 * digit, is at `pos`, a separator between them perhaps: up to
 * DLP_PLACE_ID_STARTS, descending.  How many; none for the T of a time stamp.
 */
size_t dlp_place_id_starts(struct dlp_span text, size_t pos,
			   size_t start[DLP_PLACE_ID_STARTS]);

/* Two letters, two digits and up to 30 more characters, blanks apart. */
bool dlp_place_iban(struct dlp_span text, size_t pos, struct dlp_place *place);

/* The address around the @ at `pos` (RFC 5321, section 4.1.2, dot-atoms). */
bool dlp_place_email(struct dlp_span text, size_t pos, struct dlp_place *place);

/*
 * Hexadecimal digits with colons around text.ptr[pos], which is one: two in a
 * row, or five at least, as IPv6 and MAC addresses have them.  What is told is
 * the whole of it, with an IPv4 address at its end perhaps; also of what is
 * none, and no colon in that is of another if it has at most DLP_PLACE_ADDRESS
 * bytes.
 */
bool dlp_place_address(struct dlp_span text, size_t pos,
		       struct dlp_place *place);

#endif
