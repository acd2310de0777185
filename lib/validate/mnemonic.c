#include "validate/mnemonic.h"

#include <string.h>

#include "base/sha256.h"
#include "validate/check.h"

enum {
	WORDS_MIN = 12,
	WORDS_MAX = 24,
	WORD_BITS = 11,
};

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The next run of letters, taken off `rest`; empty at the end. */
static struct dlp_span next_word(struct dlp_span *rest)
{
	struct dlp_span word;

	while (rest->len && !is_letter(*rest->ptr))
		rest->ptr++, rest->len--;
	word = (struct dlp_span){ rest->ptr, 0 };
	while (rest->len && is_letter(*rest->ptr))
		rest->ptr++, rest->len--, word.len++;
	return word;
}

/* Its place in the list; DLP_MNEMONIC_WORDS for none. */
static unsigned place_of(struct dlp_span word)
{
	unsigned low = 0, high = DLP_MNEMONIC_WORDS;
	char lower[9] = { 0 };

	if (word.len >= sizeof(lower))
		return DLP_MNEMONIC_WORDS;
	for (size_t i = 0; i < word.len; i++)
		lower[i] = (char)(word.ptr[i] | 0x20);
	while (low < high) {
		unsigned mid = (low + high) / 2;
		int order = strcmp(lower, dlp_mnemonic_word[mid]);

		if (!order)
			return mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return DLP_MNEMONIC_WORDS;
}

/*
 * BIP-39: 12, 15, 18, 21 or 24 words of 11 bits.  The last 4 to 8 bits are the
 * first ones of the SHA-256 of those before.
 */
static enum dlp_verdict check_bip39(const struct dlp_candidate *cand,
				    const struct dlp_validator_args *args)
{
	unsigned char bits[WORDS_MAX * WORD_BITS / 8 + 1] = { 0 };
	unsigned char digest[DLP_SHA256_SIZE];
	struct dlp_span rest = cand->value, word;
	struct dlp_sha256 sha;
	unsigned n = 0, bytes, check;

	(void)args;
	for (word = next_word(&rest); word.len; word = next_word(&rest)) {
		unsigned place = place_of(word);

		if (place == DLP_MNEMONIC_WORDS || n == WORDS_MAX)
			return DLP_INVALID;
		for (unsigned b = 0; b < WORD_BITS; b++)
			if (place >> (WORD_BITS - 1 - b) & 1) {
				unsigned at = n * WORD_BITS + b;

				bits[at / 8] |= (unsigned char)(0x80 >> at % 8);
			}
		n++;
	}
	if (n < WORDS_MIN || n % 3)
		return DLP_INVALID;
	bytes = n / 3 * 4;
	dlp_sha256_init(&sha);
	dlp_sha256_add(&sha, bits, bytes);
	dlp_sha256_final(&sha, digest);
	check = 8 - n / 3;
	return bits[bytes] >> check == digest[0] >> check ? DLP_VALID
							  : DLP_INVALID;
}

const struct dlp_validator dlp_checks_mnemonic[] = {
	{ "bip39", "", "words of a wallet, with their checksum (BIP-39)",
	  check_bip39 },
	{ 0 },
};
