#ifndef DLP_SUM_H
#define DLP_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Check-digit schemes, on `n` characters that are the digits (or letters)
 * themselves, check digit last unless said otherwise.
 */

/* ISO/IEC 7812-1, annex B; digits. */
bool dlp_sum_luhn(const char *s, size_t n);
/* As above over digits and letters, A=10 (`base` 36). */
bool dlp_sum_luhn_base(const char *s, size_t n, unsigned base);

/* Verhoeff, "Error detecting decimal codes", 1969; digits. */
bool dlp_sum_verhoeff(const char *s, size_t n);

/* Damm, "Total anti-symmetrische Quasigruppen", 2004; digits. */
bool dlp_sum_damm(const char *s, size_t n);

/* The remainder of the decimal number that they write, A=10 to Z=35. */
unsigned dlp_sum_remainder(const char *s, size_t n, unsigned modulus);

/* ISO/IEC 7064 hybrid MOD 11,10 (and 37,36 with `base` 36). */
bool dlp_sum_hybrid(const char *s, size_t n, unsigned base);

/* ISO/IEC 7064 pure MOD 11-2 and 37-2: X or * is the last value. */
bool dlp_sum_pure(const char *s, size_t n, unsigned modulus, unsigned radix);

/*
 * Digits times weights, added; as many weights as digits.  Letters count A=10
 * to Z=35.
 */
unsigned dlp_sum_weighted(const char *s, size_t n, const unsigned char *weight);

/* CRC-32 of ISO-HDLC, as zlib and PNG have it. */
uint32_t dlp_sum_crc32(struct dlp_span in);

/* 0 to 35 for a digit or capital letter, 99 for anything else. */
unsigned dlp_sum_digit(char c);

#endif
