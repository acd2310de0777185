#include "extract/html.h"

#include <string.h>

#include "base/line.h"
#include "extract/flow.h"
#include "extract/html_element.h"
#include "extract/html_entity.h"
#include "extract/html_lines.h"
#include "extract/html_token.h"
#include "extract/html_value.h"

struct table {
	bool row, cell; /* that we are in */
	bool layout;
};

/* A text into which words fall, the shown one or the hidden one. */
struct stream {
	bool blank; /* between the last word and the next */
	bool begun; /* there was a word in this block */
};

struct html {
	const struct dlp_html_how *how;
	struct dlp_flow flow;
	struct dlp_buf scratch;
	struct table table[DLP_HTML_TABLES];
	size_t tables;
	struct dlp_span hider; /* the element that hides what is in it */
	unsigned hiders;       /* it, and those of its name in it */
	unsigned pre;          /* elements that keep line ends */
	bool code;             /* within a script */
	struct stream stream[DLP_ASIDE_HIDDEN + 1];
	struct dlp_html_lines lines;
};

static enum dlp_aside place(const struct html *html)
{
	return html->hiders ? DLP_ASIDE_HIDDEN : DLP_ASIDE_NONE;
}

/* Text of which `from` is the place in the document comes next. */
static void reach(struct html *html, enum dlp_aside into, const char *from)
{
	if (into == DLP_ASIDE_NONE)
		dlp_html_lines_reach(&html->lines, html->flow.teller, from,
				     !html->flow.line && !html->flow.rows);
	else
		html->flow.place = dlp_html_lines_at(&html->lines, from);
}

/* Text of which `from` is the place in the document. */
static void put(struct html *html, struct dlp_span text, const char *from)
{
	enum dlp_aside into = place(html);
	struct stream *stream = &html->stream[into];

	if (stream->blank && stream->begun)
		dlp_flow_text(&html->flow, into, DLP_SPAN(" "));
	reach(html, into, from);
	dlp_flow_text(&html->flow, into, text);
	if (into == DLP_ASIDE_NONE && !html->flow.cells)
		html->lines.told += html->pre ? dlp_line_count(text) : 0;
	stream->blank = false;
	stream->begun = true;
}

/*
 * Where the words end that one blank stands between, from `at` on: at a blank
 * before another, at another blank, or at the end.  Eight bytes at a time.
 */
static size_t words_end(struct dlp_span text, size_t at)
{
	const uint64_t ones = ~UINT64_C(0) / 255, highs = ones << 7,
		       blanks = ones * ' ';
	size_t start = at;

	while (at + 9 <= text.len) {
		uint64_t here, next, both;

		memcpy(&here, text.ptr + at, 8);
		memcpy(&next, text.ptr + at + 1, 8);
		both = (here ^ blanks) | (next ^ blanks);
		if (((here - blanks) & ~here & highs) ||
		    ((both - ones) & ~both & highs))
			break;
		at += 8;
	}
	while (at < text.len && (!dlp_html_blank(text.ptr[at]) ||
				 (text.ptr[at] == ' ' && at + 1 < text.len &&
				  !dlp_html_blank(text.ptr[at + 1]))))
		at++;
	/* A blank before another may have ended the eight. */
	if (at > start && text.ptr[at - 1] == ' ')
		at--;
	return at;
}

static void put_words(struct html *html, struct dlp_span text, const char *from)
{
	size_t at = 0, start;

	if (html->pre) {
		if (text.len)
			put(html, text, from);
		return;
	}
	while (at < text.len) {
		if (dlp_html_blank(text.ptr[at])) {
			html->stream[place(html)].blank = true;
			at++;
			continue;
		}
		/* One blank between two words stays where it is. */
		start = at;
		at = words_end(text, at + 1);
		put(html, (struct dlp_span){ text.ptr + start, at - start },
		    from + start);
	}
}

