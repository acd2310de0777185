#include "extract/cms.h"

#include <string.h>

#include "extract/ber.h"

enum kind {
	KIND_OTHER,
	KIND_SIGNED,
	KIND_ENCRYPTED,
	KIND_DATA,
};

static enum kind kind_of(struct dlp_span oid)
{
	static const struct {
		struct dlp_span oid;
		enum kind kind;
	} known[] = {
#define OID(s, k) { { s, sizeof(s) - 1 }, k }
		/* 1.2.840.113549.1.7.1 to .6, and .1.9.16.1.23 */
		OID("\x2a\x86\x48\x86\xf7\x0d\1\7\1", KIND_DATA),
		OID("\x2a\x86\x48\x86\xf7\x0d\1\7\2", KIND_SIGNED),
		OID("\x2a\x86\x48\x86\xf7\x0d\1\7\3", KIND_ENCRYPTED),
		OID("\x2a\x86\x48\x86\xf7\x0d\1\7\4", KIND_ENCRYPTED),
		OID("\x2a\x86\x48\x86\xf7\x0d\1\7\6", KIND_ENCRYPTED),
		OID("\x2a\x86\x48\x86\xf7\x0d\1\11\20\1\27", KIND_ENCRYPTED),
#undef OID
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (dlp_span_eq(oid, known[i].oid))
			return known[i].kind;
	return KIND_OTHER;
}

/*
 * ContentInfo: what it is, and the value in its [0], which may lack (RFC 5652,
 * 3); `*cut` when it has no end.
 */
static bool take_content(struct dlp_span *rest, enum kind *kind,
			 struct dlp_ber *content, bool *there, bool *cut)
{
	struct dlp_ber info, value;

	if (!dlp_ber_take(rest, DLP_BER_SEQUENCE, &info) ||
	    !dlp_ber_take(&info.content, DLP_BER_OID, &value))
		return false;
	*kind = kind_of(value.content);
	*cut = info.cut;
	*there = dlp_ber_take(&info.content, DLP_BER_CONTEXT_0, &value) &&
		 dlp_ber_next(&value.content, content);
	return true;
}

static void tell_content(struct dlp_input *input, const struct dlp_ber *octets)
{
	struct dlp_document document = { .has_size = true };
	struct dlp_source source;
	struct dlp_view view;
	struct dlp_buf bytes;

	dlp_buf_init(&bytes, 0);
	dlp_ber_octets(octets, &bytes);
	document.size = bytes.len;
	dlp_view_init_memory(&view, dlp_buf_span(&bytes));
	if (bytes.status || dlp_source_init_view(&source, &view)) {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	} else {
		dlp_reading_member_as(input, &source, DLP_SPAN("content"),
				      &document, DLP_IS_EML);
		dlp_source_release(&source);
	}
	dlp_buf_release(&bytes);
}

/* SignedData (RFC 5652, 5.1): version, algorithms, content ... */
static bool tell_signed(struct dlp_input *input, const struct dlp_ber *data)
{
	struct dlp_span rest = data->content;
	struct dlp_ber value;
	enum kind kind;
	bool there, cut;

	if (!dlp_ber_take(&rest, DLP_BER_INTEGER, &value) ||
	    !dlp_ber_take(&rest, DLP_BER_SET, &value) ||
	    !take_content(&rest, &kind, &value, &there, &cut))
		return false;
	if (!there)
		dlp_teller_lacks(input->teller, DLP_END_NONE,
				 "a signature without its content");
	else if (dlp_reading_may_enter(input))
		tell_content(input, &value);
	return true;
}

void dlp_cms_read(struct dlp_input *input)
{
	struct dlp_ber content;
	struct dlp_span rest;
	struct dlp_buf mem;
	enum kind kind;
	bool there, cut = false, ok;

	dlp_reading_begin(input, DLP_IS_CMS);
	dlp_reading_load(input, input->source, &mem);
	rest = dlp_buf_span(&mem);
	ok = take_content(&rest, &kind, &content, &there, &cut);
	if (ok && kind == KIND_ENCRYPTED)
		dlp_teller_error(input->teller, DLP_CODE_ENCRYPTED,
				 "the message is encrypted");
	else if (ok && kind == KIND_SIGNED && there)
		ok = tell_signed(input, &content);
	else if (ok && kind == KIND_DATA && there &&
		 dlp_reading_may_enter(input))
		tell_content(input, &content);
	else if (ok && kind == KIND_OTHER)
		dlp_teller_error(input->teller, DLP_CODE_UNSUPPORTED,
				 "no reader for this kind of message");
	else
		ok = false;
	if (!ok)
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "not a message of S/MIME");
	else if (cut)
		dlp_teller_error(input->teller, DLP_CODE_CORRUPT,
				 "the message is cut");
	dlp_buf_release(&mem);
	dlp_reading_end(input);
}
