#include <string.h>

#include "extract/html.h"
#include "extract/html_token.h"
#include "extract/html_value.h"
#include "extract/recode.h"
#include "extract/xml_text.h"

/* `charset=` in the content of a meta element (13.2.3.3). */
static struct dlp_span charset_of(struct dlp_span content)
{
	static const char word[] = "charset";
	struct dlp_span found = { "", 0 };

	for (; content.len > sizeof(word); content.ptr++, content.len--) {
		struct dlp_span at = { content.ptr, sizeof(word) - 1 };

		if (!dlp_html_is(at, word))
			continue;
		found = (struct dlp_span){ content.ptr + at.len,
					   content.len - at.len };
		break;
	}
	while (found.len && strchr(" \t\r\n=\"'", *found.ptr)) {
		found.ptr++;
		found.len--;
	}
	for (size_t i = 0; i < found.len; i++)
		if (strchr(" \t\r\n;\"',", found.ptr[i]))
			found.len = i;
	return found;
}

struct dlp_span dlp_html_label(struct dlp_span head)
{
	struct dlp_html_tokens tokens = { .document = head };
	struct dlp_html_token token;
	struct dlp_span label = { "", 0 };

	if (tokens.document.len > DLP_HTML_LABEL_IN)
		tokens.document.len = DLP_HTML_LABEL_IN;
	while (!label.len && (token = dlp_html_next(&tokens)).kind) {
		if (token.kind == DLP_HTML_INSTRUCTION) {
			dlp_html_find_value(token.text, "encoding", &label);
		} else if (token.kind == DLP_HTML_OPEN &&
			   dlp_html_is(token.name, "meta")) {
			if (dlp_html_find_value(token.text, "charset", &label))
				continue;
			dlp_html_find_value(token.text, "content", &label);
			label = charset_of(label);
		}
	}
	return label;
}

/* Whether the first element is one that pages have. */
static bool is_page(struct dlp_span document)
{
	struct dlp_span root = dlp_html_root(document);

	return dlp_html_is(root, "html") || dlp_html_is(root, "svg");
}

static bool has_declaration(struct dlp_span document)
{
	size_t at = 0;

	if (document.len >= 3 && !memcmp(document.ptr, "\xef\xbb\xbf", 3))
		at = 3;
	while (at < document.len && dlp_html_blank(document.ptr[at]))
		at++;
	return document.len - at > 5 && !memcmp(document.ptr + at, "<?xml", 5);
}

static void tell_text(struct dlp_input *input, struct dlp_recode *recode,
		      struct dlp_html_how how)
{
	struct dlp_span document;
	struct dlp_buf mem;

	dlp_reading_load(input, &recode->source, &mem);
	document = dlp_buf_span(&mem);
	how.xml = how.xml || has_declaration(document);
	if (how.xml && !is_page(document))
		dlp_xml_tell(input->teller, document, &how);
	else
		dlp_html_tell(input->teller, document, &how);
	dlp_buf_release(&mem);
	if (recode->bad)
		dlp_teller_lacks(input->teller, DLP_END_PART,
				 "bytes that do not convert");
}

/* Begin to read a source of any encoding as UTF-8. */
static enum dlp_status open_text(struct dlp_recode *recode,
				 struct dlp_input *input,
				 struct dlp_source *source)
{
	struct dlp_error err = { 0 };
	struct dlp_span head;

	/* What can't be read shows again. */
	(void)!dlp_source_peek(source, DLP_CHARSET_HEAD, &head, &err);
	return dlp_recode_init(recode, source, input->reading->task->charsets,
			       dlp_html_label(head));
}

static void out_of_memory(struct dlp_input *input)
{
	dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE, "out of memory");
}

void dlp_html_tell_source(struct dlp_input *input, struct dlp_source *source,
			  const struct dlp_html_how *how)
{
	struct dlp_recode recode;

	if (open_text(&recode, input, source))
		out_of_memory(input);
	else
		tell_text(input, &recode, *how);
	dlp_recode_release(&recode);
}

void dlp_html_read(struct dlp_input *input)
{
	const struct dlp_html_how how = { .xml = input->format != DLP_IS_HTML,
					  .lines = true };
	struct dlp_recode recode;
	enum dlp_status status = open_text(&recode, input, input->source);
	const char *name;

	if (recode.charset != DLP_CHARSET_UTF8) {
		name = dlp_charset_name(recode.charset);
		input->document.encoding =
			(struct dlp_span){ name, strlen(name) };
	}
	dlp_reading_begin(input, input->format);
	if (status)
		out_of_memory(input);
	else
		tell_text(input, &recode, how);
	dlp_recode_release(&recode);
	dlp_reading_end(input);
}
