#include "extract/doc_piece.h"

#include <stdlib.h>

#include "extract/le.h"

struct dlp_span dlp_doc_field(const struct dlp_doc_bytes *bytes,
			      unsigned number, unsigned old_place)
{
	size_t at = 0x9a + (size_t)8 * number;

	if (bytes->old && !old_place)
		return DLP_SPAN("");
	if (bytes->old)
		at = old_place;
	return dlp_le_cut(bytes->table, dlp_le32(bytes->main, at),
			  dlp_le32(bytes->main, at + 4));
}

/* The modifiers that stand before the table and that pieces refer to. */
struct lists {
	struct dlp_span *list;
	size_t lists;
};

/* The table of pieces in `all`, and the lists before it. */
static struct dlp_span find_table(struct dlp_span all, struct lists *lists)
{
	enum { LIST = 1, TABLE = 2 };
	size_t at = 0;

	while (dlp_le8(all, at) == LIST) {
		size_t size = dlp_le16(all, at + 1);

		/* Three bytes each at least: they are no more than those. */
		if (lists->list)
			lists->list[lists->lists++] =
				dlp_le_cut(all, at + 3, size);
		at += 3 + size;
	}
	if (dlp_le8(all, at) != TABLE)
		return DLP_SPAN("");
	return dlp_le_cut(all, at + 5, dlp_le32(all, at + 1));
}

/* What a piece itself changes in its characters (2.9.213 to 2.9.215). */
static unsigned flags_of(const struct dlp_doc_bytes *bytes,
			 const struct lists *lists, unsigned modifier)
{
	size_t n = modifier >> 1;

	if (!(modifier & 1))
		return dlp_doc_modify_one(n & 0x7f, modifier >> 8, 0);
	return n < lists->lists ? dlp_doc_modify(bytes, lists->list[n], 0) : 0;
}

static struct dlp_doc_piece *read_table(const struct dlp_doc_bytes *bytes,
					struct dlp_span table,
					const struct lists *lists,
					size_t *pieces)
{
	const uint32_t narrow = 0x40000000;
	size_t n = table.len < 16 ? 0 : (table.len - 4) / 12;
	struct dlp_doc_piece *piece = calloc(n + 1, sizeof(*piece));

	*pieces = 0;
	for (size_t i = 0; piece && i < n; i++) {
		size_t at = 4 * (n + 1) + 8 * i;
		uint32_t place = dlp_le32(table, at + 2);
		struct dlp_doc_piece *p = &piece[*pieces];

		*p = (struct dlp_doc_piece){
			.from = dlp_le32(table, 4 * i),
			.to = dlp_le32(table, 4 * i + 4),
			.at = place & ~narrow,
			.wide = !bytes->old && !(place & narrow),
			.flags =
				flags_of(bytes, lists, dlp_le16(table, at + 6)),
		};
		if (!bytes->old && !p->wide)
			p->at /= 2;
		if (p->to <= p->from || p->to > INT32_MAX ||
		    (*pieces && p->from < p[-1].to))
			continue;
		(*pieces)++;
	}
	return piece;
}

/* Word 6 has no table for a text that lies in one piece. */
static struct dlp_doc_piece *one_piece(const struct dlp_doc_bytes *bytes,
				       size_t *pieces)
{
	struct dlp_doc_piece *piece = calloc(1, sizeof(*piece));
	uint32_t from = dlp_le32(bytes->main, 0x18),
		 to = dlp_le32(bytes->main, 0x1c);

	*pieces = 0;
	if (piece && from < to && to <= INT32_MAX) {
		*piece = (struct dlp_doc_piece){ .to = to - from, .at = from };
		*pieces = 1;
	}
	return piece;
}

struct dlp_doc_piece *dlp_doc_pieces(const struct dlp_doc_bytes *bytes,
				     size_t *pieces)
{
	struct dlp_span all = dlp_doc_field(bytes, 33, 0x160), table;
	struct dlp_doc_piece *piece;
	struct lists lists = { .list = NULL };

	if (bytes->old && !(dlp_le16(bytes->main, 10) & 4))
		return one_piece(bytes, pieces);
	lists.list = calloc(all.len / 3 + 1, sizeof(*lists.list));
	table = find_table(all, &lists);
	piece = read_table(bytes, table, &lists, pieces);
	free(lists.list);
	if (*pieces)
		return piece;
	free(piece);
	return NULL;
}
