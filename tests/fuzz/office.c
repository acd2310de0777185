#include <stdlib.h>
#include <string.h>

#include "../zipmake.h"
#include "extract/readers.h"
#include "extract/reading.h"
#include "extract/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum dlp_status take(void *arg, const struct dlp_record *record)
{
	uint64_t *text = arg;

	/* Parts of XLSB that are none are documents of their own. */
	if (record->where.members)
		return DLP_OK;
	if (record->type == DLP_RECORD_TEXT_PIECE) {
		if (record->text.offset != *text)
			abort();
		*text += record->text.text.len;
	}
	if (record->type == DLP_RECORD_END && record->end.bytes != *text)
		abort();
	return DLP_OK;
}

static ssize_t read_nothing(void *arg, char *buf, size_t len,
			    struct dlp_error *err)
{
	(void)arg;
	(void)buf;
	(void)len;
	(void)err;
	return 0;
}

/* The bytes are the XML of a part of a document, whose kind is the first: of
 * all parts that a sheet needs, in XML or records, of all that a slide needs,
 * of sheets or slides of OpenDocument, else of Word. */
static void make_zip(struct zipmake *zip, struct dlp_span part)
{
	const char kind = part.len ? *part.ptr : '\0';

	if (kind && strchr("XBDSP", kind))
		part = (struct dlp_span){ part.ptr + 1, part.len - 1 };
	switch (kind) {
	case 'X':
		zipmake_add(zip, DLP_SPAN("xl/sharedStrings.xml"), part, true);
		zipmake_add(zip, DLP_SPAN("xl/styles.xml"), part, true);
		zipmake_add(zip, DLP_SPAN("xl/workbook.xml"), part, true);
		zipmake_add(zip, DLP_SPAN("xl/sheet1.xml"), part, true);
		break;
	case 'B':
		zipmake_add(zip, DLP_SPAN("xl/sharedStrings.bin"), part, true);
		zipmake_add(zip, DLP_SPAN("xl/styles.bin"), part, true);
		zipmake_add(zip, DLP_SPAN("xl/workbook.bin"), part, true);
		zipmake_add(zip, DLP_SPAN("xl/worksheets/sheet1.bin"), part,
			    true);
		break;
	case 'D':
		zipmake_add(zip, DLP_SPAN("ppt/presentation.xml"), part, true);
		zipmake_add(zip, DLP_SPAN("ppt/_rels/presentation.xml.rels"),
			    part, true);
		zipmake_add(zip,
			    DLP_SPAN("ppt/notesSlides/_rels/slide1.xml.rels"),
			    part, true);
		zipmake_add(zip, DLP_SPAN("ppt/slides/slide1.xml"), part, true);
		break;
	case 'S':
	case 'P':
		zipmake_add(zip, DLP_SPAN("mimetype"),
			    kind == 'S' ? DLP_SPAN("application/vnd.oasis."
						   "opendocument.spreadsheet")
					: DLP_SPAN("application/vnd.oasis."
						   "opendocument.presentation"),
			    true);
		zipmake_add(zip, DLP_SPAN("META-INF/manifest.xml"), part, true);
		zipmake_add(zip, DLP_SPAN("content.xml"), part, true);
		break;
	default:
		zipmake_add(zip, DLP_SPAN("word/document.xml"), part, true);
		break;
	}
	zipmake_end(zip);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dlp_charsets charsets;
	struct zipmake zip = { .entries = 0 };
	struct dlp_task task = {
		.limits = { .entry = 1 << 20,
			    .total = 4 << 20,
			    .ratio = DLP_LIMIT_RATIO,
			    .entries = 100,
			    .depth = DLP_MEMBER_DEPTH },
		.chunk = 64,
		.format = DLP_IS_ZIP,
		.charsets = &charsets,
	};
	uint64_t text = 0;
	struct dlp_reading reading = { .task = &task,
				       .fn = take,
				       .arg = &text };
	struct dlp_source source;
	struct dlp_view view;

	dlp_readers_load();
	make_zip(&zip, (struct dlp_span){ (const char *)data, size });
	task.size = zip.out.len;
	dlp_view_init_memory(&view, dlp_buf_span(&zip.out));
	if (dlp_source_init(&source, read_nothing, NULL) ||
	    dlp_reading_first(&reading, &source, &view))
		abort();
	dlp_source_release(&source);
	zipmake_release(&zip);
	return 0;
}
