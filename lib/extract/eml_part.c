#include "extract/eml_part.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/html.h"
#include "extract/recode.h"
#include "extract/relay.h"

enum {
	FLOWED_LINE = 1 << 20, /* bytes; a longer one is as it stands */
	SECTION = DLP_EML_SECTION + 20,
};

static void set_type(struct dlp_eml_part *part, struct dlp_span type)
{
	size_t n = type.len < sizeof(part->type) ? type.len
						 : sizeof(part->type) - 1;

	for (size_t i = 0; i < n; i++)
		part->type[i] = (char)(type.ptr[i] >= 'A' && type.ptr[i] <= 'Z'
					       ? type.ptr[i] | 0x20
					       : type.ptr[i]);
	part->type[n] = '\0';
}

void dlp_eml_part_init(struct dlp_eml_part *part, bool digest)
{
	*part = (struct dlp_eml_part){ .transfer = DLP_TRANSFER_NONE };
	dlp_buf_init(&part->charset, 0);
	dlp_buf_init(&part->boundary, 0);
	dlp_buf_init(&part->name, DLP_RELAY_NAME);
	set_type(part,
		 digest ? DLP_SPAN("message/rfc822") : DLP_SPAN("text/plain"));
}

void dlp_eml_part_release(struct dlp_eml_part *part)
{
	dlp_buf_release(&part->charset);
	dlp_buf_release(&part->boundary);
	dlp_buf_release(&part->name);
}

static bool says(struct dlp_span value, const char *name, const char *what,
		 struct dlp_charsets *charsets)
{
	struct dlp_buf text;
	bool yes;

	dlp_buf_init(&text, 0);
	yes = dlp_mime_parameter(&text, value, name, charsets, NULL) &&
	      dlp_span_is(dlp_buf_span(&text), what);
	dlp_buf_release(&text);
	return yes;
}

static void take_name(struct dlp_eml_part *part, struct dlp_span value,
		      const char *parameter, struct dlp_charsets *charsets)
{
	struct dlp_buf name;

	dlp_buf_init(&name, 0);
	if (dlp_mime_parameter(&name, value, parameter, charsets, NULL) &&
	    name.len) {
		if (name.len > DLP_RELAY_NAME / 2)
			name.len = dlp_utf8_start(dlp_buf_span(&name),
						  DLP_RELAY_NAME / 2);
		dlp_buf_clear(&part->name);
		dlp_buf_addspan(&part->name, dlp_buf_span(&name));
	}
	dlp_buf_release(&name);
}

static void take_type(struct dlp_eml_part *part, struct dlp_span value,
		      struct dlp_charsets *charsets)
{
	struct dlp_span type = dlp_mime_word(value);

	if (type.len && memchr(type.ptr, '/', type.len))
		set_type(part, type);
	dlp_buf_clear(&part->charset);
	dlp_buf_clear(&part->boundary);
	dlp_mime_parameter(&part->charset, value, "charset", charsets, NULL);
	dlp_mime_parameter(&part->boundary, value, "boundary", charsets, NULL);
	/* Blanks at its end are none of it (RFC 2046, 5.1.1). */
	while (part->boundary.len &&
	       part->boundary.ptr[part->boundary.len - 1] == ' ')
		part->boundary.len--;
	part->flowed = says(value, "format", "flowed", charsets);
	part->joined = says(value, "delsp", "yes", charsets);
	if (!part->name.len)
		take_name(part, value, "name", charsets);
}

void dlp_eml_part_field(struct dlp_eml_part *part,
			const struct dlp_mime_field *field,
			struct dlp_charsets *charsets)
{
	if (dlp_mime_is(field, "content-type")) {
		take_type(part, field->value, charsets);
	} else if (dlp_mime_is(field, "content-transfer-encoding")) {
		part->transfer =
			dlp_transfer_by_name(dlp_mime_word(field->value));
	} else if (dlp_mime_is(field, "content-disposition")) {
		struct dlp_span word = dlp_mime_word(field->value);

		part->attached = word.len && (word.ptr[0] | 0x20) == 'a';
		take_name(part, field->value, "filename", charsets);
	}
}

/* `"section":"1.2"`, empty for the mail itself. */
static struct dlp_span section_of(const struct dlp_eml_part *part,
				  char out[SECTION])
{
	int n = 0;

	if (part->section[0])
		n = snprintf(out, SECTION, "\"section\":\"%s\"", part->section);
	return (struct dlp_span){ out, (size_t)n };
}

void dlp_eml_part_at(const struct dlp_eml_part *part, const char *name,
		     struct dlp_teller *teller)
{
	char at[SECTION + 80], section[SECTION];
	struct dlp_span besides = section_of(part, section);
	bool hidden = !strcmp(name, "hidden");
	int n;

