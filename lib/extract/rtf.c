#include "extract/rtf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/rtf_object.h"
#include "extract/rtf_token.h"
#include "extract/rtf_word.h"

/* What a group holds. */
enum content {
	CONTENT_TEXT,   /* goes where `into` says */
	CONTENT_PASSED, /* nobody's words */
	CONTENT_FONTS,
	CONTENT_NAME, /* of a property of a drawing */
};

struct group {
	enum content content;
	enum dlp_aside into;
	enum dlp_charset charset;
	uint32_t skip; /* characters that stand for a \u */
	bool hidden, deleted;
	bool optional; /* to be passed by who does not know its word */
};

struct rtf {
	struct dlp_input *input;
	struct dlp_rtf_tokens tokens;
	struct dlp_flow flow;
	struct group stack[DLP_RTF_DEPTH];
	struct group *group; /* the last of them in use */
	size_t depth;        /* groups that we are in */
	bool ended;          /* the first group was closed */
	bool deep;
	bool in_table;            /* this paragraph is */
	enum dlp_charset charset; /* of the document */
	enum dlp_charset *fonts;  /* by their number; NONE for the document's */
	size_t font;              /* that is described, in the table */
	uint32_t high;            /* a surrogate that waits for the other */
	struct dlp_buf bytes;     /* of one encoding, to convert */
	char name[32];            /* of a property of a drawing */
	bool objects;             /* there are some */
};

static enum dlp_aside place(const struct rtf *rtf)
{
	const struct group *group = rtf->group;

	if (group->into != DLP_ASIDE_NONE)
		return group->into;
	if (rtf->ended)
		return DLP_ASIDE_HIDDEN;
	if (group->deleted)
		return DLP_ASIDE_DELETED;
	return group->hidden ? DLP_ASIDE_HIDDEN : DLP_ASIDE_NONE;
}

/* A row and a cell begin with what stands in them. */
static void enter_cell(struct rtf *rtf)
{
	if (!rtf->in_table)
		return;
	if (!rtf->flow.rows)
		dlp_flow_begin_row(&rtf->flow);
	if (!rtf->flow.cells)
		dlp_flow_begin_cell(&rtf->flow, false);
}

static void add(struct rtf *rtf, struct dlp_span text)
{
	struct group *group = rtf->group;
	size_t len = strlen(rtf->name);

	if (group->content == CONTENT_NAME)
		snprintf(rtf->name + len, sizeof(rtf->name) - len, "%.*s",
			 (int)(text.len < 32 ? text.len : 32), text.ptr);
	if (group->content != CONTENT_TEXT)
		return;
	if (place(rtf) == DLP_ASIDE_NONE)
		enter_cell(rtf);
	dlp_flow_text(&rtf->flow, place(rtf), text);
}

/* What has gathered of bytes goes out as text. */
static void convert(struct rtf *rtf)
{
	struct dlp_buf out;
	uint64_t bad = 0;

	if (!rtf->bytes.len)
		return;
	dlp_buf_init(&out, 0);
	if (rtf->group->charset == DLP_CHARSET_UTF8)
		dlp_buf_addspan(&out, dlp_buf_span(&rtf->bytes));
	else
		dlp_charset_convert(rtf->input->reading->task->charsets,
				    rtf->group->charset,
				    dlp_buf_span(&rtf->bytes), true, &out,
				    &bad);
	if (bad)
		dlp_teller_lacks(rtf->input->teller, DLP_END_PART,
				 "bytes that do not convert");
	dlp_buf_clear(&rtf->bytes);
	add(rtf, dlp_buf_span(&out));
	dlp_buf_release(&out);
}

