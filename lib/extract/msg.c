#include "extract/msg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "extract/flow.h"
#include "extract/language.h"
#include "extract/le.h"
#include "extract/lzfu.h"

/* Types of properties ([MS-OXCDATA] 2.11.1). */
enum {
	INTEGER = 0x0003,
	OBJECT = 0x000d,
	STRING8 = 0x001e,
	STRING = 0x001f,
	TIME = 0x0040,
	BINARY = 0x0102,
	MANY = 0x1000, /* of them */
};

enum {
	SUBJECT = 0x0037,
	HEADERS = 0x007d,
	RECIPIENT_TYPE = 0x0c15,
	BODY = 0x1000,
	RTF = 0x1009,
	HTML = 0x1013,
	DISPLAY_NAME = 0x3001,
	ADDRESS = 0x3003,
	DATA = 0x3701,
	FILE_NAME = 0x3704,
	LONG_FILE_NAME = 0x3707,
	PATH = 0x3708,
	LONG_PATH = 0x370d,
	SMTP = 0x39fe,
	INTERNET_PAGE = 0x3fde,
	LOCALE = 0x3ff1,
	PAGE = 0x3ffd,
	NAMED = 0x8000, /* from here on */
};

/* Properties that a mail has as header fields; NULL for what says nothing. */
static const struct {
	unsigned id;
	const char *name;
} header[] = {
	{ SUBJECT, "subject" },     { 0x0039, "date" },
	{ 0x0042, "from" },         { 0x0065, "from" },
	{ 0x5d02, "from" },         { 0x0c1a, "sender" },
	{ 0x0c1f, "sender" },       { 0x5d01, "sender" },
	{ 0x0040, "received-by" },  { 0x0076, "received-by" },
	{ 0x0044, "received-for" }, { 0x0078, "received-for" },
	{ 0x0050, "reply-to" },     { 0x0e02, "bcc" },
	{ 0x0e03, "cc" },           { 0x0e04, "to" },
	{ 0x0e06, "received" },     { 0x1035, "message-id" },
	{ 0x1039, "references" },   { 0x1042, "in-reply-to" },
	{ 0x001a, NULL },           { 0x0064, NULL },
	{ 0x0075, NULL },           { 0x0077, NULL },
	{ 0x0c1e, NULL },
};

struct msg {
	struct dlp_compound *compound;
	struct dlp_buf header, property, body;
	struct dlp_buf names, strings; /* of named properties */
};

static bool is_string(unsigned type)
{
	return type == STRING || type == STRING8;
}

/* What the name of a stream says: its property, and the type of that. */
static bool read_tag(const char *name, unsigned *id, unsigned *type)
{
	static const char prefix[] = "__substg1.0_";
	char *end;
	unsigned long tag;

	if (strncmp(name, prefix, sizeof(prefix) - 1) != 0)
		return false;
	tag = strtoul(name + sizeof(prefix) - 1, &end, 16);
	*id = (unsigned)(tag >> 16 & 0xffff);
	*type = (unsigned)(tag & 0xffff);
	/* The values of one that has many have their number behind it. */
	if (*type & MANY)
		*type = *end == '-' ? *type & ~(unsigned)MANY : 0;
	return end - name == 20;
}

static enum dlp_charset charset_of(const struct msg *msg, unsigned type)
{
	return type == STRING ? DLP_CHARSET_UTF16LE : msg->compound->charset;
}

/* Add the string that is this stream. */
static void add_string(struct msg *msg, int entry, unsigned type,
		       struct dlp_buf *out)
{
	struct dlp_buf stream;

	if (dlp_compound_load(msg->compound, entry, &stream))
		dlp_compound_convert(msg->compound, charset_of(msg, type),
				     dlp_buf_span(&stream), out);
	dlp_buf_release(&stream);
}

/* The stream of a property of this type in `storage`. */
static int find(const struct msg *msg, int storage, unsigned id, unsigned type)
{
	char name[32];

	snprintf(name, sizeof(name), "__substg1.0_%04X%04X", id, type);
	return dlp_cfb_find(&msg->compound->cfb, storage, name);
}

