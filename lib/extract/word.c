#include <string.h>

#include "extract/markup.h"

/*
 * WordprocessingML (ECMA-376, part 1, 17) and DrawingML's text (21.1.2), whose
 * elements have the same names where they mean the same.
 */

/* Attributes with words of the author's in them. */
static const struct {
	const char *element, *attribute;
	enum dlp_aside aside;
} words[] = {
	{ "docPr", "descr", DLP_ASIDE_PROPERTY },
	{ "docPr", "title", DLP_ASIDE_PROPERTY },
	{ "cNvPr", "descr", DLP_ASIDE_PROPERTY },
	{ "cNvPr", "title", DLP_ASIDE_PROPERTY },
	{ "docVar", "val", DLP_ASIDE_PROPERTY },
	{ "default", "val", DLP_ASIDE_PROPERTY },
	{ "listItem", "displayText", DLP_ASIDE_PROPERTY },
	{ "listItem", "value", DLP_ASIDE_PROPERTY },
	{ "comment", "author", DLP_ASIDE_PROPERTY },
	{ "fldSimple", "instr", DLP_ASIDE_FIELD },
};

static bool is(const char *s, const char *word)
{
	return !strcmp(s, word);
}

static void add_words(struct dlp_markup *part, const char *element)
{
	struct dlp_span value;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!is(element, words[i].element) ||
		    !dlp_xml_attribute(&part->xml, words[i].attribute, &value))
			continue;
		dlp_flow_add_line(&part->flow, words[i].aside, value);
	}
}

/* An element that switches something is on but for these. */
static bool is_on(struct dlp_markup *part)
{
	struct dlp_span val;

	dlp_xml_attribute(&part->xml, "val", &val);
	return !dlp_span_eq(val, DLP_SPAN("0")) &&
	       !dlp_span_eq(val, DLP_SPAN("false")) &&
	       !dlp_span_eq(val, DLP_SPAN("off"));
}

/* The elements that hold text, and where it goes. */
static const struct {
	const char *name;
	enum dlp_aside into;
} texts[] = {
	{ "t", DLP_ASIDE_NONE },          { "v", DLP_ASIDE_NONE },
	{ "text", DLP_ASIDE_NONE },       { "delText", DLP_ASIDE_DELETED },
	{ "instrText", DLP_ASIDE_FIELD }, { "delInstrText", DLP_ASIDE_FIELD },
};

/* Its place in `texts`, or behind them. */
static size_t find_text(const char *name)
{
	size_t i = 0;

	while (i < sizeof(texts) / sizeof(texts[0]) && !is(name, texts[i].name))
		i++;
	return i;
}

/* What stands for one character; empty for other elements. */
static struct dlp_span character(const struct dlp_markup *part,
				 const char *name)
{
	if (!part->runs && !(part->paragraphs && is(name, "br")))
		return DLP_SPAN(""); /* a tab stop, say */
	if (is(name, "tab"))
		return DLP_SPAN("\t");
	if (is(name, "br") || is(name, "cr"))
		return DLP_SPAN("\n");
	if (is(name, "noBreakHyphen"))
		return DLP_SPAN("-");
	return DLP_SPAN("");
}

void dlp_word_open(struct dlp_markup *part, const char *name, bool empty)
{
	size_t text = find_text(name);

	add_words(part, name);
	if (text < sizeof(texts) / sizeof(texts[0])) {
		part->in_text = !empty;
		part->into = texts[text].into;
	} else if (is(name, "r")) {
		part->runs += !empty;
		part->vanish = false;
	} else if (is(name, "vanish") || is(name, "webHidden")) {
		part->vanish = part->runs && is_on(part);
	} else if (is(name, "p")) {
		part->paragraphs += !empty;
		if (empty)
			dlp_flow_end_paragraph(&part->flow);
	} else if (is(name, "tr") && !empty) {
		dlp_flow_begin_row(&part->flow);
	} else if (is(name, "tc")) {
		dlp_flow_begin_cell(&part->flow, empty);
	} else {
		dlp_flow_text(&part->flow, DLP_ASIDE_NONE,
			      character(part, name));
	}
}

void dlp_word_close(struct dlp_markup *part, const char *name)
{
	if (find_text(name) < sizeof(texts) / sizeof(texts[0])) {
		part->in_text = false;
	} else if (is(name, "r")) {
		part->runs -= part->runs > 0;
		part->vanish = false;
	} else if (is(name, "p")) {
		part->paragraphs -= part->paragraphs > 0;
		dlp_flow_end_paragraph(&part->flow);
	} else if (is(name, "tc")) {
		dlp_flow_end_cell(&part->flow);
	} else if (is(name, "tr")) {
		dlp_flow_end_row(&part->flow);
	} else if (part->flow.line && (is(name, "cm") || is(name, "comment"))) {
		/* Those of PowerPoint and Excel have no paragraphs. */
		dlp_flow_end_line(&part->flow, DLP_ASIDE_NONE);
	}
}

void dlp_word_text(struct dlp_markup *part, struct dlp_span text)
{
	enum dlp_aside into = part->into;

	if (!part->in_text)
		return;
	if (into == DLP_ASIDE_NONE && part->vanish)
		into = DLP_ASIDE_HIDDEN;
	dlp_flow_text(&part->flow, into, text);
}
