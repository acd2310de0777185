#include "redact/ids.h"

#include <stdlib.h>
#include <string.h>

static int compare(struct dlp_span a, const char *b)
{
	int order = strncmp(a.ptr, b, a.len);

	return order ? order : -(b[a.len] != '\0');
}

static bool grow(struct dlp_ids *ids)
{
	size_t cap = ids->cap ? ids->cap * 2 : 16;
	void *p;

	p = realloc(ids->entry, cap * sizeof(*ids->entry));
	if (!p)
		return false;
	ids->entry = p;
	p = realloc(ids->order, cap * sizeof(*ids->order));
	if (!p)
		return false;
	ids->order = p;
	ids->cap = cap;
	return true;
}

enum dlp_status dlp_ids_number(struct dlp_ids *ids, struct dlp_span rule,
			       uint32_t *number)
{
	size_t low = 0, high = ids->len;
	char *id;

	if (!rule.len || memchr(rule.ptr, '\0', rule.len))
		return DLP_SKIP;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = compare(rule, dlp_ids_at(ids, mid)->rule);

		if (!order) {
			*number = ids->order[mid];
			return DLP_OK;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	if (ids->len == DLP_IDS_MAX)
		return DLP_SKIP;
	if (ids->len == ids->cap && !grow(ids))
		return DLP_FATAL;
	id = malloc(rule.len + 1);
	if (!id)
		return DLP_FATAL;
	memcpy(id, rule.ptr, rule.len);
	id[rule.len] = '\0';
	memmove(ids->order + low + 1, ids->order + low,
		(ids->len - low) * sizeof(*ids->order));
	ids->order[low] = (uint32_t)ids->len;
	ids->entry[ids->len] = (struct dlp_id){ .rule = id };
	*number = (uint32_t)ids->len++;
	return DLP_OK;
}

void dlp_ids_release(struct dlp_ids *ids)
{
	for (size_t i = 0; i < ids->len; i++)
		free(ids->entry[i].rule);
	free(ids->entry);
	free(ids->order);
	*ids = (struct dlp_ids){ 0 };
}
