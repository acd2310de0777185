#include "detect/describe.h"

#include <string.h>

#include "detect/mask.h"

/* What was written into `buf`, which is empty again. */
static bool take(struct dlp_arena *arena, struct dlp_buf *buf,
		 struct dlp_span *out)
{
	bool ok = !buf->status && dlp_arena_copy(arena, dlp_buf_span(buf), out);

	dlp_buf_clear(buf);
	return ok;
}

/*
 * The piece's `at`, with the cell put in where the unit is a row, or a table by
 * itself, and the name of its column.
 */
static bool describe_at(const struct dlp_describer *d, size_t i,
			struct dlp_arena *arena, struct dlp_span *out)
{
	struct dlp_span at = dlp_unit_at(d->unit, i), name;
	struct dlp_buf *buf = d->scratch, shown;
	size_t cell;

	name = dlp_unit_column(d->unit, i, &cell);
	if (!name.len)
		return !at.len || dlp_arena_copy(arena, at, out);
	dlp_buf_init(&shown, 0);
	dlp_mask_name(&shown, name);
	if (shown.status)
		buf->status = shown.status;
	dlp_json_open(buf, '{');
	if (at.len > 2)
		dlp_buf_add(buf, at.ptr + 1, at.len - 2);
	dlp_json_add_number(buf, "cell", cell);
	dlp_json_add_text(buf, "column", dlp_buf_span(&shown));
	dlp_json_close(buf, '}');
	dlp_buf_release(&shown);
	return take(arena, buf, out);
}

bool dlp_describe_whys(const struct dlp_evidence *evidence,
		       struct dlp_arena *arena, struct dlp_finding *f)
{
	for (size_t i = 0; i < evidence->whys; i++) {
		struct dlp_span word = evidence->why[i].word;
		size_t label = strlen(evidence->why[i].label);
		char *p = dlp_arena_claim(arena, label + word.len);

		if (!p)
			return false;
		memcpy(p, evidence->why[i].label, label);
		if (word.len)
			memcpy(p + label, word.ptr, word.len);
		f->why[f->whys++] = (struct dlp_span){ p, label + word.len };
	}
	return true;
}

/* The line around, and where its words come from. */
static bool describe_line(const struct dlp_describer *d,
			  const struct dlp_match *match, struct dlp_span text,
			  const struct dlp_mask_source *source,
			  struct dlp_arena *arena, struct dlp_excerpt *out)
{
	struct dlp_mask_run run[DLP_MASK_RUNS], *kept;

	*out = (struct dlp_excerpt){ 0 };
	dlp_mask_excerpt(d->scratch, match, text, source, DLP_SHADES_REACH, run,
			 out);
	kept = dlp_arena_alloc(arena, out->runs, sizeof(*kept));
	if (!kept || !take(arena, d->scratch, &out->text))
		return false;
	if (out->runs)
		memcpy(kept, run, out->runs * sizeof(*kept));
	out->run = kept;
	return true;
}

static bool describe_value(const struct dlp_describer *d,
			   const struct dlp_match *match,
			   struct dlp_arena *arena, struct dlp_finding *f)
{
	struct dlp_span value = match->candidate.value;
	char id[DLP_VALUE_ID_SIZE + 1];

	dlp_mask_value(d->scratch, match->rule, value);
	if (!take(arena, d->scratch, &f->match))
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

void dlp_describe_place(const struct dlp_pending *p, struct dlp_finding *f)
{
	*f = (struct dlp_finding){
		.rule = p->rule->id,
		.name = p->rule->name,
		.category = p->rule->category,
	};
	for (size_t i = 0; i < p->rule->parts; i++) {
		if (p->part[i].end == p->part[i].start)
			continue;
		f->part[f->parts].name = p->rule->part[i].name;
		f->part[f->parts].offset = p->part[i].start;
		f->part[f->parts++].length = p->part[i].end - p->part[i].start;
	}
}

bool dlp_describe(const struct dlp_describer *d, const struct dlp_pending *p,
		  const struct dlp_decoded *decoded, struct dlp_arena *arena,
		  struct dlp_described *out)
{
	const size_t start = (size_t)(p->start - d->unit->base);
	struct dlp_span text = dlp_buf_span(&d->unit->text);
	struct dlp_finding *f = &out->finding;
	struct dlp_match match = {
		.rule = p->rule,
		.value_start = start,
		.value_end = start + (size_t)(p->end - p->start),
	};

	dlp_describe_place(p, f);
	if (decoded) {
		text = decoded->text;
		match.value_start = decoded->start;
		match.value_end = decoded->end;
		memcpy(f->decoded, decoded->how, sizeof(f->decoded));
		f->decodes = decoded->hows;
	}
	match.candidate.value =
		(struct dlp_span){ text.ptr + match.value_start,
				   match.value_end - match.value_start };
	dlp_fingerprint_init(&out->fingerprint, &match, text, d->relative,
			     d->where, d->opts->key);
	return describe_at(d, start, arena, &f->at) &&
	       describe_value(d, &match, arena, f) &&
	       describe_line(d, &match, text, decoded ? &decoded->source : NULL,
			     arena, &out->excerpt);
}

struct dlp_described *dlp_describe_match(const struct dlp_describer *d,
					 const struct dlp_match *match,
					 const struct dlp_decoded *decoded,
					 struct dlp_arena *arena)
{
	const uint64_t base = d->unit->base;
	struct dlp_described *described =
		dlp_arena_alloc(arena, 1, sizeof(*described));
	struct dlp_pending p = { .rule = match->rule,
				 .start = base + match->value_start,
				 .end = base + match->value_end };

	for (size_t i = 0; i < match->rule->parts; i++) {
		if (match->part[i].end == match->part[i].start)
			continue;
		p.part[i].start = base + match->part[i].start;
		p.part[i].end = base + match->part[i].end;
	}
	if (!described || !dlp_describe(d, &p, decoded, arena, described))
		return NULL;
	return described;
}
