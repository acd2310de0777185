#ifndef DLP_PPT_RECORD_H
#define DLP_PPT_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

/*
 * The records of a presentation of PowerPoint 97 to 2003 ([MS-PPT] 2.3): trees
 * of them, one behind the other.  A save appends what has changed, and a list
 * of where each object now is; what was there before stays.
 */

enum {
	DLP_PPT_DOCUMENT = 0x03e8,
	DLP_PPT_SLIDE = 0x03ee,
	DLP_PPT_NOTES = 0x03f0,
	DLP_PPT_MASTER = 0x03f8,
	DLP_PPT_LIST = 0x0ff0,
	DLP_PPT_HANDOUT = 0x0fc9,
	DLP_PPT_STORAGE = 0x1011,
	DLP_PPT_CONTAINER = 0xf, /* as a version: records are in it */
	DLP_PPT_IDS = 1 << 20,   /* objects there may be */
};

struct dlp_ppt_record {
	unsigned version, instance, type;
	struct dlp_span body; /* what is there of it */
};

/* The record at `*at`, which is moved behind it; false at the end. */
bool dlp_ppt_next(struct dlp_span bytes, size_t *at,
		  struct dlp_ppt_record *record);

/* A tree of the stream. */
struct dlp_ppt_tree {
	uint32_t at;
	struct dlp_ppt_record record;
	bool live; /* the last save has it */
	bool told;
};

struct dlp_ppt_index {
	struct dlp_ppt_tree *tree; /* in order of place */
	size_t trees;
	uint32_t *place; /* of each object, by its number, plus 1 */
	bool saved;      /* there was a list of them */
	bool encrypted;
};

/*
 * Index the stream; `user` is the stream `Current User`, which knows the last
 * save.  Where that can't be found all trees are live.  False for want of
 * memory; release it in either case.
 */
bool dlp_ppt_index_load(struct dlp_ppt_index *index, struct dlp_span stream,
			struct dlp_span user);
void dlp_ppt_index_release(struct dlp_ppt_index *index);

/* The object of this number; NULL where there is none. */
struct dlp_ppt_tree *dlp_ppt_index_find(struct dlp_ppt_index *index,
					uint32_t number);

#endif
