#ifndef DLP_KEYS_H
#define DLP_KEYS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

/*
 * Under which key a place of a text stands, where the text is one of keys and
 * values: JSON (RFC 8259), also one value a line; YAML 1.2, in blocks and
 * flows; and lines of `key = value` in sections: INI, TOML, .env, properties.
 *
 * Places are asked for in order, and text is read once, from one place to the
 * next: what is behind may be gone.  Which of them it is is told by the first
 * bytes, as far as they say, and never by a name.  Damage makes a path wrong,
 * and nothing else.
 */

enum {
	DLP_KEYS_DEPTH = 64,      /* levels that a path tells */
	DLP_KEYS_NAME = 128,      /* bytes of a key that it tells */
	DLP_KEYS_PATH = 1 << 10,  /* bytes of a path, about */
	DLP_KEYS_HEAD = 4 << 10,  /* first bytes that are looked at */
	DLP_KEYS_LINE_KEY = 1024, /* YAML, 7.4: no key is longer */
};

enum dlp_keys_kind {
	DLP_KEYS_UNKNOWN, /* not looked at yet */
	DLP_KEYS_NONE,
	DLP_KEYS_JSON,
	DLP_KEYS_JSON_LINES,
	DLP_KEYS_YAML,
	DLP_KEYS_LINES,
};

struct dlp_keys_name {
	size_t len;
	bool cut;     /* it is longer */
	bool escaped; /* as JSON has it */
	char text[DLP_KEYS_NAME];
};

/* A map or a list that we are in. */
struct dlp_keys_level {
	bool list, named;
	bool past; /* a level in the item has ended: no name comes any more */
	uint64_t index, column; /* of a list; where it stands, in YAML */
	struct dlp_keys_name name;
};

struct dlp_keys {
	enum dlp_keys_kind kind;
	uint64_t at; /* offset of the next byte to read */
	/* The rest is the module's. */
	unsigned char state, back; /* and the state to go back to */
	char quote;                /* that we are in; 0 for none */
	bool naming;               /* what is read may be a name, */
	bool blank;                /* and a blank was behind it */
	bool backslash, inside;    /* the last byte; within a plain word */
	bool indented, kept;       /* a line; its key is that of the last */
	unsigned run;              /* equal quotes that stand in a row */
	uint64_t column, start;    /* of the next byte; of the node */
	uint64_t block;            /* column that a block's text has; 0: none */
	size_t flow;               /* levels around a flow */
	size_t depth;
	uint64_t deeper; /* levels beyond those that are told */
	struct dlp_keys_name next;
	struct dlp_keys_level level[DLP_KEYS_DEPTH];
};

/* Another text begins; zero-initialise before the first. */
void dlp_keys_reset(struct dlp_keys *keys);

/*
 * What a text is that begins with `head`, of which DLP_KEYS_HEAD bytes count;
 * `whole`: that is all of it.
 */
enum dlp_keys_kind dlp_keys_look(struct dlp_span head, bool whole);

/* The length of a byte order mark that it begins with. */
size_t dlp_keys_mark(struct dlp_span head);

/*
 * It is of this kind, which is not UNKNOWN, and begins at this offset, a byte
 * order mark not counted.
 */
void dlp_keys_begin(struct dlp_keys *keys, enum dlp_keys_kind kind,
		    uint64_t offset);

/*
 * Read up to the offset `to`.  `text` stands at `base`, which is not behind
 * keys->at, and reaches to `to` at least.
 */
void dlp_keys_read(struct dlp_keys *keys, struct dlp_span text, uint64_t base,
		   uint64_t to);

/*
 * Add the path of the place at keys->at: `.users[3].password` as jq writes it,
 * or `section.key`; nothing where there is none.  What in a key might be a
 * value is masked as in an excerpt, and what is too long or deep ends in `…`.
 */
void dlp_keys_path(const struct dlp_keys *keys, struct dlp_buf *out);

#endif
