#include "extract/compound.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/utf8.h"
#include "extract/cfb_copy.h"
#include "extract/doc.h"
#include "extract/flow.h"
#include "extract/le.h"
#include "extract/msg.h"
#include "extract/package.h"
#include "extract/ppt.h"
#include "extract/propset.h"
#include "extract/strings.h"
#include "extract/vba.h"
#include "extract/xls.h"

enum { STORAGES = 64 }; /* within one another, that are looked through */

static void read_encrypted(struct dlp_compound *compound, int entry)
{
	(void)entry;
	dlp_teller_error(compound->input->teller, DLP_CODE_ENCRYPTED,
			 "the document is encrypted");
}

/* What has a stream of this name is of this format. */
static const struct kind {
	const char *name;
	enum dlp_format format;
	void (*read)(struct dlp_compound *compound, int entry);
	/* Documents within it that are in no storage of their own. */
	void (*tell_members)(struct dlp_compound *compound, int entry);
} kind[] = {
	{ "EncryptedPackage", DLP_IS_OOXML_ENCRYPTED, read_encrypted, NULL },
	{ "\tDRMContent", DLP_IS_OOXML_ENCRYPTED, read_encrypted, NULL },
	{ "WordDocument", DLP_IS_DOC, dlp_doc_read, dlp_doc_tell_members },
	{ "Workbook", DLP_IS_XLS, dlp_xls_read, dlp_xls_tell_members },
	{ "Book", DLP_IS_XLS, dlp_xls_read, dlp_xls_tell_members },
	{ "PowerPoint Document", DLP_IS_PPT, dlp_ppt_read,
	  dlp_ppt_tell_members },
	{ "__properties_version1.0", DLP_IS_MSG, dlp_msg_read,
	  dlp_msg_tell_members },
};

enum { KINDS = sizeof(kind) / sizeof(kind[0]) };

/*
 * The next that the file is, from `*k` on: a kind of the table, and the entry
 * in the root that says so, behind `entry`.  A file may be of several kinds:
 * whoever opens it chooses.  DLP_CFB_NONE for no more.
 */
static int next_kind(const struct dlp_cfb *cfb, size_t *k, int entry)
{
	for (; *k < KINDS; ++*k) {
		entry = entry == DLP_CFB_NONE ? cfb->entry[DLP_CFB_ROOT].child
					      : cfb->entry[entry].next;
		for (; entry != DLP_CFB_NONE; entry = cfb->entry[entry].next)
			if (dlp_cfb_is(cfb, entry, kind[*k].name))
				return entry;
	}
	return DLP_CFB_NONE;
}

bool dlp_compound_load(struct dlp_compound *compound, int entry,
		       struct dlp_buf *out)
{
	struct dlp_reading *reading = compound->input->reading;
	struct dlp_teller *teller = compound->input->teller;
	struct dlp_error err = { 0 };
	enum dlp_code code = DLP_CODE_CORRUPT;
	enum dlp_status status;

	dlp_buf_init(out, 0);
	if (reading->stop)
		return false;
	status = dlp_cfb_load(&compound->cfb, entry,
			      (size_t)reading->task->limits.entry, out, &err);
	if (out->status)
		code = DLP_CODE_TOO_LARGE;
	if (status)
		dlp_teller_error_sys(teller, code, &err);
	if (out->status)
		return false;
	if (dlp_reading_count(reading, out->len, &code, &err))
		return true;
	dlp_teller_error_sys(teller, code, &err);
	return false;
}

bool dlp_compound_load_named(struct dlp_compound *compound, int storage,
			     const char *name, struct dlp_buf *out)
{
	int entry = dlp_cfb_find(&compound->cfb, storage, name);

	dlp_buf_init(out, 0);
	return entry != DLP_CFB_NONE && dlp_compound_load(compound, entry, out);
}

void dlp_compound_convert(struct dlp_compound *compound,
			  enum dlp_charset charset, struct dlp_span text,
			  struct dlp_buf *out)
{
	size_t unit = charset == DLP_CHARSET_UTF16LE ? 2 : 1, from = out->len;
	size_t kept = from;
	uint64_t bad = 0;

