#ifndef DLP_CLASS_H
#define DLP_CLASS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Sets of bytes as regexes write them, pcre2pattern(3) without UTF: classes in
 * brackets, \d and its like, escapes of one byte.
 */

enum { DLP_CLASS_SIZE = 32 }; /* bytes of a set, a bit for each value */

/* A regex, and how far it was read. */
struct dlp_class_reader {
	struct dlp_span text;
	size_t at;
};

void dlp_class_put(uint8_t set[DLP_CLASS_SIZE], unsigned char c);
/* Both ends are in it. */
void dlp_class_range(uint8_t set[DLP_CLASS_SIZE], unsigned from, unsigned to);
/* Both cases of the letters in it. */
void dlp_class_fold(uint8_t set[DLP_CLASS_SIZE]);

/* Add what \d, \W and their like stand for; false for another letter. */
bool dlp_class_letter(uint8_t set[DLP_CLASS_SIZE], char letter);

/*
 * An escape that stands for one byte, behind its backslash; 256 for one that
 * does not, of which nothing is read; SIZE_MAX for a character of many bytes.
 */
size_t dlp_class_byte(struct dlp_class_reader *reader);

/* A class, at its bracket, added to `set`.  False where it is none. */
bool dlp_class_read(struct dlp_class_reader *reader, bool caseless,
		    uint8_t set[DLP_CLASS_SIZE]);

#endif
