#include "extract/zip.h"

#include "extract/archive.h"
#include "extract/epub.h"
#include "extract/office.h"
#include "extract/zipdir.h"

/* What is wrong with the zip as a whole, told before its members. */
static void tell_directory(struct dlp_input *input, enum dlp_status status,
			   const struct dlp_error *err,
			   const struct dlp_zipdir *dir)
{
	if (status)
		dlp_teller_error_sys(input->teller, DLP_CODE_CORRUPT, err);
	else if (dlp_zipdir_has_gap(dir, input->view))
		dlp_teller_error(input->teller, DLP_CODE_GAP,
				 "bytes that no entry accounts for");
}

static bool is_office(enum dlp_format format)
{
	return format == DLP_IS_DOCX || format == DLP_IS_XLSX ||
	       format == DLP_IS_PPTX || format == DLP_IS_ODT ||
	       format == DLP_IS_ODS || format == DLP_IS_ODP;
}

void dlp_zip_read(struct dlp_input *input)
{
	struct dlp_zipdir dir;
	struct dlp_error err = { 0 };
	struct dlp_archive *archive = NULL;
	enum dlp_status status;
	enum dlp_format format = DLP_IS_ZIP;

	status =
		dlp_zipdir_read(&dir, input->view,
				4 * input->reading->task->limits.entries, &err);
	if (!status)
		format = dlp_zipdir_format(&dir, input->view);
	dlp_reading_begin(input, format);
	tell_directory(input, status, &err, &dir);
	dlp_zipdir_release(&dir);
	if (is_office(format)) {
		dlp_office_read(input, format);
	} else if (format == DLP_IS_EPUB) {
		dlp_epub_read(input);
	} else {
		archive = dlp_archive_open(input);
		while (archive && dlp_archive_next(archive) &&
		       dlp_reading_may_enter(input))
			dlp_archive_tell(archive);
		dlp_archive_close(archive);
	}
	dlp_reading_end(input);
}