	text.len -= text.len % unit;
	if (charset == DLP_CHARSET_UTF8)
		dlp_utf8_mend(out, text);
	else if (text.len)
		dlp_charset_convert(compound->input->reading->task->charsets,
				    charset, text, true, out, &bad);
	for (size_t i = from; i < out->len; i++)
		if (out->ptr[i])
			out->ptr[kept++] = out->ptr[i];
	out->len = kept;
}

void dlp_compound_add_time(struct dlp_buf *out, uint64_t ticks)
{
	time_t t = (time_t)((int64_t)(ticks / 10000000) - 11644473600);
	struct tm tm;
	char text[40];

	if (ticks && !(ticks >> 62) && gmtime_r(&t, &tm) &&
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm))
		dlp_buf_adds(out, text);
}

void dlp_compound_tell(struct dlp_compound *compound, struct dlp_span at,
		       const struct dlp_buf *lines)
{
	struct dlp_teller *teller = compound->input->teller;

	if (lines->status)
		dlp_teller_error(teller, DLP_CODE_TOO_LARGE,
				 "too much text aside");
	if (!lines->len)
		return;
	dlp_teller_at(teller, at);
	dlp_teller_text(teller, dlp_buf_span(lines));
	if (lines->ptr[lines->len - 1] != '\n')
		dlp_teller_text(teller, DLP_SPAN("\n"));
}

void dlp_compound_member(struct dlp_compound *compound, struct dlp_span name,
			 const char *instead, struct dlp_span bytes)
{
	struct dlp_document document = { .has_size = true, .size = bytes.len };
	struct dlp_input *input = compound->input;
	struct dlp_source source;
	struct dlp_view view;

	if (input->teller->status || !dlp_reading_may_enter(input))
		return;
	if (!name.len || dlp_utf8_valid(name) < name.len)
		name = (struct dlp_span){ instead, strlen(instead) };
	dlp_view_init_memory(&view, bytes);
	if (!dlp_source_init_view(&source, &view))
		dlp_reading_member(input, &source, name, &document);
	else
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	dlp_source_release(&source);
}

void dlp_compound_embedded(struct dlp_compound *compound, int storage,
			   struct dlp_span name)
{
	struct dlp_reading *reading = compound->input->reading;
	struct dlp_error err = { 0 };
	enum dlp_code code = DLP_CODE_TOO_LARGE;
	struct dlp_buf bytes;

	if (dlp_cfb_copy(&compound->cfb, storage,
			 (size_t)reading->task->limits.entry, &bytes, &err) ||
	    !dlp_reading_count(reading, bytes.len, &code, &err))
		dlp_teller_error_sys(compound->input->teller, code, &err);
	else
		dlp_compound_member(compound, name,
				    compound->cfb.entry[storage].name,
				    dlp_buf_span(&bytes));
	dlp_buf_release(&bytes);
}

static void tell_properties(struct dlp_compound *compound)
{
	const struct dlp_cfb *cfb = &compound->cfb;
	struct dlp_buf stream, lines;

	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	for (int i = cfb->entry[DLP_CFB_ROOT].child; i != DLP_CFB_NONE;
	     i = cfb->entry[i].next) {
		if (cfb->entry[i].name[0] != '\5' ||
		    cfb->entry[i].type != DLP_CFB_STREAM)
			continue;
		if (dlp_compound_load(compound, i, &stream))
			dlp_propset_add(compound, dlp_buf_span(&stream),
					&lines);
		dlp_buf_release(&stream);
	}
	dlp_compound_tell(compound, DLP_SPAN("{\"part\":\"property\"}"),
			  &lines);
	dlp_buf_release(&lines);
}

/* Mark the storages that are documents, each by what is in it. */
static bool find_documents(struct dlp_compound *compound)
{
	const struct dlp_cfb *cfb = &compound->cfb;

	compound->document =
		calloc((size_t)cfb->entries, sizeof(*compound->document));
	if (!compound->document)
		return false;
	for (int i = 1; i < cfb->entries; i++)
		for (size_t k = 0; k < KINDS; k++)
			if (!cfb->entry[i].lost &&
			    dlp_cfb_is(cfb, i, kind[k].name))
				compound->document[cfb->entry[i].storage] =
					true;
	return true;
}

static bool has(const struct dlp_cfb *cfb, int storage, const char *name)
{
	return dlp_cfb_find(cfb, storage, name) != DLP_CFB_NONE;
}

