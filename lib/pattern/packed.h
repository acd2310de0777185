#ifndef DLP_PACKED_H
#define DLP_PACKED_H

#include "base/buf.h"
#include "pattern/rule.h"

/*
 * Rules as the build writes them down: texts and numbers, without pointers.
 * So a program that has them in it has nothing to relocate when it starts, and
 * of its file is read what belongs to the rules that are asked for.
 *
 * The numbers of a rule: two that say, by bits, which fields of struct
 * dlp_rule are not 0, in the order of the table in packed.c; then those fields.
 * A text is where it begins and its length in bytes; a list is how many items
 * and a text each; parts are how many and two texts each.
 */
struct dlp_packed {
	const char *text;  /* of what finds and decides */
	const char *prose; /* of what describes */
	const uint32_t *number;
	const uint32_t *at;    /* by rule: where its numbers begin */
	const uint32_t *by_id; /* their numbers, in order of id */
	size_t rules;
	size_t room; /* bytes that all of them take, unpacked */
};

/*
 * Unpack a rule at `*room`, which is aligned for any object, zeroed and large
 * enough, and move that behind it.  Its texts stay where they are.
 */
const struct dlp_rule *dlp_packed_take(const struct dlp_packed *packed,
				       size_t index, char **room);

/* Its id alone; and the number of the rule with an id, SIZE_MAX for none. */
struct dlp_span dlp_packed_id(const struct dlp_packed *packed, size_t index);
size_t dlp_packed_find(const struct dlp_packed *packed, struct dlp_span id);

/* What packs rules, for the build; zero-initialise it. */
struct dlp_packer {
	struct dlp_buf text, prose;
	struct dlp_buf number; /* of uint32_t */
	struct dlp_buf at;     /* likewise */
	struct dlp_buf by_id;  /* likewise */
	size_t room;
	/* Texts that were met, by their hash: most equal ones are one. */
	struct dlp_packer_slot *slot;
};

/* False without memory, or past 4 GiB. */
bool dlp_packer_add(struct dlp_packer *packer, const struct dlp_rule *rule);
/* What was added, good until the packer is asked for more. */
struct dlp_packed dlp_packer_packed(const struct dlp_packer *packer);
void dlp_packer_release(struct dlp_packer *packer);

#endif
