/*
 * Rows of cells (RFC 4180), with the delimiter that the first line has most
 * of.  The view is what records have of a sheet: a row is a line, TAB stands
 * between cells, TAB and newline inside one are spaces.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "redact/syntax.h"

/* How far the first row is looked at, for delimiter and names. */
enum { FIRST_ROW = 64 * 1024 };

struct csv {
	char delimiter; /* NUL until it is known */
	bool quoted;    /* within quotes */
	bool inside;    /* a cell has begun */
	bool border;    /* a row has just ended */
	bool nameless;  /* the first row was too long to name columns */
	uint64_t row;   /* from 1 */
};

struct step {
	struct csv *csv;
	struct dlp_layout *layout;
	const char *p, *end;
	bool last;
	struct dlp_syntax_error bad;
};

static void refuse(struct step *s, enum dlp_code code, const char *why)
{
	s->bad = (struct dlp_syntax_error){ code, why };
}

static struct dlp_span take(struct step *s, size_t n)
{
	struct dlp_span in = { s->p, n };

	s->p += n;
	return in;
}

/* BOM and delimiter, by the first line; false where more of it is needed. */
static bool starts(struct step *s)
{
	static const char bom[] = "\xef\xbb\xbf", known[] = ",;\t|";
	size_t count[sizeof(known) - 1] = { 0 }, best = 0, i;
	size_t len = (size_t)(s->end - s->p);
	bool quoted = false;

	for (i = 0; i < len && i < FIRST_ROW; i++) {
		const char c = s->p[i], *k;

		if (c == '"')
			quoted = !quoted;
		if (quoted)
			continue;
		if (c == '\n' || c == '\r')
			break;
		k = c ? strchr(known, c) : NULL;
		if (k)
			count[k - known]++;
	}
	if (i == len && len < FIRST_ROW && !s->last)
		return false;
	for (i = 0; i < sizeof(count) / sizeof(*count); i++)
		if (count[i] > count[best])
			best = i;
	s->csv->delimiter = known[best];
	s->csv->row = 1;
	if (len >= 3 && !memcmp(s->p, bom, 3))
		dlp_layout_add_fixed(s->layout, take(s, 3), DLP_SPAN(""));
	return true;
}

/* TAB would look like a border of cells. */
static void hide_tabs(struct dlp_layout *layout, size_t len)
{
	struct dlp_buf *view = &layout->view;
	char *p, *end;

	if (!layout->decode || !memchr(layout->run.ptr, '\t', layout->run.len))
		return;
	dlp_layout_settle(layout);
	if (view->status)
		return;
	end = view->ptr + view->len;
	for (p = end - len; (p = memchr(p, '\t', (size_t)(end - p))); p++)
		*p = ' ';
}

static bool ends_cell(const struct csv *csv, char c)
{
	return c == csv->delimiter || c == '\n' || c == '\r';
}

/* What stands between borders without quotes; it is held until its end. */
static bool bare(struct step *s)
{
	const char *p = s->p, delimiter = s->csv->delimiter;
	size_t left = (size_t)(s->end - p), n = 0;

	if (left > DLP_SCALAR_MAX)
		left = DLP_SCALAR_MAX + 1;
	while (n < left && p[n] != delimiter && p[n] != '\n' && p[n] != '\r')
		n++;
	if (n > DLP_SCALAR_MAX) {
		refuse(s, DLP_CODE_TOO_LARGE, "cell too long");
		return true;
	}
	if (p + n == s->end && !s->last)
		return false;
	dlp_layout_add(s->layout, DLP_SEGMENT_SCALAR, 0, take(s, n));
	hide_tabs(s->layout, n);
	s->csv->inside = true;
	return true;
}

static bool quoted(struct step *s)
{
	const char *p = s->p;

	while (p < s->end && *p != '"' && *p != '\t' && *p != '\n' &&
	       *p != '\r')
		p++;
	dlp_layout_add(s->layout, DLP_SEGMENT_STRING, 0,
		       take(s, (size_t)(p - s->p)));
	if (p == s->end)
		return true;
	if (*p != '"') {
		dlp_layout_add_atom(s->layout, take(s, 1), DLP_SPAN(" "));
		return true;
	}
	if (s->end - p < 2 && !s->last)
		return false;
	if (s->end - p >= 2 && p[1] == '"') {
		dlp_layout_add_atom(s->layout, take(s, 2), DLP_SPAN("\""));
		return true;
	}
	dlp_layout_add_fixed(s->layout, take(s, 1), DLP_SPAN(""));
	s->csv->quoted = false;
	return true;
}

