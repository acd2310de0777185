#include "redact/tally.h"

#include <stdlib.h>
#include <string.h>

static int compare(struct dlp_span a, const char *b)
{
	int order = strncmp(a.ptr, b, a.len);

	return order ? order : -(b[a.len] != '\0');
}

static bool grow(struct dlp_tally *tally)
{
	size_t cap = tally->cap ? tally->cap * 2 : 16;
	void *p;

	p = realloc(tally->entry, cap * sizeof(*tally->entry));
	if (!p)
		return false;
	tally->entry = p;
	p = realloc(tally->order, cap * sizeof(*tally->order));
	if (!p)
		return false;
	tally->order = p;
	tally->cap = cap;
	return true;
}

enum dlp_status dlp_tally_number(struct dlp_tally *tally, struct dlp_span rule,
				 uint32_t *number)
{
	size_t low = 0, high = tally->len;
	char *id;

	if (!rule.len || memchr(rule.ptr, '\0', rule.len))
		return DLP_SKIP;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = compare(rule, dlp_tally_at(tally, mid)->rule);

		if (!order) {
			*number = tally->order[mid];
			return DLP_OK;
		}
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	if (tally->len == DLP_TALLY_MAX)
		return DLP_SKIP;
	if (tally->len == tally->cap && !grow(tally))
		return DLP_FATAL;
	id = malloc(rule.len + 1);
	if (!id)
		return DLP_FATAL;
	memcpy(id, rule.ptr, rule.len);
	id[rule.len] = '\0';
	memmove(tally->order + low + 1, tally->order + low,
		(tally->len - low) * sizeof(*tally->order));
	tally->order[low] = (uint32_t)tally->len;
	tally->entry[tally->len] = (struct dlp_tally_entry){ .rule = id };
	*number = (uint32_t)tally->len++;
	return DLP_OK;
}

void dlp_tally_release(struct dlp_tally *tally)
{
	for (size_t i = 0; i < tally->len; i++)
		free(tally->entry[i].rule);
	free(tally->entry);
	free(tally->order);
	*tally = (struct dlp_tally){ 0 };
}
