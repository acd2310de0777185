#include "extract/git_ids.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 1024 }; /* slots */

static int digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
				      : -1;
}

bool dlp_git_id_valid(struct dlp_span hex)
{
	if (hex.len != 40 && hex.len != DLP_GIT_ID_HEX)
		return false;
	for (size_t i = 0; i < hex.len; i++)
		if (digit(hex.ptr[i]) < 0)
			return false;
	return true;
}

bool dlp_git_id_none(struct dlp_span hex)
{
	for (size_t i = 0; i < hex.len; i++)
		if (hex.ptr[i] != '0')
			return false;
	return true;
}

static void pack(struct dlp_span hex, unsigned char id[DLP_GIT_ID])
{
	memset(id, 0, DLP_GIT_ID);
	for (size_t i = 0; i + 1 < hex.len; i += 2)
		id[i / 2] = (unsigned char)(digit(hex.ptr[i]) * 16 +
					    digit(hex.ptr[i + 1]));
}

/* Where `id` is, or the free slot that it would take. */
static unsigned char *find(const struct dlp_git_ids *ids,
			   const unsigned char id[DLP_GIT_ID])
{
	static const unsigned char none[DLP_GIT_ID];
	uint64_t at;

	/* Ids are hashes: any of their bytes spread well enough. */
	memcpy(&at, id, sizeof(at));
	for (;; at++) {
		unsigned char *slot = ids->slot[at & (ids->slots - 1)];

		if (!memcmp(slot, id, DLP_GIT_ID) ||
		    !memcmp(slot, none, DLP_GIT_ID))
			return slot;
	}
}

static bool grow(struct dlp_git_ids *ids)
{
	struct dlp_git_ids to = { .slots = ids->slots ? 2 * ids->slots : FIRST,
				  .used = ids->used,
				  .zero = ids->zero };

	to.slot = calloc(to.slots, sizeof(*to.slot));
	if (!to.slot)
		return false;
	for (size_t i = 0; i < ids->slots; i++)
		memcpy(find(&to, ids->slot[i]), ids->slot[i], DLP_GIT_ID);
	free(ids->slot);
	*ids = to;
	return true;
}

int dlp_git_ids_add(struct dlp_git_ids *ids, struct dlp_span hex)
{
	unsigned char id[DLP_GIT_ID], *slot;
	bool had;

	if (!dlp_git_id_valid(hex))
		return -1;
	if (dlp_git_id_none(hex)) {
		had = ids->zero;
		ids->zero = true;
		return !had;
	}
	if (ids->used >= ids->slots / 2 && !grow(ids))
		return -1;
	pack(hex, id);
	slot = find(ids, id);
	if (!memcmp(slot, id, DLP_GIT_ID))
		return 0;
	memcpy(slot, id, DLP_GIT_ID);
	ids->used++;
	return 1;
}

bool dlp_git_ids_has(const struct dlp_git_ids *ids, struct dlp_span hex)
{
	unsigned char id[DLP_GIT_ID];

	if (!dlp_git_id_valid(hex))
		return false;
	if (dlp_git_id_none(hex))
		return ids->zero;
	if (!ids->slots)
		return false;
	pack(hex, id);
	return !memcmp(find(ids, id), id, DLP_GIT_ID);
}

void dlp_git_ids_release(struct dlp_git_ids *ids)
{
	free(ids->slot);
	*ids = (struct dlp_git_ids){ 0 };
}
