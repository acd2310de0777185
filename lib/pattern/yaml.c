#include <string.h>
#include <yaml.h>

#include "pattern/tree.h"

/* Where the next node goes. */
struct place {
	struct dlp_tree *parent;
	struct dlp_span key; /* that it gets, in a table */
	bool has_key;
};

struct reader {
	struct dlp_tree_maker *maker;
	struct place stack[DLP_TREE_DEPTH];
	size_t depth;
	struct dlp_tree *root;
	bool done; /* the first document has ended */
};

static uint32_t line_of(yaml_mark_t mark)
{
	return mark.line < UINT32_MAX ? (uint32_t)mark.line + 1 : UINT32_MAX;
}

static enum dlp_status fail(struct reader *r, yaml_mark_t mark, const char *why)
{
	return dlp_tree_fail(r->maker, line_of(mark), why,
			     (struct dlp_span){ 0 });
}

/* Whether what comes next is a key or value of a table. */
static bool in_table(const struct place *place)
{
	return place && place->parent && place->parent->type == DLP_TREE_TABLE;
}

/* A node of that type where the last one left off; NULL where there is none
 * to be. */
static struct dlp_tree *add(struct reader *r, enum dlp_tree_type type,
			    yaml_mark_t mark)
{
	struct place *place = r->depth ? &r->stack[r->depth - 1] : NULL;
	struct dlp_span key = { 0 };
	struct dlp_tree *node;

	if (in_table(place)) {
		if (!place->has_key) {
			fail(r, mark, "a key that is no text");
			return NULL;
		}
		key = place->key;
		place->has_key = false;
	}
	node = dlp_tree_add(r->maker, place ? place->parent : NULL, type, key,
			    line_of(mark));
	if (node && !place)
		r->root = node;
	return node;
}

static enum dlp_status take_scalar(struct reader *r, const yaml_event_t *event)
{
	struct place *place = r->depth ? &r->stack[r->depth - 1] : NULL;
	const char *value = (const char *)event->data.scalar.value;
	struct dlp_span in = { value, event->data.scalar.length }, text;
	struct dlp_tree *node;

	if (!dlp_arena_copy(r->maker->arena, in, &text))
		return fail(r, event->start_mark, "out of memory");
	if (in_table(place) && !place->has_key) {
		place->key = text;
		place->has_key = true;
		return DLP_OK;
	}
	node = add(r, DLP_TREE_TEXT, event->start_mark);
	if (!node)
		return DLP_SKIP;
	node->text = text;
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return DLP_OK;
}

static enum dlp_status take_start(struct reader *r, const yaml_event_t *event,
				  enum dlp_tree_type type)
{
	struct dlp_tree *node;

	if (r->depth == DLP_TREE_DEPTH)
		return fail(r, event->start_mark, "too deep");
	node = add(r, type, event->start_mark);
	if (!node)
		return DLP_SKIP;
	r->stack[r->depth++] = (struct place){ .parent = node };
	return DLP_OK;
}

static enum dlp_status take(struct reader *r, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fail(r, event->start_mark, "aliases are not read");
	case YAML_SCALAR_EVENT:
		return take_scalar(r, event);
	case YAML_SEQUENCE_START_EVENT:
		return take_start(r, event, DLP_TREE_LIST);
	case YAML_MAPPING_START_EVENT:
		return take_start(r, event, DLP_TREE_TABLE);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		r->depth--;
		return DLP_OK;
	case YAML_DOCUMENT_END_EVENT:
	case YAML_STREAM_END_EVENT:
		r->done = true;
		return DLP_OK;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_DOCUMENT_START_EVENT:
		break;
	}
	return DLP_OK;
}

enum dlp_status dlp_yaml_read(struct dlp_tree_maker *maker,
			      struct dlp_span text, struct dlp_tree **root)
{
	struct reader r = { .maker = maker };
	enum dlp_status status = DLP_OK;
	yaml_parser_t parser;

	if (!yaml_parser_initialize(&parser))
		return dlp_error_set(maker->err, DLP_FATAL, 0, "out of memory");
	yaml_parser_set_input_string(&parser, (const unsigned char *)text.ptr,
				     text.len);
	while (!status && !r.done) {
		yaml_event_t event;

		if (!yaml_parser_parse(&parser, &event)) {
			const char *why = parser.problem;

			status = fail(&r,
				      parser.error == YAML_READER_ERROR
					      ? parser.mark
					      : parser.problem_mark,
				      why ? why : "not YAML");
			break;
		}
		status = take(&r, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
	if (!status && !r.root)
		status = dlp_tree_fail(maker, 1, "holds nothing",
				       (struct dlp_span){ 0 });
	*root = r.root;
	return status;
}