static void put_text(struct html *html, struct dlp_span text, bool literal)
{
	char bytes[DLP_HTML_REFERENCE];
	size_t n, len;

	while (text.len) {
		const char *p =
			literal ? NULL : memchr(text.ptr, '&', text.len);

		n = p ? (size_t)(p - text.ptr) : text.len;
		put_words(html, (struct dlp_span){ text.ptr, n }, text.ptr);
		text.ptr += n;
		text.len -= n;
		if (!p)
			break;
		n = dlp_html_reference(text, DLP_HTML_IN_TEXT, bytes, &len);
		if (n)
			put_words(html, (struct dlp_span){ bytes, len },
				  text.ptr);
		else
			put_words(html, (struct dlp_span){ text.ptr, n = 1 },
				  text.ptr);
		text.ptr += n;
		text.len -= n;
	}
}

static void end_block(struct html *html)
{
	enum dlp_aside into = place(html);

	if (into == DLP_ASIDE_HIDDEN) {
		dlp_flow_end_line(&html->flow, into);
	} else if (html->flow.cells) {
		if (html->stream[into].begun)
			dlp_flow_end_paragraph(&html->flow);
	} else if (html->flow.line) {
		dlp_flow_end_line(&html->flow, into);
		html->lines.told++;
	}
	html->stream[into] = (struct stream){ false, false };
}

/* A comment or a script, where it stands if that is between lines. */
static void put_block(struct html *html, enum dlp_aside into,
		      struct dlp_span text)
{
	text = dlp_html_trim(text);
	if (!text.len)
		return;
	if (!html->flow.line && !html->flow.rows) {
		reach(html, DLP_ASIDE_NONE, text.ptr);
		html->lines.told += dlp_line_count(text) + 1;
	} else {
		reach(html, into, text.ptr);
	}
	dlp_flow_add_block(&html->flow, into, text);
}

static struct table *table(struct html *html)
{
	return html->tables && html->tables <= DLP_HTML_TABLES
		       ? &html->table[html->tables - 1]
		       : NULL;
}

static void end_cell(struct html *html, struct table *table)
{
	if (table->cell)
		dlp_flow_end_cell(&html->flow);
	table->cell = false;
	html->stream[0] = (struct stream){ false, false };
}

static void end_row(struct html *html, struct table *table)
{
	end_cell(html, table);
	if (table->row) {
		dlp_flow_end_row(&html->flow);
		html->lines.told++;
	}
	table->row = false;
}

static void open_table(struct html *html)
{
	struct table *around = table(html);

	if (around && (around->row || around->layout)) {
		end_row(html, around);
		around->layout = true;
	}
	end_block(html);
	if (html->tables++ < DLP_HTML_TABLES)
		*table(html) = (struct table){ .row = false };
}

static void close_table(struct html *html)
{
	if (table(html))
		end_row(html, table(html));
	html->tables -= html->tables > 0;
	end_block(html);
}

static void open_row(struct html *html, struct table *table)
{
	end_row(html, table);
	end_block(html);
	dlp_flow_begin_row(&html->flow);
	table->row = true;
}

static void open_cell(struct html *html, struct table *table)
{
	if (!table->row)
		open_row(html, table);
	end_cell(html, table);
	dlp_flow_begin_cell(&html->flow, false);
	table->cell = true;
}

/* The parts of a table; within what is hidden, and for layout, blocks. */
static void take_table(struct html *html, unsigned is, bool open)
{
	struct table *in = table(html);

	if (html->hiders || ((!in || in->layout) && !(is & DLP_HTML_TABLE)))
		end_block(html);
	else if (is & DLP_HTML_TABLE)
		(open ? open_table : close_table)(html);
	else if (is & DLP_HTML_ROW && open)
		open_row(html, in);
	else if (is & DLP_HTML_CELL && open)
		open_cell(html, in);
	else if (is & DLP_HTML_CELL)
		end_cell(html, in);
	else
		end_row(html, in);
}

static void end_hiding(struct html *html)
{
	end_block(html);
	html->hiders = 0;
}