static bool row_end(struct step *s)
{
	size_t n = 1;

	if (*s->p == '\r') {
		if (s->end - s->p < 2 && !s->last)
			return false;
		if (s->end - s->p >= 2 && s->p[1] == '\n')
			n = 2;
	}
	dlp_layout_add_fixed(s->layout, take(s, n), DLP_SPAN("\n"));
	s->csv->inside = false;
	s->csv->border = true;
	return true;
}

/* One token; false where more bytes are needed. */
static bool token(struct step *s)
{
	struct csv *csv = s->csv;

	if (!csv->delimiter)
		return starts(s);
	if (csv->quoted)
		return quoted(s);
	if (*s->p == '"' && !csv->inside) {
		dlp_layout_add_fixed(s->layout, take(s, 1), DLP_SPAN(""));
		csv->quoted = csv->inside = true;
		return true;
	}
	if (*s->p == csv->delimiter) {
		dlp_layout_add_fixed(s->layout, take(s, 1), DLP_SPAN("\t"));
		csv->inside = false;
		return true;
	}
	if (*s->p == '\n' || *s->p == '\r')
		return row_end(s);
	return bare(s);
}

static size_t parse(void *state, struct dlp_layout *layout, struct dlp_span in,
		    bool last, struct dlp_syntax_error *bad)
{
	struct step s = { state, layout, in.ptr, in.ptr + in.len, last, { 0 } };

	if (s.csv->border) {
		s.csv->border = false;
		s.csv->row++;
	}
	while (s.p < s.end && token(&s) && !s.bad.why)
		if (s.csv->border)
			break;
	if (s.p == s.end && last && s.csv->quoted)
		refuse(&s, DLP_CODE_TRUNCATED, "quote without an end");
	*bad = s.bad;
	return (size_t)(s.p - in.ptr);
}

static bool at_border(const void *state)
{
	return ((const struct csv *)state)->border;
}

/* The cells of a first row are the names of the columns. */
static void add_columns(struct dlp_buf *at, struct dlp_span row)
{
	while (row.len && row.ptr[row.len - 1] == '\n')
		row.len--;
	dlp_json_key(at, "columns");
	dlp_json_open(at, '[');
	for (;;) {
		const char *tab = memchr(row.ptr, '\t', row.len);
		size_t n = tab ? (size_t)(tab - row.ptr) : row.len;

		dlp_json_text(at, (struct dlp_span){ row.ptr, n });
		if (!tab)
			break;
		row.ptr += n + 1;
		row.len -= n + 1;
	}
	dlp_json_close(at, ']');
}

static bool at(void *state, const struct dlp_layout *layout, bool last,
	       struct dlp_buf *at)
{
	struct csv *csv = state;
	bool named;

	if (csv->row == 1 && layout->view.len > FIRST_ROW)
		csv->nameless = true;
	named = csv->row == 1 && !csv->nameless;
	if (named && !csv->border && !last)
		return false;
	dlp_json_open(at, '{');
	dlp_json_add_number(at, "row", csv->row);
	if (named)
		add_columns(at, dlp_buf_span(&layout->view));
	dlp_json_close(at, '}');
	return true;
}

static void escape(struct dlp_buf *out, struct dlp_span text)
{
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"')
			dlp_buf_addc(out, '"');
		dlp_buf_addc(out, text.ptr[i]);
	}
}

static void quote(const void *state, struct dlp_buf *out, struct dlp_span text)
{
	const struct csv *csv = state;
	size_t i = 0;

	while (i < text.len && text.ptr[i] != '"' &&
	       !ends_cell(csv, text.ptr[i]))
		i++;
	if (i == text.len) {
		dlp_buf_addspan(out, text);
		return;
	}
	dlp_buf_addc(out, '"');
	escape(out, text);
	dlp_buf_addc(out, '"');
}

const struct dlp_syntax dlp_syntax_csv = {
	.state = sizeof(struct csv),
	.parse = parse,
	.at_border = at_border,
	.at = at,
	.escape = escape,
	.quote = quote,
};
