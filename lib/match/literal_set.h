#ifndef DLP_LITERAL_SET_H
#define DLP_LITERAL_SET_H

#include <stdbool.h>

#include "match/literal.h"

/*
 * The tables of a set of literals, and the paths that scan with them.  Private
 * to the files literal*.c, to what writes the tables of the built-in rules
 * and to tests.
 *
 * Bytes are folded to codes of 6 bits, in which upper and lower case are the
 * same; any alias only lets more candidates through.  The key of a literal is
 * 4 bytes of it in a row, or all of a literal of 3.  A key belongs to one
 * bucket of the columns and to two of the pairs, one for each parity of the
 * position it stands at.
 *
 * Pairs: pair[first | second << 6] has in its low half the buckets with a key
 * whose first two bytes are this pair, and in its high half those whose last
 * two are.  A position is a candidate when the low half at it and the high
 * half two further on share a bucket.  Only every second position is looked
 * at: a key at an odd one is known by the byte before it and its first three.
 *
 * Columns: bit b % 8 of column[b / 8][j][code] says that byte j of a key in
 * bucket b may be `code`.  The algorithm is that of Hyperscan's FDR and of
 * "Harry" (Xu et al., "Harry: A Scalable SIMD-based Multi-literal Pattern
 * Matching Engine for Deep Packet Inspection", 2023).
 *
 * Behind either: hashes that keys have, a finer one than that of their slots;
 * a summary of the bytes that stand beside the keys of each slot; and in each
 * the entries that are compared.
 */
enum {
	DLP_LITERAL_KEY = 4,    /* bytes */
	DLP_LITERAL_CODES = 64, /* what a byte folds to */
	DLP_LITERAL_LEAD = 32,  /* a key begins this far in at most */
	DLP_LITERAL_AHEAD = 64, /* bytes that a path may read too far */
	DLP_LITERAL_STEP = 64,  /* paths look at multiples of this */
	DLP_LITERAL_PAIR_BUCKETS = 16,
	DLP_LITERAL_COLUMN_BUCKETS = 32,
	DLP_LITERAL_SLOT_BITS = 13, /* of a hash; of 3-byte keys: */
	DLP_LITERAL_SLOT3_BITS = 10,
	DLP_LITERAL_SLOTS =
		(1 << DLP_LITERAL_SLOT_BITS) + (1 << DLP_LITERAL_SLOT3_BITS),
};

/* A literal, as it is compared with what stands at a candidate. */
struct dlp_literal_entry {
	/* 8 bytes from its first on, 8 from `tail_at` on; 0 where it is
	 * shorter.  A mask leaves out bytes, and the case of letters. */
	uint64_t head, head_mask;
	uint64_t tail, tail_mask;
	uint32_t id;
	uint32_t rest; /* where its bytes from 16 on stand, folded */
	uint16_t slot;
	uint8_t len;
	uint8_t offset; /* of its key */
	uint8_t tail_at;
	bool last; /* of its slot */
};

struct dlp_literals {
	uint32_t pair[DLP_LITERAL_CODES * DLP_LITERAL_CODES];
	uint8_t column[DLP_LITERAL_COLUMN_BUCKETS / 8][DLP_LITERAL_KEY]
		      [DLP_LITERAL_CODES];
	/*
	 * Of the keys in a slot, which bytes may stand before one (low half)
	 * and behind it, by their lowest three bits: 0 where there is none.
	 */
	uint16_t beside[1 << DLP_LITERAL_SLOT_BITS];
	/* Hashes that keys have, and those that 3-byte keys have: a bit each,
	 * 8 times as many as slots. */
	uint32_t bit[(1 << DLP_LITERAL_SLOT_BITS) / 4];
	uint32_t bit3[(1 << DLP_LITERAL_SLOT3_BITS) / 4];
	/* The first entry of a slot; those of 3-byte keys are behind.  Entry
	 * 0 is that of empty slots and equals nothing. */
	uint32_t slot[DLP_LITERAL_SLOTS];
	const struct dlp_literal_entry *entry;
	const uint8_t *len; /* by id */
	const char *rest;
	size_t count;   /* literals */
	size_t entries; /* with entry 0 */
	size_t rests;   /* bytes */
	size_t reach;   /* the furthest that a key begins in its literal */
};

static inline unsigned char dlp_literal_fold(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? u | 0x20 : u;
}

static inline unsigned dlp_literal_code(char c)
{
	unsigned char u = (unsigned char)c;

	return (u & 31u) | (u >> 1 & 32u);
}

/* The ways to scan; the last that the processor has is taken. */
enum dlp_literal_path {
	DLP_LITERAL_PLAIN, /* pairs, C */
	DLP_LITERAL_SSE2,  /* pairs */
	DLP_LITERAL_AVX2,  /* pairs */
	DLP_LITERAL_VBMI2, /* columns, AVX-512 */
	DLP_LITERAL_PATHS,
};

bool dlp_literal_path_works(enum dlp_literal_path path);

/* dlp_literals_scan() by a path that works here. */
DLP_MUST_CHECK enum dlp_status
dlp_literals_scan_by(enum dlp_literal_path path, const struct dlp_literals *set,
		     struct dlp_span text, size_t from, size_t to,
		     struct dlp_literal_hits *hits);

/* What a path is given: where it is in which text, and where hits go. */
struct dlp_literal_task {
	const struct dlp_literals *set;
	struct dlp_span text;
	size_t from, to;
	struct dlp_literal_hits *hits;
	enum dlp_status status; /* DLP_FATAL: no memory for a hit */
};

/*
 * Report the literals whose keys stand at p[0] to p[n - 1], n a multiple of
 * DLP_LITERAL_STEP; p[0] is at offset `at` of the text.  Readable are
 * DLP_LITERAL_LEAD bytes before p and DLP_LITERAL_AHEAD behind p + n; what
 * they hold does not matter where it is not of the text.
 */
typedef void dlp_literal_scan_fn(struct dlp_literal_task *task, const char *p,
				 size_t n, size_t at);
dlp_literal_scan_fn dlp_literal_pair_plain, dlp_literal_pair_sse2,
	dlp_literal_pair_avx2, dlp_literal_column_vbmi2;

/* A literal whose first 16 bytes stand at offset `start` of the text, which
 * may be outside of it (wrapped, before 0). */
struct dlp_literal_sight {
	size_t start;
	uint32_t entry;
};

/* Add to the hits what of `sight` is one. */
void dlp_literal_report(struct dlp_literal_task *task,
			const struct dlp_literal_sight *sight, size_t count);

#endif
