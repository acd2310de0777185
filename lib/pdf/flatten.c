#include "pdf/flatten.h"

#include <math.h>
#include <stdbool.h>

#include "base/utf8.h"

/* Of the font size: from here on a gap is a space, or two lines are one row. */
static const float GAP = 0.10F, SAME_ROW = 0.20F;

struct flattening {
	struct dlp_buf *out;
	struct dlp_pdf_glyphs *glyphs;
	const fz_stext_line *line; /* the one before */
	const fz_stext_char *last; /* of the line at hand */
	uint32_t last_cp;
	size_t last_at; /* bytes into `out` where it stands */
};

static float dot(fz_point a, fz_point b)
{
	return a.x * b.x + a.y * b.y;
}

static fz_point minus(fz_point a, fz_point b)
{
	return fz_make_point(a.x - b.x, a.y - b.y);
}

static fz_point middle(const fz_stext_char *c)
{
	return fz_make_point((c->quad.ll.x + c->quad.lr.x) / 2,
			     (c->quad.ll.y + c->quad.lr.y) / 2);
}

static bool is_space(int c)
{
	return c <= 0x20 || (c >= 0x7f && c <= 0xa0);
}

/* Whether `line` goes on where the one before it ended, as the next cell. */
static bool same_row(const fz_stext_line *before, const fz_stext_line *line)
{
	const fz_stext_char *end = before->last_char, *start = line->first_char;
	fz_point step;

	if (!end || !start || before->wmode || line->wmode ||
	    dot(before->dir, line->dir) < 0.99F)
		return false;
	step = minus(start->origin, end->origin);
	return fabsf(step.x * line->dir.y - step.y * line->dir.x) <
		       SAME_ROW * start->size &&
	       dot(minus(start->quad.ll, end->quad.lr), line->dir) >= 0;
}

/* Whether either of the two glyphs is drawn over the other. */
static bool overlap(const fz_stext_char *a, const fz_stext_char *b,
		    fz_point dir)
{
	float m = dot(middle(b), dir);

	return m > dot(a->quad.ll, dir) && m < dot(a->quad.lr, dir);
}

/* The accented letter that `c` makes with the character before it, or 0. */
static uint32_t accented(const struct flattening *f, const fz_stext_char *c,
			 fz_point dir)
{
	uint32_t cp;

	if (!f->last || !overlap(f->last, c, dir))
		return 0;
	cp = dlp_pdf_compose(f->last_cp, (uint32_t)c->c);
	return cp ? cp : dlp_pdf_compose((uint32_t)c->c, f->last_cp);
}

static void add_char(struct flattening *f, const fz_stext_line *line,
		     const fz_stext_char *c)
{
	uint32_t cp = is_space(c->c) ? ' ' : (uint32_t)c->c, whole;

	if (cp != ' ') {
		f->glyphs->all++;
		f->glyphs->unknown += cp == DLP_UTF8_INSTEAD;
	}
	whole = accented(f, c, line->dir);
	if (whole) {
		f->out->len = f->last_at;
		cp = whole;
	} else if (f->last && cp != ' ' && f->last_cp != ' ' && !line->wmode &&
		   dot(minus(c->quad.ll, f->last->quad.lr), line->dir) >
			   GAP * c->size) {
		dlp_buf_addc(f->out, ' ');
	}
	/* An accented letter is as wide as the wider of the two. */
	if (!whole ||
	    dot(c->quad.lr, line->dir) > dot(f->last->quad.lr, line->dir))
		f->last = c;
	f->last_cp = cp;
	f->last_at = f->out->len;
	dlp_utf8_add(f->out, cp);
}

static void add_line(struct flattening *f, const fz_stext_line *line)
{
	if (!line->first_char)
		return;
	if (f->line)
		dlp_buf_addc(f->out, same_row(f->line, line) ? '\t' : '\n');
	f->line = line;
	f->last = NULL;
	f->last_cp = 0;
	for (const fz_stext_char *c = line->first_char; c; c = c->next)
		add_char(f, line, c);
}

void dlp_pdf_flatten(struct dlp_buf *out, const fz_stext_page *page,
		     struct dlp_pdf_glyphs *glyphs)
{
	struct flattening f = { .out = out, .glyphs = glyphs };

	for (const fz_stext_block *block = page->first_block; block;
	     block = block->next) {
		if (block->type != FZ_STEXT_BLOCK_TEXT)
			continue;
		for (const fz_stext_line *line = block->u.t.first_line; line;
		     line = line->next)
			add_line(&f, line);
	}
	if (f.line)
		dlp_buf_addc(out, '\n');
}