	n = snprintf(at, sizeof(at), "{\"part\":\"%s\"%s%s%.*s}", name,
		     hidden ? ",\"hidden\":true" : "", besides.len ? "," : "",
		     (int)besides.len, besides.ptr);
	dlp_teller_at(teller, (struct dlp_span){ at, (size_t)n });
}

static bool begins(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

/* Those that have no text of their own, and fields instead. */
static bool is_report(const char *type)
{
	static const char *const report[] = {
		"message/delivery-status",
		"message/global-delivery-status",
		"message/disposition-notification",
		"message/feedback-report",
		"message/global-headers",
	};

	for (size_t i = 0; i < sizeof(report) / sizeof(report[0]); i++)
		if (!strcmp(type, report[i]))
			return true;
	return false;
}

bool dlp_eml_part_is_text(const struct dlp_eml_part *part)
{
	if (is_report(part->type))
		return true;
	return begins(part->type, "text/") &&
	       strcmp(part->type, "text/rtf") != 0 && !part->attached &&
	       part->transfer != DLP_TRANSFER_UU && !part->name.len;
}

/* The next line and its end, of what `source` has. */
static struct dlp_span next_line(struct dlp_source *source)
{
	struct dlp_error err;
	struct dlp_span bytes = { NULL, 0 };
	size_t seen = 0;
	const char *end = NULL;

	while (!end) {
		if (dlp_source_peek(source, seen + 1, &bytes, &err) ||
		    bytes.len <= seen)
			return bytes;
		end = memchr(bytes.ptr + seen, '\n', bytes.len - seen);
		seen = bytes.len;
		if (!end && seen > FLOWED_LINE)
			return bytes;
	}
	bytes.len = (size_t)(end - bytes.ptr) + 1;
	return bytes;
}

/* A paragraph of RFC 3676 on its way. */
struct flowed {
	struct dlp_teller *teller;
	bool joined; /* delsp=yes */
	bool open;   /* the last line goes on */
	size_t depth;
};

static size_t count_quotes(struct dlp_span line)
{
	size_t n = 0;

	while (n < line.len && line.ptr[n] == '>')
		n++;
	return n;
}

static void take_flowed(struct flowed *flowed, struct dlp_span line)
{
	struct dlp_span text = line;
	size_t depth = count_quotes(line);
	bool ended = text.len && text.ptr[text.len - 1] == '\n', goes_on;

	text.len -= ended;
	text.len -= ended && text.len && text.ptr[text.len - 1] == '\r';
	if (flowed->open && depth != flowed->depth) {
		dlp_teller_text(flowed->teller, DLP_SPAN("\n"));
		flowed->open = false;
	}
	if (flowed->open) {
		text.ptr += depth;
		text.len -= depth;
		if (text.len && text.ptr[0] == ' ') {
			text.ptr++;
			text.len--;
		}
	}
	goes_on = ended && text.len && text.ptr[text.len - 1] == ' ' &&
		  !dlp_span_is(text, "-- ");
	text.len -= goes_on && flowed->joined;
	dlp_teller_text(flowed->teller, text);
	flowed->open = goes_on;
	flowed->depth = depth;
	if (ended && !goes_on)
		dlp_teller_text(flowed->teller, DLP_SPAN("\n"));
}

/* Well-formed UTF-8 from `source`, its last line ended. */
static void tell_lines(const struct dlp_eml_part *part,
		       struct dlp_source *source, struct dlp_teller *teller)
{
	struct flowed flowed = { .teller = teller, .joined = part->joined };
	struct dlp_error err;
	struct dlp_span bytes;
	char last = '\n';

	while (!teller->status) {
		if (part->flowed)
			bytes = next_line(source);
		else
			(void)!dlp_source_peek(source, 1, &bytes, &err);
		if (!bytes.len)
			break;
		last = bytes.ptr[bytes.len - 1];
		if (part->flowed)
			take_flowed(&flowed, bytes);
		else
			dlp_teller_text(teller, bytes);
		dlp_source_take(source, bytes.len);
	}
	if (last != '\n' || flowed.open)
		dlp_teller_text(teller, DLP_SPAN("\n"));
}

static void out_of_memory(struct dlp_input *input)
{
	dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE, "out of memory");
}

/* The text of a page, well-formed UTF-8. */
static void tell_html(const struct dlp_eml_part *part,
		      struct dlp_source *source, struct dlp_input *input)
{
	char section[SECTION];
	struct dlp_html_how how = { .besides = section_of(part, section) };
	struct dlp_buf mem, own;

