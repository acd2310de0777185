#ifndef DLP_KECCAK_H
#define DLP_KECCAK_H

#include "base/span.h"

/*
 * Keccak-256 as Ethereum and Monero have it: the function of FIPS 202 with the
 * padding of the submission, one bit and zeros, instead of the standard's.
 */
enum { DLP_KECCAK_SIZE = 32 };

/* Of `in`, whole. */
void dlp_keccak256(struct dlp_span in, unsigned char out[DLP_KECCAK_SIZE]);

#endif
