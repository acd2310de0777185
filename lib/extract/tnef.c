#include "extract/tnef.h"

#include <string.h>

#include "base/utf8.h"
#include "extract/flow.h"
#include "extract/le.h"
#include "extract/lzfu.h"
#include "extract/relay.h"

/* Attributes, their type in the upper half ([MS-OXTNEF] 2.1.3.2). */
enum {
	STRINGS = 1, /* types of */
	TEXTS = 2,
	BODY = 0x2800c,
	ATTACH_DATA = 0x6800f,
	ATTACH_TITLE = 0x18010,
	ATTACH_BEGINS = 0x69002,
	PROPERTIES = 0x69003,
	RECIPIENTS = 0x69004,
	ATTACH_PROPERTIES = 0x69005,
	CODE_PAGE = 0x69007,
};

/* Properties, and types of them ([MS-OXPROPS], [MS-OXCDATA] 2.11.1). */
enum {
	PR_BODY = 0x1000,
	PR_RTF = 0x1009,
	PR_HTML = 0x1013,
	PR_ATTACH_DATA = 0x3701,
	PR_LONG_FILE_NAME = 0x3707,
	NAMED = 0x8000,
	OBJECT = 0x000d,
	STRING8 = 0x001e,
	STRING = 0x001f,
	BINARY = 0x0102,
	MANY = 0x1000,
	GUID = 16, /* bytes */
};

enum { LEVEL_MESSAGE = 1, LEVEL_ATTACHMENT = 2 };

struct attribute {
	unsigned level;
	uint32_t id;
	struct dlp_span data;
};

struct property {
	unsigned id, type;
	struct dlp_span value;
};

struct tnef {
	struct dlp_input *input;
	struct dlp_flow flow;
	enum dlp_charset charset;
	struct dlp_buf text; /* of one string */
	struct dlp_span rtf, html;
	/* The attachment that we are in. */
	struct dlp_buf name;
	struct dlp_span data;
	bool cut;
};

/* The attribute at the start of `rest`; false at the end. */
static bool next_attribute(struct tnef *tnef, struct dlp_span *rest,
			   struct attribute *attribute)
{
	enum { HEAD = 9, SUM = 2 };
	uint32_t len = dlp_le32(*rest, 5);
	size_t all;

	if (rest->len < HEAD)
		return false;
	attribute->level = dlp_le8(*rest, 0);
	attribute->id = dlp_le32(*rest, 1);
	attribute->data = dlp_le_cut(*rest, HEAD, len);
	tnef->cut = tnef->cut || attribute->data.len < len;
	all = HEAD + attribute->data.len;
	all = rest->len - all < SUM ? rest->len : all + SUM;
	rest->ptr += all;
	rest->len -= all;
	return true;
}

/* A string, without the NUL that ends it, as UTF-8. */
static struct dlp_span convert(struct tnef *tnef, struct dlp_span string,
			       enum dlp_charset charset)
{
	uint64_t bad = 0;

	dlp_buf_clear(&tnef->text);
	if (charset == DLP_CHARSET_UTF8)
		bad = dlp_utf8_mend(&tnef->text, string);
	else
		dlp_charset_convert(tnef->input->reading->task->charsets,
				    charset, string, true, &tnef->text, &bad);
	if (bad)
		dlp_teller_lacks(tnef->input->teller, DLP_END_PART,
				 "bytes that do not convert");
	while (tnef->text.len && !tnef->text.ptr[tnef->text.len - 1])
		tnef->text.len--;
	return dlp_buf_span(&tnef->text);
}

static struct dlp_span take(struct dlp_span *rest, uint64_t n)
{
	struct dlp_span bytes = dlp_le_cut(*rest, 0, n);

	rest->ptr += bytes.len;
	rest->len -= bytes.len;
	return bytes;
}

static size_t pad(uint32_t len)
{
	return (size_t)(-len & 3);
}

/* Bytes of a value that has always the same ([MS-OXCDATA] 2.11.1). */
static size_t size_of(unsigned type)
{
	switch (type) {
	case 0x0005:
	case 0x0006:
	case 0x0007:
	case 0x0014:
	case 0x0040:
		return 8;
	case 0x0048:
		return GUID;
	default:
		return 4;
	}
}

