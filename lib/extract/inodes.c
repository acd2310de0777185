#include "extract/inodes.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/pages.h"

enum { FIRST = 64 }; /* slots */

/* The files of one device.  Inode 0, which marks a free slot, is apart. */
struct dlp_inodes_device {
	uint64_t dev;
	uint64_t *slot;
	size_t used, size; /* size is a power of two */
	bool zero;
};

static uint64_t *find(uint64_t *slot, size_t size, uint64_t ino)
{
	uint64_t h = ino * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(h >> 32) & (size - 1);

	while (slot[i] && slot[i] != ino)
		i = (i + 1) & (size - 1);
	return &slot[i];
}

static bool grow(struct dlp_inodes_device *d)
{
	size_t size = d->size ? d->size * 2 : FIRST;
	uint64_t *slot = dlp_pages_new(size, sizeof(*slot));

	if (!slot)
		return false;
	for (size_t i = 0; i < d->size; i++)
		if (d->slot[i])
			*find(slot, size, d->slot[i]) = d->slot[i];
	dlp_pages_free(d->slot);
	d->slot = slot;
	d->size = size;
	return true;
}

/* NULL without memory. */
static struct dlp_inodes_device *device_of(struct dlp_inodes *set, uint64_t dev)
{
	struct dlp_inodes_device *more;

	/* A walk is likely to be on the one that it came to last. */
	for (size_t i = set->devices; i-- > 0;)
		if (set->device[i].dev == dev)
			return &set->device[i];
	more = realloc(set->device, (set->devices + 1) * sizeof(*more));
	if (!more)
		return NULL;
	set->device = more;
	more[set->devices] = (struct dlp_inodes_device){ .dev = dev };
	return &more[set->devices++];
}

int dlp_inodes_add(struct dlp_inodes *set, dev_t dev, ino_t ino)
{
	struct dlp_inodes_device *d = device_of(set, dev);
	uint64_t *slot;

	if (!d || ((d->used + 1) * 4 > d->size * 3 && !grow(d)))
		return -1;
	if (!ino) {
		bool was = d->zero;

		d->zero = true;
		return !was;
	}
	slot = find(d->slot, d->size, ino);
	if (*slot)
		return 0;
	*slot = ino;
	d->used++;
	return 1;
}

void dlp_inodes_release(struct dlp_inodes *set)
{
	for (size_t i = 0; i < set->devices; i++)
		dlp_pages_free(set->device[i].slot);
	free(set->device);
	*set = (struct dlp_inodes){ 0 };
}
