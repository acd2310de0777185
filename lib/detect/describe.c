#include "detect/describe.h"

#include "detect/mask.h"

static bool take_buf(struct dlp_arena *arena, struct dlp_buf *buf,
		     struct dlp_span *out)
{
	bool ok = !buf->status && dlp_arena_copy(arena, dlp_buf_span(buf), out);

	dlp_buf_release(buf);
	return ok;
}

/* The piece's `at`, with the cell put in where the unit is a row. */
static bool describe_at(const struct dlp_describer *d, size_t i,
			struct dlp_arena *arena, struct dlp_span *out)
{
	struct dlp_span at = dlp_unit_at(d->unit, i);
	struct dlp_buf buf;
	size_t cell;

	if (!at.len)
		return true;
	if (!dlp_unit_column(d->unit, i, &cell).len || at.len < 2)
		return dlp_arena_copy(arena, at, out);
	dlp_buf_init(&buf, 0);
	dlp_buf_add(&buf, at.ptr, at.len - 1);
	dlp_json_add_number(&buf, "cell", cell);
	dlp_json_close(&buf, '}');
	return take_buf(arena, &buf, out);
}

bool dlp_describe_whys(const struct dlp_evidence *evidence,
		       struct dlp_arena *arena, struct dlp_finding *f)
{
	for (size_t i = 0; i < evidence->whys; i++) {
		struct dlp_buf buf;

		dlp_buf_init(&buf, 0);
		dlp_buf_adds(&buf, evidence->why[i].label);
		dlp_buf_addspan(&buf, evidence->why[i].word);
		if (!take_buf(arena, &buf, &f->why[f->whys++]))
			return false;
	}
	return true;
}

static bool describe_value(const struct dlp_describer *d,
			   const struct dlp_match *match, struct dlp_span text,
			   struct dlp_arena *arena, struct dlp_finding *f)
{
	struct dlp_span value = match->candidate.value;
	char id[DLP_VALUE_ID_SIZE + 1];
	struct dlp_buf buf;

	dlp_buf_init(&buf, 0);
	dlp_mask_value(&buf, match->rule, value);
	if (!take_buf(arena, &buf, &f->match))
		return false;
	dlp_buf_init(&buf, 0);
	dlp_mask_excerpt(&buf, match, text);
	if (!take_buf(arena, &buf, &f->excerpt))
		return false;
	if (d->opts->key.len) {
		dlp_value_id(match->rule, value, d->opts->key, id);
		if (!dlp_arena_copy(arena,
				    (struct dlp_span){ id, DLP_VALUE_ID_SIZE },
				    &f->value_id))
			return false;
	}
	return !d->opts->show_values || dlp_arena_copy(arena, value, &f->value);
}

bool dlp_describe(const struct dlp_describer *d, const struct dlp_pending *p,
		  struct dlp_arena *arena, struct dlp_finding *f,
		  struct dlp_fingerprint *fp)
{
	struct dlp_unit *unit = d->unit;
	struct dlp_span text = dlp_buf_span(&unit->text);
	struct dlp_match match = {
		.rule = p->rule,
		.value_start = (size_t)(p->start - unit->base),
		.value_end = (size_t)(p->end - unit->base),
	};

	match.candidate.value =
		(struct dlp_span){ text.ptr + match.value_start,
				   match.value_end - match.value_start };
	*f = (struct dlp_finding){
		.rule = p->rule->id,
		.name = p->rule->name,
		.category = p->rule->category,
	};
	dlp_unit_position(unit, match.value_start, &f->line, &f->column);
	for (size_t i = 0; i < p->rule->parts; i++) {
		if (p->part[i].end == p->part[i].start)
			continue;
		f->part[f->parts].name = p->rule->part[i].name;
		f->part[f->parts].offset = p->part[i].start;
		f->part[f->parts++].length = p->part[i].end - p->part[i].start;
	}
	dlp_fingerprint_init(fp, &match, text, d->relative, d->where,
			     d->opts->key);
	return describe_at(d, match.value_start, arena, &f->at) &&
	       describe_value(d, &match, text, arena, f);
}