/* Whether the storage is within one that is told as a document of its own. */
static bool is_inside(struct dlp_compound *compound, int storage)
{
	for (unsigned i = 0; storage != DLP_CFB_ROOT; i++) {
		compound->deep = compound->deep || i == STORAGES;
		if (i == STORAGES || compound->document[storage])
			return true;
		storage = compound->cfb.entry[storage].storage;
	}
	return false;
}

/* What a form shows is beside its code, in two streams of its own. */
static void tell_forms(struct dlp_compound *compound)
{
	const struct dlp_cfb *cfb = &compound->cfb;
	struct dlp_buf stream, lines;

	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	for (int i = 1; i < cfb->entries; i++) {
		if (cfb->entry[i].lost ||
		    cfb->entry[i].type != DLP_CFB_STREAM ||
		    (!dlp_cfb_is(cfb, i, "f") && !dlp_cfb_is(cfb, i, "o")))
			continue;
		if (dlp_compound_load(compound, i, &stream))
			dlp_strings_add(dlp_buf_span(&stream), &lines);
		dlp_buf_release(&stream);
	}
	dlp_compound_tell(compound, DLP_SPAN("{\"part\":\"form\"}"), &lines);
	dlp_buf_release(&lines);
}

static bool tell_macros(struct dlp_compound *compound)
{
	const struct dlp_cfb *cfb = &compound->cfb;
	bool any = false;

	for (int i = 1; i < cfb->entries; i++) {
		if (cfb->entry[i].type != DLP_CFB_STORAGE ||
		    cfb->entry[i].lost || !has(cfb, i, "_VBA_PROJECT") ||
		    !has(cfb, i, "dir") || is_inside(compound, i))
			continue;
		dlp_vba_tell(compound, i);
		any = true;
	}
	if (any)
		tell_forms(compound);
	return any;
}

/* Strings in streams that are left of something deleted; or in `all`. */
static void tell_strings(struct dlp_compound *compound, bool all)
{
	const struct dlp_cfb *cfb = &compound->cfb;
	struct dlp_buf stream, lines;

	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	for (int i = 1; i < cfb->entries; i++) {
		if (cfb->entry[i].type != DLP_CFB_STREAM ||
		    cfb->entry[i].lost == all ||
		    (all && cfb->entry[i].name[0] == '\5'))
			continue;
		if (dlp_compound_load(compound, i, &stream))
			dlp_strings_add(dlp_buf_span(&stream), &lines);
		dlp_buf_release(&stream);
	}
	dlp_compound_tell(
		compound,
		all ? DLP_SPAN("")
		    : DLP_SPAN("{\"part\":\"left-over\",\"hidden\":true}"),
		&lines);
	dlp_buf_release(&lines);
}

/* A stream that is a document, in a storage of an object. */
static bool is_object(struct dlp_compound *compound, int entry)
{
	static const char *const name[] = { "\1Ole10Native", "CONTENTS",
					    "Contents", "Package" };
	const struct dlp_cfb_entry *e = &compound->cfb.entry[entry];

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
		if (e->type == DLP_CFB_STREAM && !e->lost &&
		    !strcmp(e->name, name[i]))
			return !is_inside(compound, e->storage);
	return false;
}

/* A storage that is a document. */
static bool is_document(struct dlp_compound *compound, int entry)
{
	return entry != DLP_CFB_ROOT && compound->document[entry] &&
	       !is_inside(compound, compound->cfb.entry[entry].storage);
}

static void tell_object(struct dlp_compound *compound, int entry)
{
	const struct dlp_cfb_entry *e = &compound->cfb.entry[entry];
	struct dlp_package package = { .name = DLP_SPAN("") };
	struct dlp_buf stream, name;

	dlp_buf_init(&name, 0);
	if (dlp_compound_load(compound, entry, &stream)) {
		package.data = dlp_buf_span(&stream);
		if (e->name[0] == '\1') {
			package.data = dlp_le_cut(package.data, 4,
						  dlp_le32(package.data, 0));
			if (dlp_package_file(package.data, &package))
				dlp_compound_convert(compound,
						     compound->charset,
						     package.name, &name);
		}
		dlp_compound_member(
			compound, dlp_buf_span(&name),
			e->storage == DLP_CFB_ROOT
				? "object"
				: compound->cfb.entry[e->storage].name,
			package.data);
	}
	dlp_buf_release(&name);
	dlp_buf_release(&stream);
}