static void add_named(struct msg *msg, int storage, unsigned id,
		      struct dlp_buf *out)
{
	int entry = find(msg, storage, id, STRING);

	if (entry != DLP_CFB_NONE) {
		add_string(msg, entry, STRING, out);
		return;
	}
	entry = find(msg, storage, id, STRING8);
	if (entry != DLP_CFB_NONE)
		add_string(msg, entry, STRING8, out);
}

/*
 * The value of a property that is no string, in the list of those (2.4), or 0.
 * Its entries of 16 bytes are at its end, behind a header of 8, 24 or 32.
 */
static uint64_t number(struct dlp_span list, unsigned id, unsigned type)
{
	for (size_t at = list.len % 16 ? 8 : 0; at + 16 <= list.len; at += 16)
		if (dlp_le16(list, at) == type && dlp_le16(list, at + 2) == id)
			return dlp_le64(list, at + 8);
	return 0;
}

static void load_list(struct msg *msg, int storage, struct dlp_buf *list)
{
	dlp_compound_load_named(msg->compound, storage,
				"__properties_version1.0", list);
}

static void find_charset(struct msg *msg, struct dlp_span list)
{
	unsigned page = (unsigned)number(list, PAGE, INTEGER) & 0xffff;
	unsigned other =
		(unsigned)number(list, INTERNET_PAGE, INTEGER) & 0xffff;
	unsigned locale = (unsigned)number(list, LOCALE, INTEGER) & 0xffff;
	enum dlp_charset charset = dlp_charset_by_page(page);

	if (!charset || charset == DLP_CHARSET_UTF16LE)
		charset = dlp_charset_by_page(other);
	if (!charset || charset == DLP_CHARSET_UTF16LE)
		charset = dlp_language_charset(locale);
	msg->compound->charset = charset;
}

/* The name of a named property ([MS-OXMSG] 2.2.3): most have a number. */
static bool add_name(const struct msg *msg, unsigned id, struct dlp_buf *out)
{
	struct dlp_span names = dlp_buf_span(&msg->names);
	struct dlp_span strings = dlp_buf_span(&msg->strings);
	size_t at = 8 * (size_t)(id - NAMED);
	uint32_t place = dlp_le32(names, at);

	if (!(dlp_le16(names, at + 4) & 1))
		return false;
	dlp_compound_convert(msg->compound, DLP_CHARSET_UTF16LE,
			     dlp_le_cut(strings, place + (uint64_t)4,
					dlp_le32(strings, place)),
			     out);
	return true;
}

/* The name of the header field that it is, or NULL; whether it says nothing. */
static const char *header_name(unsigned id, bool *nothing)
{
	*nothing = false;
	for (size_t i = 0; i < sizeof(header) / sizeof(header[0]); i++) {
		if (header[i].id != id)
			continue;
		*nothing = !header[i].name;
		return header[i].name;
	}
	return NULL;
}

static void take_string(struct msg *msg, int entry, unsigned id, unsigned type)
{
	bool nothing;
	const char *name = header_name(id, &nothing);
	struct dlp_buf *out = name ? &msg->header : &msg->property;
	size_t start, text;

	/* A body in HTML is told as a document. */
	if (nothing || id == HTML)
		return;
	if (id == BODY || id == HEADERS) {
		out = id == BODY ? &msg->body : &msg->header;
		add_string(msg, entry, type, out);
		dlp_buf_addc(out, '\n');
		return;
	}
	start = out->len;
	if (name)
		dlp_buf_adds(out, name);
	else if (id < NAMED || !add_name(msg, id, out))
		dlp_buf_addf(out, "property-%04x", id);
	dlp_buf_adds(out, ": ");
	text = out->len;
	add_string(msg, entry, type, out);
	if (out->len == text)
		out->len = start;
	else
		dlp_buf_addc(out, '\n');
}