typedef void property_fn(struct tnef *tnef, const struct property *property);

/* The values of one property. */
static void take_values(struct tnef *tnef, struct dlp_span *rest,
			struct property *property, property_fn *fn)
{
	bool many = property->type & MANY;
	uint32_t count = 1;

	property->type &= ~(unsigned)MANY;
	switch (property->type) {
	case OBJECT:
	case STRING8:
	case STRING:
	case BINARY:
		count = dlp_le32(take(rest, 4), 0);
		for (; count && rest->len; count--) {
			uint32_t len = dlp_le32(take(rest, 4), 0);

			property->value = take(rest, len);
			fn(tnef, property);
			take(rest, pad(len));
		}
		break;
	default:
		if (many)
			count = dlp_le32(take(rest, 4), 0);
		take(rest, (uint64_t)count * size_of(property->type));
	}
}

/* A list of properties ([MS-OXTNEF] 2.1.3.4), which is taken off `rest`. */
static void take_properties(struct tnef *tnef, struct dlp_span *rest,
			    property_fn *fn)
{
	uint32_t count = dlp_le32(take(rest, 4), 0);

	for (; count && rest->len; count--) {
		struct dlp_span head = take(rest, 4);
		struct property property = { .type = dlp_le16(head, 0),
					     .id = dlp_le16(head, 2) };

		if (property.id >= NAMED) {
			uint32_t len;

			take(rest, GUID);
			if (!dlp_le32(take(rest, 4), 0)) {
				take(rest, 4);
			} else {
				len = dlp_le32(take(rest, 4), 0);
				take(rest, (uint64_t)len + pad(len));
			}
		}
		take_values(tnef, rest, &property, fn);
	}
}

static bool is_string(const struct property *property)
{
	return property->type == STRING8 || property->type == STRING;
}

static struct dlp_span string_of(struct tnef *tnef,
				 const struct property *property)
{
	return convert(tnef, property->value,
		       property->type == STRING ? DLP_CHARSET_UTF16LE
						: tnef->charset);
}

static void tell_string(struct tnef *tnef, bool body, struct dlp_span text)
{
	if (!body) {
		dlp_flow_add_line(&tnef->flow, DLP_ASIDE_PROPERTY, text);
	} else if (text.len) {
		dlp_flow_add(&tnef->flow, DLP_ASIDE_NONE, text);
		dlp_flow_end_line(&tnef->flow, DLP_ASIDE_NONE);
	}
}

static void tell_property(struct tnef *tnef, const struct property *property)
{
	if (property->id == PR_RTF)
		tnef->rtf = property->value;
	else if (property->id == PR_HTML)
		tnef->html = property->value;
	else if (is_string(property))
		tell_string(tnef, property->id == PR_BODY,
			    string_of(tnef, property));
}

static void tell_message(struct tnef *tnef, const struct attribute *attribute)
{
	struct dlp_span rest = attribute->data;
	unsigned type = attribute->id >> 16;
	uint32_t rows;

	if (attribute->id == CODE_PAGE) {
		enum dlp_charset charset =
			dlp_charset_by_page(dlp_le32(rest, 0));

		if (charset != DLP_CHARSET_NONE)
			tnef->charset = charset;
	} else if (attribute->id == PROPERTIES) {
		take_properties(tnef, &rest, tell_property);
	} else if (attribute->id == RECIPIENTS) {
		rows = dlp_le32(take(&rest, 4), 0);
		for (; rows && rest.len; rows--)
			take_properties(tnef, &rest, tell_property);
	} else if (type == STRINGS || type == TEXTS) {
		tell_string(tnef, attribute->id == BODY,
			    convert(tnef, rest, tnef->charset));
	}
}

static void tell_member(struct tnef *tnef, struct dlp_span name,
			struct dlp_span bytes, enum dlp_format format)
{
	struct dlp_document document = { .has_size = true, .size = bytes.len };
	struct dlp_input *input = tnef->input;
	struct dlp_source source;
	struct dlp_view view;

	if (!bytes.len || !dlp_reading_may_enter(input))
		return;
	dlp_view_init_memory(&view, bytes);
	if (dlp_source_init_view(&source, &view))
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	else
		dlp_reading_member_as(input, &source, name, &document, format);
	dlp_source_release(&source);
}

