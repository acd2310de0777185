#include "extract/zip.h"

#include "extract/archive.h"
#include "extract/docx.h"
#include "extract/plain.h"
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
	if (dlp_format_info(format)->class == DLP_FORMAT_UNREAD) {
		dlp_zipdir_release(&dir);
		dlp_plain_unread(format, &input->document, input->teller);
		return;
	}
	dlp_reading_begin(input, format);
	tell_directory(input, status, &err, &dir);
	dlp_zipdir_release(&dir);
	if (format == DLP_IS_DOCX) {
		dlp_docx_read(input);
	} else {
		archive = dlp_archive_open(input);
		while (archive && dlp_archive_next(archive) &&
		       dlp_reading_may_enter(input))
			dlp_archive_tell(archive);
		dlp_archive_close(archive);
	}
	dlp_reading_end(input);
}