static bool is_named(struct dlp_span a, struct dlp_span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if ((a.ptr[i] | 0x20) != (b.ptr[i] | 0x20))
			return false;
	return true;
}

/* What is hidden goes on up to the end of the element that hides it; where
 * that may lack, up to the next of its kind, or a block behind a paragraph. */
static void open_hidden(struct html *html, const struct dlp_html_token *token,
			unsigned is)
{
	bool unended = dlp_html_element(html->hider) & DLP_HTML_UNENDED;
	bool same = is_named(html->hider, token->name);

	if (unended && (same || (dlp_html_is(html->hider, "p") &&
				 is & (DLP_HTML_BLOCK | DLP_HTML_TABLE))))
		end_hiding(html);
	else
		html->hiders += same;
}

static void close_hidden(struct html *html, const struct dlp_html_token *token,
			 unsigned is)
{
	bool unended = dlp_html_element(html->hider) & DLP_HTML_UNENDED;

	if (is_named(html->hider, token->name) && html->hiders > 1)
		html->hiders--;
	else if (is_named(html->hider, token->name) ||
		 (unended &&
		  (is & DLP_HTML_TABLE || dlp_html_is(token->name, "ul") ||
		   dlp_html_is(token->name, "ol") ||
		   dlp_html_is(token->name, "select"))))
		end_hiding(html);
}

static void open_element(struct html *html, const struct dlp_html_token *token)
{
	unsigned is = dlp_html_element(token->name);
	bool empty = is & DLP_HTML_VOID || (html->how->xml && token->closed);
	bool hides = is & DLP_HTML_UNSEEN;
	struct dlp_span shown = { "", 0 };

	if (html->hiders && !empty)
		open_hidden(html, token, is);
	if (is &
	    (DLP_HTML_TABLE | DLP_HTML_ROWS | DLP_HTML_ROW | DLP_HTML_CELL))
		take_table(html, is, true);
	else if (is & (DLP_HTML_BLOCK | DLP_HTML_CODE))
		end_block(html);
	if (token->text.len)
		hides = dlp_html_values(&html->flow, &html->lines, token,
					&html->scratch, &shown) ||
			hides;
	if (shown.len) {
		html->stream[place(html)].blank = true;
		put_text(html, shown, false);
		html->stream[place(html)].blank = true;
	}
	if (empty)
		return;
	html->code = is & DLP_HTML_CODE;
	if (is & DLP_HTML_PRE)
		html->pre++;
	if (hides && !html->hiders) {
		html->hider = token->name;
		html->hiders = 1;
		html->stream[DLP_ASIDE_HIDDEN] =
			(struct stream){ false, false };
	}
}

static void close_element(struct html *html, const struct dlp_html_token *token)
{
	unsigned is = dlp_html_element(token->name);

	html->code = false;
	if (is & DLP_HTML_PRE)
		html->pre -= html->pre > 0;
	if (html->hiders)
		close_hidden(html, token, is);
	if (is &
	    (DLP_HTML_TABLE | DLP_HTML_ROWS | DLP_HTML_ROW | DLP_HTML_CELL))
		take_table(html, is, false);
	else if (is & DLP_HTML_BLOCK)
		end_block(html);
}

static bool begins(struct dlp_span text, const char *with)
{
	size_t n = strlen(with);

	return text.len >= n && !memcmp(text.ptr, with, n);
}

/* Of a comment for one browser the rest is a page: `[if mso]>...<![endif]`. */
static struct dlp_span conditional(struct dlp_span comment)
{
	const char *end;

	if (!begins(comment, "[if "))
		return (struct dlp_span){ NULL, 0 };
	end = memchr(comment.ptr, '>', comment.len);
	if (!end)
		return (struct dlp_span){ NULL, 0 };
	comment.len -= (size_t)(end + 1 - comment.ptr);
	comment.ptr = end + 1;
	return comment;
}

