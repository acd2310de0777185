#include "extract/xlsb.h"

#include <string.h>

#include "extract/biff12.h"
#include "extract/strings.h"

/* Types of records that are learned from ([MS-XLSB] 2.3.2). */
enum {
	SST_ITEM = 19,
	FORMAT = 44,
	XF = 47,
	BEGIN_BOOK = 131,
	WORKBOOK = 153,
	SHEET = 156,
	BEGIN_STRINGS = 159,
	BEGIN_STYLES = 278,
	BEGIN_CELL_XFS = 617,
	END_CELL_XFS = 618,
};

/* Each part, and the record that it begins with. */
static const struct {
	const char *name;
	unsigned begins;
} part[] = {
	{ "xl/sharedStrings.bin", BEGIN_STRINGS },
	{ "xl/styles.bin", BEGIN_STYLES },
	{ "xl/workbook.bin", BEGIN_BOOK },
};

enum { PARTS = sizeof(part) / sizeof(part[0]) };

static bool ends(struct dlp_span name, const char *with)
{
	size_t n = strlen(with);

	return name.len >= n && !memcmp(name.ptr + name.len - n, with, n);
}

/* The part of this name; PARTS for none. */
static size_t find(struct dlp_span name)
{
	size_t i = 0;

	while (i < PARTS && !ends(name, part[i].name))
		i++;
	return i;
}

bool dlp_xlsb_wants(struct dlp_span name)
{
	return find(name) < PARTS;
}

struct learning {
	struct dlp_book *book;
	struct dlp_buf text, id;
	bool in_styles;
	bool full;
};

/* A shared string; behind it its runs, and how it is read aloud. */
static void learn_string(struct learning *l, struct dlp_span body)
{
	dlp_buf_clear(&l->text);
	dlp_biff12_take(&body, 1);
	dlp_biff12_take_string(&body, &l->text);
	l->full = !dlp_book_add_string(l->book, dlp_buf_span(&l->text));
	dlp_buf_clear(&l->text);
	dlp_strings_add(body, &l->text);
	dlp_book_add_aside(l->book, dlp_buf_span(&l->text));
}

static void learn_sheet(struct learning *l, struct dlp_span body)
{
	bool hidden = dlp_biff12_take(&body, 4) != 0;

	dlp_buf_clear(&l->text);
	dlp_buf_clear(&l->id);
	dlp_biff12_take(&body, 4);
	dlp_biff12_take_string(&body, &l->id);
	dlp_biff12_take_string(&body, &l->text);
	dlp_book_add_sheet(l->book, dlp_buf_span(&l->id),
			   dlp_buf_span(&l->text), hidden);
}

static void learn_record(struct learning *l, const struct dlp_biff12 *record)
{
	struct dlp_span body = record->body;
	uint32_t number;

	switch (record->type) {
	case SST_ITEM:
		learn_string(l, body);
		break;
	case SHEET:
		learn_sheet(l, body);
		break;
	case WORKBOOK:
		dlp_book_set_1904(l->book, dlp_biff12_take(&body, 4) & 1);
		break;
	case FORMAT:
		number = dlp_biff12_take(&body, 2);
		dlp_buf_clear(&l->text);
		dlp_biff12_take_string(&body, &l->text);
		dlp_book_add_code(l->book, number, dlp_buf_span(&l->text));
		break;
	case BEGIN_CELL_XFS:
	case END_CELL_XFS:
		l->in_styles = record->type == BEGIN_CELL_XFS;
		break;
	case XF:
		dlp_biff12_take(&body, 2);
		if (l->in_styles)
			dlp_book_add_style(l->book, dlp_biff12_take(&body, 2));
		break;
	default:
		break;
	}
}

const char *dlp_xlsb_learn(struct dlp_book *book, struct dlp_source *source,
			   struct dlp_span name, bool *strange,
			   enum dlp_code *code)
{
	struct dlp_biff12 record = { .source = source };
	struct learning l = { .book = book };
	bool first = true;

	dlp_buf_init(&l.text, DLP_BIFF12_RECORD * 2);
	dlp_buf_init(&l.id, DLP_BIFF12_RECORD * 2);
	for (; !l.full && dlp_biff12_next(&record); first = false) {
		if (first && record.type != part[find(name)].begins) {
			*strange = true;
			break;
		}
		learn_record(&l, &record);
	}
	l.full = l.full || l.text.status || l.id.status;
	dlp_buf_release(&l.text);
	dlp_buf_release(&l.id);
	if (l.full) {
		*code = DLP_CODE_TOO_LARGE;
		return "too many shared strings";
	}
	if (*strange || (!record.status && !record.cut))
		return NULL;
	*code = record.status ? source->code : DLP_CODE_CORRUPT;
	return "a part of the workbook could not be read whole";
}
