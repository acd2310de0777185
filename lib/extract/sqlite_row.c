#include "extract/sqlite_row.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "extract/strings.h"

enum { DOCUMENT = 24 }; /* bytes of the least that is taken for one */

void dlp_sqlite_rows_init(struct dlp_sqlite_rows *rows, struct dlp_input *input,
			  enum dlp_charset charset)
{
	*rows = (struct dlp_sqlite_rows){ .input = input, .charset = charset };
	dlp_buf_init(&rows->line, 0);
	dlp_buf_init(&rows->blobs, 0);
	dlp_buf_init(&rows->names, 0);
	dlp_buf_init(&rows->strings, 0);
}

void dlp_sqlite_rows_release(struct dlp_sqlite_rows *rows)
{
	dlp_buf_release(&rows->line);
	dlp_buf_release(&rows->blobs);
	dlp_buf_release(&rows->names);
	dlp_buf_release(&rows->strings);
}

void dlp_sqlite_row_begin(struct dlp_sqlite_rows *rows)
{
	dlp_buf_clear(&rows->line);
	rows->text = false;
}

/* What would end a value or a line is a blank in it. */
static void blank_out(struct dlp_sqlite_rows *rows, size_t from)
{
	for (size_t i = from; i < rows->line.len; i++)
		if ((unsigned char)rows->line.ptr[i] < ' ')
			rows->line.ptr[i] = ' ';
}

static void add_text(struct dlp_sqlite_rows *rows, struct dlp_span text)
{
	size_t from = rows->line.len;
	uint64_t bad = 0;

	if (rows->charset == DLP_CHARSET_UTF8)
		dlp_utf8_mend(&rows->line, text);
	else if (text.len)
		dlp_charset_convert(rows->input->reading->task->charsets,
				    rows->charset, text, true, &rows->line,
				    &bad);
	blank_out(rows, from);
}

static bool is_text(struct dlp_span bytes)
{
	for (size_t i = 0; i < bytes.len; i++)
		if ((unsigned char)bytes.ptr[i] < ' ' &&
		    !strchr("\t\n\r", bytes.ptr[i]))
			return false;
	return !memchr(bytes.ptr, '\0', bytes.len) &&
	       dlp_utf8_valid(bytes) == bytes.len;
}

/* Whether the blob was told; one that is a document is not. */
static bool add_blob(struct dlp_sqlite_rows *rows, struct dlp_span blob)
{
	size_t from = rows->line.len;
	enum dlp_format format;

	if (!blob.len)
		return true;
	if (is_text(blob)) {
		dlp_buf_addspan(&rows->line, blob);
		blank_out(rows, from);
		return true;
	}
	format = dlp_sniff((struct dlp_span){
		blob.ptr,
		blob.len < DLP_SNIFF_HEAD ? blob.len : DLP_SNIFF_HEAD });
	if (blob.len >= DOCUMENT && format != DLP_IS_BINARY &&
	    dlp_format_info(format)->class != DLP_FORMAT_TEXT)
		return false;
	dlp_buf_clear(&rows->strings);
	dlp_strings_add(blob, &rows->strings);
	if (rows->strings.len)
		dlp_buf_add(&rows->line, rows->strings.ptr,
			    rows->strings.len - 1);
	blank_out(rows, from);
	return true;
}

/* Whole numbers with all their digits: cards and accounts are kept so. */
static void add_real(struct dlp_sqlite_rows *rows, double v)
{
	char text[64];

	if (v > -1e17 && v < 1e17 && v == (double)(int64_t)v) {
		snprintf(text, sizeof(text), "%.0f", v);
	} else {
		snprintf(text, sizeof(text), "%.15g", v);
		if (strtod(text, NULL) != v)
			snprintf(text, sizeof(text), "%.17g", v);
	}
	dlp_buf_adds(&rows->line, text);
}

bool dlp_sqlite_row_add(struct dlp_sqlite_rows *rows,
			const struct dlp_sqlite_value *value)
{
	size_t from = rows->line.len;
	bool told = true;

	switch (value->type) {
	case DLP_SQLITE_NULL:
		break;
	case DLP_SQLITE_INTEGER:
		dlp_buf_addf(&rows->line, "%lld", (long long)value->integer);
		break;
	case DLP_SQLITE_REAL:
		add_real(rows, value->real);
		break;
	case DLP_SQLITE_TEXT:
		add_text(rows, value->bytes);
		break;
	case DLP_SQLITE_BLOB:
		told = add_blob(rows, value->bytes);
		break;
	}
	rows->text = rows->text || rows->line.len > from;
	dlp_buf_addc(&rows->line, '\t');
	return !told;
}

void dlp_sqlite_row_end(struct dlp_sqlite_rows *rows)
{
	struct dlp_buf *line = &rows->line;

	if (line->status)
		dlp_teller_error(rows->input->teller, DLP_CODE_TOO_LARGE,
				 "out of memory");
	if (line->status || !rows->text)
		return;
	line->ptr[line->len - 1] = '\n';
	dlp_teller_text(rows->input->teller, dlp_buf_span(line));
}
