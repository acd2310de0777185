#include "detect/cells.h"

#include <stdlib.h>
#include <string.h>

struct dlp_cells {
	struct dlp_engine *engine;
	struct dlp_cells_calls calls;
	struct dlp_matcher *matcher;
	struct dlp_weigher *weigher;
	struct dlp_literal_hits hits;
	uint64_t next;       /* where the cell begins that is next */
	bool skips;          /* it is longer than is looked at */
	struct dlp_buf text; /* name: value */
	struct dlp_span name;
	size_t at, shift;      /* where the value begins: there, in the unit */
	struct dlp_span value; /* there; quotes are doubled in the unit */
	bool doubled;
};

/* Where in the unit byte `i` of what is read stands. */
static size_t place_of(const struct dlp_cells *c, size_t i)
{
	size_t n = i - c->at, quotes = 0;

	if (n > c->value.len)
		n = c->value.len;
	for (size_t j = 0; c->doubled && j < n; j++)
		quotes += c->value.ptr[j] == '"';
	return c->shift + n + quotes;
}

static bool on_match(void *arg, const struct dlp_match *match)
{
	struct dlp_cells *c = arg;
	struct dlp_match found = { .rule = match->rule, .index = match->index };
	struct dlp_evidence evidence;
	enum dlp_outcome outcome;

	if (match->value_start < c->at)
		return true;
	outcome = dlp_weigher_weigh(c->weigher, match, c->name, &evidence);
	if (outcome == DLP_OUTCOME_DROPPED)
		return false;
	if (!dlp_weigher_keeps(c->weigher, match->index, evidence.confidence))
		return true;
	found.value_start = place_of(c, match->value_start);
	found.value_end = place_of(c, match->value_end);
	for (size_t i = 0; i < match->rule->parts; i++) {
		if (match->part[i].start < c->at)
			continue;
		found.part[i].start = place_of(c, match->part[i].start);
		found.part[i].end = place_of(c, match->part[i].end);
	}
	c->calls.found(c->calls.arg, &found, outcome, &evidence);
	return true;
}

static void on_limit(void *arg, size_t rule)
{
	struct dlp_cells *c = arg;

	c->calls.limit(c->calls.arg, rule);
}

struct dlp_cells *dlp_cells_new(struct dlp_engine *engine,
				const struct dlp_scanner_opts *opts,
				const struct dlp_cells_calls *calls)
{
	struct dlp_cells *c = calloc(1, sizeof(*c));
	const struct dlp_matcher_calls own = { .match = on_match,
					       .limit = on_limit,
					       .arg = c };

	if (!c)
		return NULL;
	c->engine = engine;
	c->calls = *calls;
	c->matcher = dlp_matcher_new(engine, &own);
	c->weigher = dlp_weigher_new(engine, opts->min_confidence,
				     opts->learned.secret);
	if (!c->matcher || !c->weigher) {
		dlp_cells_free(c);
		return NULL;
	}
	dlp_weigher_where(c->weigher, calls->where);
	dlp_matcher_no_shapes(c->matcher);
	dlp_matcher_without(c->matcher, dlp_weigher_never(c->weigher));
	return c;
}

void dlp_cells_free(struct dlp_cells *c)
{
	if (!c)
		return;
	dlp_matcher_free(c->matcher);
	dlp_weigher_free(c->weigher);
	dlp_literal_hits_release(&c->hits);
	dlp_buf_release(&c->text);
	free(c);
}

struct dlp_matcher *dlp_cells_matcher(struct dlp_cells *c)
{
	return c->matcher;
}

void dlp_cells_begin(struct dlp_cells *c, const struct dlp_unit *unit)
{
	c->next = unit->start;
	c->skips = false;
}

static enum dlp_status nomem(struct dlp_error *err)
{
	return dlp_error_set(err, DLP_FATAL, 0, "out of memory");
}

enum dlp_status dlp_cells_form(struct dlp_engine *engine, struct dlp_span name,
			       struct dlp_literal_hits *room,
			       enum dlp_cells_form *form)
{
	static const char *const behind[] = { ": ", ": \"" };
	const struct dlp_literals *keywords = dlp_engine_literals(engine);
	char text[DLP_CELLS_NAME + 3];

