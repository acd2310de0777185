#include "learn/bare.h"

#include <string.h>

#include "base/utf8.h"
#include "decode/fold.h"

/* U+00C0 to U+017F without their accents. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiii"
			    "dnooooo ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggg"
			    "gggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooo"
			    "oooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Of ASCII: a letter in lower case, a digit, or 0. */
static const unsigned char plain[128] = {
	['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
	['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
	['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
	['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j',
	['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n', ['o'] = 'o',
	['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't',
	['u'] = 'u', ['v'] = 'v', ['w'] = 'w', ['x'] = 'x', ['y'] = 'y',
	['z'] = 'z', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
	['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i',
	['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm', ['N'] = 'n',
	['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's',
	['T'] = 't', ['U'] = 'u', ['V'] = 'v', ['W'] = 'w', ['X'] = 'x',
	['Y'] = 'y', ['Z'] = 'z',
};

/* What a character beyond ASCII becomes: bytes that count, or none. */
static size_t become(uint32_t cp, struct dlp_span as_is, char out[DLP_UTF8_MAX])
{
	static const char *const ligature[] = { "ff",  "fi", "fl", "ffi",
						"ffl", "st", "st" };
	int ascii = dlp_fold(cp);

	if (ascii > 0 || ascii == DLP_FOLD_GONE) {
		out[0] = (char)(ascii > 0 ? plain[ascii & 0x7f] : 0);
		return out[0] != 0;
	}
	if (cp >= 0xc0 && cp < 0x180) {
		out[0] = latin[cp - 0xc0];
		return out[0] != ' ';
	}
	if (cp >= 0xfb00 && cp <= 0xfb06) {
		memcpy(out, ligature[cp - 0xfb00],
		       strlen(ligature[cp - 0xfb00]));
		return strlen(ligature[cp - 0xfb00]);
	}
	/* Signs, accents that stand alone, punctuation of East Asia. */
	if (cp < 0xc0 || (cp >= 0x300 && cp < 0x370) ||
	    (cp >= 0x2000 && cp < 0x2c00) || (cp >= 0x3000 && cp < 0x3040) ||
	    (cp >= 0xfe00 && cp < 0xfe70) || cp >= 0xff00)
		return 0;
	if ((cp >= 0x391 && cp <= 0x3a9) || (cp >= 0x410 && cp <= 0x42f))
		return dlp_utf8_encode(cp + 0x20, out);
	if (cp >= 0x400 && cp <= 0x40f)
		return dlp_utf8_encode(cp + 0x50, out);
	memcpy(out, as_is.ptr, as_is.len);
	return as_is.len;
}

/*
 * The character at the start of `text`, which is not ASCII and begins at `at`.
 * Its length, 1 where there is none; 0 where the text ends within it.
 */
static size_t take_wide(struct dlp_span text, uint64_t at,
			struct dlp_bare_letters *letters)
{
	struct dlp_span head = { text.ptr, text.len < 4 ? text.len : 4 };
	char out[DLP_UTF8_MAX];
	uint32_t cp;
	size_t len = dlp_utf8_decode(head, &cp), n;

	if (!len)
		return head.len < 4 && dlp_utf8_partial(head) ? 0 : 1;
	n = become(cp, (struct dlp_span){ text.ptr, len }, out);
	for (size_t i = 0; i < n; i++, letters->have++) {
		letters->byte[letters->have] = (unsigned char)out[i];
		letters->at[letters->have] = at;
		letters->size[letters->have] = (unsigned char)len;
	}
	return len;
}

/* The rest of a character whose begin an earlier piece had; the bytes of the
 * piece that it took. */
static size_t join(struct dlp_bare *bare, struct dlp_span piece,
		   struct dlp_bare_letters *letters)
{
	uint64_t at = bare->offset - bare->halves;
	size_t taken = 0, len = 0;

	while (taken < piece.len && !len) {
		bare->half[bare->halves++] = piece.ptr[taken++];
		len = take_wide((struct dlp_span){ bare->half, bare->halves },
				at, letters);
	}
	if (len)
		bare->halves = 0;
	/* It was no character, and the last byte may begin another one. */
	return len == 1 ? taken - 1 : taken;
}

/* What is ASCII of a piece at `at`, from byte `i` on, as far as there is room;
 * where it stops. */
static size_t take_plain(struct dlp_span piece, size_t i, uint64_t at,
			 struct dlp_bare_letters *letters)
{
	size_t have = letters->have, room = letters->room - have;
	size_t end = piece.len - i < room ? piece.len : i + room;

	for (; i < end && (unsigned char)piece.ptr[i] < 0x80; i++) {
		unsigned char byte = plain[(unsigned char)piece.ptr[i] & 0x7f];

		letters->byte[have] = byte;
		letters->at[have] = at + i;
		letters->size[have] = 1;
		have += byte != 0;
	}
	letters->have = have;
	return i;
}

size_t dlp_bare_take(struct dlp_bare *bare, struct dlp_span piece,
		     struct dlp_bare_letters *letters)
{
	uint64_t start = bare->offset;
	size_t i = 0, len;

	if (bare->halves && letters->have < letters->room)
		i = join(bare, piece, letters);
	while (i < piece.len && letters->have < letters->room) {
		i = take_plain(piece, i, start, letters);
		if (i == piece.len || (unsigned char)piece.ptr[i] < 0x80)
			continue;
		len = take_wide(
			(struct dlp_span){ piece.ptr + i, piece.len - i },
			start + i, letters);
		if (!len) {
			len = bare->halves = (unsigned)(piece.len - i);
			memcpy(bare->half, piece.ptr + i, len);
		}
		i += len;
	}
	bare->offset = start + i;
	return i;
}