	dlp_eml_part_at(part, "html", input->teller);
	dlp_buf_init(&own, 0);
	dlp_buf_addspan(&own, dlp_buf_span(&input->teller->at));
	how.own = dlp_buf_span(&own);
	dlp_reading_load(input, source, &mem);
	dlp_html_tell(input->teller, dlp_buf_span(&mem), &how);
	dlp_buf_release(&mem);
	dlp_buf_release(&own);
}

static struct dlp_span html_label(struct dlp_source *source)
{
	struct dlp_error err;
	struct dlp_span head;

	(void)!dlp_source_peek(source, DLP_HTML_LABEL_IN, &head, &err);
	return dlp_html_label(head);
}

static void tell_text(const struct dlp_eml_part *part, struct dlp_span label,
		      struct dlp_transfer *transfer, struct dlp_input *input)
{
	bool html = !strcmp(part->type, "text/html");
	struct dlp_source source;
	struct dlp_recode recode;

	if (dlp_transfer_source(transfer, &source)) {
		out_of_memory(input);
	} else {
		if (html && !label.len)
			label = html_label(&source);
		if (dlp_recode_init(&recode, &source,
				    input->reading->task->charsets, label))
			out_of_memory(input);
		else if (html)
			tell_html(part, &recode.source, input);
		else
			tell_lines(part, &recode.source, input->teller);
		if (recode.bad)
			dlp_teller_lacks(input->teller, DLP_END_PART,
					 "bytes that do not convert");
		dlp_recode_release(&recode);
	}
	dlp_source_release(&source);
}

bool dlp_eml_part_text(const struct dlp_eml_part *part, struct dlp_span body,
		       struct dlp_input *input)
{
	struct dlp_transfer transfer;

	dlp_eml_part_at(part, "text", input->teller);
	dlp_transfer_init(&transfer, part->transfer, body);
	tell_text(part, dlp_buf_span(&part->charset), &transfer, input);
	if (!transfer.bad)
		return !transfer.cut;
	/* What was passed over could be all there is to read. */
	dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
			 "a part is not encoded as it says");
	dlp_eml_part_hidden(part, body, input);
	return true;
}

void dlp_eml_part_hidden(const struct dlp_eml_part *part, struct dlp_span body,
			 struct dlp_input *input)
{
	struct dlp_transfer transfer;
	struct dlp_eml_part plain = *part;
	bool blank = true;

	for (size_t i = 0; i < body.len && blank; i++)
		blank = body.ptr[i] == ' ' ||
			(body.ptr[i] >= 9 && body.ptr[i] <= 13);
	if (blank)
		return;
	plain.flowed = false;
	set_type(&plain, DLP_SPAN("text/plain"));
	dlp_eml_part_at(part, "hidden", input->teller);
	dlp_transfer_init(&transfer, DLP_TRANSFER_NONE, body);
	tell_text(&plain, DLP_SPAN(""), &transfer, input);
}

/* Text in the encoding that its header says, where its reader would guess. */
static bool is_labelled(const struct dlp_eml_part *part)
{
	return begins(part->type, "text/") && part->charset.len &&
	       dlp_charset_by_label(dlp_buf_span(&part->charset)) >
		       DLP_CHARSET_UTF8;
}

static void tell_member(const struct dlp_eml_part *part, struct dlp_span name,
			struct dlp_source *source, struct dlp_input *input)
{
	static const struct dlp_document nothing = { .has_size = false };
	enum dlp_format format = DLP_IS_TEXT;
	struct dlp_recode recode;

	if (begins(part->type, "message/"))
		format = DLP_IS_EML;
	else if (!strcmp(part->type, "text/html"))
		format = DLP_IS_HTML;
	if (!is_labelled(part)) {
		dlp_reading_member_as(input, source, name, &nothing, format);
		return;
	}
	if (dlp_recode_init(&recode, source, input->reading->task->charsets,
			    dlp_buf_span(&part->charset)))
		out_of_memory(input);
	else
		dlp_reading_member_as(input, &recode.source, name, &nothing,
				      format);
	dlp_recode_release(&recode);
}

bool dlp_eml_part_member(const struct dlp_eml_part *part, struct dlp_span body,
			 struct dlp_input *input)
{
	struct dlp_span name = dlp_buf_span(&part->name);
	char number[DLP_EML_SECTION + 8];
	struct dlp_transfer transfer;
	struct dlp_source source;

	if (!name.len) {
		snprintf(number, sizeof(number), "part %s", part->section);
		name = (struct dlp_span){ number, strlen(number) };
	}
	dlp_transfer_init(&transfer, part->transfer, body);
	if (dlp_transfer_source(&transfer, &source))
		out_of_memory(input);
	else
		tell_member(part, name, &source, input);
	dlp_source_release(&source);
	if (transfer.bad)
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "a part is not encoded as it says");
	return transfer.bad || !transfer.cut;
}