	if (name.len > DLP_CELLS_NAME)
		name.len = DLP_CELLS_NAME;
	*form = DLP_CELLS_NOT;
	for (size_t i = 0; name.len && i < 2; i++) {
		const size_t len = strlen(behind[i]);

		memcpy(text, name.ptr, name.len);
		memcpy(text + name.len, behind[i], len);
		room->count = 0;
		if (dlp_literals_scan(keywords,
				      (struct dlp_span){ text, name.len + len },
				      0, name.len, room))
			return DLP_FATAL;
		if (!room->count)
			continue;
		*form = i ? DLP_CELLS_QUOTED : DLP_CELLS_BARE;
		break;
	}
	return DLP_OK;
}

/* Whether a bare value may end before this one does. */
static bool ends_early(struct dlp_span value)
{
	for (size_t i = 0; i < value.len; i++)
		if ((unsigned char)value.ptr[i] <= ' ' ||
		    strchr(",;()[]{}<>=|&$%*:", value.ptr[i]))
			return true;
	return false;
}

/* What is read, of which the value is in the text of the unit. */
static enum dlp_status write_cell(struct dlp_cells *c, struct dlp_span value,
				  enum dlp_cells_form form)
{
	bool quoted = form == DLP_CELLS_QUOTED || ends_early(value);

	if (memchr(value.ptr, '"', value.len))
		quoted = false;
	dlp_buf_clear(&c->text);
	dlp_buf_addspan(&c->text, c->name);
	dlp_buf_add(&c->text, ": \"", quoted ? 3 : 2);
	c->at = c->text.len;
	for (size_t i = 0; i < value.len; i++) {
		dlp_buf_addc(&c->text, value.ptr[i]);
		i += c->doubled && value.ptr[i] == '"';
	}
	c->value.len = c->text.len - c->at;
	if (quoted)
		dlp_buf_addc(&c->text, '"');
	c->value.ptr = c->text.ptr + c->at;
	return c->text.status;
}

/* The cell at [start, start + cell.len) of the unit's text. */
static enum dlp_status look_at_cell(struct dlp_cells *c, struct dlp_unit *unit,
				    size_t start, struct dlp_span cell,
				    struct dlp_error *err)
{
	const struct dlp_span value = dlp_table_content(&unit->table, cell);
	struct dlp_window window = { .first = true, .last = true };
	enum dlp_cells_form form;
	size_t number, done;

	if (!value.len)
		return DLP_OK;
	c->name = dlp_unit_column(unit, start, &number);
	if (c->name.len > DLP_CELLS_NAME)
		c->name.len = DLP_CELLS_NAME;
	/* The names stand under themselves, in the first row. */
	if (!c->name.len || dlp_span_eq(c->name, value))
		return DLP_OK;
	if (dlp_cells_form(c->engine, c->name, &c->hits, &form))
		return nomem(err);
	if (form == DLP_CELLS_NOT)
		return DLP_OK;
	c->shift = start + (size_t)(value.ptr - cell.ptr);
	c->doubled = unit->table.quotes && *cell.ptr == '"';
	if (write_cell(c, value, form))
		return nomem(err);
	window.text = dlp_buf_span(&c->text);
	dlp_matcher_reset(c->matcher);
	dlp_weigher_begin(c->weigher, window.text);
	if (dlp_matcher_scan(c->matcher, &window, &done, err))
		return DLP_FATAL;
	return dlp_weigher_failed(c->weigher) ? nomem(err) : DLP_OK;
}

enum dlp_status dlp_cells_scan(struct dlp_cells *c, struct dlp_unit *unit,
			       uint64_t to, bool last, uint64_t *first,
			       struct dlp_error *err)
{
	const struct dlp_span text = dlp_buf_span(&unit->text);
	const size_t end = last ? text.len : (size_t)(to - unit->base);
	enum dlp_status status = DLP_OK;
	struct dlp_table_walk walk;
	size_t at, from;

	if (!unit->columns)
		return DLP_OK;
	/* Columns may have got their names in the midst of the unit. */
	if (c->next < unit->base) {
		c->next = unit->base;
		c->skips = true;
	}
	from = at = (size_t)(c->next - unit->base);
	walk = dlp_unit_walk(unit, from);
	for (; !status && at <= end; at++) {
		if (at == end ? !last
			      : !dlp_table_step(&walk, &unit->table,
						text.ptr[at]))
			continue;
		if (!c->skips && at - from <= DLP_CELLS_VALUE)
			status = look_at_cell(
				c, unit, from,
				(struct dlp_span){ text.ptr + from, at - from },
				err);
		c->skips = false;
		from = at + 1;
	}
	if (from > end)
		from = end;
	if (end - from > DLP_CELLS_VALUE)
		c->skips = true;
	if (c->skips)
		from = end;
	c->next = unit->base + from;
	if (*first > c->next)
		*first = c->next;
	return status;
}
