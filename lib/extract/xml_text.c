#include "extract/xml_text.h"

#include <string.h>

#include "base/line.h"
#include "extract/flow.h"
#include "extract/html_entity.h"
#include "extract/html_lines.h"
#include "extract/html_token.h"

struct xml {
	struct dlp_flow flow;
	struct dlp_buf scratch;
	struct dlp_span opened; /* the element that just began, or empty */
	struct dlp_span blanks; /* behind the text of the line */
	uint64_t depth, line;   /* of elements; of the one that is a line */
	size_t unknown;         /* references */
	struct dlp_html_lines lines;
};

/* Text of which `from` is the place in the document comes next. */
static void reach(struct xml *xml, enum dlp_aside into, const char *from)
{
	if (into == DLP_ASIDE_NONE)
		dlp_html_lines_reach(&xml->lines, xml->flow.teller, from,
				     !xml->line);
	else
		xml->flow.place = dlp_html_lines_at(&xml->lines, from);
}

static void put(struct xml *xml, struct dlp_span text)
{
	dlp_flow_add(&xml->flow, DLP_ASIDE_NONE, text);
	xml->lines.told += dlp_line_count(text);
}

static void end_line(struct xml *xml)
{
	if (xml->flow.line) {
		dlp_flow_end_line(&xml->flow, DLP_ASIDE_NONE);
		xml->lines.told++;
	}
	xml->line = 0;
	xml->blanks.len = 0;
}

/* Text without references in `text`, decoded otherwise. */
static struct dlp_span decode(struct xml *xml, struct dlp_span text)
{
	if (!text.len || !memchr(text.ptr, '&', text.len))
		return text;
	dlp_buf_clear(&xml->scratch);
	xml->unknown +=
		dlp_html_decode(&xml->scratch, text, DLP_XML_REFERENCES);
	return dlp_buf_span(&xml->scratch);
}

static void take_text(struct xml *xml, struct dlp_span text, bool literal)
{
	struct dlp_span all = text, opened = xml->opened;
	size_t end;

	while (text.len && dlp_html_blank(*text.ptr)) {
		text.ptr++;
		text.len--;
	}
	if (!text.len) {
		if (xml->line && !xml->blanks.len)
			xml->blanks = all;
		return;
	}
	for (end = text.len; dlp_html_blank(text.ptr[end - 1]);)
		end--;
	if (!xml->line) {
		reach(xml, DLP_ASIDE_NONE, text.ptr);
		xml->line = xml->depth ? xml->depth : 1;
		if (opened.len) {
			put(xml, opened);
			put(xml, DLP_SPAN(": "));
		}
	} else {
		put(xml, xml->blanks);
		put(xml, (struct dlp_span){ all.ptr, all.len - text.len });
	}
	xml->blanks = (struct dlp_span){ text.ptr + end, text.len - end };
	text.len = end;
	put(xml, literal ? text : decode(xml, text));
	xml->opened.len = 0;
}

/* Of an office's or a schema's making. */
static bool is_namespace(struct dlp_span name)
{
	return name.len >= 5 && !memcmp(name.ptr, "xmlns", 5);
}

static void add_attributes(struct xml *xml, const struct dlp_html_token *token)
{
	struct dlp_span rest = token->text, name, value;
	struct dlp_buf *out = &xml->scratch;

	dlp_buf_clear(out);
	while (dlp_html_attribute(&rest, &name, &value)) {
		if (is_namespace(name))
			continue;
		if (!out->len)
			dlp_buf_addspan(out, token->name);
		dlp_buf_addc(out, ' ');
		dlp_buf_addspan(out, name);
		dlp_buf_adds(out, "=\"");
		xml->unknown += dlp_html_decode(out, value, DLP_XML_REFERENCES);
		dlp_buf_addc(out, '"');
	}
	if (!out->len)
		return;
	if (xml->line) {
		reach(xml, DLP_ASIDE_PROPERTY, token->all.ptr);
		dlp_flow_add_line(&xml->flow, DLP_ASIDE_PROPERTY,
				  dlp_buf_span(out));
	} else {
		reach(xml, DLP_ASIDE_NONE, token->all.ptr);
		put(xml, dlp_buf_span(out));
		end_line(xml);
	}
}

static void take_tag(struct xml *xml, const struct dlp_html_token *token)
{
	if (token->kind == DLP_HTML_CLOSE) {
		if (xml->line && xml->depth <= xml->line)
			end_line(xml);
		xml->depth -= xml->depth > 0;
		xml->opened.len = 0;
		return;
	}
	add_attributes(xml, token);
	xml->depth += !token->closed;
	xml->opened = token->closed ? (struct dlp_span){ "", 0 } : token->name;
}

static void take_note(struct xml *xml, struct dlp_span text)
{
	if (xml->line) {
		reach(xml, DLP_ASIDE_HIDDEN, text.ptr);
		dlp_flow_add_line(&xml->flow, DLP_ASIDE_HIDDEN, text);
		return;
	}
	reach(xml, DLP_ASIDE_NONE, text.ptr);
	xml->lines.told += dlp_line_count(text);
	xml->lines.told += text.len && text.ptr[text.len - 1] != '\n';
	dlp_flow_add_block(&xml->flow, DLP_ASIDE_HIDDEN, text);
}

/* `<?xml version="1.0"?>` */
static bool is_declaration(struct dlp_span text)
{
	return text.len > 3 && !memcmp(text.ptr, "xml", 3) &&
	       dlp_html_blank(text.ptr[3]);
}

void dlp_xml_tell(struct dlp_teller *teller, struct dlp_span document,
		  const struct dlp_html_how *how)
{
	struct xml xml = { .depth = 0 };
	struct dlp_html_tokens tokens = { .document = document, .xml = true };
	struct dlp_html_token token;

	if (document.len >= 3 && !memcmp(document.ptr, "\xef\xbb\xbf", 3))
		tokens.at = 3;
	if (how->lines)
		xml.lines.document = document;
	dlp_flow_init(&xml.flow, teller);
	xml.flow.own = how->own;
	xml.flow.besides = how->besides;
	dlp_buf_init(&xml.scratch, 0);
	dlp_teller_at(teller, how->own);
	while (!teller->status && (token = dlp_html_next(&tokens)).kind) {
		switch (token.kind) {
		case DLP_HTML_TEXT:
			take_text(&xml, token.text, token.literal);
			break;
		case DLP_HTML_OPEN:
		case DLP_HTML_CLOSE:
			take_tag(&xml, &token);
			break;
		case DLP_HTML_INSTRUCTION:
			if (!is_declaration(token.text))
				take_note(&xml, token.text);
			break;
		case DLP_HTML_COMMENT:
			take_note(&xml, token.text);
			break;
		case DLP_HTML_DECLARATION:
			/* An internal subset may say anything. */
			if (memchr(token.text.ptr, '[', token.text.len))
				take_note(&xml, token.text);
			break;
		case DLP_HTML_END:
			break;
		}
	}
	end_line(&xml);
	dlp_flow_finish(&xml.flow);
	dlp_buf_release(&xml.scratch);
	if (xml.unknown)
		dlp_teller_error(teller, DLP_CODE_UNSUPPORTED,
				 "entities are not expanded");
}
