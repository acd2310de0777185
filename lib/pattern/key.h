#ifndef DLP_KEY_H
#define DLP_KEY_H

#include "pattern/stanza.h"

/*
 * The keys of a stanza: which there are, and what their values may be.  A key
 * is known by its index in the table, which is also its bit in stanza->keys.
 */

#define DLP_KEY_NONE SIZE_MAX

/* DLP_KEY_NONE where there is none of that name. */
size_t dlp_key_find(struct dlp_span name);

/* Whether it may be given again in a stanza: lists do, and add up. */
bool dlp_key_repeats(size_t key);

/*
 * Put a value into the stanza; lists go into `arena`, their items are borrowed
 * but where escapes stood in them.  False for a value that the key can't have.
 */
bool dlp_key_set(size_t key, struct dlp_span value, struct dlp_stanza *stanza,
		 struct dlp_arena *arena);

/*
 * A comma-separated list, its items as above, added to `list`.  False for an
 * empty item and for an escape that there is not.
 */
bool dlp_key_list(struct dlp_span value, struct dlp_list *list,
		  struct dlp_arena *arena);

/* dlp_key_set() for `part.NAME`. */
bool dlp_key_set_part(struct dlp_span name, struct dlp_span value,
		      struct dlp_rule *rule, struct dlp_arena *arena);

/* The value of `shape` for what was learned, "learned person"; NULL for other
 * rules. */
const char *dlp_key_learned(const struct dlp_rule *rule);

#endif
