#include "extract/xls.h"

#include "extract/blip.h"
#include "extract/le.h"
#include "extract/strings.h"
#include "extract/xls_cells.h"

/* A stream under way. */
struct stream {
	struct dlp_xls_book *book;
	struct dlp_biff biff;
	size_t parts;  /* that have begun */
	size_t depth;  /* of parts within one another */
	bool sheet;    /* the outermost is one */
	size_t sheets; /* that the workbook lists, and were there */
	struct dlp_xls_cells cells;
};

static void begin_part(struct stream *stream)
{
	enum { GLOBALS = 5, BIFF8 = 0x600 };
	struct dlp_span body = stream->biff.body;
	const struct dlp_xls_sheet *sheet;

	stream->parts++;
	if (stream->depth++)
		return;
	/* Excel 97 calls its own what it writes for 95, but for the first. */
	if (!stream->biff.at)
		stream->book->text.old = dlp_le16(body, 0) < BIFF8;
	stream->sheet = dlp_le16(body, 2) != GLOBALS;
	if (!stream->sheet)
		return;
	sheet = dlp_xls_book_sheet(stream->book, stream->biff.at);
	stream->sheets += sheet != NULL;
	dlp_xls_cells_begin(&stream->cells, stream->book, sheet);
}

static void end_part(struct stream *stream)
{
	if (!stream->depth || --stream->depth)
		return;
	if (stream->sheet)
		dlp_xls_cells_end(&stream->cells);
	stream->sheet = false;
}

static void take(struct stream *stream)
{
	/* What a chart shows is kept with it as cells; they are those of a
	 * sheet, or were. */
	if (stream->sheet && stream->depth == 1 &&
	    dlp_xls_cells_take(&stream->cells, &stream->biff))
		return;
	dlp_xls_book_take(stream->book, &stream->biff);
}

static void tell_left(struct stream *stream)
{
	struct dlp_biff *biff = &stream->biff;
	struct dlp_buf lines;

	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	dlp_strings_add(dlp_le_cut(biff->stream, biff->at, biff->stream.len),
			&lines);
	dlp_compound_tell(stream->book->compound,
			  DLP_SPAN("{\"part\":\"left-over\",\"hidden\":true}"),
			  &lines);
	dlp_buf_release(&lines);
}

/* The records of a workbook; false when they are encrypted. */
static bool read_stream(struct stream *stream)
{
	enum { BOF = 0x0809, END = 0x000a, FILE_PASS = 0x002f };
	struct dlp_teller *teller = stream->book->flow.teller;
	bool done = false;

	while (!done && !teller->status && dlp_biff_next(&stream->biff)) {
		switch (stream->biff.type) {
		case BOF:
			begin_part(stream);
			break;
		case END:
			end_part(stream);
			break;
		case FILE_PASS:
			dlp_teller_error(teller, DLP_CODE_ENCRYPTED,
					 "the document is encrypted");
			return false;
		default:
			done = !stream->depth;
			if (!done)
				take(stream);
			break;
		}
	}
	if (stream->depth || !stream->parts ||
	    stream->sheets < dlp_xls_book_sheets(stream->book))
		dlp_teller_error(teller, DLP_CODE_CORRUPT,
				 "the workbook ends early");
	stream->depth = stream->depth > 0;
	end_part(stream);
	if (done)
		tell_left(stream);
	return true;
}

/* Values that a pivot table was made of, in streams of their own. */
static void read_pivots(struct dlp_xls_book *book, int storage)
{
	struct dlp_compound *compound = book->compound;
	const struct dlp_cfb *cfb = &compound->cfb;
	int cache = dlp_cfb_find(cfb, storage, "_SX_DB_CUR");
	struct dlp_buf lines, bytes;

	if (cache == DLP_CFB_NONE)
		return;
	dlp_buf_init(&lines, DLP_FLOW_ASIDE);
	for (int i = cfb->entry[cache].child; i != DLP_CFB_NONE;
	     i = cfb->entry[i].next) {
		struct dlp_biff biff = { .next = 0 };
		struct dlp_biff_run run;

		if (!dlp_compound_load(compound, i, &bytes)) {
			dlp_buf_release(&bytes);
			continue;
		}
		biff.stream = dlp_buf_span(&bytes);
		while (dlp_biff_next(&biff)) {
			if (biff.type != 0x00cd) /* SXString */
				continue;
			dlp_biff_run_init(&run, &biff, 0);
			dlp_biff_add_string(&book->text, &run, 2, &lines);
			dlp_buf_addc(&lines, '\n');
		}
		dlp_buf_release(&bytes);
	}
	dlp_compound_tell(compound,
			  DLP_SPAN("{\"part\":\"pivot\",\"hidden\":true}"),
			  &lines);
	dlp_buf_release(&lines);
}

void dlp_xls_read(struct dlp_compound *compound, int entry)
{
	struct dlp_xls_book *book = dlp_xls_book_new(compound);
	struct stream stream = { .book = book };
	struct dlp_buf bytes;

	if (!book) {
		dlp_teller_error(compound->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
		return;
	}
	dlp_compound_load(compound, entry, &bytes);
	stream.biff.stream = dlp_buf_span(&bytes);
	if (read_stream(&stream)) {
		dlp_xls_book_finish(book);
		read_pivots(book, compound->cfb.entry[entry].storage);
	} else {
		dlp_flow_finish(&book->flow);
	}
	dlp_buf_release(&bytes);
	dlp_xls_book_free(book);
}

void dlp_xls_tell_members(struct dlp_compound *compound, int entry)
{
	enum { DRAWING_GROUP = 0x00eb };
	struct dlp_biff biff = { .next = 0 };
	struct dlp_buf bytes, drawing;
	bool inside = false;
	unsigned number = 0;

	dlp_buf_init(&drawing, 0);
	dlp_compound_load(compound, entry, &bytes);
	biff.stream = dlp_buf_span(&bytes);
	while (dlp_biff_next(&biff)) {
		if (biff.type != DLP_BIFF_CONTINUE)
			inside = biff.type == DRAWING_GROUP;
		if (inside)
			dlp_buf_addspan(&drawing, biff.body);
	}
	dlp_blip_tell(compound, dlp_buf_span(&drawing), &number);
	dlp_buf_release(&bytes);
	dlp_buf_release(&drawing);
}
