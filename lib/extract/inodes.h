#ifndef DLP_INODES_H
#define DLP_INODES_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * A set of files, by device and inode: 8 bytes a slot, of which three quarters
 * are used at most, so that a million files take 16 MiB.  Zero-initialise.
 */
struct dlp_inodes {
	struct dlp_inodes_device *device;
	size_t devices; /* on which there are such files: few */
};

/* 1 when it was not there and is now, 0 when it was, -1 without memory. */
int dlp_inodes_add(struct dlp_inodes *set, dev_t dev, ino_t ino);
void dlp_inodes_release(struct dlp_inodes *set);

#endif
