#ifndef DLP_SHAPE_H
#define DLP_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Whether bytes that come one by one are a JSON object (RFC 8259), and whether
 * it has a certain member: for what is decoded on the way and kept nowhere.
 * It tells structure, strings and words; not UTF-8, nor how a number is
 * written beyond its characters, nor members that stand twice.
 */
struct dlp_shape {
	const char *key; /* the member looked for, at the top */
	uint64_t object; /* a bit for each depth: an object, else an array */
	unsigned depth;
	unsigned char state;
	bool found; /* the member */
	bool name;  /* the string that is read is a member's name */
	bool fits;  /* so far it is `key` */
	size_t at;  /* bytes of the string, digits of an escape, of a word */
	char word[6];
};

enum { DLP_SHAPE_DEPTH = 64 };

void dlp_shape_init(struct dlp_shape *shape, const char *key);

/* False as soon as it can't be an object any more; then stop. */
bool dlp_shape_add(struct dlp_shape *shape, char c);

/* Whether the object is whole. */
bool dlp_shape_done(const struct dlp_shape *shape);

#endif
