#include "learn/background.h"

#include <stdlib.h>
#include <string.h>

static size_t count_lines(struct dlp_span text)
{
	size_t lines = 0;

	for (size_t i = 0; i < text.len; i++)
		lines += text.ptr[i] == '\n';
	return lines;
}

static bool is_whole(const struct dlp_background *background, size_t begins,
		     size_t rows)
{
	const size_t groups = count_lines(background->groups);

	if (!background->group || !background->begin || !background->row ||
	    begins != background->documents + 1 || background->begin[0] ||
	    background->begin[begins - 1] != rows)
		return false;
	for (size_t i = 0; i < background->documents; i++)
		if (background->begin[i] > background->begin[i + 1] ||
		    background->begin[i + 1] > rows ||
		    background->begin[i + 1] - background->begin[i] >
			    DLP_TOPIC_ROWS ||
		    background->group[i] >= groups)
			return false;
	return true;
}

enum dlp_status dlp_background_use(struct dlp_background *background,
				   const struct dlp_model *model,
				   struct dlp_error *err)
{
	size_t begins, rows;

	*background = (struct dlp_background){
		.groups = dlp_model_section(model, "groups"),
	};
	background->group =
		dlp_model_array(model, "group", 1, &background->documents);
	background->begin = dlp_model_array(
		model, "begin", sizeof(*background->begin), &begins);
	background->row =
		dlp_model_array(model, "row", sizeof(*background->row), &rows);
	if (!is_whole(background, begins, rows))
		return dlp_error_set(err, DLP_SKIP, 0, "a damaged model");
	return DLP_OK;
}

struct dlp_span dlp_background_group(const struct dlp_background *background,
				     size_t document)
{
	struct dlp_span rest = background->groups;
	const char *end = memchr(rest.ptr, '\n', rest.len);

	for (size_t i = 0; i < background->group[document]; i++) {
		rest.len -= (size_t)(end + 1 - rest.ptr);
		rest.ptr = end + 1;
		end = memchr(rest.ptr, '\n', rest.len);
	}
	rest.len = (size_t)(end - rest.ptr);
	return rest;
}

enum dlp_status dlp_background_begin(struct dlp_background_draft *draft,
				     struct dlp_span name)
{
	if (draft->count == DLP_BACKGROUND_GROUPS)
		return DLP_SKIP;
	draft->count++;
	dlp_buf_addspan(&draft->groups, name);
	return dlp_buf_addc(&draft->groups, '\n');
}

/* Rows go up: the order in which they were seen is the text's, and stays. */
static int by_row(const void *a, const void *b)
{
	const uint16_t *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

enum dlp_status dlp_background_add(struct dlp_background_draft *draft,
				   const struct dlp_topic *topic)
{
	const size_t size = sizeof(*topic->seen);
	const uint32_t begin = (uint32_t)(draft->row.len / size),
		       floor = dlp_topic_floor(topic);

	if (draft->group.len == DLP_BACKGROUND_DOCUMENTS)
		return DLP_SKIP;
	dlp_buf_add(&draft->begin, &begin, sizeof(begin));
	dlp_buf_addc(&draft->group, (char)(draft->count - 1));
	for (size_t i = 0; i < topic->rows; i++)
		if (topic->times[topic->seen[i]] >= floor)
			dlp_buf_add(&draft->row, &topic->seen[i], size);
	if (draft->begin.status || draft->group.status || draft->row.status)
		return DLP_FATAL;
	qsort(draft->row.ptr + begin * size, draft->row.len / size - begin,
	      size, by_row);
	return DLP_OK;
}

enum dlp_status dlp_background_write(struct dlp_background_draft *draft,
				     struct dlp_buf *out)
{
	const uint32_t end = (uint32_t)(draft->row.len / sizeof(uint16_t));
	struct dlp_model_draft model = { .kind = DLP_MODEL_BACKGROUND,
					 .features = DLP_BACKGROUND_FEATURES };
	struct dlp_buf facts;
	enum dlp_status status;

	dlp_buf_init(&facts, 0);
	dlp_buf_addf(&facts, "documents: %zu\ngroups: %zu\n", draft->group.len,
		     draft->count);
	if (dlp_buf_add(&draft->begin, &end, sizeof(end)) || facts.status) {
		dlp_buf_release(&facts);
		return DLP_FATAL;
	}
	dlp_model_add(&model, "facts", dlp_buf_span(&facts));
	dlp_model_add(&model, "groups", dlp_buf_span(&draft->groups));
	dlp_model_add(&model, "group", dlp_buf_span(&draft->group));
	dlp_model_add(&model, "begin", dlp_buf_span(&draft->begin));
	dlp_model_add(&model, "row", dlp_buf_span(&draft->row));
	status = dlp_model_write(&model, out);
	dlp_buf_release(&facts);
	return status;
}

void dlp_background_release(struct dlp_background_draft *draft)
{
	dlp_buf_release(&draft->groups);
	dlp_buf_release(&draft->group);
	dlp_buf_release(&draft->begin);
	dlp_buf_release(&draft->row);
}
