#include "pdf/flatten.h"

#include <math.h>
#include <stdbool.h>

#include "base/utf8.h"

/*
 * Of the font size: from GAP on a gap is a space, from CELL on another cell;
 * lines whose baselines are closer than SAME_ROW are one row.
 */
static const float GAP = 0.10F, CELL = 0.80F, SAME_ROW = 0.20F;
/* Of the height of a Type 3 font's box: its size. */
static const float SIZE = 0.75F;
/* Points: what is smaller is not seen. */
static const float TINY = 1.0F;

struct flattening {
	fz_context *ctx;
	struct dlp_pdf_page *page;
	fz_rect sheet;
	const fz_stext_line *line; /* the one before */
	const fz_stext_char *last; /* of the line at hand */
	uint32_t last_cp;
	size_t last_at; /* bytes into the text where it stands */
	bool hidden;    /* what comes next is, by the marks */
	const fz_font *font;
	float scale; /* of `font`: its size to what MuPDF says is the size */
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

/*
 * The size of a glyph.  A Type 3 font has a scale of its own, so that what
 * MuPDF says is any number; there its box tells.
 */
static float size_of(struct flattening *f, const fz_stext_char *c)
{
	fz_rect box;

	if (c->font != f->font) {
		f->font = c->font;
		f->scale = 1;
		box = fz_font_bbox(f->ctx, c->font);
		if (fz_font_t3_procs(f->ctx, c->font) && box.y1 > box.y0)
			f->scale = (box.y1 - box.y0) * SIZE;
	}
	return c->size * f->scale;
}

/*
 * What stands between `line` and the one before it: nothing or a space where
 * MuPDF took a part of a line for one, TAB before the next cell of a row.
 */
static char between(struct flattening *f, const fz_stext_line *line)
{
	const fz_stext_line *before = f->line;
	const fz_stext_char *end = before->last_char, *start = line->first_char;
	float size, gap, slack;
	fz_point step;

	if (!end || !start || before->wmode || line->wmode ||
	    dot(before->dir, line->dir) < 0.99F)
		return '\n';
	size = size_of(f, start);
	gap = dot(minus(start->quad.ll, end->quad.lr), line->dir);
	/* The widths of such a font are those of its drawings. */
	slack = fz_font_t3_procs(f->ctx, start->font) ? SAME_ROW * size : 0;
	step = minus(start->origin, end->origin);
	if (fabsf(step.x * line->dir.y - step.y * line->dir.x) >=
		    SAME_ROW * size ||
	    gap < -slack)
		return '\n';
	if (gap >= CELL * size || slack == 0)
		return '\t';
	return gap > GAP * size ? ' ' : '\0';
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

static bool is_seen(struct flattening *f, const fz_stext_char *c)
{
	/* A byte of the colour; halves of white come out as 0, 127, 255. */
	enum { WHITE_FROM = 64, HIDDEN_FROM = 192 };
	int mark = c->color & 0xff;

	if (mark >= HIDDEN_FROM || (mark >= WHITE_FROM && !f->page->painted))
		return false;
	if (!fz_is_point_inside_rect(c->origin, f->sheet) &&
	    fz_is_empty_rect(
		    fz_intersect_rect(fz_rect_from_quad(c->quad), f->sheet)))
		return false;
	return size_of(f, c) >= TINY;
}

static void mark(struct flattening *f, bool hidden)
{
	if (hidden == f->hidden)
		return;
	f->hidden = hidden;
	dlp_buf_add(&f->page->marks, &f->page->text.len,
		    sizeof(f->page->text.len));
}

static void add_char(struct flattening *f, const fz_stext_line *line,
		     const fz_stext_char *c)
{
	struct dlp_buf *out = &f->page->text;
	uint32_t cp = is_space(c->c) ? ' ' : (uint32_t)c->c, whole;

	if (cp != ' ') {
		f->page->glyphs.all++;
		f->page->glyphs.unknown += cp == DLP_UTF8_INSTEAD;
	}
	whole = accented(f, c, line->dir);
	if (whole) {
		out->len = f->last_at;
		cp = whole;
	} else {
		if (f->last && cp != ' ' && f->last_cp != ' ' && !line->wmode &&
		    dot(minus(c->quad.ll, f->last->quad.lr), line->dir) >
			    GAP * size_of(f, c))
			dlp_buf_addc(out, ' ');
		if (cp != ' ')
			mark(f, !is_seen(f, c));
	}
	/* An accented letter is as wide as the wider of the two. */
	if (!whole ||
	    dot(c->quad.lr, line->dir) > dot(f->last->quad.lr, line->dir))
		f->last = c;
	f->last_cp = cp;
	f->last_at = out->len;
	dlp_utf8_add(out, cp);
}

static void add_line(struct flattening *f, const fz_stext_line *line)
{
	char separator;

	if (!line->first_char)
		return;
	if (f->line) {
		separator = between(f, line);
		if (separator)
			dlp_buf_addc(&f->page->text, separator);
	}
	f->line = line;
	f->last = NULL;
	f->last_cp = 0;
	for (const fz_stext_char *c = line->first_char; c; c = c->next)
		add_char(f, line, c);
}

void dlp_pdf_flatten(fz_context *ctx, struct dlp_pdf_page *page,
		     const fz_stext_page *stext, fz_rect sheet)
{
	struct flattening f = { .ctx = ctx, .page = page, .sheet = sheet };

	for (const fz_stext_block *block = stext->first_block; block;
	     block = block->next) {
		if (block->type != FZ_STEXT_BLOCK_TEXT)
			continue;
		for (const fz_stext_line *line = block->u.t.first_line; line;
		     line = line->next)
			add_line(&f, line);
	}
	if (f.line)
		dlp_buf_addc(&page->text, '\n');
}