static void add_times(struct msg *msg, struct dlp_span list)
{
	for (size_t at = list.len % 16 ? 8 : 0; at + 16 <= list.len; at += 16) {
		bool nothing;
		const char *name =
			header_name(dlp_le16(list, at + 2), &nothing);

		if (dlp_le16(list, at) != TIME || !name)
			continue;
		dlp_buf_addf(&msg->header, "%s: ", name);
		dlp_compound_add_time(&msg->header, dlp_le64(list, at + 8));
		dlp_buf_addc(&msg->header, '\n');
	}
}

static void add_recipient(struct msg *msg, int storage)
{
	static const char *const kind[] = { "originator", "to", "cc", "bcc" };
	struct dlp_buf list;
	uint64_t type;

	load_list(msg, storage, &list);
	type = number(dlp_buf_span(&list), RECIPIENT_TYPE, INTEGER) & 3;
	dlp_buf_release(&list);
	dlp_buf_addf(&msg->header, "%s: ", kind[type]);
	add_named(msg, storage, DISPLAY_NAME, &msg->header);
	dlp_buf_adds(&msg->header, " <");
	add_named(msg, storage, ADDRESS, &msg->header);
	dlp_buf_adds(&msg->header, "> ");
	add_named(msg, storage, SMTP, &msg->header);
	dlp_buf_addc(&msg->header, '\n');
}

/* Files that are somewhere else. */
static void add_path(struct msg *msg, int storage)
{
	size_t start = msg->property.len, text;

	dlp_buf_adds(&msg->property, "attachment: ");
	text = msg->property.len;
	add_named(msg, storage, LONG_PATH, &msg->property);
	if (msg->property.len == text)
		add_named(msg, storage, PATH, &msg->property);
	if (msg->property.len == text)
		msg->property.len = start;
	else
		dlp_buf_addc(&msg->property, '\n');
}

static bool begins(const char *name, const char *prefix)
{
	return !strncmp(name, prefix, strlen(prefix));
}

static void read_entries(struct msg *msg)
{
	const struct dlp_cfb *cfb = &msg->compound->cfb;
	unsigned id, type;

	for (int i = cfb->entry[DLP_CFB_ROOT].child; i != DLP_CFB_NONE;
	     i = cfb->entry[i].next) {
		const char *name = cfb->entry[i].name;

		if (cfb->entry[i].type != DLP_CFB_STORAGE) {
			if (read_tag(name, &id, &type) && is_string(type))
				take_string(msg, i, id, type);
		} else if (begins(name, "__recip_version1.0_")) {
			add_recipient(msg, i);
		} else if (begins(name, "__attach_version1.0_")) {
			add_path(msg, i);
		}
	}
}

void dlp_msg_read(struct dlp_compound *compound, int entry)
{
	struct msg msg = { .compound = compound };
	int naming = dlp_cfb_find(&compound->cfb, DLP_CFB_ROOT,
				  "__nameid_version1.0");
	struct dlp_buf list;

	dlp_buf_init(&msg.header, DLP_FLOW_ASIDE);
	dlp_buf_init(&msg.property, DLP_FLOW_ASIDE);
	dlp_buf_init(&msg.body, 0);
	dlp_buf_init(&msg.names, 0);
	dlp_buf_init(&msg.strings, 0);
	if (naming != DLP_CFB_NONE) {
		dlp_compound_load_named(compound, naming,
					"__substg1.0_00030102", &msg.names);
		dlp_compound_load_named(compound, naming,
					"__substg1.0_00040102", &msg.strings);
	}
	if (dlp_compound_load(compound, entry, &list)) {
		find_charset(&msg, dlp_buf_span(&list));
		add_times(&msg, dlp_buf_span(&list));
	}
	dlp_buf_release(&list);
	read_entries(&msg);
	dlp_compound_tell(compound, DLP_SPAN("{\"part\":\"header\"}"),
			  &msg.header);
	dlp_compound_tell(compound, DLP_SPAN(""), &msg.body);
	dlp_compound_tell(compound, DLP_SPAN("{\"part\":\"property\"}"),
			  &msg.property);
	dlp_buf_release(&msg.header);
	dlp_buf_release(&msg.property);
	dlp_buf_release(&msg.body);
	dlp_buf_release(&msg.names);
	dlp_buf_release(&msg.strings);
}