static bool has_members(struct dlp_compound *compound)
{
	for (int i = 1; i < compound->cfb.entries; i++)
		if (is_object(compound, i) || is_document(compound, i))
			return true;
	return false;
}

static void tell_members(struct dlp_compound *compound)
{
	for (int i = 1;
	     i < compound->cfb.entries && !compound->input->reading->stop;
	     i++) {
		if (is_object(compound, i))
			tell_object(compound, i);
		else if (is_document(compound, i))
			dlp_compound_embedded(compound, i, DLP_SPAN(""));
	}
}

static void tell_own(struct dlp_compound *compound, bool known)
{
	struct dlp_teller *teller = compound->input->teller;
	size_t k = 0;
	int entry = DLP_CFB_NONE;
	bool macros;

	while ((entry = next_kind(&compound->cfb, &k, entry)) != DLP_CFB_NONE)
		kind[k].read(compound, entry);
	tell_properties(compound);
	macros = tell_macros(compound);
	tell_strings(compound, false);
	if (!known && !macros && !has_members(compound)) {
		tell_strings(compound, true);
		dlp_teller_error(teller, DLP_CODE_UNSUPPORTED,
				 "no reader for this format: its strings only");
	}
	dlp_teller_flush(teller);
}

static void tell_inner(struct dlp_compound *compound)
{
	bool storages = true;
	size_t k = 0;
	int entry = DLP_CFB_NONE;

	while ((entry = next_kind(&compound->cfb, &k, entry)) != DLP_CFB_NONE) {
		if (kind[k].tell_members)
			kind[k].tell_members(compound, entry);
		/* The members of a message are its attachments. */
		storages = storages && kind[k].format != DLP_IS_MSG;
	}
	if (storages)
		tell_members(compound);
	if (compound->deep)
		dlp_teller_error(compound->input->teller, DLP_CODE_TOO_DEEP,
				 "too many storages within one another");
}

/* What has lost its directory has strings all the same. */
static void tell_raw(struct dlp_compound *compound)
{
	struct dlp_input *input = compound->input;
	const struct dlp_view *view = input->view;
	struct dlp_buf bytes, lines;
	ssize_t n = -1;

	dlp_buf_init(&bytes, (size_t)input->reading->task->limits.entry);
	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	if (view->size <= bytes.limit &&
	    !dlp_buf_reserve(&bytes, (size_t)view->size))
		n = dlp_view_read(view, bytes.ptr, (size_t)view->size, 0);
	if (n >= 0)
		dlp_strings_add((struct dlp_span){ bytes.ptr, (size_t)n },
				&lines);
	else
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "too large to be looked through");
	dlp_compound_tell(compound,
			  DLP_SPAN("{\"part\":\"left-over\",\"hidden\":true}"),
			  &lines);
	dlp_buf_release(&bytes);
	dlp_buf_release(&lines);
}

void dlp_compound_read(struct dlp_input *input)
{
	struct dlp_compound compound = { .input = input,
					 .charset = DLP_CHARSET_WINDOWS_1252 };
	struct dlp_error err = { 0 };
	size_t k = 0;
	bool known;

	if (dlp_cfb_open(&compound.cfb, input->view, &err)) {
		dlp_reading_begin(input, DLP_IS_CFB);
		dlp_teller_error_sys(input->teller, DLP_CODE_CORRUPT, &err);
		tell_raw(&compound);
	} else if (!find_documents(&compound)) {
		dlp_reading_begin(input, DLP_IS_CFB);
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	} else {
		known = next_kind(&compound.cfb, &k, DLP_CFB_NONE) !=
			DLP_CFB_NONE;
		dlp_reading_begin(input, known ? kind[k].format : DLP_IS_CFB);
		if (compound.cfb.cut)
			dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
					 "the file lacks some of its sectors");
		tell_own(&compound, known);
		tell_inner(&compound);
	}
	free(compound.document);
	dlp_cfb_release(&compound.cfb);
	dlp_reading_end(input);
}