static void take_conditional(struct html *html,
			     const struct dlp_html_token *token)
{
	struct dlp_span text = dlp_html_trim(token->text);

	if (text.len)
		reach(html, DLP_ASIDE_HIDDEN,
		      token->kind == DLP_HTML_TEXT ? token->text.ptr
						   : text.ptr);
	if (token->kind == DLP_HTML_OPEN) {
		dlp_html_values(&html->flow, &html->lines, token,
				&html->scratch, NULL);
	} else if (token->kind == DLP_HTML_TEXT && !token->literal) {
		dlp_buf_clear(&html->scratch);
		dlp_html_decode(&html->scratch, token->text, DLP_HTML_IN_TEXT);
		if (text.len)
			dlp_flow_add(&html->flow, DLP_ASIDE_HIDDEN,
				     dlp_buf_span(&html->scratch));
	} else if (token->kind != DLP_HTML_CLOSE && !begins(text, "[endif]")) {
		dlp_flow_add_line(&html->flow, DLP_ASIDE_HIDDEN, text);
	}
}

static void take_comment(struct html *html, struct dlp_span comment)
{
	struct dlp_html_tokens tokens = { .document = conditional(comment),
					  .xml = html->how->xml };
	struct dlp_html_token token;

	if (!tokens.document.len) {
		put_block(html, DLP_ASIDE_HIDDEN, comment);
		return;
	}
	dlp_flow_end_line(&html->flow, DLP_ASIDE_HIDDEN);
	while ((token = dlp_html_next(&tokens)).kind) {
		take_conditional(html, &token);
		if (dlp_html_element(token.name))
			dlp_flow_end_line(&html->flow, DLP_ASIDE_HIDDEN);
	}
	dlp_flow_end_line(&html->flow, DLP_ASIDE_HIDDEN);
}

/* What is no document type is a comment; an internal subset may say
 * anything. */
static void take_declaration(struct html *html, struct dlp_span text)
{
	struct dlp_span word = { text.ptr, text.len < 7 ? text.len : 7 };

	if (dlp_html_is(word, "doctype")
		    ? text.len && memchr(text.ptr, '[', text.len)
		    : !begins(text, "[if ") && !begins(text, "[endif]"))
		put_block(html, DLP_ASIDE_HIDDEN, text);
}

static void take_token(struct html *html, const struct dlp_html_token *token)
{
	switch (token->kind) {
	case DLP_HTML_TEXT:
		if (html->code)
			put_block(html, DLP_ASIDE_SCRIPT, token->text);
		else
			put_text(html, token->text, token->literal);
		break;
	case DLP_HTML_OPEN:
		open_element(html, token);
		break;
	case DLP_HTML_CLOSE:
		close_element(html, token);
		break;
	case DLP_HTML_COMMENT:
		take_comment(html, token->text);
		break;
	case DLP_HTML_INSTRUCTION:
		if (!begins(token->text, "xml "))
			put_block(html, DLP_ASIDE_HIDDEN, token->text);
		break;
	case DLP_HTML_DECLARATION:
		take_declaration(html, token->text);
		break;
	case DLP_HTML_END:
		break;
	}
}

void dlp_html_tell(struct dlp_teller *teller, struct dlp_span document,
		   const struct dlp_html_how *how)
{
	struct html html = { .how = how };
	struct dlp_html_tokens tokens = { .document = document,
					  .xml = how->xml };
	struct dlp_html_token token;

	if (begins(document, "\xef\xbb\xbf"))
		tokens.at = 3;
	if (how->lines)
		html.lines.document = document;
	dlp_flow_init(&html.flow, teller);
	html.flow.own = how->own;
	html.flow.besides = how->besides;
	dlp_buf_init(&html.scratch, 0);
	dlp_teller_at(teller, how->own);
	while (!teller->status && (token = dlp_html_next(&tokens)).kind)
		take_token(&html, &token);
	while (html.tables)
		close_table(&html);
	end_block(&html);
	dlp_flow_finish(&html.flow);
	dlp_buf_release(&html.scratch);
}
