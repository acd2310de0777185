#include "extract/office.h"

#include <string.h>

#include "extract/archive.h"
#include "extract/markup.h"

struct office {
	struct dlp_input *input;
	struct dlp_sheets *sheets;
	bool body;        /* a part with the body of the document was there */
	const char *told; /* the last failure: told once, not of each part */
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

static bool is_wanted(struct dlp_span name, enum round round)
{
	switch (round) {
	case ROUND_LEARN:
		return dlp_sheets_want(name);
	case ROUND_PARTS:
		return is_part(name);
	case ROUND_MEMBERS:
		/* What OpenDocument and EPUB begin with is no document. */
		return !is_part(name) &&
		       !dlp_span_eq(name, DLP_SPAN("mimetype"));
	}
	return false;
}

static void read_part(struct office *office, struct dlp_archive *archive,
		      enum round round)
{
	struct dlp_teller *teller = office->input->teller;
	const char *failure = "out of memory";
	enum dlp_code code = DLP_CODE_TOO_LARGE;
	struct dlp_source *source;

	if (dlp_archive_source(archive, &source) == DLP_OK)
		failure = round == ROUND_LEARN
				  ? dlp_sheets_learn(office->sheets, source,
						     &code)
				  : dlp_markup_read(teller, source,
						    dlp_archive_name(archive),
						    office->sheets,
						    &office->body, &code);
	if (failure && failure != office->told) {
		dlp_teller_error(teller, code, failure);
		office->told = failure;
	}
}

static void read_round(struct office *office, enum round round)
{
	struct dlp_input *input = office->input;
	struct dlp_archive *archive;

	if (input->reading->stop)
		return;
	archive = dlp_archive_open(input);
	while (archive && !input->teller->status && dlp_archive_next(archive)) {
		if (!is_wanted(dlp_archive_name(archive), round))
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

void dlp_office_read(struct dlp_input *input, enum dlp_format format)
{
	struct office office = { .input = input };

	if (format == DLP_IS_XLSX) {
		office.sheets = dlp_sheets_new();
		if (!office.sheets) {
			dlp_teller_error(input->teller, DLP_CODE_TOO_LARGE,
					 "out of memory");
			return;
		}
		read_round(&office, ROUND_LEARN);
	}
	read_round(&office, ROUND_PARTS);
	if (office.sheets) {
		dlp_sheets_rest(office.sheets, input->teller);
		dlp_sheets_free(office.sheets);
	}
	/* Another dialect, such as the binary one of Excel, or none at all. */
	if (!office.body && input->teller->end == DLP_END_WHOLE)
		dlp_teller_error(input->teller, DLP_CODE_UNSUPPORTED,
				 "no body that can be read");
	dlp_teller_flush(input->teller);
	read_round(&office, ROUND_MEMBERS);
}
