#ifndef DLP_INODES_H
#define DLP_INODES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* A set of files, by device and inode.  Zero-initialise. */
struct dlp_inodes {
	struct dlp_inode *slot;
	size_t used, size; /* size is 0 or a power of two */
};

/* 1 when it was not there and is now, 0 when it was, -1 without memory. */
int dlp_inodes_add(struct dlp_inodes *set, dev_t dev, ino_t ino);
void dlp_inodes_release(struct dlp_inodes *set);

#endif