static void tell_attachment(struct tnef *tnef)
{
	struct dlp_span name = dlp_buf_span(&tnef->name);

	tell_member(tnef, name.len ? name : DLP_SPAN("attachment"), tnef->data,
		    DLP_IS_TEXT);
	tnef->data.len = 0;
	dlp_buf_clear(&tnef->name);
}

static void set_name(struct tnef *tnef, struct dlp_span name)
{
	if (name.len > DLP_RELAY_NAME / 2)
		name.len = dlp_utf8_start(name, DLP_RELAY_NAME / 2);
	dlp_buf_clear(&tnef->name);
	dlp_buf_addspan(&tnef->name, name);
}

static void take_attached(struct tnef *tnef, const struct property *property)
{
	if (property->id == PR_LONG_FILE_NAME && is_string(property)) {
		set_name(tnef, string_of(tnef, property));
	} else if (property->id == PR_ATTACH_DATA) {
		tnef->data = property->value;
		/* An object has in front what it is. */
		if (property->type == OBJECT)
			take(&tnef->data, GUID);
	}
}

static void tell_attached(struct tnef *tnef, const struct attribute *attribute)
{
	struct dlp_span rest = attribute->data;

	switch (attribute->id) {
	case ATTACH_BEGINS:
		tell_attachment(tnef);
		break;
	case ATTACH_TITLE:
		if (!tnef->name.len)
			set_name(tnef, convert(tnef, rest, tnef->charset));
		break;
	case ATTACH_DATA:
		tnef->data = rest;
		break;
	case ATTACH_PROPERTIES:
		take_properties(tnef, &rest, take_attached);
		break;
	default:
		break;
	}
}

static void tell_bodies(struct tnef *tnef)
{
	struct dlp_buf rtf;

	tell_member(tnef, DLP_SPAN("body.html"), tnef->html, DLP_IS_HTML);
	if (!tnef->rtf.len)
		return;
	dlp_buf_init(&rtf, (size_t)tnef->input->reading->task->limits.entry);
	if (!dlp_lzfu_unpack(tnef->rtf, &rtf))
		dlp_teller_error(tnef->input->teller, DLP_CODE_CORRUPT,
				 "the body in RTF is damaged");
	tell_member(tnef, DLP_SPAN("body.rtf"), dlp_buf_span(&rtf), DLP_IS_RTF);
	dlp_buf_release(&rtf);
}

static void read_tnef(struct tnef *tnef, struct dlp_span bytes)
{
	enum { SIGNATURE = 6 };
	struct dlp_span rest = dlp_le_cut(bytes, SIGNATURE, bytes.len);
	struct attribute attribute;

	dlp_flow_init(&tnef->flow, tnef->input->teller);
	while (next_attribute(tnef, &rest, &attribute))
		if (attribute.level == LEVEL_MESSAGE)
			tell_message(tnef, &attribute);
	dlp_flow_finish(&tnef->flow);
	if (tnef->cut || rest.len)
		dlp_teller_error(tnef->input->teller, DLP_CODE_CORRUPT,
				 "an attribute is cut");
	dlp_teller_flush(tnef->input->teller);
	tell_bodies(tnef);
	rest = dlp_le_cut(bytes, SIGNATURE, bytes.len);
	while (next_attribute(tnef, &rest, &attribute) &&
	       !tnef->input->teller->status && !tnef->input->reading->stop)
		if (attribute.level == LEVEL_ATTACHMENT)
			tell_attached(tnef, &attribute);
	tell_attachment(tnef);
}

void dlp_tnef_read(struct dlp_input *input)
{
	struct tnef tnef = { .input = input,
			     .charset = DLP_CHARSET_WINDOWS_1252 };
	struct dlp_buf mem;

	dlp_reading_begin(input, DLP_IS_TNEF);
	dlp_buf_init(&tnef.text, 0);
	dlp_buf_init(&tnef.name, 0);
	dlp_reading_load(input, input->source, &mem);
	read_tnef(&tnef, dlp_buf_span(&mem));
	dlp_buf_release(&mem);
	dlp_buf_release(&tnef.text);
	dlp_buf_release(&tnef.name);
	dlp_reading_end(input);
}
