#include "redact/cover.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "pattern/rule.h"
#include "record/record.h"

_Static_assert(DLP_CUTS == DLP_PARTS + 1, "a value and its parts");

size_t dlp_cuts(const struct dlp_rule *rule, const struct dlp_finding *finding,
		struct dlp_cut cut[DLP_CUTS])
{
	const bool row = rule && finding->parts &&
			 rule->shape == DLP_SHAPE_INDEX &&
			 rule->least == DLP_INDEX_ROW;
	size_t n = 0;

	if (!row)
		cut[n++] = (struct dlp_cut){ finding->offset, finding->length };
	for (size_t i = 0;
	     rule && (row || rule->redact_parts) && i < finding->parts; i++)
		cut[n++] = (struct dlp_cut){ finding->part[i].offset,
					     finding->part[i].length };
	return n;
}

/* Room for one more, by taking back what was dropped or by growing. */
static bool make_room(struct dlp_covers *covers)
{
	size_t cap;
	void *p;

	if (covers->len < covers->cap)
		return true;
	if (covers->head > covers->len / 2) {
		covers->len -= covers->head;
		memmove(covers->item, covers->item + covers->head,
			covers->len * sizeof(*covers->item));
		covers->head = 0;
		return true;
	}
	cap = covers->cap ? covers->cap * 2 : 64;
	p = realloc(covers->item, cap * sizeof(*covers->item));
	if (!p)
		return false;
	covers->item = p;
	covers->cap = cap;
	return true;
}

static bool before(const struct dlp_cover *a, const struct dlp_cover *b)
{
	if (a->start != b->start)
		return a->start < b->start;
	if (a->end != b->end)
		return a->end > b->end;
	return a->rule < b->rule;
}

enum dlp_status dlp_covers_add(struct dlp_covers *covers,
			       struct dlp_cover cover)
{
	size_t i;

	if (!make_room(covers))
		return DLP_FATAL;
	for (i = covers->len; i > covers->head; i--) {
		if (!before(&cover, &covers->item[i - 1]))
			break;
		covers->item[i] = covers->item[i - 1];
	}
	covers->item[i] = cover;
	covers->len++;
	return DLP_OK;
}

void dlp_covers_drop_first(struct dlp_covers *covers)
{
	if (++covers->head == covers->len)
		covers->head = covers->len = 0;
}

void dlp_covers_clear(struct dlp_covers *covers)
{
	covers->head = covers->len = 0;
}

void dlp_covers_release(struct dlp_covers *covers)
{
	free(covers->item);
	*covers = (struct dlp_covers){ 0 };
}
