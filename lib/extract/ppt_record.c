#include "extract/ppt_record.h"

#include <stdlib.h>

#include "extract/le.h"

enum { HEADER = 8 };

bool dlp_ppt_next(struct dlp_span bytes, size_t *at,
		  struct dlp_ppt_record *record)
{
	unsigned version;

	if (*at >= bytes.len || bytes.len - *at < HEADER)
		return false;
	version = dlp_le16(bytes, *at);
	*record = (struct dlp_ppt_record){
		.version = version & 0xf,
		.instance = version >> 4,
		.type = dlp_le16(bytes, *at + 2),
		.body = dlp_le_cut(bytes, *at + HEADER,
				   dlp_le32(bytes, *at + 4)),
	};
	*at += HEADER + record->body.len;
	return true;
}

static bool load_trees(struct dlp_ppt_index *index, struct dlp_span stream)
{
	struct dlp_ppt_record record;
	size_t n = 0, at = 0;

	while (dlp_ppt_next(stream, &at, &record))
		n++;
	index->tree = calloc(n + 1, sizeof(*index->tree));
	if (!index->tree)
		return false;
	for (at = 0; index->trees < n; index->trees++) {
		struct dlp_ppt_tree *tree = &index->tree[index->trees];

		tree->at = (uint32_t)at;
		(void)!dlp_ppt_next(stream, &at, &tree->record);
	}
	return true;
}

static struct dlp_ppt_tree *tree_at(const struct dlp_ppt_index *index,
				    uint32_t at)
{
	size_t low = 0, high = index->trees;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (index->tree[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low < index->trees && index->tree[low].at == at
		       ? &index->tree[low]
		       : NULL;
}

/* A list of places: of some objects with numbers in a row, and again (2.3.5).
 * The lists come from the last one on; what is known stays. */
static void take_places(struct dlp_ppt_index *index, struct dlp_span list)
{
	for (size_t at = 0; at + 8 <= list.len;) {
		uint32_t head = dlp_le32(list, at), number = head & 0xfffff;
		size_t count = head >> 20;

		at += 4;
		for (; count && at + 4 <= list.len; count--, at += 4) {
			if (number < DLP_PPT_IDS && !index->place[number])
				index->place[number] = dlp_le32(list, at) + 1;
			number++;
		}
	}
}

/* The saves, from the last one back: each is before the one after it. */
static void load_saves(struct dlp_ppt_index *index, uint32_t at)
{
	enum { SAVE = 0x0ff5, PLACES = 0x1772, ENCRYPTED_SIZE = 32 };
	const struct dlp_ppt_tree *save = tree_at(index, at), *places;

	while (save && save->record.type == SAVE) {
		struct dlp_span body = save->record.body;
		uint32_t before = dlp_le32(body, 8);

		places = tree_at(index, dlp_le32(body, 12));
		if (places && places->record.type == PLACES) {
			take_places(index, places->record.body);
			index->saved = true;
		}
		index->encrypted =
			index->encrypted ||
			(body.len >= ENCRYPTED_SIZE && dlp_le32(body, 28));
		if (!before || before >= save->at)
			break;
		save = tree_at(index, before);
	}
}

bool dlp_ppt_index_load(struct dlp_ppt_index *index, struct dlp_span stream,
			struct dlp_span user)
{
	const uint32_t encrypted = 0xf3d1c4df;

	*index = (struct dlp_ppt_index){ .trees = 0 };
	index->place = calloc(DLP_PPT_IDS, sizeof(*index->place));
	if (!index->place || !load_trees(index, stream))
		return false;
	index->encrypted = dlp_le32(user, 12) == encrypted;
	load_saves(index, dlp_le32(user, 16));
	for (size_t i = 0; i < index->trees; i++)
		index->tree[i].live = !index->saved;
	for (uint32_t i = 0; i < DLP_PPT_IDS && index->saved; i++) {
		struct dlp_ppt_tree *tree = dlp_ppt_index_find(index, i);

		if (tree)
			tree->live = true;
	}
	return true;
}

void dlp_ppt_index_release(struct dlp_ppt_index *index)
{
	free(index->tree);
	free(index->place);
}

struct dlp_ppt_tree *dlp_ppt_index_find(struct dlp_ppt_index *index,
					uint32_t number)
{
	if (number >= DLP_PPT_IDS || !index->place[number])
		return NULL;
	return tree_at(index, index->place[number] - 1);
}
