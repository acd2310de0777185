#ifndef DLP_KEYS_WALK_H
#define DLP_KEYS_WALK_H

#include "detect/keys.h"

/* The parts of detect/keys.h: how each kind of text is read. */

/*
 * Read text.ptr[i] and on; returns where that ended: at the end of the text,
 * or, of a flow, behind it.
 */
size_t dlp_keys_flow(struct dlp_keys *keys, struct dlp_span text, size_t i);
size_t dlp_keys_json(struct dlp_keys *keys, struct dlp_span text, size_t i);
size_t dlp_keys_yaml(struct dlp_keys *keys, struct dlp_span text, size_t i);
size_t dlp_keys_lines(struct dlp_keys *keys, struct dlp_span text, size_t i);

/* A flow up to where its next item or level begins, or the text ends. */
size_t dlp_keys_item(struct dlp_keys *keys, struct dlp_span text, size_t i);

/* What is read within quotes, up to the one that ends them, which is taken. */
size_t dlp_keys_quoted(struct dlp_keys *keys, struct dlp_span text, size_t i);

void dlp_keys_push(struct dlp_keys *keys, bool list, uint64_t column);
void dlp_keys_pop(struct dlp_keys *keys);
/* The innermost level; NULL outside of all, and below those that are told. */
static inline struct dlp_keys_level *dlp_keys_top(struct dlp_keys *keys)
{
	return keys->depth && !keys->deeper ? &keys->level[keys->depth - 1]
					    : NULL;
}

void dlp_keys_name_begin(struct dlp_keys *keys, bool escaped);
void dlp_keys_name_add(struct dlp_keys *keys, struct dlp_span bytes);
/* What was read is the key of `level`. */
void dlp_keys_name_take(struct dlp_keys *keys, struct dlp_keys_level *level);

#endif