static bool is_ascii(struct dlp_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static void take_text(struct rtf *rtf, struct dlp_span text)
{
	if (rtf->bytes.len || !is_ascii(text))
		dlp_buf_addspan(&rtf->bytes, text);
	else
		add(rtf, text);
}

static void add_unicode(struct rtf *rtf, uint32_t cp)
{
	struct dlp_buf out;

	if (cp >= 0xd800 && cp < 0xdc00) {
		rtf->high = cp;
		return;
	}
	if (cp >= 0xdc00 && cp < 0xe000)
		cp = rtf->high ? 0x10000 + ((rtf->high - 0xd800) << 10) +
					 (cp - 0xdc00)
			       : DLP_UTF8_INSTEAD;
	rtf->high = 0;
	/* Symbols: what a font draws for the bytes of its own. */
	if (cp >= 0xf020 && cp < 0xf07f)
		cp -= 0xf000;
	dlp_buf_init(&out, 0);
	dlp_utf8_add(&out, cp);
	add(rtf, dlp_buf_span(&out));
	dlp_buf_release(&out);
}

static void end_cell(struct rtf *rtf)
{
	if (!rtf->flow.rows) {
		/* Nobody said that this is a table. */
		dlp_flow_add(&rtf->flow, DLP_ASIDE_NONE, DLP_SPAN("\t"));
	} else if (rtf->flow.cells) {
		dlp_flow_end_cell(&rtf->flow);
	} else {
		dlp_flow_begin_cell(&rtf->flow, true);
	}
}

static void end_row(struct rtf *rtf)
{
	if (rtf->flow.cells)
		dlp_flow_end_cell(&rtf->flow);
	if (rtf->flow.rows)
		dlp_flow_end_row(&rtf->flow);
	else if (rtf->flow.line)
		dlp_flow_end_line(&rtf->flow, DLP_ASIDE_NONE);
}

static void end_paragraph(struct rtf *rtf)
{
	if (rtf->group->content != CONTENT_TEXT)
		return;
	if (place(rtf) == DLP_ASIDE_NONE || rtf->group->into == DLP_ASIDE_NONE)
		dlp_flow_end_paragraph(&rtf->flow);
	else
		dlp_flow_end_line(&rtf->flow, place(rtf));
}

/* Properties of a drawing that are somebody's words. */
static bool is_wordy(const char *name)
{
	return !strncmp(name, "wz", 2) || !strcmp(name, "gtextUNICODE") ||
	       !strcmp(name, "pibName");
}

static void enter(struct rtf *rtf, const struct dlp_rtf_word *word)
{
	struct group *group = rtf->group;
	bool passed = group->content == CONTENT_PASSED;

	/* Within what is passed, only this is somebody's. */
	if (passed && word->into != DLP_ASIDE_LINK &&
	    strcmp(word->word, "ud") != 0)
		return;
	group->content = CONTENT_TEXT;
	switch (word->action) {
	case DLP_RTF_ASIDE:
		group->into = word->into;
		dlp_flow_end_line(&rtf->flow, group->into);
		break;
	case DLP_RTF_NAMED:
		group->into = word->into;
		dlp_flow_end_line(&rtf->flow, group->into);
		add(rtf, (struct dlp_span){ word->word, strlen(word->word) });
		add(rtf, DLP_SPAN(": "));
		break;
	case DLP_RTF_FONTS:
		group->content = CONTENT_FONTS;
		break;
	case DLP_RTF_DATA:
		group->content = CONTENT_PASSED;
		rtf->objects = true;
		break;
	case DLP_RTF_PROPERTY_NAME:
		group->content = CONTENT_NAME;
		rtf->name[0] = '\0';
		break;
	case DLP_RTF_PROPERTY_VALUE:
		group->into = DLP_ASIDE_PROPERTY;
		if (!is_wordy(rtf->name))
			group->content = CONTENT_PASSED;
		else
			dlp_flow_end_line(&rtf->flow, group->into);
		break;
	case DLP_RTF_PASSED:
		group->content = CONTENT_PASSED;
		break;
	default:
		break;
	}
}

static bool is_destination(const struct dlp_rtf_word *word)
{
	return word->action >= DLP_RTF_BODY && word->action <= DLP_RTF_DATA;
}

static enum dlp_charset by_page(const struct rtf *rtf, unsigned page)
{
	enum dlp_charset charset = dlp_charset_by_page(page);

	return charset ? charset : rtf->charset;
}

static void set_font(struct rtf *rtf, const struct dlp_rtf_token *token)
{
	size_t font = token->value > 0 ? (size_t)token->value : 0;

	font = font < DLP_RTF_FONTS_MAX ? font : DLP_RTF_FONTS_MAX - 1;
	if (rtf->group->content == CONTENT_FONTS)
		rtf->font = font;
	else
		rtf->group->charset =
			rtf->fonts[font] ? rtf->fonts[font] : rtf->charset;
}

static void set_page(struct rtf *rtf, const struct dlp_rtf_word *word,
		     const struct dlp_rtf_token *token)
{
	unsigned page =
		word->page ? word->page : (unsigned)(token->value & 0xffff);

	if (rtf->group->content == CONTENT_FONTS)
		rtf->fonts[rtf->font] = dlp_charset_by_page(page);
	else
		rtf->charset = rtf->group->charset = by_page(rtf, page);
}

/* Words that change what follows. */
static void take_setting(struct rtf *rtf, const struct dlp_rtf_word *word,
			 const struct dlp_rtf_token *token)
{
	struct group *group = rtf->group;
	bool on = !token->has || token->value;

	switch (word->action) {
	case DLP_RTF_INTBL:
		rtf->in_table = true;
		break;
	case DLP_RTF_PARD:
		rtf->in_table = false;
		break;
	case DLP_RTF_PLAIN:
		group->hidden = group->deleted = false;
		break;
	case DLP_RTF_HIDDEN:
		group->hidden = on;
		break;
	case DLP_RTF_DELETED:
		group->deleted = on;
		break;
	case DLP_RTF_FONT:
		set_font(rtf, token);
		break;
	case DLP_RTF_CHARSET:
		if (group->content == CONTENT_FONTS)
			rtf->fonts[rtf->font] = dlp_charset_by_page(
				dlp_rtf_word_page(token->value));
		break;
	case DLP_RTF_PAGE:
		set_page(rtf, word, token);
		break;
	case DLP_RTF_SKIP:
		group->skip = token->value > 0 ? (uint32_t)token->value : 0;
		break;
	default:
		break;
	}
}

/* Words that are text, or end some. */
static void take_mark(struct rtf *rtf, const struct dlp_rtf_word *word,
		      const struct dlp_rtf_token *token)
{
	switch (word->action) {
	case DLP_RTF_CHAR:
		add(rtf, (struct dlp_span){ word->text, strlen(word->text) });
		break;
	case DLP_RTF_UNICODE:
		add_unicode(rtf, token->value < 0
					 ? (uint32_t)(token->value + 0x10000)
					 : (uint32_t)token->value);
		dlp_rtf_skip(&rtf->tokens, rtf->group->skip);
		break;
	case DLP_RTF_DONE:
		end_paragraph(rtf);
		break;
	case DLP_RTF_CELL:
		end_cell(rtf);
		break;
	case DLP_RTF_ROW:
		end_row(rtf);
		break;
	default:
		take_setting(rtf, word, token);
		break;
	}
}

static void take_word(struct rtf *rtf, const struct dlp_rtf_token *token)
{
	const struct dlp_rtf_word *word = dlp_rtf_word_find(token->word);
	bool optional = rtf->group->optional;

	rtf->group->optional = false;
	if (word && is_destination(word))
		enter(rtf, word);
	else if (optional)
		/* Whoever does not know it shall pass it. */
		rtf->group->content = CONTENT_PASSED;
	else if (word)
		take_mark(rtf, word, token);
}

static void take_symbol(struct rtf *rtf, const struct dlp_rtf_token *token)
{
	switch (token->symbol) {
	case '*':
		rtf->group->optional = true;
		break;
	case '~':
		add(rtf, DLP_SPAN("\u00a0"));
		break;
	case '_':
		add(rtf, DLP_SPAN("\u2011"));
		break;
	case '\r':
	case '\n':
		end_paragraph(rtf);
		break;
	case '-':
	case '|':
	case ':':
		break;
	default:
		add(rtf, (struct dlp_span){ &token->symbol, 1 });
		break;
	}
}

static void open_group(struct rtf *rtf)
{
	if (++rtf->depth < DLP_RTF_DEPTH) {
		rtf->group[1] = rtf->group[0];
		rtf->group++;
		rtf->group->optional = false;
	} else if (!rtf->deep) {
		rtf->deep = true;
		dlp_teller_error(rtf->input->teller, DLP_CODE_TOO_DEEP,
				 "too many groups within one another");
	}
}

static void close_group(struct rtf *rtf)
{
	enum dlp_aside into = rtf->group->into;

	/* One more than there were: the end stands where it stood. */
	if (!rtf->depth)
		return;
	rtf->depth--;
	rtf->ended = rtf->ended || !rtf->depth;
	if (rtf->depth >= DLP_RTF_DEPTH - 1)
		return;
	rtf->group--;
	if (into != rtf->group->into)
		dlp_flow_end_line(&rtf->flow, into);
}

static void take(struct rtf *rtf, const struct dlp_rtf_token *token)
{
	if (token->kind != DLP_RTF_TEXT && token->kind != DLP_RTF_HEX)
		convert(rtf);
	switch (token->kind) {
	case DLP_RTF_OPEN:
		open_group(rtf);
		break;
	case DLP_RTF_CLOSE:
		close_group(rtf);
		break;
	case DLP_RTF_WORD:
		take_word(rtf, token);
		break;
	case DLP_RTF_SYMBOL:
		take_symbol(rtf, token);
		break;
	case DLP_RTF_HEX:
		dlp_buf_addc(&rtf->bytes, (char)token->byte);
		break;
	case DLP_RTF_TEXT:
		take_text(rtf, token->text);
		break;
	case DLP_RTF_BINARY:
	case DLP_RTF_END:
		break;
	}
}

static void read_text(struct rtf *rtf)
{
	struct dlp_teller *teller = rtf->input->teller;
	struct dlp_rtf_token token;

	do {
		dlp_rtf_next(&rtf->tokens, &token);
		take(rtf, &token);
	} while (token.kind != DLP_RTF_END && !teller->status);
	dlp_flow_finish(&rtf->flow);
	if (rtf->tokens.status)
		dlp_teller_error_sys(teller, rtf->tokens.source->code,
				     &rtf->tokens.err);
	else if (rtf->depth)
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "it ends within a group");
}

void dlp_rtf_read(struct dlp_input *input)
{
	struct rtf *rtf = calloc(1, sizeof(*rtf));
	enum dlp_charset *fonts = calloc(DLP_RTF_FONTS_MAX, sizeof(*fonts));
	struct dlp_source source;
	enum dlp_status status;

	dlp_reading_begin(input, DLP_IS_RTF);
	/* The input's own source is at its end where it was loaded. */
	status = dlp_source_init_view(&source, input->view);
	if (rtf && fonts && !status) {
		rtf->input = input;
		rtf->tokens.source = &source;
		rtf->fonts = fonts;
		rtf->group = rtf->stack;
		rtf->charset = DLP_CHARSET_WINDOWS_1252;
		*rtf->group =
			(struct group){ .charset = rtf->charset, .skip = 1 };
		dlp_buf_init(&rtf->bytes, 0);
		dlp_flow_init(&rtf->flow, input->teller);
		read_text(rtf);
		dlp_buf_release(&rtf->bytes);
		if (rtf->objects && !input->teller->status)
			dlp_rtf_object_tell(input);
	} else {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	}
	dlp_source_release(&source);
	free(fonts);
	free(rtf);
	dlp_reading_end(input);
}
