#ifndef DLP_MNEMONIC_H
#define DLP_MNEMONIC_H

/*
 * The English word list of BIP-39, in its order, which is the alphabet's: a
 * word's place is its 11 bits.
 */

enum { DLP_MNEMONIC_WORDS = 2048 };

extern const char dlp_mnemonic_word[DLP_MNEMONIC_WORDS][9];

#endif