static void tell_rtf(struct msg *msg)
{
	struct dlp_compound *compound = msg->compound;
	int entry = find(msg, DLP_CFB_ROOT, RTF, BINARY);
	struct dlp_buf packed, rtf;

	if (entry == DLP_CFB_NONE)
		return;
	dlp_buf_init(&rtf,
		     (size_t)compound->input->reading->task->limits.entry);
	if (dlp_compound_load(compound, entry, &packed)) {
		if (!dlp_lzfu_unpack(dlp_buf_span(&packed), &rtf))
			dlp_teller_error(compound->input->teller,
					 DLP_CODE_CORRUPT,
					 "the body in RTF is damaged");
		if (rtf.len && !rtf.status)
			dlp_compound_member(compound, DLP_SPAN("body.rtf"), "",
					    dlp_buf_span(&rtf));
	}
	dlp_buf_release(&packed);
	dlp_buf_release(&rtf);
}

static void tell_html(struct msg *msg)
{
	static const unsigned types[] = { BINARY, STRING, STRING8 };
	struct dlp_buf html, text;

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		int entry = find(msg, DLP_CFB_ROOT, HTML, types[i]);

		if (entry == DLP_CFB_NONE)
			continue;
		dlp_buf_init(&text, 0);
		if (dlp_compound_load(msg->compound, entry, &html)) {
			/* In bytes it says itself what it is in. */
			if (types[i] == STRING)
				dlp_compound_convert(
					msg->compound, DLP_CHARSET_UTF16LE,
					dlp_buf_span(&html), &text);
			dlp_compound_member(
				msg->compound, DLP_SPAN("body.html"), "",
				types[i] == STRING ? dlp_buf_span(&text)
						   : dlp_buf_span(&html));
		}
		dlp_buf_release(&html);
		dlp_buf_release(&text);
		return;
	}
}

static void tell_attachment(struct msg *msg, int storage)
{
	static const unsigned names[] = { LONG_FILE_NAME, FILE_NAME,
					  DISPLAY_NAME };
	struct dlp_compound *compound = msg->compound;
	int data = find(msg, storage, DATA, BINARY);
	int object = find(msg, storage, DATA, OBJECT);
	struct dlp_buf name, stream;

	dlp_buf_init(&name, 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && !name.len;
	     i++)
		add_named(msg, storage, names[i], &name);
	if (data != DLP_CFB_NONE) {
		if (dlp_compound_load(compound, data, &stream))
			dlp_compound_member(compound, dlp_buf_span(&name),
					    "attachment",
					    dlp_buf_span(&stream));
		dlp_buf_release(&stream);
	}
	if (object != DLP_CFB_NONE &&
	    compound->cfb.entry[object].type == DLP_CFB_STORAGE)
		dlp_compound_embedded(compound, object,
				      name.len ? dlp_buf_span(&name)
					       : DLP_SPAN("attachment"));
	dlp_buf_release(&name);
}

void dlp_msg_tell_members(struct dlp_compound *compound, int entry)
{
	const struct dlp_cfb *cfb = &compound->cfb;
	struct msg msg = { .compound = compound };
	int storage = cfb->entry[entry].storage;

	tell_html(&msg);
	tell_rtf(&msg);
	for (int i = cfb->entry[storage].child;
	     i != DLP_CFB_NONE && !compound->input->reading->stop;
	     i = cfb->entry[i].next)
		if (cfb->entry[i].type == DLP_CFB_STORAGE &&
		    begins(cfb->entry[i].name, "__attach_version1.0_"))
			tell_attachment(&msg, i);
}
