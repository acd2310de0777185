#include "extract/inodes.h"

#include <stdint.h>
#include <stdlib.h>

struct dlp_inode {
	uint64_t dev, ino;
	bool used;
};

static struct dlp_inode *find(struct dlp_inode *slot, size_t size, uint64_t dev,
			      uint64_t ino)
{
	uint64_t h = (ino ^ dev << 17) * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 32) & (size - 1);

	while (slot[i].used && (slot[i].dev != dev || slot[i].ino != ino))
		i = (i + 1) & (size - 1);
	return &slot[i];
}

static bool grow(struct dlp_inodes *set)
{
	size_t size = set->size ? set->size * 2 : 64;
	struct dlp_inode *slot = calloc(size, sizeof(*slot));

	if (!slot)
		return false;
	for (size_t i = 0; i < set->size; i++)
		if (set->slot[i].used)
			*find(slot, size, set->slot[i].dev, set->slot[i].ino) =
				set->slot[i];
	free(set->slot);
	set->slot = slot;
	set->size = size;
	return true;
}

int dlp_inodes_add(struct dlp_inodes *set, dev_t dev, ino_t ino)
{
	struct dlp_inode *slot;

	if (set->used * 2 >= set->size && !grow(set))
		return -1;
	slot = find(set->slot, set->size, dev, ino);
	if (slot->used)
		return 0;
	*slot = (struct dlp_inode){ dev, ino, true };
	set->used++;
	return 1;
}

void dlp_inodes_release(struct dlp_inodes *set)
{
	free(set->slot);
	*set = (struct dlp_inodes){ 0 };
}
