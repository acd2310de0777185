#include "extract/office.h"

#include <string.h>

#include "extract/archive.h"
#include "extract/deck.h"
#include "extract/markup.h"
#include "extract/xlsb.h"

struct office {
	struct dlp_input *input;
	struct dlp_markup_document document;
	const char *told; /* the last failure: told once, not of each part */
	bool strange;     /* a part of XLSB is not what its name says */
};

/* What is done with an entry of the zip, in one of the rounds. */
enum round {
	ROUND_LEARN,   /* what sheets are read with */
	ROUND_PARTS,   /* text */
	ROUND_MEMBERS, /* documents */
};

static bool has_suffix(struct dlp_span name, struct dlp_span suffix)
{
	return name.len >= suffix.len &&
	       !memcmp(name.ptr + name.len - suffix.len, suffix.ptr,
		       suffix.len);
}

static bool is_part(struct dlp_span name)
{
	return has_suffix(name, DLP_SPAN(".xml")) ||
	       has_suffix(name, DLP_SPAN(".rels")) ||
	       has_suffix(name, DLP_SPAN(".rdf")) ||
	       has_suffix(name, DLP_SPAN(".vml"));
}

/* A part of XLSB that is told as records, and not as the bytes it has. */
static bool is_records(const struct office *office, struct dlp_span name)
{
	return office->document.book && !office->strange &&
	       (dlp_xlsb_is_sheet(name) ||
		has_suffix(name, DLP_SPAN("xl/sharedStrings.bin")));
}

static bool is_manifest(struct dlp_span name)
{
	return dlp_span_eq(name, DLP_SPAN("META-INF/manifest.xml"));
}

/* What the other parts are read with. */
static bool is_learned(const struct office *office, struct dlp_span name)
{
	if (office->document.book)
		return dlp_book_wants(name) || dlp_xlsb_wants(name);
	if (office->document.deck)
		return dlp_deck_wants(name);
	return office->document.odf && is_manifest(name);
}

static bool is_wanted(const struct office *office, struct dlp_span name,
		      enum round round)
{
	switch (round) {
	case ROUND_LEARN:
		return is_learned(office, name);
	case ROUND_PARTS:
		if (office->document.book && dlp_xlsb_is_sheet(name))
			return true;
		/* Strings are told where they are shown, and what is left of
		 * them behind the sheets. */
		return is_part(name) && !is_manifest(name) &&
		       !(office->document.book &&
			 has_suffix(name, DLP_SPAN("xl/sharedStrings.xml")));
	case ROUND_MEMBERS:
		/* What OpenDocument and EPUB begin with is no document. */
		return !is_part(name) && !is_records(office, name) &&
		       !dlp_span_eq(name, DLP_SPAN("mimetype"));
	}
	return false;
}

static void tell_failure(struct office *office, enum dlp_code code,
			 const char *failure)
{
	/* What is encrypted is no XML either. */
	if (office->document.encrypted && code == DLP_CODE_CORRUPT)
		return;
	if (failure != office->told)
		dlp_teller_error(office->input->teller, code, failure);
	office->told = failure;
}

static const char *learn(struct office *office, struct dlp_source *source,
			 struct dlp_span name, enum dlp_code *code)
{
	struct dlp_markup_document *document = &office->document;

	if (document->book && dlp_xlsb_wants(name))
		return dlp_xlsb_learn(document->book, source, name,
				      &office->strange, code);
	if (document->book)
		return dlp_book_learn(document->book, source, code);
	if (document->deck)
		return dlp_deck_learn(document->deck, source, name, code);
	return dlp_markup_read(office->input->teller, source, name, document,
			       code);
}

static const char *read_text(struct office *office, struct dlp_source *source,
			     struct dlp_span name, enum dlp_code *code)
{
	struct dlp_markup_document *document = &office->document;
	struct dlp_teller *teller = office->input->teller;
	bool strange = false;
	const char *failure;

	if (!document->book || !dlp_xlsb_is_sheet(name))
		return dlp_markup_read(teller, source, name, document, code);
	failure = dlp_xlsb_read_sheet(document->book, source, name, teller,
				      &strange, code);
	document->body |= !strange;
	office->strange |= strange;
	return failure;
}

static void read_part(struct office *office, struct dlp_archive *archive,
		      enum round round)
{
	struct dlp_span name = dlp_archive_name(archive);
	const char *failure = "out of memory";
	enum dlp_code code = DLP_CODE_TOO_LARGE;
	struct dlp_source *source;

	if (dlp_archive_source(archive, &source) == DLP_OK)
		failure = round == ROUND_LEARN
				  ? learn(office, source, name, &code)
				  : read_text(office, source, name, &code);
	if (failure)
		tell_failure(office, code, failure);
}

static void read_round(struct office *office, enum round round)
{
	struct dlp_input *input = office->input;
	struct dlp_archive *archive;

	if (input->reading->stop)
		return;
	archive = dlp_archive_open(input);
	while (archive && !input->teller->status && dlp_archive_next(archive)) {
		if (!is_wanted(office, dlp_archive_name(archive), round))
			continue;
		if (round == ROUND_MEMBERS ? !dlp_reading_may_enter(input)
					   : !dlp_reading_may_read(input))
			break;
		if (round == ROUND_MEMBERS)
			dlp_archive_tell(archive);
		else
			read_part(office, archive, round);
	}
	dlp_archive_close(archive);
}

void dlp_office_load(void)
{
	dlp_xml_load();
}

static bool is_odf(enum dlp_format format)
{
	return format == DLP_IS_ODT || format == DLP_IS_ODS ||
	       format == DLP_IS_ODP;
}

void dlp_office_read(struct dlp_input *input, enum dlp_format format)
{
	struct office office = { .input = input };
	struct dlp_markup_document *document = &office.document;

	document->odf = is_odf(format);
	if (format == DLP_IS_XLSX)
		document->book = dlp_book_new();
	if (format == DLP_IS_PPTX)
		document->deck = dlp_deck_new();
	if ((format == DLP_IS_XLSX && !document->book) ||
	    (format == DLP_IS_PPTX && !document->deck)) {
		dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
		return;
	}
	if (document->book || document->deck || document->odf)
		read_round(&office, ROUND_LEARN);
	if (document->encrypted)
		dlp_teller_error(input->teller, DLP_CODE_ENCRYPTED,
				 "the document is encrypted");
	read_round(&office, ROUND_PARTS);
	if (document->book)
		dlp_book_tell_rest(document->book, input->teller);
	dlp_book_free(document->book);
	dlp_deck_free(document->deck);
	/* Another dialect, or none at all. */
	if (!document->body && input->teller->end == DLP_END_WHOLE)
		dlp_teller_error(input->teller, DLP_CODE_UNSUPPORTED,
				 "no body that can be read");
	dlp_teller_flush(input->teller);
	read_round(&office, ROUND_MEMBERS);
}

void dlp_office_read_flat(struct dlp_input *input)
{
	struct dlp_markup_document document = { .odf = true };
	enum dlp_code code = DLP_CODE_CORRUPT;
	const char *failure;

	dlp_reading_begin(input, input->format);
	failure = dlp_markup_read(input->teller, input->source, DLP_SPAN(""),
				  &document, &code);
	if (failure)
		dlp_teller_error(input->teller, code, failure);
	if (!document.body && input->teller->end == DLP_END_WHOLE)
		dlp_teller_error(input->teller, DLP_CODE_UNSUPPORTED,
				 "no body that can be read");
	dlp_reading_end(input);
}
