#include "learn/winnow.h"

#include <string.h>

#include "base/utf8.h"
#include "decode/fold.h"

enum {
	GRAM = DLP_WINNOW_GRAM,
	WINDOW = DLP_WINNOW_WINDOW,
	/* Letters that a later window needs. */
	KEEP = DLP_WINNOW_SURE - 1,
};

/*
 * The base of the rolling polynomial, modulo 2^64, and its power GRAM.  It is
 * far from small numbers: the upper bits of a sum, by which runs are compared,
 * depend on each of its bytes.
 */
static const uint64_t base = UINT64_C(0x9e3779b97f4a7c15);
static const uint64_t power = UINT64_C(0xf0f4b4b9b5c8e209);

/* U+00C0 to U+017F without their accents. */
static const char latin[] = "aaaaaaaceeeeiiiidnooooo ouuuuytsaaaaaaaceeeeiiii"
			    "dnooooo ouuuuytyaaaaaaccccccccddddeeeeeeeeeegggg"
			    "gggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooo"
			    "oooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

/* Of ASCII: a letter in lower case, a digit, or 0. */
static const unsigned char bare[128] = {
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

/* Of the run that ends with letter `i` of those at hand. */
static struct dlp_print print_of(const struct dlp_winnow *winnow, size_t i)
{
	size_t first = i - (GRAM - 1);

	return (struct dlp_print){ .hash = winnow->hash[i],
				   .start = winnow->at[first],
				   .end = winnow->at[i] + winnow->size[i],
				   .nth = winnow->first + first };
}

/* The least of runs [from, to], the last of equals. */
static size_t least_of(const uint64_t *hash, size_t from, size_t to)
{
	uint64_t least = hash[from];
	size_t at = from;

	for (size_t i = from + 1; i <= to; i++) {
		at = hash[i] <= least ? i : at;
		least = hash[i] <= least ? hash[i] : least;
	}
	return at;
}

static void hash_fresh(struct dlp_winnow *winnow)
{
	uint64_t rolling = winnow->rolling;

	for (size_t i = winnow->fresh; i < winnow->have; i++) {
		rolling = rolling * base + winnow->byte[i];
		if (i >= GRAM)
			rolling -= winnow->byte[i - GRAM] * power;
		winnow->hash[i] = rolling;
	}
	winnow->rolling = rolling;
}

/* The prints of what was not looked at yet; then keep what is still needed. */
static size_t look(struct dlp_winnow *winnow, struct dlp_print *print)
{
	size_t prints = 0, i = winnow->fresh, drop, least;

	hash_fresh(winnow);
	if (i < KEEP)
		i = KEEP;
	/* Before the first window there is none to compare with. */
	least = winnow->least < winnow->first
			? 0
			: (size_t)(winnow->least - winnow->first);
	for (; i < winnow->have; i++) {
		if (least + WINDOW > i && least) {
			if (winnow->hash[i] > winnow->hash[least])
				continue;
			least = i;
		} else {
			least = least_of(winnow->hash, i - (WINDOW - 1), i);
		}
		print[prints++] = print_of(winnow, least);
	}
	winnow->least = winnow->first + least;
	drop = winnow->have > KEEP ? winnow->have - KEEP : 0;
	if (drop) {
		size_t n = winnow->have -= drop;

		memmove(winnow->at, winnow->at + drop, n * sizeof(*winnow->at));
		memmove(winnow->hash, winnow->hash + drop,
			n * sizeof(*winnow->hash));
		memmove(winnow->size, winnow->size + drop, n);
		memmove(winnow->byte, winnow->byte + drop, n);
		winnow->first += drop;
	}
	winnow->fresh = winnow->have;
	return prints;
}

/* A letter or digit of `size` bytes at `at`; there is room for it. */
static inline void push(struct dlp_winnow *winnow, unsigned char byte,
			uint64_t at, size_t size)
{
	winnow->byte[winnow->have] = byte;
	winnow->at[winnow->have] = at;
	winnow->size[winnow->have] = (unsigned char)size;
	winnow->have += byte != 0;
}

/* What a character beyond ASCII becomes: bytes that count, or none. */
static size_t become(uint32_t cp, struct dlp_span as_is, char out[DLP_UTF8_MAX])
{
	static const char *const ligature[] = { "ff",  "fi", "fl", "ffi",
						"ffl", "st", "st" };
	int ascii = dlp_fold(cp);

	if (ascii > 0 || ascii == DLP_FOLD_GONE) {
		out[0] = (char)(ascii > 0 ? bare[ascii & 0x7f] : 0);
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
static size_t push_wide(struct dlp_winnow *winnow, struct dlp_span text,
			uint64_t at)
{
	struct dlp_span head = { text.ptr, text.len < 4 ? text.len : 4 };
	char out[DLP_UTF8_MAX];
	uint32_t cp;
	size_t len = dlp_utf8_decode(head, &cp), n;

	if (!len)
		return head.len < 4 && dlp_utf8_partial(head) ? 0 : 1;
	n = become(cp, (struct dlp_span){ text.ptr, len }, out);
	for (size_t i = 0; i < n; i++)
		push(winnow, (unsigned char)out[i], at, len);
	return len;
}

/* The rest of a character whose begin an earlier piece had; the bytes of the
 * piece that it took. */
static size_t join(struct dlp_winnow *winnow, struct dlp_span piece)
{
	uint64_t at = winnow->offset - winnow->halves;
	size_t taken = 0, len = 0;

	while (taken < piece.len && !len) {
		winnow->half[winnow->halves++] = piece.ptr[taken++];
		len = push_wide(
			winnow,
			(struct dlp_span){ winnow->half, winnow->halves }, at);
	}
	if (len)
		winnow->halves = 0;
	/* It was no character, and the last byte may begin another one. */
	return len == 1 ? taken - 1 : taken;
}

/* What is ASCII of a piece at `at`, from byte `i` on, as far as there is room;
 * where it stops. */
static size_t push_plain(struct dlp_winnow *winnow, struct dlp_span piece,
			 size_t i, uint64_t at)
{
	size_t have = winnow->have, room = DLP_WINNOW_ROOM - have;
	size_t end = piece.len - i < room ? piece.len : i + room;

	for (; i < end && (unsigned char)piece.ptr[i] < 0x80; i++) {
		unsigned char byte = bare[(unsigned char)piece.ptr[i] & 0x7f];

		winnow->byte[have] = byte;
		winnow->size[have] = 1;
		winnow->at[have] = at + i;
		have += byte != 0;
	}
	winnow->have = have;
	return i;
}

size_t dlp_winnow_add(struct dlp_winnow *winnow, struct dlp_span piece,
		      struct dlp_print *print)
{
	uint64_t start = winnow->offset;
	size_t prints = 0, i = 0, len;

	if (winnow->halves)
		i = join(winnow, piece);
	while (i < piece.len) {
		if (winnow->have >= DLP_WINNOW_ROOM)
			prints += look(winnow, print + prints);
		i = push_plain(winnow, piece, i, start);
		if (i == piece.len || winnow->have >= DLP_WINNOW_ROOM ||
		    (unsigned char)piece.ptr[i] < 0x80)
			continue;
		len = push_wide(
			winnow,
			(struct dlp_span){ piece.ptr + i, piece.len - i },
			start + i);
		if (!len) {
			winnow->halves = (unsigned)(piece.len - i);
			memcpy(winnow->half, piece.ptr + i, piece.len - i);
			break;
		}
		i += len;
	}
	winnow->offset = start + piece.len;
	return prints + look(winnow, print + prints);
}

size_t dlp_winnow_end(struct dlp_winnow *winnow, struct dlp_print *print)
{
	if (winnow->have < GRAM || winnow->first || winnow->have > KEEP)
		return 0;
	*print = print_of(winnow,
			  least_of(winnow->hash, GRAM - 1, winnow->have - 1));
	return 1;
}
