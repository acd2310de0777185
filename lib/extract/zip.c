#include "extract/zip.h"

#include "extract/archive.h"
#include "extract/binary.h"
#include "extract/epub.h"
#include "extract/office.h"
#include "extract/zipdir.h"

/* What is wrong with the zip as a whole, told before its members. */
static void tell_directory(struct dlp_input *input, enum dlp_status status,
			   const struct dlp_error *err,
			   const struct dlp_zipdir *dir)
{
	struct dlp_zipdir_gap gap = { 0 };

	/* Whoever reads its members finds out the same. */
	input->broken = status != DLP_OK;
	if (status)
		dlp_teller_error_sys(input->teller, DLP_CODE_CORRUPT, err);
	else if (dlp_zipdir_next_gap(dir, input->view, &gap))
		dlp_teller_error(input->teller, DLP_CODE_GAP,
				 "bytes that no entry accounts for");
	if (!dir->comments.len)
		return;
	dlp_teller_at(input->teller, DLP_SPAN("{\"part\":\"comment\"}"));
	dlp_teller_text(input->teller, dlp_buf_span(&dir->comments));
	dlp_teller_at(input->teller, DLP_SPAN(""));
}

/* The strings of a program that the archive is behind. */
static void tell_program(struct dlp_input *input, uint64_t size)
{
	struct dlp_view view = dlp_view_part(input->view, 0, size);
	struct dlp_source source;

	if (dlp_source_init_view(&source, &view))
		input->teller->status = DLP_FATAL;
	else
		dlp_binary_read(&source, input->teller);
	dlp_source_release(&source);
	dlp_teller_at(input->teller, DLP_SPAN(""));
}

/* The entries in a stretch that the directory does not know. */
static void tell_hidden(struct dlp_input *input,
			const struct dlp_zipdir_gap *gap)
{
	struct dlp_input hidden = *input;
	struct dlp_archive *archive;
	struct dlp_view part;
	uint64_t at, end = gap->from;

	hidden.view = &part;
	hidden.format = DLP_IS_ZIP;
	while (dlp_zipdir_find_entry(input->view, end, gap->to, &at, &end) &&
	       dlp_reading_may_enter(input)) {
		part = dlp_view_part(input->view, at, gap->to - at);
		archive = dlp_archive_open(&hidden);
		if (archive && dlp_archive_next(archive))
			dlp_archive_tell(archive);
		dlp_archive_close(archive);
	}
}

static void tell_gaps(struct dlp_input *input, const struct dlp_zipdir *dir)
{
	struct dlp_zipdir_gap gap = { 0 };

	while (!input->reading->stop && !input->teller->status &&
	       dlp_zipdir_next_gap(dir, input->view, &gap))
		tell_hidden(input, &gap);
}

static bool is_office(enum dlp_format format)
{
	return format == DLP_IS_DOCX || format == DLP_IS_XLSX ||
	       format == DLP_IS_PPTX || format == DLP_IS_ODT ||
	       format == DLP_IS_ODS || format == DLP_IS_ODP;
}

static void tell_members(struct dlp_input *input)
{
	struct dlp_archive *archive = dlp_archive_open(input);

	while (archive && dlp_archive_next(archive) &&
	       dlp_reading_may_enter(input))
		dlp_archive_tell(archive);
	dlp_archive_close(archive);
}

void dlp_zip_read(struct dlp_input *input)
{
	const uint64_t most = 4 * input->reading->task->limits.entries;
	struct dlp_zipdir dir;
	struct dlp_error err = { 0 };
	enum dlp_status status;
	enum dlp_format format = DLP_IS_ZIP;

	status = dlp_zipdir_read(&dir, input->view, most, &err);
	if (status) {
		/* It is cut, perhaps: what there is is what it was. */
		dlp_zipdir_release(&dir);
		if (dlp_zipdir_recover(&dir, input->view, most))
			dlp_zipdir_release(&dir);
	}
	format = dlp_zipdir_format(&dir, input->view);
	dlp_reading_begin(input, format);
	tell_directory(input, status, &err, &dir);
	if (dir.front)
		tell_program(input, dir.front);
	if (is_office(format))
		dlp_office_read(input, format);
	else if (format == DLP_IS_EPUB)
		dlp_epub_read(input);
	else
		tell_members(input);
	if (!status)
		tell_gaps(input, &dir);
	dlp_zipdir_release(&dir);
	dlp_reading_end(input);
}
